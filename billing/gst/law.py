"""The law's own numbers, each with the days it holds for and where it comes from. Data alone: rules are beside it.

``valid_from`` and ``valid_to`` are both days on which the row holds; ``valid_to`` None: until further notice. A change of
the law is a row here, never a change of code. «General knowledge» marks what no notification was at hand for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

import msgspec

GST_BEGAN: Final = date(2017, 7, 1)
CRORE: Final = 10_000_000  # rupees
LAKH: Final = 100_000  # rupees


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """Something the law says for a time."""

    valid_from: date
    valid_to: date | None = None
    source: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Rate(Dated, frozen=True, kw_only=True):
    """A rate of tax (IGST, or CGST and SGST together), in per cent of the taxable value."""

    percent: Decimal


class Limit(Dated, frozen=True, kw_only=True):
    """An amount in whole rupees; what it limits says whether it is «over» or «at least»."""

    rupees: int


class StateLimit(Limit, frozen=True, kw_only=True):
    """A limit that one state has set for movements within it."""

    state: str


class HsnDigits(Dated, frozen=True, kw_only=True):
    """How many digits of the HSN a bill shows at least, for sellers whose turnover is above ``turnover_above`` rupees."""

    turnover_above: int
    digits: int
    to_consumers: bool  # whether bills to unregistered buyers must show it too


class NoteDeadline(Dated, frozen=True, kw_only=True):
    """The last day, after the financial year of the supply, of a credit note that takes its tax back."""

    month: int
    day: int


_Row = TypeVar("_Row", bound=Dated)


def _rate(percent: str, since: date, source: str, until: date | None = None) -> Rate:
    return Rate(percent=Decimal(percent), valid_from=since, valid_to=until, source=source)


_RATES_2017: Final = "Notification 1/2017-Central Tax (Rate) and its sisters, 28 June 2017"
_GST_2: Final = "Notification 9/2025-Central Tax (Rate), 17 September 2025"

# A rate is in force while any goods or service carries it: 12 is left to bricks with input credit, 28 ended with tobacco.
RATES: Final[tuple[Rate, ...]] = (
    _rate("0", GST_BEGAN, "sections 2(47) and 11 of the CGST Act: nil-rated and exempt"),
    _rate(
        "0.1", date(2017, 10, 23), "Notifications 40/2017-Central Tax (Rate) and 41/2017: goods for merchant exporters"
    ),
    _rate("0.25", GST_BEGAN, _RATES_2017 + ": rough diamonds"),
    _rate("1", date(2019, 4, 1), "Notification 3/2019-Central Tax (Rate): affordable homes, after the third for land"),
    _rate("1.5", date(2019, 4, 1), "Notification 3/2019-Central Tax (Rate) of homes; 20/2019 of job work on diamonds"),
    _rate("3", GST_BEGAN, _RATES_2017 + ": gold and jewellery"),
    _rate("5", GST_BEGAN, _RATES_2017),
    _rate("6", date(2022, 4, 1), "Notification 2/2022-Central Tax (Rate): bricks without input credit"),
    _rate("7.5", date(2019, 4, 1), "Notification 3/2019-Central Tax (Rate): homes"),
    _rate("12", GST_BEGAN, _RATES_2017 + "; from 22 September 2025 bricks alone (general knowledge)"),
    _rate("18", GST_BEGAN, _RATES_2017),
    _rate("28", GST_BEGAN, _RATES_2017 + "; omitted by 19/2025-Central Tax (Rate)", until=date(2026, 1, 31)),
    _rate("40", date(2025, 9, 22), _GST_2),
)

# Some goods bore a compensation cess at rates of their own; a line may bear one on the days that any was levied. From
# 22 September 2025 that was tobacco and the like alone (Notification 2/2025-Compensation Cess (Rate)).
COMPENSATION_CESS: Final[tuple[Dated, ...]] = (
    Dated(
        valid_from=GST_BEGAN,
        valid_to=date(2026, 1, 31),
        source="section 8 of the GST (Compensation to States) Act 2017;"
        " nil from 1 February 2026 by Notification 3/2025-Compensation Cess (Rate), 31 December 2025",
    ),
)

# GSTR-1 table 5 (b2cl): an inter-state invoice to an unregistered buyer whose value is OVER this (RULES G2).
B2CL_LIMITS: Final[tuple[Limit, ...]] = (
    Limit(rupees=250_000, valid_from=GST_BEGAN, valid_to=date(2024, 7, 31), source="rule 59(4) of the CGST Rules"),
    Limit(rupees=100_000, valid_from=date(2024, 8, 1), source="Notification 12/2024-Central Tax, 10 July 2024"),
)

# e-Invoices are for sellers whose aggregate turnover is OVER this (RULES E2).
E_INVOICE_TURNOVERS: Final[tuple[Limit, ...]] = (
    Limit(
        rupees=500 * CRORE, valid_from=date(2020, 10, 1), valid_to=date(2020, 12, 31), source="Notification 61/2020-CT"
    ),
    Limit(
        rupees=100 * CRORE, valid_from=date(2021, 1, 1), valid_to=date(2021, 3, 31), source="Notification 88/2020-CT"
    ),
    Limit(rupees=50 * CRORE, valid_from=date(2021, 4, 1), valid_to=date(2022, 3, 31), source="Notification 5/2021-CT"),
    Limit(rupees=20 * CRORE, valid_from=date(2022, 4, 1), valid_to=date(2022, 9, 30), source="Notification 1/2022-CT"),
    Limit(
        rupees=10 * CRORE, valid_from=date(2022, 10, 1), valid_to=date(2023, 7, 31), source="Notification 17/2022-CT"
    ),
    Limit(rupees=5 * CRORE, valid_from=date(2023, 8, 1), source="Notification 10/2023-CT"),
)
# The portal refuses documents older than 30 days from sellers whose turnover is AT LEAST this (RULES E2).
E_INVOICE_AGE_TURNOVERS: Final[tuple[Limit, ...]] = (
    Limit(
        rupees=100 * CRORE, valid_from=date(2023, 11, 1), valid_to=date(2025, 3, 31), source="portal, 13 September 2023"
    ),
    Limit(rupees=10 * CRORE, valid_from=date(2025, 4, 1), source="portal, 5 November 2024"),
)
E_INVOICE_MAX_AGE_DAYS: Final = 30

# An e-way bill is needed when the consignment's value, tax included, is OVER this (RULES E5).
E_WAY_LIMITS: Final[tuple[Limit, ...]] = (
    Limit(rupees=50_000, valid_from=date(2018, 4, 1), source="rule 138(1) of the CGST Rules"),
)


def _state_limit(state: str, rupees: int, since: date, source: str, until: date | None = None) -> StateLimit:
    return StateLimit(state=state, rupees=rupees, valid_from=since, valid_to=until, source=source)


# Within these states another limit holds; a state that is not here keeps rule 138's. Exceptions for single goods and for
# movements within one town are left to the person who sends them.
E_WAY_STATE_LIMITS: Final[tuple[StateLimit, ...]] = (
    _state_limit("03", LAKH, date(2018, 6, 1), "Punjab, EW/2018 of 8 October 2018 (general knowledge)"),
    _state_limit("07", LAKH, date(2018, 6, 16), "Delhi, Notification 3 of 15 June 2018"),
    _state_limit("08", LAKH, date(2021, 4, 1), "Rajasthan, 30 March 2021 (general knowledge; within a town 2 lakh)"),
    _state_limit("10", 2 * LAKH, date(2018, 4, 20), "Bihar, before S.O. 14", until=date(2019, 1, 20)),
    _state_limit("10", LAKH, date(2019, 1, 21), "Bihar, S.O. 14 of 14 January 2019"),
    _state_limit("19", LAKH, date(2018, 6, 6), "West Bengal, 13/2018 (general knowledge)", until=date(2023, 11, 30)),
    _state_limit("20", LAKH, date(2018, 9, 26), "Jharkhand, S.O. 66 of 26 September 2018 (general knowledge)"),
    _state_limit("23", LAKH, date(2022, 4, 15), "Madhya Pradesh, 2022 (general knowledge)"),
    _state_limit("27", LAKH, date(2018, 7, 1), "Maharashtra, 15E/2018 of 29 June 2018"),
    _state_limit("33", LAKH, date(2018, 6, 2), "Tamil Nadu, 9 of 31 May 2018"),
)


def _digits(
    above: int, digits: int, to_consumers: bool, since: date, source: str, until: date | None = None
) -> HsnDigits:
    return HsnDigits(
        turnover_above=above, digits=digits, to_consumers=to_consumers, valid_from=since, valid_to=until, source=source
    )


_HSN_2021: Final = "Notification 78/2020-Central Tax, 15 October 2020"
_HSN_2017: Final = "Notification 12/2017-Central Tax, 28 June 2017"
# Of the rows that hold, the one with the highest ``turnover_above`` below the seller's turnover decides (RULES T10).
HSN_DIGITS: Final[tuple[HsnDigits, ...]] = (
    _digits(-1, 0, False, GST_BEGAN, _HSN_2017, until=date(2021, 3, 31)),
    _digits(15_000_000, 2, True, GST_BEGAN, _HSN_2017, until=date(2021, 3, 31)),
    _digits(5 * CRORE, 4, True, GST_BEGAN, _HSN_2017, until=date(2021, 3, 31)),
    _digits(-1, 4, False, date(2021, 4, 1), _HSN_2021),
    _digits(5 * CRORE, 6, True, date(2021, 4, 1), _HSN_2021),
)

# Held by the day the note is dated; the annual return, when it is filed earlier, ends the time too (RULES G4).
NOTE_DEADLINES: Final[tuple[NoteDeadline, ...]] = (
    NoteDeadline(
        month=9, day=30, valid_from=GST_BEGAN, valid_to=date(2022, 9, 30), source="section 34(2) of the CGST Act"
    ),
    NoteDeadline(
        month=11, day=30, valid_from=date(2022, 10, 1), source="Finance Act 2022, section 101 (general knowledge)"
    ),
)


def in_force(rows: Iterable[_Row], day: date) -> tuple[_Row, ...]:
    """The rows that hold on ``day``."""
    return tuple(row for row in rows if row.holds_on(day))


def rates_in_force(day: date) -> tuple[Decimal, ...]:
    """The rates that something is taxed at on ``day``, ascending."""
    return tuple(sorted(row.percent for row in in_force(RATES, day)))


def is_cess_levied(day: date) -> bool:
    """Whether anything bears a compensation cess on ``day``."""
    return bool(in_force(COMPENSATION_CESS, day))


def limit_on(rows: Iterable[Limit], day: date) -> int | None:
    """The limit in whole rupees that holds on ``day``; None before there was one."""
    found = in_force(rows, day)
    return found[-1].rupees if found else None


def e_way_limit(day: date, *, state: str | None = None) -> int | None:
    """The value in whole rupees over which goods need an e-way bill; ``state`` when they stay within it."""
    own = limit_on((row for row in E_WAY_STATE_LIMITS if row.state == state), day)
    return limit_on(E_WAY_LIMITS, day) if own is None else own


def hsn_digits(day: date, *, turnover_rupees: int | None) -> HsnDigits | None:
    """What the HSN must show, by turnover (not known: the least); None before GST."""
    found = [row for row in in_force(HSN_DIGITS, day) if row.turnover_above < (turnover_rupees or 0)]
    return max(found, key=lambda row: row.turnover_above) if found else None


def last_day_to_take_tax_back(supplied_on: date, *, noted_on: date) -> date | None:
    """The last day of a credit note with tax for what was supplied in a financial year (RULES G4); None before GST.

    The deadline is the one that holds when the note is written; India's year ends on 31 March whatever the shop's own.
    """
    year_ends = supplied_on.year + (1 if supplied_on.month >= 4 else 0)
    found = in_force(NOTE_DEADLINES, noted_on)
    return date(year_ends, found[-1].month, found[-1].day) if found else None
