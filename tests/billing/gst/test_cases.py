"""The cases of tests/cases/gst, each sold at a real counter; ``tests/cases/gst/README.md`` says how they are written."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.bills.draft import DraftBill, DraftLine, ShipTo
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.business import BusinessSettings, change_business
from munim.database import Database
from munim.errors import MunimError
from munim.money import decimal_string
from tests.conftest import GSTIN, Shop
from tests.counter import Counter

FOLDER = Path(__file__).parents[2] / "cases" / "gst"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text())["case"]
]
COMPONENTS = ("CGST", "SGST", "IGST", "CESS", "TAX")
DAY = date(2026, 11, 20)


def test_there_are_cases_to_learn_from() -> None:
    assert len(CASES) >= 30


@pytest.fixture
def till(database: Database, shop: Shop) -> Counter:
    """A counter that stands on the cases' day."""
    return Counter(database, shop, at=datetime(2026, 11, 20, 12, tzinfo=UTC))


@pytest.mark.parametrize("case", CASES)
def test_a_case_worked_out_by_hand(till: Counter, case: dict[str, Any]) -> None:
    open_as(till, **case.get("seller", {}))
    expect = case["expect"]

    if "refused" in expect:
        with pytest.raises(MunimError) as refusal:
            sold(till, case)
        assert refusal.value.field == expect["refused"]
        return
    bill = sold(till, case)
    assert said(bill, expect) == expect
    assert charged(bill) <= set(expect)
    assert till.breaches() == []


def open_as(
    counter: Counter,
    *,
    registration: str = "regular",
    gstin: str = GSTIN,
    turnover: int | None = None,
    rounds_total: bool = False,
) -> None:
    """Register the shop as the case says; "" is what it has not said."""
    settings = BusinessSettings(
        name="Shop", state_code="27", gstin=gstin or None, annual_turnover=turnover, rounds_total=rounds_total,
        tax_registration=registration or None,  # type: ignore[arg-type]  # the command refuses another word
    )  # fmt: skip
    with counter.open() as session:
        after = change_business(session, settings, by=counter.by, at=counter.at)
    counter.shop = replace(counter.shop, business=after)


def sold(counter: Counter, case: dict[str, Any]) -> Bill:
    buyer = case.get("buyer")
    asked = dict(case.get("bill", {}))
    if state := asked.pop("ship_to", None):
        asked["ship_to"] = ShipTo(state_code=state)
    for name in ("discount", "discount_percent"):
        if name in asked:
            asked[name] = Decimal(asked[name])
    command = DraftBill(
        lines=[line(counter, **given) for given in case["lines"]],
        customer_id=counter.customer(**buyer).id if buyer else None,
        business_date=case.get("day", DAY),
        **asked,
    )
    with counter.open() as session:
        return sell(session, command, IssueBill(), by=counter.by, at=counter.at)


def line(
    counter: Counter,
    *,
    price: str,
    rate: str,
    quantity: str = "1",
    cess: str = "0",
    inclusive: bool = False,
    hsn: str = "0713",
    treatment: str = "taxable",
    service: bool = False,
) -> DraftLine:
    product = counter.product(
        price=price, tax_rate=Decimal(rate), cess_rate=Decimal(cess), price_includes_tax=inclusive, hsn=hsn or None,
        tax_treatment=treatment, kind="service" if service else "goods", stock="0", tracks_stock=False,
    )  # fmt: skip
    return DraftLine(product_id=product.id, quantity=Decimal(quantity))


def charged(bill: Bill) -> set[str]:
    """The taxes that a bill charges anything of."""
    return {tax.component for tax in bill.taxes if tax.tax_minor}


def said(bill: Bill, asked: dict[str, str]) -> dict[str, str | None]:
    """What the bill says of all that the case expects."""
    rupees = {
        component: sum(tax.tax_minor for tax in bill.taxes if tax.component == component) for component in COMPONENTS
    } | {"taxable": bill.taxable_minor, "round_off": bill.round_off_minor, "total": bill.total_minor}
    words = {
        "document": bill.document, "place": bill.place_of_supply, "supply": bill.supply, "recipient": bill.recipient,
    }  # fmt: skip
    found = words | {name: decimal_string(minor, "INR") for name, minor in rupees.items()}
    return {name: found.get(name) for name in asked}
