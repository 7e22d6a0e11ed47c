"""Sheets as they come from other programs, and files made to do harm (F-1)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from billing.imports.columns import WrongColumns, data_rows, normal_heading, read_line
from billing.imports.customers import COLUMNS
from billing.imports.masters import KINDS
from billing.imports.payments import COLUMNS as PAYMENT_COLUMNS
from billing.imports.reading import UnreadableFile
from billing.imports.sheets import MOST_BYTES, MOST_LINES, TooLarge, WrongEncoding, read_sheet
from tests.billing.imports.test_masters import written


def lines(content: bytes, columns: Any = COLUMNS, **options: Any) -> list[tuple[int, dict[str, Any]]]:
    header, rows = data_rows(read_sheet(content, "f", **options), columns, name="f")
    return [(row.number, read_line(row, header, columns, month_first=False).values) for row in rows]


def test_a_header_below_a_title_is_found_and_lines_keep_their_numbers() -> None:
    text = "Sharma Kirana\n\nList of customers,as of today\n MOBILE  no. ,customer NAME,colour\n\n98220 12345,Ramesh,red\n,,\n,Sunita,\n"

    assert lines(text.encode()) == [(6, {"name": "Ramesh", "phone": "98220 12345"}), (8, {"name": "Sunita"})]


def test_cells_of_a_workbook_are_what_they_show() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(2, 0, ["Code", "Date", "Amount", "Mode"])
        sheet.write(3, 0, 101)
        sheet.write_datetime(3, 1, datetime(2026, 4, 30), day)
        sheet.write_formula(3, 2, "=1500*1.05", None, 1575)
        sheet.write_string(3, 3, "UPI")
        sheet.write_string(4, 0, "00102")
        sheet.write_string(4, 1, "१/५/२०२६")
        sheet.write_string(4, 2, "₹1,23,456.50")

    (first, one), (second, two) = lines(out.getvalue(), PAYMENT_COLUMNS)

    assert (first, second) == (4, 5)
    assert (one["reference"], one["business_date"], str(one["amount"]), one["method"]) == (
        "101",
        date(2026, 4, 30),
        "1575",
        "upi",
    )
    assert (two["reference"], two["business_date"], str(two["amount"])) == ("00102", date(2026, 5, 1), "123456.50")


@pytest.mark.parametrize(
    "text",
    ["Name;City\nA;Pune\n", "Name\tCity\r\nA\tPune\r\n", "\ufeffName,City\nA,Pune", '"Name","City"\n"A","Pune"\n'],
)
def test_separators_and_marks_of_other_programs(text: str) -> None:
    assert lines(text.encode()) == [(2, {"name": "A", "city": "Pune"})]


def test_a_cell_with_line_breaks_does_not_shift_the_lines_below() -> None:
    assert [n for n, _ in lines(b'Name,Address\nA,"1 Road\nPune"\nB,x\n')] == [2, 4]


def test_an_encoding_is_taken_as_said_and_a_wrong_one_named_with_its_line() -> None:
    old = "Name\nJosé\n".encode("cp1252")

    assert lines(old, encoding="cp1252") == [(2, {"name": "José"})]
    with pytest.raises(WrongEncoding, match=r"line 2 .* is not utf-8"):
        lines(old)
    with pytest.raises(WrongEncoding, match="UTF-16"):
        lines("Name\nA\n".encode("utf-16"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no headings"),
        ("1,2\n3,4\n", "no headings"),
        ("Phone,City\n1,2\n", "no column Name"),
        ("Name,name \nA,B\n", "more than one column"),
        ("\n" * 10 + "Name\nA\n", "no headings"),
    ],
)
def test_headings_that_are_not_there_are_said(text: str, said: str) -> None:
    with pytest.raises(WrongColumns, match=said):
        lines(text.encode())


def test_the_likelier_heading_wins_where_a_file_has_two_of_a_kind() -> None:
    found = lines(b"SKU,Name,MRP,Selling Price\nA,Tea,150,145\n", KINDS["products"].columns)

    assert str(found[0][1]["price"]) == "145"


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_no_two_columns_of_a_kind_answer_to_the_same_first_heading(kind: Any) -> None:
    headings = [normal_heading(column.heading) for column in kind.columns]
    assert len(set(headings)) == len(headings)
    assert len({column.field for column in kind.columns}) == len(kind.columns)


# -- files made to do harm ---------------------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_f1_an_archive_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    bomb = zipped(**{"xl/worksheets/sheet1.xml": b" " * 50_000_000})

    assert len(bomb) < 100_000
    with pytest.raises(TooLarge):
        list(read_sheet(bomb, "f.xlsx"))


def test_f1_a_sheet_whose_last_cell_is_in_the_last_corner_is_refused_before_it_takes_room() -> None:
    sound = written(["Name"], ["A"])
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'r="A2"', b'r="XFD1048576"')

    with pytest.raises(TooLarge, match="reaches to row 1048576"):
        list(read_sheet(zipped(**{**parts, "xl/worksheets/sheet1.xml": sheet}), "f.xlsx"))


def test_f1_too_many_parts_lines_columns_and_bytes_are_refused() -> None:
    with pytest.raises(TooLarge, match="parts"):
        list(read_sheet(zipped(**{str(n): b"" for n in range(1001)}), "f.xlsx"))
    with pytest.raises(TooLarge, match="lines"):
        list(read_sheet(b"Name\n" * (MOST_LINES + 2), "f.csv"))
    with pytest.raises(TooLarge, match="columns"):
        list(read_sheet(b"x," * 300, "f.csv"))
    with pytest.raises(TooLarge, match="MB"):
        list(read_sheet(b"x" * (MOST_BYTES + 1), "f.csv"))
    with pytest.raises(TooLarge, match="characters"):
        list(read_sheet(b"Name\n" + b"x" * 20_000, "f.csv"))


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        zipped(a=b"b"),
        written(["Name"])[:-40],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
        b"Name\n\x00",
        b'Name\n"open',
        b'Name\n"a"b\n',
    ],
)
def test_a_damaged_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        list(read_sheet(content, "f"))
