"""The dimensions figures are split by, and the entities whose names can be asked for."""

from __future__ import annotations

from typing import Final, Literal

import msgspec


class Dimension(msgspec.Struct, frozen=True, kw_only=True):
    """One way to split a figure.

    ``kind`` says what its values are: ``calendar`` the first day of a day, week, month, … of the shop;
    ``weekday`` and ``hour`` positions in the week and day; ``entity`` something with an id and a name,
    which a result carries in two columns (``customer``, ``customer_id``); ``text`` a plain name.
    """

    slug: str
    title: str
    plural: str
    definition: str
    kind: Literal["calendar", "weekday", "hour", "entity", "text"]
    may_be_words: bool = False  # an entity that a line may also name in words, without an id
    permission: str = ""
    synonyms: tuple[str, ...] = ()

    @property
    def in_time(self) -> bool:
        """Whether its groups follow one another in time."""
        return self.kind in ("calendar", "weekday", "hour")


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """Things of the shop that have names: ``names`` is SQL over the mirror yielding (id or name, name, other names…).

    The first column is what a ``Filter`` on the entity's dimension takes; further columns are other words
    the same thing goes by (a SKU, a reference), where there are any. ``hints`` is SQL yielding (id, what tells
    namesakes apart), empty where names are unique.
    """

    slug: str  # of its dimension
    title: str
    names: str
    hints: str = ""


DIMENSIONS: Final = (
    Dimension(
        slug="day",
        title="Day",
        plural="days",
        definition="The shop's own day, in its zone, from the hour its day starts.",
        kind="calendar",
        synonyms=("daily", "date", "each day", "per day", "day by day", "din", "roz", "rozana", "दिन", "रोज"),
    ),
    Dimension(
        slug="week",
        title="Week",
        plural="weeks",
        definition="Seven days from the weekday on which the shop's week starts.",
        kind="calendar",
        synonyms=("weekly", "each week", "per week", "hafta", "hafte", "हफ्ता", "सप्ताह"),
    ),
    Dimension(
        slug="month",
        title="Month",
        plural="months",
        definition="The calendar month.",
        kind="calendar",
        synonyms=("monthly", "each month", "per month", "mahina", "mahine", "महीना"),
    ),
    Dimension(
        slug="quarter",
        title="Quarter",
        plural="quarters",
        definition="Three months, counted from the start of the financial year.",
        kind="calendar",
        synonyms=("quarterly", "each quarter", "timahi", "तिमाही"),
    ),
    Dimension(
        slug="year",
        title="Year",
        plural="years",
        definition="The calendar year.",
        kind="calendar",
        synonyms=("yearly", "annual", "each year", "calendar year", "saal", "साल"),
    ),
    Dimension(
        slug="financial_year",
        title="Financial year",
        plural="financial years",
        definition="Twelve months from the month in which the shop's financial year starts.",
        kind="calendar",
        synonyms=("fiscal year", "fy", "accounting year", "vitt varsh", "वित्त वर्ष"),
    ),
    Dimension(
        slug="weekday",
        title="Weekday",
        plural="weekdays",
        definition="The day of the week of the shop's own day.",
        kind="weekday",
        synonyms=("day of week", "day of the week", "week day"),
    ),
    Dimension(
        slug="hour",
        title="Hour",
        plural="hours",
        definition="The local clock hour, 0 to 23.",
        kind="hour",
        synonyms=("hourly", "time of day", "hour of day", "each hour", "ghanta", "ghante", "घंटा"),
    ),
    Dimension(
        slug="product",
        title="Product",
        plural="products",
        definition="The product, service or rental item of the line; a line written by hand counts under its words.",
        kind="entity",
        may_be_words=True,
        synonyms=("item", "items", "goods", "article", "sku", "saman", "samaan", "maal", "cheez", "सामान"),
    ),
    Dimension(
        slug="category",
        title="Category",
        plural="categories",
        definition="The category of the product.",
        kind="text",
        synonyms=("department", "product group", "type of product", "shreni", "श्रेणी"),
    ),
    Dimension(
        slug="product_kind",
        title="Kind of product",
        plural="kinds of product",
        definition="Goods, a service or a rental.",
        kind="text",
        synonyms=("kind", "goods or services", "product type"),
    ),
    Dimension(
        slug="customer",
        title="Customer",
        plural="customers",
        definition="The customer of the bill or payment; sales to no named customer count under the walk-in customer.",
        kind="entity",
        permission="customers.read",
        synonyms=(
            "client",
            "buyer",
            "shopper",
            "spender",
            "people",
            "party",
            "parties",
            "grahak",
            "graahak",
            "ग्राहक",
            "पार्टी",
        ),
    ),
    Dimension(
        slug="city",
        title="City",
        plural="cities",
        definition="The city of the customer.",
        kind="text",
        synonyms=("town", "place", "shahar", "sheher", "शहर"),
    ),
    Dimension(
        slug="country",
        title="Country",
        plural="countries",
        definition="The buyer's country as it was billed; of money received or owed, the customer's.",
        kind="text",
        synonyms=("nation", "desh", "देश"),
    ),
    Dimension(
        slug="staff",
        title="Staff",
        plural="staff",
        definition="Who made the bill or took the payment.",
        kind="entity",
        synonyms=(
            "salesperson",
            "cashier",
            "employee",
            "salesman",
            "staff member",
            "member of staff",
            "team member",
            "user",
            "karmchari",
            "कर्मचारी",
        ),
    ),
    Dimension(
        slug="payment_method",
        title="Payment method",
        plural="payment methods",
        definition="How the money came or went: cash, upi, card, bank, cheque, gateway.",
        kind="text",
        synonyms=("method", "mode of payment", "payment mode", "tender", "bhugtan", "भुगतान"),
    ),
    Dimension(
        slug="bill",
        title="Bill",
        plural="bills",
        definition="The single invoice or credit note.",
        kind="entity",
        permission="bills.read",
        synonyms=("invoice", "invoices", "bills", "बिल"),
    ),
)

ENTITIES: Final = (
    Entity(
        slug="customer",
        title="Customer",
        names="SELECT customer_id, name, reference FROM customers",
        hints="SELECT customer_id, COALESCE(city, reference) FROM customers",
    ),
    Entity(
        slug="product",
        title="Product",
        names="SELECT product_id, name, sku FROM products",
        hints="SELECT product_id, sku FROM products",
    ),
    Entity(
        slug="category",
        title="Category",
        names="SELECT DISTINCT category_name, category_name AS name FROM products WHERE NOT category_name IS NULL",
    ),
    Entity(
        slug="staff",
        title="Staff",
        names="SELECT DISTINCT staff_id, staff_name FROM bills WHERE NOT staff_name IS NULL",
    ),
    Entity(slug="city", title="City", names="SELECT DISTINCT city, city AS name FROM customers WHERE NOT city IS NULL"),
    Entity(
        slug="country",
        title="Country",
        names="""
        SELECT DISTINCT country, country AS name
        FROM (SELECT country FROM customers UNION ALL SELECT country FROM bills)
        WHERE NOT country IS NULL
        """,
    ),
    Entity(slug="payment_method", title="Payment method", names="SELECT DISTINCT method, method AS name FROM payments"),
)
