"""What of a hire is not billed yet: the days that await a bill, and the sum that counts against the hirer's credit.

Not billed is, at the rates agreed and before tax,

* of units that came back or are lost: every day of theirs that no standing bill charges;
* of units still out: the days agreed, so that the whole hire counts from the moment it is handed out (RULES P5, S5);
* every charge for loss or damage that no standing bill holds.

A bill that is cancelled charges nothing any more, so its days await a bill again.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import change_unbilled
from billing.rentals.days import Span, Stay, hire_minor
from billing.rentals.tables import challan_lines, challan_returns, hire_charges
from munim.database import business_of

# -- rules -------------------------------------------------------------------------------------------


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """A loss or damage that awaits its bill."""

    return_id: int
    kind: str
    quantity: Decimal
    unit_charge: Decimal
    charge_minor: int
    note: str | None


class HireLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a challan with what came back of it and what was billed of it. ``ended``: the units that are out no more."""

    id: int
    position: int
    product_id: UUID
    description: str
    quantity: Decimal
    returned_quantity: Decimal
    lost_quantity: Decimal
    daily_rate: Decimal
    discount_percent: Decimal
    booked_days: int
    unbilled_minor: int
    ended: tuple[Stay, ...] = ()
    billed: tuple[Span, ...] = ()
    billed_unit_days: Decimal = Decimal(0)
    charges: tuple[Charge, ...] = ()

    @property
    def out_quantity(self) -> Decimal:
        """Units that are still out."""
        return self.quantity - self.returned_quantity - self.lost_quantity

    @property
    def billed_through(self) -> int:
        """How many days of hire are billed, counted from the hand-out; with a gap where a bill was cancelled since."""
        return max((span.end for span in self.billed), default=0)

    @property
    def unbilled_unit_days(self) -> Decimal:
        """Units times days that await a bill: as it was for what came back, as agreed for what is out."""
        out = self.out_quantity * max(self.booked_days, self.billed_through)
        return sum((stay.quantity * stay.days for stay in self.ended), out) - self.billed_unit_days


def unbilled_of(line: HireLine, currency: str) -> int:
    """What the line counts against its hirer's credit, in minor units."""
    hire = hire_minor(line.daily_rate, line.unbilled_unit_days, line.discount_percent, currency=currency)
    return hire + sum(charge.charge_minor for charge in line.charges)


# -- operations --------------------------------------------------------------------------------------


def keep_unbilled(session: Session, customer_id: UUID, lines: Collection[HireLine]) -> None:
    """Write what the lines stand at now, and move the customer's exposure with them. The caller has locked their balance."""
    currency = this_business(session).currency
    moved = 0
    for line in lines:
        now = unbilled_of(line, currency)
        if now != line.unbilled_minor:
            _set_unbilled(session, line.id, now)
            moved += now - line.unbilled_minor
    if moved:
        change_unbilled(session, customer_id, moved)


def forget_unbilled(session: Session, customer_id: UUID, lines: Collection[HireLine]) -> None:
    """Take the lines of a challan that never went out off the customer's exposure. The caller has locked their balance."""
    for line in lines:
        _set_unbilled(session, line.id, 0)
    change_unbilled(session, customer_id, -sum(line.unbilled_minor for line in lines))


def reopen_hire(session: Session, bill_id: UUID, customer_id: UUID) -> None:
    """After a bill was cancelled: the hire it charged awaits a bill again. The caller has locked the customer's balance,
    under which alone lines of challans are written.
    """
    billed = (
        sa.select(challan_lines.c.challan_id)
        .join(
            hire_charges,
            (hire_charges.c.business_id == challan_lines.c.business_id)
            & (hire_charges.c.challan_line_id == challan_lines.c.id),
        )
        .where(hire_charges.c.business_id == business_of(session), hire_charges.c.bill_id == bill_id)
        .distinct()
    )
    for challan_id in session.execute(billed).scalars():
        keep_unbilled(session, customer_id, read_hire_lines(session, challan_id))


def _set_unbilled(session: Session, line_id: int, unbilled_minor: int) -> None:
    session.execute(
        sa.update(challan_lines)
        .where(challan_lines.c.business_id == business_of(session), challan_lines.c.id == line_id)
        .values(unbilled_minor=unbilled_minor)
    )


# -- reads -------------------------------------------------------------------------------------------

_OWN: Final = [
    challan_lines.c[name]
    for name in HireLine.__struct_fields__
    if name not in ("ended", "billed", "billed_unit_days", "charges")
]


def read_hire_lines(session: Session, challan_id: UUID) -> list[HireLine]:
    """The lines of a challan with their returns and with what standing bills charge of them."""
    business_id = business_of(session)
    rows = session.execute(
        sa.select(*_OWN)
        .where(challan_lines.c.business_id == business_id, challan_lines.c.challan_id == challan_id)
        .order_by(challan_lines.c.position)
    ).all()
    ids = sa.literal([row.id for row in rows], ARRAY(sa.BigInteger))
    returned = session.execute(
        sa.select(challan_returns)
        .where(challan_returns.c.business_id == business_id, challan_returns.c.challan_line_id == sa.any_(ids))
        .order_by(challan_returns.c.id)
    ).all()
    billed = session.execute(
        sa.select(hire_charges)
        .join(bills, (bills.c.business_id == hire_charges.c.business_id) & (bills.c.id == hire_charges.c.bill_id))
        .where(
            hire_charges.c.business_id == business_id,
            hire_charges.c.challan_line_id == sa.any_(ids),
            bills.c.status == "issued",
        )
        .order_by(hire_charges.c.id)
    ).all()
    charged = {one.return_id for one in billed}
    return [
        HireLine(
            **row._mapping,
            ended=tuple(Stay(one.quantity, one.days) for one in returned if one.challan_line_id == row.id),
            billed=tuple(Span(one.from_day, one.to_day) for one in _hire_of(billed, row.id)),
            billed_unit_days=sum((one.unit_days for one in _hire_of(billed, row.id)), Decimal(0)),
            charges=tuple(
                Charge(
                    return_id=one.id,
                    kind=one.kind,
                    quantity=one.quantity,
                    unit_charge=one.unit_charge,
                    charge_minor=one.charge_minor,
                    note=one.note,
                )
                for one in returned
                if one.challan_line_id == row.id and one.charge_minor and one.id not in charged
            ),
        )
        for row in rows
    ]


def _hire_of(billed: Collection[sa.Row[tuple[object, ...]]], line_id: int) -> list[sa.Row[tuple[object, ...]]]:
    """The rows that charge days of the line, loss and damage aside."""
    return [one for one in billed if one.challan_line_id == line_id and one.return_id is None]
