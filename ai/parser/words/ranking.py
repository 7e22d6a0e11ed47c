"""Words that rank and order."""

from __future__ import annotations

from typing import Final

# What makes a ranking; the value is whether the greatest come first.
RANK: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "top", "best earning", "top earning", "highest earning", "best performing", "best", "highest", "biggest", "largest", "greatest", "most", "maximum", "max", "leading", "topmost", "the most", "best performing", "top performing",
        "number one", "busiest", "most popular", "popular", "most valuable", "most active", "favourite", "strongest", "heaviest", "peak", "sabse zyada", "sabse jyada",
        "sabse zyaada", "sabse bada", "sabse bade", "sabse badi", "sabse acche", "sabse accha", "sabse achha", "sabse achhe", "सबसे ज्यादा", "सबसे ज़्यादा", "सबसे अधिक",
    ),
    False: (
        "bottom", "worst", "lowest", "smallest", "least", "minimum", "min", "fewest", "weakest", "slowest", "the least", "worst performing", "least performing",
        "poorest", "quietest", "slackest", "least popular", "lowest performing", "sabse kam", "sabse chhota", "sabse chhote", "सबसे कम",
    ),
}  # fmt: skip

# What makes a ranking with "most" or "sabse" before it, and says nothing without; of goods that go fast and those that go slowly.
QUALITY: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "zyada", "jyada", "zyaada", "adhik", "bada", "bade", "badi", "acha", "accha", "acche", "acchi", "achha", "achhe", "achhi", "badhiya", "tez", "tej", "teji se", "tezi se", "upar", "ooncha", "unche", "bhari", "mazboot", "mahatvapurn",
        "keemti", "kimti", "khaas", "important", "strong", "busy", "active", "big", "large", "high", "valuable", "successful", "loyal", "regular", "frequent",
        "ज्यादा", "अधिक", "बड़ा", "बड़े", "बड़ी", "अच्छा", "अच्छे", "अच्छी", "बढ़िया", "तेज", "तेजी से", "ऊपर", "ऊंचा", "ऊंचे", "ऊंची", "भारी", "मजबूत", "कीमती", "खास", "अहम", "जोरदार", "वफादार", "नियमित",
    ),
    False: (
        "kam", "chhota", "chhote", "chhoti", "chota", "chote", "choti", "kharab", "bekar", "ghatiya", "dheema", "dheeme", "dheemi", "dheere", "sust", "slow", "manda", "mande", "mandi", "thanda", "thande", "kamzor", "neeche", "niche", "halka", "halke", "low", "small", "weak", "poor", "bad",
        "कम", "छोटा", "छोटे", "छोटी", "खराब", "बेकार", "घटिया", "धीमा", "धीमे", "धीमी", "धीरे", "सुस्त", "मंदा", "मंदे", "मंदी", "ठंडा", "ठंडे", "कमजोर", "नीचे", "हल्का", "हल्के",
    ),
}  # fmt: skip

# A ranking that says what is ranked: goods.
SELLERS: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "best selling", "top selling", "highest selling", "most selling", "bestselling", "best sellers", "bestsellers", "top sellers",
        "fastest selling", "fast moving", "fastest moving", "fast movers", "most sold", "hot selling", "sabse zyada bikne", "sabse jyada bikne", "sabse zyada bikne wala",
        "sabse zyada bikne wale", "sabse zyada bikne wali", "sabse jyada bikne wala", "sabse jyada bikne wale", "सबसे ज्यादा बिकने वाले", "सबसे ज़्यादा बिकने वाले",
    ),
    False: (
        "worst selling", "lowest selling", "least selling", "slowest selling", "slow selling", "slow moving", "slowest moving", "slow movers", "worst sellers", "least sold",
        "poor selling", "sabse kam bikne", "sabse kam bikne wala", "sabse kam bikne wale", "सबसे कम बिकने वाले",
    ),
}  # fmt: skip
