"""Three shops with a past: a slice of real sales, the demo's kirana, and one that chance made.

Each is written by the real operations up to a moment, ``now``, at which the tests look at it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import polars as pl

from billing.bills.credit import CreditLine
from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.business import BusinessSettings
from billing.customers import Customer
from billing.imports.maps import read_map
from billing.imports.sales import ImportSales, import_sales
from billing.payments.reads import Payment
from billing.payments.refund import RefundMoney, refund_money
from billing.payments.tables import METHODS
from billing.products import Product
from billing.stock_adjustments import AdjustStock, adjust_stock
from demo import indian_trade
from demo.indian_shop import SHOP
from munim.database import Database
from munim.money import exponent
from tests.conftest import Shop, open_shop
from tests.counter import Counter

DEMO: Final = Path(__file__).parents[2] / "demo"
NOW: Final = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # a Wednesday, in the middle of a week and of a month


@dataclass(frozen=True)
class Told:
    """A shop whose story is told up to ``now``."""

    shop: Shop
    now: datetime

    @property
    def today(self) -> date:
        day: date = self.shop.business.today(self.now)
        return day


# -- the slice of real sales -------------------------------------------------------------------------

SLICE_DAYS: Final = 50
ONE_OF: Final = 20  # documents of those days


def wholesaler(database: Database, folder: Path) -> Told:
    """One document in twenty of the last fifty days of the demo's real data, imported with the demo's own map."""
    sales = pl.read_parquet(DEMO / "online_retail.parquet")
    number = pl.col("invoice_no").str.extract(r"(\d+)").cast(pl.Int64)
    recent = pl.col("invoice_date") > pl.col("invoice_date").max() - timedelta(days=SLICE_DAYS)
    path = folder / "slice.parquet"
    sales.filter(recent & (number % ONE_OF == 0)).write_parquet(path)

    shop = open_shop(database, BusinessSettings(name="Online Retail Ltd", country="GB", credit_days=30))
    with database.business(shop.business_id, user_id=shop.user_id) as session:
        import_sales(session, ImportSales(path, read_map(DEMO / "online_retail.toml")), by=shop.owner, at=NOW)
    return Told(shop, NOW)


# -- the demo's kirana -------------------------------------------------------------------------------


def kirana(database: Database, _folder: Path) -> Told:
    """The Indian shop as the demo makes it."""
    shop = open_shop(database, SHOP)
    with database.business(shop.business_id, user_id=shop.user_id) as session:
        indian_trade.open_shop(session, shop.business, by=shop.owner, now=NOW, progress=lambda _what, _done: None)
    return Told(shop, NOW)


# -- a shop that chance made -------------------------------------------------------------------------

DAYS: Final = 60
PAID_BY: Final = [method for method in METHODS if method != "deposit"]  # which is set against a bill, not paid
ZONES: Final = ("Asia/Kolkata", "Europe/London", "Asia/Tokyo", "Asia/Kuwait", "America/St_Johns", "Pacific/Auckland")
CURRENCIES: Final = {"INR": "IN", "GBP": "GB", "JPY": "JP", "KWD": "KW"}
_SYLLABLES: Final = "ba che do fir ga hul ji kro lum mep nas oth pri qua rol sti tuv wex yor zan".split()


def any_shop(seed: int) -> Callable[[Database, Path], Told]:
    """A maker of the shop that ``seed`` stands for: its settings, its goods and people, sixty days at its counter."""

    def make(database: Database, _folder: Path) -> Told:
        chance = random.Random(seed)
        now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
        currency = chance.choice(list(CURRENCIES))
        settings = BusinessSettings(
            name=f"{_name(chance)} Stores",
            country=CURRENCIES[currency],
            currency=currency,
            tax_name="Tax",
            timezone=chance.choice(ZONES),
            day_start_minutes=chance.choice((0, 210, 300)),
            week_start=chance.randint(1, 7),
            year_start_month=chance.randint(1, 12),
            prices_include_tax=chance.random() < 0.5,
            rounds_total=chance.random() < 0.5,
            credit_days=chance.choice((0, 7, 30)),
        )
        shop = open_shop(database, settings)
        _Trade(Counter(database, shop), chance).go_on(until=now)
        return Told(shop, now)

    return make


class _Trade:
    """What chance does at a counter: most of it sales, now and then everything else that happens in a shop."""

    def __init__(self, counter: Counter, chance: random.Random) -> None:
        self.counter = counter
        self.chance = chance
        self.goods: list[Product] = []
        self.people: list[Customer] = []
        self.standing: list[Bill] = []  # invoices neither cancelled nor credited
        self.advances: list[Payment] = []

    def go_on(self, *, until: datetime) -> None:
        """Trade at any hour of the last ``DAYS`` days, the shop's small hours too."""
        began = until - timedelta(days=DAYS)
        self.counter.at = began
        self.stock_up()
        acts = (self.sell, self.pay, self.credit, self.cancel, self.quote, self.draft, self.adjust, self.refund)
        for minute in sorted(self.chance.sample(range(1, DAYS * 24 * 60), 260)):
            self.counter.at = began + timedelta(minutes=minute)
            (act,) = self.chance.choices(acts, weights=(14, 7, 2, 1, 1, 1, 1, 1))
            act()

    def stock_up(self) -> None:
        categories = [f"{_name(self.chance)} ware" for _ in range(3)]
        names = {f"{_name(self.chance)} {_name(self.chance).lower()}" for _ in range(12)}
        for number, name in enumerate(sorted(names)):
            details = {
                "category": self.chance.choice(categories),
                "tax_rate": Decimal(self.chance.choice("0 5 12.5 18".split())),
            }
            if number % 4 == 0:
                details |= {"kind": "service", "tracks_stock": False, "stock": "0"}
            elif number % 4 == 1:
                details |= {"unit": "kg", "cost": self.money(200), "stock": "9000"}
            self.goods.append(self.counter.product(name, str(self.money(900)), **{"stock": "9000", **details}))
        for name in sorted({f"{_name(self.chance)} {_name(self.chance)}" for _ in range(9)}):
            self.people.append(self.counter.customer(name, city=self.chance.choice((None, "Ysgol", "Brontu"))))

    def sell(self) -> None:
        lines = [
            DraftLine(product_id=one.id, quantity=self.quantity(one))
            for one in self.chance.sample(self.goods, self.chance.randint(1, 4))
        ]
        if self.chance.random() < 0.2:
            lines.append(DraftLine(description="Wrapped by hand", unit_price=self.money(50), quantity=Decimal(2)))
        bill = self.bill(lines, discount_percent=Decimal(self.chance.choice("0 0 0 7.5 33".split())))
        self.standing.append(bill)

    def quote(self) -> None:
        self.bill([DraftLine(product_id=self.chance.choice(self.goods).id)], kind="quotation")

    def draft(self) -> None:
        self.counter.draft((self.chance.choice(self.goods), "3"))

    def pay(self) -> None:
        customer = self.chance.choice(self.people)
        payment = self.counter.pay(customer, str(self.money(2500)), self.chance.choice(PAID_BY))
        if payment.unallocated_minor:
            self.advances.append(payment)

    def credit(self) -> None:
        if bill := self.taken(self.standing):
            lines = None if self.chance.random() < 0.5 else [CreditLine(position=1, quantity=bill.lines[0].quantity)]
            self.counter.credit(bill, lines=lines)

    def cancel(self) -> None:
        if bill := self.taken(self.standing):
            self.counter.cancel(bill)

    def adjust(self) -> None:
        counted = self.chance.choice([one for one in self.goods if one.tracks_stock])
        with self.counter.open() as session:
            change = AdjustStock(quantity=Decimal(self.chance.choice((-3, 5))), note="counted again")
            adjust_stock(session, counted.id, change, by=self.counter.by, at=self.counter.at)

    def refund(self) -> None:
        """Gives back the smallest amount there is, which every advance still holds."""
        if payment := self.taken(self.advances):
            smallest = Decimal(1).scaleb(-exponent(self.counter.shop.business.currency))
            with self.counter.open() as session:
                back = RefundMoney(payment_id=payment.id, amount=smallest, method="cash")
                refund_money(session, back, by=self.counter.by, at=self.counter.at)

    def bill(self, lines: list[DraftLine], **details: object) -> Bill:
        customer = self.chance.choice((None, *self.people))
        command = DraftBill(lines=lines, customer_id=customer and customer.id, **details)  # type: ignore[arg-type]
        with self.counter.open() as session:
            return sell(session, command, IssueBill(), by=self.counter.by, at=self.counter.at)

    def taken(self, from_: list[Any]) -> Any:
        return from_.pop(self.chance.randrange(len(from_))) if from_ else None

    def money(self, most: int) -> Decimal:
        """An amount of 20 to ``most`` in the shop's currency, to its last minor unit."""
        scale = exponent(self.counter.shop.business.currency)
        return Decimal(self.chance.randint(20 * 10**scale, most * 10**scale)).scaleb(-scale)

    def quantity(self, product: Product) -> Decimal:
        return (
            Decimal(self.chance.randint(500, 4000)).scaleb(-3)
            if product.unit == "kg"
            else Decimal(self.chance.randint(1, 6))
        )


def _name(chance: random.Random) -> str:
    return "".join(chance.sample(_SYLLABLES, 3)).capitalize()
