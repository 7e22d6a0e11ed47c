"""The lines of a supplier's bill: what was asked, completed from the receipt of the goods or the account of the expense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.ledger import accounts
from billing.pricing import LineInput
from billing.purchases.lines import MAX_LINES, ZERO
from billing.purchases.reads import PurchaseReceiptLine
from billing.purchases.tax import InputSupply
from munim.database import business_of
from munim.errors import Conflict, Invalid, NotFound
from munim.money import check_decimals, check_percent
from munim.text import Code, Line, ShortCode

# -- commands ----------------------------------------------------------------------------------------


class SupplierBillLineInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Goods of a receipt, or a service or expense on an ``account``. ``unit_price`` before tax.

    Goods: ``receipt_id`` and the ``position`` of its line; without a position everything of it that is not billed, as it
    was received. Left out, quantity, price and tax rate are those of the receipt. ``account`` of goods that keep no stock:
    cost_of_goods unless said. ``claim_tax`` false: the law or the shop makes its tax part of the cost.
    """

    receipt_id: UUID | None = None
    position: int | None = None
    account: Code | None = None
    description: Line | None = None
    hsn: ShortCode | None = None
    quantity: Decimal | None = None
    unit: ShortCode | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    tax_rate: Decimal | None = None
    cess_rate: Decimal = Decimal(0)
    claim_tax: bool = True


# -- rules -------------------------------------------------------------------------------------------


class OverBilled(Conflict):
    """More would be billed than was received."""

    code = "over_billed"


class BilledLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line, completed: what it is of, and where its cost goes."""

    receipt_line: PurchaseReceiptLine | None
    account: str
    description: str
    hsn: str | None
    quantity: Decimal
    unit: str | None
    unit_factor: Decimal
    unit_price: Decimal
    discount: Decimal | None
    tax_rate: Decimal
    cess_rate: Decimal
    claimed: bool


# -- operations --------------------------------------------------------------------------------------


def complete_bill_lines(
    session: Session,
    lines: Sequence[SupplierBillLineInput],
    received: Mapping[UUID, list[PurchaseReceiptLine]],
    supply: InputSupply,
) -> list[BilledLine]:
    """Every line completed. Raises ``OverBilled``, ``NotFound``, ``Invalid`` naming the line."""
    out: list[BilledLine] = []
    seen: set[int] = set()
    for n, line in enumerate(lines):
        at = f"lines[{n}]"
        check_percent(line.cess_rate, f"{at}.cess_rate")
        if line.receipt_id is None:
            out.append(_expense(session, line, supply, at))
            continue
        goods = _goods_lines(line, received[line.receipt_id], at)
        for one in goods:
            if one.id in seen:
                raise Invalid("these goods are on the bill twice", field=f"{at}.position")
            seen.add(one.id)
            out.append(_goods(session, line, one, supply, at))
    if not 1 <= len(out) <= MAX_LINES:
        raise Invalid(f"a bill has 1 to {MAX_LINES} lines", field="lines")
    return out


def _goods_lines(
    line: SupplierBillLineInput, received: Sequence[PurchaseReceiptLine], at: str
) -> list[PurchaseReceiptLine]:
    if line.position is not None:
        found = [one for one in received if one.position == line.position]
        if not found:
            raise NotFound(f"the receipt has no line {line.position}", field=f"{at}.position")
        return found
    if line.quantity is not None or line.unit_price is not None or line.discount is not None:
        raise Invalid("say which line of the receipt this is of", field=f"{at}.position")
    left = [one for one in received if one.unbilled]
    if not left:
        raise OverBilled("everything of this receipt is billed", field=f"{at}.receipt_id", available="0")
    return left


def _goods(
    session: Session, line: SupplierBillLineInput, received: PurchaseReceiptLine, supply: InputSupply, at: str
) -> BilledLine:
    quantity = received.unbilled if line.quantity is None else line.quantity
    if not quantity or quantity > received.unbilled:
        raise OverBilled(
            f"{received.unbilled.normalize():f} of {received.description} can still be billed",
            field=f"{at}.quantity",
            available=str(received.unbilled),
        )
    if received.stocked and line.account is not None:
        raise Invalid("goods in stock cost what stock is worth; they have no account", field=f"{at}.account")
    if line.unit not in (None, received.unit):
        raise Invalid(f"this line of the receipt is counted in {received.unit}", field=f"{at}.unit")
    return BilledLine(
        receipt_line=received,
        account=_account(session, line.account or "cost_of_goods", at),
        description=line.description or received.description,
        hsn=line.hsn,
        quantity=_quantity(quantity, at),
        unit=received.unit,
        unit_factor=received.unit_factor,
        unit_price=_price(received.unit_cost if line.unit_price is None else line.unit_price, at),
        discount=line.discount,
        tax_rate=_rate(received.tax_rate if line.tax_rate is None else line.tax_rate, at),
        cess_rate=_rate(line.cess_rate, at),
        claimed=supply.claimable and line.claim_tax,
    )


def _expense(session: Session, line: SupplierBillLineInput, supply: InputSupply, at: str) -> BilledLine:
    if line.account is None:
        raise Invalid("say the receipt of the goods, or the account of an expense", field=f"{at}.account")
    if not (line.description or "").strip():
        raise Invalid("say what the expense is for", field=f"{at}.description")
    if line.unit_price is None:
        raise Invalid("say the unit_price", field=f"{at}.unit_price")
    return BilledLine(
        receipt_line=None,
        account=_account(session, line.account, at),
        description=line.description or "",
        hsn=line.hsn,
        quantity=_quantity(Decimal(1) if line.quantity is None else line.quantity, at),
        unit=line.unit,
        unit_factor=Decimal(1),
        unit_price=_price(line.unit_price, at),
        discount=line.discount,
        tax_rate=_rate(line.tax_rate or ZERO, at),
        cess_rate=_rate(line.cess_rate, at),
        claimed=supply.claimable and line.claim_tax,
    )


def _account(session: Session, code: str, at: str) -> str:
    """An account that something may be spent on. Raises ``Invalid``."""
    row = session.execute(
        sa.select(accounts.c.name, accounts.c.kind, accounts.c.purpose, accounts.c.active).where(
            accounts.c.business_id == business_of(session), accounts.c.code == code
        )
    ).one_or_none()
    if row is None:
        raise Invalid(f"there is no account {code}", field=f"{at}.account")
    if not row.active or (row.purpose != "expense" and code != "cost_of_goods"):
        raise Invalid(f"nothing is bought on {row.name}", field=f"{at}.account")
    return code


def _quantity(value: Decimal, at: str) -> Decimal:
    return check_decimals(value, 3, f"{at}.quantity", positive=True).quantize(Decimal("0.001"))


def _price(value: Decimal, at: str) -> Decimal:
    return check_decimals(value, 4, f"{at}.unit_price").quantize(Decimal("0.0001"))


def _rate(value: Decimal, at: str) -> Decimal:
    return check_percent(value, f"{at}.tax_rate").quantize(Decimal("0.0001"))


def price_input(one: BilledLine) -> LineInput:
    """The line as it is priced: before tax, its discount off first."""
    return LineInput(
        quantity=one.quantity,
        unit_price=one.unit_price,
        price_includes_tax=False,
        tax_rate=one.tax_rate,
        discount=one.discount,
        cess_rate=one.cess_rate,
    )
