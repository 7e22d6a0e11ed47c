"""How a question is put, and what it wants to see."""

from __future__ import annotations

from typing import Final

SIMPLE: Final[dict[str, tuple[str, ...]]] = {
    "how_many": ("how many", "number of", "count of", "no of", "kitne", "कितने", "count"),
    "how_much": ("how much", "by how much", "by what percent", "by what percentage", "by what %", "how far", "to what extent", "kitna", "kitni", "कितना", "कितनी"),
    "what": ("what", "kya"),
    "out_of_stock": ("out of stock", "stocked out", "sold out", "finished", "khatam", "khatam ho gaya", "zero stock", "no stock"),
    "fortnight": ("fortnight", "the fortnight"),
    "left": ("left", "remaining", "remain", "remains", "bacha", "bacha hua", "bache"),
    "list": ("list", "list out", "enumerate", "list of", "listing", "name of", "names of", "name", "names", "soochi"),
    "wh": ("which", "kaun sa", "kaun se", "kaunsa", "kaunse", "kaunsi", "konsa", "konse", "kis", "kin", "कौन सा", "कौन से"),
    "who": ("who", "whom", "kaun", "kisne", "kon", "kis ne", "kinhone", "who all", "kiska", "kiski", "kinka", "kis kis ne", "kis kis", "whose", "किसने", "कौन", "किसका", "anyone", "everyone", "everybody", "those who", "anybody"),
    "verb_end": ("did", "do"),
    "trend": (
        "trend", "trends", "trending", "over time", "chart", "graph", "plot", "curve", "trendline", "trend line", "movement", "history", "progress", "progression",
        "trend of", "as a chart", "as a graph", "graph of", "chart of", "line chart", "line graph", "moved", "moving",
    ),
    "breakdown": ("separately", "apart", "individually", "alag alag", "अलग अलग", "break down", "breakdown", "break up", "breakup", "split", "splits", "divide", "distribution", "bifurcation", "breaking down", "broken down", "broken up", "breakdown of", "group", "grouped", "classify", "rank", "sort", "arrange", "ranking of", "order"),
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
    "quantity": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "litre", "litres", "liter", "liters", "ltr", "ltrs", "grams", "gms", "kg of", "kilos of", "litres of", "packets of", "pieces of", "units of", "pcs of", "boxes of", "किलो", "लीटर", "ग्राम", "डिब्बे", "बोरी", "quantity", "volume", "number of units", "units", "unit", "pieces", "piece", "pcs", "packets", "packet", "packs", "nos", "qty", "piece count", "number sold", "nag", "count"),
    "amount": ("value", "amount", "amounts", "rupee value", "money", "sum", "worth", "rakam", "by value", "by amount", "in value", "in money"),
    "share": (
        "% of", "what % of", "as % of", "as a % of", "% of total", "as % of total", "as a percent of", "as percent of", "as percentage of", "as a percentage of", "what % of total", "what percent of total", "what percentage of total", "percent of total", "percentage of total", "share", "percentage", "percent", "%", "contribution", "proportion", "mix", "percentage share", "share of", "percentage of", "percent of", "what share of",
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
