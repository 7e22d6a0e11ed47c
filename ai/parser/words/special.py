"""Words of the questions that are more than a figure, a split and a time: what grew most, when last, so far, by how much per."""

from __future__ import annotations

from typing import Final

# which grew (True) or fell (False) most
RISERS: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "fastest growing", "growing fastest", "growing the fastest", "grew the most", "grew most", "grown the most", "grown most", "growing the most", "rose the most", "rose most", "increased the most", "increased most", "most improved", "improved the most", "improved most",
        "highest growth", "maximum growth", "most growth", "best growth", "biggest growth", "largest growth", "biggest increase", "largest increase", "highest increase", "biggest jump", "gained the most", "gained most", "gaining the most", "highest rise", "biggest rise", "went up the most", "gone up the most", "up the most", "grown fastest", "grew fastest", "grew the fastest", "fastest growth", "strongest growth", "top growing", "most growing", "growing most", "jumped the most",
        "biggest increases", "biggest gains", "picked up the most", "trending up", "rising most", "rising the most", "are growing", "are up", "have grown", "went up", "are buying more", "buying more", "have been buying more", "are spending more", "have gone up", "have increased", "has increased", "are rising",
    ),
    False: (
        "fastest declining", "declining fastest", "declining the fastest", "fell the most", "fell most", "fallen the most", "fallen most", "falling the most", "dropped the most", "dropped most", "decreased the most", "decreased most", "declined the most", "declined most", "shrank the most", "lost the most", "lost most", "losing the most", "biggest drop", "biggest drops", "largest drop", "largest drops", "biggest fall", "biggest falls", "largest fall", "biggest decline", "biggest declines", "largest decline", "largest declines", "steepest decline", "steepest fall", "steepest drop", "highest drop", "maximum drop", "biggest decrease", "largest decrease", "biggest decreases", "lowest growth", "worst growth", "went down the most", "gone down the most", "down the most", "sharpest fall", "sharpest drop", "sharpest decline", "slipped the most", "trending down", "declining most", "falling most", "falling fastest",
        "falling the fastest", "are declining", "are falling", "are down", "have declined", "have fallen", "have dropped", "went down", "have gone down", "have decreased", "has decreased", "are dropping", "are shrinking", "buying less", "bought less", "buy less", "have bought less", "has bought less", "have been buying less", "spend less", "have spent less", "are buying less", "selling less", "sold less", "spending less", "ordering less", "reduced their purchases", "reduced buying", "cut down", "losing sales", "lost sales to", "lost ground", "weakened",
    ),
}  # fmt: skip

RISE_WORDS: Final[dict[bool, tuple[str, ...]]] = {
    True: ("growing", "rising", "increasing", "improving", "gaining", "बढ़ने वाले", "बढ़ रहे"),
    False: ("declining", "falling", "dropping", "shrinking", "decreasing", "losing", "slipping", "घटने वाले", "गिर रहे", "घट रहे"),
}  # fmt: skip

# the first or last time something happened
OCCASION: Final[dict[str, tuple[str, ...]]] = {
    "last": ("last billing date", "last bill date", "last billing", "last sold date", "last date of sale", "last date of billing", "last date", "last sold on", "last purchased on", "last bought on", "last buy date", "last visit date", "last order date", "last sale on", "date last sold", "date last bought", "when last", "last when", "last kab", "kab last", "last baar", "last bar", "last time kab", "लास्ट बार", "last purchase", "last purchased", "last bought", "last buy", "last visit", "last visited", "last order", "last ordered", "last sold", "last sale", "last came", "last come", "last shopped", "last bill", "last billed", "last transaction", "latest purchase", "latest bill", "latest order", "latest visit", "most recent purchase", "most recent bill", "most recent order", "most recent visit", "most recent sale", "recent purchase", "last time", "the last time", "last invoice", "latest invoice", "last seen", "last purchase date", "date of last purchase", "last invoiced", "last buying", "last deal", "last selling date", "last sale date", "date of last sale", "last supplied", "last delivery", "last received", "last got", "last took", "last taken", "last dealt", "last been", "last in the shop", "latest sale", "last date of purchase"),
    "first": ("first billing date", "first bill date", "first billing", "first sold date", "first date", "when first", "first when", "first kab", "kab first", "first baar", "first purchase", "first purchased", "first bought", "first buy", "first visit", "first visited", "first order", "first ordered", "first sold", "first sale", "first came", "first come", "first bill", "first billed", "first transaction", "first time", "the first time", "earliest purchase", "earliest bill", "first invoice", "first purchase date", "date of first purchase", "first shopped", "earliest sale", "start buying", "started buying", "start selling", "started selling", "become a customer", "became a customer", "earliest order", "first deal", "begin buying", "first start"),
    "last_pay": ("last payment", "last paid", "last pay", "last deposited", "last payment date", "date of last payment", "last payment received", "last collection", "आखिरी पेमेंट", "आखिरी भुगतान", "पिछला पेमेंट", "last receipt", "latest payment", "most recent payment"),
    "first_pay": ("first payment", "first paid", "first pay", "पहला पेमेंट"),
}  # fmt: skip

# Sold for less than it cost: the figure that is below nothing
LOSS: Final[dict[str, tuple[str, ...]]] = {
    "margin": ("negative margin", "negative margins", "with negative margin", "negative margin lines", "negative margin items", "margin is negative", "margin negative", "minus margin", "margin in minus", "नेगेटिव मार्जिन", "negative gross margin"),
    "gross_profit": (
        "at a loss", "loss making", "lossmaking", "below cost", "sold below cost", "under cost", "less than cost", "making a loss", "make a loss", "making losses", "losing money", "lose money", "loses money", "negative profit", "with loss", "in loss", "at loss", "sold at a loss", "selling at a loss", "sold at loss", "unprofitable", "not profitable", "below cost price", "below purchase price", "lost money", "made a loss", "lower than cost",
        "below the cost", "ghate me", "ghaate me", "nuksan me", "made losses", "loss making lines", "in the red", "no profit", "less than the cost", "less than cost price", "less than purchase price",
        "घाटे में", "घाटे वाले", "नुकसान में", "लागत से कम", "लागत से नीचे", "घाटे में बिके", "नुकसान में बिके", "घाटे में बेचे", "घाटे में बेचा", "नुकसान में बेचा", "घाटा हुआ", "घाटा हो रहा", "खरीद से कम", "नुकसान में बेचे", "घाटे में बिका", "नुकसान में बिका", "घाटे में बिक", "नुकसान में बिक", "लागत से कम में", "खरीद से कम में", "नुकसान हुआ", "नुकसान हो रहा",
    ),
}  # fmt: skip

# Two figures said in one breath
PAIRS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("new_customers", "returning_customers"): (
        "new vs returning", "new versus returning", "new and returning", "new vs old", "new versus old", "new and old", "new or returning", "new vs repeat", "new versus repeat", "new and repeat", "new vs existing", "new and existing", "returning vs new", "returning and new", "repeat vs new", "old vs new", "old and new", "repeat and new", "new v returning",
        "naye aur purane", "purane aur naye", "नए और पुराने", "पुराने और नए", "नए बनाम पुराने", "नये और पुराने", "new or old", "new and returning customers", "new vs returning customers", "new versus returning customers", "old and new customers", "new and old customers", "new customers vs returning customers", "new customers versus returning customers", "new customers and returning customers", "नए और पुराने ग्राहक", "naye aur purane grahak", "नए ग्राहक और पुराने ग्राहक", "new customers vs old customers", "नए या पुराने", "naye vs purane", "नए vs पुराने", "new vs repeat customers", "new and repeat customers", "new customers vs repeat customers", "new customers and repeat customers",
    ),
    ("outstanding", "payables"): ("to receive and how much to pay", "to receive and how much is to be paid", "how much to receive and how much to pay", "how much we have to receive and pay", "receive and pay", "receivables and payables", "receivable vs payable", "receivables vs payables", "receivables versus payables", "what is owed to us and what we owe", "what we have to get and what we have to give", "to get and to give", "to collect and to pay", "owed to us and owed by us", "kitna lena hai aur kitna dena hai", "kitna lena aur kitna dena", "kitna lena hai kitna dena hai", "lena aur dena", "lena hai aur dena hai", "lene dene", "leni deni", "lena dena kitna hai", "debtors and creditors", "lenadari denadari", "कितना लेना है और कितना देना है", "कितना लेना और कितना देना", "लेना और देना", "लेना देना", "lena dena", "कितना लेना है कितना देना है", "कितना देना है और कितना लेना है", "कितना लेना कितना देना", "to receive and to pay", "receivable and payable", "लेनदारी और देनदारी", "लेनदारी देनदारी", "what we owe and what we are owed", "owed to us and by us"),
    ("tax", "input_tax"): (
        *(f"net {tax} {due}" for tax in ("gst", "tax", "vat") for due in ("payable", "liability", "due", "to pay", "to be paid", "owed")),
        *(f"{tax} {due}" for tax in ("gst", "tax", "vat") for due in ("do we owe", "do i owe", "do we owe the government", "do i owe the government", "owed to the government", "owed to government", "we owe the government", "we owe government", "due to the government", "due to government", "to the government", "to government", "do we have to pay", "do i have to pay", "do i need to pay", "do we need to pay", "have to be paid", "has to be paid", "needs to be paid", "to be deposited", "to deposit", "to be paid to the government", "do i pay", "do we pay", "should we pay", "should i pay", "must we pay", "outgo", "dues", "balance to pay", "net payable", "payable this month", "dena hai", "dena hoga", "dena padega", "dena banta hai", "bharna hai", "bharna hoga", "bharna padega", "jama karna hai", "jama karna hoga", "kitna dena hai", "kitna dena", "kitna bharna hai", "kitna bharna", "kitna jama karna", "ki dendari", "sarkar ko dena", "sarkar ko")),
        *(f"{tax} {due}" for tax in ("जीएसटी", "टैक्स") for due in ("देना है", "देना होगा", "देना पड़ेगा", "भरना है", "भरना होगा", "भरना पड़ेगा", "जमा करना है", "जमा करना", "कितना देना है", "कितना देना", "कितना भरना है", "कितना भरना", "कितना जमा करना", "की देनदारी", "देनदारी", "सरकार को देना", "बनता है देना")),
        "net gst payable", "net gst to pay", "net gst due", "net gst liability", "net vat payable", "net vat to pay", "net tax to pay", "net tax payable", "vat payable", "vat to pay", "vat due", "vat liability", "net vat", "vat return",
        "gst payable", "gst to pay", "gst liability", "net gst", "gst due", "gst payable to government", "tax payable", "tax liability", "net tax", "gst to be paid", "gst do i have to pay", "gst do we have to pay", "gst do we owe", "gst do i owe", "output and input gst", "input and output gst", "output vs input gst", "input vs output gst", "output and input tax", "input and output tax", "gst collected vs input credit", "gst collected and input credit", "gst collected vs itc", "gst collected and itc", "output gst vs input gst", "output gst and input gst", "gst collected and gst paid", "gst collected vs gst paid", "gst collected minus input credit", "कितना जीएसटी भरना", "gst bharna", "कितना जीएसटी देना", "gst देना", "जीएसटी भरना", "जीएसटी देना",
    ),
}  # fmt: skip
UNTIL_END: Final[dict[str, tuple[str, ...]]] = {
    "month": ("to month end", "till month end", "until month end", "by month end", "by the end of the month", "by the end of this month", "by end of month", "before month end", "before the end of the month", "before the month ends", "before the end of this month", "till the end of the month", "until the end of the month", "to the end of the month", "end of the month", "end of this month", "month end", "महीने के अंत तक", "महीने के आखिर तक", "इस महीने के अंत तक", "इस महीने के आखिर तक", "मंथ एंड तक", "month end tak", "महीने के अंत", "महीने के अंत में", "mahine ke end tak", "mahine ke ant tak", "month's end", "month close"),
    "week": ("by the end of the week", "by the end of this week", "before the end of the week", "before the week ends", "by week end", "हफ्ते के अंत तक", "this week end"),
    "year": ("by the end of the year", "by year end", "before year end", "till year end", "to year end", "साल के अंत तक", "by the end of this year", "year end"),
    "quarter": ("by the end of the quarter", "by quarter end", "before quarter end", "by the end of this quarter", "quarter end"),
    "financial_year": ("by the end of the financial year", "by the end of this financial year", "fy end", "financial year end"),
}  # fmt: skip

# beside "when": the one or the other time
BARE_TIME: Final[dict[str, tuple[str, ...]]] = {
    "last": ("last", "lastly", "most recently", "latest", "recently", "आखिरी", "लास्ट", "आखिर", "अंतिम"),
    "first": ("first", "firstly", "earliest", "पहला"),
}

# A figure by another, under a name of its own
NAMED_RATIOS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("discounts", "orders"): (
        "average discount per bill", "average discount per order", "average discount per invoice", "average discount a bill", "discount per bill", "discount per order", "discount per invoice", "discounts per bill", "average discount on a bill",
        "average discount on each bill", "har bill par average discount", "prati bill chhoot", "प्रति बिल छूट", "हर बिल पर औसत छूट",
    ),
    ("purchases_billed", "purchased_items"): ("average purchase price", "purchase price", "purchase rate", "buying price", "average buying price", "average cost price", "purchase cost per unit", "buying rate", "average purchase rate", "average purchase cost", "kharid bhav", "kharid daam", "kharid rate", "खरीद भाव", "खरीद दाम", "खरीद रेट", "खरीद मूल्य", "price paid to supplier", "price we paid", "price we pay", "rate we paid", "supplier price", "supplier prices", "purchase prices", "prices paid", "price paid", "cost price per unit"),
}  # fmt: skip

GROWTH_WORDS: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "growth",
        "growth rate",
        "growth percentage",
        "percentage growth",
        "growth %",
        "rise",
        "increase",
        "percentage increase",
    ),
    False: ("decline", "drop", "fall", "decrease", "degrowth", "percentage decline", "percentage drop"),
}

SPECIAL: Final[dict[str, tuple[str, ...]]] = {
    "most_often": ("most often", "most frequently", "most times", "the most often", "most number of times", "maximum times", "sabse zyada baar", "sabse jyada baar", "sabse adhik baar", "सबसे ज्यादा बार", "सबसे अधिक बार", "सबसे ज़्यादा बार", "बार बार", "most regularly"),
    "just_ended": ("that just ended", "just ended", "that ended", "which just ended", "which ended", "just over", "that is over", "that got over", "just finished", "just closed", "that closed", "jo abhi khatam hua", "jo khatam hua", "जो अभी खत्म हुआ", "जो खत्म हुआ", "अभी खत्म हुए", "abhi khatam hue"),
    "date_word": ("tarikh", "tareekh", "तारीख", "tarik"),
    "end_word": ("end", "ke end me", "ke end mein", "ke end", "end ka", "ke ant me", "ke ant mein", "ke aakhir me", "के अंत में", "के अंत का", "के आखिर में", "के एंड में", "के अंत तक", "ending balance", "closing"),
    "who_made": ("who made", "who makes", "who has made", "who cut", "who has cut", "who raised", "who issued", "who generated", "who wrote", "who prepared", "who billed", "who punched", "who entered", "kisne banaye", "kisne banaya", "kisne kaate", "kisne kate", "kisne kata", "kisne phade", "kisne bill banaye", "kisne bill kaate", "kisne sabse zyada bill banaye", "किसने बनाए", "किसने बनाये", "किसने काटे", "किसने काटा", "किसने फाड़े", "किसने बिल बनाए", "किसने बिल काटे"),
    "who_collected": ("who collected", "who has collected", "who received", "who took in", "kisne collect kiya", "kisne vasula", "किसने वसूला", "किसने कलेक्ट किया", "kisne kitna vasula", "किसने कितना वसूला", "kisne kitna collect kiya"),
    "both": ("both", "both of", "both the", "दोनों", "दोनों ही", "dono", "dono hi"),
    "state": (
        "kaisa kar raha hai", "kaisa kar raha", "kaisi kar rahi", "kaisi kar rahi hai", "kaise kar rahe", "कैसा कर रहा है", "कैसा कर रहा", "कैसी कर रही है",
        *(f"{how} {what}" for how in ("how is", "how are", "how was", "how were", "how has", "how have", "hows", "what about") for what in ("things", "things going", "everything", "everything going", "work", "work going", "it going", "the going", "we doing", "things been", "all")),
        "how did it go", "how did things go", "sab kaisa", "sab kaisa hai", "sab kaisa chal raha hai", "sab kaisa chal raha", "सब कैसा है", "सब कैसा चल रहा है", "सब कैसा चल रहा", "सब कुछ कैसा है", "कैसा चल रहा है", "kaisa chal raha hai", "क्या हाल है", "kya haal hai", "क्या चल रहा है", "kya chal raha hai",
    ),
    "state_of_trade": (
        *(f"{how} {what}" for what in ("business", "dhandha", "dhanda", "dukan", "dukaan", "shop", "kaam", "karobar", "vyapar", "bijness") for how in ("kaisa hai", "kaisi hai", "kaisa chal raha hai", "kaisi chal rahi hai", "kaisa chal raha", "kaisi chal rahi", "kya haal hai", "kaisa raha", "kaisi rahi")),
        *(f"{how} {what}" for what in ("बिजनेस", "धंधा", "धंधे का", "दुकान", "दुकान का", "काम", "कारोबार", "कारोबार का", "व्यापार", "व्यापार का") for how in ("कैसा है", "कैसी है", "कैसा चल रहा है", "कैसी चल रही है", "कैसा चल रहा", "कैसी चल रही", "क्या हाल है", "क्या हाल", "कैसा रहा", "कैसी रही")),
        *(f"{what} {how}" for what in ("धंधे", "दुकान", "कारोबार", "व्यापार", "काम", "dhandhe", "dukan", "karobar") for how in ("का क्या हाल है", "का हाल क्या है", "का हाल बताओ", "का हाल", "ka kya haal hai", "ka haal kya hai", "ka haal batao", "ka haal")),
        *(f"{how} {what}" for how in ("how is", "how was", "how has", "hows", "what about") for what in ("business", "the business", "our business", "my business", "business going", "business doing", "the business doing", "the business going", "my business doing", "the shop", "the shop doing", "my shop doing", "our shop doing", "shop doing", "the store doing", "my store doing", "trade", "business been", "the shop been doing", "my shop", "the store")),
        "how did we do", "how are we doing", "how are we performing", "how did we perform", "how have we done", "how have we performed", "how is my performance", "how is performance", "how is our performance", "how was our performance", "performance", "how well are we doing", "how well did we do",
        "how did the shop do", "how did business do", "how did my shop do", "how did the store do", "how did my business do", "state of the business", "state of business", "state of the shop", "health of the business", "business health",
        *(f"{what} {how}" for what in ("business", "dhandha", "dhanda", "dukan", "dukaan", "shop", "kaam", "kaam dhandha", "karobar", "kamkaj", "vyapar") for how in ("kaisa hai", "kaisi hai", "kaisa chal raha hai", "kaisi chal rahi hai", "kaisa chal raha", "kaisi chal rahi", "kaisa raha", "kaisi rahi", "kaisa ja raha hai", "kaisa ja raha", "kaisa gaya", "kaisi gayi", "kaisa hua", "kaisa chala", "kaisi chali", "ka haal", "ka kya haal", "ka kya haal hai", "ka haal kaisa hai")),
        *(f"{what} {how}" for what in ("बिजनेस", "धंधा", "दुकान", "शॉप", "काम", "काम धंधा", "कारोबार", "व्यापार") for how in ("कैसा है", "कैसी है", "कैसा चल रहा है", "कैसी चल रही है", "कैसा चल रहा", "कैसी चल रही", "कैसा रहा", "कैसी रही", "कैसा जा रहा है", "कैसा जा रहा", "कैसा गया", "कैसी गई", "कैसा हुआ", "कैसा चला", "कैसी चली", "का हाल", "का क्या हाल", "का क्या हाल है", "का हाल कैसा है")),
    ),
    "attained": ("reach", "did we reach", "have we reached", "miss", "missed", "hit", "beat", "fall short of", "fell short of", "falling short of", "exceed the", "done", "achieved", "achieve", "met", "completed", "complete", "reached", "used", "used up", "consumed", "utilised", "utilized", "exhausted", "fulfilled", "finished", "covered", "accomplished", "attained", "pura", "poora", "pura hua", "pura ho gaya", "पूरा हुआ", "पूरा हो गया", "पूरा हो चुका", "हासिल", "हासिल हुआ", "hasil", "hasil hua", "हो पाया", "ho paya", "इस्तेमाल", "istemal", "istemaal", "इस्तेमाल हुआ", "khatam hua", "use hua", "use ho gaya", "यूज हुआ", "kharch hua", "खर्च हुआ", "spent"),
    "late_payers": (
        *(f"{late} {who}" for late in ("late paying", "late payment", "defaulting", "delayed payment", "slow paying") for who in ("customers", "customer", "parties", "party", "clients", "buyers", "accounts", "debtors")),
        "late payers", "late payer", "slow payers", "delayed payers", "defaulting customers", "customers in default", "customers who pay late", "customers paying late", "customers who are late", "customers who are overdue", "customers with late payment", "customers with late payments", "customers with overdue bills", "customers with overdue payments", "customers whose payment is late", "customers whose payments are late", "customers whose payment is overdue", "customers whose bills are overdue", "customers past due", "customers past their due date", "who is late in paying", "who is late", "who is paying late", "who pays late", "who are late", "who is late with payment", "who is overdue", "who are overdue", "who is behind on payment", "who is behind on payments", "who has crossed the due date", "who crossed due date", "who missed the due date", "who has not paid on time", "who did not pay on time", "who has overdue bills", "who has overdue payments", "who is past due", "der se paise dene wale", "der se payment karne wale", "late payment wale", "late payment wale customer", "देर से पैसे देने वाले", "देर से पेमेंट करने वाले", "लेट पेमेंट वाले", "किसका पेमेंट लेट है", "kiska payment late hai", "kiska payment overdue hai", "किसका पेमेंट ओवरड्यू है", "kis customer ka payment late hai", "किस ग्राहक का पेमेंट लेट है",
    ),
    "between_after": ("बीच", "के बीच", "beech", "bich", "ke beech", "ke bich", "के बीच में"),
    "at_large": ("from debtors", "from our debtors", "from my debtors", "from the debtors", "to customers", "to our customers", "to my customers", "from customers", "from our customers", "from my customers", "to the customers", "from the customers", "to parties", "from parties", "to clients", "from clients", "to buyers", "ग्राहकों को", "ग्राहकों से", "grahako ko", "grahako se", "customers ko", "customers se"),
    "downness": ("slow", "so slow", "low", "so low", "weak", "poor", "bad", "so bad", "dull", "kam", "कम", "मंदी", "धीमी", "धीमा", "खराब", "high", "so high", "good", "so good", "ज्यादा", "less", "so less", "lower", "higher", "mandi", "बदलाव", "badlav"),
    "but_not": ("but not", "but not in", "but did not in", "but nothing in", "and not", "and not in", "yet not in", "but none in", "but not during", "पर", "लेकिन", "मगर", "par", "lekin", "magar", "but"),
    "not_after": ("नहीं", "नही", "नहीं खरीदा", "नहीं आए", "नहीं लिया", "nahi", "not"),
    "when_asked": ("when", "when was", "when did", "when were", "what date", "on what date", "which date", "on which date", "what day was", "when is", "how long ago", "how many days ago", "how long since", "how many days since", "kab", "date of"),
    "running": ("running total", "running totals", "running sum", "running", "cumulative", "cumulative total", "cumulatively", "accumulated", "accumulating", "running balance", "build up", "building up", "adding up day by day", "added up day by day", "progressive total", "progressive", "cumulated", "running tally"),
    "how_money": ("kitne ka", "kitne ki", "kitne ke", "kitne rupaye ka", "kitne rupaye ki", "kitne rupaye", "kitne rupay ka", "kitne rs ka", "kitne paise ka", "कितने रुपए का", "कितने रुपये", "कितने रुपए", "kitni keemat ka", "कितनी कीमत का", "how many rupees worth", "of what value", "of what worth", "what worth of", "कितने का", "कितने की", "कितने के", "कितने रुपये का", "कितने रुपये की", "कितने रुपये के", "कितने पैसे का", "how much worth of", "how many rupees of", "how many rupees worth of", "worth how much", "how many rupees"),
    "same_dates": ("same dates last year", "the same dates last year", "same dates of last year", "the same dates of last year", "same dates a year ago", "same dates previous year", "same dates in the previous year", "the same dates in the previous year", "same date last year", "the same date last year", "till same date last year", "same dates in last year", "same dates one year ago", "the same dates a year ago", "same dates a year earlier", "the same dates a year earlier", "up to the same date last year", "till the same date last year", "same days of last year", "last year same dates", "last year same date", "last year till same date", "last year till the same date", "last year up to the same date", "last year upto same date", "पिछले साल के इन्हीं दिनों", "पिछले साल इन्हीं दिनों", "पिछले साल की इन्हीं तारीखों", "पिछले साल इसी तारीख तक", "पिछले साल की इसी तारीख तक", "पिछले साल के उन्हीं दिनों", "पिछले साल उन्हीं दिनों", "पिछले साल की उन्हीं तारीखों", "पिछले साल इसी अवधि", "पिछले साल की इसी अवधि"),
    "same_weekday": (
        "same day last week", "the same day last week", "same day of last week", "same weekday last week", "same day the week before", "same day a week ago", "same day a week earlier", "same day previous week", "same day in the previous week",
        "same day of the previous week", "pichle hafte isi din", "pichhle hafte isi din", "pichle hafte usi din", "pichle hafte ke isi din", "पिछले हफ्ते इसी दिन", "पिछले हफ्ते के इसी दिन", "पिछले हफ्ते उसी दिन", "पिछले हफ्ते की इसी वार",
    ),
    "what_else": ("what else", "also buy", "also bought", "also buying", "also take", "also purchase", "also purchased", "aur kya", "aur kya kya", "और क्या", "और क्या क्या"),
    "same_point": ("same period", "the same period", "same period of", "the same period of", "same stretch", "same part", "the same part", "same time", "the same time", "till the same date", "till same date", "up to the same date", "upto same date", "upto the same date", "up to same date", "to the same date", "same point", "at the same point", "to the same point", "at this point", "till the same day", "up to the same day", "same date", "till this date", "up to this date", "by this date", "by the same date", "through the same date", "same dates", "the same dates", "the same days", "same days", "इसी तारीख तक", "की इसी तारीख तक", "उसी तारीख तक", "की उसी तारीख तक", "के इन्हीं दिनों", "के उन्हीं दिनों", "के इतने ही दिनों", "के उतने ही दिनों", "की इन्हीं तारीखों", "till the same point", "same number of days"),
    "before_this": ("before this one", "before the current one", "prior to this one", "before the present one"),
    "began": ("began", "begun", "has begun", "started", "has started", "begins", "starts"),
    "ended": ("ended", "ending", "ended on", "ending on", "ending in", "ended in", "ending with", "that ended on", "that ended in"),
    "eve_word": ("eve", "ki purv sandhya", "की पूर्व संध्या", "se ek din pehle", "से एक दिन पहले", "ke ek din pehle", "के एक दिन पहले"),
    "first_of": ("the first of", "first day of", "the first day of"),
    "start_of": ("start of", "start of the", "the start of", "the start of the", "beginning of", "beginning of the", "the beginning of", "the beginning of the", "first day of", "the first of", "first day of the"),
    "start_word": ("की शुरुआत", "के शुरुआत", "शुरुआत", "की शुरू", "के शुरू", "शुरू", "ki shuruaat", "shuru", "ki shuru", "ke shuru"),
    "rolling": ("rolling", "moving", "moving average", "rolling average", "moving total", "rolling total", "rolling sum", "moving sum", "smoothed"),
    "average_word": ("average", "mean", "avg", "on average", "औसत", "औसतन", "ausat", "typically", "an average of", "the average"),
    "a_unit": ("a", "per", "an", "each", "every", "in a", "har", "हर", "प्रति", "for a", "on a"),
    "last_price": (
        "price at which", "rate at which", "the price at which", "the rate at which", "last kis rate pe", "last kis rate", "last kis bhav", "last kis bhav me", "last kis daam", "kis rate pe becha", "kis rate par becha", "kis rate me becha", "kis bhav becha", "kis bhav me becha", "kis bhav me diya", "kis bhav pe diya", "kis rate me diya", "kis rate pe diya", "kis daam pe diya", "kis daam me diya", "किस रेट में बेचा", "किस रेट पे बेचा", "किस भाव बेचा", "किस भाव में बेचा", "किस भाव पे बेचा", "किस दाम में दिया", "last kis bhav me diya", "last kis rate me diya", "last kis rate pe diya", "आखिरी बार किस भाव में दिया", "आखिरी बार किस रेट में दिया", "लास्ट किस रेट", "last me kis rate", "pichli baar kis rate", "pichli baar kis bhav", "aakhri baar kis rate", "aakhri baar kis bhav",
        "last price", "last price given", "last rate", "last rate given", "last selling price", "last sold price", "last quoted price", "price last given", "price given last", "price we gave", "price last charged", "last price charged", "rate last given", "at what price did we last sell", "at what price did we sell", "what price did we last give", "what price did we give", "what price did i give", "what price did i last give", "what rate did we give", "what rate did we last give", "what rate did i give", "what rate did i last give", "at what rate did we sell", "at what rate did we last sell", "at what rate did i sell",
        "last billed price", "last billing price", "last billed rate", "last rate of", "last price of", "last price for", "last rate for", "price last time", "rate last time", "what did we charge last time", "last price we gave", "last price i gave", "last rate we gave", "price charged to", "last price paid", "price last paid", "last time price", "latest price given", "most recent price", "last charged",
        "what price did we charge", "what price was last charged", "what price was charged", "price was last given", "price did we last charge", "at what price did i sell", "at what price did i last sell", "last paid price", "previous price given", "last price offered", "how much did we charge", "how much did i charge", "how much did we last charge", "what did we last charge", "what did i last charge", "what did i charge", "what did we charge", "last sold at", "last sold for", "price last sold",
    ),
    "before_word": ("before", "prior to", "ahead of", "leading up to", "leading to", "until", "in the run up to", "run up to", "in the days before", "upto", "up to", "by", "till", "preceding"),
    "after_word": ("after", "following", "post", "from after", "in the days after"),
    "around_word": ("around", "near", "about", "surrounding", "either side of"),
    "season_word": ("season", "period", "time", "days", "festival", "festive season", "के समय", "के टाइम", "के दौरान", "के आसपास", "के मौसम", "सीजन", "season me", "ke time", "ke samay", "के वक्त", "festivities"),
    "ratio_of": ("ratio of", "the ratio of", "proportion of", "ratio between", "अनुपात"),
    "ratio_word": ("as a ratio", "as ratio", "in ratio", "ki tulna ka anupat", "का अनुपात", "ka ratio", "का रेशियो", "रेशियो", "ratio", "ratios", "अनुपात", "anupat"),
    "as_share_of": ("per rupee of", "for every rupee of", "for each rupee of", "per pound of", "per dollar of", "per dirham of", "per shilling of", "as a ratio of", "as ratio of", "as a ratio to", "compared as a ratio to", "over total", "divided by the", "divided by number of", "divided by the number of", "as a percentage of", "as percentage of", "as percent of", "as a percent of", "as a share of", "as % of", "as a % of", "as a proportion of", "% of", "percent of", "percentage of", "as a fraction of", "in proportion to", "divided by", "relative to", "के प्रतिशत के रूप में", "out of", "share of"),
    "aged": (
        "overdue by", "overdue for", "overdue by more than", "overdue for more than", "overdue more than", "overdue over", "overdue by over", "overdue for over", "overdue since more than", "older than", "late by more than", "late by", "late by over", "pending for more than", "pending for over", "pending more than", "pending over", "pending since more than", "outstanding for more than", "outstanding for over", "outstanding more than", "unpaid for more than", "unpaid for over", "unpaid more than", "due for more than", "due more than", "past due by", "past due by more than", "past due more than", "past due for more than", "more than overdue", "not paid for", "have not paid for", "has not paid for", "not paid in", "have not paid in", "has not paid in", "not paid for more than", "have not paid for more than", "unpaid for", "not paid since", "pending for", "delayed by more than", "delayed more than", "delayed by",
        "due since more than", "overdue beyond", "outstanding beyond", "unpaid beyond", "pending beyond", "past due beyond", "overdue for at least", "overdue by at least", "overdue above", "ageing over", "ageing above", "aged over", "aged more than", "aged above", "dues over", "dues beyond", "crossed", "dues older than", "not paid for over", "have not paid for over", "have not paid for more than", "outstanding since more than",
    ),
    "aged_after": ("overdue", "old", "older", "late", "purana", "purane", "purani", "पुराना", "पुराने", "पुरानी", "past due", "outstanding", "से पुराना", "से पुराने", "से पुरानी", "से ज्यादा पुराना", "से ज्यादा पुरानी", "से ज्यादा पुराने", "से ज्यादा समय से", "से ऊपर का", "से ज्यादा का", "से ऊपर", "se purana", "se purani", "se purane", "से ज्यादा से बाकी", "से बाकी", "से ज्यादा से"),
    "rel": ("on which", "in which", "during which", "for which", "when the", "who", "that", "which", "whose", "jo", "jinka", "jinki", "jinke", "jinhone", "जो", "जिनका", "जिनकी", "जिनके", "जिन्होंने", "जिसका", "जिस पर", "जिन पर", "those who", "where"),
    "those": ("those who", "the ones who", "everyone who", "all who", "jin", "jinke", "jinka", "जिन", "जिनके", "जिनका", "जिनकी"),
    "these": ("customers", "products", "items", "people"),
    "owed_more": ("owes", "owe", "owing", "owe us", "owe me", "owes us", "owes me", "have dues of", "have dues", "with dues", "have outstanding", "with outstanding", "with balance", "have a balance of", "with a balance of", "is outstanding", "have outstanding of", "with dues of", "have udhaar", "ka udhaar", "का उधार", "उधार है", "का बकाया", "पर उधार", "पर बकाया"),
    "together_with": ("with",),
    "supplier_side": ("our suppliers", "to suppliers", "from suppliers", "to our suppliers", "from our suppliers", "our vendors", "to vendors", "from vendors", "to our vendors", "from our vendors", "the suppliers", "to the suppliers", "from the suppliers", "my suppliers", "to my suppliers", "from my suppliers", "सप्लायर का", "सप्लायर की", "सप्लायर के", "सप्लायरों का", "supplier ka", "suppliers ka", "party ko dena", "to suppliers and vendors", "to all suppliers", "from all suppliers", "all suppliers"),
    "who_suppliers": ("who supplies", "who supplied", "from whom", "from whom do we buy", "who do we buy from", "whom do we buy from", "who do i buy from", "from whom did we buy", "who did we buy from", "किससे खरीदा", "किससे माल लिया", "किससे खरीदते", "किससे माल खरीदा", "kisse kharida", "किससे माल आया", "किससे कितना खरीदा", "किससे कितना माल लिया", "किससे कितना माल खरीदा", "किस से माल लिया"),
    "who_owed": ("who do we owe", "who do i owe", "whom do we owe", "whom do i owe", "who are we owing", "whom should we pay", "whom do we have to pay", "whom do i have to pay", "who do we have to pay", "who do i have to pay", "who do we need to pay", "who should we pay", "who should i pay", "whom should i pay", "who all do we owe", "who all do i owe", "whom do we need to pay", "किसको देना है", "किसको पैसे देने हैं", "किसको पैसे देने है", "किसको पैसा देना है", "किसको कितना देना है", "किसको कितने पैसे देने हैं", "किसे पैसे देने हैं", "किसे देना है", "किसको देने हैं", "किस किस को देना है", "किस किस को पैसे देने हैं", "किस किस को पैसे देने है", "kisko dena hai", "kisko paise dene hain", "kisko paisa dena hai", "kisko kitna dena hai", "kis ko kitna dena hai", "किस को कितना देना है", "किसका कितना देना है", "किनको पैसे देने हैं", "किसका देना है", "किसको पेमेंट करना है", "किसको पेमेंट करनी है", "किसको पेमेंट देना है", "किसे पेमेंट करना है", "किसका पेमेंट करना है"),
}  # fmt: skip

# Festivals by the names the calendar has them under, and what people call them; how many days one lasts.
FESTIVALS: Final[dict[str, tuple[str, ...]]] = {
    "Diwali": ("diwali", "deepavali", "dipawali", "deepawali", "divali", "dipavali", "दिवाली", "दीवाली", "दीपावली"),
    "Dussehra": ("dussehra", "dussehre", "dasahre", "दशहरे", "dasara", "dasera", "vijayadashami", "vijaya dashami", "dussera", "दशहरा", "विजयादशमी"),
    "Navratri": ("navratri", "navaratri", "navratra", "नवरात्रि", "नवरात्र", "durga puja", "durga pooja", "दुर्गा पूजा", "garba"),
    "Holi": ("holi", "होली", "rang panchami"),
    "Raksha Bandhan": ("raksha bandhan", "rakshabandhan", "rakhi", "राखी", "रक्षाबंधन", "रक्षा बंधन"),
    "Onam": ("onam", "ओणम", "thiruvonam"),
    "Pongal": ("pongal", "पोंगल"),
    "Makar Sankranti": ("makar sankranti", "sankranti", "sankranthi", "मकर संक्रांति", "संक्रांति", "lohri", "लोहड़ी"),
    "Eid al-Fitr": ("eid", "eid al fitr", "eid ul fitr", "ramzan eid", "ramadan eid", "id", "ईद", "मीठी ईद", "meethi eid", "eid ul fitar"),
    "Eid al-Adha": ("eid al adha", "eid ul adha", "bakrid", "bakra eid", "bakri eid", "bakreed", "बकरीद", "बकरा ईद"),
    "Ganesh Chaturthi": ("ganesh chaturthi", "ganpati", "ganapati", "ganeshotsav", "vinayaka chaturthi", "गणेश चतुर्थी", "गणपति"),
    "Chhath": ("chhath", "chhath puja", "chath", "chath puja", "छठ", "छठ पूजा"),
    "Christmas": ("christmas", "xmas", "x mas", "क्रिसमस", "bada din", "बड़ा दिन"),
    "Janmashtami": ("janmashtami", "krishna janmashtami", "gokulashtami", "जन्माष्टमी"),
    "Gudi Padwa": ("gudi padwa", "gudhi padwa", "ugadi", "गुड़ी पड़वा", "उगादी"),
    "Ram Navami": ("ram navami", "ramnavami", "राम नवमी"),
    "Maha Shivaratri": ("maha shivaratri", "shivratri", "mahashivratri", "shivaratri", "शिवरात्रि", "महाशिवरात्रि"),
    "Govardhan Puja": ("govardhan puja", "govardhan", "गोवर्धन पूजा"),
    "Bhai Duj": ("bhai dooj", "bhai duj", "bhaidooj", "bhaubeej", "भाई दूज"),
    "Dhanteras": ("dhanteras", "dhantrayodashi", "धनतेरस"),
    "Republic Day": ("republic day", "26 january", "गणतंत्र दिवस"),
    "Independence Day": ("independence day", "15 august", "स्वतंत्रता दिवस"),
    "Vishu": ("vishu", "baisakhi", "vaisakhi", "बैसाखी"),
    "Good Friday": ("good friday",),
    "Easter Sunday": ("easter", "easter sunday"),
    "New Year's Day": ("new year", "new years day", "new years", "नया साल", "नए साल"),
    "Karaka Chaturthi": ("karwa chauth", "karva chauth", "करवा चौथ"),
    "Guru Nanak's Birthday": ("guru nanak jayanti", "gurpurab", "guru purab", "गुरु नानक जयंती"),
}  # fmt: skip
