"""Security deposits (RULES T11): held, given back, set against a bill, forfeited; and the races at every lock of rentals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.issue import OverCreditLimit
from billing.bills.sell import NothingToBill
from billing.ledger import trial_balance
from billing.payments.allocate import OverAllocated
from billing.payments.reads import read_payment
from billing.payments.reverse import ReversePayment, reverse_payment
from billing.rentals.availability import NotAvailable
from billing.rentals.booking import BookingMoved
from billing.rentals.challan import ChallanMoved
from billing.rentals.deposit import DepositSpent
from billing.rentals.returns import BilledAlready, OverReturned
from billing.rentals.tables import challan_lines
from munim.errors import Invalid, MunimError, NotFound
from munim.ids import new_id
from tests.billing.rentals.hires import Hires
from tests.billing.test_races import race, refusals


def balances(hires: Hires) -> dict[str, int]:
    with hires.open() as session:
        return {row.account: row.balance_minor for row in trial_balance(session) if row.balance_minor}


# -- deposits ----------------------------------------------------------------------------------------


def test_t11_a_deposit_is_held_and_given_back_and_is_no_consideration(hires: Hires) -> None:
    customer = hires.customer()

    deposit = hires.hold(customer, "5000")
    assert (deposit.number, deposit.held_minor, hires.balance(customer)) == ("INVSD26-00001", 500000, 0)
    assert balances(hires) == {"cash": 500000, "deposits": -500000}
    part = hires.give_back(deposit, "2000")
    rest = hires.give_back(deposit)

    assert (part.held_minor, rest.held_minor, rest.refunded_minor) == (300000, 0, 500000)
    assert [move.number for move in rest.moves] == [None, "INVDR26-00001", "INVDR26-00002"]
    assert balances(hires) == {}
    with pytest.raises(DepositSpent):
        hires.give_back(deposit)
    assert hires.breaches() == []


def test_t11_a_deposit_set_against_the_hire_bill_is_a_receipt_of_its_own(hires: Hires) -> None:
    customer, projector = hires.customer(), hires.item()
    challan = hires.challan((projector, "1"), customer=customer)
    deposit = hires.hold(customer, "2000", challan_id=challan.id)
    hires.clock(3)
    hires.back(challan)
    bill = hires.bill_hire(challan)  # 1,500

    with pytest.raises(OverAllocated):
        hires.apply(deposit, bill, "1600")
    applied = hires.apply(deposit, bill)

    settled = hires.bill(bill.id)
    assert (settled.due_minor, applied.applied_minor, applied.held_minor) == (0, 150000, 50000)
    with hires.open() as session:
        [payment_id] = [move.payment_id for move in applied.moves if move.payment_id]
        payment = read_payment(session, payment_id)
    assert (payment.method, payment.number, payment.allocated_minor) == ("deposit", "INVR26-00001", 150000)
    assert balances(hires) == {"cash": 200000, "deposits": -50000, "sales": -150000} | stock_of(hires)
    assert hires.balance(customer) == 0
    assert hires.breaches() == []


def stock_of(hires: Hires) -> dict[str, int]:
    """What the items themselves stand at: bought before the story."""
    return {name: value for name, value in balances(hires).items() if name in ("inventory", "opening")}


def test_p4_a_deposits_receipt_that_is_reversed_gives_the_deposit_back(hires: Hires) -> None:
    customer, projector = hires.customer(), hires.item()
    challan = hires.challan((projector, "1"), customer=customer)
    deposit = hires.hold(customer, "500")
    bill = hires.bill_hire(challan)
    applied = hires.apply(deposit, bill)
    payment_id = applied.moves[-1].payment_id
    assert payment_id is not None

    with hires.open() as session:
        reverse_payment(session, payment_id, ReversePayment(reason="wrong bill"), by=hires.by, at=hires.at)

    assert (hires.deposit(deposit).held_minor, hires.bill(bill.id).due_minor) == (50000, 50000)
    assert hires.deposit(deposit).moves[-1].kind == "restored"
    assert hires.breaches() == []
    hires.apply(deposit, bill)
    assert hires.bill(bill.id).due_minor == 0
    assert hires.breaches() == []


def test_a_bill_settled_by_a_deposit_and_cancelled_leaves_an_advance(hires: Hires) -> None:
    customer, projector = hires.customer(), hires.item()
    challan = hires.challan((projector, "1"), customer=customer)
    bill = hires.bill_hire(challan)
    hires.apply(hires.hold(customer, "500"), bill)

    hires.cancel(bill)

    assert hires.balance(customer) == -50000
    assert hires.breaches() == []


@pytest.mark.parametrize("rate", ["0", "5", "18", "28", "40"])
def test_t11_a_forfeited_deposit_is_billed_with_its_tax_inside(hires: Hires, rate: str) -> None:
    customer, projector = hires.customer(discount_percent=Decimal(10)), hires.item(tax_rate=Decimal(rate))
    challan = hires.challan((projector, "1"), customer=customer)
    deposit = hires.hold(customer, "4999.99", challan_id=challan.id)

    forfeited = hires.forfeit(deposit)

    assert (forfeited.held_minor, forfeited.forfeited_minor) == (0, 499999)
    bill_id = forfeited.moves[-1].bill_id
    assert bill_id is not None
    bill = hires.bill(bill_id)
    assert (bill.total_minor, bill.due_minor, hires.balance(customer)) == (499999, 0, 0)
    assert abs(bill.taxable_minor * (100 + Decimal(rate)) / 100 - 499999) <= 1
    assert (bill.lines[0].hsn, bill.lines[0].description) == (
        "997319",
        "Security deposit INVSD26-00001 forfeited: never came back",
    )
    assert hires.breaches() == []


def test_t11_a_deposit_is_forfeited_in_part_and_without_a_challan_for_a_named_item(hires: Hires) -> None:
    customer, projector = hires.customer(credit_limit=Decimal(0)), hires.item(tax_rate=Decimal(18))
    deposit = hires.hold(customer, "1000")

    with pytest.raises(Invalid, match="rental item"):
        hires.forfeit(deposit)
    forfeited = hires.forfeit(deposit, amount=Decimal(400), product_id=projector.id)

    assert (forfeited.held_minor, forfeited.forfeited_minor) == (60000, 40000)
    assert hires.breaches() == []


def test_a_deposit_is_of_ones_own_hire_and_settles_ones_own_bills(hires: Hires) -> None:
    ramesh, suresh, projector = hires.customer("Ramesh"), hires.customer("Suresh"), hires.item()
    challan = hires.challan((projector, "1"), customer=ramesh)
    bill = hires.bill_hire(challan)

    with pytest.raises(Invalid, match="another customer"):
        hires.hold(suresh, "500", challan_id=challan.id)
    with pytest.raises(NotFound):
        hires.apply(hires.hold(suresh, "500"), bill)
    for method in ("cheque", "gateway"):
        with pytest.raises(Invalid, match="changes hands"):
            hires.hold(ramesh, "500", method=method)


def test_a_shop_that_rounds_its_bills_forfeits_to_the_rupee(hires: Hires) -> None:
    from billing.business import BusinessSettings, change_business

    with hires.open() as session:
        settings = BusinessSettings(name="Sharma", state_code="27", rounds_total=True)
        change_business(session, settings, by=hires.by, at=hires.at)
    customer, projector = hires.customer(), hires.item(tax_rate=Decimal(18))

    down = hires.forfeit(hires.hold(customer, "100.40"), product_id=projector.id)
    up = hires.forfeit(hires.hold(customer, "100.60"), product_id=projector.id)

    assert (down.held_minor, up.held_minor) == (0, 0)
    assert (
        hires.balance(customer) == 0
    )  # forty paise more than the bill of the first, forty less than that of the second
    [first, second] = [hires.bill(one.moves[-1].bill_id or new_id()) for one in (down, up)]
    assert [(one.total_minor, one.due_minor) for one in (first, second)] == [(10000, 0), (10100, 40)]
    assert hires.breaches() == []


# -- races -------------------------------------------------------------------------------------------


def test_s3_the_last_units_are_promised_to_exactly_those_that_fit(hires: Hires) -> None:
    projector = hires.item(units="3")
    asked = [hires.book((projector, "1"), customer=hires.customer(f"Customer {n}")) for n in range(10)]

    assert refusals(race(10, lambda n: hires.accept(asked[n])), NotAvailable) == 7
    assert hires.breaches() == []


def test_s3_the_last_unit_is_booked_or_handed_out_once(hires: Hires) -> None:
    projector = hires.item(units="1")
    people = [hires.customer(f"Customer {n}") for n in range(8)]
    asked = [hires.book((projector, "1"), customer=people[n]) for n in range(4)]

    def act(n: int) -> Any:
        return hires.accept(asked[n // 2]) if n % 2 else hires.challan((projector, "1"), customer=people[n])

    assert refusals(race(8, act), NotAvailable) == 7
    assert hires.breaches() == []


def test_items_asked_for_in_any_order_do_not_deadlock(hires: Hires) -> None:
    projector, screen = hires.item(units="50"), hires.item("Screen", units="50")
    people = [hires.customer(f"Customer {n}") for n in range(8)]

    def act(n: int) -> Any:
        lines = [(projector, "1"), (screen, "1")]
        return hires.challan(*(lines if n % 2 else lines[::-1]), customer=people[n])

    assert refusals(race(8, act), MunimError) == 0
    assert hires.breaches() == []


def test_s3_no_more_comes_back_than_went_out_however_many_take_it_back(hires: Hires) -> None:
    challan = hires.challan((hires.item(units="5"), "5"), customer=hires.customer())

    results = race(8, lambda n: hires.back(challan, "2", kind="lost" if n % 2 else "returned"))

    assert sum(isinstance(one, OverReturned | ChallanMoved) for one in results) == 6
    assert hires.read(challan).lines[0].out_quantity == 1
    assert hires.breaches() == []


def test_s3_the_check_backs_the_lock(hires: Hires) -> None:
    challan = hires.challan((hires.item(units="5"), "5"), customer=hires.customer())

    def over(session: Session) -> None:
        session.execute(
            sa.update(challan_lines)
            .where(challan_lines.c.challan_id == challan.id)
            .values(returned_quantity=4, lost_quantity=2)
        )

    with pytest.raises(sa.exc.IntegrityError, match="ck_challan_lines_not_over_returned"), hires.open() as session:
        over(session)


def test_s5_a_hire_is_billed_once_however_many_bill_it(hires: Hires) -> None:
    customer = hires.customer()
    challan = hires.challan((hires.item(), "1"), customer=customer)
    hires.clock(4)

    assert refusals(race(6, lambda n: hires.bill_hire(challan)), NothingToBill) == 5
    assert hires.balance(customer) == 4 * 50000
    assert hires.breaches() == []


def test_a_hire_billed_cancelled_and_taken_back_at_once_still_adds_up(hires: Hires) -> None:
    customer, projector = hires.customer(), hires.item(units="40")
    for day in range(2, 6):
        challan = hires.challan((projector, "4"), customer=customer)
        hires.clock(day)
        bill = hires.bill_hire(challan)
        hires.at = hires.at.replace(hour=12)

        def act(n: int, bill: Any = bill, challan: Any = challan) -> Any:
            return (lambda: hires.cancel(bill), lambda: hires.back(challan), lambda: hires.bill_hire(challan))[n % 3]()

        results = race(6, act)
        assert all(not isinstance(one, BilledAlready | OverReturned) for one in results)
        assert hires.breaches() == []
        hires.back(challan, str(hires.read(challan).lines[0].out_quantity))


def test_p5_hires_do_not_jointly_pass_the_credit_limit(hires: Hires) -> None:
    customer, projector = hires.customer(credit_limit=Decimal(1750)), hires.item(units="50")

    results = race(8, lambda n: hires.challan((projector, "1"), customer=customer, days=1))

    assert refusals(results, OverCreditLimit) == 5
    assert hires.exposure(customer) == 150000


def test_refunds_of_one_deposit_that_fit_alone_but_not_together(hires: Hires) -> None:
    deposit = hires.hold(hires.customer(), "100")

    assert refusals(race(6, lambda n: hires.give_back(deposit, "60")), DepositSpent) == 5
    assert hires.deposit(deposit).held_minor == 4000
    assert hires.breaches() == []


def test_deposits_are_forfeited_while_money_is_taken(hires: Hires) -> None:
    """Who billed first and numbered the receipt afterwards would hold the head while waiting for the series."""
    customer, projector = hires.customer(), hires.item()
    held = [hires.hold(customer, "100") for _ in range(6)]

    def act(n: int) -> Any:
        return hires.forfeit(held[n // 2], product_id=projector.id) if n % 2 else hires.pay(customer, "10")

    assert refusals(race(12, act), MunimError) == 0
    assert hires.breaches() == []


def test_a_booking_is_answered_once(hires: Hires) -> None:
    booking = hires.book((hires.item(), "1"), customer=hires.customer())

    results = race(6, lambda n: hires.accept(booking) if n % 2 else hires.decline(booking))

    assert refusals(results, BookingMoved) == 5


def test_a_challan_goes_one_way_however_many_move_it(hires: Hires) -> None:
    customer, projector = hires.customer(), hires.item()
    pending = hires.challan((projector, "1"), customer=customer, handed_out=False)

    moved = race(6, lambda n: hires.hand_out(pending) if n % 2 else hires.call_back(pending))
    assert refusals(moved, ChallanMoved) == 5
    out = hires.challan((projector, "1"), customer=customer)
    assert refusals(race(6, lambda n: hires.deliver(out)), ChallanMoved) == 5

    assert hires.read(out).version == 2
    assert hires.breaches() == []
