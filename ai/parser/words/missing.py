"""What owners ask and the books do not hold: what is missing, and the nearest question that can be answered."""

from __future__ import annotations

from typing import Final, NamedTuple


class Missing(NamedTuple):
    """What the books do not hold; ``metrics`` by ``by`` are the nearest they do, none where nothing is near."""

    what: str
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    report: str = ""


MISSING: Final[tuple[tuple[Missing, tuple[str, ...]], ...]] = (
    (
        Missing("one place of a ranking is not told alone; ask for the top five", ("net_sales",), ("product",)),
        tuple(f"{place} {most}" for place in ("second", "third", "fourth", "fifth", "sixth", "seventh", "2nd", "3rd", "4th", "5th") for most in ("best", "highest", "largest", "biggest", "most", "worst", "lowest")),
    ),
    (Missing("the weather is not in the books"), ("weather", "rain", "raining", "temperature", "mausam", "मौसम", "बारिश", "barish", "baarish")),
    (
        Missing("the books do not hold working hours or attendance", ("net_sales",), ("staff",)),
        ("late aaya", "लेट आया", "लेट आए", "लेट आयी", "late aaye", "late aata", "लेट आता", "came late", "comes late", "late coming", "देर से आया", "देर से आए", "देर से आता", "duty", "duty pe", "on duty", "ड्यूटी", "der se aata", "der se aati", "der se aate", "देर से आता", "देर से आती", "देर से आते", "late aata", "late aati", "लेट आता", "लेट आती", "comes late", "came late", "coming late", "late to work", "employee hour", "employee hours", "man hour", "man hours", "labour hour", "labour hours", "labor hour", "staff hour", "staff hours", "working hours", "hours worked", "per employee hour", "attendance", "overtime", "absent staff", "leave taken", "leaves", "shift", "shifts", "haziri", "हाजिरी", "छुट्टी", "per man hour", "punctual", "late arrivals"),
    ),
    (
        Missing("the books do not hold expiry dates", ("stock_losses",), ("product",)),
        ("expiry", "expire", "expires", "expiring", "expired", "expiry date", "expiry dates", "near expiry", "best before", "use by", "shelf life", "date nikal rahi", "date nikal rahi hai", "डेट निकल रही", "तारीख निकल रही", "batch", "batches", "batch number", "एक्सपायरी", "एक्सपायर", "मियाद", "expiration", "expire hone", "expire ho", "past expiry"),
    ),
    (Missing("the books do not hold brands", ("net_sales",), ("category",)), ("brand", "brands", "brandwise", "manufacturer", "manufacturers", "ब्रांड", "make and model", "company wise", "companywise")),
    (Missing("the books are of one shop without branches", ("net_sales",), ("counter",)), ("shops", "stores", "dukane", "dukaane", "dukanein", "dukaanein", "दुकानें", "दुकाने", "दुकानों", "how many shops", "our shops", "all shops", "other branch", "कितनी दुकानें", "kitni dukane", *(f"{which} {store}" for which in ("kis", "har", "kaunse", "kaun se", "which", "each", "every", "किस", "हर", "कौन से", "dusre", "दूसरे", "other", "second", "main") for store in ("godown", "godown me", "godown mein", "गोदाम", "गोदाम में")), "branch", "branches", "outlet", "outlets", "store wise", "each store", "other store", "second shop", "other shop", "शाखा", "ब्रांच", "godown", "warehouse", "warehouses", "गोदाम", "franchise", "location wise")),
    (Missing("the books do not count who walks in without buying", ("orders",), ("hour",)), ("footfall", "foot fall", "walk ins", "visitors", "window shoppers", "visitor", "walkins", "store traffic", "footfalls", "people visited", "people walked in", "conversion from visitors")),
    (Missing("the books do not hold what others sell or charge", ("net_sales",), ("product",)), ("मार्केट शेयर", "मार्केट में हिस्सा", "बाजार में हिस्सा", "बाजार हिस्सेदारी", "बाजार में हिस्सेदारी", "market hissa", "market me hissa", "bazaar me hissa", "share of the market", "share in the market", "competitor", "competitors", "competition", "market share", "market price", "market rate", "industry average", "industry", "other shops", "nearby shops", "rivals", "rival", "amazon", "flipkart", "d mart", "dmart", "प्रतियोगी", "बाजार भाव")),
    (Missing("the books do not hold opinions of customers", ("return_rate",), ("product",)), ("rating", "ratings", "review", "reviews", "feedback", "complaint", "complaints", "satisfaction", "satisfied", "happy", "nps", "शिकायत", "shikayat")),
    (Missing("the age and sex of customers are not in the books", ("net_sales",), ("customer",)), ("average age", "mean age", "how old are our customers", "how old are my customers", "how old are customers", "youngest", "oldest customer", "gender", "male", "female", "women", "men", "age group", "age groups", "birthday", "birthdays", "anniversary", "anniversaries", "demographics", "married", "जन्मदिन", "janmdin", "children", "kids", "age of customers", "age of my customers")),
    (Missing("why goods came back is not written in the books", ("returns", "return_rate"), ("product",)), ("return reason", "return reasons", "reason of return", "reason for return", "reasons for return", "reasons for returns", "reason for returns", "reasons of returns", "reason of returns", "returns by reason", "why were goods returned", "why goods were returned", "why do customers return", "why did customers return", "why are goods returned", "return reason wise", "reasons for refunds", "reasons for refund", "reason for refund", "reason for refunds", "refunds by reason", "reason wise returns", "reasons for sales returns", "why were items returned", "why are items returned", "वापसी का कारण", "वापसी की वजह", "वापसी क्यों", "रिटर्न क्यों", "wapsi kyon", "wapsi kyu", "why was it returned")),
    (Missing("addresses, telephone numbers and papers are not told here; they are on the customer's page"), ("phone number", "phone numbers", "mobile number", "mobile numbers", "telephone", "contact number", "contact details", "email of", "email address", "email id", "address of", "addresses", "gst number", "gstin", "pan number", "aadhaar", "aadhar", "password", "passwords", "whatsapp number", "मोबाइल नंबर", "फोन नंबर", "पता", "phone no", "mobile no", "contact no")),
    (Missing("present prices are not a figure; the average price goods were sold at is", ("average_selling_price",), ("product",)), ("mrp", "list price", "price list", "selling price of", "price of", "current price", "rate of", "rates of", "cost price", "purchase rate", "wholesale price", "what does it cost", "daam", "bhav", "दाम", "भाव")),
    (Missing("a median is not a figure here; the average is", ("average_order_value",)), ("median", "mode of", "percentile", "percentiles", "standard deviation", "quartile", "95th percentile", "90th percentile", "माध्यिका", "madhyika", "madhyam", "typical")),
    (Missing("loans, assets and taxes on income are not in the books", ("net_profit",)), ("loan", "loans", "emi", "interest", "income tax", "tds", "depreciation", "assets", "liabilities", "net worth", "valuation of my business", "balance sheet", "share price", "stock price", "stock market", "gold price", "petrol", "exchange rate", "dollar rate", "लोन", "कर्ज", "ब्याज", "byaj", "karz", "insurance", "investment", "investments", "mutual fund", "sensex", "nifty")),
    (Missing("what was viewed or asked for and not bought is not in the books", ("net_sales",), ("product",)), ("website", "page views", "clicks", "online visitors", "app downloads", "facebook", "instagram", "advertisement", "advertising", "ads", "marketing spend", "campaign", "campaigns", "google", "seo", "leads", "enquiries", "enquiry", "inquiries", "lost sales", "lost sale", "demand not met", "missed sales", "followers", "social media", "विज्ञापन")),
    (Missing("points and memberships are not in the books", report="customer-segments"), ("loyalty points", "points", "loyalty card", "membership", "memberships", "members", "coupon", "coupons", "voucher code", "vouchers", "gift cards", "gift card", "promo", "promo code", "promotion", "promotions", "scheme", "schemes", "offer wise", "कूपन")),
    (Missing("when goods reach or leave the shelf is not in the books", ("net_sales",), ("product",)), ("shelf", "shelves", "aisle", "square foot", "square feet", "sq ft", "per square foot", "display", "rack", "racks", "floor space", "queue", "waiting time", "wait time", "electricity units", "units of electricity", "footage", "cctv", "camera")),
    (Missing("the weight and size of goods are not figures here", ("items_sold",), ("product",)), ("kilograms sold", "weight sold", "tonnage", "litres sold", "calories", "colour", "color", "colours", "sizes", "flavour", "flavours")),
    (Missing("what is said of the world outside the shop is not in the books"), ("joke", "poem", "cricket", "match", "capital of", "prime minister", "president", "movie", "song", "news", "recipe", "love", "marry", "horoscope", "lottery", "election", "translate", "write a", "who are you", "how are you", "your name", "time is it", "what time is it", "what is the time", "time kya hua", "kya time hua", "समय क्या हुआ", "टाइम क्या हुआ", "क्या समय हुआ", "चुटकुला", "कविता", "क्रिकेट", "गाना", "football", "ipl", "holiday today", "traffic")),
    (Missing("to change anything is not a question", ), ("delete", "drop table", "update the", "insert into", "select *", "drop", "truncate", "create a bill", "make a bill", "send a reminder", "send reminder", "send message", "remind", "cancel the bill", "change the price", "add a product", "add customer", "ignore previous", "ignore all", "instructions", "system prompt", "tables", "api key", "sql")),
)  # fmt: skip
