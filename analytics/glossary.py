"""The catalogue told: as JSON for programs, as a page for people. Both say what may be asked and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analytics.catalogue import (
    DIMENSIONS,
    ENTITIES,
    METRICS,
    Dimension,
    Metric,
    dimensions_of,
    needs_period,
    parts_of,
)
from analytics.comparisons import COMPARISONS

UNITS: Final = {
    "money": "an amount in the shop's currency",
    "count": "how many, a whole number",
    "quantity": "units of goods, to three decimals",
    "percent": "per cent, to one decimal",
    "ratio": "a number, to two decimals",
}
# the parts of the page, each by the first of its metrics
_PARTS: Final = {
    "gross_sales": "Sales", "quotations": "Quotations", "tax": "Tax", "customers": "Customers", "cost_of_goods": "Profit", "collections": "Money",
    "outstanding": "What customers owe", "stock_on_hand": "Stock", "purchases_billed": "Purchases", "expenses": "Expenses and goals",
    "pending_deliveries": "Rentals", "delivered_items": "Deliveries", "messages_sent": "Messages",
}  # fmt: skip


def catalogue_document(permissions: frozenset[str]) -> dict[str, Any]:
    """What someone with these permissions may ask: metrics with the dimensions that go with each, dimensions, entities, units, comparisons."""
    metrics = [one for one in METRICS if all(_may(part, permissions) for part in parts_of(one.slug))]
    dimensions = [one for one in DIMENSIONS if _may(one, permissions)]
    seen = {one.slug for one in dimensions}
    return {
        "metrics": [_metric(one, seen) for one in metrics],
        "dimensions": [_dimension(one) for one in dimensions],
        "entities": [{"slug": one.slug, "title": one.title} for one in ENTITIES if one.slug in seen],
        "units": UNITS,
        "comparisons": COMPARISONS,
    }


def metrics_page() -> str:
    """The glossary page of the catalogue, in Markdown."""
    return "\n".join(_page()) + "\n"


def _may(item: Metric | Dimension, permissions: frozenset[str]) -> bool:
    return not item.permission or item.permission in permissions


def _metric(item: Metric, seen: set[str]) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "title": item.title,
        "definition": item.definition,
        "unit": item.unit,
        "grain": item.grain,
        "formula": item.formula,
        "good": item.good,
        "permission": item.permission,
        "adds_up": item.additive,
        "adds_up_except_over": list(item.overlaps),
        "balance": item.balance,
        "needs_period": needs_period(item.slug),
        "dimensions": [one.slug for one in dimensions_of(item.slug) if one.slug in seen],
        "synonyms": list(item.called),
    }


def _dimension(item: Dimension) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "title": item.title,
        "definition": item.definition,
        "kind": item.kind,
        "values": list(item.values),
        "permission": item.permission,
        "synonyms": list(item.synonyms),
    }


def _page() -> Iterator[str]:
    yield "# Metrics"
    yield ""
    yield "Every figure Munim can tell, as the catalogue declares it. This page is written by `munim metrics --markdown`; change the catalogue"
    yield "(`analytics/metrics/`, `analytics/dimensions/`) and write it again. `GET /api/metrics-catalogue` says the same to programs, and also"
    yield "which dimensions go with which metric. Words in brackets stand for one another; where one of them is empty, all may be left out."
    for item in METRICS:
        if item.slug in _PARTS:
            yield ""
            yield f"## {_PARTS[item.slug]}"
            yield ""
        yield f"**{item.title}** (`{item.slug}`, {item.unit}): {item.definition}{_formula(item)}{_known(item)}"
        yield f"Also: {', '.join(item.synonyms)}."
        yield ""
    yield "## Dimensions"
    yield ""
    for each in DIMENSIONS:
        yield f"**{each.title}** (`{each.slug}`): {each.definition}"
        if each.synonyms:
            yield f"Also: {', '.join(each.synonyms)}."
        yield ""
    yield "## Comparisons"
    yield ""
    for slug, meaning in COMPARISONS.items():
        yield f"`{slug}`: {meaning}"
        yield ""
    yield "## Units"
    yield ""
    for unit, meaning in UNITS.items():
        yield f"`{unit}`: {meaning}."


def _formula(item: Metric) -> str:
    return f" `{item.formula}`." if item.formula else ""


def _known(item: Metric) -> str:
    needed = sorted({part.permission for part in parts_of(item.slug) if part.permission})
    return f" Needs {', '.join(f'`{one}`' for one in needed)}." if needed else ""
