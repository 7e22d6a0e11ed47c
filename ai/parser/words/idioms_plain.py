"""Plain English said in families, and the words it stands for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

IDIOMS_PLAIN: Final[tuple[tuple[str, str], ...]] = (
    # held against a time: next to those of December
    ("compared to", "next_to|beside|alongside|against|versus|vs|compared_with|compared_to|relative_to|set_against those|that|the_figures|the_figure|the_ones|the_one of|in|for|from; compared_with|compared_to|versus|against what it was|were in|on|during"),
    # of each: does the average bill differ by weekday
    ("by", "differ|differs|differed|vary|varies|varied|varying|differing by|across|between|with|over|from_one"),
    # who cancelled the most bills
    ("most cancelled bills", "cancelled|canceled|cancels|cancel|voided|voids|void|scrapped|deleted|? the|? most|maximum|highest_number_of cancelled|canceled|voided bills|invoices|receipts|orders; cancelled|canceled|cancels|voided|scrapped|deleted the|? most|maximum|highest_number_of|largest_number_of|greatest_number_of bills|invoices|receipts|orders"),
    ("fewest cancelled bills", "cancelled|canceled|cancels|voided|scrapped|deleted the|? fewest|least|lowest_number_of bills|invoices|receipts|orders"),
    ("how many cancelled bills", "how many|number_of bills|invoices|receipts|orders did|does|has we|i cancel|cancelled|void"),
    # bought in one month but had not bought in the other
    ("untaxed", "zero|nil rated|tax and|or untaxed|exempt|exempted; untaxed|exempt|exempted and|or zero|nil rated|tax; exempt and|or untaxed; untaxed and|or exempt"),
    ("but not in", "and did|had|have|has not buy|bought|purchase|purchased|order|ordered|shop|shopped|visit|visited|come|return anything|any|again|? in|during; but|yet|though had|have|has|did not|never bought|buy|purchased|purchase|ordered|order|shopped|shop|visited|visit|come|came|anything|any|? in|during; but|yet did not in|during; but|yet hadnt|havent|didnt|hasnt bought|buy|purchased|purchase|ordered|order|come|visited in|during; but were|was not there|seen|back|? in|during; but nothing in|during; and|but|yet nothing|none at_all|? in|during"),
    # bought one thing and not another
    ("but not", "but|yet|though|although did|have|has|had not buy|bought|order|ordered|purchase|purchased|take|taken any|a|a_single; but|yet|though|although didnt|havent|hasnt|never buy|bought|order|ordered|purchase|purchased|take|taken any|a|a_single"),
    ("but not in", "but|yet|though made|placed|gave no|not_a_single|zero purchase|purchases|order|orders in|during; but|yet|though inactive|absent|missing in|during; but|yet|though bought|ordered|purchased nothing in|during"),
    ("but not since", "but|yet|though have|has|had not bought|ordered|purchased|come|returned|visited|shopped|come_back|been_back anything|again|? since|since_then|after_that|afterwards; but|yet|though havent|hasnt|hadnt bought|ordered|purchased|come|returned|visited|shopped|come_back|been_back anything|again|? since|since_then|after_that|afterwards; but|yet|though nothing|not_once|never since|since_then|after_that|afterwards; but|yet|though did not come|return|buy|order again|back since_then|after_that|afterwards|since"),
    ("up to", "up_to|upto|until|till|through and|& including|inclusive_of"),
    ("change from", "move|moved|moving|shift|shifted|develop|developed from"),
    ("change between", "move|moved|moving|shift|shifted|develop|developed between"),
    ("bought", "active|were_active|was_active"),
    # not a single sale: none
    ("with no sales", "without|with_not a_single|even_one|even_a_single|any|one|a sale|sales|unit_sold|units_sold; with_not|without a_single|any|one|even_one unit|piece|item sold; having|showing|with no|zero|nil sale|sales"),
    ("with no purchases", "without|with_not a_single|even_one|even_a_single|one|any purchase|purchases|order|orders|bill|bills|visit|visits|invoice|transaction; having|showing no|zero|nil purchase|purchases|orders|bills"),
    ("did not buy", "did|have|has not make|made|place|placed a_single|even_one|even_a_single|one|any|a purchase|order|purchases|orders; made|placed no|not_a_single|zero purchase|order|purchases|orders; did not buy|purchase|order even_once|a_single_time|a_single_thing|even_one_item|anything|at_all"),
    ("did not sell", "did not sell even_once|a_single_unit|a_single_piece|even_one_unit|a_single_time|at_all|anything|even_a_single_unit"),
    ("stock turns", "how many|often times|? did|does|has|have|do|will our|my|the|? stock|inventory|stocks turned|turn|turns|rotate|rotated over|?; how many times did|does|has|was our|my|the|? stock|inventory turned|rotated|sold_and_replaced|replaced over|?; how fast|quickly did|does|is our|my|the|? stock|inventory turn|turning|turns over|?"),
    ("gateway fees", "payment|online_payment|card gateway fees|fee|charges|charge|costs|cost|commission; gateway commission|cost|costs"),
    ("used", "use|uses|using|eat|eats|ate|eaten up"),
    ("biggest bill", "largest|biggest|highest|greatest|heaviest single|? order|invoice|receipt; largest|biggest|highest|greatest single bill"),
    ("smallest bill", "smallest|lowest|tiniest single|? order|invoice|receipt; smallest|lowest single bill"),
    ("biggest bills", "largest|biggest|highest|greatest|heaviest orders|invoices|receipts"),
    ("smallest bills", "smallest|lowest|tiniest orders|invoices|receipts"),
    ("how much did we sell", "how much did|have we|i invoice|invoiced|bill|billed|bill_for|invoice_for; what did|have we|i invoice|invoiced|bill|billed in_all|in_total|altogether|all_told"),
    ("bought together with", "frequently|commonly|usually|typically|generally|regularly|mostly|often bought|sold|purchased|ordered together|along with"),
    ("bought together", "frequently|commonly|usually|typically|generally|regularly|mostly|frequently_get|commonly_get bought|sold|purchased|ordered together"),
    ("per bill", "at|in a|one time|go|sitting|shot|purchase|trip|visit"),
    ("last price of", "previous|most_recent|latest rate|price|selling_price of|for"),
    ("lifetime value of", "how valuable|precious|worthwhile is|are|was"),
    ("sales and", "how much more|? do|must|should|will|would we|i need|have|want|? to|? sell to meet|reach|hit|achieve|touch; how much is|are|was left|pending|short to meet|reach|hit|achieve"),
    ("not bought since", "whose last|latest|most_recent purchase|bill|order|visit|invoice was|is before|prior_to|earlier_than; who|that last bought|purchased|ordered|came|visited before|prior_to"),
    ("repeat rate", "what|? proportion|percentage|percent|share|fraction|% of our|the|my|? customers|buyers|clients are|were repeat|returning|regular|repeat_customers|repeat_buyers"),
    ("closing cash", "closing cash|balance balance|position|of_cash of|on|for|as_of|as_on; closing cash balance|position"),
    ("what will sales be", "what will|would|might|could the|our|my|? sale|sales|revenue|turnover|business be|come_to|amount_to|look_like; how much will|would we|i sell"),
    ("to whom", "who gets|got|gets_the|receives|enjoys|availed|avails|has_got|have_got|was_given|were_given|is_given|are_given"),
    ("inactive", "not ordering|buying|purchasing|visiting|shopping; with nothing bought|purchased|ordered"),
    ("low stock", "below|under the|its|their|? minimum|min stock|level|stock_level|quantity"),
    ("first", "first ever"),
    # the new ones among customers
    ("were_new", "were|are|was|is new|new_ones|new_customers|newcomers|first_timers|first_time_buyers|buying_for_the_first_time; had never bought|come|shopped before|earlier; came|bought|shopped for the first time"),
    # how fresh the figures are
    ("how fresh is the data", "how recent|new|fresh|old|current|updated|stale|latest is|are this|the|these|those|our|my|your|? data|figures|numbers|information|books|records|entries"),
    ("heat map", "heat map|heatmap of when the|our|my|? shop|store|counter|we|business is|are|am|gets|get|? busy|busiest|crowded|full|rushed; heat map|heatmap of|for the|our|? busy|busiest|rush|peak hours|times|time; when are|is we|i|the_shop|the_store|our_shop|my_shop busy|busiest|most_busy|most_crowded by day|weekday and hour"),
    # what became due when is in no book
    ("newly overdue", "became|become|becomes|fell|falls|went|gone|turned|got overdue|due|past_due"),
)  # fmt: skip
