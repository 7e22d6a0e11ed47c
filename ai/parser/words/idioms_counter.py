"""What owners and staff say of payments, dues, stock and times in passing, in both languages, and the plain words it stands for: rows like those of ``idioms``."""

from __future__ import annotations

from typing import Final

_PIECES: Final = ("day", "week", "month", "quarter", "year")
_GOODS_HINDI: Final = "item|items|product|saman|samaan|maal|cheez|आइटम|सामान|माल|चीज"
_PAID_HINDI: Final = "paisa|paise|payment|bhugtan|पैसा|पैसे|पेमेंट|भुगतान"
_NOT_COME: Final = "nahi|nahin|नहीं aaya|aaye|mila|mile|hua|chukaya|आया|आए|मिला|मिले|हुआ|चुकाया"

IDIOMS_COUNTER: Final[tuple[tuple[str, str], ...]] = (
    # times
    *((f"{one} by {one}", f"from|? {one} to {one}") for one in _PIECES),
    ("quarter", "fiscal|financial quarter"),
    *((f"last {year}", f"past {year}") for year in ("financial year", "fiscal year", "financial quarter", "fiscal quarter")),
    ("the same dates", "the|? same stretch|span|window of|in|? time|?"),
    ("compared with the same time", "ahead|behind|above|below of|? where|what they|it|we|things were|was|stood|had_been at|by|on|? the|this|? same point|stage|time"),
    ("the same months", "the|those|these|? very|? same months|weeks|days of|in|from|?"),
    ("पिछले साल इसी समय", "पिछले|पिछली|पिछ्ले साल के|की|में|? इन्हीं|इनही|उन्हीं महीनों|महीने|दिनों|हफ्तों"),
    ("pichle saal isi samay", "pichle|pichhle|pichli saal ke|ki|me|? inhi|inhin|unhi mahino|mahine|dino|hafto"),
    # what is paid and owed
    ("credit given", "maal|saman|samaan|माल|सामान udhaar|udhar|उधार gaya|diya|becha|nikla|गया|दिया|बेचा|निकला"),
    ("payments received", "payment|payments taken"),
    ("unpaid bills kitne", f"kitne|कितने bill|bills|bilon|बिल|बिलों ka|ke|का|के|? pura|poora|पूरा|? {_PAID_HINDI} abhi|abhi_tak|abhi_bhi|ab_tak|अभी|अभी_तक|अभी_भी|अब_तक|? {_NOT_COME}"),
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
    ("average order value", "avg|average|mean|typical sale|sales|ticket|basket|order value|amount|size|worth per|of_each|for_each|of_a|for_a|? bill|invoice|receipt|transaction"),
    ("bought together", "most|? common|frequent|popular|usual product|item|items|products pair|pairs|combo|combos|combination|combinations on|in|? one|a|the_same|same|the|each|? bill|bills|invoice|invoices|receipt|order|?"),
    ("bought together", "ek_hi|एक_ही|same bill|bills|बिल me|mein|में|par|पर kaunse|kaun_se|kya|kya_kya|कौनसे|कौन_से|क्या item|items|saman|samaan|maal|product|products|आइटम|सामान|प्रोडक्ट|? jodi_me|jodi_mein|saath|sath|ek_saath|साथ|एक_साथ jaate|jate|bikte|nikalte|जाते|बिकते hain|hai|हैं|है|?"),
    ("bought together", "most|? common|frequent|popular|usual pair|pairs|combo|combos|combination|combinations of|? products|items|things|goods|? on|in|? the|a|one|the_same|same|? bill|bills|invoice|invoices|receipt|order"),
    ("what else do they buy", "what_else do|would they|customers|people|buyers|those_customers|? pick_up|take|get|add|grab on|in|? the|that|? same|? bill|invoice|receipt|basket"),
    ("aur kya kharidte hain", "usi|isi|ek_hi|same|उसी|इसी|एक_ही bill|bills|बिल me|mein|par|में|पर aur|और kya|क्या|kya_kya lete|kharidte|lekar|लेते|खरीदते"),
    ("kaunsa item wapas", f"wapas|wapis|vapas|वापस kaunsa|kaun_sa|kaunsi|kaun_si|konsa|कौनसा|कौन_सा {_GOODS_HINDI}"),
    # stock
    *((f"{end} stock turns", f"turned|turns|turn|turning|rotated|rotates|rotate its|their|his|her|our|the|? stock|inventory|goods over|? the|? {words}") for end, words in (("lowest", "slowest|least|least_often"), ("highest", "fastest|quickest|most|most_often"))),
    ("money received", "customer|customers|customers' money|payment|payments|cash received|collected|taken"),
    ("how many days will stock last", "stock|it|they will|would|can|should|? last|lasts for|? how_many days; stock|it|they will|would last how_long"),
    ("नहीं बिके", "ek|एक bhi|भी na|ना|न bikne|बिकने wale|wali|wala|वाले|वाली|वाला"),
    ("products", "list|show|name|give|tell those|these|the products|items"),
    # people
    ("have not bought", "have|has|had|? stayed|stay|staying|kept|keeping away|off"),
    ("बिक्री", "दुकानदारी"),
    ("bikri", "dukandari|dukaandari"),
)  # fmt: skip
