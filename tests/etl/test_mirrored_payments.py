"""What is undone, cheques, tax on advances and counts of the cash, in the mirror."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing.business import BusinessSettings
from billing.payments.advance_tax import ServiceAdvance
from billing.payments.cash_count import CountCash, ReverseCount, count_cash, reverse_count
from billing.payments.cheques import ChequeDetails, DepositCheque, deposit_cheque
from billing.payments.refund import RefundMoney, refund_money
from billing.payments.reverse import BounceCheque, ReversePayment, bounce_cheque, reverse_payment
from munim.database import Database
from tests.conftest import Shop, open_shop
from tests.counter import Counter
from tests.etl.conftest import Mirrored


@pytest.fixture
def shop(database: Database) -> Shop:
    """A registered Maharashtra business, for advances that bear tax."""
    settings = BusinessSettings(name="Sharma Halls", country="IN", state_code="27", gstin="27AAPFU0939F1ZV")
    return open_shop(database, settings)


def test_what_is_undone_comes_to_nothing_and_keeps_its_days(counter: Counter, mirrored: Mirrored) -> None:
    customer = counter.customer()
    paid, cheque = (
        counter.pay(customer, "100"),
        counter.pay(customer, "70", "cheque", cheque=ChequeDetails(number="12")),
    )
    voucher = counter.pay(customer, "1180", services=ServiceAdvance())

    def run() -> tuple[Any, ...]:
        mirrored.run()
        with mirrored.open() as mirror:
            one = mirror.cursor.execute
            return (
                one("SELECT entry, sum(amount_minor) FROM payments GROUP BY entry ORDER BY entry").fetchall(),
                one("SELECT status, amount_minor, bounce_charge_minor FROM cheques").fetchall(),
                one("SELECT kind, igst_minor FROM advance_taxes ORDER BY advance_tax_id").fetchall(),
                one("SELECT difference_minor, reversed_date IS NULL FROM cash_counts").fetchall(),
            )

    assert run() == ([("receipt", 135000)], [("received", 7000, 0)], [("received", 18000)], [])

    with counter.open() as session:
        counted = count_cash(session, CountCash(counted=Decimal(1270), reason="short"), by=counter.by, at=counter.at)
    with counter.open() as session:
        reverse_payment(session, paid.id, ReversePayment(reason="twice"), by=counter.by, at=counter.at)
        refund = RefundMoney(payment_id=voucher.id, amount=Decimal(590), method="cash")
        refund_money(session, refund, by=counter.by, at=counter.at)
        deposit_cheque(session, cheque.id, DepositCheque(), by=counter.by, at=counter.at)
        bounce_cheque(
            session, cheque.id, BounceCheque(reason="no funds", charge=Decimal(50)), by=counter.by, at=counter.at
        )

    assert run() == (
        [("receipt", 135000), ("refund", -59000), ("reversal", -17000)],
        [("bounced", 7000, 5000)],
        [("received", 18000), ("refunded", -9000)],
        [(-1000, True)],
    )

    with counter.open() as session:
        reverse_count(session, counted.id, ReverseCount(reason="found"), by=counter.by, at=counter.at)

    assert run()[3] == [(-1000, False)]
