"""Rules of Hindi and Hinglish questions, each by several of its kind, in both scripts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Name, NameIndex, Parsed, parse
from analytics.query import Among, Filter, Having, MetricQuery, Order
from munim.days import Calendar, Period

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2026, 11, 18)
SHOP = read_shop(CASES, "sharma")
INDEX = SHOP.index()
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
AFTER_DIWALI = Period(date(2026, 11, 9), date(2026, 11, 19))  # Diwali of 2026 is on 8 November


def _asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency)


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("diwali ke baad kitni chhoot di", "discounts"),
        ("दिवाली के बाद से अब तक कितना बिका", "net_sales"),
        ("diwali ke baad se kharcha kitna hua", "expenses"),
        ("दीवाली के बाद कितने नए ग्राहक आए", "new_customers"),
    ],
)
def test_after_a_festival_begins_on_the_day_after_it(question: str, metric: str) -> None:
    assert _asked(question).query == MetricQuery((metric,), period=AFTER_DIWALI)


@pytest.mark.parametrize(
    "question",
    [
        "october me kitne ka maal nikla",
        "अक्टूबर में कितने का माल गया",
        "october me kitna maal nikla",
        "अक्टूबर में कुल कितने का माल उठ गया",
    ],
)
def test_goods_that_went_were_sold(question: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=OCTOBER)


def test_went_beside_a_figure_says_nothing() -> None:
    assert _asked("october me munafa kitna nikla").query == MetricQuery(("gross_profit",), period=OCTOBER)


@pytest.mark.parametrize(
    "question",
    [
        "october me kitni tarah ke item bike",
        "अक्टूबर में कितने प्रकार के सामान बिके",
        "अक्टूबर में कितनी तरह की दवाएं बिकीं",
    ],
)
def test_how_many_kinds_of_goods_are_different_goods(question: str) -> None:
    assert _asked(question).query == MetricQuery(("products_sold",), period=OCTOBER)


@pytest.mark.parametrize(
    "question",
    ["kaun supplier ko kitna dena hai", "कौन सप्लायर को कितना देना है"],
)
def test_kaun_before_a_noun_asks_which(question: str) -> None:
    assert _asked(question).query == MetricQuery(("payables",), by=("supplier",))


@pytest.mark.parametrize(
    "question",
    ["oct me sabse zyada profit kis category se", "अक्टूबर में सबसे ज्यादा मुनाफा किस श्रेणी से"],
)
def test_a_noun_may_have_its_se_at_the_end_of_the_question(question: str) -> None:
    expected = MetricQuery(("gross_profit",), by=("category",), period=OCTOBER, order=(Order("gross_profit"),), limit=1)

    assert _asked(question).query == expected


@pytest.mark.parametrize(
    "question",
    ["october me sabse zyada maal lene wale 5 grahak", "अक्टूबर में सबसे ज्यादा माल लेने वाले 5 ग्राहक"],
)
def test_those_who_took_most_goods_are_ranked_and_not_the_goods(question: str) -> None:
    expected = MetricQuery(("net_sales",), by=("customer",), period=OCTOBER, order=(Order("net_sales"),), limit=5)

    assert _asked(question).query == expected


@pytest.mark.parametrize(
    "question",
    ["jinhone oct me dairy li unka bakaya", "जिन्होंने अक्टूबर में डेयरी ली उनका बकाया"],
)
def test_a_pronoun_takes_up_those_who_bought(question: str) -> None:
    buyers = Among("customer", ("net_sales",), where=(Filter("category", "in", ("Dairy",)),), period=OCTOBER)

    assert _asked(question).query == MetricQuery(("outstanding",), by=("customer",), among=(buyers,))


@pytest.mark.parametrize(
    "question",
    [
        "jin grahako pe 10 hazar se zyada baki hai unhe oct me kitna becha",
        "जिन ग्राहकों पर 10 हजार से ज्यादा बाकी है उन्हें अक्टूबर में कितना बेचा",
    ],
)
def test_a_pronoun_takes_up_those_who_owe(question: str) -> None:
    query = _asked(question).query

    assert isinstance(query, MetricQuery)
    assert query.metrics == ("net_sales",)
    assert query.period == OCTOBER
    assert query.among == (Among("customer", ("outstanding",), having=(Having("outstanding", "above", (1000000,)),)),)


def test_those_who_bought_in_both_months_bought_in_the_later_and_in_the_earlier() -> None:
    earlier = Among("customer", ("net_sales",), period=SEPTEMBER)

    query = _asked("jinhone sept aur oct dono me maal liya").query

    assert query == MetricQuery(("net_sales",), by=("customer",), period=OCTOBER, among=(earlier,))


def test_who_has_not_paid_since_is_not_told_as_what_all_owe() -> None:
    assert _asked("diwali ke baad jinhone paisa nahi diya unka baki").status == "refused"


def test_purchases_are_not_told_of_customers() -> None:
    assert _asked("jin pe 5000 se zyada baki hai unhone oct me kya kharida").query == MetricQuery(
        ("net_sales",),
        by=("product",),
        period=OCTOBER,
        among=(Among("customer", ("outstanding",), having=(Having("outstanding", "above", (500000,)),)),),
    )


@pytest.mark.parametrize("question", ["छह नवंबर, शुक्रवार को कितना बिका", "6 november friday ki bikri"])
def test_a_date_with_its_weekday_is_one_day(question: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=Period(date(2026, 11, 6), date(2026, 11, 7)))


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("Sale Ram", "सेल राम ने अक्टूबर में कितना बेचा"),
        ("Net Ram", "नेत राम ने अक्टूबर में कितना बेचा"),
        ("Sai Das", "साईं दास ने अक्टूबर में कितना बेचा"),
        ("Halke Lodhi", "हल्के लोधी ने अक्टूबर में कितना बेचा"),
    ],
)
def test_names_of_words_of_the_language_are_found_in_devanagari(name: str, question: str) -> None:
    index = NameIndex([Name("staff", name, name)])

    parsed = parse(question, names=index, calendar=Calendar(), today=TODAY)

    assert parsed.query == MetricQuery(("net_sales",), where=(Filter("staff", "in", (name,)),), period=OCTOBER)


@pytest.mark.parametrize(
    ("question", "first", "end"),
    [
        ("october ke pehle hafte ki bikri", 1, 8),
        ("अक्टूबर के दूसरे हफ्ते की बिक्री", 8, 15),
        ("pichle mahine ke aakhri hafte ki bikri", 25, 32),
        ("अक्टूबर के पहले दिन की बिक्री", 1, 2),
    ],
)
def test_a_week_or_day_of_a_month_is_said_after_the_month(question: str, first: int, end: int) -> None:
    last = date(2026, 11, 1) if end == 32 else date(2026, 10, end)

    assert _asked(question).query == MetricQuery(("net_sales",), period=Period(date(2026, 10, first), last))


def test_the_quarter_of_a_year_said_after_it_is_that_of_the_shops_year() -> None:
    quarter = Period(date(2026, 4, 1), date(2026, 7, 1))

    assert _asked("is saal ki pehli timahi ka munafa").query == MetricQuery(("gross_profit",), period=quarter)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("रविवार को कितनी बिक्री होती है", (7,)),
        ("shanivar aur ravivar ko kitni bikri hoti hai", (6, 7)),
    ],
)
def test_what_happens_on_a_weekday_is_told_of_all_of_them(question: str, days: tuple[int, ...]) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), where=(Filter("weekday", "in", days),))


def test_what_happened_on_a_weekday_is_told_of_the_latest() -> None:
    assert _asked("ravivar ko kitna bika").query == MetricQuery(
        ("net_sales",), period=Period(date(2026, 11, 15), date(2026, 11, 16))
    )


@pytest.mark.parametrize("question", ["top 20 percent item kitni bikri dete hain", "top 20 % customers"])
def test_the_top_per_cent_are_not_so_many(question: str) -> None:
    assert _asked(question).status == "refused"


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "sabse zyada paisa kis maal me fasa hai",
            MetricQuery(("stock_value",), by=("product",), order=(Order("stock_value"),), limit=1),
        ),
        ("किस ग्राहक का पैसा फंसा है", MetricQuery(("outstanding",), by=("customer",))),
    ],
)
def test_money_is_stuck_in_goods_or_with_customers(question: str, query: MetricQuery) -> None:
    assert _asked(question).query == query


@pytest.mark.parametrize(
    "question",
    ["october me kitna bika aur kitne bill bane", "अक्टूबर में कितने का बिका और कितने बिल बने"],
)
def test_how_much_was_sold_is_not_lost_beside_how_many_bills(question: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales", "orders"), period=OCTOBER)


def test_what_the_best_buyers_owe_is_told_of_those_buyers() -> None:
    best = Among("customer", ("net_sales",), period=OCTOBER, order=(Order("net_sales"),), limit=5)

    query = _asked("october me sabse zyada kharidne wale 5 grahak aur unka bakaya").query

    assert query == MetricQuery(("outstanding",), by=("customer",), among=(best,))


def test_the_rest_after_an_exception_is_not_what_is_owed() -> None:
    assert _asked("cola chhod kar baki sab ki bikri october me").query == MetricQuery(
        ("net_sales",), where=(Filter("product", "not_in", ("Cola 750 ml",)),), period=OCTOBER
    )


def test_a_case_marker_may_stand_inside_a_name() -> None:
    index = NameIndex([Name("product", "tv", "Samsung TV"), Name("supplier", "s", "Samsung Plaza")])

    parsed = parse("october me samsung ka tv kitna bika", names=index, calendar=Calendar(), today=TODAY)

    assert parsed.query == MetricQuery(("items_sold",), where=(Filter("product", "in", ("tv",)),), period=OCTOBER)


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("subah se ab tak kitna bika", "net_sales"),
        ("सुबह से कितने बिल बने", "orders"),
    ],
)
def test_since_the_morning_is_today(question: str, metric: str) -> None:
    assert _asked(question).query == MetricQuery((metric,), period=Period(TODAY, date(2026, 11, 19)))


@pytest.mark.parametrize(
    "question",
    ["paneer kis kis ko becha october me", "अक्टूबर में पनीर किसको बेचा", "october me paneer kise becha"],
)
def test_to_whom_something_was_sold_is_a_customer(question: str) -> None:
    expected = MetricQuery(
        ("net_sales",), by=("customer",), where=(Filter("product", "in", ("Paneer 200 g",)),), period=OCTOBER
    )

    assert _asked(question).query == expected


def test_from_one_weekday_to_a_later_one_are_the_days_of_the_latest_such_week() -> None:
    days = Period(date(2026, 11, 9), date(2026, 11, 14))

    assert _asked("सोमवार से शुक्रवार तक कितनी बिक्री हुई").query == MetricQuery(("net_sales",), period=days)


@pytest.mark.parametrize("question", ["बस अक्टूबर की बिक्री ही बता दो", "sirf october ki bikri batao"])
def test_only_before_a_time_narrows_nothing(question: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=OCTOBER)


def test_days_before_today_are_counted_from_today() -> None:
    assert _asked("aaj se 7 din pehle kitna bika tha").query == MetricQuery(
        ("net_sales",), period=Period(date(2026, 11, 11), date(2026, 11, 12))
    )


def test_who_has_not_paid_for_so_long_is_overdue_for_longer() -> None:
    older = Filter("ageing_bucket", "in", ("61-90", "over 90"))

    assert _asked("kis kis ne 60 din se paisa nahi diya").query == MetricQuery(
        ("overdue",), by=("customer",), where=(older,)
    )


@pytest.mark.parametrize(
    ("question", "metrics", "period"),
    [
        ("ramesh traders ka bakaya aur kharidari", ("outstanding", "net_sales"), None),
        ("ramesh traders ne october me kitna kharida aur kitna chukaya", ("net_sales", "collections"), OCTOBER),
    ],
)
def test_what_somebody_bought_is_not_lost_beside_what_is_owed_or_paid(
    question: str, metrics: tuple[str, ...], period: Period | None
) -> None:
    where = (Filter("customer", "in", ("Ramesh Traders",)),)

    assert _asked(question).query == MetricQuery(metrics, where=where, period=period)


def test_the_mean_number_of_customers_is_not_told_as_sales() -> None:
    assert _asked("average kitne grahak roz aate hain october me").status == "refused"


LAST_NOVEMBER = Period(date(2025, 11, 1), date(2025, 12, 1))


@pytest.mark.parametrize(
    "question",
    ["पिछले साल इसी महीने कितनी बिक्री थी", "pichle saal isi mahine kitna bika tha", "same month last year sales", "पिछले साल इसी माह की बिक्री"],
)  # fmt: skip
def test_this_month_last_year_is_that_month_alone_where_nothing_compares(question: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=LAST_NOVEMBER)


@pytest.mark.parametrize(
    "question",
    ["pichle saal isi mahine ke mukable bikri", "पिछले साल इसी महीने से बिक्री की तुलना", "is mahine ki sale pichle saal isi mahine se kitni badhi"],
)  # fmt: skip
def test_this_month_last_year_is_compared_with_where_a_word_says_so(question: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert (query.period, query.compare) == (Period(date(2026, 11, 1), date(2026, 12, 1)), LAST_NOVEMBER)


@pytest.mark.parametrize(
    ("question", "hours"),
    [
        ("kal subah 8 se 11 kitna bika", Filter("hour", "between", (8, 10))),
        ("कल शाम 6 के बाद कितना बिका", Filter("hour", "at_least", (18,))),
        ("kal shaam tak kitna bika", Filter("hour", "below", (20,))),
        ("कल दोपहर 12 से शाम 5 तक कितना बिका", Filter("hour", "between", (12, 16))),
        ("kal raat 9 se pehle kitna bika", Filter("hour", "below", (21,))),
    ],
)
def test_an_hour_of_a_part_of_the_day_needs_no_oclock(question: str, hours: Filter) -> None:
    yesterday = Period(date(2026, 11, 17), date(2026, 11, 18))
    assert _asked(question).query == MetricQuery(("net_sales",), where=(hours,), period=yesterday)


@pytest.mark.parametrize(
    "question",
    ["अक्टूबर में 5000 से बड़े बिल", "october me 5000 se upar ke bill", "5000 se zyada ke bill october me"],
)
def test_bills_above_an_amount_are_told_one_by_one(question: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert (query.by, query.having) == (("bill",), (Having("total_sales", "above", (500000,)),))


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("kis bande ne sabse zyada becha october me", "staff"),
        ("october me har bande ki sale", "staff"),
        ("किस बंदे पर सबसे ज्यादा उधार है", "customer"),
        ("kis bande ne sabse zyada kharida october me", "customer"),
    ],
)
def test_a_fellow_is_he_who_sells_or_he_who_buys(question: str, by: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert query.by == (by,)


@pytest.mark.parametrize(
    "question",
    [
        "sachin ki sale raju se kitni zyada hai oct me",
        "dairy ke mukable staples kitna bika oct me",
        "dairy ki tulna me staples ki bikri oct me",
    ],
)
def test_one_against_another_tells_both_side_by_side(question: str) -> None:
    query = _asked(question).query
    assert query is not None
    [named] = query.where
    assert (len(named.values), query.by, query.period, query.compare) == (2, (named.dimension,), OCTOBER, "none")


@pytest.mark.parametrize(
    ("question", "slug"),
    [("वापसी की दर क्या है", "return_rate"), ("chhoot ki dar kitni hai", "discount_rate"), ("munafe ki dar", "margin")],
)
def test_the_rate_of_a_figure_is_a_figure_of_its_own(question: str, slug: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert query.metrics == (slug,)


@pytest.mark.parametrize(
    "question",
    ["naye grahakon ne kitna kharida", "नए ग्राहकों की बिक्री", "purane grahakon ki bikri october me", "how much did new customers buy"],
)  # fmt: skip
def test_sales_to_new_or_old_customers_are_not_their_number(question: str) -> None:
    assert _asked(question).status == "refused"


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("kis din sabse zyada bikri hoti hai", "weekday"),
        ("कौन से दिन सबसे कम ग्राहक आते हैं", "weekday"),
        ("october me kis din sabse zyada bikri hui", "day"),
    ],
)
def test_the_day_on_which_most_happens_of_no_time_is_a_day_of_the_week(question: str, by: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert query.by == (by,)


@pytest.mark.parametrize("question", ["weekend pe kitni sale hoti hai", "सप्ताहांत में कितनी बिक्री होती है"])
def test_what_happens_at_weekends_happens_on_each(question: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), where=(Filter("weekday", values=(6, 7)),))


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("mahine ke pehle hafte me kitna bika", Period(date(2026, 11, 1), date(2026, 11, 8))),
        ("महीने के पहले 10 दिन की बिक्री", Period(date(2026, 11, 1), date(2026, 11, 11))),
        ("mahine ke aakhri 5 din ki bikri", Period(date(2026, 10, 27), date(2026, 11, 1))),
        ("पिछले महीने के आखिरी हफ्ते की बिक्री", Period(date(2026, 10, 25), date(2026, 11, 1))),
    ],
)
def test_a_part_of_the_month_is_of_this_one_or_the_last_that_had_it(question: str, period: Period) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=period)


@pytest.mark.parametrize(
    ("question", "metrics", "by"),
    [
        ("jin grahakon ka udhaar hai unki october ki kharid", ("net_sales",), ()),
        ("top 5 item aur unka munafa", ("gross_profit",), ("product",)),
        ("टॉप 3 ग्राहक और उनका मुनाफा", ("gross_profit",), ("customer",)),
    ],
)
def test_what_is_asked_of_those_before_is_asked_of_them(question: str, metrics: tuple[str], by: tuple[str]) -> None:
    query = _asked(question).query
    assert query is not None
    assert (query.metrics, query.by, len(query.among)) == (metrics, by, 1)


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("kitne log aaye kal", "customers"),
        ("purane grahak kitne wapas aaye", "returning_customers"),
        ("return kitne aaye is mahine", "credit_notes"),
        ("kitne upi payment aaye october me", "payment_count"),
        ("kisne udhaar chukaya pichhle hafte", "collections"),
        ("lagat kitni thi october ki bikri ki", "cost_of_goods"),
        ("stock ka paisa kis category me sabse zyada fasa hai", "stock_value"),
    ],
)
def test_what_came_or_went_is_told_by_what_it_is(question: str, metric: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert query.metrics == (metric,)


@pytest.mark.parametrize("question", ["kiska udhaar sabse zyada badha", "किस सप्लायर का बकाया सबसे ज्यादा बढ़ा"])
def test_how_a_balance_has_risen_is_not_its_order(question: str) -> None:
    assert _asked(question).status == "refused"


@pytest.mark.parametrize(
    ("question", "metric", "of"),
    [
        ("jis grahak ne sabse zyada kharida uska baki kitna hai", "outstanding", "net_sales"),
        ("जो सामान सबसे ज्यादा बिका उसका स्टॉक", "stock_on_hand", "net_sales"),
        ("सबसे ज्यादा बकाया वाले 5 ग्राहकों ने अक्टूबर में कितना खरीदा", "net_sales", "outstanding"),
    ],
)
def test_those_that_most_is_said_of_are_a_set_and_another_figure_is_asked_of_it(
    question: str, metric: str, of: str
) -> None:
    query = _asked(question).query
    assert query is not None
    assert (query.metrics, [one.metrics for one in query.among]) == ((metric,), [(of,)])


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("raju ki bikri par kitna munafa hua", "gross_profit"),
        ("aaj kitna udhaar wasool hua", "collections"),
        ("rekha sharma ne kis grahak ko sabse zyada becha", "net_sales"),
        ("राजू और सचिन के अलावा किसने बिल बनाए", "orders"),
        ("sabse kam stock wale 5 item", "stock_on_hand"),
    ],
)
def test_one_figure_is_asked_though_two_are_named(question: str, metric: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert query.metrics == (metric,)


@pytest.mark.parametrize(
    ("question", "restated"),
    [
        (
            "200 रुपये से ज़्यादा किन ग्राहकों पर बाकी है",
            "Outstanding by customer, where outstanding is more than ₹200, as of now.",
        ),
        ("october me kitne rupaye ki bikri hui", "Net sales, from 1 to 31 October 2026."),
        ("डेयरी के सामान की महीनेवार बिक्री", "Net sales by month, only category Dairy, of all time."),
        ("dairy ke saman ka munafa", "Gross profit, only category Dairy, of all time."),
        ("डेयरी के सामान का स्टॉक दिखाइए", "Stock on hand by product, only category Dairy, as of now."),
        ("dairy ke saman ka kitna stock hai", "Stock on hand, only category Dairy, as of now."),
        ("pichle hafte ka din wise sale", "Net sales by day, from 9 to 15 November 2026."),
        ("अक्टूबर में हर दिन की बिक्री, सोमवार से रविवार", "Net sales by weekday, from 1 to 31 October 2026."),
        (
            "october me har din ka average bill, monday tuesday wise",
            "Average order value by weekday, from 1 to 31 October 2026.",
        ),
        ("अक्टूबर में हफ्ते के किस दिन कितने ऑर्डर आए", "Orders by weekday, from 1 to 31 October 2026."),
        (
            "august se october me sabse zyada badhne wale 5 grahak",
            "Net sales by customer, from 1 to 31 October 2026, compared with 1 to 31 August 2026, the 5 that rose most.",
        ),
        (
            "mithai october me pichle saal ke october se kam biki ya zyada",
            "Net sales, only category Sweets, from 1 to 31 October 2026, compared with 1 to 31 October 2025.",
        ),
        ("pehli timahi yani april se june ka kharcha", "Expenses, from 1 April to 30 June 2026."),
        ("किस किस के बिल ओवरड्यू हैं", "Overdue by customer, as of now."),
        ("kaun se bill overdue hain", "Overdue by bill, as of now."),
        ("उधार को 30, 60 और 90 दिन में बांटो", "Unpaid by days overdue, as of now."),
        ("october me hafte ke kis din kitne bill bane", "Orders by weekday, from 1 to 31 October 2026."),
        (
            "october ke top 5 grahak munafe ke hisab se",
            "Gross profit by customer, from 1 to 31 October 2026, the 5 highest.",
        ),
        ("दुकान में कुल कितने का सामान है", "Stock value, as of now."),
        (
            "kis category ka stock sabse dheere ghoomta hai",
            "Stock turns by category, from 1 April to 18 November 2026, the lowest.",
        ),
        ("सप्लायरों का बाकी कितना है देना", "Payables, as of now."),
        (
            "october me upi se kitna paisa ikattha hua",
            "Collections, only payment method UPI, from 1 to 31 October 2026.",
        ),
        ("अक्टूबर में कितना टैक्स इकट्ठा किया", "Tax, from 1 to 31 October 2026."),
        ("रद्द हुए बिल की रकम अक्टूबर में", "Cancelled sales, from 1 to 31 October 2026."),
        ("october me kitne bill radd hue", "Cancelled bills, from 1 to 31 October 2026."),
        (
            "october me 10000 se zyada ka maal lene wale grahak",
            "Net sales by customer, where net sales is more than ₹10,000, from 1 to 31 October 2026.",
        ),
        ("जिनसे पैसा लेना है उनकी सूची", "Outstanding by customer, as of now."),
        ("bikri aur kharcha saath saath mahine wise", "Net sales and expenses by month, of all time."),
        ("kitne advance jama hai", "Advances, as of now."),
    ],
)
def test_it_is_read_as_it_is_said(question: str, restated: str) -> None:
    parsed = parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency, language="en")
    assert parsed.reading == restated


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("kaun kaun se figure milte hain", "catalogue"),
        ("आंकड़े कौन से मिलते हैं", "catalogue"),
        ("kya kya pata kar sakte ho", "catalogue"),
        ("aksar saath bikne wale saman", "bought-together"),
        ("आने वाले दिनों में बिक्री कितनी रहेगी", "sales-forecast"),
        ("agle mahine bikri kaisi rahegi", "sales-forecast"),
        ("holi tak kaunsa maal khatam hoga", "stock-out"),
        ("kya kya kam pad gaya hai, mangwana kya hai", "reorder"),
        ("पहली खरीद के महीने के हिसाब से ग्राहकों का कोहॉर्ट", "cohorts"),
        ("jinse 80% bikri aati hai wo item", "product-abc"),
    ],
)
def test_a_report_is_asked_for_in_many_ways(question: str, slug: str) -> None:
    report = _asked(question).report
    assert report is not None
    assert report.slug == slug


@pytest.mark.parametrize(
    "question",
    [
        "अक्टूबर में मिठाई लेने वाले ग्राहकों पर कितना बकाया है",
        "october me mithai kharidne wale grahakon ka kitna udhaar hai",
        "october me mithai ka saman lene wale grahakon par kitna baki hai",
    ],
)
def test_the_dues_of_those_who_bought_of_a_kind_are_those_of_a_set(question: str) -> None:
    query = _asked(question).query
    assert query is not None
    assert query == MetricQuery(
        ("outstanding",),
        by=("customer",),
        among=(Among("customer", ("net_sales",), where=(Filter("category", "in", ("Sweets",)),), period=OCTOBER),),
    )


def test_who_owes_and_has_not_bought_are_others_than_those_who_bought() -> None:
    query = _asked("kiske paise baki hain aur october me kuch kharida bhi nahi").query
    assert query == _asked("kiske paise baki hain aur october me kuch nahi kharida").query
    assert query is not None
    assert query.among
