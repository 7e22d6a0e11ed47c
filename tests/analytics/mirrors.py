"""Mirrors made by hand: rows as the mirror holds them, in a DuckDB file of the real schema."""

from __future__ import annotations

import functools
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import duckdb

from etl.reader import OpenMirror
from etl.rollups import fill_rollups
from etl.statements import definitions
from munim.money import round_half_up

OWNER = frozenset(
    """
    reports.read costs.read customers.read bills.read payments.read products.read rentals.read suppliers.read
    purchases.read expenses.read accounts.read deliveries.read
    """.split()
)
AS_OF = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def named(name: str) -> UUID:
    """The same id for the same name, so that a test reads by names alone."""
    return uuid5(UUID(int=0), name)


@dataclass
class Books:
    """The rows of one business, written as a shopkeeper would say them."""

    currency: str = "INR"
    exponent: int = 2
    week_start: int = 1
    year_start_month: int = 4
    sales: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)
    bills: list[dict[str, Any]] = field(default_factory=list)
    allocations: list[dict[str, Any]] = field(default_factory=list)
    customers: list[dict[str, Any]] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    challans: list[dict[str, Any]] = field(default_factory=list)
    stock_moves: list[dict[str, Any]] = field(default_factory=list)
    others: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def line(
        self,
        bill: str,
        day: date,
        product: str | None,
        quantity: int | str | Decimal,
        net_minor: int,
        *,
        entry: str = "sale",
        discount_minor: int = 0,
        tax_minor: int = 0,
        cost_minor: int | None = None,
        customer: str = "Walk-in",
        city: str | None = None,
        country: str | None = "IN",
        staff: str | None = None,
        hour: int = 10,
        category: str | None = None,
        kind: str = "goods",
        words: str = "",
    ) -> None:
        """One line of an invoice; of a credit note or a cancellation with negative figures."""
        self.sales.append(
            {
                "line_id": self._line_id(entry, bill), "entry": entry, "bill_id": named(bill), "bill_number": bill, "business_date": day, "hour": hour,
                "customer_id": named(customer), "customer_name": customer, "customer_city": city, "country": country, "is_walk_in": customer == "Walk-in",
                "product_id": named(product) if product else None, "product_name": product or words, "sku": product,
                "category_name": category, "product_kind": kind, "staff_id": named(staff) if staff else None, "staff_name": staff,
                "quantity": Decimal(quantity), "gross_minor": net_minor + discount_minor, "discount_minor": discount_minor, "net_minor": net_minor,
                "tax_minor": tax_minor, "total_minor": net_minor + tax_minor, "cost_minor": cost_minor,
                "tax_rate": 0, "tax_treatment": "taxable", "cgst_minor": 0, "sgst_minor": 0, "igst_minor": 0, "cess_minor": 0,
            }
        )  # fmt: skip

    def _line_id(self, entry: str, bill: str) -> int:
        """A cancellation is a second row of the line it undoes."""
        if entry == "cancellation":
            of_the_bill = [row for row in self.sales if row["bill_id"] == named(bill)]
            undone = {row["line_id"] for row in of_the_bill if row["entry"] == "cancellation"}
            for row in of_the_bill:
                if row["line_id"] not in undone:
                    return int(row["line_id"])
        return len(self.sales) + 1

    def payment(
        self,
        number: str,
        day: date,
        amount_minor: int,
        *,
        customer: str = "Walk-in",
        method: str = "cash",
        hour: int = 10,
    ) -> None:
        """Money that came; negative: that was given back."""
        self.payments.append(
            {
                "payment_id": named(number), "direction": "in" if amount_minor > 0 else "out", "number": number, "business_date": day, "hour": hour,
                "entry": "receipt" if amount_minor > 0 else "refund", "account": method, "status": "received", "voucher": False, "gateway": None,
                "customer_id": named(customer), "customer_name": customer, "method": method, "amount_minor": amount_minor,
                "unallocated_minor": 0, "made_up": False, "staff_id": None, "staff_name": None,
            }
        )  # fmt: skip

    def bill(
        self,
        number: str,
        day: date,
        total_minor: int,
        *,
        due: date,
        due_minor: int = 0,
        customer: str = "Walk-in",
        cancelled: date | None = None,
        country: str | None = "IN",
        **others: Any,
    ) -> None:
        """An invoice as a whole, and what it still waits for."""
        self.bills.append(
            {
                "bill_id": named(number), "kind": "invoice", "document": "invoice", "reverse_charge": False, "tax_effect": True, "status": "cancelled" if cancelled else "issued", "number": number, "reference": None, "imported": False,
                "business_date": day, "hour": 10, "due_date": due, "cancelled_date": cancelled, "customer_id": named(customer),
                "customer_name": customer, "country": country, "staff_id": None, "staff_name": None, "original_id": None, "quotation_id": None, "gross_minor": total_minor,
                "discount_minor": 0, "taxable_minor": total_minor, "tax_minor": 0, "charges_minor": 0, "round_off_minor": 0, "total_minor": total_minor,
                "allocated_minor": total_minor - due_minor, "credited_minor": 0, "written_off_minor": 0, "due_minor": due_minor,
            } | others
        )  # fmt: skip

    def allocation(self, bill: str, payment: str, day: date, amount_minor: int) -> None:
        self.allocations.append(
            {
                "allocation_id": len(self.allocations) + 1, "bill_id": named(bill), "payment_id": named(payment), "credit_note_id": None,
                "business_date": day, "amount_minor": amount_minor,
            }
        )  # fmt: skip

    def customer(
        self, name: str, *, balance_minor: int = 0, city: str | None = None, country: str | None = "IN"
    ) -> None:
        self.customers.append(
            {
                "customer_id": named(name), "name": name, "reference": None, "city": city, "state_code": None, "country": country,
                "is_registered": False, "is_walk_in": name == "Walk-in", "active": True, "has_phone": False, "has_email": False, "opted_out": False, "credit_limit_minor": None, "balance_minor": balance_minor,
                "created_date": date(2020, 1, 1),
            }
        )  # fmt: skip

    def receivable(self, customer: str, day: date, amount_minor: int) -> None:
        """A ledger entry that makes the customer owe more (or, negative, less)."""
        self.ledger.append(
            {
                "entry_id": len(self.ledger) + 1, "posting_id": len(self.ledger) + 1, "posting_kind": "bill", "subject_id": None,
                "account": "receivable", "account_name": "Receivable", "account_kind": "asset", "customer_id": named(customer),
                "business_date": day, "amount_minor": amount_minor,
            }
        )  # fmt: skip

    def product(
        self,
        name: str,
        *,
        on_hand: str | None = None,
        cost: str | None = None,
        reorder: str | None = None,
        category: str | None = None,
    ) -> None:
        worth = round_half_up(Decimal(on_hand) * Decimal(cost or 0) * 100) if on_hand else None
        self.products.append(
            {
                "product_id": named(name), "sku": name, "name": name, "barcode": None, "kind": "goods", "category_id": None,
                "category_name": category, "unit": "pcs", "hsn": None, "price": Decimal("1"), "price_includes_tax": False, "cost": Decimal(cost) if cost else None,
                "tax_rate": Decimal("0"), "tax_treatment": "taxable", "cess_rate": Decimal("0"), "tracks_stock": on_hand is not None, "on_hand": Decimal(on_hand) if on_hand else None, "stock_value_minor": worth,
                "reorder_level": Decimal(reorder) if reorder else None, "daily_rental_rate": None, "active": True,
            }
        )  # fmt: skip

    def stock_move(self, product: str, day: date, quantity: int | str, *, reason: str, value_minor: int = 0) -> None:
        """Stock that came, or, negative, went."""
        self.stock_moves.append(
            {
                "move_id": len(self.stock_moves) + 1, "product_id": named(product), "business_date": day, "quantity": Decimal(quantity),
                "reason": reason, "bill_id": None, "unit_cost": None, "value_minor": value_minor,
            }
        )  # fmt: skip

    def challan(self, number: str, day: date, status: str, *, customer: str) -> None:
        self.challans.append(
            {
                "challan_id": named(number), "number": number, "customer_id": named(customer), "status": status, "business_date": day,
                "starts_on": day, "due_on": day, "tax_exempt": False,
            }
        )  # fmt: skip

    def row(self, table: str, **values: Any) -> None:
        """A row of any table of the mirror; what it must have and is not said is nothing: 0, "", false, its place as an id."""
        self.others[table].append(values)

    def entry(
        self, account: str, day: date, amount_minor: int, *, kind: str, posting: str, customer: str | None = None, supplier: str | None = None, subject: str | None = None
    ) -> None:  # fmt: skip
        """A ledger entry: a debit, or (below zero) a credit, of an account of the ``kind``."""
        self.row(
            "ledger", entry_id=1000 + len(self.others["ledger"]), posting_id=1000 + len(self.others["ledger"]), account=account,
            account_name=account.replace("_", " ").capitalize(), account_kind=kind, posting_kind=posting, business_date=day,
            amount_minor=amount_minor, customer_id=named(customer) if customer else None, supplier_id=named(supplier) if supplier else None, subject_id=named(subject) if subject else None,
        )  # fmt: skip

    def _bill_the_lines(self) -> None:
        """Every line is on a bill: those a test did not care to write follow from their lines."""
        written = {bill["bill_id"] for bill in self.bills}
        lines: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for line in self.sales:
            lines[line["bill_id"]].append(line)
        for bill_id in lines.keys() - written:
            first = lines[bill_id][0]
            cancelled = next(
                (line["business_date"] for line in lines[bill_id] if line["entry"] == "cancellation"), None
            )
            total = abs(sum(line["total_minor"] for line in lines[bill_id] if line["entry"] != "cancellation"))
            day = first["business_date"]
            self.bill(first["bill_number"], day, total, due=day, customer=first["customer_name"], cancelled=cancelled)
            kind = "credit_note" if first["entry"] == "return" else "invoice"
            self.bills[-1] |= {
                "kind": kind,
                "document": kind,
                "hour": first["hour"],
                "customer_id": first["customer_id"],
                "country": first["country"],
                "staff_id": first["staff_id"],
                "staff_name": first["staff_name"],
            }

    def _keep_the_cities(self) -> None:
        """Where a customer lives is told by the customer: those a test did not care to write follow from their lines."""
        known = {customer["customer_id"] for customer in self.customers}
        for line in self.sales:
            if line["customer_city"] is not None and line["customer_id"] not in known:
                known.add(line["customer_id"])
                self.customer(line["customer_name"], city=line["customer_city"], country=line["country"])
                self.customers[-1] |= {"customer_id": line["customer_id"]}

    def _keep_the_products(self) -> None:
        """Every product sold is kept, in the category of its lines: those a test did not care to write follow from them."""
        known = {product["product_id"]: product for product in self.products}
        for line in self.sales:
            if line["product_id"] is None:
                continue
            if line["product_id"] not in known:
                self.product(line["product_name"])
                self.products[-1] |= {"product_id": line["product_id"], "kind": line["product_kind"]}
                known[line["product_id"]] = self.products[-1]
            known[line["product_id"]]["category_name"] = (
                known[line["product_id"]]["category_name"] or line["category_name"]
            )

    @contextmanager
    def mirror(self, *, version: int = 1) -> Iterator[OpenMirror]:
        """The books as a mirror that figures are read from."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{version}.duckdb"
            file.write_bytes(_empty_mirror())
            with duckdb.connect(file) as connection:
                calendar = ["Asia/Kolkata", 0, self.week_start, self.year_start_month]
                shop = [1, "Sharma Stores", self.currency, self.exponent, "IN", *calendar, "en", "Pune", "27", 0]
                connection.execute(f"INSERT INTO business VALUES ({', '.join('?' * len(shop))})", shop)
                self._bill_the_lines()
                self._keep_the_cities()
                self._keep_the_products()
                for table in (
                    "sales",
                    "payments",
                    "bills",
                    "allocations",
                    "customers",
                    "products",
                    "ledger",
                    "challans",
                    "stock_moves",
                ):
                    rows: list[dict[str, Any]] = getattr(self, table)
                    if rows:
                        marks = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
                        connection.execute(
                            f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {marks}",
                            [value for row in rows for value in row.values()],
                        )
                for table, partial in self.others.items():
                    columns = connection.execute(
                        "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = ?", [table]
                    ).fetchall()  # fmt: skip
                    for place, values in enumerate(partial):
                        whole = {
                            name: place + 1 if kind == "BIGINT" and name.endswith("_id") else _nothing(kind)
                            for name, kind, nullable in columns
                            if nullable == "NO"
                        } | values
                        marks = ", ".join("?" * len(whole))
                        connection.execute(
                            f"INSERT INTO {table} ({', '.join(whole)}) VALUES ({marks})", list(whole.values())
                        )
                fill_rollups(connection)
                yield OpenMirror(1, version, AS_OF, connection)


def _nothing(kind: str) -> Any:
    """What stands in a column that a test does not care about."""
    if kind in ("VARCHAR", "BOOLEAN", "DATE", "UUID"):
        return {"VARCHAR": "", "BOOLEAN": False, "DATE": date(2020, 1, 1), "UUID": UUID(int=0)}[kind]
    return 0


@functools.cache
def _empty_mirror() -> bytes:
    """A mirror's file without rows, made once a run: its two hundred statements take half a second."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.duckdb"
        with duckdb.connect(file) as connection:
            connection.execute(definitions())
        return file.read_bytes()
