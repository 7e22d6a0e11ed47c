"""What the mirror's rollups must hold, summed up by Python from the rows they sum up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

Row = dict[str, Any]
Rows = list[Row]

_OF_LINES = ("quantity", "gross_minor", "discount_minor", "net_minor", "tax_minor", "total_minor", "cost_minor")


def rollups(bills: Rows, sales: Rows, payments: Rows, moves: Rows) -> dict[str, Rows]:
    """The rollups of a mirror that holds these bills, lines, payments and moves of stock."""
    documents = _documents(bills, sales)
    return {
        "sales_documents": documents,
        "daily_sales": _by(documents, "business_date hour"),
        "daily_staff_sales": _by(documents, "business_date staff_id series"),
        "monthly_product_sales": _months(sales),
        "monthly_customer_sales": _months_of_customers(documents),
        "customer_sales": _customers(bills, sales),
        "daily_payments": _payments(payments),
        "daily_stock": _stock(moves),
    }


def _documents(bills: Rows, sales: Rows) -> Rows:
    by_bill = {bill["bill_id"]: bill for bill in bills}
    return [
        {name: rows[0][name] for name in "bill_id entry bill_number series business_date hour customer_id customer_name customer_city country is_walk_in staff_id staff_name".split()}
        | {"kind": by_bill[bill_id]["kind"], "stands": by_bill[bill_id]["status"] == "issued", "lines": len(rows)}
        | _measures(rows)
        | _counts(rows)
        for (bill_id, _), rows in _grouped(sales, lambda row: (row["bill_id"], row["entry"])).items()
    ]  # fmt: skip


def _counts(rows: Rows) -> Row:
    """The orders and returns that the lines of one document count for: a cancellation one less, a debit note none."""
    cancels = -1 if rows[0]["entry"] == "cancellation" else 1
    counted = any(row["quantity"] for row in rows)
    of_credit = _of_credit(rows[0])
    return {"orders": cancels * (counted and not of_credit), "returns": cancels * (counted and of_credit)}


def _of_credit(row: Row) -> bool:
    return bool(row["entry"] == "return" or (row["entry"] == "cancellation" and row["quantity"] > 0))


def _measures(rows: Rows) -> Row:
    sold, returned = [row for row in rows if not _of_credit(row)], [row for row in rows if _of_credit(row)]
    return {name: _sum(rows, name) for name in _OF_LINES} | {
        "sold_quantity": _sum(sold, "quantity"),
        "sold_gross_minor": _sum(sold, "gross_minor"),
        "sold_discount_minor": _sum(sold, "discount_minor"),
        "returned_minor": -_sum(returned, "net_minor"),
        "costed_net_minor": _sum([row for row in rows if row["cost_minor"] is not None], "net_minor"),
    }


def _by(documents: Rows, key: str, *more: str) -> Rows:
    names = key.split()
    summed = (*_measures([]), "orders", "returns", *more)
    return [
        {name: rows[0][name] for name in names} | {name: _sum(rows, name) for name in summed}
        for rows in _grouped(documents, lambda row: tuple(row[name] for name in names)).values()
    ]


def _months(sales: Rows) -> Rows:
    def cell(row: Row) -> Hashable:
        return row["business_date"].replace(day=1), row["product_id"], row["product_id"] or row["product_name"]

    return [
        {"month": month, "product_id": product, "lines": len(rows)}
        | {name: rows[0][name] for name in ("product_name", "category_name", "product_kind")}
        | _measures(rows)
        for (month, product, _), rows in _grouped(sales, cell).items()
    ]


def _months_of_customers(documents: Rows) -> Rows:
    names = "orders returns net_minor total_minor cost_minor costed_net_minor".split()
    return [
        {"month": month, "customer_id": customer}
        | {"standing_orders": sum(row["kind"] == "invoice" and row["stands"] for row in rows)}
        | {name: _sum(rows, name) for name in names}
        for (month, customer), rows in _grouped(
            documents, lambda row: (row["business_date"].replace(day=1), row["customer_id"])
        ).items()
    ]


def _customers(bills: Rows, sales: Rows) -> Rows:
    out = []
    for customer_id, rows in _grouped(sales, lambda row: row["customer_id"]).items():
        orders = [
            bill["business_date"]
            for bill in bills
            if bill["customer_id"] == customer_id and bill["kind"] == "invoice" and bill["status"] == "issued"
        ]
        out.append(
            {"customer_id": customer_id, "orders": len(orders)}
            | {"first_order_date": min(orders, default=None), "last_order_date": max(orders, default=None)}
            | {name: _sum(rows, name) for name in ("net_minor", "total_minor")}
        )
    return out


def _payments(payments: Rows) -> Rows:
    out = []
    for (day, method, account), rows in _grouped(
        payments, lambda row: (row["business_date"], row["method"], row["account"])
    ).items():
        received, given = ([row for row in rows if row["direction"] == direction] for direction in ("in", "out"))
        out.append(
            {"business_date": day, "method": method, "account": account, "amount_minor": _sum(rows, "amount_minor")}
            | {"receipts": _standing(received), "refunds": _standing(given)}
            | {"received_minor": _sum(received, "amount_minor"), "refunded_minor": -_sum(given, "amount_minor")}
        )
    return out


def _standing(rows: Rows) -> int:
    return sum(-1 if row["entry"] == "reversal" else 1 for row in rows)


def _stock(moves: Rows) -> Rows:
    out: Rows = []
    for product_id, of_product in _grouped(moves, lambda row: row["product_id"]).items():
        days = sorted(_grouped(of_product, lambda row: row["business_date"]).items())
        quantities = [_sum(rows, "quantity") for _, rows in days]
        values = [_sum(rows, "value_minor") for _, rows in days]
        untils = [later for (_, _), (later, _) in pairwise(days)] + [None]
        for (day, rows), until, quantity, closing, value, closing_value in zip(
            days, untils, quantities, accumulate(quantities), values, accumulate(values), strict=True
        ):
            out.append(
                {"product_id": product_id, "business_date": day, "until_date": until, "quantity": quantity}
                | {"in_quantity": sum(row["quantity"] for row in rows if row["quantity"] > 0) + Decimal(0)}
                | {"out_quantity": -sum(row["quantity"] for row in rows if row["quantity"] < 0) + Decimal(0)}
                | {"value_minor": value, "closing_quantity": closing, "closing_value_minor": closing_value}
            )
    return out


def _sum(rows: Rows, name: str) -> Any:
    zero = Decimal(0) if name.endswith("quantity") else 0
    return sum((row[name] or 0 for row in rows), zero)


def _grouped(rows: Rows, key: Callable[[Row], Any]) -> dict[Any, Rows]:
    out: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        out[key(row)].append(row)
    return out
