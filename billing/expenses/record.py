"""Recording money spent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.business import Business, this_business
from billing.events import record_event
from billing.expenses.reads import Expense, read_expense
from billing.expenses.tables import expenses
from billing.files import hold_file
from billing.gst.gstin import check_gstin
from billing.ledger import Entry, accounts, post
from billing.numbering import default_series, take_number
from billing.permissions import Actor
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import parse_minor
from munim.text import Code, Gstin, Line, Prose

# -- commands ----------------------------------------------------------------------------------------


class ExpenseDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money spent. ``amount`` is all that was paid; the taxes are the part of it that the shop claims as input tax.

    Under GST they are ``cgst`` and ``sgst`` (alike) or ``igst``, and the payee's GSTIN is needed; elsewhere ``tax``.
    """

    amount: Decimal
    category: Code
    method: Literal["cash", "upi", "bank", "card", "cheque"]
    account: Code | None = None
    business_date: date | None = None
    tax: Decimal = Decimal(0)
    cgst: Decimal = Decimal(0)
    sgst: Decimal = Decimal(0)
    igst: Decimal = Decimal(0)
    cess: Decimal = Decimal(0)
    payee: Line | None = None
    payee_gstin: Gstin | None = None
    reference: Line | None = None
    note: Prose | None = None
    receipt_file_id: UUID | None = None


class RecordExpense(ExpenseDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An expense to record."""

    id: UUID | None = None


# -- rules -------------------------------------------------------------------------------------------

_INPUT_ACCOUNTS: Final = {
    "tax_minor": "input_tax",
    "cgst_minor": "input_cgst",
    "sgst_minor": "input_sgst",
    "igst_minor": "input_igst",
    "cess_minor": "input_cess",
}
_GST: Final = ("cgst", "sgst", "igst", "cess")


def legs_of(values: Mapping[str, Any]) -> list[Entry]:
    """What an expense posts: its cost and its input taxes against the account it was paid from."""
    taxes = [Entry(account, values[name]) for name, account in _INPUT_ACCOUNTS.items()]
    return [Entry(values["category"], values["net_minor"]), *taxes, Entry(values["account"], -values["amount_minor"])]


def _amounts(command: ExpenseDetails, business: Business, day: date) -> dict[str, int]:
    """The amounts in minor units. Raises ``Invalid`` for a tax that this shop cannot claim, or does not add up."""
    minor = {
        f"{name}_minor": parse_minor(getattr(command, name), business.currency, field=name)
        for name in ("amount", "tax", *_GST)
    }
    for name, value in minor.items():
        if value < 0:
            raise Invalid("an amount is not negative", field=name.removesuffix("_minor"))
    claimed = sum(minor[name] for name in _INPUT_ACCOUNTS)
    if claimed:
        _check_claim(command, minor, business, day)
    net = minor["amount_minor"] - claimed
    if net <= 0:
        raise Invalid("an amount of money is above zero, and above its tax", field="amount")
    return {**minor, "net_minor": net}


def _check_claim(command: ExpenseDetails, minor: Mapping[str, int], business: Business, day: date) -> None:
    registration = business.registration_on(day)
    under_gst = registration is not None
    if registration in ("composition", "unregistered"):
        raise Invalid(
            "only a shop under regular GST claims input tax: leave it in the amount",
            field=next(name for name in ("tax", *_GST) if minor[f"{name}_minor"]),
        )
    if under_gst and minor["tax_minor"]:
        raise Invalid("under GST say cgst and sgst, or igst", field="tax")
    if not under_gst and not minor["tax_minor"]:
        raise Invalid("this shop is not under GST: say tax", field=next(n for n in _GST if minor[f"{n}_minor"]))
    if minor["cgst_minor"] != minor["sgst_minor"]:
        raise Invalid("CGST and SGST are alike", field="sgst")
    if minor["cgst_minor"] and minor["igst_minor"]:
        raise Invalid("it is CGST and SGST, or IGST", field="igst")
    if under_gst and not command.payee_gstin:
        # section 16(2)(a) of the CGST Act 2017: credit is taken on a registered supplier's tax invoice
        raise Invalid("input tax is claimed from a registered payee: say their GSTIN", field="payee_gstin")


def stored_values(
    session: Session, command: ExpenseDetails, *, at: datetime, kept: Expense | None = None
) -> dict[str, Any]:
    """The columns that an expense fills. ``kept``: as it was; what it names may have been closed or deleted since."""
    business = this_business(session)
    _check_category(session, command.category, kept)
    same_source = kept is not None and (kept.method, kept.account) == (command.method, command.account)
    if command.receipt_file_id is not None and (kept is None or kept.receipt_file_id != command.receipt_file_id):
        _check_receipt(session, command.receipt_file_id)
    day = business.day_of(command.business_date, at)
    return {
        **_amounts(command, business, day),
        "category": command.category,
        "method": command.method,
        "account": command.account if same_source else money_account(session, command.method, command.account),
        "payee": command.payee,
        "payee_gstin": check_gstin(command.payee_gstin, field="payee_gstin") if command.payee_gstin else None,
        "reference": command.reference,
        "note": command.note,
        "receipt_file_id": command.receipt_file_id,
        "business_date": day,
    }


def _check_category(session: Session, code: str, kept: Expense | None) -> None:
    here = (accounts.c.business_id == business_of(session)) & (accounts.c.code == code)
    found = session.execute(
        sa.select(accounts.c.name, accounts.c.active).where(here, accounts.c.purpose == "expense")
    ).one_or_none()
    if found is None:
        raise Invalid(f"there is no category of expense {code}", field="category")
    if not found.active and (kept is None or kept.category != code):
        raise Invalid(f"{found.name} is closed", field="category")


def _check_receipt(session: Session, file_id: UUID) -> None:
    try:
        file = hold_file(session, file_id)
    except NotFound:
        raise Invalid("there is no such file", field="receipt_file_id") from None
    if file.purpose != "receipt":
        raise Invalid("this file is no receipt", field="receipt_file_id")


# -- operations --------------------------------------------------------------------------------------


def record_expense(session: Session, command: RecordExpense, *, by: Actor, at: datetime) -> Expense:
    """Record money spent: a numbered voucher and its posting.

    Locks the receipt against deletion, the number series and the head. Cash may go below zero: it was spent, whatever the books knew of the till.
    Raises ``Invalid``, ``Conflict`` for an id that is taken.
    """
    by.require("expenses.write")
    business = this_business(session)
    values = stored_values(session, command, at=at)
    day, expense_id = values["business_date"], command.id or new_id()
    number, year = take_number(
        session,
        "expense",
        default_series("expense", business.invoice_prefix),
        business_date=day,
        calendar=business.calendar,
        back_dated=True,  # a voucher of the shop's own: no law orders its days
    )
    row = {"id": expense_id, "number": number, "financial_year": year, "staff_id": by.user_id, "created_at": at}
    try:
        session.execute(sa.insert(expenses).values(business_id=business_of(session), **row, **values))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_expenses":
            raise Conflict("this id is already an expense", field="id") from None
        raise
    post(session, "expense", expense_id, legs_of(values), business_date=day, at=at, narration=number)
    data = {"number": number, "category": values["category"], "amount_minor": values["amount_minor"]}
    record_event(session, "expense.recorded", "expense", expense_id, data, by=by, at=at, business_date=day)
    return read_expense(session, expense_id)
