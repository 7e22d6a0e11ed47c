"""/api/gateways and /api/webhooks: a shop's payment gateways, what they are asked for and what they tell."""

from typing import Any

from litestar import Controller, Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.guards import FOR_EVERYBODY, may
from billing.gateway.accounts import ConnectGateway, GatewayAccount, NotConnected, connect_gateway, gateway_list
from billing.gateway.payments import GatewayPayment, list_gateway_payments
from gateways import SignatureRefused

WEBHOOK_BYTES = 262_144  # a quarter of a megabyte: ten times the largest event either gateway sends


class GatewayController(Controller):
    """Accounts with payment gateways, and the payments made through them."""

    path = "/api/gateways"
    tags = ["Gateways"]

    @get("/", guards=[may("business.read")], operation_id="listGateways")
    async def list_all(self, desk: NamedDependency[Desk]) -> Response[list[GatewayAccount]]:
        """Every gateway Munim knows, and whether this shop is connected; secrets are never shown."""
        return await desk.read(lambda session: gateway_list(session, by=desk.actor))

    @put("/", guards=[may("business.write")], operation_id="connectGateway")
    async def connect(self, desk: NamedDependency[Desk], data: JSONBody[ConnectGateway]) -> Response[GatewayAccount]:
        """Keep the keys of this shop's account with a gateway. If-Match is its version, "0" the first time."""
        version, keys = desk.expected_version, desk.parts.exchange.keys
        return await desk.write(
            lambda session: connect_gateway(
                session, data, keys=keys, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @get("/payments", guards=[may("payments.read")], operation_id="listGatewayPayments")
    async def payments(self, desk: NamedDependency[Desk]) -> Response[Slice[GatewayPayment]]:
        """Payments at the gateways, newest first. Filters: gateway, status, flagged (what somebody should look at)."""
        return await desk.page(lambda session, listing: list_gateway_payments(session, listing, by=desk.actor))


@post(
    "/api/webhooks/{gateway:str}/{business_id:int}",
    opt=FOR_EVERYBODY,
    status_code=200,
    operation_id="heedWebhook",
    tags=["Gateways"],
    request_max_body_size=WEBHOOK_BYTES,
)
async def webhook(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk], gateway: FromPath[str], business_id: FromPath[int]
) -> None:
    """Where a gateway tells what became of a payment. Its signature, over the raw bytes, is what lets it in.

    A shop that is not connected answers as one whose signature is wrong.
    """
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        await desk.in_thread(lambda: desk.parts.exchange.heed(business_id, gateway, body, headers, at=desk.at))
    except NotConnected:
        raise SignatureRefused() from None
