"""The question language's own words: each category of the grammar with the phrases that stand for it.

The words for figures and for what they are split by are not here: they are the synonyms of the catalogue. A word may be
in several categories ("in" is a preposition, "may" a month and a politeness); the chart decides by what fits.
English first; beside it the Hindi of Indian shops, in Latin letters as it is typed and in Devanagari.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

# Words that say nothing about what is asked. A word belongs here only if leaving it out never changes the answer.
FILLER: Final = """
a an the my our your me we us i you their is are was were be been being am do does did has have had
will would could should shall can may might must please kindly pls plz show shows tell give get got find fetch display see view
know want wanna need like let lets just quick quickly exactly right hi hello hey namaste ok okay thanks thank munim sir boss dear
there here then also too about regarding how that well shop store dukaan
figure figures report reports data detail details info information summary stats statistics
look looking check quick come comes came go went going doing happened happen happening make made
anything something bring brings brought bringing serve served leta lete leti calculate compute answer question curious wondering wonder all all_of whats hows wheres all_time ever lifetime make_up makes_up bane bana bani banaye ne draw issue charge charged charging given raise raised generate generated issued offered recorded processed created
say says back actually basically generally really hai hain h tha thi the ho hua hui hue raha rahi rahe gaya
gayi gaye batao bataiye bata batana dikhao dikhaiye dikha dikhana dijiye dedo de do zara jara bhai bhaiya ji mera meri mere mujhe
humara hamara hamari hamare humne hamne maine apna apni apne wala wali wale karo kijiye chahiye liye paisa paise
मुझे मेरा मेरी मेरे हमारा हमारी हमारे है हैं था थी थे हुआ हुई हुए बताओ बताइए दिखाओ दिखाइए क्या हमने मैंने
""".split()

# Prepositions and particles. Left over, they cost a little; "by", "except" and their like are never left over.
PARTICLES: Final[dict[str, tuple[str, ...]]] = {
    "in": ("in", "via", "using", "thru", "through", "during", "within", "on", "over", "at", "inside", "through", "throughout", "mein", "mei", "me", "main", "par", "pe", "ko", "में", "को", "पर"),
    "of": ("of", "ka", "ki", "ke", "का", "की", "के", "in the"),
    "for": ("for", "ke liye"),
    "to": ("to", "until", "till", "til", "upto", "up to", "through", "thru", "tak", "and up to", "तक"),
    "from": ("from", "se", "से", "starting", "starting from", "beginning"),
    "since": ("since", "ever since", "from"),
    "and": ("and", "&", "+", "aur", "or_and", "as well as", "plus", "along with", "और", "together with"),
    "or": ("or", "ya", "या"),
    "comma": (",",),
    "by": (
        "by", "per", "split by", "broken down by", "break down by", "breakdown by", "grouped by", "group by", "divided by", "according to",
        "in terms of", "based on", "on the basis of", "ranked by", "sorted by", "ordered by", "sort by", "order by", "rank by", "measured by",
        "across", "separated by", "classified by", "for different", "by different", "going by", "by the",
    ),
    "by_after": ("ke hisaab se", "ke hisab se", "hisaab se", "hisab se", "ke anusar", "के हिसाब से", "के अनुसार"),
    "each": (
        "each", "every", "for each", "for every", "of each", "of every", "by each", "by every", "from each", "from every", "to each", "to every",
        "in each", "in every", "on each", "on every", "har", "har ek", "हर", "individual", "each and every", "per each",
    ),
    "wise": ("wise", "waar", "var", "war", "vaar", "वार", "wise breakdown", "wise break up", "wise split"),
    "with": ("with", "having", "that have", "which have", "that has", "where", "have", "has", "had"),
    "than": ("than",),
    "only": ("only", "just", "solely", "alone", "sirf", "keval", "only for", "only in", "सिर्फ"),
    "except": (
        "except", "except for", "excluding", "exclude", "without", "other than", "apart from", "but not", "not", "not in", "not by", "not from",
        "everything except", "all except", "everything but", "leaving out", "leaving aside", "ignoring", "besides", "barring", "minus", "all but", "ke alawa", "ke siva",
        "chhod kar", "chhodkar", "ko chhodkar", "ko chhod kar", "के अलावा", "छोड़कर", "को छोड़कर", "not including", "outside", "non",
    ),
    "total": ("total", "overall", "altogether", "in total", "in all", "combined", "all together", "whole", "entire", "kul", "grand total"),
}  # fmt: skip

# What makes a ranking; the value is whether the greatest come first.
RANK: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "top", "best", "highest", "biggest", "largest", "greatest", "most", "maximum", "max", "leading", "topmost", "the most", "best performing", "top performing",
        "number one", "busiest", "most popular", "popular", "most valuable", "most active", "favourite", "strongest", "heaviest", "peak", "sabse zyada", "sabse jyada",
        "sabse zyaada", "sabse bada", "sabse bade", "sabse badi", "sabse acche", "sabse accha", "sabse achha", "sabse achhe", "सबसे ज्यादा", "सबसे ज़्यादा", "सबसे अधिक",
    ),
    False: (
        "bottom", "worst", "lowest", "smallest", "least", "minimum", "min", "fewest", "weakest", "slowest", "the least", "worst performing", "least performing",
        "poorest", "quietest", "slackest", "least popular", "lowest performing", "sabse kam", "sabse chhota", "sabse chhote", "सबसे कम",
    ),
}  # fmt: skip

# A ranking that says what is ranked: goods.
SELLERS: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "best selling", "top selling", "highest selling", "most selling", "bestselling", "best seller", "best sellers", "bestseller", "bestsellers", "top sellers", "top seller",
        "fastest selling", "fast moving", "fastest moving", "fast movers", "most sold", "hot selling", "sabse zyada bikne", "sabse jyada bikne", "sabse zyada bikne wala",
        "sabse zyada bikne wale", "sabse zyada bikne wali", "sabse jyada bikne wala", "sabse jyada bikne wale", "सबसे ज्यादा बिकने वाले", "सबसे ज़्यादा बिकने वाले",
    ),
    False: (
        "worst selling", "lowest selling", "least selling", "slowest selling", "slow selling", "slow moving", "slowest moving", "slow movers", "worst sellers", "least sold",
        "poor selling", "sabse kam bikne", "sabse kam bikne wala", "sabse kam bikne wale", "सबसे कम बिकने वाले",
    ),
}  # fmt: skip

# What the shop itself owes, pays and buys: the other side of the same verbs, and not in the catalogue.
_OWN_VERBS: Final[dict[str, tuple[str, ...]]] = {
    "{}": (
        "owe",
        "owed",
        "paid",
        "pay",
        "bought",
        "purchased",
        "spent",
        "spend",
        "have to pay",
        "need to pay",
        "should pay",
        "must pay",
        "have paid",
        "have bought",
    ),
    "do {}": ("owe", "pay", "buy", "have to pay", "need to pay", "purchase", "spend"),
    "did {}": ("owe", "pay", "buy", "purchase", "spend"),
    "have {}": ("paid", "bought", "purchased", "spent"),
    "should {}": ("pay", "buy"),
}
OWN_ACTS: Final = (
    *(f"{start.format(subject)} {verb}" for start, verbs in _OWN_VERBS.items() for subject in ("i", "we") for verb in verbs),
    "our suppliers", "to suppliers", "from suppliers", "our vendors", "hume dena hai", "mujhe dena hai",
)  # fmt: skip

# Comparisons of a figure with a number; the value is Having's operator.
COMPARATORS: Final[dict[str, tuple[str, ...]]] = {
    "above": (
        "more than", "greater than", "over", "above", "exceeding", "exceeds", "exceed", "exceeded", "in excess of", "upwards of", ">", "higher than",
        "bigger than", "larger than", "beyond", "crossing", "crossed", "se zyada", "se jyada", "se zyaada", "se upar", "से ज्यादा", "से ज़्यादा", "से अधिक",
        "is more than", "of more than", "of over", "is over", "is above", "north of", "no less_than",
    ),
    "at_least": ("at least", "atleast", ">=", "not less than", "no less than", "minimum of", "a minimum of", "kam se kam", "from at least", "कम से कम"),
    "below": (
        "less than", "under", "below", "lower than", "smaller than", "fewer than", "<", "beneath", "se kam", "se neeche", "se niche", "से कम", "is under",
        "is below", "is less than", "short of",
    ),
    "at_most": ("at most", "atmost", "<=", "not more than", "no more than", "maximum of", "a maximum of", "not exceeding", "up to", "upto"),
}  # fmt: skip
OR_MORE: Final[dict[str, tuple[str, ...]]] = {
    "at_least": ("or more", "or above", "and above", "or over", "and over", "and more", "and up", "or higher", "ya zyada", "or greater"),
    "at_most": ("or less", "or below", "and below", "or under", "and under", "and less", "or lower", "or fewer", "ya kam"),
    "above": ("se zyada", "se jyada", "se zyaada", "se upar", "से ज्यादा", "से ज़्यादा", "से अधिक", "plus"),
    "below": ("se kam", "se neeche", "se niche", "से कम"),
}  # fmt: skip

VERBS: Final[dict[str, tuple[str, ...]]] = {
    "sell": (
        "sell", "sells", "sold", "selling", "did business", "business", "becha", "bechi", "beche", "bika", "bike", "biki", "bikta", "bikti", "bikne", "bikne wale",
        "bikne wala", "bikne wali", "bik", "ring up", "rung up", "बेचा", "बेची", "बिका", "बिकी", "बिके", "बिकने",
    ),
    "buy": (
        "buy", "buys", "bought", "buying", "purchase", "purchases", "purchased", "purchasing", "shop with", "shopped",
        "ordered", "placed", "place", "kharida", "kharidi", "kharide", "kharidta", "kharidte", "liya", "khareeda", "kharid", "खरीदा", "खरीदी", "took", "take", "business with",
    ),
    "spend": ("spend", "spends", "spent", "spending", "kharch"),
    "pay": ("pay", "pays", "paid", "paying", "diya", "diye", "chukaya", "chukaye", "bhara", "settled", "gave", "दिया", "चुकाया", "deposited"),
    "collect": (
        "collect", "receive", "came in", "come in", "coming in", "take in", "took in", "taken in", "mila", "mile", "aaya", "aaye", "aayi", "recover", "recovered",
        "मिला", "आया", "get paid", "got paid", "been paid", "was paid", "were paid", "paid to us", "realised", "realized",
    ),
    "owe": (
        "owing", "has not paid", "have not paid", "not paid", "yet to pay", "has to pay", "have to pay", "need to pay", "needs to pay", "dena hai", "dene hain",
        "has to give", "have to give", "still has to pay", "unpaid", "is pending", "lena hai", "lene hain", "lene hai",
        "did not pay", "has not yet paid", "have not yet paid", "not yet paid", "on credit with us", "hasnt paid", "khata", "should pay", "दिए नहीं",
    ),
    "earn": ("earn", "earned", "earnt", "earns", "make money", "made money", "money did we make", "money did i make", "money have we made", "money have i made"),
}  # fmt: skip

# Words that stand for a dimension when they are joined to nothing.
ADVERBS: Final[dict[str, tuple[str, ...]]] = {
    "day": ("daily", "day by day", "day to day", "day on day", "datewise", "daywise", "roz", "rozana", "roj", "har roz", "रोज", "day after day", "everyday"),
    "week": ("weekly", "week by week", "week after week", "weekwise", "har hafte"),
    "month": ("monthly", "month by month", "month after month", "monthwise", "har mahine"),
    "quarter": ("quarterly", "quarter by quarter"),
    "year": ("yearly", "annually", "year by year", "year after year", "annual"),
    "hour": ("hourly", "hour by hour"),
    "customer": ("customerwise", "partywise"),
    "product": ("productwise", "itemwise"),
    "category": ("categorywise",),
}  # fmt: skip

SIMPLE: Final[dict[str, tuple[str, ...]]] = {
    "how_many": ("how many", "number of", "count of", "no of", "kitne", "कितने", "count"),
    "how_much": ("how much", "kitna", "kitni", "कितना", "कितनी"),
    "what": ("what", "kya"),
    "out_of_stock": ("out of stock", "stocked out", "sold out", "finished", "khatam", "khatam ho gaya", "zero stock", "no stock"),
    "fortnight": ("fortnight", "the fortnight"),
    "left": ("left", "remaining", "remain", "remains", "bacha", "bacha hua", "bache"),
    "list": ("list", "list of", "listing", "name of", "names of", "name", "names", "soochi"),
    "wh": ("which", "kaun sa", "kaun se", "kaunsa", "kaunse", "kaunsi", "konsa", "konse", "kis", "kin", "कौन सा", "कौन से"),
    "who": ("who", "whom", "kaun", "kisne", "kon", "kis ne", "kinhone", "who all", "kiska", "kiski", "kinka", "kis kis ne", "kis kis", "whose", "किसने", "कौन", "किसका", "anyone", "everyone", "everybody", "those who", "anybody"),
    "verb_end": ("did", "do"),
    "trend": (
        "trend", "trends", "trending", "over time", "chart", "graph", "plot", "curve", "trendline", "trend line", "movement", "history", "progress", "progression",
        "trend of", "as a chart", "as a graph", "graph of", "chart of", "line chart", "line graph", "moved", "moving",
    ),
    "breakdown": ("break down", "breakdown", "break up", "breakup", "split", "splits", "divide", "distribution", "bifurcation", "breaking down", "broken down", "broken up", "breakdown of", "group", "grouped", "classify", "rank", "sort", "arrange", "ranking of", "order"),
    "compare": ("compare", "compares", "compared", "comparing", "comparison", "comparison of", "compare the", "side by side", "tulna"),
    "versus": (
        "vs", "versus", "v", "against", "compared to", "compared with", "compare to", "compare with", "in comparison to", "in comparison with", "relative to", "as against",
        "as compared to", "as compared with", "comparison with", "comparison to", "over and above", "than in", "than", "than the",
        "versus the", "up on", "over the same",
    ),
    "versus_after": ("ke mukable", "ke muqable", "ke mukabale", "se tulna", "ki tulna mein", "के मुकाबले"),
    "over": ("over", "on"),
    "before": ("before", "before that", "prior", "earlier", "preceding"),
    "change": (
        "growth", "grow", "grew", "grown", "growing", "grows", "increase", "increased", "increasing", "decrease", "decreased", "decreasing", "decline", "declined",
        "declining", "drop", "dropped", "dropping", "fall", "fell", "fallen", "falling", "rise", "rose", "risen", "rising", "change", "changed", "changes", "difference", "up",
        "down", "gone up", "gone down", "go up", "go down", "went up", "went down", "better", "worse", "more", "less", "higher", "lower", "improve", "improved", "improving",
        "badhi", "badha", "ghati", "ghata", "growth in", "change in", "how much more", "how much less", "up or down", "growth rate", "percent change", "percentage change", "percentage growth", "percent growth", "% growth", "% change", "growth percentage",
        "percentage increase", "percent increase", "percentage drop", "percent drop", "growth %", "growth percent",
    ),
    "previous_period": (
        "previous period", "the period before", "period before", "prior period", "last period", "preceding period", "the previous one", "the one before", "before that",
        "day before", "the day before", "week before", "the week before", "month before", "the month before", "quarter before", "the quarter before", "year before",
        "the year before", "previous days", "the previous days", "prior month", "prior week", "preceding month", "preceding week", "preceding quarter", "prior quarter",
    ),
    "same_last_year": (
        "same period last year", "same time last year", "same month last year", "same week last year", "same day last year", "same quarter last year", "same days last year",
        "same period of last year", "same period in last year", "same month of last year", "same period the year before", "same month the year before", "a year ago",
        "one year ago", "same period a year ago", "same time a year ago", "this time last year", "year ago", "same month a year ago", "same period a year earlier",
        "a year earlier", "year earlier", "same month previous year", "same period previous year", "corresponding period last year", "corresponding month last year",
        "pichhle saal isi mahine", "pichle saal isi mahine", "same quarter of last year", "same week of last year",
    ),
    "year_on_year": ("year on year", "year over year", "yoy", "y o y", "yearly growth", "annual growth"),
    "highest_first": ("highest first", "descending", "in descending order", "largest first", "biggest first", "high to low", "most first", "top first", "decreasing order", "in decreasing order"),
    "lowest_first": ("lowest first", "ascending", "in ascending order", "smallest first", "low to high", "least first", "increasing order", "in increasing order"),
    "quantity": ("quantity", "volume", "number of units", "units", "unit", "pieces", "piece", "pcs", "packets", "packet", "packs", "nos", "qty", "piece count", "number sold", "nag", "count"),
    "amount": ("value", "amount", "amounts", "rupee value", "money", "sum", "worth", "rakam", "by value", "by amount", "in value", "in money"),
    "share": (
        "share", "percentage", "percent", "%", "contribution", "proportion", "mix", "percentage share", "share of", "percentage of", "percent of", "what share of",
        "what percentage of", "hissa", "breakup in percent", "pie chart", "as a pie", "split in percent",
    ),
    "now": ("now", "right now", "currently", "current", "at present", "at the moment", "presently", "as of now", "as of today", "as on today", "as on date", "as of date", "abhi", "till now",
            "till date", "to date", "so far", "until now", "up to now", "upto now", "till today", "today as of", "ab tak", "अभी", "अब तक", "yet", "still", "as yet", "already"),
    # dates
    "this": ("this", "current", "the current", "iss", "is", "present", "running", "ongoing", "chalu", "इस"),
    "last": ("last", "the last", "pichhle", "pichle", "pichhla", "pichla", "pichli", "pichhli", "gaye", "पिछले", "पिछला", "पिछली", "gat"),
    "past": ("past", "the past", "trailing", "latest", "most recent", "recent", "bite", "beete"),
    "previous": ("previous", "preceding", "prior", "prev"),
    "next": ("next", "coming", "upcoming", "agle", "agla", "अगले"),
    "whole": ("full", "whole", "complete", "completed", "calendar", "entire"),
    "ago": ("ago", "back", "pehle", "पहले"),
    "to_date": ("to date", "till date", "so far", "until now", "till now", "up to now"),
    "so_far": ("so far", "to date", "till date", "till now", "until now", "up to now", "upto now", "till today", "until today", "ab tak", "अब तक"),
    "until_now": ("to date", "till date", "till now", "until now", "up to now", "to now", "till today", "until today", "to today", "to this day", "ab tak", "अब तक", "and today"),
    "onwards": ("onwards", "onward", "on"),
    "between": ("between", "in between", "betwen"),
    "as_of": ("as of", "as on", "as at", "at the end of", "by the end of", "end of", "at end of", "on the last day of", "till the end of", "at the close of", "close of", "up to the end of"),
    "weekend": ("weekend", "the weekend"),
    "first": ("first", "the first"),
    "calendar_year": ("calendar year", "the year", "year", "cy", "saal"),
    "financial_year": ("financial year", "fiscal year", "fiscal", "fy", "f y", "accounting year", "fin year", "vitt varsh", "वित्त वर्ष", "the financial year", "finance year", "tax year"),
}  # fmt: skip

PERIOD_ON_PERIOD: Final[dict[str, tuple[str, ...]]] = {
    "day": ("day on day", "day over day", "dod"),
    "week": ("week on week", "week over week", "wow"),
    "month": ("month on month", "month over month", "mom"),
    "quarter": ("quarter on quarter", "quarter over quarter", "qoq"),
}

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
    -1: ("yesterday", "yesterdays", "kal", "beete kal", "bita kal", "कल", "last evening", "ystd"),
    -2: ("day before yesterday", "the day before yesterday", "parso", "parson", "परसों"),
    1: ("tomorrow", "tomorrows", "aane wale kal"),
}

TO_DATE: Final[dict[str, tuple[str, ...]]] = {
    "month": ("mtd", "m t d"),
    "year": ("ytd", "y t d", "year till date"),
    "quarter": ("qtd",),
    "week": ("wtd",),
    "financial_year": ("fytd", "fiscal ytd", "fy ytd", "financial year to date"),
}

MONTHS: Final[tuple[tuple[str, ...], ...]] = (
    ("january", "jan", "janvari", "जनवरी"), ("february", "feb", "farvari", "फरवरी"), ("march", "mar", "मार्च"), ("april", "apr", "अप्रैल"), ("may", "mai", "मई"),
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

# Short forms, as they are typed in a hurry, and the words they stand for.
SHORT_FORMS: Final = {
    "avg": "average", "av": "average", "amt": "amount", "rev": "revenue", "cust": "customer", "custs": "customers", "prod": "product", "prods": "products", "cat": "category",
    "yest": "yesterday", "tmrw": "tomorrow", "thru": "through", "btw": "between", "betn": "between", "pymt": "payment", "pymts": "payments", "coll": "collection",
    "wid": "with", "frm": "from", "wht": "what", "hw": "how", "mch": "much", "os": "outstanding", "sls": "sales",
}  # fmt: skip

# Other words for values that every shop shares.
PAYMENT_METHODS: Final[dict[str, tuple[str, ...]]] = {
    "cash": ("cash", "nakad", "nagad", "naqad", "rokda", "नकद"),
    "upi": ("upi", "gpay", "google pay", "phonepe", "phone pe", "paytm", "bhim", "qr", "यूपीआई"),
    "card": ("card", "cards", "credit card", "debit card", "swipe", "card machine"),
    "bank": ("bank", "bank transfer", "bank transfers", "neft", "rtgs", "imps", "wire transfer", "wire"),
    "cheque": ("cheque", "cheques", "check", "checks"),
    "gateway": ("gateway", "payment gateway", "online", "online payment", "payment link", "razorpay"),
}


def phrases() -> list[tuple[str, str, Any]]:
    """Every (phrase, category, value) of this file."""
    rows: list[tuple[str, str, Any]] = [(word.replace("_", " "), "filler", None) for word in FILLER]
    for category, words in (*PARTICLES.items(), *SIMPLE.items()):
        rows += [(word.replace("_", " "), category, None) for word in words]
    tables: tuple[tuple[str, Mapping[Any, tuple[str, ...]]], ...] = (
        ("rank", RANK), ("sellers", SELLERS), ("currency", CURRENCIES), ("comparator", COMPARATORS), ("or_more", OR_MORE), ("verb", VERBS), ("adverb", ADVERBS), ("period_on_period", PERIOD_ON_PERIOD), ("unit", UNITS),
        ("relative_day", RELATIVE_DAYS), ("abbreviated_to_date", TO_DATE), ("part_of_year", PARTS_OF_YEAR), ("ordinal", ORDINALS), ("count", NUMBERS),
        ("month_name", dict(enumerate(MONTHS, start=1))), ("weekday", dict(enumerate(WEEKDAYS, start=1))),
    )  # fmt: skip
    rows += [
        ("debtor", "debtors", False),
        ("debtors", "debtors", True),
        ("defaulters", "debtors", True),
        ("udhaar wale", "debtors", True),
    ]
    for category, table in tables:
        rows += [(word.replace("_", " "), category, value) for value, words in table.items() for word in words]
    for number, names in enumerate(WEEKDAYS, start=1):
        rows += [(f"{names[0]}s", "weekdays", (number,)), (names[0], "one_weekday", (number,))]
    rows += [
        ("weekends", "weekdays", (6, 7)),
        ("weekend", "one_weekday", (6, 7)),
        ("weekday", "one_weekday", (1, 2, 3, 4, 5)),
        ("weekdays", "weekdays", (1, 2, 3, 4, 5)),
        ("working days", "weekdays", (1, 2, 3, 4, 5)),
    ]
    rows += [(text, "own_act", None) for text in OWN_ACTS]
    rows += [(word, "scale", value) for word, value in SCALES.items()]
    rows += [
        (word, "value_word", ("payment_method", method)) for method, words in PAYMENT_METHODS.items() for word in words
    ]
    return rows
