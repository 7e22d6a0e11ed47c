"""An answer as JSON carries it, the same for page, API and command line."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from ai.answer import Answer
from ai.reading import keys_of, open_point
from analytics.catalogue import dimension
from analytics.compile import CHANGE, SHARE
from analytics.notation import write
from analytics.query import MetricQuery
from analytics.report import plain
from analytics.reports.written import written_query
from analytics.shop import Shop

SHOWN: Final = 200  # rows that are also written out, with what is behind each of their figures
BEHIND: Final = "/api/reports/query/behind"
_FOLLOWING: Final = (
    CHANGE,
    SHARE,
    "__ratio",
    "__running",
    "__rolling",
    "__rolling_mean",
)  # worked out of figures, no sum of rows
_OWN: Final = ("rows", "query", "as_of", "links", "asked_report")


def document(answer: Answer, shop: Shop) -> dict[str, Any]:
    """The answer: rows as objects with money as decimal strings, the first of them also as people read them.

    ``shown`` holds a list of texts for each of those rows, in the order of the columns that are no ids; ``behind`` an object for
    each, with a link for every figure under its column that lists the documents it is the sum of.
    """
    rows = [
        {column.slug: plain(value, column, shop) for column, value in zip(answer.columns, row, strict=True)}
        for row in answer.rows
    ]
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__ if name not in _OWN}
    built: dict[str, Any] = msgspec.to_builtins(fields)
    return {
        **built,
        "as_of": answer.as_of.isoformat(),
        "choices": [
            {**choice, "key": key} for choice, key in zip(built["choices"], keys_of(answer.choices), strict=True)
        ],
        "open_point": open_point(answer.choices) if answer.status == "ask" else "",
        "query": msgspec.to_builtins(answer.query),
        "written_query": None if answer.query is None else written_query(answer.query, shop),
        "rows": rows,
        "shown": _shown(answer, shop),
        "behind": _behind(answer, shop, rows[:SHOWN]),
    }


def _shown(answer: Answer, shop: Shop) -> list[list[str]]:
    told = msgspec.structs.replace(shop, language=answer.language)
    places = [place for place, column in enumerate(answer.columns) if column.unit != "id"]
    return [[write(row[place], answer.columns[place], told) for place in places] for row in answer.rows[:SHOWN]]


def _behind(answer: Answer, shop: Shop, rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """For each row the link of each figure. What is behind a figure is asked with its query, its column and its row."""
    query = answer.query
    if query is None:
        return [dict(links) for links in answer.links]
    asked = urlencode({"query": msgspec.json.encode(written_query(query, shop)).decode()})
    figures = [column.slug for column in answer.columns if column.metric and not column.slug.endswith(_FOLLOWING)]
    links = {slug: f"{BEHIND}?{asked}&column={slug}" for slug in figures}
    if not query.by:
        return [dict(links) for _ in rows]
    places = [f"&row={quote(msgspec.json.encode(_place(query, row)).decode())}" for row in rows]
    return [{slug: link + place for slug, link in links.items()} for place in places]


def _place(query: MetricQuery, row: dict[str, Any]) -> dict[str, Any]:
    """The values that tell the row from others: of each dimension its value, and its id where it has one."""
    names = [
        name for slug in query.by for name in ((slug, f"{slug}_id") if dimension(slug).kind == "entity" else (slug,))
    ]
    return {name: row[name] for name in names if name in row}
