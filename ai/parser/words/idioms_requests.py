"""Requests as they are put to a clerk or an office, and the plain words they stand for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

_FEW: Final = "few|handful_of"
_GOODS: Final = "items|products|goods|lines"
_MAKE: Final = "make|make_up|give|bring|bring_in|drive|account_for|earn"
_MOST: Final = "most|the_bulk|the_majority"

IDIOMS_REQUESTS: Final[tuple[tuple[str, str], ...]] = (
    # a few items make most of the sales
    ("abc analysis", f"do|is a|just_a|only_a|? {_FEW} {_GOODS} {_MAKE} {_MOST} of my|our|the|? sales|revenue; which|what {_FEW} {_GOODS} {_MAKE} {_MOST} of my|our|the|? sales|revenue"),
    # what stands on a bill
    ("average items per bill", "how_many items|units|pieces|articles|lines does|do|did|would an|a|each|every|the|one|your|our average|typical|usual|normal|? bill|invoice|receipt|order|basket have|contain|hold|carry|include; how_many items|units|pieces|articles|lines go|goes|went on|in|into|onto an|a|each|every|the|one average|typical|usual|normal|? bill|invoice|receipt|order|basket"),
    ("bought together", "what else|other_items|other_things ends_up|end_up|ends|goes|go|comes|come|lands|appears|is|sits on|in|into the|? same|? bill|bills|invoice|basket|cart|receipt with|alongside|beside"),
    # all of somebody's buying
    ("of all time", "across|over all his|her|their|its|of_his|of_her|of_their|the purchases|orders|bills|visits|invoices|transactions|time_with_us; in all the|his|her|their time with|here us|?; since they|he|she started|began buying|coming"),
    # what is not wholly paid
    ("unpaid bills", "bills|invoices not|not_yet|yet_to_be|still_not|never fully|completely|wholly|entirely paid|settled|cleared; bills|invoices which|that|? are|were|have not|not_been|not_yet_been|still_not fully|completely|entirely|wholly paid|settled|cleared; bills|invoices not paid|settled|cleared in_full|fully|completely; not_fully|partly|part|partially paid bills|invoices; bills|invoices that|which|? are|? partly|part|partially|only_partly paid"),
    # how it went and where it goes
    ("what will sales be", "where will|would|do|does the|our|my|? sales|revenue|turnover close|end_up|finish|land|end; how_much will|would the|our|my|? sales|revenue|turnover close|end_up|finish|land at|?"),
    ("stock losses", "where|how_much|what|? did|do|have we|i lose|lost stock|inventory|goods; stock|inventory|goods we|i lost|lose; lost|losing stock|inventory"),
    ("will run out", "will|would|going_to|about_to|likely_to|set_to|due_to go|get|be|become out_of_stock|short|nil"),
    ("were_new", "were|was|are|is new that|in_that|during_that|the_same|in_the_same month|quarter|year|week"),
    ("cohorts", "come|comes|came|coming|return|returns|returned back|? after|beyond|following their|the first|1st month|visit|purchase|order|bill|year"),
    ("क्यों बढ़ा", "ऊपर क्यों चला|चली|चले गया|गई|गए; क्यों ऊपर चला|चली|चले गया|गई|गए; ऊपर क्यों गया|गई|गए; क्यों ऊपर गया|गई|गए"),
    ("क्यों घटा", "नीचे क्यों चला|चली|चले गया|गई|गए; क्यों नीचे चला|चली|चले गया|गई|गए; नीचे क्यों गया|गई|गए; क्यों नीचे गया|गई|गए"),
    ("खराब हुआ", "टूट|टूटा|फूट|टूट_फूट गया|गई|गए|? या|और खराब हुआ|हुई|हुए|हो_गया; खराब हुआ|हुई|हुए|हो_गया या|और टूट|टूटा|फूट गया|गई|गए|?"),
    ("रखे हैं", "जो|? बैंक|bank में|क्लियर|clear होने|hone बाकी हैं|है|?; जो|? बैंक|bank में क्लियर|clear|पास|जमा होने|करने|hone बाकी हैं|है|?; जो|? क्लियर|clear होने|hone बाकी हैं|है|?"),
    ("days sales outstanding", "debtor|debtors days; days of debtors|receivables"),
    # the bank and money given up
    ("written off", "money|amount|amounts|dues|debts|sums|? given|gave|giving up|up_as|up_on_as lost|bad|bad_debt|bad_debts; gone|went|turned bad"),
    # what the books hold
    ("how fresh is the data", "till|until|up_to|upto|to what|which time|date|day|hour is|are|was|were this|the|our|my|? data|books|figures|numbers|records updated|current|complete|synced|refreshed|loaded|entered; when was|were|is|are this|the|our|my|? data|books|figures|numbers|records last updated|refreshed|synced|loaded|entered"),
)  # fmt: skip
