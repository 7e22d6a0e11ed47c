"""Words that compare: a figure with a number, a time with another."""

from __future__ import annotations

from typing import Final

# Comparisons of a figure with a number; the value is Having's operator.
COMPARATORS: Final[dict[str, tuple[str, ...]]] = {
    "above": (
        "rose above", "went above", "goes above", "climbed above", "topped the", "went over", "went beyond", "rises above", "were above", "was above", "were over", "was over", "were more than", "was more than",
        "more than", "greater than", "over", "above", "exceeding", "exceeds", "exceed", "exceeded", "in excess of", "upwards of", ">", "higher than",
        "bigger than", "larger than", "beyond", "crossing", "crossed", "se zyada", "se jyada", "se zyaada", "se upar", "से ज्यादा", "से ज़्यादा", "से अधिक",
        "is more than", "of more than", "of over", "is over", "is above", "north of", "no less_than",
    ),
    "at_least": ("at least", "atleast", ">=", "not less than", "no less than", "minimum of", "a minimum of", "kam se kam", "from at least", "कम से कम"),
    "below": (
        "fell below", "fall below", "falls below", "dropped below", "drops below", "went below", "goes below", "dipped below", "fell under", "dropped under", "were below", "was below", "were under", "was under", "were less than", "was less than", "fell short of",
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

PERIOD_ON_PERIOD: Final[dict[str, tuple[str, ...]]] = {
    "day": ("day on day", "day over day", "dod"),
    "week": ("week on week", "week over week", "wow"),
    "month": ("month on month", "month over month", "mom"),
    "quarter": ("quarter on quarter", "quarter over quarter", "qoq"),
}
