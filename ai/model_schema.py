"""What the model may answer, as a JSON schema: a query of the catalogue, or that there is none, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from analytics.catalogue import DIMENSIONS, METRICS, parts_of
from analytics.reports.written import WrittenQuery, convert_written
from munim.errors import Invalid

_FENCE: Final = re.compile(r"^```[a-z]*\s*|\s*```$")
LONGEST_ANSWER: Final = 20_000  # characters; a query is a few hundred


class Proposal(msgspec.Struct, frozen=True):
    """What the model answered: ``query`` as it is written, or None with its ``reason``."""

    query: dict[str, Any] | None
    reason: str


def query_schema(permissions: frozenset[str]) -> dict[str, Any]:
    """The schema of an answer by who may see what these permissions reach, in the strict form that endpoints take."""
    metrics = [
        item.slug for item in METRICS if all(part.permission in ("", *permissions) for part in parts_of(item.slug))
    ]
    dimensions = [item.slug for item in DIMENSIONS if item.permission in ("", *permissions)]
    metric, dimension = {"type": "string", "enum": metrics}, {"type": "string", "enum": dimensions}
    scalar = {"anyOf": [{"type": "string"}, {"type": "number"}]}
    ordered = {"type": "string", "enum": [*metrics, *dimensions]}
    comparing = ["above", "below", "at_least", "at_most", "between"]
    filters = _object(
        dimension=dimension, operator={"type": "string", "enum": ["in", "not_in", *comparing]}, values=_list(scalar)
    )
    having = _object(
        metric=metric, operator={"type": "string", "enum": [*comparing, "equals"]}, values=_list({"type": "string"})
    )
    days = _object(**{"from": {"type": "string"}, "to": {"type": "string"}})
    query = _object(
        metrics=_list(metric),
        by=_list(dimension),
        where=_list(filters),
        having=_list(having),
        period={"anyOf": [{"type": "string"}, days, {"type": "null"}]},
        compare={"type": "string", "enum": ["none", "previous", "last_year", "same_dates", "festival"]},
        order=_list(_object(by=ordered, descending={"type": "boolean"})),
        limit={"anyOf": [{"type": "integer"}, {"type": "null"}]},
        shares={"type": "boolean"},
        running={"type": "boolean"},
        per=_list(dimension),
        ratio={"type": "boolean"},
    )
    return _object(query={"anyOf": [query, {"type": "null"}]}, reason={"type": "string"})


def read_proposal(text: str) -> Proposal:
    """The answer in ``text``. Raises ``Invalid`` saying what is wrong with it, for the model to mend."""
    if len(text) > LONGEST_ANSWER:
        raise Invalid("the answer is too long; answer with the JSON object alone")
    try:
        answer = msgspec.json.decode(_FENCE.sub("", text.strip()))
    except (msgspec.DecodeError, RecursionError):
        raise Invalid("the answer is no JSON; answer with the JSON object alone") from None
    if not isinstance(answer, dict) or not {"query", "reason"} & answer.keys():
        raise Invalid('the answer is an object with "query" and "reason"')
    query, reason = answer.get("query"), answer.get("reason")
    if query is None:
        return Proposal(None, str(reason or "")[:300])
    if not isinstance(query, dict):
        raise Invalid("query is an object, or null where there is none")
    return Proposal({name: value for name, value in query.items() if value is not None}, str(reason or "")[:300])


def written_of(query: dict[str, Any]) -> WrittenQuery:
    """The proposal as a query as people write it. Raises ``Invalid`` naming the part at fault."""
    return convert_written(query)


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any] | Sequence[Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}
