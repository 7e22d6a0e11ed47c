"""A table of a report as Parquet, for programs that count on: money as exact decimals, days as dates, and where it is from."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from analytics.exports.cells import section
from analytics.query import Column
from analytics.report import Report, plain
from analytics.shop import Shop

if TYPE_CHECKING:
    import pyarrow as pa

_PLACES: Final = {"quantity": 3, "percent": 4, "ratio": 4}  # decimals of a figure that is no amount
_DIGITS: Final = 18


def report_parquet(report: Report, table: str | None = None) -> bytes:
    """One table of the report (its first if not said), every column named by its slug. Raises ``NotFound``."""
    import pyarrow as pa  # 60 ms and 40 MB that other forms need not wait for
    import pyarrow.parquet as pq

    chosen = section(report, table)
    schema = arrow_schema(chosen.columns, report.shop, facts=_facts(report, chosen.name, chosen.total, chosen.columns))
    columns = list(zip(*chosen.rows, strict=True)) or [()] * len(chosen.columns)
    arrays = [
        pa.array([arrow_value(value, column, report.shop) for value in values], type=field.type)
        for values, column, field in zip(columns, chosen.columns, schema, strict=True)
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def arrow_schema(columns: Sequence[Column], shop: Shop, *, facts: dict[str, str]) -> pa.Schema:
    """The columns typed by their units; a slug that comes twice is numbered. ``facts`` are of the whole file."""
    import pyarrow as pa

    fields, taken = [], set[str]()
    for column in columns:
        name, number = column.slug, 1
        while name in taken:
            number += 1
            name = f"{column.slug}_{number}"
        taken.add(name)
        fields.append(pa.field(name, _type(column, shop), metadata={"title": column.title, "unit": column.unit}))
    return pa.schema(fields, metadata=facts)


def arrow_value(value: Any, column: Column, shop: Shop) -> Any:
    """A cell as its column's type takes it."""
    if value is None:
        return None
    if column.unit == "money":
        return Decimal(value).scaleb(-shop.exponent)
    if column.unit in _PLACES:
        return Decimal(value).quantize(Decimal(1).scaleb(-_PLACES[column.unit]), rounding=ROUND_HALF_UP)
    if column.unit in ("count", "weekday", "hour"):
        return int(value)
    if column.unit == "date":
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    return str(value)


def _type(column: Column, shop: Shop) -> pa.DataType:
    import pyarrow as pa

    match column.unit:
        case "money":
            return pa.decimal128(_DIGITS, shop.exponent)
        case "count":
            return pa.int64()
        case "date":
            return pa.date32()
        case "weekday" | "hour":
            return pa.int8()
        case unit if unit in _PLACES:
            return pa.decimal128(_DIGITS, _PLACES[unit])
        case _:
            return pa.string()


def _facts(report: Report, name: str, total: tuple[Any, ...] | None, columns: Sequence[Column]) -> dict[str, str]:
    """Where the figures come from, in the file's own metadata."""
    facts = {
        "munim.report": report.kind,
        "munim.title": report.title,
        "munim.table": name,
        "munim.business": report.shop.name,
        "munim.currency": report.shop.currency,
        "munim.from": report.period.start.isoformat(),
        "munim.to": report.period.last.isoformat(),
        "munim.version": str(report.version),
        "munim.as_of": report.as_of.isoformat(),
    }
    if total is not None:
        sums = {column.slug: plain(value, column, report.shop) for value, column in zip(total, columns, strict=True)}
        facts["munim.total"] = msgspec.json.encode(sums).decode()
    return facts
