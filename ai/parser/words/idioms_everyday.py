"""The most frequent words of English as shopkeepers use them, and the plain words they stand for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

_MONTHS: Final = "january february march april may june july august september october november december".split()
_OUR: Final = "our|my|the|?"
_CUSTOMERS: Final = "customers|clients|buyers|parties|accounts|shoppers"
_GOODS: Final = "products|items|goods|articles|things|skus"
_BILLS: Final = "bills|invoices|receipts|orders"

IDIOMS_EVERYDAY: Final[tuple[tuple[str, str], ...]] = (
    # a part of a month
    *((f"1 to 10 {month}", f"early {month}; early in|on_in {month}") for month in _MONTHS),
    *((f"11 to 20 {month}", f"mid|middle_of|mid_of|the_middle_of {month}") for month in _MONTHS),
    *((f"21 to {31 if month in ('january', 'march', 'may', 'july', 'august', 'october', 'december') else 28 if month == 'february' else 30} {month}", f"late|latter_part_of|the_latter_part_of {month}; late in {month}") for month in _MONTHS),
    *((f"{month} ", f"{month} only|alone|by_itself|on_its_own; full|entire|complete|whole {month}; the|? full|entire|complete|whole|calendar month of|? {month}") for month in _MONTHS),
    *((f"the {unit}", f"the|? full|entire|complete|whole {unit}") for unit in ("month", "week", "day", "quarter", "year", "financial year")),
    *((f"{side} {unit}", f"{side} full|entire|complete|whole|calendar {unit}; full|entire|complete|whole|all|all_of {side} {unit}") for side in ("this", "last") for unit in ("month", "week", "quarter", "year", "financial year")),
    ("after", "later than; any time after; only after; past"),
    ("before", "earlier than; any time before; only before; prior to"),
    ("what hour", "what|which|at_what|at_which point|part|time|moment of|in|during the|? day"),
    ("busiest hour", "what|which part|time|point of the|? day is|was the|? busiest|most_busy|most_crowded"),
    # how long, how much, how many
    ("more than", "longer than; greater than; larger than; higher than; in excess of; beyond"),
    ("less than", "shorter than; smaller than; lower than; fewer than; no more than"),
    *((f"{many} above", f"big|bigger|large|larger|heavy|high_value|huge {many} above|over|more_than|exceeding") for many in ("bills", "invoices", "orders", "expenses", "payments")),
    *((f"{many} below", f"small|smaller|little|tiny|petty|low_value {many} below|under|less_than") for many in ("bills", "invoices", "orders", "expenses", "payments")),
    ("top customers", f"big|bigger|large|larger|valuable|important|major {_CUSTOMERS}"),
    ("bottom customers", f"small|smaller|little|tiny|minor {_CUSTOMERS}"),
    ("biggest bills", f"big|large|heavy {_BILLS}"),
    ("smallest bills", f"small|little|tiny|petty {_BILLS}"),
    # goods that go well or badly
    ("least sold", "little|rarely|hardly|seldom|poorly|scarcely|barely sold|selling|bought|moving|moved|ordered"),
    ("slow selling", "hard|difficult|tough|slow to sell|move|shift; not easy|quick to sell|move"),
    ("fast selling", "easy|quick to sell|move"),
    ("what to order", f"what|which {_GOODS}|? should|must|shall|do|can i|we keep|stock|hold|buy|bring|get|have|order|purchase more|extra of|?"),
    ("what to order", f"what|which {_GOODS}|? are|is we|i short of|on"),
    ("stock of", "do|have we|i have|got|hold|keep|? enough|sufficient|adequate|plenty_of|any stock|quantity|pieces|units|? of|?; is|are there enough|sufficient|adequate|plenty_of|any stock|quantity|pieces|units of; what|which level|levels of stock|inventory do|did we|i hold|have|keep|carry of"),
    ("stock losses", f"missing|vanished|untraceable|unaccounted|lost_or_missing stock|goods|items|inventory|pieces; {_OUR} goods|items|stock went|gone missing|astray"),
    ("products sold below cost", "below|under cost|cost_price|purchase_price sales|sale|selling; sales|sale|sold|sell|selling|bills below|under|at_less_than cost|cost_price|the_cost|purchase_price"),
    ("best selling products", f"{_GOODS} in|having|with strong|heavy|high|good demand; {_GOODS} that|which lead|leads|led|do_well|did_well|does_well; {_GOODS} doing well"),
    ("which product sold the most", "which|what product|item led|leads|was_ahead|was_in_front|is_ahead"),
    ("which products sold the most", f"which|what {_GOODS} lead|led|leads|are_ahead|were_ahead"),
    # money, and where it is
    ("how much did we purchase", "how much money|? did|have we|i put|invest|invested|sink|sank|put_in into|in stock|goods|inventory|buying_stock"),
    ("stock value", "how much|what money|cash|capital|amount is|are|sits|lies|lying|? tied_up|locked_up|locked|stuck|sunk|parked|blocked|invested|held|lying|sitting in|as the|our|? stock|inventory|goods"),
    ("total outstanding", f"how much|what money|cash|amount|? is|are|sits|lies|? stuck|locked|blocked|held_up|lying|sitting|pending with|among {_OUR} {_CUSTOMERS}|market"),
    ("cash in hand", "ready cash|money in_hand|?; what is|lies|sits|have_we|do_we_have in the|our till|drawer|cash_box|galla; how much cash|money|? is|lies|sits|? ready|available|lying|there|? in|at the|our till|drawer|counter|cash_box|galla"),
    ("discounts", "how much|? money is|was|taken|knocked|? off the bills|invoices as|in|by|? discount|discounts"),
    ("how much discount did we give", f"how much|what did|have we|i save|saved for|? the|our|? {_CUSTOMERS}"),
    ("how much discount did customers get", f"how much|what do|did|have the|our|? {_CUSTOMERS} save|saved through|by|in|on|with|from|? discounts|discount|offers|?"),
    ("net profit", f"profit|profits including|counting|with|considering|taking_in {_OUR} expenses|costs|overheads; end|final|net|overall result|results|outcome|profit_or_loss of|for|in"),
    ("profit", "profit or|and|/ loss; loss or|and|/ profit"),
    ("average selling price of", "what|which|at_what|at_which|for_what price|rate did|do|have we|i sell|sold; price|rate we|i sold|sell"),
    ("average purchase price of", "what|which|at_what|at_which|for_what price|rate did|do|have we|i buy|bought|purchase|get; price|rate we|i bought|buy|purchased"),
    ("in", "at in|during"),
    ("spent on", "paid|spent|payments|payment|money_paid|money_spent|payments_made|amount_paid|gone|went towards|toward"),
    ("contribution to", "contribution|contributions towards|toward"),
    ("contribute to", "contribute|contributed|contributes towards|toward"),
    ("sales target", "plan for|of sales; sales plan|plans; planned|budgeted sales"),
    ("sales target", "what is|was the|our plan for sales in|for"),
    *((f"how far from target in {month}", f"how far|close|near|short|much|much_more away|? are|is|am we|i from|to|of the|our|? {month} target|goal") for month in _MONTHS),
    *((f"how far from target {time} {unit}", f"how far|close|near|short|much away|? are|is|am we|i from|to|of {time} {said} target|goal") for time in ("this", "last") for unit, said in (("month", "months|month's|month"), ("week", "weeks|week's|week"), ("year", "years|year's|year"), ("quarter", "quarters|quarter's|quarter"))),
    ("how far from", "how far|much away|off|short|ahead|behind|? are|is|am we|i|the_shop|sales from|of|off|on the|our|?"),
    ("ahead of target", "how far|much ahead|above|over of|? the|our|? target|goal|plan"),
    ("behind target", "how far|much behind|below|under|short_of the|our|? target|goal|plan"),
    # people who pay, and who do not
    ("not bought since", "never came_back|bought|returned|visited|come_back|ordered|shopped again|? after|since"),
    ("late payers", "who|that|which pays|pay|paid later|after|beyond than|? agreed|due|the_due_date|they_should|they_promised|terms|time; problem customers|parties|payers|accounts"),
    ("which suppliers do we owe", "who|which_suppliers|which_vendors is|are|still|is_still|are_still waiting|pending to_be_paid|for_payment|for_their_money|for_money|for_their_payment; who needs|has to be paid; whom|who do|should we|i have|need|still|? to|? pay|still_pay"),
    ("days sales outstanding", f"how long|many_days do|does|did {_OUR} {_CUSTOMERS} wait|delay|take to|before pay|paying|settle"),
    ("customers at risk", f"{_CUSTOMERS} likely|about|going|close|near|may to|? stop|leave|lapse|quit|drift|go|stopping|leaving buying|shopping|coming|us|away|?; who is|are likely|about|going to stop|leave|quit|lapse buying|coming|us|?"),
    ("with outstanding above", "running|carrying|having|with a|? balance|due|dues|balances above|over|of_more_than|of_over|exceeding"),
    ("dues for more than", "dues|balance|balances|amounts|money standing|pending|lying|unpaid for|since|? longer_than|more_than|over; dues|balances|amounts older than"),
    ("unpaid for more than", "unpaid|pending|outstanding|due for|since|? longer than"),
    ("unpaid bills older than", f"{_BILLS} standing|pending|lying for|since|? longer_than|more_than|over"),
    # which of them
    ("any", "some; a few of the"),
    ("top staff", "star|hero|champion of|among the|our staff|team|salespeople; who is the|our star|hero|champion of the|our|? staff|team"),
    ("has the highest", "drives|fuels|powers|generates|produces the|? most|maximum|highest|biggest"),
    ("which category has the highest", "which|what category drives|fuels|powers"),
    ("share of", "what|which sort|kind|? of|? role|part|place does|do|did"),
    ("in", "play|plays|played|have|has|had in"),
    ("in sales", "play in sales|our_sales|the_sales|total_sales"),
    ("by items sold", "in|by|on quantity|unit|units|volume|number|piece|pieces terms|basis; in terms of quantity|volume|units|pieces|numbers"),
    ("by sales", "in|by|on value|money|rupee|revenue|amount terms|basis; in terms of value|money|rupees|revenue|amount"),
    ("best day of", "record|highest|peak|best day of|for|in sales|selling|business of|in|?"),
    ("had the highest sales", "set|made|created|holds|held the|a|our record|records for|in|of|? sales|selling|business|?"),
    *((f"compared with last {unit}", f"how far|much|? ahead|behind|above|below of|on|than|? last {unit}") for unit in ("month", "week", "year", "quarter")),
    *((f"best {unit}", f"record|record_breaking|peak {unit}") for unit in ("day", "month", "week", "year")),
    *((f"this {unit} compared with last {unit}", f"how does|do|did|has|is|? this {unit} stand|stood|compare|compares|fare|fares|measure_up|stack_up|look|doing|?  against|beside|with|to|versus|alongside the|? last|previous one|{unit}|?") for unit in ("month", "week", "year", "quarter")),
    ("are sales growing", "do|are|is we|i|sales|the_sales|our_sales|business|the_business|our_business continue|continuing|still|? to|? grow|growing|rising|expanding"),
    ("what will run out in", "does|will|can|would the|our|? stock|inventory|stocks cover|last|last_for|suffice_for|be_enough_for the|? next"),
    ("each", "each|every_one|every_single_one of the|our|my|these|those"),
    ("average bill", "how big|large|high is|are the|our|an|a|? average|typical|usual|? bills|bill|invoices|invoice"),
    *((f"which {one} is on top", f"which|what {one} is|was|stood|stands|ranks|ranked|came|comes first|number_one|no_1|at_number_one|in_first_place|in_first_position|at_the_first_place|top_most") for one in ("category", "city", "product", "item", "counter", "employee")),
    # words that only stand about
    ("current", "present|existing|prevailing"),
    ("expenses", "various|assorted|different|sundry_and_other expenses|costs"),
    ("sales forecast", "likely|probable|expected|projected|estimated|anticipated sales|sale"),
    ("comparison", "easy|quick|simple|brief|detailed|clear|proper|full|complete comparison"),
    ("total", "simple|plain|round|rough total|figure|number of|?"),
    ("sales", "full|whole|entire|complete year|years sales|sale|turnover"),
    ("net of returns", "clear|free of returns|return"),
    ("", "instead_of|rather_than sales|revenue|amount|amounts|value|money|rupees|quantity|units|bills|profit|turnover"),
    ("", "all things considered|taken_together|together; all told; on balance; at any rate; in any case; one more thing; other things equal"),
)  # fmt: skip
