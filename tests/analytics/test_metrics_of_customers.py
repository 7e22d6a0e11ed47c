"""Figures of who buys, for the first time and again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from etl.reader import OpenMirror
from munim.days import Period
from tests.analytics.mirrors import Books, named
from tests.analytics.worked import figure, split

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
AUTUMN = Period(date(2026, 10, 1), date(2026, 12, 1))
LATER = date(2026, 12, 16)


MESSAGES = (
    ("sms", "delivered", Decimal("0.13"), "INR"), ("sms", "sent", Decimal("0.195"), "INR"), ("whatsapp", "unknown", Decimal("0.01"), "USD"),
    ("sms", "failed", Decimal(0), "INR"), ("email", "suppressed", Decimal(0), None),
)  # fmt: skip


def books() -> Books:
    """Asha buys in October and twice in November, Binod twice in November, Chitra once; Dev's only invoice is cancelled."""
    books = Books()
    for customer, city in (
        ("Asha", "Pune"),
        ("Binod", "Pune"),
        ("Chitra", "Nashik"),
        ("Dev", "Nashik"),
        ("Walk-in", None),
    ):
        books.customer(customer, city=city)
    bought = [
        ("A1", "Asha", date(2026, 10, 5)), ("A2", "Asha", date(2026, 11, 5)), ("A3", "Asha", date(2026, 11, 6)), ("B1", "Binod", date(2026, 11, 7)),
        ("B2", "Binod", date(2026, 11, 8)), ("C1", "Chitra", date(2026, 11, 9)), ("D1", "Dev", date(2026, 11, 9)), ("W1", "Walk-in", date(2026, 11, 9)),
    ]  # fmt: skip
    for number, customer, day in bought:
        books.line(
            number, day, "Rice", 1, 100, customer=customer, city="Pune" if customer in ("Asha", "Binod") else "Nashik"
        )
    for n, (channel, status, price, currency) in enumerate(MESSAGES):
        books.row(
            "messages", message_id=named(f"M{n}"), channel=channel, category="reminder", template="overdue_reminder", status=status,
            customer_id=named("Asha"), queued_date=date(2026, 10, 31), sent_date=date(2026, 11, 1), price=price, price_currency=currency,
        )  # fmt: skip
    books.line("D1", date(2026, 11, 10), "Rice", -1, -100, entry="cancellation", customer="Dev", city="Nashik")
    return books


@pytest.fixture(scope="module")
def mirror() -> Iterator[OpenMirror]:
    with books().mirror() as mirror:
        yield mirror


OF_NOVEMBER: dict[str, Any] = {
    "customers": 3,
    "new_customers": 2,  # Binod and Chitra
    "returning_customers": 1,
    "repeat_customers": 2,  # Asha and Binod
    "repeat_rate": Decimal("66.7"),
    "named_sales": 500,
    "average_spend": 167,
    "messages_sent": 3,
    "messages_delivered": 1,
    "messages_failed": 1,
    "messages_held_back": 1,
    "message_delivery_rate": Decimal("33.3"),
    "message_cost": 33,  # 0.13 + 0.195 of a rupee; dollars are not added to rupees
}


@pytest.mark.parametrize("slug", OF_NOVEMBER)
def test_figure_of_customers_of_november(mirror: OpenMirror, slug: str) -> None:
    assert figure(mirror, slug, NOVEMBER, LATER) == OF_NOVEMBER[slug]


def test_new_and_returning_customers_month_by_month_and_by_city(mirror: OpenMirror) -> None:
    october, november = date(2026, 10, 1), date(2026, 11, 1)

    assert split(mirror, "new_customers", "month", AUTUMN, LATER) == [(october, 1), (november, 2)]
    assert split(mirror, "returning_customers", "month", AUTUMN, LATER) == [(october, 0), (november, 1)]
    assert split(mirror, "repeat_customers", "city", NOVEMBER, LATER) == [("Pune", 2), ("Nashik", 0)]


def test_sales_and_customers_by_the_month_of_the_first_invoice(mirror: OpenMirror) -> None:
    october, november = date(2026, 10, 1), date(2026, 11, 1)

    # Dev bought nothing that stands, and nobody in particular has no first month
    assert split(mirror, "net_sales", "cohort", AUTUMN, LATER) == [(october, 300), (november, 300), (None, 100)]
    assert split(mirror, "customers", "cohort", NOVEMBER, LATER)[:2] == [(october, 1), (november, 2)]


def test_customers_of_a_product_are_those_whose_invoice_stands(mirror: OpenMirror) -> None:
    assert split(mirror, "customers", "product", NOVEMBER, LATER) == [("Rice", 3)]


def test_messages_by_channel_come_in_the_order_of_the_channels(mirror: OpenMirror) -> None:
    assert split(mirror, "messages_sent", "channel", NOVEMBER, LATER) == [("email", 0), ("sms", 2), ("whatsapp", 1)]
