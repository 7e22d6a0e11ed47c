"""Cases of questions: what was asked in which shop, and what it is to be read as.

A file of cases is TOML::

    type = "total"            # the question type, for the count
    title = "…"               # what such questions ask, where the file tells it
    shop = "kirana"           # shops/kirana.toml beside the file: names, calendar, currency
    today = 2026-11-18

    [[case]]
    en = ["net sales last week", "what did we sell last week"]
    hi = ["पिछले हफ्ते की बिक्री"]
    hi-Latn = ["pichhle hafte ki bikri"]
    query = { metrics = ["net_sales"], period = [2026-11-09, 2026-11-16] }
    sql = "SELECT sum(net_minor) FROM sales WHERE business_date BETWEEN '2026-11-09' AND '2026-11-15'"

``query`` holds the fields of a MetricQuery, names in place of ids. Instead of it, ``report`` names the report that tells
it (``{ slug = …, period = … }`` where the period is not its own), ``ask = true`` says that the question must be asked back,
``refuse = ["word"]`` that it must be refused naming these words (``[]``: none in particular). ``accept`` lists other
readings as right as that one: fields that differ from ``query``, a report, or ``{ ask = true }``. ``sql``, written by hand
over the mirror's tables, is what the answer comes to in the demo's own shop. ``rows`` alone are what it comes to in a shop of one's own. ``questions`` with ``language`` is another way
to write one language; ``shop`` and ``today`` in a case are others than the file's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec

from ai.parser import Name, NameIndex
from ai.shop_names import country_names
from analytics.query import Filter, MetricQuery
from munim.days import Calendar, Period
from munim.errors import Invalid, NotFound

Read = TypeVar("Read")
HELD: Final = "held"  # the folder of the cases that nobody who writes the parser looks at

LANGUAGES: Final = ("en", "hi", "hi-Latn")
LANGUAGE_NAMES: Final = {"en": "English", "hi": "Hindi", "hi-Latn": "Hinglish"}


class NamedThing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A thing of the shop that goes by other words too, such as its stock code."""

    name: str
    aliases: tuple[str, ...] = ()


class CaseShop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shop that the questions of a file are asked in; a name stands for its own id, a country for its code."""

    currency: str
    year_start_month: int
    week_start: int
    names: dict[str, tuple[str | NamedThing, ...]]

    @property
    def calendar(self) -> Calendar:
        return Calendar(week_start=self.week_start, year_start_month=self.year_start_month)

    def index(self) -> NameIndex:
        return NameIndex(self._names())

    def _names(self) -> Iterator[Name]:
        for dimension, things in self.names.items():
            named = [NamedThing(thing) if isinstance(thing, str) else thing for thing in things]
            if dimension == "country":
                yield from country_names((thing.name, thing.name) for thing in named)
            else:
                yield from (Name(dimension, thing.name, thing.name, aliases=thing.aliases) for thing in named)


class ReportAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report that answers: ``period`` None is the report's own, ``compare`` None whatever it compares with."""

    slug: str
    period: Period | None = None
    filters: tuple[Filter, ...] = ()
    options: dict[str, str | int] = {}
    compare: str | None = None


class Case(msgspec.Struct, frozen=True):
    """One question and what it may come to: any of ``readings``, or to be asked back, or to be refused naming words.

    ``ask`` beside readings: to be asked back is right too. ``sql`` is None where nobody wrote any.
    """

    question: str
    type: str
    language: str
    shop: str
    today: date
    readings: tuple[MetricQuery | ReportAsked, ...] = ()
    ask: bool = False
    refuse: tuple[str, ...] | None = None
    sql: str | None = None
    title: str = ""
    rows: tuple[tuple[Any, ...], ...] | None = None

    @property
    def expects(self) -> Literal["read", "asked", "refused"]:
        """What is to be done with the question; the first reading is the usual one."""
        if self.refuse is not None:
            return "refused"
        return "asked" if self.ask and not self.readings else "read"


class _CaseTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"hi_Latn": "hi-Latn"}):
    en: tuple[str, ...] = ()
    hi: tuple[str, ...] = ()
    hi_Latn: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    language: Literal["en", "hi", "hi-Latn"] = "en"
    shop: str | None = None
    today: date | None = None
    query: dict[str, Any] | None = None
    report: str | dict[str, Any] | None = None
    ask: bool = False
    refuse: tuple[str, ...] | None = None
    accept: tuple[dict[str, Any], ...] = ()
    sql: str | None = None
    rows: tuple[tuple[Any, ...], ...] | None = None

    def asked(self) -> Iterator[tuple[str, str]]:
        """Every question with its language."""
        for language, questions in (
            (self.language, self.questions),
            ("en", self.en),
            ("hi", self.hi),
            ("hi-Latn", self.hi_Latn),
        ):
            yield from ((language, question) for question in questions)


class _CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    type: str
    title: str = ""
    shop: str
    today: date
    case: tuple[dict[str, Any], ...]


def read_cases(folder: Path, part: Literal["kept", "held", "all"] = "kept") -> list[Case]:
    """The cases of the files in ``folder``: those kept there, those held back in a folder of their own, or all.

    Raises ``NotFound`` without any file, ``Invalid`` naming the file, and the case, that is not one.
    """
    folders = {"kept": [folder], "held": [folder / HELD], "all": [folder, folder / HELD]}[part]
    paths = [path for each in folders for path in sorted(each.glob("*.toml"))]
    if not paths:
        raise NotFound(f"there is no file of cases (*.toml) in {folder}", field="folder")
    return [case for path in paths for case in _read_file(path)]


def read_shop(folder: Path, name: str) -> CaseShop:
    """The shop ``name`` that cases in ``folder`` speak of. Raises ``NotFound``, or ``Invalid`` naming its file."""
    path = folder / "shops" / f"{name}.toml"
    if not path.exists():
        known = ", ".join(sorted(each.stem for each in path.parent.glob("*.toml"))) or "none"
        raise NotFound(f"there is no shop {name!r}: {path} is missing; there are: {known}", field="shop")
    return _convert(_toml(path), CaseShop, str(path))


def _read_file(path: Path) -> Iterator[Case]:
    file = _convert(_toml(path), _CaseFile, str(path))
    for number, written in enumerate(file.case, 1):
        where = f"{path}, case {number}"
        table = _convert(written, _CaseTable, where)
        asked = list(table.asked())
        if not asked:
            raise Invalid(f"{where}: it has no question", field="case")
        where += f" ({asked[0][1]!r})"
        if sum(each is not None for each in (table.query, table.report, table.rows, table.refuse)) + table.ask != 1:
            raise Invalid(f"{where}: it needs one of query, report, rows, ask = true and refuse", field="case")
        readings = tuple(_readings(table, where))
        ask = table.ask or {"ask": True} in table.accept
        for language, question in asked:
            yield Case(
                question, file.type, language, table.shop or file.shop, table.today or file.today, readings, ask, table.refuse, table.sql, file.title, table.rows
            )  # fmt: skip


def _readings(table: _CaseTable, where: str) -> Iterator[MetricQuery | ReportAsked]:
    if table.report is not None:
        yield _report(table.report, where)
    elif table.query is not None:
        yield _query(table.query, where)
    for other in table.accept:
        if "report" in other:
            yield _report(other["report"], where)
        elif other != {"ask": True}:
            yield _query({**(table.query or {}), **other}, where)


def _report(written: str | dict[str, Any], where: str) -> ReportAsked:
    return _convert(_dated({"slug": written} if isinstance(written, str) else written, where), ReportAsked, where)


def _query(fields: dict[str, Any], where: str) -> MetricQuery:
    prepared = _dated(fields, where)
    prepared["among"] = [_dated(each, where) for each in prepared.get("among", [])]
    if not prepared["among"]:
        del prepared["among"]
    return _convert(prepared, MetricQuery, where)


def _dated(fields: dict[str, Any], where: str) -> dict[str, Any]:
    """The fields with periods as their types have them: a case writes the first day and the first day after it."""
    prepared = dict(fields)
    for key in ("period", "compare"):
        if isinstance(days := prepared.get(key), list):
            if len(days) != 2:
                raise Invalid(f"{where}: {key} is a first day and the first day after it", field=key)
            prepared[key] = dict(zip(("start", "end"), days, strict=True))
    return prepared


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: it is no TOML: {error}", field="folder") from None


def _convert(written: Any, kind: type[Read], where: str) -> Read:
    try:
        return msgspec.convert(written, kind)
    except msgspec.ValidationError as error:
        raise Invalid(f"{where}: {error}", field="case") from None
