"""Plain English about figures and times that is neither a word of trade nor a small word: families of it, in rows like those of ``everyday``."""

from __future__ import annotations

from typing import Any, Final

PLAIN_ENGLISH: Final[tuple[tuple[str, Any, str], ...]] = (
    ("filler", None, "he or she; she or he; him or her; his or her; her or his; he and she; table; a table; in a table; as a table; a table of; a table with; in table form; tabular; in tabular form; in tabular format"),
    ("were_new", None, "were_new"),
    ("cancelled_word", None, "cancelled; canceled; were cancelled; were canceled; got cancelled; was cancelled; have been cancelled; been cancelled; voided; were voided; got voided; called off; were called off"),
    ("previous_period", None, "with before; to before; with earlier; to earlier; with what was before; pehle se; pahle se; पहले से; pehle wale se; पहले वाले से; the last one; the previous one; the one before; the one before it; the one before that"),
    ("same_last_year", None, "; ".join(f"{the}same {units} {then}" for the in ("", "the ", "those ", "these ") for units in ("months", "weeks", "quarters", "period", "days", "month", "week", "quarter") for then in ("last year", "of last year", "in last year", "a year ago", "a year earlier", "a year before", "the year before", "of the year before", "in the year before", "previous year", "the previous year", "of the previous year", "in the previous year"))),
    ("this_one", None, "this one; the present one; the current one; the one running; the one now"),
    ("change", None, "slip; slipped; slips; slipping; sag; sagged; slide; ease; eased; dwindle; soften; weaken; weakened; lift; lifted; pick up; picked up; pick down; edge up; edge down; climb; climbed; climbing; double; doubled; doubling; halve; halved; go so low; go so high; come down; came down; come up; move up; move down; swell; swelled; shoot up; spike; spiked; plunge; plunged"),
    ("who", "whose", "whose"),
    ("comparator", "equals", "equal to; equals; equalling; equaling; is equal to; are equal to; was equal to; were equal to; exactly equal to; of exactly; is exactly; was exactly; are exactly; were exactly"),
    ("verb", "buy", "active; were active; was active; are active; been active; have been active"),
    ("lapse", "customer", "did not buy from; did not buy anything from; have not bought from; have not bought anything from; has not bought from; bought nothing from; not bought from; not bought anything from; did not purchase from; did not purchase anything from; have not purchased from; have not purchased anything from; not purchased from; did not order from; did not order anything from; have not ordered from; not ordered from; purchased nothing from; ordered nothing from; made no purchases from; no purchases from; have bought nothing from; bought nothing from in; did not buy from in; did not buy anything from in"),
    ("but_not", None, "; ".join(f"{but} {no}" for but in ("but", "yet", "though", "and", "although") for no in ("no", "never", "none of", "nothing from", "nothing of", "not any", "not a single", "without", "without any", "zero"))),
    ("actual", None, "actual; the actual; actuals of; real; realised; realized"),
    ("filler", None, "either; either of; any of"),
    ("except", None, "everyone but; everybody but; anyone but; everyone except; everybody except; everyone other than; everybody other than; everyone apart from; all of them but; all of them except"),
    ("filler", None, "hold; holding; do we hold; do i hold; we hold; are we holding; win; won; did we win; have we won; wins; handle; handled; handles; handling; took care of; taken care of; looked after; dealt with"),
    ("report", ("freshness", ()), "up to what time; till what time; until what time; up to which time; till which time; up to what date; till what date; until what date; up to what day; till what day; up to what hour; till what hour; as of what time; as of which time; as of what date; as of which date; as of when; as at what time"),
    ("report", ("dashboard", ()), "show me the numbers; give me the numbers; the numbers please; show the numbers; give me the figures; show me the figures; show me my numbers; show me our numbers"),
    ("filler", None, "close at; close on; finish at; end at; land at"),
    ("verb", "sell", "went out; gone out; goes out; go out; going out"),
    ("most_often", None, "visit most often; visit us most often; visit most frequently; visit the shop most often"),
    ("downness", None, "fewer"),
    ("metric", "purchases", "cost of purchases; value of purchases; purchases cost"),
    ("same_word", None, "same; the same; those same; these same; that same; this same"),
    ("going_by", None, "going by; judging by; judging from; looking only at; to go by"),
    ("by_end", None, "by end of; by the end of; till end of; till the end of; until the end of; until end of; up to the end of; before the end of"),
    ("quantity", None, "nos; in nos; number of pieces"),
    ("how_many", None, "nos of"),
    ("attained", None, "meet; meeting; hitting; reaching; achieving; on track for; on track to meet; on track to hit; on track to reach; on track to achieve; on course for; "
        "on course to meet; on course to reach; how far are we from; how far am i from; how far from; how far off; how far are we off; how far behind; how far short of; how close are we to; how close am i to; how close to; how near are we to"),
    ("versus", None, "up or down on; up or down over; up or down from; up or down against; up or down compared to; up or down compared with; up or down versus; up or down vs; up on; down on; higher or lower than; more or less than; better or worse than"),
    ("state", None, "good or bad; good or not"),
    ("report", ("catalogue", ()), "metrics available; available metrics; what metrics are available; which metrics are available; which metrics are there; list of metrics; figures available; reports available; available reports; what reports are available"),
    ("report", ("customer-segments", ()), "segment customers by recency and frequency; segment customers by recency; segments by recency and frequency; group customers by recency; recency and frequency; recency frequency and money; recency frequency and spend; segment customers; segment my customers; segment our customers"),
    ("report", ("day-book", ()), "cash in hand now; cash in hand right now; cash in hand at the moment; cash in hand at present; cash in hand currently; how much cash should there be; how much cash should be there; how much cash should be; cash in the drawer; in the cash drawer; cash drawer; in the drawer"),
)  # fmt: skip
