"""The evaluation counts what it should, and the parser keeps what it has reached."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from ai.cases import Case, CaseShop, ReportAsked, read_cases
from ai.evaluation import Outcome, Rate, Score, counted, document, evaluate, judge, rates, same_query
from ai.parser import NameIndex, Parsed
from analytics.query import Among, Filter, Having, MetricQuery, Order
from analytics.reports.asked import ReportQuery
from cli import main
from munim.days import Period
from tests.ai.provider import Provider

CASES = Path(__file__).parents[1] / "cases" / "questions"
SHOP = CaseShop("INR", 4, 1, {})
DAY = date(2026, 11, 18)
SALES = MetricQuery(("net_sales",), period=Period(DAY, date(2026, 11, 19)))
ORDERS = MetricQuery(("orders",))


def _case(**fields: Any) -> Case:
    return Case("…", fields.pop("type", "total"), fields.pop("language", "en"), "kirana", DAY, **fields)


def _outcome(case: Case, **parsed: Any) -> Outcome:
    return judge(case, SHOP, SHOP.index(), reader=lambda *_: Parsed("…", **parsed))


@pytest.mark.parametrize(
    ("case", "parsed", "verdict"),
    [
        ({"readings": (SALES,)}, {"status": "read", "query": SALES}, "exact"),
        ({"readings": (SALES,)}, {"status": "read", "query": ORDERS}, "wrong"),
        ({"readings": (SALES, ORDERS)}, {"status": "read", "query": ORDERS}, "exact"),
        ({"readings": (SALES,)}, {"status": "ask"}, "asked"),
        ({"readings": (SALES,), "ask": True}, {"status": "ask"}, "exact"),
        ({"readings": (SALES,)}, {"status": "refused"}, "refused"),
        ({"ask": True}, {"status": "ask"}, "exact"),
        ({"ask": True}, {"status": "read", "query": SALES}, "wrong"),
        ({"ask": True}, {"status": "refused"}, "refused"),
        ({"refuse": ()}, {"status": "refused"}, "exact"),
        ({"refuse": ("brand",)}, {"status": "refused", "unused": ("by", "brand")}, "exact"),
        ({"refuse": ("brand",)}, {"status": "refused", "unused": ("by",)}, "refused"),
        ({"refuse": ()}, {"status": "read", "query": SALES}, "wrong"),
        ({"refuse": ()}, {"status": "ask"}, "asked"),
        ({"readings": (ReportAsked("cohorts"),)}, {"status": "read", "query": SALES}, "wrong"),
    ],
)
def test_a_question_is_exact_wrong_asked_or_refused(case: dict[str, Any], parsed: dict[str, Any], verdict: str) -> None:
    assert _outcome(_case(**case), **parsed).verdict == verdict


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ({"slug": "stock-out", "options": (("within", 7),)}, "exact"),
        ({"slug": "stock-out", "options": (("within", "7"), ("limit", 1))}, "wrong"),
        ({"slug": "stock-out"}, "wrong"),
        ({"slug": "restock", "options": (("within", 7),)}, "wrong"),
        ({"slug": "stock-out", "options": (("within", 7),), "period": Period(DAY, date(2026, 11, 19))}, "wrong"),
        (
            {"slug": "stock-out", "options": (("within", 7),), "filters": (Filter("product", values=("Ghee",)),)},
            "wrong",
        ),
    ],
)
def test_a_report_is_exact_with_its_days_its_filters_and_its_options(asked: dict[str, Any], verdict: str) -> None:
    case = _case(readings=(ReportAsked("stock-out", options={"within": 7}),))

    assert _outcome(case, status="read", report=ReportQuery(**asked)).verdict == verdict


def test_an_option_that_is_the_reports_own_need_not_be_said() -> None:
    case = _case(readings=(ReportAsked("stock-out"),))

    assert _outcome(case, status="read", report=ReportQuery("stock-out", options=(("within", 28),))).verdict == "exact"


def test_a_split_in_time_may_be_filled_unless_the_case_says_so() -> None:
    daily = MetricQuery(("net_sales",), ("day",))
    filled = MetricQuery(("net_sales",), ("day",), fill=True)

    assert _outcome(_case(readings=(daily,)), status="read", query=filled).verdict == "exact"
    assert _outcome(_case(readings=(filled,)), status="read", query=daily).verdict == "wrong"
    assert _outcome(_case(readings=(filled,)), status="read", query=filled).verdict == "exact"


def test_two_queries_are_the_same_whatever_order_and_name_they_give_their_parts() -> None:
    dairy, pune = Filter("category", values=("Dairy", "Sweets")), Filter("city", values=("Pune",))
    one = MetricQuery(("net_sales", "orders"), ("day",), (dairy, pune), order=(Order("net_sales"),))
    other = MetricQuery(
        ("orders", "revenue"), ("day",), (pune, Filter("category", values=("Sweets", "Dairy"))), order=(Order("revenue"),)
    )  # fmt: skip

    assert same_query(one, other)


@pytest.mark.parametrize(
    "other",
    [
        MetricQuery(("net_sales",), ("day", "city")),
        MetricQuery(("net_sales",), ("city", "day"), limit=3),
        MetricQuery(("gross_sales",), ("city", "day")),
        MetricQuery(("net_sales",), ("city", "day"), (Filter("city", "not_in", ("Pune",)),)),
        MetricQuery(("net_sales",), ("city", "day"), having=(Having("net_sales", "above", (500,)),)),
        MetricQuery(("net_sales",), ("city", "day"), order=(Order("net_sales"),)),
        MetricQuery(("net_sales",), ("city", "day"), period=Period(DAY, date(2026, 11, 19))),
    ],
)
def test_a_query_that_differs_in_anything_is_another(other: MetricQuery) -> None:
    assert not same_query(MetricQuery(("net_sales",), ("city", "day")), other)


def test_sets_are_the_same_whatever_order_and_name_they_give_their_parts() -> None:
    dairy = Among("product", ("revenue", "orders"), (Filter("category", values=("Dairy", "Sweets")),))
    owing = Among("customer", ("outstanding",), having=(Having("outstanding", "above", (500,)),))
    same = Among("product", ("orders", "net_sales"), (Filter("category", values=("Sweets", "Dairy")),))

    one = MetricQuery(("net_sales",), among=(dairy, owing))

    assert same_query(one, MetricQuery(("net_sales",), among=(owing, same)))
    assert not same_query(one, MetricQuery(("net_sales",), among=(owing, msgspec.structs.replace(same, negated=True))))
    assert not same_query(one, MetricQuery(("net_sales",), among=(same,)))


def test_a_ratio_is_of_its_first_metric_by_its_second() -> None:
    one, other = (
        MetricQuery(("collections", "net_sales"), ratio=True),
        MetricQuery(("net_sales", "collections"), ratio=True),
    )

    assert not same_query(one, other)
    assert same_query(msgspec.structs.replace(one, ratio=False), msgspec.structs.replace(other, ratio=False))


def test_bounds_of_between_are_not_exchanged() -> None:
    low, high = Filter("tax_rate", "between", (18, 5)), Filter("tax_rate", "between", (5, 18))

    assert not same_query(MetricQuery(("tax",), where=(low,)), MetricQuery(("tax",), where=(high,)))


def _some_outcomes() -> list[Outcome]:
    return [
        _outcome(_case(readings=(SALES,)), status="read", query=SALES),
        _outcome(_case(readings=(SALES,), language="hi"), status="ask"),
        _outcome(_case(readings=(SALES,), language="hi-Latn"), status="read", query=SALES),
        _outcome(_case(readings=(SALES,), type="top"), status="read", query=ORDERS),
        _outcome(_case(ask=True, type="top"), status="ask"),
        _outcome(_case(refuse=("brand",)), status="refused"),
    ]


def test_scores_are_counted_in_all_by_type_and_by_language() -> None:
    evaluation = counted(_some_outcomes())

    assert evaluation.total == Score(cases=6, exact=3, wrong=1, asked=1, refused=1)
    assert evaluation.types == {"total": Score(4, 2, 0, 1, 1), "top": Score(2, 1, 1, 0, 0)}
    assert evaluation.languages == {
        "en": Score(4, 2, 1, 0, 1),
        "hi": Score(1, 0, 0, 1, 0),
        "hi-Latn": Score(1, 1, 0, 0, 0),
    }
    assert [outcome.verdict for outcome in evaluation.failures] == ["asked", "wrong", "refused"]


def test_the_rates_are_of_the_questions_they_speak_of() -> None:
    found = {rate.name.strip(): (rate.count, rate.of, rate.met) for rate in rates(_some_outcomes())}

    assert found == {
        "answerable, exact": (2, 4, False),
        "of these Hindi and Hinglish": (1, 2, False),
        "wrong, of all": (1, 6, False),
        "unanswerable, refused": (1, 1, True),  # though not for the word that the case names
        "ambiguous, asked back": (1, 1, True),
        "answerable, asked without need": (1, 4, False),
    }


def test_a_rate_is_met_at_its_very_aim_and_by_nothing_at_all() -> None:
    assert Rate("exact", 97, 100, aim=97).met
    assert not Rate("exact", 96, 100, aim=97).met
    assert Rate("wrong", 1, 200, aim=0.5, most=True).met
    assert not Rate("wrong", 2, 200, aim=0.5, most=True).met
    assert Rate("exact", 0, 0, aim=97).met


def test_the_document_has_the_shape_that_scripts_read() -> None:
    score = {"cases": 6, "exact": 3, "wrong": 1, "asked": 1, "refused": 1}

    written = document(counted(_some_outcomes()))

    assert list(written) == ["total", "types", "languages"]
    assert written["total"] == score
    assert all(list(each) == list(score) for part in ("types", "languages") for each in written[part].values())


def test_a_reader_is_given_the_case_its_shop_and_its_names() -> None:
    given: list[tuple[Case, CaseShop, NameIndex]] = []

    def reader(case: Case, shop: CaseShop, index: NameIndex) -> Parsed:
        given.append((case, shop, index))
        return Parsed(case.question, "refused")

    done: list[float] = []
    cases = [_case(readings=(SALES,)), _case(refuse=())]
    evaluation = evaluate(cases, CASES, reader=reader, progress=lambda _what, share: done.append(share))

    assert [case for case, _, _ in given] == cases
    assert given[0][1].currency == "INR"
    assert done == [0.5, 1.0]
    assert evaluation.total == Score(2, 1, 0, 0, 1)


# -- what the parser has reached ---------------------------------------------------------------------

# shares of the numbered cases that are not held back; moved when it gets better. Wrong: half a per cent is the aim
EXACT_AT_LEAST = 0.955
WRONG_AT_MOST = 0.002


def test_the_parser_keeps_what_it_has_reached() -> None:
    cases = [case for case in read_cases(CASES) if case.type[:2].isdigit()]

    total = evaluate(cases, CASES).total

    assert total.exact >= EXACT_AT_LEAST * total.cases, total
    assert total.wrong <= WRONG_AT_MOST * total.cases, total


# -- munim eval --------------------------------------------------------------------------------------

OWN = """
type = "total"
shop = "corner"
today = 2026-11-18

[[case]]
en = ["sales yesterday", "flurb yesterday"]
query = { metrics = ["net_sales"], period = [2026-11-17, 2026-11-18] }

[[case]]
hi-Latn = ["kal ki bikri"]
query = { metrics = ["orders"], period = [2026-11-17, 2026-11-18] }
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "shops").mkdir()
    (tmp_path / "shops" / "corner.toml").write_text(
        'currency = "INR"\nyear_start_month = 4\nweek_start = 1\n[names]\nproduct = ["Soap"]\n'
    )
    (tmp_path / "01-own.toml").write_text(OWN)
    return tmp_path


def test_cases_of_ones_own_are_counted_in_json(own: Path) -> None:
    result = CliRunner().invoke(main, ["eval", "--folder", str(own), "--json"])

    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "total": {"cases": 3, "exact": 1, "wrong": 1, "asked": 0, "refused": 1},
        "types": {"total": {"cases": 3, "exact": 1, "wrong": 1, "asked": 0, "refused": 1}},
        "languages": {
            "en": {"cases": 2, "exact": 1, "wrong": 0, "asked": 0, "refused": 1},
            "hi-Latn": {"cases": 1, "exact": 0, "wrong": 1, "asked": 0, "refused": 0},
        },
    }


def test_the_tables_tell_types_languages_and_rates_and_failures_on_wish(own: Path) -> None:
    plain = CliRunner().invoke(main, ["eval", "--folder", str(own)])
    told = CliRunner().invoke(main, ["eval", "--folder", str(own), "--failures"])

    assert "Hinglish" in plain.stdout
    assert "answerable, asked without need" in plain.stdout
    assert "flurb" not in plain.stdout
    assert "flurb yesterday" in told.stdout
    assert "expected: Orders, on 17 November 2026." in told.stdout


def test_a_model_reads_where_it_is_asked_to(own: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own)
    monkeypatch.setenv("MUNIM_MODEL_KEY", "key-of-the-test")
    monkeypatch.setenv("MUNIM_MODEL_URL", provider.url)
    for query in (
        {"metrics": ["net_sales"], "period": "yesterday"},
        None,
        {"metrics": ["orders"], "period": "yesterday"},
    ):
        provider.will_write(json.dumps({"query": query, "reason": "no such word"}))

    result = CliRunner().invoke(main, ["eval", "--folder", str(own), "--model", "--json"])

    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["total"] == {"cases": 3, "exact": 2, "wrong": 0, "asked": 0, "refused": 1}
    assert len(provider.requests) == 3


def test_without_a_model_none_can_be_asked(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own)
    monkeypatch.delenv("MUNIM_MODEL_KEY", raising=False)

    result = CliRunner().invoke(main, ["eval", "--folder", str(own), "--model"])

    assert result.exit_code == 2
    assert "MUNIM_MODEL_KEY" in result.stderr


def test_a_type_that_is_not_there_and_a_wrong_file_are_said(own: Path) -> None:
    none = CliRunner().invoke(main, ["eval", "--folder", str(own), "--type", "99"])
    (own / "02-bad.toml").write_text(OWN.replace("metrics", "metric"))
    bad = CliRunner().invoke(main, ["eval", "--folder", str(own)])

    assert (none.exit_code, bad.exit_code) == (2, 2)
    assert "no case" in none.stderr
    assert "02-bad.toml, case 1 ('sales yesterday')" in bad.stderr
