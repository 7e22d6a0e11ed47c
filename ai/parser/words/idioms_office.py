"""The English of offices and reports, and the plain words it stands for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

IDIOMS_OFFICE: Final[tuple[tuple[str, str], ...]] = (
    # what is owed and late
    ("overdue", "past_due|late|delayed|overdue balance|balances|receivable|receivables|amount|amounts|dues|debts|payments"),
    ("unpaid", "not|never yet|? paid|settled|cleared; not been paid|settled|cleared; is|are|were|remain|remains|remaining unsettled|uncleared"),
    ("payables", "dues|outstanding|balance|balances|amount_owed|amounts_owed|amount_due|money_owed to suppliers|vendors|creditors"),
    ("unpaid amount", "unpaid balance|balances|sum|total"),
    ("overdue for more than", "overdue|late|past_due by more_than|over"),
    ("due for more than", "due|outstanding|unpaid by more_than|over"),
    ("how much is overdue", "what|which amount|balance|money|sum is|was overdue|past_due; what is overdue"),
    ("how much is due", "what|which amount|money|sum is due|outstanding; what is due"),
    # which of them
    *((f"which {many}", f"what {many}") for many in ("products", "items", "articles", "goods", "bills", "invoices", "suppliers", "vendors", "categories", "cities", "employees", "expenses")),
    ("with sales below", "which|that sold|sell for less_than|under|below"),
    ("with sales above", "which|that sold|sell for more_than|over|above"),
    # profit, expenses, stock
    ("margin", "gross_profit|gp margin|margins|margin_percentage|margin_%; gp percentage|percent|%"),
    ("expenses by expense category", "expenses|expense|expenditure|spending|overheads|costs|spend by|per|split_by|broken_down_by|for_each|grouped_by|across expense|cost|? category|categories|head|heads|type|types|kind|kinds|nature|expense_type; expense|cost|spending head|type wise|break_up|breakup|breakdown"),
    ("stock value", "stock|inventory valuation; valuation of the|our|? closing|current|present|? stock|inventory"),
    ("how many days will", "for how many days will|would|can|does|do|should; how many days would|can|does|do|should; for|? how long will|would|can|should; how long does|do the|our|? stock of"),
    ("days sales outstanding", "how long does it take customers|buyers|clients|our_customers|parties to pay"),
    ("last", "be enough|sufficient; suffice"),
    ("days of cover", "cover in days; cover days; days cover|covered; stock|inventory days"),
    ("will run out soon", "sell|sells|selling out soon|shortly|quickly; will|are_going_to|are_about_to|are_likely_to sell out soon|shortly|?; finish|finishing|finishes soon|shortly"),
    ("gave", "yield|yields|yielded us|me|?"),
    ("discount did we give", "discount|discounts did|have we|i offer|offered|grant|granted|allow|allowed"),
    *((f"which {many} {did}", f"what {many} {did}") for many in ("customers", "clients", "buyers", "parties") for did in ("bought", "purchased", "ordered", "spent", "grew", "fell", "declined", "dropped", "rose", "increased", "decreased", "have", "had", "did", "are", "were", "came")),
    ("what will sales be", "how much will|would the|our|my|? sale|sales|revenue|turnover|business be|come_to|amount_to|reach|total; what will|would the|our|my|? sales|revenue reach|total"),
    ("how far from", "how close|near|far are|am|is we|i|the_shop from|to"),
    ("items per bill", "items|units|pieces|articles is|are|was|were|? there|? in|on|per an|the|each|every|a average|typical|usual|normal bill|invoice|receipt|order|basket|purchase on_average|?; items|units|pieces in|on each|every bill|invoice|receipt|order on_average"),
    ("sales by staff", "how did|has|have|is|are each|every|all staff_member|employee|salesperson|member_of_staff|staff|employees do|done|doing|perform|performed|performing|fare|fared|sell"),
    ("how many", "what number of"),
    ("what was gross profit", "did|have|are|were|do|is|was|has we|i|the_shop make|made|making|running|earning a|any|? loss|profit_or_loss; are|is|was|were we|i|the_shop in|at profit_or_loss|loss|a_loss"),
    ("biggest expense", "biggest|largest|highest|main|top|major cost|outgoing|outlay|overhead"),
    ("cost of", "main|total cost of"),
    ("highest cost of", "biggest|largest|highest|top|major cost of"),
    *((f"highest cost {many}", f"biggest|largest|highest|main|top|major cost {many}") for many in ("items", "item", "products", "product", "goods", "price", "prices", "customers", "suppliers")),
    # who was first by a figure
    *((f"had the {rank} {figure}", f"came|comes|come|ranked|ranks|came_out|is|was {place} in|by|on the|? {figure}") for figure in ("sales", "revenue", "turnover", "profit", "collections", "orders") for rank, place in (("highest", "first|top|on_top|highest"), ("lowest", "last|bottom|lowest"))),
    *((f"had the highest {figure}", f"topped|tops|led|leads the_list|? in|by {figure}") for figure in ("sales", "revenue", "turnover", "profit", "collections", "orders")),
    ("how much did we spend on", "what did|have we|i spend|spent on|for"),
    ("value of returns", "what|how_much value|amount|worth of goods|items|stock|merchandise|products was|were|got|came returned|back"),
    ("show", "kindly|please|pls|? state the|our|my|what"),
    ("percent", "per cent"),
    ("average bill", "average|mean invoice|order|ticket|bill|basket size"),
    ("compared with", "compare|compares with|to|against those|that|the_figures|the_ones of|in|for"),
    # customers
    ("repeat rate", "customer repeat|repeat_purchase|retention rate; customer retention; rate of repeat customers|purchases|business"),
    ("products bought by", "goods|articles|merchandise|things bought|purchased|taken|ordered by; items ordered by"),
)  # fmt: skip
