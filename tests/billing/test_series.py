"""Series of numbers: one per kind of document, counter and device (RULES N2 to N6)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest

from billing.bills.issue import IssueBill, issue_bill
from billing.business import BusinessSettings, change_business
from billing.listing import Listing
from billing.numbering import SeriesFull, WrongSeries
from billing.series import (
    LeaseSeries,
    OpenSeries,
    Series,
    SeriesClosed,
    SeriesLeased,
    SeriesTaken,
    choose_series,
    close_series,
    lease_series,
    list_series,
    open_series,
    release_series,
)
from munim.errors import Conflict, Forbidden, Invalid, NotFound
from tests.billing.test_races import race, refusals, waiting
from tests.counter import Counter


def opened(counter: Counter, code: str = "FD", kind: str = "invoice", **details: Any) -> Series:
    with counter.open() as session:
        command = OpenSeries(kind=kind, code=code, counter="Front desk", **details)
        return open_series(session, command, by=counter.by, at=counter.at)


def leased(counter: Counter, series: Series, device_id: UUID) -> Series:
    with counter.open() as session:
        return lease_series(session, series.id, LeaseSeries(device_id=device_id), by=counter.by, at=counter.at)


def released(counter: Counter, series: Series) -> Series:
    with counter.open() as session:
        return release_series(session, series.id, by=counter.by, at=counter.at)


def closed(counter: Counter, series: Series) -> Series:
    with counter.open() as session:
        return close_series(session, series.id, by=counter.by, at=counter.at)


def test_n4_a_bill_that_names_a_series_is_numbered_in_it(counter: Counter) -> None:
    dal, series = counter.product(), opened(counter)

    numbers = [counter.sell((dal, "1"), series=code).number for code in (None, series.code, series.code, "INV")]

    assert numbers == ["INV26-00001", "FD26-00001", "FD26-00002", "INV26-00002"]
    assert counter.breaches() == []


def test_n4_a_draft_keeps_the_series_it_is_to_be_numbered_in(counter: Counter) -> None:
    dal = counter.product()
    opened(counter)
    draft = counter.draft((dal, "1"), series="FD")

    with counter.open() as session:
        bill = issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)

    assert (draft.number, bill.number, bill.series) == (None, "FD26-00001", "FD")


def test_n4_a_series_of_one_kind_numbers_no_other(counter: Counter) -> None:
    dal = counter.product()
    opened(counter, kind="quotation", code="FQ")

    with pytest.raises(NotFound, match="no series FQ of invoices"):
        counter.sell((dal, "1"), series="FQ")
    with pytest.raises(SeriesTaken):
        opened(counter, kind="invoice", code="FQ")
    with pytest.raises(SeriesTaken, match="own series of bills of supply"):
        opened(counter, code="INVB")
    with pytest.raises(SeriesTaken, match="own series of credit notes"):
        opened(counter, code="INVC")


def test_n4_a_new_prefix_makes_no_series_that_numbers_another_kind_already(counter: Counter) -> None:
    bill = counter.sell((counter.product(), "1"), customer=counter.customer())
    counter.credit(bill)
    opened(counter, code="FDR")

    def prefix(text: str) -> None:
        with counter.open() as session:
            settings = BusinessSettings(name="Sharma", invoice_prefix=text)
            change_business(session, settings, by=counter.by, at=counter.at)

    with pytest.raises(WrongSeries, match="INVC already numbers credit notes and would number invoices too"):
        prefix("INVC")
    with pytest.raises(WrongSeries, match="FDR already numbers invoices and would number receipts too"):
        prefix("FD")
    prefix("SK")
    assert counter.sell((counter.product(), "1")).number == "SK26-00001"
    assert counter.breaches() == []


def test_n5_a_series_is_leased_to_one_device(counter: Counter) -> None:
    dal, series, phone, tablet = counter.product(), opened(counter), uuid4(), uuid4()

    assert leased(counter, series, phone).device_id == phone
    assert leased(counter, series, phone).version == 2

    with pytest.raises(SeriesLeased):
        leased(counter, series, tablet)
    assert counter.sell((dal, "1"), series="FD", device_id=phone).number == "FD26-00001"
    for device_id in (None, tablet):
        with pytest.raises(SeriesLeased):
            counter.sell((dal, "1"), series="FD", device_id=device_id)
    released(counter, series)
    leased(counter, series, tablet)
    assert counter.sell((dal, "1"), series="FD", device_id=tablet).number == "FD26-00002"
    with pytest.raises(SeriesLeased):
        counter.sell((dal, "1"), series="FD", device_id=phone)
    assert counter.breaches() == []


def test_n5_a_series_that_is_leased_to_nobody_is_no_devices(counter: Counter) -> None:
    opened(counter)

    with pytest.raises(SeriesLeased, match="leased to no device"):
        counter.sell((counter.product(), "1"), series="FD", device_id=uuid4())


def test_n5_eight_devices_ask_for_one_series_and_one_has_it(counter: Counter) -> None:
    series = opened(counter)

    results = race(8, lambda n: leased(counter, series, uuid4()))

    assert refusals(results, SeriesLeased) == 7


def test_n5_a_code_is_opened_once(counter: Counter) -> None:
    results = race(6, lambda n: opened(counter))

    assert refusals(results, SeriesTaken) == 5
    assert counter.breaches() == []


def test_n5_no_bill_is_numbered_for_a_device_after_its_series_went_to_another(counter: Counter) -> None:
    """The lease waits for the bill that is under way, or the bill is refused; whichever is first."""
    dal, series, phone, tablet = counter.product(), opened(counter), uuid4(), uuid4()
    leased(counter, series, phone)

    def act(n: int) -> Any:
        if n == 0:
            released(counter, series)
            return leased(counter, series, tablet)
        return counter.sell((dal, "1"), series="FD", device_id=phone)

    refusals(race(6, act), SeriesLeased)
    with pytest.raises(SeriesLeased):
        counter.sell((dal, "1"), series="FD", device_id=phone)
    assert counter.breaches() == []


def test_n5_a_series_is_not_taken_from_a_device_whose_bill_is_under_way(counter: Counter) -> None:
    series, phone = opened(counter), uuid4()
    leased(counter, series, phone)

    with ThreadPoolExecutor(1) as threads:
        with counter.open() as session:
            choose_series(session, "invoice", "FD", device_id=phone, business=counter.shop.business)
            releasing = threads.submit(released, counter, series)
            while not waiting(session):
                assert not releasing.done(), releasing.exception()
        assert releasing.result().device_id is None


def test_n6_a_series_too_long_for_its_numbers_is_refused_when_it_is_opened(counter: Counter) -> None:
    with pytest.raises(SeriesFull) as refused:
        opened(counter, code="FRONTDESK")
    assert refused.value.facts["capacity"] == 9999
    with pytest.raises(SeriesFull) as refused:
        opened(counter, code="FRONTD", yearly=10_000_000)
    assert refused.value.facts["capacity"] == 9_999_999
    with pytest.raises(WrongSeries):
        opened(counter, code="FRONTDK", yearly=100)
    assert opened(counter, code="FRONTD", yearly=9_999_999).capacity == 9_999_999


def test_a_closed_series_numbers_nothing_more_and_its_code_is_not_opened_again(counter: Counter) -> None:
    dal, series, phone = counter.product(), opened(counter), uuid4()
    leased(counter, series, phone)

    with pytest.raises(SeriesLeased):
        closed(counter, series)
    released(counter, series)
    assert closed(counter, series).status == "closed"

    with pytest.raises(SeriesClosed):
        counter.sell((dal, "1"), series="FD")
    for act in (closed, released):
        with pytest.raises(SeriesClosed):
            act(counter, series)
    with pytest.raises(SeriesTaken):
        opened(counter)


def test_what_a_series_is_opened_with_is_checked(counter: Counter) -> None:
    series = opened(counter)

    for details in ({"kind": "letter"}, {"yearly": 0}):
        with pytest.raises(Invalid):
            opened(counter, **{"code": "X", **details})
    with pytest.raises(Conflict, match="this id is already a series"):
        opened(counter, code="X", id=series.id)
    for word in ("x", "1A", "A/B"):
        with pytest.raises(WrongSeries):
            opened(counter, code=word)


def test_series_are_opened_by_who_may_and_read_by_who_bills(counter: Counter, database: Any, shop: Any) -> None:
    from billing.permissions import actor_for

    opened(counter)
    cashier = actor_for(shop.user_id, "cashier")
    with counter.open() as session:
        with pytest.raises(Forbidden):
            open_series(session, OpenSeries(kind="invoice", code="X", counter="A"), by=cashier, at=counter.at)
        found = list_series(session, Listing(filters={"kind": "invoice", "status": "open"}), by=cashier)
        assert [one.code for one in found.items] == ["FD"]


def test_n5_receipts_are_numbered_in_a_devices_own_series_too(counter: Counter) -> None:
    customer, series, phone = counter.customer(), opened(counter, code="FR", kind="receipt"), uuid4()
    leased(counter, series, phone)

    assert counter.pay(customer, "5", series="FR", device_id=phone).number == "FR26-00001"
    assert counter.pay(customer, "5").number == "INVR26-00001"
    with pytest.raises(SeriesLeased):
        counter.pay(customer, "5", series="FR")
    assert counter.breaches() == []
