"""The rows of returns: what the books hold of a period, read set-based and once, as the sections will file it.

A return shows the documents dated in its period as they stood at the period's end. One cancelled by then is counted among
the documents issued and nowhere else; one cancelled later still stands in the return of its own period, as it stands in
that period's ledger, and is an amendment of the period it was cancelled in (``read_late_cancellations``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from billing.gst.place import EXPORTS
from billing.gst.states import ABROAD
from billing.returns.quantities import NOT_APPLICABLE, is_service, quantity_code
from munim.database import business_of
from munim.days import Period

Supply = Literal["intra", "inter"]

# -- what sections are made of -----------------------------------------------------------------------

# ``gc=False``: a hundred thousand documents hold nothing that holds them, so the collector need not look for it.


class RateValue(msgspec.Struct, frozen=True, gc=False):
    """Taxable value and tax at one rate, in paise. Of a reverse-charge document the tax is what the buyer will pay."""

    rate: Decimal
    taxable_minor: int
    igst_minor: int = 0
    cgst_minor: int = 0
    sgst_minor: int = 0
    cess_minor: int = 0

    def plus(self, other: RateValue, sign: int = 1) -> RateValue:
        """Both together, or with ``sign`` -1 the difference, at this one's rate."""
        return RateValue(
            self.rate,
            self.taxable_minor + sign * other.taxable_minor,
            self.igst_minor + sign * other.igst_minor,
            self.cgst_minor + sign * other.cgst_minor,
            self.sgst_minor + sign * other.sgst_minor,
            self.cess_minor + sign * other.cess_minor,
        )


class Filed(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A document as the sections that list documents file it; amounts of a credit note are positive, as on paper."""

    number: str
    day: date
    value_minor: int
    place: str
    recipient: str
    note: Literal["C", "D"] | None = None  # a credit or debit note
    gstin: str | None = None
    reverse_charge: bool = False
    rates: tuple[RateValue, ...] = ()  # ascending; empty where nothing is taxable


class Original(msgspec.Struct, frozen=True, gc=False):
    """The invoice that a note corrects."""

    number: str
    day: date
    value_minor: int


class Document(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A document of the books with what decides its section. Untaxed values are of lines that are no zero-rated supply."""

    bill_id: UUID
    document: str
    name: str
    supply: Supply | None  # None: made before the business was registered
    cancelled_on: date | None
    original: Original | None
    nil_minor: int
    exempt_minor: int
    non_gst_minor: int
    has_components: bool  # no tax, or tax told apart as GST
    tax_effect: bool = True  # False: a credit note that takes no tax back, being too late for it (RULES G4)
    supply_date: date | None = None  # where that is another day than the document's
    filed: Filed

    @property
    def sign(self) -> int:
        """-1 for what takes away, else 1."""
        return -1 if self.filed.note == "C" else 1

    @property
    def registered(self) -> bool:
        """Whether the buyer has a GSTIN; who buys from abroad has none."""
        return self.filed.recipient not in _WITHOUT_GSTIN


class StateValue(msgspec.Struct, frozen=True):
    """What was supplied to small buyers of one place at one rate, notes netted (table 7)."""

    supply: Supply
    place: str
    value: RateValue


class NilValue(msgspec.Struct, frozen=True):
    """What was supplied without tax to one kind of buyer, notes netted (table 8)."""

    supply: Supply
    registered: bool
    nil_minor: int
    exempt_minor: int
    non_gst_minor: int


class HsnValue(msgspec.Struct, frozen=True, kw_only=True):
    """What was supplied of one HSN, unit and rate, notes netted (table 12). ``quantity`` has two decimals, none of a service."""

    registered: bool | None  # None before the table told buyers apart
    hsn: str
    description: str
    unit: str
    quantity: Decimal
    value: RateValue


class IssuedRange(msgspec.Struct, frozen=True, kw_only=True):
    """Consecutive numbers of one nature of document (table 13): total = last - first + 1 (RULES N7)."""

    nature: int
    first: str
    last: str
    total: int
    cancelled: int


class AdvanceValue(msgspec.Struct, frozen=True):
    """Advances received or adjusted, by place and rate (table 11); the value is the advance without its tax."""

    supply: Supply
    place: str
    value: RateValue


class OperatorValue(msgspec.Struct, frozen=True):
    """Supplies through one e-commerce operator (table 14), who collects (section 52) or pays (section 9(5)) tax on them."""

    operator_gstin: str
    pays: bool
    value: RateValue


# -- reads -------------------------------------------------------------------------------------------

# One line of a bill as the returns see it. Zero-rated supplies are listed whatever their goods are; without payment their
# rate is nil. Under reverse charge a bill carries no tax: what the buyer will pay is worked out as the seller's would be,
# each component on the line's taxable value, half up (RULES T1).
_LINES: Final = """
document AS (
    SELECT b.*, b.recipient LIKE 'export%' OR b.recipient LIKE 'sez%' AS zero_rated,
           b.reverse_charge AND b.recipient NOT IN ('b2c', 'export_with_payment', 'export_without_payment') AS reversed
    FROM bills b
    WHERE b.business_id = :business_id AND b.status <> 'draft' AND b.kind <> 'quotation' AND {which}
), line AS (
    SELECT l.bill_id, l.hsn, l.unit, l.description, l.quantity, l.taxable_minor, b.recipient, b.kind,
           CASE WHEN b.zero_rated THEN 'taxable' ELSE l.tax_treatment END AS treatment,
           CASE WHEN l.tax_treatment <> 'taxable' OR b.recipient LIKE '%without_payment' THEN 0 ELSE l.tax_rate END AS rate,
           CASE WHEN b.reversed AND b.supply = 'inter' AND l.tax_treatment = 'taxable'
                THEN round(l.taxable_minor * l.tax_rate / 100)::bigint ELSE l.igst_minor END AS igst_minor,
           CASE WHEN b.reversed AND b.supply = 'intra' AND l.tax_treatment = 'taxable'
                THEN round(l.taxable_minor * l.tax_rate / 200)::bigint ELSE l.cgst_minor END AS half_minor,
           CASE WHEN b.reversed AND l.tax_treatment = 'taxable'
                THEN round(l.taxable_minor * l.cess_rate / 100)::bigint ELSE l.cess_minor END AS cess_minor
    FROM document b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
)
"""
# One row a document, its rates in one text: it is the number of values sent that takes the time, and arrays most of all.
_DOCUMENTS: Final = """
WITH {lines}, rated AS (
    SELECT bill_id, treatment, (rate * 10000)::bigint AS rate, sum(taxable_minor)::bigint AS taxable_minor,
           sum(igst_minor)::bigint AS igst_minor, sum(half_minor)::bigint AS half_minor, sum(cess_minor)::bigint AS cess_minor
    FROM line GROUP BY bill_id, treatment, rate
), summed AS (
    SELECT bill_id,
           to_json(array_agg(ARRAY[rate, taxable_minor, igst_minor, half_minor, cess_minor] ORDER BY rate)
               FILTER (WHERE treatment = 'taxable'))::text AS rates,
           coalesce(sum(taxable_minor) FILTER (WHERE treatment = 'nil'), 0)::bigint AS nil_minor,
           coalesce(sum(taxable_minor) FILTER (WHERE treatment = 'exempt'), 0)::bigint AS exempt_minor,
           coalesce(sum(taxable_minor) FILTER (WHERE treatment = 'non_gst'), 0)::bigint AS non_gst_minor
    FROM rated GROUP BY bill_id
)
SELECT b.id, b.kind, b.document, b.number, b.business_date, b.total_minor, b.tax_minor, b.recipient, b.supply,
       b.place_of_supply, b.reversed, b.cancelled_date, b.tax_effect, b.supply_date, upper(b.bill_to->>'gstin'),
       b.bill_to->>'name', b.original_id, r.rates, r.nil_minor, r.exempt_minor, r.non_gst_minor
FROM document b JOIN summed r ON r.bill_id = b.id
"""
_ORIGINALS: Final = """
WITH {lines} SELECT o.id, o.number, o.business_date, o.total_minor
FROM document b JOIN bills o ON o.business_id = b.business_id AND o.id = b.original_id
"""
_IN_PERIOD: Final = "b.business_date >= :start AND b.business_date < :end"
_CANCELLED_LATE: Final = "b.business_date < :start AND b.cancelled_date >= :start AND b.cancelled_date < :end"
_AT_A_TIME: Final = 5_000  # rows fetched from the server at once


def read_documents(session: Session, period: Period) -> Iterator[Document]:
    """Every numbered document dated in the period, quotations aside, streamed: no more than a few thousand are held here."""
    return _documents(session, period, _IN_PERIOD)


def read_late_cancellations(session: Session, period: Period) -> list[Document]:
    """The documents of earlier periods that were cancelled in this one: their own return stands, and this one amends it."""
    return list(_documents(session, period, _CANCELLED_LATE))


def _documents(session: Session, period: Period, which: str) -> Iterator[Document]:
    # a server-side cursor is planned for its first rows unless it is said that all will be read; a month's documents fit
    # in memory, and the server's default would sort them on its disk
    session.execute(
        sa.text("SELECT set_config('cursor_tuple_fraction', '1', true), set_config('work_mem', '64MB', true)")
    )
    lines = _LINES.format(which=which)
    bounds = _bounds(session, period)
    originals = {
        original_id: Original(number, day, total)
        for original_id, number, day, total in session.execute(sa.text(_ORIGINALS.format(lines=lines)), bounds)
    }
    found = session.execute(
        sa.text(_DOCUMENTS.format(lines=lines)), bounds, execution_options={"yield_per": _AT_A_TIME}
    )
    for row in found:
        yield _document(row, originals)


def _bounds(session: Session, period: Period) -> dict[str, Any]:
    return {"business_id": business_of(session), "start": period.start, "end": period.end}


def _document(row: Sequence[Any], originals: Mapping[UUID, Original]) -> Document:
    (
        bill_id, kind, document, number, day, total, tax, recipient, supply, place, reverse_charge, cancelled_on, tax_effect,
        supply_date, gstin, name, original_id, rated, nil, exempt, non_gst,
    ) = row  # fmt: skip
    rates = tuple(
        RateValue(_percent(rate), taxable, igst, half, half, cess)
        for rate, taxable, igst, half, cess in (_RATED.decode(rated) if rated else ())
    )
    return Document(
        bill_id=bill_id,
        document=document,
        name=name or "",
        supply=supply if recipient else None,
        cancelled_on=cancelled_on,
        original=originals.get(original_id),
        nil_minor=nil,
        exempt_minor=exempt,
        non_gst_minor=non_gst,
        has_components=tax == 0 or any(one.igst_minor or one.cgst_minor or one.cess_minor for one in rates),
        tax_effect=tax_effect,
        supply_date=supply_date,
        filed=Filed(
            number=number,
            day=day,
            value_minor=total,
            place=ABROAD if recipient in EXPORTS else place or "",
            recipient=recipient or "",
            note=_NOTES.get(kind),
            gstin=None if recipient in _WITHOUT_GSTIN else gstin or "",
            reverse_charge=bool(reverse_charge),
            rates=rates,
        ),
    )


_NOTES: Final[dict[str, Literal["C", "D"]]] = {"credit_note": "C", "debit_note": "D"}
_RATED: Final = msgspec.json.Decoder(list[tuple[int, int, int, int, int]])
_WITHOUT_GSTIN: Final = ("b2c", *EXPORTS)


@cache
def _percent(ten_thousandths: int) -> Decimal:
    """A rate as it was sent: 180000 is 18."""
    return plain(Decimal(ten_thousandths).scaleb(-4))


def plain(number: Decimal) -> Decimal:
    """A number without closing zeros and never with an exponent: 18.0000 is 18, 40 stays 40."""
    short = number.normalize()
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]  # it is finite


# A debit note raises the price of goods that were counted with their invoice.
_HSN: Final = """
WITH {lines}
SELECT line.recipient NOT IN ('b2c', 'export_with_payment', 'export_without_payment') AS registered, coalesce(line.hsn, ''),
       line.unit, line.rate, line.treatment,
       min(line.description COLLATE "C"),
       sum(CASE line.kind WHEN 'credit_note' THEN -line.quantity WHEN 'debit_note' THEN 0 ELSE line.quantity END),
       {sums}
FROM line
GROUP BY registered, coalesce(line.hsn, ''), line.unit, line.rate, line.treatment
"""


class HsnGroup(msgspec.Struct, frozen=True):
    """Lines of one HSN, unit as printed, rate and treatment, notes netted: what table 12 and its defects are made from."""

    registered: bool
    hsn: str
    unit: str | None
    treatment: str
    description: str
    quantity: Decimal
    value: RateValue


def read_hsn(session: Session, period: Period) -> list[HsnGroup]:
    """The lines of the period's documents that stand at its end, summed up by the server."""
    names = ("taxable_minor", "igst_minor", "half_minor", "half_minor", "cess_minor")
    sums = ", ".join(f"sum(CASE line.kind WHEN 'credit_note' THEN -{name} ELSE {name} END)::bigint" for name in names)
    standing = f"{_IN_PERIOD} AND (b.cancelled_date IS NULL OR b.cancelled_date >= :end) AND b.recipient IS NOT NULL AND b.tax_effect"
    statement = _HSN.format(lines=_LINES.format(which=standing), sums=sums)
    found = session.execute(sa.text(statement), _bounds(session, period))
    return [
        HsnGroup(registered, hsn, unit, treatment, description, quantity, RateValue(plain(rate), *values))
        for registered, hsn, unit, rate, treatment, description, quantity, *values in found
    ]


def hsn_values(groups: list[HsnGroup], *, split: bool) -> list[HsnValue]:
    """Table 12 from its groups: units as the portal knows them; ``split``: told apart by buyer.

    Where a line shows no HSN, which some sellers' bills to consumers need not (RULES T10), the table has no row for it.
    """
    rows: dict[tuple[bool | None, str, str, Decimal], HsnValue] = {}
    for group in groups:
        if not group.hsn:
            continue
        service = is_service(group.hsn)
        unit = NOT_APPLICABLE if service else quantity_code(group.unit) or "OTH"
        row = HsnValue(
            registered=group.registered if split else None,
            hsn=group.hsn,
            description=group.description[:30].strip(),
            unit=unit,
            quantity=Decimal("0.00") if service else group.quantity,
            value=group.value,
        )
        key = (row.registered, row.hsn, row.unit, row.value.rate)
        if (other := rows.get(key)) is not None:
            row = msgspec.structs.replace(
                row,
                description=min(row.description, other.description),
                quantity=row.quantity + other.quantity,
                value=other.value.plus(row.value),
            )
        rows[key] = row
    hundredth = Decimal("0.01")
    return [
        msgspec.structs.replace(row, quantity=row.quantity.quantize(hundredth, rounding=ROUND_HALF_UP))
        for row in rows.values()
    ]


_SUSPECTS: Final = """
SELECT b.id, b.number, l.position, l.description, coalesce(l.hsn, ''), l.unit,
       b.recipient NOT IN ('b2c', 'export_with_payment', 'export_without_payment')
FROM bills b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
WHERE b.business_id = :business_id AND b.status = 'issued' AND b.kind <> 'quotation' AND b.recipient IS NOT NULL
  AND b.business_date >= :start AND b.business_date < :end
  AND (coalesce(l.hsn, '') = ANY(:hsns) OR coalesce(l.unit, '') = ANY(:units))
ORDER BY b.business_date, b.number, l.position LIMIT :most
"""


class LineOf(msgspec.Struct, frozen=True):
    """A line of a document, as a defect of it names it."""

    bill_id: UUID
    number: str
    position: int
    description: str
    hsn: str
    unit: str | None
    registered: bool


def read_lines(
    session: Session,
    period: Period,
    *,
    hsns: Collection[str] = (),
    units: Collection[str | None] = (),
    most: int,
) -> list[LineOf]:
    """The first ``most`` lines of the period with one of these HSNs or units."""
    values = {"hsns": sorted(hsns), "units": sorted(unit or "" for unit in units), "most": most}
    statement = sa.text(_SUSPECTS).bindparams(
        sa.bindparam("hsns", type_=ARRAY(sa.Text)), sa.bindparam("units", type_=ARRAY(sa.Text))
    )
    return [LineOf(*row) for row in session.execute(statement, {**_bounds(session, period), **values})]
