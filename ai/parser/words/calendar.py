"""Words of time."""

from __future__ import annotations

from typing import Final

UNITS: Final[dict[str, tuple[str, ...]]] = {
    "day": ("day", "days", "din", "dino", "दिन", "दिनों", "calendar day", "calendar days"),
    "week": ("week", "weeks", "hafta", "hafte", "hafton", "wk", "wks", "हफ्ता", "हफ्ते", "हफ़्ते", "calendar week", "calendar weeks"),
    "month": ("month", "months", "mahina", "mahine", "mahino", "maheene", "maheena", "mth", "mths", "महीना", "महीने", "महीनों", "calendar month", "calendar months"),
    "quarter": ("quarter", "quarters", "timahi", "qtr", "qtrs", "तिमाही", "calendar quarter"),
    "half": ("half", "half year", "halfyear"),
    "year": ("year", "years", "saal", "yr", "yrs", "साल", "वर्ष", "calendar year", "calendar years"),
}  # fmt: skip

RELATIVE_DAYS: Final[dict[int, tuple[str, ...]]] = {
    0: ("today", "todays", "aaj", "this day", "the day so far", "for the day", "of the day", "आज", "2day", "tdy"),
    -1: (
        "yesterday",
        "yday",
        "yest",
        "ystrday",
        "yesterdey",
        "yesterdays",
        "kal",
        "beete kal",
        "bita kal",
        "कल",
        "last evening",
        "ystd",
    ),
    -2: ("day before yesterday", "the day before yesterday", "parso", "parson", "परसों"),
    1: ("tomorrow", "tomorrows", "aane wale kal"),
}

DAY_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "morning": ("morning", "mornings", "forenoon", "forenoons", "am hours", "morning hours", "subah", "savere", "subah savere", "सुबह", "सवेरे", "सुबह सवेरे"),
    "afternoon": ("afternoon", "afternoons", "afternoon hours", "dopahar", "dopehar", "दोपहर"),
    "evening": ("evening", "evenings", "evening hours", "shaam", "sham", "शाम"),
    "night": ("nights", "night", "raat", "रात"),
}  # fmt: skip
CLOCK_TIMES: Final[dict[int, tuple[str, ...]]] = {12: ("noon", "midday", "12 noon", "noon time", "mid day")}

TO_DATE: Final[dict[str, tuple[str, ...]]] = {
    "month": ("mtd", "m t d"),
    "year": ("ytd", "y t d", "year till date"),
    "quarter": ("qtd",),
    "week": ("wtd",),
    "financial_year": ("fytd", "fiscal ytd", "fy ytd", "financial year to date"),
}

MONTHS: Final[tuple[tuple[str, ...], ...]] = (
    ("january", "jan", "janvari", "जनवरी"), ("february", "feb", "farvari", "फरवरी"), ("march", "mar", "मार्च"), ("april", "apr", "अप्रैल"), ("may", "मई"),
    ("june", "jun", "जून"), ("july", "jul", "julai", "जुलाई"), ("august", "aug", "agast", "अगस्त"), ("september", "sep", "sept", "sitambar", "सितंबर"),
    ("october", "oct", "aktubar", "अक्टूबर"), ("november", "nov", "navambar", "नवंबर"), ("december", "dec", "disambar", "दिसंबर"),
)  # fmt: skip

WEEKDAYS: Final[tuple[tuple[str, ...], ...]] = (  # Monday first, as ISO counts; the plurals are filters
    ("monday", "mon", "somvar", "somwar", "सोमवार"), ("tuesday", "tue", "tues", "mangalvar", "mangalwar", "मंगलवार"), ("wednesday", "wed", "budhvar", "budhwar", "बुधवार"),
    ("thursday", "thu", "thurs", "guruvar", "guruwar", "गुरुवार"), ("friday", "fri", "shukravar", "shukrawar", "शुक्रवार"), ("saturday", "sat", "shanivar", "shaniwar", "शनिवार"),
    ("sunday", "sun", "ravivar", "raviwar", "itvar", "itwar", "रविवार"),
)  # fmt: skip

PARTS_OF_YEAR: Final[dict[tuple[str, int], tuple[str, ...]]] = {
    **{("quarter", n): (f"q{n}", f"quarter {n}") for n in range(1, 5)},
    **{("half", n): (f"h{n}", f"half {n}") for n in (1, 2)},
}

ORDINALS: Final[dict[int, tuple[str, ...]]] = {
    1: ("first", "1st", "pehle", "pehla", "pehli"), 2: ("second", "2nd", "dusre", "dusra", "doosra"), 3: ("third", "3rd", "teesre", "teesra"), 4: ("fourth", "4th", "chauthe"), 5: ("fifth", "5th"),
}  # fmt: skip
