"""Orders: drafted, issued, received in parts, closed or cancelled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from billing.listing import Listing
from billing.permissions import actor_for
from billing.purchases.lines import BoughtLine
from billing.purchases.order import (
    DraftOrder,
    EndOrder,
    IssueOrder,
    OrderNotOpen,
    SupplierInactive,
    cancel_order,
    change_order,
    close_order,
    draft_order,
    issue_order,
)
from billing.purchases.reads import PurchaseOrder, list_orders
from billing.purchases.receive import OverReceived, ReceivedLine, ReceiveGoods, receive_goods
from billing.purchases.tables import purchase_order_lines
from billing.suppliers import SupplierDetails, change_supplier
from billing.units import product_units, unit_named
from billing.versions import StaleVersion
from munim.database import violated
from munim.errors import Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.billing.purchases.buyer import Buyer
from tests.counter import Counter


def end(buyer: Buyer, order: PurchaseOrder, act: Any, reason: str = "changed our mind") -> PurchaseOrder:
    with buyer.counter.open() as session:
        ended: PurchaseOrder = act(session, order.id, EndOrder(reason=reason), **buyer.act)
        return ended


def test_a_draft_has_no_number_and_may_be_written_anew(counter: Counter, buyer: Buyer) -> None:
    supplier, dal = buyer.supplier(), counter.product(tax_rate=Decimal(5))
    draft = buyer.draft(supplier, (dal, "10", "80"))
    lines = [BoughtLine(product_id=dal.id, quantity=Decimal(3), unit_price=Decimal("81.2345"))]

    with counter.open() as session:
        command = DraftOrder(supplier_id=supplier.id, lines=lines)
        changed = change_order(session, draft.id, command, **buyer.act, expected_version=1)

    assert (draft.number, draft.status) == (None, "draft")
    # 3 x 81.2345 = 243.7035, and 5 % of 243.70 = 12.185
    assert (changed.taxable_minor, changed.tax_minor, changed.total_minor, changed.version) == (24370, 1219, 25589, 2)
    with counter.open() as session, pytest.raises(StaleVersion):
        change_order(session, draft.id, command, **buyer.act, expected_version=1)


def test_an_issued_order_does_not_change_not_even_behind_munims_back(counter: Counter, buyer: Buyer) -> None:
    supplier, dal = buyer.supplier(), counter.product()
    order = buyer.order(supplier, (dal, "10", "80"))
    again = DraftOrder(supplier_id=supplier.id, lines=[BoughtLine(product_id=dal.id, unit_price=Decimal(1))])

    with counter.open() as session, pytest.raises(OrderNotOpen):
        change_order(session, order.id, again, **buyer.act)
    with counter.open() as session, pytest.raises(OrderNotOpen):
        issue_order(session, order.id, IssueOrder(), **buyer.act)
    with pytest.raises(sa.exc.IntegrityError) as refused, counter.open() as session:
        session.execute(sa.delete(purchase_order_lines).where(purchase_order_lines.c.order_id == order.id))
    assert violated(refused.value) == "only_draft_orders_change"


def test_n3_orders_are_numbered_by_issue_and_a_cancelled_number_stays_used(counter: Counter, buyer: Buyer) -> None:
    supplier, dal = buyer.supplier(), counter.product()
    first = buyer.order(supplier, (dal, "1", "80"))
    draft = buyer.draft(supplier, (dal, "2", "80"))
    cancelled = end(buyer, first, cancel_order)
    end(buyer, draft, cancel_order)
    second = buyer.order(supplier, (dal, "3", "80"))

    assert (cancelled.status, cancelled.number, second.number) == ("cancelled", "INVPO26-00001", "INVPO26-00002")
    assert counter.breaches() == []


def test_what_has_come_in_part_is_closed_and_not_cancelled(counter: Counter, buyer: Buyer) -> None:
    order = buyer.order(buyer.supplier(), (counter.product(stock="0"), "10", "80"))
    buyer.receive(order, (1, "4"))

    with pytest.raises(OrderNotOpen, match="close it instead"):
        end(buyer, order, cancel_order)
    closed = end(buyer, order, close_order)

    assert closed.status == "closed"
    with pytest.raises(OrderNotOpen, match="nothing is received on it"):
        buyer.receive(order)
    with pytest.raises(Invalid, match="say why"):
        end(buyer, buyer.order(buyer.supplier("B"), (counter.product(), "1", "1")), close_order, reason=" ")


def test_the_status_of_an_order_follows_from_what_came_line_by_line(counter: Counter, buyer: Buyer) -> None:
    dal, rice = counter.product(stock="0"), counter.product("Rice", stock="0")
    order = buyer.order(buyer.supplier(), (dal, "10", "80"), (rice, "5", "60"))
    seen = [buyer.read(order).status]
    for came in ((1, "10"), (2, "4.999"), (2, "0.001")):
        receipt = buyer.receive(order, came)
        seen.append(buyer.read(order).status)
    buyer.send_back(receipt)
    seen.append(buyer.read(order).status)

    assert seen == ["open", "partly_received", "partly_received", "received", "partly_received"]
    with counter.open() as session:
        found = list_orders(session, Listing(filters={"status": "partly_received"}), by=counter.by)
        late = {"expected_by": str(counter.today + timedelta(days=9))}
        none = list_orders(session, Listing(filters=late), by=counter.by)
    assert [one.id for one in found.items] == [order.id]
    assert none.items == []


def test_goods_in_boxes_come_into_stock_in_pieces_as_large_as_they_were_ordered(counter: Counter, buyer: Buyer) -> None:
    """Two boxes of twelve at 600 a box: 24 pieces worth 1,200; the box of the order stays when the product's is larger."""
    soap = counter.product("Soap", stock="0", cost=Decimal(50))
    with counter.open() as session:
        box = {"business_id": counter.shop.business_id, "product_id": soap.id, "factor": Decimal(12)}
        session.execute(sa.insert(product_units).values(**box, unit_id=unit_named(session, "box", field="unit")))
    supplier = buyer.supplier()
    boxes = BoughtLine(product_id=soap.id, quantity=Decimal(2), unit="box")
    with counter.open() as session:
        draft = draft_order(session, DraftOrder(supplier_id=supplier.id, lines=[boxes]), **buyer.act)
    with counter.open() as session:
        order = issue_order(session, draft.id, IssueOrder(), **buyer.act)
    with counter.open() as session:
        session.execute(sa.update(product_units).values(factor=Decimal(24)))

    receipt = buyer.receive(order, (1, "1"))
    back = buyer.send_back(receipt, (1, "0.5"))

    assert order.lines[0].unit_price == 600
    assert (receipt.lines[0].unit, receipt.value_minor, back.lines[0].stock_minor) == ("box", 60000, 30000)
    assert counter.on_hand(soap) == 6
    assert buyer.accounts() == {"inventory": 30000, "goods_received": -30000}
    assert counter.breaches() == []


def test_what_cannot_be_ordered_or_received(counter: Counter, buyer: Buyer) -> None:
    supplier, dal, rice = buyer.supplier(), counter.product(), counter.product("Rice")
    order = buyer.order(supplier, (dal, "10", "80"))

    def receive(*lines: ReceivedLine, **details: Any) -> None:
        with counter.open() as session:
            receive_goods(session, ReceiveGoods(lines=list(lines), **details), **buyer.act)

    draft = buyer.draft(supplier, (dal, "1", "1"))
    unpriced = DraftOrder(supplier_id=supplier.id, lines=[BoughtLine(product_id=dal.id)])
    with counter.open() as session, pytest.raises(Invalid, match="say the unit_price"):
        change_order(session, draft.id, unpriced, **buyer.act)
    with pytest.raises(Invalid, match="before they are ordered"):
        buyer.draft(supplier, (dal, "1", "1"), expected_date=counter.today - timedelta(days=1))
    with pytest.raises(NotFound, match="no line 2"):
        buyer.receive(order, (2, "1"))
    with pytest.raises(OverReceived, match="not ordered"):
        receive(ReceivedLine(product_id=rice.id, unit_price=Decimal(1)), order_id=order.id)
    with pytest.raises(Invalid, match="another product"):
        receive(ReceivedLine(position=1, product_id=rice.id), order_id=order.id)
    with pytest.raises(Invalid, match="which supplier"):
        receive(ReceivedLine(product_id=dal.id, unit_price=Decimal(1)))
    with pytest.raises(Invalid, match="no order"):
        receive(ReceivedLine(position=1), supplier_id=supplier.id)
    with pytest.raises(Invalid, match="another supplier"):
        receive(ReceivedLine(position=1), order_id=order.id, supplier_id=new_id())
    with counter.open() as session:
        change_supplier(session, supplier.id, SupplierDetails(name="Gone", active=False), **buyer.act)
    with pytest.raises(SupplierInactive):
        buyer.draft(supplier, (dal, "1", "1"))


def test_whoever_only_sells_may_not_buy(counter: Counter, buyer: Buyer) -> None:
    cashier, dal = actor_for(new_id(), "cashier"), counter.product()
    command = ReceiveGoods(
        supplier_id=buyer.supplier().id, lines=[ReceivedLine(product_id=dal.id, unit_price=Decimal(1))]
    )

    with counter.open() as session, pytest.raises(Forbidden):
        receive_goods(session, command, by=cashier, at=counter.at)
    with counter.open() as session, pytest.raises(Forbidden):
        list_orders(session, Listing(), by=cashier)
