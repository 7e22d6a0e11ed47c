"""What is opened by a signed link, by people who have no account: a shared bill, a kept file."""

from datetime import date, timedelta
from urllib.parse import quote
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from api.desk import Desk
from api.documents import pdf
from api.guards import FOR_EVERYBODY
from billing.documents import PAGE_POLICY, bill_page, read_bill_document
from billing.payments.receipts import read_receipt_document, receipt_pdf
from billing.permissions import MUNIM
from billing.statement_documents import read_statement_document, read_supplier_statement_document, statement_pdf
from munim.days import Period
from munim.errors import NotFound
from munim.files import DOWNLOADS, content_disposition, content_type_of
from munim.links import verify_link
from notifications.consent import opt_out, recipient_of


@get(
    "/share/{business_id:int}/bills/{bill_id:uuid}",
    opt=FOR_EVERYBODY,
    operation_id="showSharedBill",
    tags=["Shared"],
    media_type=MediaType.HTML,
)
async def shared_bill(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    bill_id: FromPath[UUID],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[str]:
    """The bill as a page, for whoever holds the link its shop gave them."""
    _verify(desk, f"/share/{business_id}/bills/{bill_id}", expires, signature)
    document = await desk.inside(
        lambda session: read_bill_document(session, bill_id, by=MUNIM, store=desk.parts.files), business_id=business_id
    )
    page = await desk.in_thread(lambda: bill_page(document))
    return Response(
        page,
        media_type="text/html",
        headers={"content-security-policy": PAGE_POLICY, "x-robots-tag": "noindex"},
    )


@get(
    "/share/{business_id:int}/payments/{payment_id:uuid}",
    opt=FOR_EVERYBODY,
    operation_id="showSharedReceipt",
    tags=["Shared"],
    media_type="application/pdf",
)
async def shared_receipt(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    payment_id: FromPath[UUID],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[bytes]:
    """The receipt, refund or voucher on A4, for whoever holds the link its shop gave them."""
    _verify(desk, f"/share/{business_id}/payments/{payment_id}", expires, signature)
    document = await desk.inside(
        lambda session: read_receipt_document(session, payment_id, by=MUNIM, store=desk.parts.files),
        business_id=business_id,
    )
    return pdf(await desk.in_thread(lambda: receipt_pdf(document)), name=f"{document.number}.pdf")


@get(
    "/share/{business_id:int}/{whose:str}/{party_id:uuid}/statement/{start:date}/{last:date}",
    opt=FOR_EVERYBODY,
    operation_id="showSharedStatement",
    tags=["Shared"],
)
async def shared_statement(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    whose: FromPath[str],
    party_id: FromPath[UUID],
    start: FromPath[date],
    last: FromPath[date],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[bytes]:
    """A customer's or supplier's statement as a PDF, for whoever holds the link its shop gave them."""
    _verify(desk, f"/share/{business_id}/{whose}/{party_id}/statement/{start}/{last}", expires, signature)
    read = {"customers": read_statement_document, "suppliers": read_supplier_statement_document}[whose]
    period = Period(start, last + timedelta(days=1))
    document = await desk.inside(
        lambda session: read(session, party_id, period, by=MUNIM, store=desk.parts.files), business_id=business_id
    )
    answer = pdf(await desk.in_thread(lambda: statement_pdf(document)), name=f"Statement-{document.party.name}.pdf")
    answer.headers["x-robots-tag"] = "noindex"
    return answer


@get(
    DOWNLOADS + "{business_id:int}/{name:str}/{shown:str}",
    opt=FOR_EVERYBODY,
    operation_id="downloadFile",
    tags=["Shared"],
)
async def download(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    name: FromPath[str],
    shown: FromPath[str],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> Response[bytes]:
    """A kept file, for whoever holds a link that is at most five minutes old."""
    key = f"{business_id}/{name}"
    _verify(desk, f"{DOWNLOADS}{key}/{quote(shown, safe='')}", expires, signature)
    content = await desk.in_thread(lambda: desk.parts.files.get(key))
    return Response(
        content, media_type=content_type_of(key), headers={"content-disposition": content_disposition(shown)}
    )


@post(
    "/unsubscribe/{business_id:int}/{token:str}",
    opt=FOR_EVERYBODY,
    status_code=204,
    operation_id="unsubscribe",
    tags=["Shared"],
)
async def unsubscribe(
    desk: NamedDependency[Desk],
    business_id: FromPath[int],
    token: FromPath[str],
    expires: FromQuery[str] = "",
    signature: FromQuery[str] = "",
) -> None:
    """One POST stops report mail (RFC 8058)."""
    _verify(desk, f"/unsubscribe/{business_id}/{token}", expires, signature)
    try:
        recipient = recipient_of(token)
    except ValueError:
        raise NotFound("there is nothing at this address") from None
    await desk.inside(
        lambda session: opt_out(session, "email", recipient, reason="unsubscribed", at=desk.at), business_id=business_id
    )


def _verify(desk: Desk, path: str, expires: str, signature: str) -> None:
    verify_link(path, expires=expires, signature=signature, secret=desk.parts.settings.secret(), at=desk.at)
