"""A kirana and dairy in Pune, its books written by the real operations as its counter would have written them.

Invented, and the same for everybody: what is drawn depends on ``SEED`` and the day it is made.
"""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.business import Business, BusinessSettings
from billing.customers import NewCustomer, add_customer
from billing.payments.methods import Method
from billing.payments.record import RecordPayment, record_payment
from billing.permissions import Actor
from billing.products import NewProduct, add_product
from munim.terminal import Progress

SEED: Final = 1947
DAYS: Final = 42  # of trade before the day the shop is made
MILK_DAY: Final = 7  # ISO weekday on which the week's milk is billed

SHOP: Final = BusinessSettings(
    name="Sharma Kirana & Dairy",
    legal_name="Sharma Kirana and Dairy",
    country="IN",
    address="14 Laxmi Road",
    city="Pune",
    state_code="27",
    postcode="411030",
    phone="+912024450000",
    email="sharma@munim.example",
    gstin="27AAPFU0939F1ZV",
    upi_id="sharmakirana@upi",
    upi_name="Sharma Kirana",
    brand_color="#b3541e",
    credit_days=7,
    rounds_total=True,
    bill_footer="Thank you! Goods once sold are exchanged within 7 days.",
    is_demo=True,
)


class Item(msgspec.Struct, frozen=True):
    """A product as the shop sells it; prices include GST but for the rental."""

    sku: str
    name: str
    category: str
    price: str
    cost: str
    tax: str
    hsn: str
    unit: str = "pcs"
    stock: int = 400
    reorder: int = 60
    kind: Literal["goods", "rental"] = "goods"
    daily_rate: str | None = None


ITEMS: Final = (
    Item("ATTA5", "Wheat atta 5 kg", "Staples", "265", "228", "5", "1101"),
    Item("RICE1", "Basmati rice", "Staples", "118", "96", "5", "1006", unit="kg"),
    Item("DAL1", "Toor dal", "Staples", "162", "138", "0", "0713", unit="kg"),
    Item("SUGAR1", "Sugar", "Staples", "46", "41", "5", "1701", unit="kg"),
    Item("OIL1", "Sunflower oil 1 l", "Staples", "158", "139", "5", "1512"),
    Item("TEA250", "Assam tea 250 g", "Tea and snacks", "145", "112", "5", "0902"),
    Item("BISC", "Glucose biscuits", "Tea and snacks", "10", "8", "18", "1905", stock=900),
    Item("NAMKEEN", "Bhujia namkeen 400 g", "Tea and snacks", "115", "88", "5", "2106"),
    Item("KAJU", "Kaju katli 500 g", "Sweets", "480", "360", "5", "1704", stock=120, reorder=110),
    Item("SOAP", "Sandal soap", "Home", "42", "33", "18", "3401"),
    Item("DETERG", "Detergent 1 kg", "Home", "128", "101", "18", "3402"),
    Item("DIYA12", "Clay diyas, box of 12", "Festival", "90", "55", "0", "6912", stock=220),
    Item("PANEER", "Paneer 200 g", "Dairy", "95", "74", "5", "0406"),
    Item("GHEE1", "Cow ghee 1 l", "Dairy", "640", "545", "5", "0405"),
)
MILK: Final = Item("MILK", "Buffalo milk", "Dairy", "72", "60", "0", "0401", unit="l", stock=1500, reorder=100)
TENT: Final = Item(
    "TENT",
    "Party tent 10 x 12 ft",
    "For hire",
    "900",
    "0",
    "18",
    "997329",
    stock=0,
    reorder=0,
    kind="rental",
    daily_rate="900",
)

# name, phone, days they take to pay; the last two never do
PEOPLE: Final = (
    ("Ramesh Traders", "+919800000101", 3),
    ("Hotel Annapurna", "+919800000102", 6),
    ("Meera Joshi", "+919800000103", 1),
    ("Deshpande Caterers", "+919800000104", 5),
    ("Imran Sheikh", "+919800000105", None),
    ("Kulkarni Mess", "+919800000106", None),
)
CATERERS: Final = 3  # of PEOPLE: they hire the tent for a day or two
MILK_CUSTOMER: Final = ("Sunita Patil (milk, 2 l daily)", "+919800000107")


class Counter:
    """The shop's counter: each call is one operation, at the moment it is told, all in the one transaction of ``session``."""

    def __init__(self, session: Session, business: Business, by: Actor) -> None:
        self._session = session
        self.business = business
        self.by = by

    def product(self, item: Item, *, at: datetime) -> UUID:
        return add_product(
            self._session,
            NewProduct(
                sku=item.sku,
                name=item.name,
                category=item.category,
                unit=item.unit,
                hsn=item.hsn,
                price=Decimal(item.price),
                price_includes_tax=True,
                cost=Decimal(item.cost),
                tax_rate=Decimal(item.tax),
                reorder_level=Decimal(item.reorder),
                opening_stock=Decimal(item.stock),
                tracks_stock=item.kind == "goods",  # what is hired out comes back
                kind=item.kind,
                daily_rental_rate=None if item.daily_rate is None else Decimal(item.daily_rate),
            ),
            by=self.by,
            at=at,
        ).id

    def customer(self, name: str, phone: str, *, at: datetime) -> UUID:
        details = NewCustomer(name=name, phone=phone, city="Pune", state_code="27", credit_limit=Decimal(200_000))
        return add_customer(self._session, details, by=self.by, at=at).id

    def sell(
        self, lines: list[DraftLine], *, at: datetime, customer_id: UUID | None = None, note: str | None = None
    ) -> Bill:
        return sell(
            self._session, DraftBill(lines=lines, customer_id=customer_id, note=note), IssueBill(), by=self.by, at=at
        )

    def pay(self, bill: Bill, method: Method, *, at: datetime) -> None:
        amount = Decimal(bill.total_minor).scaleb(-2)
        record_payment(
            self._session, RecordPayment(customer_id=bill.customer_id, amount=amount, method=method), by=self.by, at=at
        )


class Happening(msgspec.Struct, frozen=True, order=True):
    """Something at the counter: a sale to one of ``PEOPLE`` or to nobody, the week's milk, or the payment of a sale."""

    at: datetime
    number: int
    what: Literal["sale", "milk", "payment"]
    customer: int | None = None
    of: int | None = None  # the sale paid


def open_shop(counter: Counter, *, now: datetime, progress: Progress) -> None:
    """Stock the shelves and trade for ``DAYS`` days up to ``now``. Some customers never pay: their bills are overdue."""
    chance = random.Random(SEED)
    opened = datetime.combine(
        counter.business.today(now) - timedelta(days=DAYS), time(8), ZoneInfo(counter.business.timezone)
    )
    progress("stocking the shelves", 0.0)
    goods = [(item, counter.product(item, at=opened)) for item in ITEMS]
    milk, tent = counter.product(MILK, at=opened), counter.product(TENT, at=opened)
    people = [counter.customer(name, phone, at=opened) for name, phone, _ in PEOPLE]
    milk_customer = counter.customer(*MILK_CUSTOMER, at=opened)

    sold: dict[int, Bill] = {}
    course = _course(chance, opened, now)
    for n, one in enumerate(course):
        if n % 10 == 0:
            progress("six weeks of trade", n / len(course))
        match one.what:
            case "payment":
                assert one.of is not None
                methods: tuple[Method, ...] = ("upi", "upi", "cash", "bank")
                counter.pay(sold[one.of], chance.choice(methods), at=one.at)
            case "milk":
                week = [DraftLine(product_id=milk, quantity=Decimal(14))]
                sold[one.number] = counter.sell(week, customer_id=milk_customer, at=one.at, note="2 l a day")
            case "sale":
                basket = chance.sample(goods, chance.randint(1, 5))
                lines = [
                    DraftLine(product_id=product_id, quantity=Decimal(_quantity(chance, item)))
                    for item, product_id in basket
                ]
                if one.customer == CATERERS and chance.random() < 0.5:
                    lines.append(DraftLine(product_id=tent, quantity=Decimal(chance.randint(1, 2)), unit="day"))
                sold[one.number] = counter.sell(
                    lines, customer_id=None if one.customer is None else people[one.customer], at=one.at
                )


def _course(chance: random.Random, opened: datetime, now: datetime) -> list[Happening]:
    """Sales and payments up to ``now`` in order of time: a handful a day, more on Saturdays and towards the end."""
    course: list[Happening] = []

    def happen(at: datetime, what: Literal["sale", "milk"], customer: int | None, paid_after: int | None) -> None:
        sale = Happening(at, len(course), what, customer)
        course.append(sale)
        if paid_after is not None:
            course.append(Happening(at + timedelta(days=paid_after, minutes=5), len(course), "payment", of=sale.number))

    for day in range(DAYS + 1):
        morning = opened + timedelta(days=day)
        if morning.isoweekday() == MILK_DAY:
            happen(morning, "milk", None, 2)
        for _ in range(chance.randint(2, 4) + (morning.isoweekday() == 6) + day // 20):
            customer = chance.choice((None, None, *range(len(PEOPLE))))
            happen(
                morning + timedelta(minutes=chance.randint(30, 12 * 60)),
                "sale",
                customer,
                0 if customer is None else PEOPLE[customer][2],
            )
    return sorted(one for one in course if one.at <= now)


def _quantity(chance: random.Random, item: Item) -> str:
    return chance.choice(("0.5", "1", "1.5", "2")) if item.unit in ("kg", "l") else str(chance.choice((1, 1, 1, 2, 3)))
