"""The English of owners and accountants who speak as they would to a clerk, and the plain words it stands for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

_BILLS: Final = "bills|invoices|receipts|bill|invoice"

IDIOMS_OWNERS: Final[tuple[tuple[str, str], ...]] = (
    # rows and times
    ("by", "with|? one|a|single row|line|entry|figure|bar|number|total|record|column per|for_each|for_every|each_for|to_each|to_a|for_one; with|? one|a row|line|figure|total for each|every; divided|distributed|apportioned among|amongst|between|across|over|by the|our|my|?; split|spread|shared among|amongst|between|over the|our|my|?"),
    *((f"{one} by {one}", f"one|a|each|every {one} at a time; one {one} after another|the_other|the_next; {one} after {one}; {one} for {one}") for one in ("day", "week", "month", "quarter", "year", "customer", "product", "supplier")),
    ("side by side", "next to each|one other|another; beside|alongside each|one other|another; one beside|under|below|after the other; head to head; in adjacent|neighbouring|parallel columns"),
    ("list of new customers", "first|1st time|ever buyers|customers|shoppers|purchasers one_by_one|individually|by_name|each_by_name"),
    ("new customers", "new faces; first|1st time buyers|customers|shoppers|purchasers|clients"),
    ("show", "put|lay down|out|?"),
    # held against a time
    ("compare with", "stack|stacks|measure|measures|shape|shapes|hold|holds up against|to|beside|with|next_to"),
    ("compared with", "than they|he|she|it|we|i|you did|bought|spent|sold|were|was|had|used_to|took|paid in|during|on|?; than their|its|his|her|our purchases|sales|spending in|during|of|?"),
    # what is owed, paid and in the till
    ("day book", "what|how_much|money_that|everything_that|all_that came|comes in and what|? went|goes|gone out; what|how_much|money went|goes out and what|? came|comes in; money|cash in and|& money|cash|? out; cash|money coming in and|& going out; cash|money movement|movements; ins and outs"),
    ("how much cash is in hand", "how_much|what is|was|do_we_have|have_we_got|have_we|money_is|is_there|is_lying inside|in the|our|my|? till|drawer|cash_drawer|cash_box|cashbox|cash_register|register right_now|now|?; what does the till hold|contain|have; what is the till balance"),
    ("ageing of dues", "how old is|are the|our|my|? debt|debts|dues|receivables|outstanding|outstandings|debtors; age|ages|age_profile|age_analysis of the|our|my|? debt|debts|dues|receivables|outstanding|outstandings|debtors"),
    ("gst payable", "how_much|what|how_much_of gst|tax|vat do|must|should|will we|i have_to|need_to|got_to|? hand_over|pay_over|remit|deposit|send_in|pay_in|submit to_the_government|?; gst|tax|vat to|we_must|we_have_to|i_have_to hand_over|pay_over|remit|deposit|send_in"),
    ("gst payable", "gst|tax|vat that|which|? we|i owe|must_pay|have_to_pay|need_to_pay|should_pay|are_to_pay"),
    ("day book", "opening and|& closing cash|balance|balances|cash_balance; opening cash|balance and|& closing cash|balance"),
    ("last we bought", "did|do|have we|i last buy|bought|purchase|purchased|order|ordered|restock|restocked|procure|procured; last time we|i bought|purchased|ordered|restocked|procured; we|i last bought|purchased|ordered|restocked"),
    ("salaries", "staff|employee|manpower|labour|labor|payroll cost|costs|expense|expenses; wage|salary|pay bill"),
    ("last bought", "last|latest|most_recent purchase|order"),
    ("customers by lifetime value top", "customer lifetime value|values top; clv|cltv|ltv top"),
    ("how far from target", "target shortfall|gap|deficit; shortfall|gap|deficit against|from|to|on|versus|vs the|our|? target; short of the|our|? target by"),
    ("expenses and expense budget by expense category", "expenses|expense_heads|heads|costs over|above|exceeding|beyond the|their|our|? budget|budgets"),
    ("summary", "one line|liner|sentence summary|report|picture|update; quick|short|brief summary|update|picture; one_liner"),
    ("quotations converted", "quotations|quotes|estimates that|which became|turned_into|turned_to|got_converted_to|got_converted_into|were_converted_to|were_converted_into|converted_into|converted_to|led_to bills|bill|invoices|orders|sales"),
    ("gst payable", "gst|tax|vat must|should|do|shall we|i need_to|have_to|got_to|ought_to|? remit|deposit|hand_over|pay_over|send_in|pay_in"),
    ("when last we bought", "what|which day|date did|do|have we|i last buy|bought|purchase|purchased|order|ordered|restock|restocked; on what|which day|date did|do|have we|i last buy|bought|purchase|purchased|order|ordered|restock|restocked"),
    *((f"to whom {most} discount", f"who|that received|receive|had|have|has|got|get|were_given|was_given the|? {words} discount|discounts") for most, words in (("most", "most|highest|largest|biggest|greatest|maximum"), ("least", "least|lowest|smallest"))),
    ("to whom", "that got|gets|were_given|are_given; who were|was|are given"),
    ("but bought nothing", "yet bought|ordered|purchased nothing; yet did_not|didnt|have_not|has_not buy|order|purchase|bought|ordered|purchased anything|?; yet made no purchases|purchase|orders"),
    ("worth", "valued at"),
    *((f"more than 1 {unit}", f"more_than|over|beyond|longer_than|above a|an|one|a_full {unit}; at_least a|one {unit}") for unit in ("week", "month", "year")),
    ("gst payable", "gst|tax|vat collected|charged minus|less gst|tax|vat|input_gst|input_tax|itc|input_credit paid|claimed|?; output gst|tax|vat minus|less input gst|tax|vat|credit"),
    ("had", "saw|posted|clocked_up|racked_up the"),
    ("on", "towards"),
    ("to", "made_out|drawn|addressed to"),
    ("newly overdue", "fall|falls|falling|fell|come|comes|coming|becomes|become|becoming due this|next|today|tomorrow|in_the_next|within|by|in; payments|bills|invoices|amounts due for payment in|this|next|by|within"),
    ("payables", "total|our|my|all|the|? liability|liabilities|obligations to|towards|toward|with our|my|all|the|? suppliers|vendors|creditors; what|how_much do|must we|i have_to|need_to pay our|my|the|? suppliers|vendors|creditors in_all|altogether|in_total; trade creditors; supplier|vendor liability|liabilities; amount|amounts|money payable to our|my|the|? suppliers|vendors"),
    ("payables by supplier", "suppliers|vendors|creditors not|un yet|? paid_yet|paid_so_far; which|what suppliers|vendors are|were|have|remain|is not|still_not|not_been|unpaid|yet_to_be|to_be paid|settled|cleared"),
    # stock
    ("what should i reorder", "which|what things|items|goods|products|stuff|lines should|must|do|shall|ought we|i to|need_to|have_to|? reorder|re-order|restock|order_again|top_up|replenish|stock_up_on|buy_more_of; what|which do we|i need_to|have_to reorder|restock|order_again|top_up|replenish|stock_up_on"),
    ("will run out", "will|would be gone|finished|exhausted|over|used_up|sold_out"),
    ("when will stock run out", "how long before|until|till it|they|stock|we|this runs|run|sells|sell out|out_of_it|out_of_them; when does|do|will it|they run out"),
    ("dead stock", "just|only|simply|merely sitting|lying|resting there|on_the_shelf|on_the_shelves|in_the_store|in_stock|around; sitting|lying|resting on the shelf|shelves|rack|racks; collecting|gathering dust on the shelf|shelves"),
    ("in stock", "on|left_on|remaining_on the|our|my|? shelf|shelves|rack|racks"),
    ("stock turns", "how fast|quickly|often are|am|is we|i|it turning|rotating|churning|moving over|through|? our|the|my|? stock|inventory|goods; rate|speed at which stock|inventory turns|moves|rotates"),
    ("stock lost to damage", "damaged|broken|spoilt|spoiled|ruined stock|goods|items|material loss|losses|write_off|write_offs; loss|losses on|of|from|in damaged|broken|spoilt|spoiled stock|goods|items|material; damaged|broken|spoilt|spoiled|ruined stock|goods|items|inventory|material value|worth|?; value|worth|cost|amount of damaged|broken|spoilt|spoiled|ruined stock|goods|items|inventory; stock|goods|items that|which|? were|was|got|have_been damaged|broken|spoilt|spoiled|ruined; stock|goods|items damaged|broken|spoilt|spoiled|ruined"),
    # bills
    ("who cancelled bills", f"who cancels|voids|scraps|deletes the|? most {_BILLS}"),
    ("cancelled bills", f"{_BILLS} scrapped|torn_up|scratched; scrapped|scratched {_BILLS}; {_BILLS} did we|i scrap|scratch|void|tear_up|cancel"),
    ("bills did", f"{_BILLS} did|has|have"),
    # profit, discounts, returns
    ("what was gross profit", "was|is|were there a|any|? loss|losses"),
    ("what was operating profit", "what|how_much did|have|do we|i clear|keep|pocket|net|take_home after|net_of|once all|the|our|? costs|expenses|bills_paid|everything|overheads; what|how_much is|was left after|once all|the|our|? costs|expenses|overheads"),
    ("discount", "away the|? most|least in discounts|discount"),
    ("gave the most discount", "gives|gave|give|handed|hands away|out the|? most in|of|on|as discounts|discount; was|is|were|are most generous with discounts|discount"),
    ("how much discount did we give", "how generous were|are|have we|i been|? with discounts|discount|our_discounts; how|by_how much did|have we|i let|knock|knocked off"),
    ("returns", "what went|was_sent|has_gone back from_customers|to_us|?"),
    ("top customers by number of bills", "most regular|frequent customers|buyers|clients|visitors|shoppers|patrons"),
    # returning
    ("were_old", "had|have bought|come|ordered|shopped|been before|earlier|previously|with_us_before|from_us_before; were|are not new|first_timers|first_time_buyers; were|are|was old|existing|repeat|returning customers|ones|buyers"),
    ("but not in", "but|yet|and|though has|have|had not|never been|come|returned back|in|seen|? in|during|this_side|?; but|yet|and|though hasnt|havent|hadnt been|come|returned back|seen|? in|during|?; but|yet|and|though is|are|was|were|has_been|have_been missing|absent|gone|silent|quiet in|during|?"),
    # what goods make the most of the sales
    ("abc analysis", "which|what products|items|goods|lines make_up|account_for|bring_in|give|bring|contribute|generate|bring_us|form|are|make eighty|80 percent|%|per_cent of the|our|my|? sales|revenue|turnover|business; eighty|80 twenty|20 rule|analysis|split|?"),
)  # fmt: skip
