"""Statements of account: a customer's and a supplier's, to read, to print, and behind a signed link; who owes, and since when."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from api.desk import Desk
from api.documents import SharedLink, pdf
from api.guards import may
from api.periods import asked_day, asked_period
from billing.ageing import Ageing, receivable_ageing
from billing.business import this_business
from billing.customers import read_customer
from billing.purchases.reads import SupplierStatement, supplier_statement
from billing.statement_documents import (
    StatementDocument,
    read_statement_document,
    read_supplier_statement_document,
    statement_pdf,
)
from billing.statements import Statement, customer_statement
from billing.suppliers import read_supplier
from munim.days import Period
from munim.links import sign_link
from notifications.reminders import LINK_LIFE

_DAYS = 90  # of a statement whose first day is not said


class ShareStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The days the shared statement covers, both included; the last ninety if not said."""

    start_date: date | None = None
    end_date: date | None = None


class StatementController(Controller):
    """Statements of account and ageing."""

    path = "/api"
    tags = ["Statements"]

    @get("/customers/ageing", guards=[may("customers.read")], operation_id="readReceivableAgeing")
    async def ageing(self, desk: NamedDependency[Desk], as_of: FromQuery[date | None] = None) -> Response[Ageing]:
        """What each customer owes at the end of ``as_of`` (today if not said), by days since it fell due."""

        def operation(session: Session) -> Ageing:
            day = asked_day(as_of or this_business(session).today(desk.at), field="as_of")
            return receivable_ageing(session, day, by=desk.actor)

        return await desk.read(operation)

    @get("/customers/{customer_id:uuid}/statement", guards=[may("customers.read")], operation_id="readStatement")
    async def customer(
        self,
        desk: NamedDependency[Desk],
        customer_id: FromPath[UUID],
        start_date: FromQuery[date | None] = None,
        end_date: FromQuery[date | None] = None,
        format: FromQuery[str] = "",
    ) -> Response[Statement]:
        """The account from ``start_date`` to ``end_date``, both included; the last ninety days if not said. JSON, or PDF by Accept or format=pdf."""
        if desk.chosen_format(format, "json", "pdf") == "json":
            return await desk.read(
                lambda session: customer_statement(
                    session, customer_id, _period(session, desk, start_date, end_date), by=desk.actor
                )
            )
        return await _printed(
            desk,
            lambda session: read_statement_document(
                session,
                customer_id,
                _period(session, desk, start_date, end_date),
                by=desk.actor,
                store=desk.parts.files,
            ),
        )

    @post(
        "/customers/{customer_id:uuid}/statement/link",
        guards=[may("bills.write")],
        status_code=200,
        operation_id="shareStatement",
    )
    async def share_customer(
        self, desk: NamedDependency[Desk], customer_id: FromPath[UUID], data: JSONBody[ShareStatement]
    ) -> Response[SharedLink]:
        """A link that shows the customer their statement, without an account of theirs here."""

        def operation(session: Session) -> Period:
            read_customer(session, customer_id)
            return _period(session, desk, data.start_date, data.end_date)

        return _link(desk, f"customers/{customer_id}", await desk.inside(operation))

    @get(
        "/suppliers/{supplier_id:uuid}/statement", guards=[may("purchases.read")], operation_id="readSupplierStatement"
    )
    async def supplier(
        self,
        desk: NamedDependency[Desk],
        supplier_id: FromPath[UUID],
        start_date: FromQuery[date | None] = None,
        end_date: FromQuery[date | None] = None,
        format: FromQuery[str] = "",
    ) -> Response[SupplierStatement]:
        """The shop's account with a supplier, as a customer's; positive: the shop owes."""
        if desk.chosen_format(format, "json", "pdf") == "json":
            return await desk.read(
                lambda session: supplier_statement(
                    session, supplier_id, _period(session, desk, start_date, end_date), by=desk.actor
                )
            )
        return await _printed(
            desk,
            lambda session: read_supplier_statement_document(
                session,
                supplier_id,
                _period(session, desk, start_date, end_date),
                by=desk.actor,
                store=desk.parts.files,
            ),
        )

    @post(
        "/suppliers/{supplier_id:uuid}/statement/link",
        guards=[may("purchases.write")],
        status_code=200,
        operation_id="shareSupplierStatement",
    )
    async def share_supplier(
        self, desk: NamedDependency[Desk], supplier_id: FromPath[UUID], data: JSONBody[ShareStatement]
    ) -> Response[SharedLink]:
        """A link that shows a supplier the shop's account with them."""

        def operation(session: Session) -> Period:
            read_supplier(session, supplier_id)
            return _period(session, desk, data.start_date, data.end_date)

        return _link(desk, f"suppliers/{supplier_id}", await desk.inside(operation))


def _period(session: Session, desk: Desk, start_date: date | None, end_date: date | None) -> Period:
    return asked_period(start_date, end_date, today=this_business(session).today(desk.at), days=_DAYS)


async def _printed(desk: Desk, read: Callable[[Session], StatementDocument]) -> Response[Any]:
    document = await desk.inside(read)
    return pdf(await desk.in_thread(lambda: statement_pdf(document)), name=f"Statement-{document.party.name}.pdf")


def _link(desk: Desk, whose: str, period: Period) -> Response[SharedLink]:
    settings, expires = desk.parts.settings, desk.at + LINK_LIFE
    path = f"/share/{desk.business_id}/{whose}/statement/{period.start}/{period.last}"
    return desk.shaped(SharedLink(settings.origin + sign_link(path, secret=settings.secret(), expires=expires)))
