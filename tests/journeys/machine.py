"""A shop that Hypothesis runs at random, beside a small model of what it should hold; the books are proved after each step.

A machine keeps its model in plain dictionaries of minor units and whole pieces. Each rule first asks the model whether the
act is refused, and by which error, then acts, and changes the model if it was not. ``TEST_MACHINE_EXAMPLES`` and
``TEST_MACHINE_STEPS`` make a longer run, whose examples are drawn anew every time.
"""

from __future__ import annotations

import os
from collections import Counter as Tally
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from billing.customers import customer_balances
from billing.financial_statements import balance_sheet, trial_balance_of, until
from billing.integrity import find_breaches
from billing.products import Product
from billing.stock import stock_levels
from billing.suppliers import supplier_balances
from munim.database import business_of
from munim.errors import MunimError
from tests.counter import Counter

INDIA = ZoneInfo("Asia/Kolkata")
OPENING = datetime(2026, 5, 1, 10, tzinfo=INDIA)
EXAMPLES = int(os.environ.get("TEST_MACHINE_EXAMPLES", "0"))
STEPS = int(os.environ.get("TEST_MACHINE_STEPS", "25"))
Refusal = type[MunimError] | None
T = TypeVar("T")


class BooksMachine(RuleBasedStateMachine):
    """What every machine has: a shop, its model, and the proof of both after every step.

    ``balances`` of customers and ``owed`` to suppliers in minor units, ``on_hand`` in pieces, ``accounts`` of money in minor
    units (debit positive), ``numbers`` the last number given of each kind of document.
    """

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.counter = counter
        counter.at = OPENING
        self.balances: dict[UUID, int] = {}
        self.owed: dict[UUID, int] = {}
        self.on_hand: dict[UUID, int] = {}
        self.accounts: Tally[str] = Tally()
        self.numbers: Tally[str] = Tally()

    # -- acting ------------------------------------------------------------------------------------

    def act(self, refusal: Refusal, act: Callable[[], T]) -> T | None:
        """Do it, or see it refused as the model says: what it made, None when it was refused."""
        if refusal is None:
            return act()
        with pytest.raises(MunimError) as refused:
            act()
        assert isinstance(refused.value, refusal), f"{refused.value!r} where the model says {refusal.__name__}"
        return None

    def do(self, operation: Callable[..., T], *arguments: Any) -> T:
        """One operation at the counter, in a transaction of its own."""
        with self.counter.open() as session:
            return operation(session, *arguments, by=self.counter.by, at=self.counter.at)

    def numbered(self, kind: str, number: str | None) -> None:
        """A document of this kind was given this number: the next, whatever was refused in between (N3)."""
        self.numbers[kind] += 1
        assert number is not None and int(number[-5:]) == self.numbers[kind], (kind, number)

    def goods(self, name: str, price: str, stock: int, **details: Any) -> Product:
        product = self.counter.product(name, price=price, stock=str(stock), **details)
        self.on_hand[product.id] = stock
        return product

    @rule()
    def a_night_passes(self) -> None:
        self.counter.at += timedelta(days=1)

    # -- what holds after every step ---------------------------------------------------------------

    @invariant()
    def the_books_answer_for_every_rupee(self) -> None:
        with self.counter.open() as session:
            assert find_breaches(session) == []
            balances = _column(session, customer_balances, "customer_id", "balance_minor")
            assert {customer: balances[customer] for customer in self.balances} == self.balances
            suppliers = _column(session, supplier_balances, "supplier_id", "balance_minor")
            assert {one: suppliers.get(one, 0) for one in self.owed} == self.owed
            levels = _column(session, stock_levels, "product_id", "on_hand")
            assert {product: levels[product] for product in self.on_hand} == self.on_hand
            trial = trial_balance_of(session, until(self.counter.today), by=self.counter.by)
            held = {row.account: row.closing_minor for row in trial.rows}
            sheet = balance_sheet(session, self.counter.today, by=self.counter.by)
        assert trial.debit_minor == trial.credit_minor
        assert sum(held.values()) == 0
        assert {account: held.get(account, 0) for account in self.accounts} == dict(self.accounts)
        assert sheet.assets.total_minor == sheet.liabilities_and_equity_minor


def _column(session: Any, table: sa.Table, key: str, value: str) -> dict[UUID, Any]:
    found = session.execute(sa.select(table.c[key], table.c[value]).where(table.c.business_id == business_of(session)))
    return {row[0]: row[1] for row in found}


def run(machine: Callable[[], BooksMachine], *, examples: int) -> None:
    """Run a machine, which is made anew in a shop of its own for each example: the same ones unless a longer run is asked for."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES or examples,
            stateful_step_count=STEPS,
            derandomize=not EXAMPLES,
            database=None,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # shrinking takes minutes, and the steps of a failure tell enough
        ),
    )


def nth(things: list[T], n: int) -> T:
    """The ``n``-th of what there is, counted around."""
    return things[n % len(things)]
