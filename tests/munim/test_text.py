"""Text that people write is bounded before it reaches the books."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

from billing.customers import NewCustomer
from munim.text import Email, Language, Line, Prose

COMMANDS = (
    "billing.bills.cancel.CancelBill",
    "billing.bills.credit.CreditBill",
    "billing.bills.convert.ConvertQuotation",
    "billing.bills.draft.DraftBill",
    "billing.bills.draft.DraftLine",
    "billing.bills.issue.IssueBill",
    "billing.bills.write_off.WriteOff",
    "billing.business.BusinessSettings",
    "billing.customers.NewCustomer",
    "billing.deliveries.adjust.PutRight",
    "billing.deliveries.bill.BillDeliveries",
    "billing.deliveries.day.DayChange",
    "billing.deliveries.entries.Delivery",
    "billing.deliveries.entries.RecordDeliveries",
    "billing.deliveries.routes.NewRoute",
    "billing.deliveries.standing_orders.NewStandingOrder",
    "billing.payments.pay_bill.PayBill",
    "billing.payments.record.RecordPayment",
    "billing.payments.refund.RefundMoney",
    "billing.stock_adjustments.AdjustStock",
    "billing.products.NewProduct",
    "billing.series.OpenSeries",
    "billing.suppliers.NewSupplier",
)
CHECKED_BY_RULE = {
    "currency",
    "timezone",
    "upi_id",
    "brand_color",
    "invoice_prefix",
}  # billing.business.complete_settings


@pytest.mark.parametrize("name", COMMANDS)
def test_every_text_of_a_command_has_its_bounds(name: str) -> None:
    module, _, kind = name.rpartition(".")
    hints = get_type_hints(getattr(import_module(module), kind), include_extras=True)

    unbounded = {
        field
        for field, hint in hints.items()
        if hint is str or (get_origin(hint) is not Annotated and str in get_args(hint))
    }

    assert unbounded <= CHECKED_BY_RULE


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Line, "Ramesh Traders"),
        (Line, "रमेश ट्रेडर्स"),
        (Line, ""),
        (Prose, "Shop 4,\nMG Road\n"),
        (Email, "asha@example.com"),
        (Language, "hi-IN"),
    ],
)
def test_what_people_write_is_kept(kind: Any, text: str) -> None:
    assert msgspec.convert(text, kind) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Line, "Ramesh\nBcc: everybody@example.com"),
        (Line, "Ramesh\n"),
        (Line, "Ram\0esh"),
        (Line, "x" * 201),
        (Prose, "a\0b"),
        (Prose, "x" * 4001),
        (Email, "asha"),
        (Email, "asha@example.com\r\nBcc: x@example.com"),
        (Email, "a@b, c@d"),
        (Language, "../../etc"),
    ],
)
def test_what_the_books_cannot_keep_is_refused(kind: Any, text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, kind)


def test_the_refusal_names_the_field() -> None:
    with pytest.raises(msgspec.ValidationError, match=re.escape("at `$.notes`")):
        msgspec.json.decode(msgspec.json.encode({"name": "Ramesh", "notes": "a\0b"}), type=NewCustomer)
