"""What is asked of a report: its days, what it is narrowed to, what it is held against, and its own options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

import msgspec

from analytics.query import Filter
from munim.days import Period
from munim.errors import Invalid
from munim.nearest import nearest

Compare = Literal["usual", "none", "previous", "last_year"]
COMPARISONS: Final[tuple[Compare, ...]] = ("usual", "none", "previous", "last_year")


class Asked(msgspec.Struct, frozen=True):
    """One asking of a report.

    ``period``: None is the report's own default. ``filters`` narrow every figure of it. ``compare``: ``usual`` is what
    the report is held against by itself, ``none`` nothing; else the period before, the same days a year (364 days)
    earlier, or a period stated. ``options`` are those its kind declares, by name, as text or as what they are.
    """

    period: Period | None = None
    filters: tuple[Filter, ...] = ()
    compare: Compare | Period = "usual"
    options: Mapping[str, Any] = {}

    @property
    def days(self) -> Period:
        """The period, once the default has taken the place of what was not said."""
        if self.period is None:
            raise LookupError("the period is not settled yet")
        return self.period

    def option(self, name: str) -> Any:
        """An option's value, once the defaults have taken the place of what was not said."""
        return self.options[name]


AS_USUAL: Final = Asked()


class ReportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report and what is asked of it, as a value that can be kept, compared and sent: ``options`` are pairs of name and value.

    ``slug`` is a report's, or one of ``BESIDE_REPORTS``.
    """

    slug: str
    period: Period | None = None
    filters: tuple[Filter, ...] = ()
    compare: Compare | Period = "usual"
    options: tuple[tuple[str, str | int | bool], ...] = ()

    @property
    def asked(self) -> Asked:
        return Asked(self.period, self.filters, self.compare, dict(self.options))


# What is asked for like a report and is none: why a figure changed, what can be asked, until when the books are in.
OF_WHY: Final = "net_sales"
"""Whose change the report "why" explains where no figure is named."""
BESIDE_REPORTS: Final = {
    "why": "Why it changed",
    "catalogue": "What can be asked",
    "freshness": "How fresh the figures are",
}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of one report beside its period: how many rows, which buckets, sorted by what.

    ``default`` None means that leaving it out is a choice of its own, which ``description`` explains.
    """

    name: str
    description: str
    kind: Literal["integer", "choice", "date", "flag"]
    default: int | str | date | bool | None = None
    choices: tuple[str, ...] = ()
    least: int = 1
    most: int = 1_000_000

    def read(self, value: Any) -> int | str | date | bool | None:
        """``value``, text or not, as what the option takes. Raises ``Invalid`` naming the option and the nearest choice."""
        if value is None or value == "":
            return self.default
        match self.kind:
            case "integer":
                return self._integer(value)
            case "choice":
                if value in self.choices:
                    return str(value)
                raise no_such("choice", str(value), self.choices, field=self.name)
            case "date":
                return value if isinstance(value, date) else self._date(str(value))
            case "flag":
                if str(value).lower() in ("true", "false"):
                    return str(value).lower() == "true"
                raise Invalid(f"{self.name} is true or false, not {str(value)!r}", field=self.name)

    def _integer(self, value: Any) -> int:
        text = str(value)
        number = int(text) if text.lstrip("-").isdecimal() and len(text) < 12 else None
        if number is None or isinstance(value, bool) or not self.least <= number <= self.most:
            raise Invalid(f"{self.name} is {self.least:,} to {self.most:,}, not {text[:40]}", field=self.name)
        return number

    def _date(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Invalid(f"{self.name} is a date like 2026-11-20, not {text[:40]!r}", field=self.name) from None


def settled_options(options: tuple[Option, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Every option with its value. Raises ``Invalid`` naming an option that is none of these, and the nearest."""
    known = {option.name: option for option in options}
    for name in given:
        if name not in known:
            raise no_such("option", name, known, field=name)
    return {name: option.read(given.get(name)) for name, option in known.items()}


def no_such(what: str, text: str, known: Iterable[str], *, field: str) -> Invalid:
    """The refusal of a name that is none of ``known``, with the nearest, or all there are."""
    names = list(known)
    near = nearest(text, names)
    hint = f"the nearest is {near}" if near else f"there is {', '.join(names)}" if names else "there are none"
    return Invalid(f"there is no {what} {text[:40]!r}; {hint}", field=field, nearest=near)
