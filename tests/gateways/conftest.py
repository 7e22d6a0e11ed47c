"""A shop connected to both gateways, which a server on this machine stands in for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from billing.bills.reads import Bill
from billing.gateway.accounts import ConnectGateway, connect_gateway
from billing.gateway.requests import AskPayment, PaymentRequest
from gateways.exchange import Exchange
from munim.database import Database
from munim.settings import Settings
from tests.counter import Counter
from tests.gateways.provider import KEY_ID, KEY_SECRET, OLD_SECRET, WEBHOOK_SECRET, Provider, served


@dataclass
class Till:
    """A shop's counter, its gateways, and the dealings with them."""

    counter: Counter
    provider: Provider
    exchange: Exchange

    @property
    def business_id(self) -> int:
        return int(self.counter.shop.business_id)

    def bill(self, price: str = "500", customer: Any = None) -> Bill:
        product = self.counter.product(price=price)
        return self.counter.sell((product, "1"), customer=customer or self.counter.customer())

    def ask(
        self, bill: Bill, gateway: Any = "razorpay", form: Any = "link", amount: str | None = None
    ) -> PaymentRequest:
        command = AskPayment(gateway=gateway, form=form, amount=Decimal(amount) if amount else None)
        return self.exchange.ask(
            self.business_id, bill.id, command, return_url=lambda _: "https://shop.example/bill", by=self.counter.by, at=self.counter.at
        )  # fmt: skip

    def heed(self, gateway: str, event: tuple[bytes, dict[str, str]]) -> None:
        self.exchange.heed(self.business_id, gateway, *event, at=self.counter.at)

    def poll(self) -> int:
        return self.exchange.poll_business(
            self.business_id, return_url=lambda _: "https://shop.example/bill", at=self.counter.at
        )


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def gateway_settings(settings: Settings, provider: Provider) -> Iterator[Settings]:
    with served(provider) as url:
        yield dataclasses.replace(settings, razorpay_url=url, stripe_url=url)


@pytest.fixture
def till(database: Database, shop: Any, provider: Provider, gateway_settings: Settings) -> Till:
    counter = Counter(database, shop)
    exchange = Exchange(database, gateway_settings)
    for gateway in ("razorpay", "stripe"):
        command = ConnectGateway(
            gateway=gateway,  # type: ignore[arg-type]  # one of the two
            key_id=KEY_ID,
            key_secret=KEY_SECRET,
            webhook_secrets=[WEBHOOK_SECRET, OLD_SECRET],
        )
        with counter.open() as session:
            connect_gateway(session, command, keys=exchange.keys, by=counter.by, at=counter.at, expected_version=0)
    return Till(counter, provider, exchange)
