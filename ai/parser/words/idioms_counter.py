"""What owners and staff say of payments, dues, stock and times in passing, in both languages, and the plain words it stands for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

_PIECES: Final = ("day", "week", "month", "quarter", "year")

IDIOMS_COUNTER: Final[tuple[tuple[str, str], ...]] = (
    # times
    *((f"{one} by {one}", f"from|? {one} to {one}") for one in _PIECES),
    ("quarter", "fiscal|financial quarter"),
    *((f"last {year}", f"past {year}") for year in ("financial year", "fiscal year", "financial quarter", "fiscal quarter")),
    ("the same dates", "the|? same stretch|span|window of|in|? time|?"),
    ("compared with the same time", "ahead|behind of|? where they|it|we was|were at|by|? the same point|stage|time"),
    ("the same months", "the|those|these|? very|? same months|weeks|days of|in|from|?"),
    ("पिछले साल इसी समय", "पिछले|पिछली|पिछ्ले साल के|की|में|? इन्हीं|इनही|उन्हीं महीनों|महीने|दिनों|हफ्तों"),
    ("pichle saal isi samay", "pichle|pichhle|pichli saal ke|ki|me|? inhi|inhin|unhi mahino|mahine|dino|hafto"),
    # what is paid and owed
    ("credit given", "maal|saman|samaan|माल|सामान udhaar|udhar|उधार gaya|diya|becha|nikla|गया|दिया|बेचा|निकला"),
    ("payments received", "payment|payments taken"),
    ("unpaid bills kitne", "kitne bill|bills|bilon ka|ke|? pura|? paisa|payment|bhugtan abhi|abhi_tak|ab_tak|? nahi aaya|mila|hua"),
    ("when last payment", "पिछला|पिछली|pichla|pichhla|pichli भुगतान|पेमेंट|payment|bhugtan कब|kab|kis_din|किस_दिन"),
    ("written off", "write|wrote|writing off"),
    ("output tax", "tax|gst|vat|hst charged|collected|levied|billed on the|our|? sales"),
    ("bina tax", "exempt yani|yaani|matlab|यानी|मतलब bina|बिना tax|gst|vat|टैक्स|जीएसटी"),
    ("last price", "price|rate we|i last charged|quoted|billed|took"),
    # targets
    *((f"{target} kitna achieved", f"{target} ka|ki|का|की kitna|kitni|कितना|कितनी; {target} kitna|कितना pura|poora|hasil|achieve|पूरा|हासिल|अचीव") for target in ("target", "टारगेट", "लक्ष्य", "lakshya")),
    ("did we achieve", "did|have|had we|i|they|the_shop|the_team reach|use|used_up|use_up|spend|spent|get_to|got_to|manage"),
    # what goes together, and back
    ("items per order", "units|items|pieces|things per|each|a|in_a|in_each sale|transaction|ticket"),
    ("average order value", "avg|average sale|sales value|amount|size per|of_each|of_a bill|invoice|receipt"),
    ("bought together", "most|? common|frequent|popular product|item|? pair|pairs on|in one|a|the_same|the bill|invoice|receipt"),
    ("bought together", "ek_hi bill me kaunse|kaun_se|kya item|saman|maal jodi_me|saath|ek_saath jaate|bikte"),
    ("bought together", "most|? common|frequent|popular pair|pairs of products|items on|in one|a|the_same|the bill|invoice|receipt"),
    ("what else do they buy", "what_else do they|customers|people pick_up|take|get on|in the|that same|? bill|invoice"),
    ("aur kya kharidte hain", "usi|isi|ek_hi|same bill me|par aur kya lete|kharidte|lekar"),
    ("kaunsa item wapas", "wapas kaunsa|kaun_sa|kaunsi item|saman|maal|product"),
    # stock
    *((f"{end} stock turns", f"turned|turns|turn its|their|our|? stock|inventory over|? the|? {words}") for end, words in (("lowest", "slowest|least"), ("highest", "fastest|most"))),
    ("money received", "customer|customers|customers' money|payment|payments|cash received|collected|taken"),
    ("how many days will stock last", "stock|it|they will|would|can|should|? last|lasts for|? how_many days; stock|it|they will|would last how_long"),
    ("नहीं बिके", "ek|एक bhi|भी na|ना|न bikne|बिकने wale|wali|wala|वाले|वाली|वाला"),
    ("products", "list|show|name|give|tell those|these|the products|items"),
    # people
    ("have not bought", "have|has|had|? stayed|stay|staying|kept|keeping away|off"),
    ("बिक्री", "दुकानदारी"),
    ("bikri", "dukandari|dukaandari"),
)  # fmt: skip
