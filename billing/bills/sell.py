"""Selling over the counter: a bill made and issued in one act, in as few round trips as the rules allow.

The same rules as a draft that is issued later (``draft.make_bill``, ``issue.credit_waived``); what differs is that
nothing is written before everything is known, so two statements do the work: one locks, one writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from billing.bills.draft import BillIdTaken, DraftBill, MadeBill, bill_to, make_bill
from billing.bills.goods import costs_of_goods, goods_leaving
from billing.bills.issue import IssueBill, credit_waived, invoice_entries
from billing.bills.named import read_named
from billing.bills.reads import Bill, BillLine, BillTax, BillTo
from billing.business import Business
from billing.customers import Customer
from billing.ledger import Entry
from billing.numbering import BackDated, back_dates, format_number
from billing.permissions import Actor
from billing.products import Product
from billing.series import choose_series
from billing.stock import (
    LockedLevel,
    Movement,
    StockMove,
    level_of,
    level_values,
    low_stock,
    short_by,
    stock_entries,
    work_out,
)
from billing.stock_history import refuse_short_days, short_facts
from billing.valuation import Moved
from munim.database import business_of, run, violated
from munim.errors import Refused
from munim.ids import new_id

# -- rules -------------------------------------------------------------------------------------------


class NothingToBill(Refused):
    """Nothing that was delivered or hired out awaits a bill."""

    code = "nothing_to_bill"


# -- operations --------------------------------------------------------------------------------------

# Locks in the order every operation keeps: the balance, then levels by product. The levels wait for the balance
# because their filter reads it.
_LOCK = sa.text("""
WITH balance AS MATERIALIZED (
    SELECT balance_minor, unbilled_minor FROM customer_balances
    WHERE business_id = :business_id AND customer_id = :customer_id FOR UPDATE
), level AS MATERIALIZED (
    SELECT product_id, on_hand, value_minor, last_cost, allows_negative FROM stock_levels
    WHERE business_id = :business_id AND product_id = ANY(:products) AND (SELECT balance_minor FROM balance) IS NOT NULL
    ORDER BY product_id FOR UPDATE
)
SELECT balance.*, level.* FROM balance LEFT JOIN level ON true
""").bindparams(sa.bindparam("products", type_=ARRAY(sa.Uuid)), sa.bindparam("customer_id", type_=sa.Uuid))

_JSON: Final = ("lines", "taxes", "bill_to", "ship_to", "event")

# The number's row is locked first, the business's head last: each part reads what the one before it returned. No number,
# because a later day is numbered already, means that nothing is written at all.
_WRITE = sa.text("""
WITH number AS (
    INSERT INTO number_series AS s (business_id, kind, series, financial_year, last_number, last_date)
    VALUES (:business_id, :document, :series, :financial_year, 1, :business_date)
    ON CONFLICT (business_id, kind, series, financial_year) DO UPDATE
    SET last_number = s.last_number + 1, last_date = greatest(s.last_date, excluded.last_date)
    WHERE s.last_date IS NULL OR s.last_date <= excluded.last_date OR :back_dated
    RETURNING last_number, :prefix || lpad(last_number::text, greatest(length(last_number::text), 5), '0') AS text
), bill AS (
    INSERT INTO bills (business_id, id, kind, status, series, financial_year, number, customer_id, business_date, due_date,
        issued_at, created_at, staff_id, gross_minor, discount_minor, taxable_minor, tax_minor, round_off_minor, total_minor,
        note, bill_to, delivered, document, place_of_supply, supply, recipient, reverse_charge, supply_date, valid_until, ship_to)
    SELECT :business_id, :bill_id, :kind, 'issued', :series, :financial_year, number.text, :customer_id, :business_date, :due_date,
        :at, :at, :staff_id, :gross_minor, :discount_minor, :taxable_minor, :tax_minor, :round_off_minor, :total_minor,
        :note, :bill_to, :delivered, :document, :place_of_supply, :supply, :recipient, :reverse_charge, :supply_date, :valid_until, :ship_to FROM number
    RETURNING id, number
), line AS (
    INSERT INTO bill_lines (business_id, bill_id, position, product_id, description, hsn, quantity, unit, unit_factor, unit_price,
        price_includes_tax, tax_rate, cess_rate, tax_treatment, gross_minor, discount_minor, taxable_minor, tax_minor, total_minor,
        cgst_minor, sgst_minor, igst_minor, cess_minor, cost_minor)
    SELECT :business_id, bill.id, l.* FROM bill, jsonb_to_recordset(:lines) AS l(position int, product_id uuid, description text,
        hsn text, quantity numeric, unit text, unit_factor numeric, unit_price numeric, price_includes_tax boolean, tax_rate numeric, cess_rate numeric,
        tax_treatment text, gross_minor bigint, discount_minor bigint, taxable_minor bigint, tax_minor bigint, total_minor bigint,
        cgst_minor bigint, sgst_minor bigint, igst_minor bigint, cess_minor bigint, cost_minor bigint)
    ORDER BY l.position
    RETURNING id, position, product_id, quantity
), tax AS (
    INSERT INTO bill_taxes (business_id, bill_id, component, rate, taxable_minor, tax_minor)
    SELECT :business_id, bill.id, t.* FROM bill, jsonb_to_recordset(:taxes)
        AS t(component text, rate numeric, taxable_minor bigint, tax_minor bigint)
), move AS (
    INSERT INTO stock_moves (business_id, product_id, quantity, reason, unit_cost, value_minor, bill_id, bill_line_id, business_date, at)
    SELECT :business_id, line.product_id, m.quantity, 'sale', m.unit_cost, m.value_minor, :bill_id, line.id, :business_date, :at
    FROM line JOIN unnest(:moving, :quantities, :unit_costs, :values) AS m(position, quantity, unit_cost, value_minor) USING (position)
    ORDER BY line.position
), level AS (
    UPDATE stock_levels SET on_hand = now.on_hand, value_minor = now.value_minor, last_cost = now.last_cost
    FROM unnest(:levels, :on_hands, :worths, :last_costs) AS now(product_id, on_hand, value_minor, last_cost), bill
    WHERE stock_levels.business_id = :business_id AND stock_levels.product_id = now.product_id
), posting AS (
    INSERT INTO postings (business_id, kind, subject_id, narration, business_date, at)
    SELECT :business_id, 'bill', bill.id, bill.number, :business_date, :at FROM bill WHERE cardinality(:accounts) > 0 RETURNING id
), entry AS (
    INSERT INTO ledger_entries (business_id, posting_id, account, amount_minor, customer_id, business_date)
    SELECT :business_id, posting.id, e.account, e.amount_minor, CASE e.account WHEN 'receivable' THEN :customer_id END, :business_date
    FROM posting, unnest(:accounts, :amounts) AS e(account, amount_minor)
), owed AS (
    UPDATE customer_balances SET balance_minor = balance_minor + :total_minor
    WHERE business_id = :business_id AND customer_id = :customer_id AND EXISTS (SELECT FROM posting)
), head AS (
    SELECT event_sequence + 1 AS sequence, event_hash AS previous, :event || jsonb_build_object('number', bill.number) AS data
    FROM business_heads, bill WHERE business_id = :business_id FOR UPDATE OF business_heads
), event AS (
    INSERT INTO events (business_id, sequence, kind, subject_kind, subject_id, actor_id, at, business_date, data, previous_hash, hash)
    SELECT :business_id, sequence, 'bill.issued', 'bill', :bill_text, :staff_id, :at, :business_date, data, previous,
        event_hash(previous, sequence, 'bill.issued', 'bill', :bill_text, :staff_id, :at, :business_date, data)
    FROM head RETURNING sequence, hash
), moved_on AS (
    UPDATE business_heads SET event_sequence = event.sequence, event_hash = event.hash FROM event WHERE business_id = :business_id
)
SELECT number.last_number, array_agg(line.id ORDER BY line.position) AS line_ids FROM number, line GROUP BY number.last_number
""").bindparams(
    *(sa.bindparam(name, type_=sa.Uuid) for name in ("bill_id", "customer_id", "staff_id")),
    *(
        sa.bindparam(name, type_=sa.Text)
        for name in ("kind", "document", "series", "financial_year", "prefix", "note", "bill_text")
    ),
    *(sa.bindparam(name, type_=sa.Text) for name in ("place_of_supply", "supply", "recipient")),
    *(sa.bindparam(name, type_=JSONB) for name in _JSON),
    *(sa.bindparam(name, type_=sa.Date) for name in ("business_date", "due_date", "supply_date", "valid_until")),
    sa.bindparam("at", type_=sa.DateTime(timezone=True)),
    sa.bindparam("back_dated", type_=sa.Boolean),
    sa.bindparam("delivered", type_=sa.Boolean),
    sa.bindparam("reverse_charge", type_=sa.Boolean),
    sa.bindparam("moving", type_=ARRAY(sa.Integer)),
    sa.bindparam("levels", type_=ARRAY(sa.Uuid)),
    *(sa.bindparam(name, type_=ARRAY(sa.Numeric)) for name in ("quantities", "unit_costs", "on_hands", "last_costs")),
    *(sa.bindparam(name, type_=ARRAY(sa.BigInteger)) for name in ("values", "worths")),
    sa.bindparam("accounts", type_=ARRAY(sa.Text)),
    sa.bindparam("amounts", type_=ARRAY(sa.BigInteger)),
)


def sell(
    session: Session,
    draft: DraftBill,
    command: IssueBill,
    *,
    by: Actor,
    at: datetime,
    delivered: Sequence[int] | None = None,
    supplied: bool = False,
) -> Bill:
    """Make and issue a bill. One event, ``bill.issued``.

    ``delivered``: the goods left stock before, at these costs in minor units line by line, and they were posted then.
    ``supplied``: what it charges was supplied before, so it is owed whoever or whatever left the shop's lists since.

    Locks the customer's balance, stock levels by product, the number series and the business's head, in this order
    and no earlier than the bill is priced. Raises ``NotFound``, ``Invalid``, ``NotOnSale``, ``OverCreditLimit``,
    ``OutOfStock``, ``BackDated``, ``SeriesFull``, ``SeriesClosed``, ``SeriesLeased``, ``BillIdTaken``.
    """
    by.require("bills.write")
    back_dated = back_dates(command.backdate_reason, by)
    business, customer, products = read_named(session, draft)
    if not (customer.active or supplied):
        raise Refused(f"{customer.name} is no longer a customer", field="customer_id")
    made = make_bill(draft, business=business, customer=customer, products=products, at=at, supplied=supplied)
    series = choose_series(
        session,
        made.document,
        command.series or draft.series,
        device_id=command.device_id or draft.device_id,
        business=business,
    )
    goods = draft.kind == "invoice"
    moves = goods_leaving(made.lines, products) if goods and delivered is None else {}
    waived, movement = False, Movement.none()
    if goods:
        waived, movement = _lock(session, made, customer, moves, products, business, command, by)
    short = short_by(session, moves.values(), day=made.business_date, today=business.today(at))
    if not back_dated:
        refuse_short_days(short)
    made = _costed(made, dict(zip(moves, movement.moved, strict=True)), products, business, delivered)
    bill_id = draft.id or new_id()
    event = {
        "kind": draft.kind, "customer_id": str(customer.id), "total_minor": made.priced.total_minor,
        **({"credit_reason": command.credit_reason} if waived else {}),
        **({"backdate_reason": command.backdate_reason} if back_dated else {}),
        **short_facts(short),
        **low_stock(movement.low),
    }  # fmt: skip
    legs = (
        [*invoice_entries(customer.id, made.priced), *stock_entries(movement.moved, "cost_of_goods")] if goods else []
    )
    entries = [entry for entry in legs if entry.amount_minor]
    values = _values(session, bill_id, draft, made, customer, entries, event, business, series, by=by, at=at) | {
        "moving": list(moves), **_moves(movement, business.currency), "delivered": delivered is not None, "back_dated": back_dated,
    }  # fmt: skip
    try:
        written = run(session, _WRITE, {**values, **{name: _json(values[name]) for name in _JSON}})
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_bills":
            raise BillIdTaken(field="id") from None
        raise
    if not written:
        raise BackDated(
            f"{values['series']} has already numbered a later day than {made.business_date}", field="business_date"
        )
    session.info["changed"] = True
    number = format_number(values["series"], values["financial_year"], written[0].last_number)
    bill = _bill(bill_id, number, written[0].line_ids, draft, made, customer, values, by=by, at=at)
    return msgspec.structs.replace(bill, warnings=[str(one) for one in short])


def _lock(
    session: Session,
    made: MadeBill,
    customer: Customer,
    moves: Mapping[int, StockMove],
    products: Mapping[UUID, Product],
    business: Business,
    command: IssueBill,
    by: Actor,
) -> tuple[bool, Movement]:
    """Lock balance and levels, then check both as they stand now and value what leaves.

    Returns whether the credit limit is set aside, and the goods' movement.
    """
    keys = {
        "business_id": business_of(session),
        "customer_id": customer.id,
        "products": list({move.product_id for move in moves.values()}),
    }
    rows = run(session, _LOCK, keys)
    now = msgspec.structs.replace(customer, balance_minor=rows[0].balance_minor, unbilled_minor=rows[0].unbilled_minor)
    waived = credit_waived(now, made.priced.total_minor, business, command, by)
    levels = [_level(row, products[row.product_id], business.currency) for row in rows if row.product_id]
    return waived, work_out(levels, list(moves.values()), business.currency)


def _level(row: Any, product: Product, currency: str) -> LockedLevel:
    level = level_of(row.on_hand, row.value_minor, row.last_cost, currency)
    return LockedLevel(product.id, product.name, level, row.allows_negative, product.cost, product.reorder_level)


def _costed(
    made: MadeBill,
    moved: Mapping[int, Moved],
    products: Mapping[UUID, Product],
    business: Business,
    delivered: Sequence[int] | None,
) -> MadeBill:
    """The bill with what its goods cost: as they leave now, or as they left before."""
    if delivered is None:
        costs = costs_of_goods(made.lines, moved, products, business.currency)
    else:
        costs = {line.position: cost for line, cost in zip(made.lines, delivered, strict=True)}
    lines = [
        msgspec.structs.replace(line, cost_minor=costs[line.position]) if line.position in costs else line
        for line in made.lines
    ]
    return msgspec.structs.replace(made, lines=lines)


def _moves(movement: Movement, currency: str) -> dict[str, Any]:
    return {
        "quantities": [move.quantity for move in movement.moves],
        "unit_costs": movement.unit_costs,
        "values": [one.value_minor for one in movement.moved],
        **level_values(movement, currency),
    }


def _values(
    session: Session,
    bill_id: UUID,
    draft: DraftBill,
    made: MadeBill,
    customer: Customer,
    entries: Sequence[Entry],
    event: Mapping[str, Any],
    business: Business,
    series: str,
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    financial_year = business.calendar.financial_year_name(made.business_date)
    return {
        "business_id": business_of(session), "bill_id": bill_id, "bill_text": str(bill_id), "kind": draft.kind, "series": series,
        "financial_year": financial_year, "prefix": format_number(series, financial_year, 0)[:-5], "customer_id": customer.id,
        "staff_id": by.user_id, "at": at, "note": draft.note, "bill_to": msgspec.to_builtins(bill_to(customer, business)),
        "ship_to": msgspec.to_builtins(made.ship_to), **made.values(),
        "lines": made.lines, "taxes": made.priced.taxes,
        "accounts": [entry.account for entry in entries], "amounts": [entry.amount_minor for entry in entries], "event": event,
    }  # fmt: skip


def _json(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value, dumps=msgspec.json.encode)


def _bill(
    bill_id: UUID,
    number: str,
    line_ids: Sequence[int],
    draft: DraftBill,
    made: MadeBill,
    customer: Customer,
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> Bill:
    """The bill just written, as ``read_bill`` would read it."""
    due = made.priced.total_minor if draft.kind == "invoice" else 0
    return Bill(
        id=bill_id, kind=draft.kind, status="issued", number=number, customer_id=customer.id, customer_name=customer.name, original_id=None,
        reference=None, issued_at=at, cancelled_date=None, charges_minor=0, allocated_minor=0, credited_minor=0, written_off_minor=0, due_minor=due, note=draft.note,
        version=1, created_at=at, series=values["series"], financial_year=values["financial_year"], cancel_reason=None, staff_id=by.user_id,
        bill_to=msgspec.convert(values["bill_to"], BillTo), ship_to=made.ship_to, tax_effect=True, **made.values(),
        lines=[
            BillLine(id=line_id, original_line_id=None, **msgspec.structs.asdict(line))
            for line_id, line in zip(line_ids, made.lines, strict=True)
        ],
        taxes=[BillTax(tax.component, tax.rate, tax.taxable_minor, tax.tax_minor) for tax in made.priced.taxes],
    )  # fmt: skip
