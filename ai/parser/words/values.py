"""Words for values that every shop shares."""

from __future__ import annotations

from typing import Final

# Other words for values that every shop shares.
PAYMENT_METHODS: Final[dict[str, tuple[str, ...]]] = {
    "cash": ("cash", "nakad", "nagad", "naqad", "rokda", "नकद"),
    "upi": ("upi", "gpay", "google pay", "phonepe", "phone pe", "paytm", "bhim", "qr", "यूपीआई"),
    "card": ("card", "cards", "credit card", "debit card", "swipe", "card machine"),
    "bank": ("bank", "bank transfer", "bank transfers", "neft", "rtgs", "imps", "wire transfer", "wire"),
    "cheque": ("cheque", "cheques", "check", "checks"),
    "gateway": ("gateway", "payment gateway", "online", "online payment", "payment link", "razorpay"),
}

# Heads of expense as shops name them in English, and how they are asked for; only those a shop has are found.
EXPENSE_HEADS: Final[dict[str, tuple[str, ...]]] = {
    "rent": ("kiraya", "kiraaya", "dukaan ka kiraya", "dukan ka kiraya", "shop rent", "rent", "किराया", "किराये", "दुकान का किराया", "रेंट"),
    "salaries": ("payroll", "कर्मचारियों के वेतन", "कर्मचारियों का वेतन", "कर्मचारियों की तनख्वाह", "karmchariyon ka vetan", "staff ki salary", "staff ka vetan", "salary", "salaries", "wages", "wage", "tankhwah", "tankha", "tankhah", "pagaar", "pagar", "payroll", "staff salary", "staff salaries", "staff pay", "वेतन", "तनख्वाह", "पगार", "सैलरी", "तनखा"),
    "electricity": ("electricity", "electric bill", "electricity bill", "power bill", "power", "light bill", "bijli", "bijlee", "bijli bill", "bijli ka bill", "बिजली", "बिजली का बिल", "बिजली बिल", "light"),
    "transport": ("transport", "transportation", "freight", "cartage", "bhada", "bhaada", "dhulai", "travel", "delivery charges", "petrol", "diesel", "fuel", "ढुलाई", "भाड़ा", "गाड़ी का खर्चा", "ट्रांसपोर्ट"),
    "telephone": ("telephone", "phone bill", "mobile bill", "internet", "internet bill", "recharge", "फोन बिल", "telephone and internet", "phone and internet", "इंटरनेट", "broadband"),
    "repairs": ("repairs", "repair", "maintenance", "marammat", "मरम्मत", "repairs and maintenance", "servicing"),
    "advertising": ("advertising", "ad", "ad spend", "ad spends", "advertisement", "marketing", "ads", "promotion", "vigyapan", "विज्ञापन", "publicity"),
    "bank charges": ("bank charges", "bank fees", "bank charge", "bank ka charge", "बैंक चार्ज"),
    "packing": ("packing", "packaging", "packing material", "पैकिंग", "carry bags"),
    "stationery": ("stationery", "printing", "स्टेशनरी", "printing and stationery"),
    "tea": ("tea", "chai", "snacks", "tea and snacks", "refreshments", "chai pani", "चाय", "चाय पानी", "चाय नाश्ता", "staff welfare"),
    "cleaning": ("cleaning", "safai", "सफाई", "cleaning and sanitation"),
    "insurance": ("insurance", "bima", "बीमा"),
    "legal": ("legal", "professional", "ca fees", "accountant", "accountant fees", "audit", "audit fees", "legal and professional"),
    "donation": ("donation", "donations", "chanda", "चंदा", "दान"),
    "water": ("water", "water bill", "pani ka bill", "पानी", "पानी का बिल"),
}  # fmt: skip

# Values of dimensions with few and fixed names, and how they are asked for.
FIXED: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("recipient", "b2b"): ("b2b", "business customers", "registered customers", "registered buyers", "gst customers", "registered businesses"),
    ("recipient", "b2c"): ("b2c", "unregistered customers", "unregistered buyers", "retail customers"),
    ("slot", "morning"): ("morning slot", "morning delivery", "morning deliveries"),
    ("slot", "evening"): ("evening slot", "evening delivery", "evening deliveries"),
    ("channel", "sms"): ("by sms", "sms messages"),
    ("channel", "whatsapp"): ("by whatsapp", "on whatsapp", "whatsapp messages"),
    ("channel", "email"): ("by email", "email messages"),
    ("reason", "damaged"): ("toot foot", "toot phoot", "tut fut", "टूट फूट", "टूट-फूट", "damaged", "damage", "breakage", "broken", "टूटे फूटे", "toote phoote", "टूटा", "खराब हुआ", "toota", "kharab hua"),
    ("reason", "expired"): ("expire hoke", "expire ho ke", "expire hokar", "expire ho kar", "expire hone se", "expire ho gaya", "एक्सपायर होकर", "एक्सपायर हो गया", "expiry", "expired", "due to expiry", "एक्सपायर", "एक्सपायरी"),
    ("reason", "theft"): ("theft", "stolen", "chori", "चोरी"),
}  # fmt: skip
