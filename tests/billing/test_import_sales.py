"""Imports of small files, in which every kind of line and every kind of damage has its place."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
import sqlalchemy as sa

from billing.imports.maps import (
    Columns,
    Dates,
    Documents,
    Goods,
    People,
    SalesMap,
    SettlementRule,
    Source,
    Tax,
    WrongMap,
    read_map,
)
from billing.imports.reading import UnreadableFile
from billing.imports.sales import ImportSales, import_sales, weeks_to
from billing.imports.summary import Part, SalesImport, Unreconciled, reconcile, summary_rows, write_rejects
from billing.imports.turns import ImportRunning
from billing.integrity import find_breaches
from billing.permissions import actor_for
from billing.stock import OutOfStock
from munim.errors import Forbidden
from tests.counter import Counter

HEADER = ("number", "code", "words", "qty", "price", "when", "who", "where")
COLUMNS = Columns(
    reference="number",
    code="code",
    description="words",
    quantity="qty",
    price="price",
    at="when",
    customer="who",
    country="where",
)
MAP = SalesMap(
    columns=COLUMNS,
    documents=Documents(credit_note_prefixes=("C",), bad_debt_prefixes=("A",)),
    goods=Goods(services=("POST",)),
)

Row = tuple[Any, ...]
TEA: Row = ("1001", "TEA", "Assam tea", "10", "145.50", "2026-04-02 10:15", "K1", "India")
POSTAGE: Row = ("1001", "post", "Postage", "1", "40", "2026-04-02 10:15", "K1", "India")
WALK_IN: Row = ("1002", "TEA", "Assam tea", "2", "150", "2026-04-03 11:00", "", "")
RETURNED: Row = ("C1003", "TEA", "Assam tea", "-3", "145.50", "2026-04-05 09:00", "K1", "India")
BROKEN: Row = ("1004", "TEA", "fell off the shelf", "-1", "0", "2026-04-06 09:00", "", "")
BAD_DEBT: Row = ("A1005", "B", "Adjust bad debt", "1", "-500", "2026-04-07 09:00", "K1", "India")
EVERYTHING = (TEA, POSTAGE, WALK_IN, RETURNED, BROKEN, BAD_DEBT)

Importer = Callable[..., SalesImport]


@pytest.fixture
def sales_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows under HEADER as ``sales.csv``."""

    def write(*rows: Row, name: str = "sales.csv") -> Path:
        path = tmp_path / name
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        return path

    return write


@pytest.fixture
def bring(counter: Counter, sales_file: Callable[..., Path]) -> Importer:
    """Imports rows, or a file, into the shop in a transaction of its own."""

    def run(*rows: Row, path: Path | None = None, sales_map: SalesMap = MAP) -> SalesImport:
        with counter.open() as session:
            return import_sales(
                session, ImportSales(path or sales_file(*rows), sales_map), by=counter.by, at=counter.at
            )

    return run


def ask(counter: Counter, statement: str) -> list[tuple[Any, ...]]:
    with counter.open() as session:
        return [tuple(row) for row in session.execute(sa.text(statement))]


def test_each_kind_of_line_finds_its_place_in_the_books(counter: Counter, bring: Importer) -> None:
    result = bring(*EVERYTHING)

    assert {fate: part.lines for fate, part in result.summary.parts.items() if part.lines} == {
        "sale": 3,
        "return": 1,
        "adjustment": 1,
        "bad_debt": 1,
    }
    assert ask(
        counter, "SELECT kind, reference, number, total_minor, credited_minor FROM bills ORDER BY business_date"
    ) == [
        ("invoice", "1001", "INV26-00001", 149_500, 43_650),  # 10 x 145.50 + 40
        ("invoice", "1002", "INV26-00002", 30_000, 0),
        ("credit_note", "C1003", "INVC26-00001", 43_650, 0),  # 3 x 145.50
    ]
    # 1,495.00 billed, 436.50 credited, 500.00 written off
    assert ask(
        counter, "SELECT name, balance_minor FROM customers JOIN customer_balances ON customer_id = id ORDER BY name"
    ) == [
        ("Customer K1", 149_500 - 43_650 - 50_000),
        ("Walk-in customer", 30_000),
    ]
    with counter.open() as session:
        assert find_breaches(session) == []


def test_goods_are_stocked_just_enough_never_to_run_below_zero(counter: Counter, bring: Importer) -> None:
    bring(*EVERYTHING)

    # sold 10 and 2, then 3 came back and 1 broke: 12 were needed at the worst
    assert ask(counter, "SELECT reason, quantity, note FROM stock_moves ORDER BY business_date, id") == [
        ("opening", Decimal(12), "supposed by the import"),
        ("sale", Decimal(-10), None),
        ("sale", Decimal(-2), None),
        ("return", Decimal(3), None),
        ("adjustment", Decimal(-1), "fell off the shelf"),
    ]
    assert ask(counter, "SELECT sku, on_hand FROM stock_levels JOIN products ON id = product_id") == [
        ("TEA", Decimal(2))
    ]


def test_without_opening_stock_goods_may_go_negative(counter: Counter, bring: Importer) -> None:
    bring(TEA, sales_map=msgspec.structs.replace(MAP, goods=Goods(opening_stock="none")))

    assert ask(counter, "SELECT on_hand, allows_negative FROM stock_levels") == [(Decimal(-10), True)]


def test_a_product_that_may_not_go_negative_stops_the_import(counter: Counter, bring: Importer) -> None:
    counter.product(name="Assam tea", sku="tea", stock="4")

    with pytest.raises(OutOfStock, match="only 4 of TEA in stock, the file takes 10"):
        bring(TEA, sales_map=msgspec.structs.replace(MAP, goods=Goods(opening_stock="none")))

    assert ask(counter, "SELECT count(*) FROM bills") == [(0,)]


def test_goods_at_no_price_on_an_invoice_are_given_away(counter: Counter, bring: Importer) -> None:
    free = ("1001", "CUP", "a cup", "2", "0", "2026-04-02 10:15", "K1", "India")

    bring(TEA, free)

    assert ask(counter, "SELECT quantity, note, reference FROM stock_moves WHERE reason = 'adjustment'") == [
        (Decimal(-2), "given free: a cup", "1001")
    ]
    assert ask(counter, "SELECT count(*) FROM bill_lines") == [(1,)]


def test_goods_at_no_price_by_themselves_correct_the_count(counter: Counter, bring: Importer) -> None:
    bring(("1001", "CUP", "found", "7", "0", "2026-04-02 10:15", "", ""))

    assert ask(counter, "SELECT quantity, note FROM stock_moves") == [(Decimal(7), "found")]
    assert ask(counter, "SELECT count(*) FROM bills") == [(0,)]


def test_identical_lines_are_kept(counter: Counter, bring: Importer) -> None:
    bring(TEA, TEA)

    assert ask(counter, "SELECT position, total_minor FROM bill_lines ORDER BY position") == [
        (1, 145_500),
        (2, 145_500),
    ]


def test_codes_that_differ_by_case_are_one_product_named_as_most_often(counter: Counter, bring: Importer) -> None:
    bring(
        TEA,
        ("1002", "tea", "TEA ASSAM", "1", "150", "2026-04-03 10:00", "K2", ""),
        ("1003", "Tea", "TEA ASSAM", "1", "155", "2026-04-04 10:00", "K2", ""),
    )

    assert ask(counter, "SELECT sku, name, price FROM products") == [("TEA", "TEA ASSAM", Decimal(155))]


def test_prices_keep_their_decimals_and_what_was_rounded_is_said(counter: Counter, bring: Importer) -> None:
    result = bring(("1001", "PIN", "a pin", "3", "0.335", "2026-04-02 10:15", "K1", ""))  # 1.005 → 1.01, half up

    assert ask(counter, "SELECT unit_price, total_minor FROM bill_lines") == [(Decimal("0.335"), 101)]
    ((line,), rounding) = result.summary.rounded, result.summary.rounding
    assert (line.line, line.exact, line.booked_minor, rounding) == (2, Decimal("1.005"), 101, Decimal("0.005"))


@pytest.mark.parametrize(
    ("tax", "taxable", "tax_minor"),
    [
        (Tax(rate_percent=Decimal(18)), 10_000, 1_800),
        (Tax(rate_percent=Decimal(18), included=True), 8_475, 1_525),  # 100 / 1.18 = 84.745…
    ],
)
def test_tax_is_added_or_already_in_the_price(
    counter: Counter, bring: Importer, tax: Tax, taxable: int, tax_minor: int
) -> None:
    bring(
        ("1001", "CUP", "cup", "1", "100", "2026-04-02 10:15", "K1", ""),
        sales_map=msgspec.structs.replace(MAP, tax=tax),
    )

    assert ask(counter, "SELECT taxable_minor, tax_minor, total_minor FROM bills") == [
        (taxable, tax_minor, taxable + tax_minor)
    ]
    assert ask(counter, "SELECT rate, taxable_minor, tax_minor FROM bill_taxes") == [(Decimal(18), taxable, tax_minor)]
    with counter.open() as session:
        assert find_breaches(session) == []


# -- twice -------------------------------------------------------------------------------------------


def test_running_twice_imports_nothing_twice(counter: Counter, bring: Importer) -> None:
    first, second = bring(*EVERYTHING), bring(*EVERYTHING)

    assert first.id is not None
    assert second.id is None
    assert second.summary.parts["repeated"].lines == len(EVERYTHING)
    assert ask(
        counter,
        "SELECT (SELECT count(*) FROM bills), (SELECT count(*) FROM imports), (SELECT count(*) FROM events WHERE kind = 'import.finished')",
    ) == [(3, 1, 1)]


def test_a_file_that_overlaps_brings_only_its_new_documents(counter: Counter, bring: Importer) -> None:
    bring(TEA, POSTAGE)
    later = ("1010", "TEA", "Assam tea", "1", "150", "2026-05-01 10:00", "K1", "India")

    result = bring(POSTAGE, TEA, later)  # the order of an invoice's lines does not matter

    assert (result.summary.parts["repeated"].lines, result.summary.parts["sale"].lines) == (2, 1)
    assert ask(counter, "SELECT number FROM bills ORDER BY number") == [("INV26-00001",), ("INV26-00002",)]
    assert ask(counter, "SELECT on_hand FROM stock_levels") == [(Decimal(0),)]
    with counter.open() as session:
        assert find_breaches(session) == []


def test_a_document_that_has_changed_is_rejected(counter: Counter, bring: Importer) -> None:
    bring(TEA)
    changed = (*TEA[:3], "11", *TEA[4:])

    result = bring(changed, WALK_IN)

    assert [(reject.line, reject.reason) for reject in result.rejects] == [
        (2, "document 1001 is rejected: it was imported before with other content")
    ]
    assert result.summary.parts["sale"].documents == 1


def test_a_second_file_is_numbered_on_in_each_financial_year(counter: Counter, bring: Importer) -> None:
    bring(TEA)
    earlier = ("900", "TEA", "Assam tea", "1", "150", "2026-03-31 10:00", "K1", "India")

    bring(earlier, WALK_IN)

    assert ask(counter, "SELECT reference, number FROM bills ORDER BY number") == [
        ("900", "INV25-00001"),
        ("1001", "INV26-00001"),
        ("1002", "INV26-00002"),
    ]


def test_two_imports_into_one_business_take_turns(counter: Counter, bring: Importer) -> None:
    with counter.open() as session:
        session.execute(
            sa.text(f"SELECT pg_advisory_xact_lock(hashtextextended('munim import {counter.shop.business_id}', 0))")
        )

        with pytest.raises(ImportRunning):
            bring(TEA)


# -- rejects -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", *TEA[1:]), "reference is empty; wanted a document number"),
        ((*TEA[:3], "ten", *TEA[4:]), "quantity is 'ten'; wanted a number with at most 3 decimals"),
        ((*TEA[:3], "1.2345", *TEA[4:]), "quantity is '1.2345'; wanted a number with at most 3 decimals"),
        ((*TEA[:4], "1e5", *TEA[5:]), "price is '1e5'; wanted a number with at most 4 decimals"),
        ((*TEA[:5], "2026-02-31 10:00", *TEA[6:]), "at is '2026-02-31 10:00'; wanted a date and time"),
        ((*TEA[:5], "2126-04-02 10:15", *TEA[6:]), "it is dated in the future"),
        ((*TEA[:5], "0026-04-02 10:15", *TEA[6:]), "it is dated before 1970"),
        ((*TEA[:3], "0", *TEA[4:]), "it has no quantity"),
        ((*TEA[:4], "-5", *TEA[5:]), "its price is negative"),
        ((*TEA[:3], "-5", *TEA[4:]), "a negative quantity at a price belongs on a credit note"),
        (("C1", *TEA[1:]), "a credit note takes back: its quantity is negative"),
        (
            (*POSTAGE[:4], "0", *POSTAGE[5:]),
            "a service at no price, on a document without prices, moves neither money nor stock",
        ),
        ((*TEA[:2], "a\0b", *TEA[3:]), "description holds a line break or another control character"),
        ((*TEA[:2], "Assam\ntea", *TEA[3:]), "description holds a line break or another control character"),
        ((*TEA[:6], "K\t1", TEA[7]), "customer holds a line break or another control character"),
        (("1" * 65, *TEA[1:]), "reference has 65 characters; wanted 64 at most"),
        ((TEA[0], "T" * 65, *TEA[2:]), "code has 65 characters; wanted 64 at most"),
        ((*TEA[:2], "चाय " * 51, *TEA[3:]), "description has 203 characters; wanted 200 at most"),
        ((*TEA[:6], "K" * 65, TEA[7]), "customer has 65 characters; wanted 64 at most"),
        ((*TEA[:7], "I" * 201), "country has 201 characters; wanted 200 at most"),
    ],
)
def test_a_line_that_cannot_be_taken_is_rejected_with_its_reason(bring: Importer, row: Row, reason: str) -> None:
    result = bring(WALK_IN, row)

    assert [(reject.line, reject.reason) for reject in result.rejects] == [(3, reason)]
    assert result.summary.parts["sale"].lines == 1


def test_a_document_is_imported_whole_or_not_at_all(counter: Counter, bring: Importer) -> None:
    result = bring(TEA, (*POSTAGE[:3], "one", *POSTAGE[4:]), WALK_IN)

    assert [(reject.line, reject.reason) for reject in result.rejects] == [
        (2, "document 1001 is rejected: line 3 of it: quantity is 'one'; wanted a number with at most 3 decimals"),
        (3, "quantity is 'one'; wanted a number with at most 3 decimals"),
    ]
    assert ask(counter, "SELECT reference FROM bills") == [("1002",)]


def test_a_document_of_two_customers_is_rejected(bring: Importer) -> None:
    result = bring(TEA, (*POSTAGE[:6], "K2", "India"), WALK_IN)

    assert {reject.reason for reject in result.rejects} == {"document 1001 is rejected: it names two customers"}


def test_a_row_of_another_width_is_rejected_and_the_rest_is_counted_on(
    bring: Importer, sales_file: Callable[..., Path]
) -> None:
    path = sales_file(TEA, ("9", "too", "short"), (*WALK_IN[:3], "zero", *WALK_IN[4:]))

    result = bring(path=path)

    assert [(reject.line, reject.reason) for reject in result.rejects] == [
        (3, "it has 3 columns, the header 8"),
        (4, "quantity is 'zero'; wanted a number with at most 3 decimals"),
    ]


def test_rejects_are_written_as_the_file_has_them(bring: Importer, tmp_path: Path) -> None:
    result = bring(WALK_IN, (*TEA[:3], "ten", *TEA[4:]))

    write_rejects(tmp_path / "rejects.csv", result.rejects)

    with (tmp_path / "rejects.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["reference"], row["quantity"], row["price"]) == ("3", "1001", "ten", "145.50")


# -- files and maps ----------------------------------------------------------------------------------


def test_a_parquet_file_and_a_sheet_say_the_same_as_text(counter: Counter, bring: Importer, tmp_path: Path) -> None:
    table = pa.table(
        {
            "number": ["1001"],
            "code": ["TEA"],
            "words": ["Assam tea"],
            "qty": pa.array([10], pa.int32()),
            "price": pa.array([Decimal("145.500")], pa.decimal128(12, 3)),
            "when": pa.array([datetime(2026, 4, 2, 10, 15)], pa.timestamp("us")),
            "who": pa.array([12.0], pa.float64()),  # as pandas leaves numbers where some are missing
            "where": ["India"],
        }
    )
    pa.parquet.write_table(table, tmp_path / "sales.parquet")
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (
        HEADER,
        ("1002", "TEA", "Assam tea", 10, 145.5, datetime(2026, 4, 2, 10, 15), 12.0, "India"),
        (None,) * 8,
    ):
        book.active.append(row)
    book.save(tmp_path / "sales.xlsx")

    bring(path=tmp_path / "sales.parquet")
    bring(path=tmp_path / "sales.xlsx")

    found = ask(
        counter,
        "SELECT b.reference, c.reference, total_minor, to_char(issued_at AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM-DD HH24:MI') FROM bills b JOIN customers c ON c.id = customer_id ORDER BY 1",
    )
    assert found == [("1001", "12", 145_500, "2026-04-02 10:15"), ("1002", "12", 145_500, "2026-04-02 10:15")]


def test_dates_are_read_as_the_map_says(counter: Counter, bring: Importer) -> None:
    bring(
        (*TEA[:5], "2/4/2026 9:05", *TEA[6:]),
        sales_map=msgspec.structs.replace(MAP, source=Source(at_format="%d/%m/%Y %H:%M")),
    )

    assert ask(counter, "SELECT business_date FROM bills") == [(date(2026, 4, 2),)]


@pytest.mark.parametrize(
    ("content", "name", "complaint"),
    [
        (b"PAR1 this is no parquet", "sales.parquet", "is no Parquet file, or a damaged one"),
        (b"PK\x03\x04 cut off", "sales.xlsx", "is no XLSX file, or a damaged one"),
        (
            b"number,code,words,qty,price,when,who,where\n1001,TEA,\xff\xfe,1,1,2026-04-02,K1,\n",
            "sales.csv",
            "is damaged after line 1: .*Row #2.*invalid UTF8",
        ),
        (b"", "sales.csv", "has no column 'number'"),
        (b"number,code\n", "sales.csv", "has no column 'words'; its columns are number, code"),
        (b"number,code,words,qty,price,when,who,where\n", "sales.csv", "no line of sales.csv can be imported"),
        (
            b"number,code,words,qty,price,when,who,where\nTEA,1001,x,2026-04-02,1,5,K1,\n",
            "sales.csv",
            "can be imported; line 2: quantity is '2026-04-02'",
        ),
        (b"anything", "sales.pdf", "is of no kind Munim reads"),
    ],
)
def test_a_damaged_file_or_a_wrong_map_stops_the_import_and_leaves_nothing(
    counter: Counter, bring: Importer, tmp_path: Path, content: bytes, name: str, complaint: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises((UnreadableFile, WrongMap), match=complaint):
        bring(path=tmp_path / name)

    assert ask(
        counter, "SELECT (SELECT count(*) FROM bills), (SELECT count(*) FROM products), (SELECT count(*) FROM imports)"
    ) == [(0, 0, 0)]


def test_a_country_nobody_knows_is_named_with_its_line(bring: Importer) -> None:
    with pytest.raises(WrongMap, match="line 3: 'EIRE' is no country Munim knows"):
        bring(TEA, (*WALK_IN[:6], "K9", "EIRE"))


def test_countries_are_known_by_name_code_or_the_map(counter: Counter, bring: Importer) -> None:
    rows = [(str(n), *TEA[1:6], f"K{n}", country) for n, country in enumerate(("India", "de", "EIRE", "Unspecified"))]

    bring(*rows, sales_map=msgspec.structs.replace(MAP, people=People(countries={"EIRE": "IE", "Unspecified": ""})))

    assert ask(counter, "SELECT country FROM customers WHERE NOT is_walk_in ORDER BY reference") == [
        ("IN",),
        ("DE",),
        ("IE",),
        (None,),
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[columns", "map.toml"),
        ('[columns]\nreference = "n"', "missing required field `code`"),
        (
            '[columns]\nreference="n"\ncode="c"\nquantity="q"\nprice="p"\nat="a"\ncolour="x"',
            r"unknown field `colour`.*\$.columns",
        ),
        (
            '[columns]\nreference="n"\ncode="c"\nquantity="q"\nprice="p"\nat="a"\n[settlement]\nmethods={barter=1}',
            "'barter' is no method of payment",
        ),
    ],
)
def test_a_map_with_a_mistake_names_the_place(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "map.toml").write_text(text)

    with pytest.raises(WrongMap, match=complaint):
        read_map(tmp_path / "map.toml")


# -- dates, payments, permission ---------------------------------------------------------------------


def test_dates_move_by_whole_weeks_into_the_last_seven_days(counter: Counter, bring: Importer) -> None:
    result = bring(TEA, WALK_IN, sales_map=msgspec.structs.replace(MAP, dates=Dates(shift="last_week")))

    today = counter.shop.calendar.business_date(counter.at)
    ((first, last),) = ask(counter, "SELECT min(business_date), max(business_date) FROM bills")
    assert 0 <= (today - last).days < 7
    assert (last - first).days == 1  # 2 and 3 April 2026, a Thursday and a Friday
    assert (first.isoweekday(), last.isoweekday()) == (4, 5)
    assert result.summary.shift_days % 7 == 0


def test_weeks_are_counted_to_the_last_seven_days() -> None:
    assert weeks_to(date(2026, 11, 20), date(2026, 11, 20)) == 0
    assert weeks_to(date(2026, 11, 14), date(2026, 11, 20)) == 0
    assert weeks_to(date(2026, 11, 13), date(2026, 11, 20)) == 1
    assert weeks_to(date(2026, 11, 21), date(2026, 11, 20)) == -1


def test_supposed_payments_are_labelled_and_settle_what_is_owed(counter: Counter, bring: Importer) -> None:
    rule = SettlementRule(methods={"upi": 1}, days=(1, 1))
    late = ("1009", "TEA", "Assam tea", "1", "100", "2026-04-30 10:00", "K1", "India")

    result = bring(TEA, WALK_IN, RETURNED, late, sales_map=msgspec.structs.replace(MAP, settlement=rule))

    # 1,455.00 of K1 is paid by UPI a day later; the walk-in pays cash at once; the last bill's day of payment has not come
    assert ask(
        counter, "SELECT number, method, amount_minor, business_date, made_up FROM payments ORDER BY number"
    ) == [
        ("INVR26-00001", "upi", 145_500, date(2026, 4, 3), True),
        ("INVR26-00002", "cash", 30_000, date(2026, 4, 3), True),
    ]
    # the credit of 436.50 that was left over pays the last bill of 100.00
    assert ask(counter, "SELECT reference, allocated_minor, credited_minor FROM bills ORDER BY business_date") == [
        ("1001", 145_500, 0), ("1002", 30_000, 0), ("C1003", 10_000, 0), ("1009", 0, 10_000),
    ]  # fmt: skip
    assert result.summary.made.receipts == 2
    with counter.open() as session:
        assert find_breaches(session) == []


def test_the_summary_reads_as_a_bridge_from_file_to_books(bring: Importer) -> None:
    heading, rows = summary_rows(bring(*EVERYTHING).summary)

    assert heading == ("", "Lines", "Documents", "Quantity", "Amount")
    assert rows[0] == ("in the file", "6", "5", "10", "858.5")
    assert rows[-1] == ("in the books", "", "", "", "₹858.50")


def test_only_who_may_import_imports(counter: Counter, sales_file: Callable[..., Path]) -> None:
    cashier = actor_for(counter.shop.user_id, "cashier")

    with counter.open() as session, pytest.raises(Forbidden, match="import data"):
        import_sales(session, ImportSales(sales_file(TEA), MAP), by=cashier, at=datetime.now(UTC))


def test_an_import_that_does_not_add_up_is_refused(bring: Importer) -> None:
    """A line lost, a paisa too many, and books that hold something else."""
    summary = bring(*EVERYTHING).summary
    sold = summary.parts["sale"]

    def check(one: Part, *, bills_minor: int = 0) -> None:
        changed = msgspec.structs.replace(summary, parts={**summary.parts, "sale": one})
        bad_debts = summary.parts["bad_debt"].booked_minor
        booked = summary.booked_minor - bad_debts + bills_minor
        reconcile(changed, minor_units=100, bills_minor=booked, bad_debts_minor=bad_debts)

    check(sold)
    for wrong in (
        {"lines": sold.lines - 1},
        {"documents": sold.documents - 1},
        {"quantity": sold.quantity - 1},
        {"amount": sold.amount + Decimal("0.01")},
        {"booked_minor": sold.booked_minor + 1},
    ):
        with pytest.raises(Unreconciled):
            check(msgspec.structs.replace(sold, **wrong))
    with pytest.raises(Unreconciled, match="the books hold"):
        check(sold, bills_minor=1)


def test_an_import_whose_books_differ_from_its_file_leaves_nothing(
    counter: Counter, bring: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.imports.sales._booked", lambda *_: 1)

    with pytest.raises(Unreconciled):
        bring(TEA)

    assert ask(counter, "SELECT count(*) FROM bills") == [(0,)]


def test_a_sheets_number_has_the_digits_a_spreadsheet_keeps(counter: Counter, bring: Importer, tmp_path: Path) -> None:
    """4.35 times 100 stands in the file as 434.9999999999999, and was never a price of thirteen decimals."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEADER, ("1001", "TEA", "Assam tea", 10, 4.35 * 100, datetime(2026, 4, 2, 10, 15), 12, "India")):
        book.active.append(row)
    book.save(tmp_path / "sales.xlsx")

    bring(path=tmp_path / "sales.xlsx")

    assert ask(counter, "SELECT unit_price, total_minor FROM bill_lines") == [(Decimal("435.0000"), 435_000)]


def test_goods_that_were_here_at_a_worth_leave_with_an_import_at_their_average(
    counter: Counter, bring: Importer
) -> None:
    """Twenty at 100.00; the file takes 10 + 2 + 1 and brings 3 back: ten are left, worth 1,000.00."""
    counter.product("Assam tea", sku="TEA", stock="20", cost=Decimal(100))

    bring(*EVERYTHING)

    assert ask(counter, "SELECT on_hand, value_minor FROM stock_levels") == [(Decimal(10), 100_000)]
    assert ask(
        counter,
        "SELECT account, sum(amount_minor) FROM ledger_entries WHERE account IN ('inventory', 'cost_of_goods') GROUP BY 1 ORDER BY 1",
    ) == [("cost_of_goods", 100_000), ("inventory", 100_000)]
    assert counter.breaches() == []


def test_an_import_that_sells_more_than_there_was_takes_all_its_worth(counter: Counter, bring: Importer) -> None:
    counter.product("Assam tea", sku="TEA", stock="4", cost=Decimal(100), allows_negative_stock=True)

    bring(*EVERYTHING, sales_map=msgspec.structs.replace(MAP, goods=Goods(services=("POST",), opening_stock="none")))

    assert ask(counter, "SELECT on_hand, value_minor FROM stock_levels") == [(Decimal(-6), 0)]
    assert counter.breaches() == []
