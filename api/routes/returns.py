"""/api/returns and the e-documents of bills: what the tax portals take, made of the books."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from api.desk import Desk
from api.guards import may
from billing.bills.reads import read_bill
from billing.business import this_business
from billing.returns.defects import Defect
from billing.returns.edocuments import EDocuments, read_e_documents
from billing.returns.einvoice import export_e_invoice
from billing.returns.eway import Transport, export_e_way_bill
from billing.returns.eway_challan import HireTransport, export_challan_e_way_bill
from billing.returns.gstr1 import Gstr1, export_gstr1, prepare_return, read_gstr1
from billing.returns.gstr3b import Gstr3b, read_gstr3b
from billing.returns.periods import ReturnPeriod, parse_period
from billing.returns.placement import PLACEMENTS
from munim.errors import Invalid
from munim.files import content_disposition


class Defects(msgspec.Struct, frozen=True, kw_only=True):
    """What stands against filing a period; ``blocking`` counts those the portal would refuse."""

    period: str
    from_date: date
    to_date: date
    blocking: int
    defects: list[Defect]


class ReturnController(Controller):
    """Returns under India's GST."""

    path = "/api/returns"
    tags = ["Returns"]

    @get("/gstr1", guards=[may("returns.read")], operation_id="readGstr1")
    async def gstr1(
        self, desk: NamedDependency[Desk], period: FromQuery[str], section: FromQuery[str | None] = None
    ) -> Response[Gstr1]:
        """GSTR-1 of a month (2026-10) or a calendar quarter (2026-Q4): its sections, and each document with its section and why.

        ``section`` lists that section's documents alone: b2b, b2cl, b2cs, exp, cdnr, cdnur, nil, cancelled or outside.
        """
        asked = parse_period(period)
        if section is not None and section not in PLACEMENTS:
            raise Invalid(f"a section is one of {', '.join(PLACEMENTS)}", field="section")
        return await desk.read(lambda session: read_gstr1(session, asked, by=desk.actor, section=section))

    @get("/gstr1.json", guards=[may("returns.read")], operation_id="exportGstr1", media_type="application/json")
    async def gstr1_file(
        self, desk: NamedDependency[Desk], period: FromQuery[str], force: FromQuery[bool] = False
    ) -> Response[bytes]:
        """The file that the GST portal takes. With blocking defects it is refused unless ``force=true``."""
        asked = parse_period(period)

        def operation(session: Session) -> tuple[bytes, str]:
            content = export_gstr1(session, asked, by=desk.actor, force=force)
            return content, f"GSTR1_{this_business(session).gstin or 'no-GSTIN'}_{asked.code}.json"

        return _file(*await desk.inside(operation))

    @get("/gstr3b", guards=[may("returns.read")], operation_id="readGstr3b")
    async def gstr3b(self, desk: NamedDependency[Desk], period: FromQuery[str]) -> Response[Gstr3b]:
        """GSTR-3B of a period, table by table, and that it is the ledger's."""
        asked = parse_period(period)
        return await desk.read(lambda session: read_gstr3b(session, asked, by=desk.actor))

    @get("/defects", guards=[may("returns.read")], operation_id="listReturnDefects")
    async def defects(self, desk: NamedDependency[Desk], period: FromQuery[str]) -> Response[Defects]:
        """What to put right before a period is filed: the document, the field, and how."""
        asked = parse_period(period)
        return await desk.read(lambda session: _defects(session, asked, desk))


class EDocumentController(Controller):
    """e-Invoices and e-way bills."""

    path = "/api/billing"
    tags = ["Returns"]

    @get("/{bill_id:uuid}/e-documents", guards=[may("returns.read")], operation_id="readEDocuments")
    async def read(self, desk: NamedDependency[Desk], bill_id: FromPath[UUID]) -> Response[EDocuments]:
        """Whether a bill needs an e-invoice and an e-way bill, and why; the reference number it will have."""
        return await desk.read(lambda session: read_e_documents(session, bill_id, by=desk.actor))

    @get(
        "/{bill_id:uuid}/e-invoice.json",
        guards=[may("returns.read")],
        operation_id="exportEInvoice",
        media_type="application/json",
    )
    async def e_invoice(self, desk: NamedDependency[Desk], bill_id: FromPath[UUID]) -> Response[bytes]:
        """The file that the invoice registration portal takes, schema 1.1."""

        def operation(session: Session) -> tuple[bytes, str]:
            bill = read_bill(session, bill_id)
            today = this_business(session).today(desk.at)
            return export_e_invoice(session, bill_id, by=desk.actor, today=today), f"e-invoice-{bill.number}.json"

        return _file(*await desk.inside(operation))

    @post(
        "/{bill_id:uuid}/e-way-bill.json",
        guards=[may("returns.read")],
        status_code=200,
        operation_id="exportEWayBill",
        media_type="application/json",
    )
    async def e_way_bill(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[Transport]
    ) -> Response[bytes]:
        """The file that the e-way bill portal takes, for goods that travel as the body says. Changes nothing here."""

        def operation(session: Session) -> tuple[bytes, str]:
            bill = read_bill(session, bill_id)
            today = this_business(session).today(desk.at)
            content = export_e_way_bill(session, bill_id, data, by=desk.actor, today=today)
            return content, f"e-way-bill-{bill.number}.json"

        return _file(*await desk.inside(operation))


@post(
    "/api/rentals/challans/{challan_id:uuid}/e-way-bill.json",
    guards=[may("returns.read")],
    status_code=200,
    operation_id="exportChallanEWayBill",
    tags=["Returns"],
    media_type="application/json",
)
async def challan_e_way_bill(
    desk: NamedDependency[Desk], challan_id: FromPath[UUID], data: JSONBody[HireTransport]
) -> Response[bytes]:
    """The file that the e-way bill portal takes, for goods that go out on hire. Changes nothing here."""

    def operation(session: Session) -> tuple[bytes, str]:
        today = this_business(session).today(desk.at)
        return export_challan_e_way_bill(session, challan_id, data, by=desk.actor, today=today)

    content, number = await desk.inside(operation)
    return _file(content, f"e-way-bill-{number}.json")


def _defects(session: Session, period: ReturnPeriod, desk: Desk) -> Defects:
    found = prepare_return(session, period, by=desk.actor).defects
    return Defects(
        period=period.label,
        from_date=period.days.start,
        to_date=period.days.last,
        blocking=sum(one.blocking for one in found),
        defects=found,
    )


def _file(content: bytes, name: str) -> Response[bytes]:
    return Response(
        content,
        media_type="application/json",
        headers={"content-disposition": content_disposition(name), "cache-control": "no-store"},
    )
