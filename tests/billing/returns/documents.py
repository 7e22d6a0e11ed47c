"""Documents of a month without books: from a case's plain notation, or drawn at random."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import uuid4

from hypothesis import strategies as st

from billing.gst.states import STATES
from billing.returns.rows import Document, Filed, Original, RateValue, Supply

HOME = "27"
GSTINS = ("24AANFA2641L1ZF", "29AABCR1718E1ZL", "05AAACG2115R1ZN", "24AAUPV7468F1ZW", "27AAPFU0939F1ZV")
_TREATMENTS = ("nil", "exempt", "non_gst")
NOTES: dict[str, Literal["C", "D"]] = {"credit_note": "C", "debit_note": "D"}


def paise(text: str | None) -> int:
    return int(Decimal(text or 0) * 100)


def told(case: dict[str, Any]) -> Document:
    """The document a case tells of: what it leaves out is as usual (an invoice, the supply as the place asks)."""
    taxed = [line for line in case["lines"] if "untaxed" not in line]
    untaxed = dict.fromkeys(_TREATMENTS, 0)
    for line in case["lines"]:
        if "untaxed" in line:
            untaxed[line["untaxed"]] += paise(line["taxable"])
    document = case.get("document", "invoice")
    original = case.get("of")
    rates = [
        RateValue(
            Decimal(line["rate"]), *(paise(line.get(name)) for name in ("taxable", "igst", "cgst", "sgst", "cess"))
        )
        for line in taxed
    ]
    return Document(
        bill_id=uuid4(),
        document=document,
        name="Somebody",
        supply=case.get("supply", "intra" if case["place"] == HOME else "inter") or None,
        cancelled_on=case.get("cancelled"),
        original=None if original is None else Original(original["number"], original["day"], paise(original["total"])),
        nil_minor=untaxed["nil"],
        exempt_minor=untaxed["exempt"],
        non_gst_minor=untaxed["non_gst"],
        has_components=bool(case["to"]),
        filed=Filed(
            number=case["number"],
            day=case["day"],
            value_minor=paise(case["total"]),
            place=case["place"],
            recipient=case["to"],
            note=NOTES.get(document),
            gstin=case.get("gstin"),
            reverse_charge=case.get("reverse_charge", False),
            rates=tuple(sorted(rates, key=lambda value: value.rate)),
        ),
    )


@st.composite
def rates(draw: st.DrawFn, supply: str) -> tuple[RateValue, ...]:
    """Values at one to three rates, taxed as the supply is."""
    found = []
    for rate in sorted(draw(st.sets(st.sampled_from(["0", "0.25", "3", "5", "18", "40"]).map(Decimal), max_size=3))):
        taxable = draw(st.integers(0, 30_000_000))
        tax = int(taxable * rate / 100)
        cess = draw(st.sampled_from([0, 0, taxable // 10]))
        halves = (0, tax // 2, tax // 2) if supply == "intra" else (tax, 0, 0)
        found.append(RateValue(rate, taxable, *halves, cess))
    return tuple(found)


@st.composite
def documents(draw: st.DrawFn, number: int = 1) -> Document:
    """Any document the books may hold."""
    recipient = draw(
        st.sampled_from(
            [
                "b2b", "b2b", "b2c", "b2c", "b2c", "sez_with_payment", "sez_without_payment", "deemed_export",
                "export_with_payment", "export_without_payment",
            ]
        )
    )  # fmt: skip
    abroad = recipient.startswith("export")
    place = "96" if abroad else draw(st.sampled_from([HOME, HOME, *STATES]))
    outside = abroad or recipient.startswith("sez")
    supply: Supply = "intra" if place == HOME and not outside else "inter"
    taxed = draw(rates(supply))
    if outside and not taxed:
        taxed = (RateValue(Decimal(0), 100_00),)
    untaxed = [0, 0, 0] if outside else [draw(st.sampled_from([0, 0, 5_000_00])) for _ in range(3)]
    kind = draw(st.sampled_from(["invoice", "invoice", "invoice", *NOTES]))
    value = sum(one.taxable_minor + one.igst_minor + 2 * one.cgst_minor + one.cess_minor for one in taxed) + sum(
        untaxed
    )
    day = date(2026, 10, draw(st.integers(1, 31)))
    original = Original("INV26-90001", date(2026, 9, 1), draw(st.integers(0, 20_000_000))) if kind in NOTES else None
    return Document(
        bill_id=uuid4(),
        document=kind,
        name="Somebody",
        supply=supply,
        cancelled_on=draw(st.sampled_from([None, None, None, None, date(2026, 10, 31), date(2026, 11, 1)])),
        original=original,
        nil_minor=untaxed[0],
        exempt_minor=untaxed[1],
        non_gst_minor=untaxed[2],
        has_components=True,
        filed=Filed(
            number=f"INV26-{number:05d}",
            day=day,
            value_minor=value,
            place=place,
            recipient=recipient,
            note=NOTES.get(kind),
            gstin=None if recipient == "b2c" or abroad else draw(st.sampled_from(GSTINS)),
            reverse_charge=recipient == "b2b" and draw(st.booleans()),
            rates=taxed,
        ),
    )


@st.composite
def months(draw: st.DrawFn, most: int = 12) -> list[Document]:
    """Some documents of October 2026, numbered one after the other."""
    count = draw(st.integers(0, most))
    return [draw(documents(number)) for number in range(1, count + 1)]
