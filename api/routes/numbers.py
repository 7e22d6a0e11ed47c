"""/api/numbers: what was numbered, and what is missing."""

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from sqlalchemy.orm import Session

from api.desk import Desk
from api.guards import may
from billing.business import this_business
from billing.number_gaps import SeriesNumbers, number_gaps


class NumberGaps(msgspec.Struct, frozen=True):
    """The gap report of a financial year: each kind and series, with the numbers that are on no document."""

    financial_year: str
    series: list[SeriesNumbers]


class NumberController(Controller):
    """Numbers of documents."""

    path = "/api/numbers"
    tags = ["Numbers"]

    @get("/gaps", guards=[may("returns.read")], operation_id="readNumberGaps")
    async def gaps(self, desk: NamedDependency[Desk], financial_year: FromQuery[str] = "") -> Response[NumberGaps]:
        """Every kind and series numbered in a financial year such as 2026-27 (default: this one), and what is missing."""

        def operation(session: Session) -> NumberGaps:
            business = this_business(session)
            year = financial_year or business.calendar.financial_year_name(business.today(desk.at))
            return NumberGaps(year, number_gaps(session, year, by=desk.actor))

        return await desk.read(operation)
