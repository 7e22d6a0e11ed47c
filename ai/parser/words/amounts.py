"""Numbers, their scales, and money."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

NUMBERS: Final[dict[int, tuple[str, ...]]] = {
    1: ("one", "ek", "एक", "a single"), 2: ("two", "do", "couple", "a couple of", "दो"), 3: ("three", "teen", "तीन"), 4: ("four", "chaar", "char", "चार"), 5: ("five", "paanch", "panch", "पांच", "पाँच"),
    6: ("six", "chhe", "chhah"), 7: ("seven", "saat", "सात"), 8: ("eight", "aath"), 9: ("nine", "nau"), 10: ("ten", "das", "dus", "दस"), 11: ("eleven",), 12: ("twelve", "barah", "dozen"),
    13: ("thirteen",), 14: ("fourteen",), 15: ("fifteen", "pandrah", "fortnight_days"), 16: ("sixteen",), 17: ("seventeen",), 18: ("eighteen",), 19: ("nineteen",), 20: ("twenty", "bees", "बीस", "a score"), 25: ("pachchis",), 30: ("thirty", "tees"),
    40: ("forty", "fourty"), 50: ("fifty", "pachas", "pachaas"), 60: ("sixty",), 70: ("seventy",), 80: ("eighty",), 90: ("ninety",), 100: ("sau", "सौ", "a hundred", "one hundred", "ek sau", "एक सौ"),
    **{ten + one: (f"{tens} {ones}",) for ten, tens in ((20, "twenty"), (30, "thirty"), (40, "forty"), (50, "fifty"), (60, "sixty"), (70, "seventy"), (80, "eighty"), (90, "ninety")) for one, ones in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), start=1)},
}  # fmt: skip

# Exactly so many times
TIMES: Final[dict[int, tuple[str, ...]]] = {
    1: (
        "only once", "just once", "exactly once", "once only", "only one time", "just one time", "one time only", "only a single time", "a single time", "sirf ek baar", "keval ek baar", "bas ek baar", "ek hi baar", "सिर्फ एक बार", "केवल एक बार", "बस एक बार", "एक ही बार",
    ),
    2: ("exactly twice", "only twice", "just twice", "sirf do baar", "सिर्फ दो बार", "केवल दो बार"),
}  # fmt: skip

TIMES_COUNTED: Final[dict[int, tuple[str, ...]]] = {
    1: ("once",),
    2: ("twice",),
    3: ("thrice", "three times"),
    4: ("four times",),
}

# "Dedh lakh" is one and a half of it, "sava do lakh" two and a quarter.
FRACTIONS: Final[dict[Decimal, tuple[str, ...]]] = {
    Decimal("0.5"): ("aadha", "आधा", "half a", "half"),
    Decimal("1.5"): ("dedh", "dedhh", "derh", "डेढ़", "डेढ", "one and a half", "one and half"),
    Decimal("2.5"): ("dhai", "dhaai", "adhai", "ढाई", "अढ़ाई", "two and a half", "two and half"),
    Decimal("0.75"): ("paun", "पौन"),
    Decimal("1.25"): ("sava", "sawa", "सवा"),
}
# What a word adds to the number after it: "sadhe teen" is three and a half, "paune do" a quarter less than two.
ADDED: Final[dict[Decimal, tuple[str, ...]]] = {
    Decimal("0.5"): ("sadhe", "saadhe", "sade", "साढ़े", "साढे"),
    Decimal("0.25"): ("sava", "sawa", "सवा"),
    Decimal("-0.25"): ("paune", "पौने"),
}

SCALES: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("hundred", "sau", "सौ"), Decimal(100)),
    **dict.fromkeys(("k", "thousand", "thousands", "hazar", "hazaar", "hajar", "हजार", "हज़ार"), Decimal(1_000)),
    **dict.fromkeys(("l", "lac", "lacs", "lakh", "lakhs", "लाख"), Decimal(100_000)),
    **dict.fromkeys(("m", "mn", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("cr", "crs", "crore", "crores", "करोड़"), Decimal(10_000_000)),
}

# Signs and names of money. An amount in another currency than the shop's is not understood.
_DOLLARS: Final = ("$", "dollars", "dollar", "bucks", "डॉलर", "डालर")
_RUPEES: Final = ("rs", "rupees", "rupee", "re", "rupaye", "rupay", "rupya", "रुपये", "रुपए", "रु")
_SHILLINGS: Final = ("shillings", "shilling", "sh", "शिलिंग")
_RIYALS: Final = ("riyals", "riyal", "rials", "rial", "रियाल")
_DINARS: Final = ("dinars", "dinar", "दीनार")
# The words for amounts of a currency; other countries' words for their own are the same, and each shop knows one of them.
CURRENCIES: Final[dict[str, tuple[str, ...]]] = {
    "INR": ("₹", "inr", *_RUPEES),
    "PKR": ("pkr", *_RUPEES), "NPR": ("npr", *_RUPEES), "LKR": ("lkr", *_RUPEES), "MUR": ("mur", *_RUPEES),
    "GBP": ("£", "pounds", "pound", "gbp", "quid", "paund", "पाउंड", "पौंड", "पाउण्ड"),
    "USD": ("usd", *_DOLLARS), "CAD": ("cad", *_DOLLARS), "AUD": ("aud", *_DOLLARS), "NZD": ("nzd", *_DOLLARS), "SGD": ("sgd", *_DOLLARS), "HKD": ("hkd", *_DOLLARS),
    "EUR": ("€", "euros", "euro", "eur", "यूरो"),
    "AED": ("aed", "dirham", "dirhams", "dhs", "dh", "दिरहम"),
    "KES": ("kes", "ksh", "kshs", *_SHILLINGS), "TZS": ("tzs", "tsh", "tshs", *_SHILLINGS), "UGX": ("ugx", "ush", *_SHILLINGS),
    "SAR": ("sar", *_RIYALS), "QAR": ("qar", *_RIYALS), "OMR": ("omr", *_RIYALS),
    "KWD": ("kwd", *_DINARS), "BHD": ("bhd", *_DINARS), "JOD": ("jod", *_DINARS),
    "BDT": ("৳", "bdt", "taka", "takas"), "MYR": ("myr", "rm", "ringgit", "ringgits"), "ZAR": ("zar", "rand", "rands"), "NGN": ("₦", "ngn", "naira"),
    "GHS": ("ghs", "cedi", "cedis"), "JPY": ("¥", "jpy", "yen"), "CNY": ("cny", "rmb", "yuan"), "THB": ("฿", "thb", "baht"), "IDR": ("idr", "rupiah"), "PHP": ("₱", "php", "peso", "pesos"),
    "CHF": ("chf", "francs", "franc"), "SEK": ("sek", "kronor", "krona"), "NOK": ("nok", "kroner", "krone"), "DKK": ("dkk", "kroner", "krone"),
}  # fmt: skip
