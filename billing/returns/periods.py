"""The period a return is for: a month, or a quarter for those who file quarterly (QRMP)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from munim.days import Period, add_months, month_of
from munim.errors import Invalid

_MONTH: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_QUARTER: Final = re.compile(r"(20\d\d)-Q([1-4])")


class ReturnPeriod(msgspec.Struct, frozen=True):
    """``label`` as it was asked for; ``days`` from its first day up to, not including, its end."""

    label: str
    days: Period

    @property
    def code(self) -> str:
        """The portal's ``fp``: month and year of its last month, ``102026``."""
        return f"{self.days.last:%m%Y}"


def parse_period(text: str, *, field: str = "period") -> ReturnPeriod:
    """``2026-10`` is October; ``2026-Q4`` the calendar year's last quarter, October to December. Raises ``Invalid``."""
    if found := _MONTH.fullmatch(text):
        return ReturnPeriod(text, month_of(date(int(found[1]), int(found[2]), 1)))
    if found := _QUARTER.fullmatch(text):
        first = date(int(found[1]), 3 * int(found[2]) - 2, 1)
        return ReturnPeriod(text, Period(first, add_months(first, 3)))
    raise Invalid("a period is a month such as 2026-10, or a quarter of the calendar year such as 2026-Q4", field=field)
