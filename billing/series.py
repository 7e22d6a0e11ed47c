"""Series of document numbers: one per kind of document, counter and device (RULES N4, N5).

A document that names no series is numbered in the shop's default one of its kind (``numbering.default_series``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, businesses, this_business
from billing.events import record_event
from billing.listing import Listing, Page, page
from billing.numbering import (
    SUFFIXES,
    SeriesFull,
    capacity,
    check_series,
    default_series,
    kinds_of_series,
    named,
    number_series,
)
from billing.permissions import Actor
from munim.database import business_of, instant, one_of, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.text import Code, Line

STATUSES: Final = ("open", "closed")

# -- tables ------------------------------------------------------------------------------------------

document_series = tenant_table(
    "document_series",
    uuid_id(),
    sa.Column("kind", sa.Text, nullable=False, comment="the kind of document it numbers"),
    sa.Column("code", sa.String(6), nullable=False, comment="as its numbers print it"),
    sa.Column("counter", sa.Text, nullable=False, comment="the counter it is kept at, in the shop's words"),
    sa.Column(
        "device_id", sa.Uuid, comment="the one device that may number in it; empty: no device, the counter itself"
    ),
    instant("leased_at", nullable=True),
    sa.Column("status", sa.Text, nullable=False, server_default=sa.text("'open'")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    one_of("kind", tuple(SUFFIXES)),
    one_of("status", STATUSES),
    sa.CheckConstraint("(device_id IS NULL) = (leased_at IS NULL)", name="lease_is_dated"),
    sa.CheckConstraint("status = 'open' OR device_id IS NULL", name="closed_is_free"),
    sa.Index("uq_document_series_code", "business_id", "code", unique=True),
    comment="One row per series that a shop opened beside its default ones",
    mirrored=True,
)

# -- commands ----------------------------------------------------------------------------------------


class OpenSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A series to open. ``yearly``: how many documents a year it should last for."""

    kind: Code
    code: Code
    counter: Line
    yearly: int = 99_999
    id: UUID | None = None


class LeaseSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The device that is to number in it alone."""

    device_id: UUID


# -- rules -------------------------------------------------------------------------------------------


class SeriesTaken(Conflict):
    """This series is in use already."""

    code = "series_taken"


class SeriesLeased(Conflict):
    """Another device numbers in this series."""

    code = "series_leased"


class SeriesClosed(Refused):
    """This series is closed."""

    code = "series_closed"


def _check_set_up(command: OpenSeries, business: Business) -> None:
    if command.kind not in SUFFIXES:
        raise Invalid(f"{command.kind!r} is not numbered; offered: {', '.join(SUFFIXES)}", field="kind")
    if not command.counter.strip():
        raise Invalid("say which counter the series is for", field="counter")
    if command.yearly < 1:
        raise Invalid("yearly is 1 or more", field="yearly")
    room = capacity(command.code)
    if room < command.yearly:
        raise SeriesFull(
            f"numbers of {command.code} end at {room} a year, before {command.yearly}", field="code", capacity=room
        )
    check_series(command.code, field="code")
    for kind in SUFFIXES:
        if default_series(kind, business.invoice_prefix) == command.code:
            raise SeriesTaken(f"{command.code} is the shop's own series of {named(kind)}", field="code", kind=kind)


# -- operations --------------------------------------------------------------------------------------


def open_series(session: Session, command: OpenSeries, *, by: Actor, at: datetime) -> Series:
    """Open a series for one kind of document at one counter.

    Its counter row is made at once, so that the series is known before its first number. Locks the business's settings,
    from whose prefix the default series are made. Raises ``Invalid``, ``WrongSeries``, ``SeriesTaken`` when another
    document is or was numbered so, ``SeriesFull`` with how many numbers the series could hold (N6).
    """
    by.require("series.write")
    business_id = business_of(session)
    session.execute(
        sa.select(businesses.c.business_id)
        .where(businesses.c.business_id == business_id)
        .with_for_update(key_share=True)
    )
    business = this_business(session)
    _check_set_up(command, business)
    if command.code in kinds_of_series(session, [command.code]):
        raise SeriesTaken(f"{command.code} has numbered documents already", field="code")
    series_id, today = command.id or new_id(), business.today(at)
    try:
        session.execute(
            sa.insert(document_series).values(
                business_id=business_id, id=series_id, kind=command.kind, code=command.code, counter=command.counter, created_at=at
            )
        )  # fmt: skip
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "pk_document_series":
                raise Conflict("this id is already a series", field="id") from None
            case "uq_document_series_code":
                raise SeriesTaken(f"{command.code} is open already", field="code") from None
        raise
    year = business.calendar.financial_year_name(today)
    session.execute(
        sa.insert(number_series).values(
            business_id=business_id, kind=command.kind, series=command.code, financial_year=year
        )
    )
    data = {"kind": command.kind, "code": command.code, "counter": command.counter}
    record_event(session, "series.opened", "series", series_id, data, by=by, at=at, business_date=today)
    return read_series(session, series_id)


def lease_series(session: Session, series_id: UUID, command: LeaseSeries, *, by: Actor, at: datetime) -> Series:
    """Give an open series to one device: from now on it alone numbers in it (N5). The same device may ask again.

    Locks the series. Raises ``NotFound``, ``SeriesClosed``, ``SeriesLeased`` while another device has it.
    """
    by.require("series.write")
    series = _lock(session, series_id)
    if series.device_id == command.device_id:
        return series
    if series.device_id is not None:
        raise SeriesLeased(f"{series.code} is leased to another device: release it first", field="device_id")
    return _change(session, series, "leased", {"device_id": command.device_id, "leased_at": at}, by=by, at=at)


def release_series(session: Session, series_id: UUID, *, by: Actor, at: datetime) -> Series:
    """Take a series back from its device, once nothing waits on that device to be sent.

    Locks the series. Raises ``NotFound``, ``SeriesClosed``.
    """
    by.require("series.write")
    series = _lock(session, series_id)
    if series.device_id is None:
        return series
    return _change(session, series, "released", {"device_id": None, "leased_at": None}, by=by, at=at)


def close_series(session: Session, series_id: UUID, *, by: Actor, at: datetime) -> Series:
    """Number nothing more in a series; what it numbered stands, and its code is never used again.

    Locks the series. Raises ``NotFound``, ``SeriesClosed``, ``SeriesLeased`` while a device has it.
    """
    by.require("series.write")
    series = _lock(session, series_id)
    if series.device_id is not None:
        raise SeriesLeased(f"{series.code} is leased to a device: release it first")
    return _change(session, series, "closed", {"status": "closed"}, by=by, at=at)


def choose_series(session: Session, kind: str, asked: str | None, *, device_id: UUID | None, business: Business) -> str:
    """The series a document of ``kind`` is numbered in: the one asked for, else the shop's default, which needs no read.

    A leased series is for its device alone, one that is not leased for none (N5). Locks the series against being leased,
    released or closed meanwhile. Raises ``NotFound``, ``SeriesClosed``, ``SeriesLeased``.
    """
    default = default_series(kind, business.invoice_prefix)
    if asked is None or asked == default:
        return default
    row = session.execute(
        sa.select(document_series.c.status, document_series.c.device_id)
        .where(
            document_series.c.business_id == business_of(session),
            document_series.c.code == asked,
            document_series.c.kind == kind,
        )
        .with_for_update(read=True)
    ).one_or_none()
    if row is None:
        raise NotFound(f"there is no series {asked} of {named(kind)}", field="series")
    if row.status != "open":
        raise SeriesClosed(f"{asked} is closed", field="series")
    if row.device_id != device_id:
        raise SeriesLeased(
            f"{asked} is leased to another device"
            if row.device_id
            else f"{asked} is leased to no device: lease it first",
            field="series",
        )
    return asked


def _lock(session: Session, series_id: UUID) -> Series:
    session.execute(
        sa.select(document_series.c.id)
        .where(document_series.c.business_id == business_of(session), document_series.c.id == series_id)
        .with_for_update()
    )
    series = read_series(session, series_id)
    if series.status == "closed":
        raise SeriesClosed(f"{series.code} is closed")
    return series


def _change(session: Session, series: Series, act: str, values: dict[str, Any], *, by: Actor, at: datetime) -> Series:
    session.execute(
        sa.update(document_series)
        .where(document_series.c.business_id == business_of(session), document_series.c.id == series.id)
        .values(**values, version=series.version + 1)
    )
    device_id = values.get("device_id") or series.device_id
    data = {"kind": series.kind, "code": series.code, **({"device_id": str(device_id)} if device_id else {})}
    today = this_business(session).today(at)
    record_event(session, f"series.{act}", "series", series.id, data, by=by, at=at, business_date=today)
    return read_series(session, series.id)


# -- reads -------------------------------------------------------------------------------------------


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A series the shop opened; ``capacity`` is how many numbers it has a year."""

    id: UUID
    kind: str
    code: str
    counter: str
    device_id: UUID | None
    leased_at: datetime | None
    status: str
    capacity: int
    version: int
    created_at: datetime


_COLUMNS = [document_series.c[name] for name in Series.__struct_fields__ if name != "capacity"]


def _shape(row: sa.Row[Any]) -> Series:
    values = {column.name: row._mapping[column.name] for column in _COLUMNS}
    return Series(**values, capacity=capacity(values["code"]))


def read_series(session: Session, series_id: UUID) -> Series:
    """One series. Raises ``NotFound``."""
    row = session.execute(
        sa.select(*_COLUMNS).where(
            document_series.c.business_id == business_of(session), document_series.c.id == series_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such series")
    return _shape(row)


def list_series(session: Session, listing: Listing, *, by: Actor) -> Page[Series]:
    """The series the shop opened, by code; filters kind, status, device_id."""
    by.require("bills.read")
    return page(
        session,
        sa.select(*_COLUMNS).where(document_series.c.business_id == business_of(session)),
        listing,
        sorts={"code": document_series.c.code, "created_at": document_series.c.created_at},
        id_column=document_series.c.id,
        filters={
            "kind": lambda text: document_series.c.kind == text,
            "status": lambda text: document_series.c.status == text,
            "device_id": lambda text: document_series.c.device_id == UUID(text),
        },
        shape=_shape,
    )
