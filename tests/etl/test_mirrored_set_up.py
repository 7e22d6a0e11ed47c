"""Counters, earlier prices, transfers and what gateways kept are mirrored as the books have them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from billing.gateway.tables import gateway_payments
from billing.price_history import Price, keep_earlier_price
from billing.series import OpenSeries, open_series
from billing.transfers import CancelTransfer, TransferMoney, cancel_transfer, transfer_money
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


def test_set_up_and_money_moved_are_mirrored_whole_and_by_what_changed(counter: Counter, mirrored: Mirrored) -> None:
    dal, customer = counter.product("Toor dal", "100"), counter.customer()
    payment = counter.pay(customer, "500")
    with counter.open() as session:
        open_series(
            session, OpenSeries(kind="invoice", code="FRONT", counter="Front desk"), by=counter.by, at=counter.at
        )
        keep_earlier_price(
            session, dal.id, Price(Decimal("90.5"), includes_tax=True), until=counter.today - timedelta(days=9)
        )
        moved = transfer_money(
            session,
            TransferMoney(from_account="cash", to_account="bank", amount=Decimal(200)),
            by=counter.by,
            at=counter.at,
        )
        session.execute(
            sa.insert(gateway_payments).values(
                business_id=counter.shop.business_id, gateway="razorpay", gateway_payment_id="pay_1", status="captured",
                amount_minor=500_00, currency="INR", paid_by="upi", fee_minor=11_80, payment_id=payment.id,
                created_at=counter.at, changed_at=counter.at,
            )
        )  # fmt: skip
    mirrored.run()
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))

    with counter.open() as session:
        cancel_transfer(session, moved.id, CancelTransfer(reason="counted twice"), by=counter.by, at=counter.at)
        session.execute(sa.update(gateway_payments).values(status="refunded", refunded_minor=500_00))
        keep_earlier_price(session, dal.id, Price(Decimal(95), includes_tax=False), until=counter.today)
    counter.sell((dal, "1"), series="FRONT")
    run = mirrored.run()

    assert (run.outcome, run.rows["transfers"], run.rows["gateway_payments"], run.rows["earlier_prices"]) == (
        "updated",
        1,
        1,
        2,
    )
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))
    assert mirrored.ask(
        "SELECT counter, net_minor FROM daily_staff_sales JOIN document_series ON document_series.series = daily_staff_sales.series"
    ) == [("Front desk", 100_00)]
    assert mirrored.ask("SELECT amount_minor - fee_minor FROM gateway_payments") == [(488_20,)]
