"""Importing sales: a file of invoice lines becomes issued bills with stock, ledger and numbers, in one transaction.

Lines are copied into temporary tables and posted by the set; each ends in the books or among the rejects with its
reason. A document is imported whole or not at all, and once: its number and a fingerprint of its lines are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.customers import add_walk_in, customer_balances, customers
from billing.events import record_event
from billing.imports.documents import Counts, NewDocument, make_papers, new_documents
from billing.imports.maps import People, SalesMap, WrongMap
from billing.imports.reading import FIELDS, Reject, UnreadableFile, read_lines
from billing.imports.staging import analyze, copy_rows, copy_tables, rows, run, set_ids
from billing.imports.summary import FATES, Made, Part, RoundedLine, SalesImport, Summary, reconcile
from billing.imports.tables import imports
from billing.imports.turns import take_turn
from billing.ledger import Entry, post
from billing.permissions import Actor
from billing.stock import OutOfStock
from billing.units import units
from munim.database import business_of
from munim.ids import new_id
from munim.money import exponent
from munim.terminal import Progress

# -- commands ----------------------------------------------------------------------------------------


class ImportSales(msgspec.Struct, frozen=True):
    """A file and what its columns are."""

    path: Path
    map: SalesMap


# -- rules -------------------------------------------------------------------------------------------


def weeks_to(last: date, today: date) -> int:
    """How many whole weeks later ``last`` falls within the seven days up to ``today``; fewer than none if it is ahead.

    >>> weeks_to(date(2011, 12, 9), date(2026, 11, 20))
    780
    """
    return (today - last).days // 7


def country_codes(names: list[tuple[str, int]], people: People) -> dict[str, str | None]:
    """ISO codes of country names as files write them: the map's own, two-letter codes, English names.

    ``names`` come with the first line that has each. Raises ``WrongMap`` for one that is none of these.
    """
    from babel import Locale  # a tenth of a second, and only imports need it

    known = {name.casefold(): code for code, name in Locale("en").territories.items() if len(code) == 2}
    codes = set(known.values())
    out: dict[str, str | None] = {}
    for name, line in names:
        code = people.countries.get(name)
        if code is None:
            code = name.upper() if name.upper() in codes else known.get(name.casefold())
        if code is None:
            raise WrongMap(
                f"line {line}: {name!r} is no country Munim knows; give its code under [people.countries]",
                field="people.countries",
            )
        out[name] = code or None
    return out


# -- operations --------------------------------------------------------------------------------------


def import_sales(
    session: Session, command: ImportSales, *, by: Actor, at: datetime, progress: Progress = lambda what, done: None
) -> SalesImport:
    """Import what is new in a file. One event; nothing at all is written when nothing is new.

    Locks, in this order: balances of the customers concerned, stock levels by product, the number series, the
    business's head. Supposed payments are labelled ``made_up``. Credit notes are set against invoices of the same
    file; what they credit beyond those is the customer's credit.

    Raises ``ImportRunning``, ``UnreadableFile``, ``WrongMap``, ``OutOfStock`` where an existing product may not go below zero,
    ``Unreconciled`` should the books not hold what the file says.
    """
    by.require("imports.write")
    business, sales_map = this_business(session), command.map
    values = {
        "business_id": business_of(session),
        "import_id": new_id(),
        "at": at,
        "today": business.today(at),
        "timezone": business.timezone,
        "scale": 10 ** exponent(business.currency),
        "credit_note_prefixes": list(sales_map.documents.credit_note_prefixes),
        "bad_debt_prefixes": list(sales_map.documents.bad_debt_prefixes),
        "services": [code.upper() for code in sales_map.goods.services],
        "tax_rate": sales_map.tax.rate_percent,
        "tax_included": sales_map.tax.included,
        "name": sales_map.people.name,
        "unit": sales_map.goods.unit,
        "unit_id": _unit(session, sales_map.goods.unit),
        "goes_negative": sales_map.goods.opening_stock == "none",
        "covers": sales_map.goods.opening_stock == "cover",
    }
    take_turn(session)
    progress("reading the file", 0.0)
    # the planner knows nothing of temporary tables' sizes; a sort of half a million lines fits in this
    session.execute(sa.text("SET LOCAL work_mem = '256MB'"))
    run(session, "staging")
    unreadable = _stage_lines(session, command, business, progress)
    shift = _shift(session, sales_map, business.today(at))
    values["shift"] = timedelta(days=shift)

    progress("sorting out documents", 0.05)
    run(session, "documents", **values)
    run(session, "rejects", **values)
    if not _anything(session):
        summary = _summary(session, command, business, shift, unreadable, Made(), values)
        reconcile(summary, minor_units=int(values["scale"]), bills_minor=0, bad_debts_minor=0)
        return SalesImport(None, summary, _rejects(session))

    progress("customers and products", 0.09)
    countries = _add_people(session, sales_map.people, values)
    added_products = _add_goods(session, values)
    progress("what every line comes to", 0.12)
    run(session, "entries", **values)
    walk_in = _walk_in(session, sales_map.people, at)
    _lock(session, values, walk_in)
    if not values["covers"]:
        _refuse_negative_stock(session, values)
    progress("numbers and settlement", 0.19)
    found = new_documents(session, business)
    counts = make_papers(
        session, found, business=business, walk_in=walk_in, countries=countries, rule=sales_map.settlement
    )
    opening_date = min(
        business.calendar.business_date(one.at.replace(tzinfo=ZoneInfo(business.timezone))) for one in found
    ) - timedelta(days=1)
    values["opening_date"] = opening_date
    values["opening_at"] = datetime.combine(opening_date, time(12), ZoneInfo(business.timezone))
    for what, done, name in _POSTING:
        progress(what, done)
        run(session, name, **values)
    progress("reconciling", 0.95)
    _post_goods_that_left(session, values, at=at, today=business.today(at))
    bad_debts = _post_bad_debts(session, walk_in, found)
    summary = _summary(
        session, command, business, shift, unreadable, _made(session, counts, bad_debts, added_products), values
    )
    _keep(session, command, summary, values, by=by)
    reconcile(
        summary, minor_units=int(values["scale"]), bills_minor=_booked(session, values), bad_debts_minor=sum(bad_debts)
    )
    data = {
        "source": summary.source,
        "lines": summary.input.lines,
        "booked_minor": summary.booked_minor,
        **msgspec.to_builtins(summary.made),
    }
    record_event(
        session, "import.finished", "import", values["import_id"], data, by=by, at=at, business_date=business.today(at)
    )
    progress("done", 1.0)
    return SalesImport(values["import_id"], summary, _rejects(session))


# What is posted, in order: words for the progress, the share done before it, the statements.
_POSTING: Final = (
    ("bills, lines and stock moves", 0.24, "bills"),
    ("stock levels", 0.83, "stock"),
    ("payments", 0.86, "payments"),
    ("ledger", 0.89, "ledger"),
)


def _stage_lines(session: Session, command: ImportSales, business: Business, progress: Progress) -> int:
    """Copy the file into the staging tables; returns how many lines cannot be read. Raises when none can."""
    lines, rejects = 0, list[Reject]()

    def typed() -> Iterator[pa.Table]:
        nonlocal lines
        for batch in read_lines(command.path, command.map, timezone=business.timezone):
            lines += len(batch.typed)
            rejects.extend(batch.rejects)
            yield batch.typed.select(["line", *FIELDS])
            progress("reading the file", 0.05 * batch.done)

    copy_tables(session, "import_lines", typed())
    if not lines:
        why = f"; line {rejects[0].line}: {rejects[0].reason}" if rejects else ""
        raise UnreadableFile(f"no line of {command.path.name} can be imported{why}", field="file")
    copy_rows(session, "import_rejects", (msgspec.structs.astuple(reject) for reject in rejects))
    analyze(session, "import_lines")
    return len(rejects)


def _shift(session: Session, sales_map: SalesMap, today: date) -> int:
    """By how many days the file's dates are moved."""
    if sales_map.dates.shift == "none":
        return 0
    last: datetime = session.execute(sa.text("SELECT max(at) FROM import_lines")).scalar_one()
    return 7 * weeks_to(last.date(), today)


def _anything(session: Session) -> bool:
    return bool(
        session.execute(
            sa.text("SELECT EXISTS (SELECT FROM import_documents WHERE problem IS NULL AND NOT is_repeat)")
        ).scalar_one()
    )


def _unit(session: Session, code: str) -> int:
    found = session.execute(
        sa.select(units.c.id).where(
            units.c.business_id == business_of(session), sa.func.lower(units.c.code) == code.lower()
        )
    ).scalar_one_or_none()
    if found is None:
        raise WrongMap(f"there is no unit {code!r} in this business", field="goods.unit")
    return int(found)


def _add_people(session: Session, people: People, values: dict[str, object]) -> dict[str, str | None]:
    """Add the customers the books lack; returns the codes of the countries the documents name."""
    run(session, "customers", **values)
    found = session.execute(
        sa.text(
            "SELECT country, min(first_line) FROM import_documents WHERE country IS NOT NULL GROUP BY country ORDER BY 2"
        )
    )
    countries = country_codes([(name, line) for name, line in found], people)
    session.execute(
        sa.text(
            "UPDATE import_customers SET country = code FROM unnest(:names, :codes) AS known(name, code) WHERE country = known.name"
        ).bindparams(
            sa.bindparam("names", list(countries), type_=sa.ARRAY(sa.Text)),
            sa.bindparam("codes", list(countries.values()), type_=sa.ARRAY(sa.Text)),
        )
    )
    new = session.execute(sa.text("SELECT reference FROM import_customers WHERE is_new ORDER BY reference")).scalars()
    set_ids(session, "import_customers", "reference", {reference: new_id() for reference in new})
    run(session, "people", **values)
    return countries


def _add_goods(session: Session, values: dict[str, object]) -> int:
    """Add the products the books lack; returns how many."""
    run(session, "products", **values)
    new = session.execute(sa.text("SELECT product FROM import_products WHERE is_new ORDER BY product")).scalars().all()
    set_ids(session, "import_products", "product", {product: new_id() for product in new})
    run(session, "goods", **values)
    analyze(session, "import_products")
    return len(new)


def _walk_in(session: Session, people: People, at: datetime) -> UUID:
    """The customer of sales to nobody, renamed if the map says so; made if the business has none."""
    here = (customers.c.business_id == business_of(session)) & customers.c.is_walk_in
    found = session.execute(
        sa.select(customers.c.id).where(here).order_by(customers.c.created_at, customers.c.id).limit(1)
    ).scalar_one_or_none()
    walk_in: UUID = found or add_walk_in(session, at=at)
    if people.walk_in:
        session.execute(
            sa.update(customers)
            .where(
                customers.c.business_id == business_of(session),
                customers.c.id == walk_in,
                customers.c.name != people.walk_in,
            )
            .values(name=people.walk_in, version=customers.c.version + 1)
        )
    return walk_in


def _lock(session: Session, values: dict[str, object], walk_in: UUID) -> None:
    """Lock what the import changes in the order every operation does: balances, then stock levels."""
    concerned = sa.text("SELECT id FROM import_customers").columns(id=sa.Uuid).subquery()
    session.execute(
        sa.select(customer_balances.c.customer_id)
        .where(
            customer_balances.c.business_id == values["business_id"],
            (customer_balances.c.customer_id == walk_in)
            | customer_balances.c.customer_id.in_(sa.select(concerned.c.id)),
        )
        .order_by(customer_balances.c.customer_id)
        .with_for_update()
    )
    session.execute(
        sa.text("""SELECT FROM stock_levels WHERE business_id = :business_id AND product_id IN (SELECT id FROM import_products)
                   ORDER BY product_id FOR UPDATE"""),
        {"business_id": values["business_id"]},
    )


def _refuse_negative_stock(session: Session, values: dict[str, object]) -> None:
    found = session.execute(
        sa.text("""SELECT p.sku, level.on_hand, sum(e.moved) AS moved
                   FROM import_entries e JOIN import_products p USING (product)
                   JOIN stock_levels level ON level.business_id = :business_id AND level.product_id = p.id
                   WHERE NOT level.allows_negative GROUP BY p.sku, level.on_hand HAVING level.on_hand + sum(e.moved) < 0 ORDER BY p.sku LIMIT 1"""),
        {"business_id": values["business_id"]},
    ).one_or_none()
    if found is not None:
        raise OutOfStock(
            f"only {found.on_hand.normalize():f} of {found.sku} in stock, the file takes {-found.moved.normalize():f}; "
            "allow it to go negative, or let the map's opening_stock cover it",
            field="goods.opening_stock",
        )


def _post_goods_that_left(session: Session, values: dict[str, object], *, at: datetime, today: date) -> None:
    """Post what the import took from the worth of goods that were here before it."""
    left = -int(session.execute(sa.text("SELECT coalesce(sum(value_minor), 0) FROM import_worth")).scalar_one())
    legs = [Entry("cost_of_goods", left), Entry("inventory", -left)]
    post(session, "stock", cast(UUID, values["import_id"]), legs, business_date=today, at=at, narration="Import")


def _post_bad_debts(session: Session, walk_in: UUID, found: list[NewDocument]) -> list[int]:
    """Post each bad-debt document and return their amounts: negative writes a debt off, positive brings one back."""
    written = {document: (amount, text) for document, amount, text in session.execute(_BAD_DEBTS)}
    dates = (
        {
            document: (day, at)
            for document, day, at in session.execute(sa.text("SELECT document, business_date, at FROM import_dates"))
        }
        if written
        else {}
    )
    out: list[int] = []
    for one in found:
        if one.document not in written:
            continue
        minor, text = written[one.document]
        day, at = dates[one.document]
        customer_id = one.customer_id or walk_in
        legs = [Entry("receivable", minor, customer_id=customer_id), Entry("bad_debts", -minor)]
        post(
            session,
            "bad_debt",
            customer_id,
            legs,
            business_date=day,
            at=at,
            narration=f"{one.reference} {text or ''}".strip(),
        )
        out.append(minor)
    return out


_BAD_DEBTS: Final = sa.text(
    "SELECT document, sum(signed_minor)::bigint, min(remark) FROM import_entries WHERE entry = 'bad_debt' GROUP BY document"
)


def _booked(session: Session, values: dict[str, object]) -> int:
    """What the bills of this import come to in the books, less its credit notes, in the prices' terms of tax."""
    amount = "total_minor" if values["tax_included"] else "taxable_minor"
    signed = f"coalesce(sum(CASE kind WHEN 'invoice' THEN {amount} ELSE -{amount} END), 0)"
    where = "business_id = :business_id AND import_id = :import_id"
    return int(
        session.execute(
            sa.text(f"SELECT {signed} FROM bills WHERE {where}"), {k: values[k] for k in ("business_id", "import_id")}
        ).scalar_one()
    )


def _made(session: Session, counts: Counts, bad_debts: list[int], products: int) -> Made:
    added = session.execute(sa.text("SELECT count(*) FROM import_customers WHERE is_new")).scalar_one()
    opened = session.execute(sa.text("SELECT count(*) FROM import_stock WHERE opening > 0")).scalar_one()
    return Made(
        counts.invoices, counts.credit_notes, len(bad_debts), added, products, counts.receipts, counts.refunds, opened
    )


def _summary(
    session: Session,
    command: ImportSales,
    business: Business,
    shift: int,
    unreadable: int,
    made: Made,
    values: dict[str, object],
) -> Summary:
    whole = session.execute(
        sa.text(
            "SELECT count(*), (SELECT count(*) FROM import_documents), sum(quantity), sum(quantity * price) FROM import_lines"
        )
    ).one()
    fates = {row.fate: Part(*row[1:]) for row in rows(session, "left_out", **values)}
    rounded: list[RoundedLine] = []
    if made != Made():
        fates |= {row.fate: Part(*row[1:]) for row in rows(session, "imported", **values)}
        rounded = [
            RoundedLine(row.line, row.reference, row.exact, row.booked_minor)
            for row in rows(session, "rounded", **values)
        ]
    booked = Decimal(sum(line.booked_minor for line in rounded)).scaleb(-exponent(business.currency))
    return Summary(
        source=command.path.name,
        currency=business.currency,
        shift_days=shift,
        input=Part(*whole),
        parts={fate: fates.get(fate, Part()) for fate in FATES},
        unreadable=unreadable,
        rounding=booked - sum((line.exact for line in rounded), Decimal(0)),
        rounded=rounded,
        made=made,
    )


def _keep(session: Session, command: ImportSales, summary: Summary, values: dict[str, object], *, by: Actor) -> None:
    """Store the import and its documents' fingerprints."""
    with command.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").digest()
    session.execute(
        sa.insert(imports).values(
            business_id=values["business_id"],
            id=values["import_id"],
            kind="sales",
            source=summary.source,
            sha256=sha256,
            shift_days=summary.shift_days,
            summary=msgspec.to_builtins(summary),
            actor_id=by.user_id,
            started_at=values["at"],
            finished_at=sa.func.clock_timestamp(),
        )
    )
    session.execute(
        sa.text("""INSERT INTO imported_documents (business_id, reference, import_id, kind, lines, fingerprint)
                   SELECT :business_id, reference, :import_id, kind, lines, fingerprint FROM import_documents WHERE problem IS NULL AND NOT is_repeat"""),
        {"business_id": values["business_id"], "import_id": values["import_id"]},
    )


def _rejects(session: Session) -> list[Reject]:
    return [Reject(*row) for row in session.execute(sa.text("SELECT * FROM import_rejects ORDER BY line"))]
