"""Numbers, their scales, and money."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

NUMBERS: Final[dict[int, tuple[str, ...]]] = {
    1: ("one", "ek", "एक", "a single"), 2: ("two", "do", "couple", "a couple of", "दो"), 3: ("three", "teen", "तीन"), 4: ("four", "chaar", "char", "चार"), 5: ("five", "paanch", "panch", "पांच", "पाँच"),
    6: ("six", "chhe", "chhah"), 7: ("seven", "saat", "सात"), 8: ("eight", "aath"), 9: ("nine", "nau"), 10: ("ten", "das", "dus", "दस"), 11: ("eleven",), 12: ("twelve", "barah", "dozen"),
    15: ("fifteen", "pandrah", "fortnight_days"), 20: ("twenty", "bees", "बीस"), 25: ("twenty five", "pachchis"), 30: ("thirty", "tees"), 40: ("forty",), 50: ("fifty", "pachas", "pachaas"),
    60: ("sixty",), 90: ("ninety",),
}  # fmt: skip

SCALES: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("hundred", "sau", "सौ"), Decimal(100)),
    **dict.fromkeys(("k", "thousand", "thousands", "hazar", "hazaar", "hajar", "हजार", "हज़ार"), Decimal(1_000)),
    **dict.fromkeys(("l", "lac", "lacs", "lakh", "lakhs", "लाख"), Decimal(100_000)),
    **dict.fromkeys(("m", "mn", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("cr", "crs", "crore", "crores", "करोड़"), Decimal(10_000_000)),
}

# Signs and names of money. An amount in another currency than the shop's is not understood.
CURRENCIES: Final[dict[str, tuple[str, ...]]] = {
    "INR": ("₹", "rs", "rupees", "rupee", "inr", "re", "rupaye", "rupay", "rupya", "रुपये", "रुपए", "रु"),
    "GBP": ("£", "pounds", "pound", "gbp", "quid"),
    "USD": ("$", "dollars", "dollar", "usd"),
    "EUR": ("€", "euros", "euro", "eur"),
}
