"""/api/financial-statements: trial balance, profit and loss, balance sheet; to read, to print, or as CSV."""

from collections.abc import Callable
from datetime import date
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from sqlalchemy.orm import Session

from api.desk import Desk
from api.documents import pdf
from api.guards import may
from api.periods import asked_day, asked_period
from billing.business import this_business
from billing.files import read_logo
from billing.financial_documents import accounts_csv, accounts_document, accounts_pdf, accounts_table
from billing.financial_statements import (
    BalanceSheet,
    ProfitAndLoss,
    TrialBalance,
    balance_sheet,
    profit_and_loss,
    trial_balance_of,
    until,
)
from munim.days import Period
from munim.files import content_disposition

_FORMATS = ("json", "pdf", "csv")


class FinancialStatementController(Controller):
    """The financial statements, from the ledger. ``format`` is json, pdf or csv, or told by Accept."""

    path = "/api/financial-statements"
    tags = ["Financial statements"]

    @get("/trial-balance", guards=[may("accounts.read")], operation_id="readTrialBalance")
    async def trial_balance(
        self,
        desk: NamedDependency[Desk],
        start_date: FromQuery[date | None] = None,
        end_date: FromQuery[date | None] = None,
        format: FromQuery[str] = "",
    ) -> Response[TrialBalance]:
        """Every account at the end of ``end_date`` (today if not said), with what it was debited and credited since
        ``start_date``, or since the books began."""

        def operation(session: Session) -> TrialBalance:
            last = asked_day(end_date or _today(session, desk), field="end_date")
            period = until(last) if start_date is None else _period(session, desk, start_date, last)
            return trial_balance_of(session, period, by=desk.actor)

        return await _answer(desk, operation, format)

    @get("/profit-and-loss", guards=[may("accounts.read")], operation_id="readProfitAndLoss")
    async def profit_and_loss(
        self,
        desk: NamedDependency[Desk],
        start_date: FromQuery[date | None] = None,
        end_date: FromQuery[date | None] = None,
        format: FromQuery[str] = "",
    ) -> Response[ProfitAndLoss]:
        """What came in, what it cost and what is left, from ``start_date`` (the financial year's first day if not said) to
        ``end_date`` (today), both included."""

        def operation(session: Session) -> ProfitAndLoss:
            return profit_and_loss(session, _period(session, desk, start_date, end_date), by=desk.actor)

        return await _answer(desk, operation, format)

    @get("/balance-sheet", guards=[may("accounts.read")], operation_id="readBalanceSheet")
    async def balance_sheet(
        self, desk: NamedDependency[Desk], as_of: FromQuery[date | None] = None, format: FromQuery[str] = ""
    ) -> Response[BalanceSheet]:
        """What the shop has and owes at the end of ``as_of`` (today if not said)."""

        def operation(session: Session) -> BalanceSheet:
            return balance_sheet(session, asked_day(as_of or _today(session, desk), field="as_of"), by=desk.actor)

        return await _answer(desk, operation, format)


def _today(session: Session, desk: Desk) -> date:
    return this_business(session).today(desk.at)


def _period(session: Session, desk: Desk, start_date: date | None, end_date: date | None) -> Period:
    """As asked; from the beginning of the last day's financial year when no first day is said."""
    last = asked_day(end_date or _today(session, desk), field="end_date")
    first = start_date or this_business(session).calendar.financial_year_of(last).start
    return asked_period(first, last, today=last, days=1)


async def _answer(
    desk: Desk, read: Callable[[Session], TrialBalance | ProfitAndLoss | BalanceSheet], asked: str
) -> Response[Any]:
    form = desk.chosen_format(asked, *_FORMATS)
    if form == "json":
        return await desk.read(read)
    table = accounts_table(await desk.inside(read))
    name = f"{table.title.replace(' ', '-')}-{table.last_day}"
    if form == "csv":
        content = accounts_csv(table, desk.caller.currency)
        return desk.plain(
            content, form=form, headers={"content-disposition": content_disposition(f"{name}.csv", inline=False)}
        )

    def printed(session: Session) -> Any:
        return accounts_document(table, this_business(session), logo=read_logo(session, desk.parts.files))

    document = await desk.inside(printed)
    return pdf(await desk.in_thread(lambda: accounts_pdf(document)), name=f"{name}.pdf")
