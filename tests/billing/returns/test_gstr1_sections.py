"""Laws of GSTR-1's sections: each document once, nothing lost on the way to the file and back, the same bytes always."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.returns.gstr1 import divide
from billing.returns.gstr1_file import Sections, decode, encode, from_file, to_file
from billing.returns.placement import LISTED, UNFILED, section_of
from billing.returns.rows import (
    AdvanceValue,
    Document,
    HsnValue,
    IssuedRange,
    NilValue,
    OperatorValue,
    RateValue,
    StateValue,
)
from tests.billing.returns.documents import GSTINS, documents, months, told

ENDS = date(2026, 11, 1)
COMPONENTS = ("taxable_minor", "igst_minor", "cgst_minor", "sgst_minor", "cess_minor")
amounts = st.integers(-10_000_000, 10_000_000)
values = st.builds(RateValue, st.sampled_from(["0.25", "5", "18", "40"]).map(Decimal), *[amounts] * 5)
supplies = st.sampled_from(["intra", "inter"])
places = st.sampled_from(["07", "24", "27", "97"])


def ordered(rows: list[Any]) -> list[str]:
    return sorted(map(repr, rows))


@given(documents())
def test_g2_every_document_is_in_exactly_one_section(document: Document) -> None:
    sections = divide([document], ends=ENDS)
    section = section_of(document, ends=ENDS)

    holding = [name for name in LISTED if getattr(sections, name)]
    summed_small = bool(sections.b2cs) or section == "b2cs"  # a sum that comes to nothing is no row
    if section in UNFILED:
        assert holding == [] and not sections.b2cs and not sections.nil
    elif section in LISTED:
        assert holding == [section] and not sections.b2cs
        assert getattr(sections, section) == [document.filed]
    else:
        assert holding == []
        assert summed_small == (section == "b2cs")


@given(months())
def test_g3_the_sections_come_to_what_the_documents_come_to(month: list[Document]) -> None:
    sections = divide(month, ends=ENDS)
    standing = [document for document in month if section_of(document, ends=ENDS) not in UNFILED]

    for component in COMPONENTS:
        expected = sum(one.sign * getattr(value, component) for one in standing for value in one.filed.rates)
        listed = sum(
            (-1 if filed.note == "C" else 1) * getattr(value, component)
            for name in LISTED
            for filed in getattr(sections, name)
            for value in filed.rates
        )
        assert listed + sum(getattr(row.value, component) for row in sections.b2cs) == expected
    for kind in ("nil_minor", "exempt_minor", "non_gst_minor"):
        assert sum(getattr(row, kind) for row in sections.nil) == sum(one.sign * getattr(one, kind) for one in standing)


@given(months())
def test_g3_books_to_json_to_books_is_the_identity_for_documents(month: list[Document]) -> None:
    sections = divide(month, ends=ENDS)

    back = from_file(decode(encode(to_file(sections, gstin=GSTINS[-1], period_code="102026"))))

    for name in Sections.__struct_fields__:
        assert ordered(getattr(back, name)) == ordered(getattr(sections, name)), name


ROWS: dict[str, st.SearchStrategy[Any]] = {
    "b2cs": st.lists(st.builds(StateValue, supplies, places, values), unique_by=lambda row: (row.supply, row.place, row.value.rate)),
    "nil": st.lists(st.builds(NilValue, supplies, st.booleans(), amounts, amounts, amounts), unique_by=lambda row: (row.supply, row.registered)),
    "at": st.lists(st.builds(AdvanceValue, supplies, places, values), unique_by=lambda row: (row.supply, row.place, row.value.rate)),
    "txpd": st.lists(st.builds(AdvanceValue, supplies, places, values), unique_by=lambda row: (row.supply, row.place, row.value.rate)),
    "hsn": st.lists(
        st.builds(
            HsnValue,
            registered=st.sampled_from([True, False]),
            hsn=st.sampled_from(["1006", "100630", "998511"]),
            description=st.text("abc ₹\"\\", max_size=30),
            unit=st.sampled_from(["PCS", "KGS", "NA"]),
            quantity=st.decimals(-1000, 1000, places=2),
            value=values,
        )
    ),
    "doc_issue": st.lists(
        st.builds(
            IssuedRange,
            nature=st.integers(1, 12),
            first=st.just("INV26-00001"),
            last=st.just("INV26-00009"),
            total=st.just(9),
            cancelled=st.integers(0, 9),
        )
    ),
    "supeco": st.lists(st.builds(OperatorValue, st.sampled_from(GSTINS), st.booleans(), values.map(lambda one: msgspec.structs.replace(one, rate=Decimal(0))))),
}  # fmt: skip


@pytest.mark.parametrize("section", ROWS)
@given(data=st.data())
def test_g3_books_to_json_to_books_is_the_identity_for_sums(section: str, data: st.DataObject) -> None:
    sections = Sections(**{section: data.draw(ROWS[section])})

    back = from_file(decode(encode(to_file(sections, gstin=GSTINS[-1], period_code="102026"))))

    assert ordered(getattr(back, section)) == ordered(getattr(sections, section))


def test_g3_the_table_of_before_may_2025_reads_back_too() -> None:
    row = HsnValue(
        registered=None,
        hsn="1006",
        description="Rice",
        unit="KGS",
        quantity=Decimal("2.50"),
        value=RateValue(Decimal(5), 10000, 500),
    )
    file = to_file(Sections(hsn=[row]), gstin=GSTINS[-1], period_code="042025")

    assert b'"hsn":{"data":[{' in encode(file)
    assert from_file(decode(encode(file))).hsn == [row]


@given(months(), st.randoms(use_true_random=False))
def test_g3_the_same_documents_in_any_order_make_the_same_bytes(month: list[Document], chance: random.Random) -> None:
    shuffled = list(month)
    chance.shuffle(shuffled)

    files = [encode(to_file(divide(one, ends=ENDS), gstin="x", period_code="102026")) for one in (month, shuffled)]

    assert files[0] == files[1]


LARGE = {"to": "b2c", "total": "200000.00", "lines": [{"rate": "18", "taxable": "169491.53", "igst": "30508.47"}]}
BUSINESS = {"to": "b2b", "total": "118.00", "lines": [{"rate": "18", "taxable": "100.00", "igst": "18.00"}]}
ABROAD = {**BUSINESS, "to": "export_with_payment", "place": "96"}
FOUR: dict[str, list[dict[str, Any]]] = {
    "b2b": [{**BUSINESS, "gstin": gstin, "place": gstin[:2]} for gstin in GSTINS[:4]],
    "b2cl": [{**LARGE, "place": place} for place in ("33", "07", "29", "07")],
    "exp": [ABROAD, {**ABROAD, "to": "export_without_payment"}, ABROAD, ABROAD],
    "cdnr": [{**BUSINESS, "gstin": gstin, "place": gstin[:2], "document": "credit_note"} for gstin in GSTINS[:4]],
    "cdnur": [{**LARGE, "place": "29", "document": "credit_note"}, {**ABROAD, "document": "debit_note"}] * 2,
}


@pytest.mark.parametrize("section", FOUR)
def test_g3_every_list_is_in_an_order_of_its_own(section: str) -> None:
    four = [told({**case, "number": f"INV26-{n}", "day": date(2026, 10, 1)}) for n, case in enumerate(FOUR[section])]

    files = [
        encode(to_file(divide(one, ends=ENDS), gstin="x", period_code="102026"))
        for one in (four, four[::-1], [four[2], four[0], four[3], four[1]])
    ]

    assert len(getattr(divide(four, ends=ENDS), section)) == 4
    assert files[0] == files[1] == files[2]


def test_g1_the_file_knows_every_section_of_the_return() -> None:
    assert set(Sections.__struct_fields__) == {
        "b2b", "b2cl", "b2cs", "exp", "cdnr", "cdnur", "nil", "at", "txpd", "hsn", "doc_issue", "supeco",
    }  # fmt: skip


def test_a_file_with_what_no_section_knows_is_not_read() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        decode(b'{"gstin":"x","fp":"102026","b2ba":[]}')


@given(months())
def test_g2_listed_documents_are_in_no_other_list(month: list[Document]) -> None:
    sections = divide(month, ends=ENDS)

    times = Counter(filed.number for name in LISTED for filed in getattr(sections, name))

    assert all(count == 1 for count in times.values())
