"""Bank and identity numbers: kept sealed in their own place, shown masked, and never lost by a change of keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from billing.customers import Customer
from billing.events import list_events
from billing.listing import Listing
from billing.permissions import Actor, actor_for
from billing.sealed_numbers import (
    BankNumbers,
    IdentityNumbers,
    KeptNumber,
    keep_numbers,
    last_four,
    normal_number,
    open_numbers,
    read_numbers,
    reseal_all,
    reseal_numbers,
    sealed_numbers,
)
from billing.suppliers import NewSupplier, add_supplier
from munim.database import Database
from munim.errors import Forbidden, Invalid, NotFound
from munim.ids import new_id
from munim.sealing import BrokenSeal, SealingKeys, WrongSealingKey
from tests.billing.test_races import waiting
from tests.counter import Counter

OLD, NEW = "the key of the year before this one and long enough", "the key of this year and it is long enough too"
KEYS = SealingKeys([OLD])
PAN, AADHAAR = "ABCDE1234F", "234567890124"


def kept(counter: Counter, customer: Customer, *, keys: SealingKeys = KEYS, **numbers: Any) -> list[KeptNumber]:
    with counter.open() as session:
        command = IdentityNumbers(**numbers)
        return keep_numbers(session, "customer", customer.id, command, keys=keys, by=counter.by, at=counter.at)


def whole(
    counter: Counter, customer: Customer, keys: SealingKeys = KEYS, *, by: Actor | None = None
) -> dict[str, str | None]:
    with counter.open() as session:
        found = open_numbers(session, "customer", customer.id, keys=keys, by=by or counter.by, at=counter.at)
    return {one.name: one.number for one in found}


def test_a_number_is_shown_by_its_last_four_and_whole_only_to_who_asks_and_may(counter: Counter) -> None:
    customer = counter.customer()
    answered = kept(counter, customer, pan="abcde 1234f", aadhaar="2345 6789 0124")

    assert [(one.name, one.last_four, one.number) for one in answered] == [
        ("aadhaar", "0124", None),
        ("pan", "234F", None),
    ]
    assert whole(counter, customer) == {"aadhaar": AADHAAR, "pan": PAN}
    with pytest.raises(Forbidden, match=r"personal\.read"):
        whole(counter, customer, by=actor_for(new_id(), "cashier"))


def test_who_saw_a_number_whole_is_in_the_activity_and_the_number_is_not(counter: Counter) -> None:
    customer = counter.customer()
    kept(counter, customer, pan=PAN)

    with counter.open() as session:
        read_numbers(session, "customer", customer.id, by=counter.by)
    whole(counter, customer)

    with counter.open() as session:
        [seen] = list_events(session, Listing(filters={"kind": "customer.numbers_read"}), by=counter.by).items
    assert (seen.subject_id, seen.actor_id, seen.data) == (str(customer.id), counter.by.user_id, {"fields": ["pan"]})


def test_a_number_left_out_stays_and_one_that_is_null_goes(counter: Counter) -> None:
    customer = counter.customer()
    kept(counter, customer, pan=PAN, aadhaar=AADHAAR)
    kept(counter, customer, pan=None)

    assert whole(counter, customer) == {"aadhaar": AADHAAR}
    kept(counter, customer, pan="ZZZZZ9999Z")
    assert whole(counter, customer)["pan"] == "ZZZZZ9999Z"
    assert counter.breaches() == []


def test_banks_are_kept_for_business_account_and_supplier(counter: Counter) -> None:
    with counter.open() as session:
        supplier = add_supplier(session, NewSupplier(name="Mills"), by=counter.by, at=counter.at)
        command = BankNumbers(bank_account="50100 2345 6789", bank_code="hdfc0001234")
        for kind, subject in (("business", counter.shop.business_id), ("account", "bank"), ("supplier", supplier.id)):
            keep_numbers(session, kind, subject, command, keys=KEYS, by=counter.by, at=counter.at)  # type: ignore[arg-type]
            found = open_numbers(session, kind, subject, keys=KEYS, by=counter.by, at=counter.at)  # type: ignore[arg-type]
            assert {one.name: one.number for one in found} == {
                "bank_account": "5010023456789",
                "bank_code": "HDFC0001234",
            }
    assert counter.breaches() == []


def test_a_number_belongs_to_somebody_of_this_business(counter: Counter) -> None:
    with counter.open() as session:
        for kind, subject in (
            ("customer", new_id()),
            ("supplier", new_id()),
            ("account", "nowhere"),
            ("business", counter.shop.business_id + 1),
        ):
            with pytest.raises(NotFound):
                read_numbers(session, kind, subject, by=counter.by)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("aadhaar", "1234"),
        ("aadhaar", "012345678901"),
        ("pan", "ABCDE12345"),
        ("bank_code", "HDFC1001234"),
        ("other", "१२३४५"),
    ],
)
def test_a_number_of_the_wrong_form_is_refused_without_being_repeated(name: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        normal_number(name, text, country="IN")

    assert refused.value.field == name
    assert text not in refused.value.message


def test_a_bank_abroad_has_a_code_of_another_form() -> None:
    assert normal_number("bank_code", "20-00-00", country="GB") == "200000"


def test_of_a_short_number_nothing_is_shown() -> None:
    assert [last_four("1234567"), last_four("12345678")] == ["", "5678"]


# -- seals -------------------------------------------------------------------------------------------


def test_a_wrong_key_opens_nothing_and_says_what_it_needs(counter: Counter) -> None:
    customer = counter.customer()
    kept(counter, customer, pan=PAN)

    with pytest.raises(WrongSealingKey, match="MUNIM_SEALING_KEYS"):
        whole(counter, customer, SealingKeys([NEW]))


def test_a_number_moved_to_somebody_else_does_not_open(counter: Counter) -> None:
    mine, theirs = counter.customer("A"), counter.customer("B")
    kept(counter, mine, pan=PAN)
    kept(counter, theirs, pan="ZZZZZ9999Z")
    with counter.open() as session:
        of = sealed_numbers.c.subject_id
        stolen = session.execute(sa.select(sealed_numbers.c.sealed).where(of == str(theirs.id))).scalar_one()
        session.execute(sa.update(sealed_numbers).where(of == str(mine.id)).values(sealed=stolen))

    with pytest.raises(BrokenSeal):
        whole(counter, mine)
    assert whole(counter, theirs) == {"pan": "ZZZZZ9999Z"}


def test_a_rotation_reseals_everything_once(counter: Counter) -> None:
    people = [counter.customer(f"Customer {n}") for n in range(5)]
    for customer in people:
        kept(counter, customer, pan=PAN, aadhaar=AADHAAR)
    kept(counter, people[0], pan=None)
    both, after = SealingKeys([NEW, OLD]), SealingKeys([NEW])

    assert reseal_all(counter.database, counter.shop.business_id, both, batch=2) == 9
    assert reseal_all(counter.database, counter.shop.business_id, both, batch=2) == 0
    assert whole(counter, people[4], after) == {"pan": PAN, "aadhaar": AADHAAR}
    assert whole(counter, people[0], after) == {"aadhaar": AADHAAR}


def test_a_rotation_that_ends_in_the_middle_loses_nothing_and_is_taken_up_again(counter: Counter) -> None:
    people = [counter.customer(f"Customer {n}") for n in range(5)]
    for customer in people:
        kept(counter, customer, pan=PAN)
    both = SealingKeys([NEW, OLD])
    with counter.open() as session:
        count, last = reseal_numbers(session, both, limit=2)
    assert (count, last is None) == (2, False)
    with counter.open() as session:  # killed before its batch was whole
        reseal_numbers(session, both, after=last or ("", "", ""), limit=2)
        session.rollback()

    for customer in people:
        assert whole(counter, customer, both) == {"pan": PAN}
    assert reseal_all(counter.database, counter.shop.business_id, both) == 3
    for customer in people:
        assert whole(counter, customer, SealingKeys([NEW])) == {"pan": PAN}


def test_a_rotation_waits_for_who_is_just_keeping_a_number_and_keeps_theirs(counter: Counter) -> None:
    """An API that has not been started again since still seals with the old key."""
    customer = counter.customer()
    kept(counter, customer, pan=PAN)
    both = SealingKeys([NEW, OLD])
    with ThreadPoolExecutor(1) as threads:
        with counter.open() as session:
            newer = IdentityNumbers(pan="ZZZZZ9999Z")
            keep_numbers(session, "customer", customer.id, newer, keys=KEYS, by=counter.by, at=counter.at)
            rotation = threads.submit(reseal_all, counter.database, counter.shop.business_id, both)
            while not waiting(session):
                assert not rotation.done(), rotation.exception()
        assert rotation.result() == 1
    assert whole(counter, customer, SealingKeys([NEW])) == {"pan": "ZZZZZ9999Z"}


def test_a_rotation_without_the_old_key_changes_nothing(counter: Counter) -> None:
    customer = counter.customer()
    kept(counter, customer, pan=PAN)

    with pytest.raises(WrongSealingKey):
        reseal_all(counter.database, counter.shop.business_id, SealingKeys([NEW]))
    assert whole(counter, customer) == {"pan": PAN}


def test_no_column_of_the_books_holds_a_sealed_number(counter: Counter, database: Database) -> None:
    """The canary: a number that would be found again anywhere it leaked to, in any column of any table."""
    canary = f"CANARY{new_id().hex[:20].upper()}"
    customer = counter.customer()
    kept(counter, customer, other=canary, pan=PAN)
    with counter.open() as session:
        tables = session.execute(
            sa.text("""SELECT schemaname || '.' || tablename FROM pg_tables
                       WHERE schemaname IN ('public', 'jobs') AND has_table_privilege(schemaname || '.' || tablename, 'SELECT')""")
        ).scalars()
        found = [
            table
            for table in tables
            if session.execute(
                sa.text(
                    f"SELECT EXISTS (SELECT FROM {table} t WHERE to_jsonb(t)::text ILIKE :plain OR to_jsonb(t)::text ILIKE :bytes)"
                ),
                {"plain": f"%{canary}%", "bytes": f"%{canary.encode().hex()}%"},
            ).scalar_one()
        ]
        seen = session.execute(
            sa.text("SELECT count(*) FROM sealed_numbers WHERE subject_id = :id"), {"id": str(customer.id)}
        ).scalar_one()

    assert (seen, found) == (2, [])
