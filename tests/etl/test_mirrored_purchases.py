"""The mirror holds the shop's purchases as the books do, drafts aside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from billing.purchases.order import IssueOrder, issue_order
from billing.purchases.reads import read_order, read_supplier_bill
from billing.purchases.tables import (
    purchase_order_lines,
    purchase_orders,
    purchase_receipt_lines,
    purchase_receipts,
    purchase_return_lines,
    purchase_returns,
    supplier_allocations,
    supplier_bill_lines,
    supplier_bills,
    supplier_payments,
)
from tests.billing.purchases.buyer import Buyer
from tests.counter import Counter
from tests.etl.comparing import Rows, assert_same
from tests.etl.conftest import Mirrored

_ORDER = "number supplier_id business_date expected_date ended_date taxable_minor tax_minor total_minor"
_ORDER_LINE = (
    "order_id product_id description quantity unit unit_price tax_rate taxable_minor tax_minor received_quantity"
)
_RECEIPT = "number supplier_id order_id reference business_date value_minor"
_RECEIPT_LINE = (
    "receipt_id order_line_id product_id description quantity unit unit_factor unit_cost value_minor stocked billed_quantity"
    " returned_quantity cleared_minor"
)
_BILL = (
    "status supplier_id reference bill_date business_date due_date cancelled_date place_of_supply supply reverse_charge"
    " taxable_minor tax_minor round_off_minor total_minor paid_minor returned_minor"
)
_BILL_LINE = (
    "receipt_line_id product_id account description quantity unit unit_factor unit_price tax_rate tax_claimed taxable_minor tax_minor"
    " cgst_minor sgst_minor igst_minor cess_minor cleared_minor revalued_minor expensed_minor returned_quantity"
)
_RETURN = "number supplier_id receipt_id business_date reason taxable_minor tax_minor round_off_minor total_minor allocated_minor"
_RETURN_LINE = "return_id product_id description quantity unit_factor taxable_minor tax_minor stock_minor"
_PAYMENT = "number supplier_id method account business_date reversed_date amount_minor"


def purchases_as_mirrored(counter: Counter) -> dict[str, Rows]:
    """The rows each mirror table of purchases must have, by plain reads and Python."""
    with counter.open() as session:

        def rows(table: sa.Table, kept: str, **named: Any) -> Rows:
            """``named``: the mirror's name of a column that is called otherwise in the books, or a function of the row."""
            own = table.c.business_id == counter.shop.business_id
            found = [row._mapping for row in session.execute(sa.select(table).where(own))]
            return [
                {name: row[name] for name in kept.split()}
                | {name: of(row) if callable(of) else row[of] for name, of in named.items()}
                for row in found
            ]

        numbered = {row["id"] for row in rows(purchase_orders, "id number") if row["number"]}
        return {
            "purchase_orders": [
                row
                for row in rows(
                    purchase_orders, _ORDER, order_id="id", status=lambda row: read_order(session, row["id"]).status
                )
                if row["order_id"] in numbered
            ],
            "purchase_order_lines": [
                row for row in rows(purchase_order_lines, _ORDER_LINE, line_id="id") if row["order_id"] in numbered
            ],
            "purchase_receipts": rows(purchase_receipts, _RECEIPT, receipt_id="id"),
            "purchase_receipt_lines": rows(purchase_receipt_lines, _RECEIPT_LINE, line_id="id"),
            "supplier_bills": rows(
                supplier_bills,
                _BILL,
                supplier_bill_id="id",
                due_minor=lambda row: read_supplier_bill(session, row["id"]).due_minor,
            ),
            "supplier_bill_lines": rows(supplier_bill_lines, _BILL_LINE, line_id="id", supplier_bill_id="bill_id"),
            "purchase_returns": rows(purchase_returns, _RETURN, return_id="id", supplier_bill_id="bill_id"),
            "purchase_return_lines": rows(purchase_return_lines, _RETURN_LINE, line_id="id"),
            "supplier_payments": rows(
                supplier_payments,
                _PAYMENT,
                supplier_payment_id="id",
                unallocated_minor=lambda row: (
                    0 if row["reversed_date"] else row["amount_minor"] - row["allocated_minor"]
                ),
            ),
            "supplier_allocations": rows(
                supplier_allocations,
                "return_id business_date amount_minor",
                allocation_id="id",
                supplier_bill_id="bill_id",
                supplier_payment_id="payment_id",
            ),
        }


def test_purchases_are_mirrored_whole_and_in_increments(counter: Counter, mirrored: Mirrored) -> None:
    buyer = Buyer(counter)
    supplier, dal = buyer.supplier(), counter.product(stock="0")
    draft = buyer.draft(supplier, (dal, "3", "70"))
    order = buyer.order(supplier, (dal, "10", "80"))
    receipt = buyer.receive(order, (1, "6"))
    bill = buyer.bill(receipt, {"position": 1, "quantity": Decimal(4), "unit_price": Decimal(85)})
    buyer.spend(supplier, "500")
    buyer.pay(supplier, "1000")
    first = mirrored.run()
    expected = purchases_as_mirrored(counter)
    assert len(expected["purchase_orders"]) == 1
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, expected)

    buyer.receive(order)
    buyer.send_back(bill, (1, "1"))
    buyer.send_back(receipt, (1, "2"))
    buyer.take_back(buyer.pay(supplier, "40", "cash"))
    buyer.cancel(buyer.spend(supplier, "90"))
    with counter.open() as session:
        issue_order(session, draft.id, IssueOrder(), by=counter.by, at=counter.at)
    second = mirrored.run()

    assert (first.outcome, second.outcome) == ("loaded", "updated")
    expected = purchases_as_mirrored(counter)
    assert all(expected.values())
    assert len(expected["purchase_orders"]) == 2
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, expected)
    assert counter.breaches() == []
