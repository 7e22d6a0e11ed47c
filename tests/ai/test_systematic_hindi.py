"""What holds of one word of a kind holds of every one, in Devanagari and in Latin letters: questions that differ in a word alone are read alike."""

from __future__ import annotations

from datetime import date

import pytest

from ai.parser import Name, NameIndex, Parsed, parse
from analytics.query import Filter, MetricQuery, Order
from analytics.reports.asked import ReportQuery
from munim.days import Calendar, Period

TODAY = date(2026, 11, 18)  # a Wednesday
NAMES = NameIndex(
    [
        Name("category", "Dairy", "Dairy"), Name("category", "Sweets", "Sweets"), Name("customer", "r1", "Ramesh Traders"), Name("customer", "h1", "Hotel Annapurna"), Name("customer", "l1", "Lata Kelkar"),
        Name("staff", "rekha", "Rekha"), Name("staff", "raju", "Raju"), Name("staff", "rashid", "Rashid"), Name("product", "sugar", "Sugar"), Name("product", "chair", "Office Chair High Back"), Name("city", "Pune", "Pune"), Name("city", "Dubai", "Dubai"),
        Name("supplier", "depot", "Pune Grain Depot"), Name("payment_method", "cash", "cash"), Name("payment_method", "upi", "UPI"), Name("payment_method", "cheque", "cheque"), Name("expense_category", "rent", "rent"), Name("expense_category", "delivery", "delivery"), Name("expense_category", "repairs", "repairs"),
    ]
)  # fmt: skip
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))


def parsed(question: str) -> Parsed:
    return parse(question, names=NAMES, calendar=Calendar(), today=TODAY)


def read(question: str) -> MetricQuery:
    found = parsed(question)
    assert found.status == "read" and isinstance(found.query, MetricQuery), (
        found.reason,
        [one.reading for one in found.choices],
    )
    return found.query


def report(question: str) -> ReportQuery:
    found = parsed(question)
    assert found.status == "read" and found.report is not None, (
        found.reason,
        found.reading,
        [one.reading for one in found.choices],
    )
    return found.report


@pytest.mark.parametrize(
    ("said", "metric"),
    [("bikri", "net_sales"), ("munafa", "gross_profit"), ("kharcha", "expenses"), ("बिक्री", "net_sales"), ("मुनाफा", "gross_profit"), ("खर्च", "expenses"), ("वसूली", "collections")],
)  # fmt: skip
@pytest.mark.parametrize(
    "moved", ["kitni badli", "kitne percent badli", "kitni badhi", "kitni ghati", "कितनी बदली", "कितने प्रतिशत बढ़ी"]
)
@pytest.mark.parametrize(
    "times", ["september se october me", "september se october tak", "सितंबर से अक्टूबर में", "सितंबर से अक्टूबर तक"]
)
def test_what_changed_from_a_month_to_another_is_held_against_it(
    times: str, moved: str, said: str, metric: str
) -> None:
    asked = read(f"{times} {said} {moved}")

    assert (asked.metrics, asked.period, asked.compare) == ((metric,), OCTOBER, "previous")


@pytest.mark.parametrize(
    "than",
    [
        "september se zyada",
        "september se kam",
        "pichhle saal ke october se zyada",
        "सितंबर से ज़्यादा",
        "सितंबर से कम",
        "पिछले साल के अक्टूबर से कम",
    ],
)
@pytest.mark.parametrize(
    ("said", "metric"),
    [("bikri hui", "net_sales"), ("maal kharida", "purchases"), ("kharcha hua", "expenses"), ("bill bane", "orders"), ("बिक्री हुई", "net_sales"), ("माल खरीदा", "purchases"), ("मुनाफा हुआ", "gross_profit")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["kya", "क्या?", ""])
def test_whether_it_was_more_than_then_is_a_comparison(than: str, said: str, metric: str, end: str) -> None:
    asked = read(f"october me {than} {said} {end}")

    last_year = "saal" in than or "साल" in than
    assert (asked.metrics, asked.by, asked.period) == ((metric,), (), OCTOBER)
    assert asked.compare == (Period(date(2025, 10, 1), date(2025, 11, 1)) if last_year else "previous")


@pytest.mark.parametrize(
    ("said", "metric"), [("bill", "orders"), ("grahak", "customers"), ("बिल", "orders"), ("ग्राहक", "customers")]
)
@pytest.mark.parametrize("more", ["zyada", "kam", "ज़्यादा", "कम"])
def test_how_many_more_beside_another_time_is_a_change(said: str, metric: str, more: str) -> None:
    asked = read(f"october me september se kitne {said} {more} aaye")

    assert (asked.metrics, asked.period, asked.compare) == ((metric,), OCTOBER, "previous")


def test_more_than_this_is_held_against_the_time_that_is_named() -> None:
    asked = read("पिछले साल अक्टूबर में इससे ज़्यादा बिक्री थी क्या, इस अक्टूबर से तुलना करो")

    assert (asked.period, asked.compare) == (OCTOBER, Period(date(2025, 10, 1), date(2025, 11, 1)))
    assert parsed("pichhle saal october me isse zyada bikri thi kya").status == "refused"


@pytest.mark.parametrize(
    ("did", "metric"),
    [("bika", "net_sales"), ("kharida", "purchases"), ("wapas aaya", "returns"), ("mangaya", "purchases"), ("बेचा", "net_sales"), ("खरीदा", "purchases"), ("वापस आया", "returns")],
)  # fmt: skip
@pytest.mark.parametrize("what", ["kya kya", "kya-kya", "क्या-क्या", "क्या क्या"])
def test_what_and_what_is_told_of_each_of_the_goods(what: str, did: str, metric: str) -> None:
    asked = read(f"october me {what} {did}")

    assert (asked.metrics, asked.by, asked.period) == ((metric,), ("product",), OCTOBER)


BUT = [
    "{} ko chhodkar", "{} ko chhodke", "{} chhod ke", "{} ke alawa", "{} ke bina", "{} ke siwa", "{} hatakar", "{} ko hatake", "{} ke ilawa", "{} को छोड़कर", "{} को छोड़के", "{} के अलावा", "{} के सिवाय",
    "{} को हटाकर", "{} के अतिरिक्त", "{} को निकालकर",
]  # fmt: skip


@pytest.mark.parametrize("but", BUT)
@pytest.mark.parametrize(
    ("name", "dimension"),
    [("dairy", "category"), ("डेयरी", "category"), ("ramesh traders", "customer"), ("रेखा", "staff"), ("pune", "city"), ("चीनी", "product")],
)  # fmt: skip
@pytest.mark.parametrize("question", ["{} october ki bikri", "अक्टूबर में {} कितनी बिक्री हुई", "october ki bikri {}"])
def test_what_is_left_out_is_left_out_in_every_word(question: str, but: str, name: str, dimension: str) -> None:
    asked = read(question.format(but.format(name)))

    assert (asked.metrics, asked.period) == (("net_sales",), OCTOBER)
    assert [(one.dimension, one.operator) for one in asked.where] == [(dimension, "not_in")]


@pytest.mark.parametrize(
    "joined",
    ["{} aur {}", "{} or {}", "{} tatha {}", "{}, {}", "{} ya {}", "{} और {}", "{} तथा {}", "{} एवं {}", "{} या {}"],
)
@pytest.mark.parametrize(("first", "second", "dimension"), [("dairy", "sweets", "category"), ("डेयरी", "मिठाई", "category"), ("rekha", "raju", "staff"), ("रमेश ट्रेडर्स", "होटल अन्नपूर्णा", "customer")])  # fmt: skip
def test_names_of_one_kind_are_joined_by_every_and(joined: str, first: str, second: str, dimension: str) -> None:
    asked = read(f"october me {joined.format(first, second)} ki bikri")

    assert (asked.metrics, asked.period) == (("net_sales",), OCTOBER)
    assert [(one.dimension, len(one.values)) for one in asked.where] == [(dimension, 2)]


@pytest.mark.parametrize(
    "whose", ["kiski bikri zyada hui", "kiski sale zyada rahi", "किसकी बिक्री ज़्यादा हुई", "किसकी बिक्री कम रही"]
)
@pytest.mark.parametrize(
    ("two", "dimension"),
    [
        ("dairy ya sweets", "category"),
        ("डेयरी या मिठाई", "category"),
        ("rekha ya raju", "staff"),
        ("रेखा और राजू में", "staff"),
    ],
)
def test_whose_was_more_of_two_is_told_of_both(two: str, dimension: str, whose: str) -> None:
    asked = read(f"october me {two} {whose}")

    assert (asked.metrics, asked.by, asked.period, asked.compare) == (("net_sales",), (dimension,), OCTOBER, "none")


FIGURES = [("sale", "net_sales"), ("order", "orders"), ("bill", "orders"), ("munafa", "gross_profit"), ("बिक्री", "net_sales"), ("ऑर्डर", "orders"), ("मुनाफा", "gross_profit")]  # fmt: skip


@pytest.mark.parametrize(("first", "one"), FIGURES)
@pytest.mark.parametrize(("second", "other"), FIGURES)
@pytest.mark.parametrize(
    "question",
    [
        "october me city wise {} aur {}",
        "october me {} aur {} city wise",
        "अक्टूबर में शहर के हिसाब से {} और {}",
        "october me city wise {} or {}",
    ],
)
def test_two_figures_are_told_side_by_side(question: str, first: str, one: str, second: str, other: str) -> None:
    if one == other:
        return
    asked = read(question.format(first, second))

    assert (asked.metrics, asked.by, asked.period) == ((one, other), ("city",), OCTOBER)


@pytest.mark.parametrize(
    "who", ["kitne grahakon", "kitne logon", "kitne customers", "कितने ग्राहकों", "कितने लोगों", "कितने कस्टमर"]
)
@pytest.mark.parametrize(
    "owe",
    ["par udhaar baki hai", "ka udhaar baki hai", "se paisa lena hai", "पर उधार बाकी है", "का पैसा बाकी है", "का बकाया है"],
)
def test_how_many_owe_are_counted(who: str, owe: str) -> None:
    assert read(f"{who} {owe}") == MetricQuery(("debtors",))


@pytest.mark.parametrize("due", ["purana hisaab", "purana khata", "pichla hisaab", "पुराना हिसाब", "पिछला खाता"])
@pytest.mark.parametrize("asked", ["{} ka {}", "{} ka {} kitna baki hai", "{} का {} बताओ"])
def test_an_old_account_is_what_is_owed(asked: str, due: str) -> None:
    assert read(asked.format("ramesh traders", due)) == MetricQuery(("outstanding",), where=(Filter("customer", "in", ("r1",)),))  # fmt: skip


@pytest.mark.parametrize(
    "bills", ["kitne bill ka paisa", "kitne bilon ka payment", "कितने बिल का पैसा", "कितने बिलों का भुगतान"]
)
@pytest.mark.parametrize("yet", ["abhi tak nahi aaya", "nahi aaya", "अभी तक नहीं मिला", "बाकी है"])
def test_bills_whose_money_has_not_come_are_unpaid(bills: str, yet: str) -> None:
    assert read(f"{bills} {yet}").metrics == ("unpaid_bills",)


@pytest.mark.parametrize("goods", ["kaunsa maal", "kaun se item", "कौन सा माल", "कौन सी चीज"])
@pytest.mark.parametrize(
    "no", ["nahi chal raha", "bilkul nahi chal raha", "nahi bik raha", "नहीं चल रहा", "बिल्कुल नहीं बिक रहा", "नहीं चल रहे"]
)
def test_goods_that_do_not_go_are_those_not_sold(goods: str, no: str) -> None:
    assert report(f"{goods} {no}").slug == "dusty-stock"


@pytest.mark.parametrize("head", ["डिलीवरी", "delivery", "रिपेयर", "repair", "रेंट", "rent", "किराये"])
@pytest.mark.parametrize(
    "question", ["अक्टूबर में {} पर कितना खर्च हुआ", "october me {} par kitna kharcha hua", "{} का खर्च अक्टूबर में"]
)
def test_every_head_of_expense_is_found_in_either_script(question: str, head: str) -> None:
    asked = read(question.format(head))

    assert (asked.metrics, asked.period) == (("expenses",), OCTOBER)
    assert [one.dimension for one in asked.where] == ["expense_category"]


@pytest.mark.parametrize(
    ("name", "dimension"),
    [("रशीद", "staff"), ("दुबई", "city"), ("ऑफिस चेयर हाई बैक", "product"), ("लता केलकर", "customer"), ("पुणे", "city")],
)
def test_a_name_is_found_in_the_other_script(name: str, dimension: str) -> None:
    asked = read(f"अक्टूबर में {name} की हर दिन की बिक्री")

    assert (asked.metrics, asked.by, asked.period) == (("net_sales",), ("day",), OCTOBER)
    assert [one.dimension for one in asked.where] == [dimension]


@pytest.mark.parametrize("sold", ["bike", "bika", "बिके"])
@pytest.mark.parametrize(
    ("than", "operator"), [("50 se zyada", "above"), ("50 se kam", "below"), ("50 से ज़्यादा", "above")]
)
def test_so_many_sold_are_pieces(than: str, operator: str, sold: str) -> None:
    asked = read(f"october me {than} {sold} item")

    assert [(one.metric, one.operator, one.values) for one in asked.having] == [("items_sold", operator, (50,))]
    assert [one.metric for one in read("october me 50 rupaye se zyada bike item").having] == ["net_sales"]


@pytest.mark.parametrize(
    "said",
    [
        "dairy wale grahak kaun hain",
        "dairy wale customer kaun kaun hain",
        "डेयरी वाले ग्राहक कौन हैं",
        "डेयरी लेने वाले ग्राहक कौन हैं",
    ],
)
def test_the_customers_of_a_kind_are_told_one_by_one(said: str) -> None:
    assert read(said) == MetricQuery(("net_sales",), by=("customer",), where=(Filter("category", "in", ("Dairy",)),))


@pytest.mark.parametrize(
    "owing", ["jinka udhaar 5000 se zyada hai", "जिनका उधार 5000 से ज़्यादा है", "jin par 5000 se zyada baki hai"]
)
@pytest.mark.parametrize(
    "asked", ["unki october ki bikri", "unhone october me kitna kharida", "उन्होंने अक्टूबर में कितना खरीदा"]
)
def test_those_who_owe_more_are_a_set_of_whom_more_is_asked(owing: str, asked: str) -> None:
    found = read(f"{owing} {asked}")

    assert (found.metrics, found.period) == (("net_sales",), OCTOBER)
    assert [(one.dimension, [(had.metric, had.values) for had in one.having]) for one in found.among] == [("customer", [("outstanding", (500_000,))])]  # fmt: skip


@pytest.mark.parametrize("noun", ["supplier", "vyapari", "सप्लायर", "आपूर्तिकर्ता"])
def test_the_purchases_of_suppliers_are_told_of_each(noun: str) -> None:
    each = MetricQuery(("purchases",), by=("supplier",), period=OCTOBER)

    assert read(f"october me {noun} ke hisab se kharid") == each
    assert read(f"अक्टूबर में किस {noun} की खरीद सबसे ज्यादा हुई") == MetricQuery(("purchases",), by=("supplier",), period=OCTOBER, order=(Order("purchases"),), limit=1)  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "अभी हमारे पास कितनी रकम के चेक रखे हैं",
        "hamare paas kitne ke cheque rakhe hain",
        "haath me kitne cheque hain",
        "चेक रखे हैं कितने",
    ],
)
def test_cheques_that_are_kept_are_those_in_hand(said: str) -> None:
    assert read(said) == MetricQuery(("cheques_in_hand",))


@pytest.mark.parametrize("tax", ["vat", "gst", "वैट", "जीएसटी", "टैक्स"])
@pytest.mark.parametrize("on", ["kharid par", "खरीद पर", "kharid par kitna"])
def test_the_tax_on_what_was_bought_is_that_of_purchases(on: str, tax: str) -> None:
    asked = read(f"october ki {on} {tax}")

    assert (asked.metrics, asked.period) == (("purchase_tax",), OCTOBER)


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("is mahine ke aakhir tak sale kitni pahunchegi", "sales-forecast"), ("इस महीने के आखिर तक बिक्री कितनी पहुंचेगी", "sales-forecast"), ("कौन सा सामान रीऑर्डर लेवल से नीचे है", "reorder"), ("kaunse item reorder level se kam hain", "reorder"),
        ("धीमी गति से बिकने वाला सामान कौन सा है", "slow-products"), ("dhimi gati se chalne wale item", "slow-products"), ("जोखिम वाले (at risk) ग्राहक कौन हैं", "customer-segments"), ("october me order kyun kam aaye", "why"), ("अक्टूबर में ऑर्डर क्यों कम आए", "why"),
        ("चीनी कितने दिन और चलेगी", "stock-out"), ("sugar kitne din aur chalenge", "stock-out"),
    ],
)  # fmt: skip
def test_reports_are_asked_for_in_common_words(question: str, slug: str) -> None:
    assert report(question).slug == slug


@pytest.mark.parametrize("only", ["sirf ek bill wale", "सिर्फ एक बिल वाले", "एक ही बिल वाले", "sirf 1 bill wale"])
def test_customers_of_a_single_bill_are_those_with_one(only: str) -> None:
    asked = read(f"october me {only} grahak")

    assert (asked.by, [(one.metric, one.operator, one.values) for one in asked.having]) == (("customer",), [("orders", "equals", (1,))])  # fmt: skip


def test_a_time_said_twice_is_one() -> None:
    for question in ("pichle saal har mahine kitna kharcha hua, january se december 2025", "पिछले साल हर महीने कितना खर्च हुआ, जनवरी से दिसंबर 2025?"):  # fmt: skip
        assert read(question) == MetricQuery(("expenses",), by=("month",), fill=True, period=Period(date(2025, 1, 1), date(2026, 1, 1)))  # fmt: skip


@pytest.mark.parametrize("than", ["pichhle mahine se", "pichle mahine se", "पिछले महीने से", "gaye mahine se"])
@pytest.mark.parametrize(
    ("said", "metric"),
    [("bikri", "net_sales"), ("rekha ki bikri", "net_sales"), ("munafa", "gross_profit"), ("खर्च", "expenses")],
)
@pytest.mark.parametrize("moved", ["kitni badhi", "kitna kam hua", "कितनी बढ़ी", "badhi ya ghati"])
def test_from_the_last_month_is_held_against_it_beside_a_change(than: str, said: str, metric: str, moved: str) -> None:
    asked = read(f"{said} {than} {moved}")

    assert (asked.metrics, asked.period, asked.compare) == ((metric,), Period(date(2026, 11, 1), date(2026, 12, 1)), "previous")  # fmt: skip


DAYS = Period(date(2026, 10, 1), date(2026, 10, 16))


@pytest.mark.parametrize(
    "said",
    [
        "1 se 15 october", "1 se 15 october tak", "october 1 se 15 tak", "october ki 1 se 15 tarikh tak", "october ki 1 se 15 tarikh", "ek se pandrah october", "1 अक्टूबर से 15 अक्टूबर तक", "अक्टूबर 1 से 15 तक",
        "अक्टूबर की 1 से 15 तारीख तक", "एक से पंद्रह अक्टूबर",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("{} kitne bill bane", "orders"),
        ("{} kitni bikri hui", "net_sales"),
        ("kitna kharcha hua {}", "expenses"),
        ("{} कितनी वसूली हुई", "collections"),
    ],
)
def test_days_of_a_month_are_days_however_they_are_said(said: str, question: str, metric: str) -> None:
    asked = read(question.format(said))

    assert (asked.metrics, asked.period, asked.having) == ((metric,), DAYS, ())


@pytest.mark.parametrize(
    ("said", "day"), [("kal", 17), ("कल", 17), ("parso", 16), ("परसों", 16), ("narso", 15), ("नरसों", 15), ("तरसों", 15)]
)
def test_days_before_today_have_names(said: str, day: int) -> None:
    assert read(f"{said} kitni bikri hui").period == Period(date(2026, 11, day), date(2026, 11, day + 1))


@pytest.mark.parametrize(
    "said",
    [
        "पिछले महिने",
        "पिछले महीने",
        "पीछले महीने",
        "पिछले माह",
        "गत माह",
        "gaye mahine",
        "beete mahine",
        "pichle mhine",
        "last month",
    ],
)
def test_a_vowel_long_or_short_is_the_same_word(said: str) -> None:
    assert read(f"{said} bikri").period == OCTOBER


@pytest.mark.parametrize(
    ("noun", "slug"),
    [
        ("दिनों", "day"),
        ("dino", "day"),
        ("हफ्तों", "week"),
        ("महीनों", "month"),
        ("grahakon", "customer"),
        ("सामानों", "product"),
    ],
)
@pytest.mark.parametrize(
    ("than", "operator"),
    [("5000 se zyada", "above"), ("5 हजार से कम", "below"), ("kam se kam 5000", "at_least"), ("5000 tak", "at_most")],
)
def test_which_of_a_kind_met_a_condition(noun: str, slug: str, than: str, operator: str) -> None:
    asked = read(f"is saal kin {noun} ki bikri {than} rahi")

    assert (asked.metrics, asked.by) == (("net_sales",), (slug,))
    assert [(one.operator, one.values) for one in asked.having] == [(operator, (500_000,))]


@pytest.mark.parametrize(
    "said",
    [
        "1000 se 5000 ki bikri wale",
        "1000 se 5000 ke beech bikri wale",
        "1000 से 5000 की बिक्री वाले",
        "1000 से 5000 के बीच की बिक्री वाले",
    ],
)
def test_customers_between_two_amounts(said: str) -> None:
    asked = read(f"october me {said} grahak")

    assert (asked.by, [(one.metric, one.operator, one.values) for one in asked.having]) == (("customer",), [("net_sales", "between", (100_000, 500_000))])  # fmt: skip


@pytest.mark.parametrize(
    "said", ["sabse bada bill kiska tha", "sabse bada bill", "सबसे बड़ा बिल किसका था", "sabse bade bill"]
)
def test_the_biggest_bill_is_a_bill(said: str) -> None:
    assert read(f"october me {said}").by == ("bill",)


@pytest.mark.parametrize("said", ["kisne sabse zyada becha", "sabse zyada kisne becha", "किसने सबसे ज़्यादा बेचा"])
def test_who_sold_most_is_one_of_the_staff(said: str) -> None:
    assert read(f"october me {said}").by == ("staff",)


@pytest.mark.parametrize(
    "said",
    [
        "sabse zyada bikri kisne ki",
        "सबसे ज़्यादा बिक्री किसने की",
        "sabse kam bikri kisne ki",
        "kisne kitni bikri ki",
        "किसने कितनी सेल की",
    ],
)
def test_whose_act_the_sales_are_is_one_of_the_staff(said: str) -> None:
    asked = read(f"october me {said}")

    assert (asked.metrics, asked.by, asked.period) == (("net_sales",), ("staff",), OCTOBER)


@pytest.mark.parametrize("said", ["har mahine ki 5 tarikh ko kitni bikri", "हर महीने की पहली तारीख की बिक्री"])
def test_a_day_of_every_month_is_not_a_day_of_this_one(said: str) -> None:
    assert parsed(said).status != "read"
