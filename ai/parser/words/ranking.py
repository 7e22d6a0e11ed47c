"""Words that rank and order."""

from __future__ import annotations

from typing import Final

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
