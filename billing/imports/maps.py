"""The map of an import: what each column of a file is, and what the file itself cannot say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from billing.payments.tables import METHODS
from munim.errors import Invalid

Share = Annotated[int, msgspec.Meta(ge=0, le=100)]


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file's name of each column; an empty name: the file has none."""

    reference: str
    code: str
    quantity: str
    price: str
    at: str
    description: str = ""
    customer: str = ""
    country: str = ""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How text files are written. ``at_format`` as strptime takes it; empty: ISO, 2026-11-20 18:05."""

    at_format: str = ""
    delimiter: str = ","
    encoding: str = "utf-8"
    sheet: str = ""  # of an XLSX file; empty: its first


class Documents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a document's number says it is, by prefix; with no prefix of these it is an invoice."""

    credit_note_prefixes: tuple[str, ...] = ()
    bad_debt_prefixes: tuple[str, ...] = ()


class Goods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``services``: codes that move no stock, compared without case.

    ``opening_stock``: "cover" opens each new product with just enough that its stock never falls below zero;
    "none" opens with nothing and lets these products go negative.
    """

    services: tuple[str, ...] = ()
    opening_stock: Literal["cover", "none"] = "cover"
    unit: str = "pcs"


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``name`` makes a customer's name of their number; ``walk_in``, if given, renames the customer of sales to nobody.

    ``countries``: ISO codes of country names that are no English name of a country; empty text: none.
    """

    name: str = "Customer {reference}"
    walk_in: str = ""
    countries: dict[str, str] = {}


class Tax(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rate for every line; ``included``: the file's prices hold it already."""

    rate_percent: Decimal = Decimal(0)
    included: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.rate_percent <= 100:
            raise ValueError("rate_percent is 0 to 100")


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``shift``: "none", or "last_week": by whole weeks, so that the file ends within the seven days up to today."""

    shift: Literal["none", "last_week"] = "none"


class SettlementRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bills were paid, where the file does not say; payments made by this rule are labelled ``made_up``.

    Each bill is paid in whole, ``days`` (from, to) after it, by a method drawn in proportion to ``methods``. Of
    ``open_customers`` per cent of the customers, bills of the last ``open_days`` stay unpaid. Draws depend on the
    documents' numbers alone, so that two runs agree. A walk-in pays, and is paid back, at once by ``walk_in``.
    """

    methods: dict[str, Annotated[int, msgspec.Meta(ge=1)]]
    days: tuple[Annotated[int, msgspec.Meta(ge=0)], Annotated[int, msgspec.Meta(ge=0)]] = (0, 30)
    open_customers: Share = 0
    open_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    walk_in: str = "cash"

    def __post_init__(self) -> None:
        for method in (*self.methods, self.walk_in):
            if method not in METHODS:
                raise ValueError(f"{method!r} is no method of payment; there are {', '.join(METHODS)}")
        if not self.methods:
            raise ValueError("methods names at least one method of payment")
        if self.days[0] > self.days[1]:
            raise ValueError("days are from, to: the first is not larger")


class NewBusiness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The business to make when an import is to begin one."""

    name: str
    country: str
    credit_days: int = 0


class SalesMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a sales import has to be told; tables of the TOML file bear these names."""

    columns: Columns
    source: Source = Source()
    documents: Documents = Documents()
    goods: Goods = Goods()
    people: People = People()
    tax: Tax = Tax()
    dates: Dates = Dates()
    settlement: SettlementRule | None = None
    business: NewBusiness | None = None


class WrongMap(Invalid):
    """The map of an import cannot be used."""

    code = "wrong_map"


def read_map(path: Path) -> SalesMap:
    """The map in a TOML file. Raises ``WrongMap`` naming the file and the place in it."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=SalesMap)
    except OSError as error:
        raise WrongMap(f"{path} cannot be read: {error.strerror}", field=str(path)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongMap(f"{path}: {error}", field=str(path)) from None
