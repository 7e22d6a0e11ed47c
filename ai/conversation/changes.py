"""What a follow-up kept and what it changed, in words, so that the asker sees which question is answered now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ai.conversation.edits import VIEW, WHERE, Asked, Edit
from ai.parser import Name
from ai.parser.restate import compared_period, label_of, show_period
from analytics.catalogue import dimension, metric
from analytics.notation import write_period
from analytics.query import Filter, MetricQuery
from analytics.tongues import HINGLISH, tongue_of
from analytics.tongues.latin_letters import in_latin
from munim.days import Period

Labels = Mapping[tuple[str, str], Name]  # names that filters carry, by dimension and value

_WORDS: Final[dict[str, Mapping[str, str]]] = {
    "en": {
        "all time": "all time", "undivided": "not divided", "by": "by {what}", "only": "only {what}", "without": "without {what}",
        "everything": "{what}: all", "rows": "{number} rows", "every row": "every row", "compared": "compared with {what}", "alone": "compared with nothing",
        "highest first": "highest first", "lowest first": "lowest first", "its own order": "in its own order", "condition": "under a condition", "no condition": "without a condition",
        "shares": "with shares", "no shares": "without shares", "as": "as a {what}", "as fits": "as fits best", "more": "{first} and {count} more",
        "other": "{what} changed", "having": "the condition",
    },
    "hi": {
        "all time": "शुरू से अब तक", "undivided": "बिना बाँटे", "by": "{what} के हिसाब से", "only": "सिर्फ़ {what}", "without": "{what} को छोड़कर",
        "everything": "{what}: सभी", "rows": "{number} पंक्तियाँ", "every row": "सभी पंक्तियाँ", "compared": "{what} की तुलना में", "alone": "बिना तुलना",
        "highest first": "बड़ा पहले", "lowest first": "छोटा पहले", "its own order": "अपने क्रम में", "condition": "शर्त के साथ", "no condition": "बिना शर्त",
        "shares": "हिस्सों के साथ", "no shares": "बिना हिस्सों के", "as": "{what} के रूप में", "as fits": "जैसा ठीक लगे", "more": "{first} और {count} और",
        "other": "{what} बदला", "having": "शर्त",
    },
}  # fmt: skip
_WORDS[HINGLISH] = {word: in_latin(said) for word, said in _WORDS["hi"].items()}
_TOLD: Final = ("metrics", "by", "period", "compare")  # parts that are told as kept; filters are as well
NAMED: Final = 3  # values written out before "and 4 more"


def changes_in_words(
    edit: Edit, after: Asked, *, labels: Labels, language: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What was kept, and what was changed from what to what."""
    before = edit.undo.apply(after)
    kept = []
    for part, value in after.parts.items():
        told = part in _TOLD or part.startswith(WHERE)
        usual = value in ((), None, "none")
        if told and not usual and part not in edit.parts:
            kept.append(_say(part, value, after.query, labels, language))
    changed = []
    for change in edit.changes:
        old = _say(change.part, change.before, before.query, labels, language)
        new = _say(change.part, change.after, after.query, labels, language)
        changed.append(
            f"{old} → {new}"
            if old != new
            else _words(language)["other"].format(what=_words(language).get(change.part, change.part))
        )
    return tuple(kept), tuple(changed)


def _words(language: str) -> Mapping[str, str]:
    return _WORDS[tongue_of(language).code]


def _say(part: str, value: Any, query: MetricQuery, labels: Labels, language: str) -> str:
    if part.startswith(WHERE):
        return _filters(part.removeprefix(WHERE), value, labels, language)
    teller = _TELLERS.get(part)
    return part if teller is None else teller(value, query, language)


def _metrics(value: Any, _: MetricQuery, language: str) -> str:
    tongue = tongue_of(language)
    return ", ".join(
        metric(slug).title.lower() if tongue.code == "en" else tongue.title(metric(slug).title, slug=slug)
        for slug in value
    )


def _by(value: Any, _: MetricQuery, language: str) -> str:
    words = _words(language)
    return words["by"].format(what=", ".join(_title(slug, language) for slug in value)) if value else words["undivided"]


def _days(period: Period, language: str) -> str:
    return show_period(period) if tongue_of(language).code == "en" else write_period(period, tongue_of(language).code)


def _period(value: Any, _: MetricQuery, language: str) -> str:
    return _words(language)["all time"] if value is None else _days(value, language)


def _compare(value: Any, query: MetricQuery, language: str) -> str:
    words = _words(language)
    if value == "none":
        return words["alone"]
    if query.period is None or (isinstance(value, str) and value not in ("previous", "last_year")):
        return words["compared"].format(what=str(value).replace("_", " "))
    return words["compared"].format(what=_days(compared_period(query), language))


def _order(value: Any, _: MetricQuery, language: str) -> str:
    words = _words(language)
    return words["its own order"] if not value else words["highest first" if value[0].descending else "lowest first"]


def _limit(value: Any, _: MetricQuery, language: str) -> str:
    words = _words(language)
    return words["every row"] if value is None else words["rows"].format(number=str(value))


def _flag(yes: str, no: str) -> Callable[[Any, MetricQuery, str], str]:
    return lambda value, _, language: _words(language)[yes if value else no]


def _view(value: Any, _: MetricQuery, language: str) -> str:
    words = _words(language)
    return words["as"].format(what=value) if value else words["as fits"]


def _filters(slug: str, filters: tuple[Filter, ...], labels: Labels, language: str) -> str:
    words = _words(language)
    if not filters:
        return words["everything"].format(what=_title(slug, language))
    said = []
    for item in filters:
        named = [labels.get((slug, str(value))) for value in item.values]
        values = [
            str(value) if name is None else label_of(name) for name, value in zip(named, item.values, strict=True)
        ]
        first = ", ".join(values[:NAMED])
        more = len(values) - NAMED
        what = words["more"].format(first=first, count=str(more)) if more > 0 else first
        said.append(words["without" if item.operator == "not_in" else "only"].format(what=what))
    return ", ".join(said)


def _title(slug: str, language: str) -> str:
    tongue = tongue_of(language)
    title = dimension(slug).title
    return title.lower() if tongue.code == "en" else tongue.title(title, slug=slug)


_TELLERS: Final[dict[str, Callable[[Any, MetricQuery, str], str]]] = {
    "metrics": _metrics,
    "by": _by,
    "period": _period,
    "compare": _compare,
    "order": _order,
    "limit": _limit,
    "having": _flag("condition", "no condition"),
    "shares": _flag("shares", "no shares"),
    VIEW: _view,
}
