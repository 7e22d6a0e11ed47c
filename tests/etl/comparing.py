"""What a mirror must hold, worked out from the books a second time: by plain reads and Python, none of the mirror's SQL."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from billing.bills.tables import bill_lines, bill_taxes, bills
from billing.business import businesses
from billing.customers import customer_balances, customers
from billing.expenses.tables import expenses
from billing.gateway.tables import gateway_payments
from billing.goals import goals
from billing.ledger import accounts, ledger_entries, postings
from billing.memberships import memberships
from billing.payments.tables import allocations, payments
from billing.price_history import earlier_prices
from billing.products import categories, products
from billing.series import document_series
from billing.stock import stock_levels, stock_moves
from billing.suppliers import supplier_balances, suppliers
from billing.transfers import transfers
from billing.units import units
from billing.users import users
from munim.days import Calendar
from munim.money import exponent
from notifications.messages import messages
from tests.counter import Counter
from tests.etl.summing import rollups

Rows = list[dict[str, Any]]


def books_as_mirrored(counter: Counter) -> dict[str, Rows]:
    """The rows each mirror table must have, from the books as they are now."""
    with counter.open() as session:

        def read(table: sa.Table) -> Rows:
            own = table.c.business_id == counter.shop.business_id if "business_id" in table.c else sa.true()
            return [dict(row._mapping) for row in session.execute(sa.select(table).where(own))]

        tables = {table.name: read(table) for table in (
            businesses, users, memberships, accounts, customers, customer_balances, suppliers, supplier_balances, categories, units, products, stock_levels,
            bills, bill_lines, bill_taxes, payments, allocations, stock_moves, postings, ledger_entries, expenses, goals,
            transfers, document_series, earlier_prices, gateway_payments, messages,
        )}  # fmt: skip
    [business] = tables["businesses"]
    calendar = Calendar(
        business["timezone"], business["day_start_minutes"], business["week_start"], business["year_start_month"]
    )
    names = {user["id"]: user["name"] for user in tables["users"]}
    staff = {row["user_id"]: names[row["user_id"]] for row in tables["memberships"] if row["user_id"] in names}
    named_customers = {row["id"]: row for row in tables["customers"]}
    named_products = _products(tables)
    issued = [bill for bill in tables["bills"] if bill["status"] != "draft"]
    cancelled_at = {row["subject_id"]: row["at"] for row in tables["postings"] if row["kind"] == "cancellation"}
    sales = _sales(tables, issued, named_customers, named_products, staff, calendar, cancelled_at)
    issued_ids = {bill["id"] for bill in issued}
    made = [_bill(bill, named_customers, staff, calendar, cancelled_at) for bill in issued]
    money = [entry for row in tables["payments"] for entry in _payment(row, named_customers, staff, calendar)]
    moves = [
        _pick(row, "product_id business_date quantity reason bill_id unit_cost value_minor") | {"move_id": row["id"]}
        for row in tables["stock_moves"]
    ]
    return {
        "business": [
            _pick(
                business,
                "business_id name currency country timezone day_start_minutes week_start year_start_month language city state_code credit_days",
            )
            | {"exponent": exponent(business["currency"])}
        ],
        "staff": [
            _pick(row, "role active") | {"staff_id": row["user_id"], "name": names[row["user_id"]]}
            for row in tables["memberships"]
            if row["user_id"] in names
        ],
        "accounts": [_pick(row, "name kind purpose active") | {"account": row["code"]} for row in tables["accounts"]],
        "expenses": [_expense(row, tables["accounts"], staff) for row in tables["expenses"]],
        "goals": [
            _pick(row, "month measure amount_minor") | {"goal_id": row["id"], "category": row["category"] or None}
            for row in tables["goals"]
        ],
        "customers": [
            _pick(
                row,
                "name reference city state_code country gst_treatment is_walk_in active language opted_out credit_days credit_limit_minor",
            )
            | {
                "is_registered": row["gstin"] is not None,
                "has_phone": row["phone"] is not None,
                "has_email": row["email"] is not None,
            }
            | {"customer_id": row["id"], "created_date": calendar.business_date(row["created_at"])}
            | {
                "balance_minor": sum(
                    held["balance_minor"] for held in tables["customer_balances"] if held["customer_id"] == row["id"]
                )
            }
            for row in tables["customers"]
        ],
        "suppliers": [
            _pick(row, "name city state_code active")
            | {
                "supplier_id": row["id"],
                "balance_minor": sum(
                    held["balance_minor"] for held in tables["supplier_balances"] if held["supplier_id"] == row["id"]
                ),
            }
            for row in tables["suppliers"]
        ],
        "products": list(named_products.values()),
        "bills": made,
        "sales": sales,
        "bill_taxes": [
            _pick(row, "bill_id component rate taxable_minor tax_minor")
            for row in tables["bill_taxes"]
            if row["bill_id"] in issued_ids
        ],
        "payments": money,
        "allocations": [
            _pick(row, "bill_id payment_id credit_note_id business_date amount_minor") | {"allocation_id": row["id"]}
            for row in tables["allocations"]
        ],
        "stock_moves": moves,
        "ledger": _ledger(tables),
        "transfers": [
            _pick(row, "number kind from_account to_account business_date cancelled_date amount_minor staff_id")
            | {"transfer_id": row["id"]}
            for row in tables["transfers"]
        ],
        "document_series": [
            _pick(row, "kind counter status") | {"series": row["code"]} for row in tables["document_series"]
        ],
        "earlier_prices": [
            _pick(row, "product_id until_date price price_includes_tax") for row in tables["earlier_prices"]
        ],
        "gateway_payments": [
            _pick(
                row,
                "gateway_payment_id gateway status paid_by payment_id currency amount_minor fee_minor refunded_minor",
            )
            | {"business_date": calendar.business_date(row["created_at"])}
            for row in tables["gateway_payments"]
        ],
        "messages": [_message(row, calendar) for row in tables["messages"]],
        **rollups(made, sales, money, moves),
    }


def _products(tables: dict[str, Rows]) -> dict[Any, dict[str, Any]]:
    categories_by_id = {row["id"]: row["name"] for row in tables["categories"]}
    units_by_id = {row["id"]: row["code"] for row in tables["units"]}
    levels = {row["product_id"]: (row["on_hand"], row["value_minor"]) for row in tables["stock_levels"]}
    kept = "sku name barcode kind category_id hsn price price_includes_tax cost tax_rate tax_treatment cess_rate tracks_stock reorder_level daily_rental_rate active"
    return {
        row["id"]: _pick(row, kept)
        | {
            "product_id": row["id"],
            "category_name": categories_by_id.get(row["category_id"]),
            "unit": units_by_id.get(row["unit_id"]),
            "on_hand": levels.get(row["id"], (None, None))[0],
            "stock_value_minor": levels.get(row["id"], (None, None))[1],
        }
        for row in tables["products"]
    }


def _bill(
    bill: dict[str, Any],
    people: dict[Any, Any],
    staff: dict[Any, str],
    calendar: Calendar,
    cancelled_at: dict[Any, datetime],
) -> dict[str, Any]:
    kept = (
        "kind document status series number reference business_date due_date cancelled_date cancel_reason customer_id staff_id original_id quotation_id place_of_supply supply recipient reverse_charge supply_date valid_until tax_effect gross_minor discount_minor taxable_minor"
        " tax_minor charges_minor round_off_minor total_minor allocated_minor credited_minor written_off_minor"
    )
    owed = bill["kind"] in ("invoice", "debit_note") and bill["status"] == "issued"
    cancelled = cancelled_at.get(bill["id"]) if bill["status"] == "cancelled" else None
    return _pick(bill, kept) | {
        "bill_id": bill["id"], "imported": bill["import_id"] is not None, "country": (bill["bill_to"] or {}).get("country"), "hour": calendar.hour(bill["issued_at"]), "cancelled_hour": calendar.hour(cancelled) if cancelled else None,
        "customer_name": people[bill["customer_id"]]["name"], "staff_name": staff.get(bill["staff_id"]),
        "due_minor": bill["total_minor"] - bill["allocated_minor"] - bill["credited_minor"] - bill["written_off_minor"] if owed else 0,
    }  # fmt: skip


def _sales(
    tables: dict[str, Rows],
    issued: Rows,
    people: dict[Any, Any],
    goods: dict[Any, Any],
    staff: dict[Any, str],
    calendar: Calendar,
    cancelled_at: dict[Any, datetime],
) -> Rows:
    out: Rows = []
    for bill in issued:
        if bill["kind"] == "quotation":
            continue
        sign = -1 if bill["kind"] == "credit_note" else 1
        named = {"invoice": "sale", "credit_note": "return", "debit_note": "debit"}
        entries = [(named[bill["kind"]], sign, bill["business_date"], bill["issued_at"])]
        if bill["status"] == "cancelled":
            entries.append(
                ("cancellation", -sign, bill["cancelled_date"], cancelled_at.get(bill["id"], bill["issued_at"]))
            )
        customer = people[bill["customer_id"]]
        for line in (line for line in tables["bill_lines"] if line["bill_id"] == bill["id"]):
            product = goods.get(line["product_id"], {})
            for entry, sign, day, at in entries:
                line_of = _pick(line, "bill_id product_id cost_minor") | {
                    "line_id": line["id"],
                    "net_minor": line["taxable_minor"],
                }
                line_of |= _pick(
                    line, "gross_minor discount_minor tax_minor cgst_minor sgst_minor igst_minor cess_minor total_minor"
                )
                line_of |= _pick(line, "hsn tax_rate tax_treatment")
                own = (line["quantity"] * line["unit_factor"]).quantize(Decimal("0.001"))
                line_of["quantity"] = Decimal(0) if bill["kind"] == "debit_note" else own
                signed = (
                    "quantity",
                    "gross_minor",
                    "discount_minor",
                    "net_minor",
                    "tax_minor",
                    "cgst_minor",
                    "sgst_minor",
                    "igst_minor",
                    "cess_minor",
                    "total_minor",
                    "cost_minor",
                )
                out.append(
                    {
                        name: sign * value if name in signed and value is not None else value
                        for name, value in line_of.items()
                    }
                    | {
                        "entry": entry,
                        "bill_number": bill["number"],
                        "series": bill["series"],
                        "business_date": day,
                        "hour": calendar.hour(at),
                    }
                    | {
                        "customer_id": customer["id"],
                        "customer_name": customer["name"],
                        "customer_city": customer["city"],
                        "country": (bill["bill_to"] or {}).get("country"),
                        "place_of_supply": bill["place_of_supply"],
                    }
                    | {
                        "is_walk_in": customer["is_walk_in"],
                        "staff_id": bill["staff_id"],
                        "staff_name": staff.get(bill["staff_id"]),
                    }
                    | {"product_name": product.get("name") or line["description"], "sku": product.get("sku")}
                    | {"category_name": product.get("category_name"), "product_kind": product.get("kind", "goods")}
                )
    return out


def _payment(row: dict[str, Any], people: dict[Any, Any], staff: dict[Any, str], calendar: Calendar) -> Rows:
    received, stands = row["direction"] == "in", row["status"] == "received"
    entry = _pick(row, "direction number business_date customer_id method status voucher gateway made_up staff_id") | {
        "payment_id": row["id"], "entry": "receipt" if received else "refund", "hour": calendar.hour(row["received_at"]),
        "customer_name": people[row["customer_id"]]["name"], "staff_name": staff.get(row["staff_id"]),
        "account": row["account"] or row["method"],
        "amount_minor": row["amount_minor"] if received else -row["amount_minor"],
        "unallocated_minor": row["amount_minor"] - row["allocated_minor"] - row["refunded_minor"] if received and stands else 0,
    }  # fmt: skip
    undone = {"entry": "reversal", "business_date": row["reversed_date"], "amount_minor": -entry["amount_minor"]}
    return [entry] if stands else [entry, entry | undone]


def _expense(row: dict[str, Any], accounts: Rows, staff: dict[Any, str]) -> dict[str, Any]:
    [category] = [account for account in accounts if account["code"] == row["category"]]
    stands = row["cancelled_date"] is None
    return _pick(row, "number business_date category method account payee staff_id") | {
        "expense_id": row["id"], "category_name": category["name"], "staff_name": staff.get(row["staff_id"]), "cancelled": not stands,
        "amount_minor": row["amount_minor"] if stands else 0, "net_minor": row["net_minor"] if stands else 0,
        "tax_minor": row["amount_minor"] - row["net_minor"] if stands else 0,
    }  # fmt: skip


def _ledger(tables: dict[str, Rows]) -> Rows:
    posted = {row["id"]: row for row in tables["postings"]}
    charts = {row["code"]: row for row in tables["accounts"]}
    return [
        _pick(row, "posting_id account customer_id supplier_id business_date amount_minor")
        | {
            "entry_id": row["id"],
            "posting_kind": posted[row["posting_id"]]["kind"],
            "subject_id": posted[row["posting_id"]]["subject_id"],
        }
        | {"account_name": charts[row["account"]]["name"], "account_kind": charts[row["account"]]["kind"]}
        for row in tables["ledger_entries"]
    ]


def _message(row: dict[str, Any], calendar: Calendar) -> dict[str, Any]:
    about, _, rest = row["about"].partition("/")
    subject = {"reminder": "bill", "bill": "bill", "receipt": "payment", "booking": "booking"}.get(about)
    kept = "channel category template customer_id language provider_status repeated segments price price_currency"
    return _pick(row, kept) | {
        "message_id": row["id"], "status": row["state"],
        "subject_kind": subject, "subject_id": UUID(rest.partition("/")[0]) if subject else None,
        "sent_hour": row["sent_at"] and calendar.hour(row["sent_at"]),
        **{f"{name}_date": row[f"{at}_at"] and calendar.business_date(row[f"{at}_at"]) for name, at in (("queued", "created"), ("sent", "sent"), ("settled", "settled"))},
    }  # fmt: skip


def _pick(row: dict[str, Any], names: str) -> dict[str, Any]:
    return {name: row[name] for name in names.split()}


def assert_same(cursor: Any, expected: dict[str, Rows]) -> None:
    """Every table of the open mirror has the rows expected of it, column for column, in any order."""
    for table, rows in expected.items():
        cursor.execute(f"SELECT * FROM {table}")
        columns = [column[0] for column in cursor.description]
        found = sorted(map(repr, map(_plain, cursor.fetchall())))
        wanted = sorted(repr(_plain(tuple(row[name] for name in columns))) for row in rows)
        assert all(set(row) == set(columns) for row in rows), (table, set(columns) ^ set(rows[0]))
        assert found == wanted, (
            f"{table}: only in the mirror {set(found) - set(wanted)}, only in the books {set(wanted) - set(found)}"
        )


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(value.normalize() + 0 if isinstance(value, Decimal) else value for value in row)
