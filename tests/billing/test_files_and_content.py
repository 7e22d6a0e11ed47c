"""Files and generated content of a business, and the bill that carries its logo."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from billing.content import NewContent, list_content, record_content
from billing.documents import read_bill_document
from billing.events import list_events
from billing.expenses.change import CancelExpense, cancel_expense
from billing.expenses.reads import Expense
from billing.expenses.record import RecordExpense, record_expense
from billing.files import (
    EVIDENCE_OF,
    File,
    NewFile,
    NotDeletable,
    change_logo,
    delete_file,
    files,
    read_file,
    read_logo,
    record_file,
)
from billing.listing import Listing
from billing.permissions import actor_for
from billing.purchases.bill_lines import SupplierBillLineInput
from munim.database import Database, metadata
from munim.days import show_day
from munim.errors import Forbidden, Invalid, NotFound
from munim.files import FileStore, open_file_store
from munim.pictures import clean_picture
from munim.settings import Settings
from tests.billing.purchases.buyer import Buyer
from tests.billing.test_races import race
from tests.counter import Counter


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> FileStore:
    return open_file_store(settings)


def logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 100), "#0a7d4f").save(out, "PNG")
    return clean_picture(out.getvalue()).content


def stored(store: FileStore, counter: Counter, purpose: str = "logo") -> NewFile:
    kept = store.put(counter.shop.business_id, logo())
    return NewFile(
        purpose=purpose,
        key=kept.key,
        name="लोगो.jpg",
        content_type=kept.content_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
    )


def recorded(store: FileStore, counter: Counter, purpose: str = "banner") -> File:
    with counter.open() as session:
        return record_file(session, stored(store, counter, purpose), by=counter.by, at=counter.at)


def test_a_recorded_file_is_read_back_as_it_was_stored(store: FileStore, counter: Counter) -> None:
    file = recorded(store, counter)

    with counter.open() as session:
        assert read_file(session, file.id) == file
    assert store.get(file.key) == logo()


def test_a_file_of_another_business_is_not_found(
    store: FileStore, counter: Counter, british_shop: object, database: Database
) -> None:
    file = recorded(store, counter)

    with Counter(database, british_shop).open() as session, pytest.raises(NotFound):
        read_file(session, file.id)


@pytest.mark.parametrize(
    ("role", "purpose", "allowed"),
    [("marketer", "banner", True), ("marketer", "logo", False), ("cashier", "banner", False)],
)
def test_who_may_add_a_file_depends_on_what_it_is_for(
    store: FileStore, counter: Counter, role: str, purpose: str, allowed: bool
) -> None:
    by = actor_for(counter.shop.user_id, role)

    with counter.open() as session:
        if allowed:
            assert record_file(session, stored(store, counter, purpose), by=by, at=counter.at).created_by == by.user_id
        else:
            with pytest.raises(Forbidden):
                record_file(session, stored(store, counter, purpose), by=by, at=counter.at)


def test_a_bill_carries_the_logo_once_there_is_one(store: FileStore, counter: Counter) -> None:
    rice = counter.product("Basmati rice", tax_rate=Decimal(5))
    bill = counter.sell((rice, "2"), customer=counter.customer("क्षत्रिय ट्रेडर्स", city="Nagpur"))

    with counter.open() as session:
        before = read_bill_document(session, bill.id, by=counter.by, store=store)
        assert read_logo(session, store) is None
        change_logo(session, stored(store, counter), by=counter.by, at=counter.at)
        after = read_bill_document(session, bill.id, by=counter.by, store=store)

    assert before.logo == ""
    assert 'viewBox="0 0 300 100"' in after.logo
    assert (after.buyer.name, after.number) == ("क्षत्रिय ट्रेडर्स", bill.number)
    assert [(row.label, row.amount) for row in after.totals] == [
        ("Subtotal", "₹200.00"),
        ("GST", "₹10.00"),
        ("Total", "₹210.00"),
    ]


def test_a_new_logo_is_one_event_and_a_new_version_of_the_business(store: FileStore, counter: Counter) -> None:
    with counter.open() as session:
        change_logo(session, stored(store, counter), by=counter.by, at=counter.at)
    with counter.open() as session:
        event = list_events(session, Listing(limit=1), by=counter.by).items[0]

    assert event.kind == "business.logo_changed"
    assert event.data["name"] == "लोगो.jpg"


def test_only_a_file_meant_as_logo_becomes_one(store: FileStore, counter: Counter) -> None:
    with counter.open() as session, pytest.raises(Invalid):
        change_logo(session, stored(store, counter, "banner"), by=counter.by, at=counter.at)


def test_a_credit_note_names_the_invoice_it_corrects_and_asks_for_nothing(counter: Counter) -> None:
    bill = counter.sell((counter.product(), "1"), customer=counter.customer())
    note = counter.credit(bill)

    with counter.open() as session:
        document = read_bill_document(session, note.id, by=counter.by)

    assert document.title == "Credit Note"
    assert [fact.value for fact in document.facts if fact.label == "Against invoice"] == [
        f"{bill.number} of {show_day(bill.business_date)}"
    ]
    assert document.settled == ()
    assert document.upi is None


def test_reading_a_bill_as_a_document_needs_the_permission(counter: Counter) -> None:
    bill = counter.sell((counter.product(), "1"))

    with counter.open() as session, pytest.raises(Forbidden):
        read_bill_document(session, bill.id, by=actor_for(counter.shop.user_id, "marketer"))


def test_content_is_kept_with_its_prompt_and_maker_newest_first(store: FileStore, counter: Counter) -> None:
    file = recorded(store, counter)
    text = NewContent(
        kind="text",
        inputs={"occasion": "diwali", "price": "₹899"},
        maker="template diwali.en.warm",
        text="Happy Diwali",
    )
    banner = NewContent(
        kind="banner",
        inputs={"words": "क"},
        maker="template diwali",
        prompt="a sky",
        fallback_reason="the model took too long",
        file_id=file.id,
    )

    with counter.open() as session:
        first = record_content(session, text, by=counter.by, at=counter.at)
        second = record_content(session, banner, by=counter.by, at=counter.at)
    with counter.open() as session:
        everything = list_content(session, Listing(), by=counter.by).items
        banners = list_content(session, Listing(filters={"kind": "banner"}), by=counter.by).items

    assert everything == [second, first]
    assert banners == [second]
    assert (second.prompt, second.fallback_reason, second.inputs) == (
        "a sky",
        "the model took too long",
        {"words": "क"},
    )


def test_content_is_made_by_those_who_may(counter: Counter) -> None:
    command = NewContent(kind="text", inputs={}, maker="m", text="t")

    with counter.open() as session, pytest.raises(Forbidden):
        record_content(session, command, by=actor_for(counter.shop.user_id, "cashier"), at=counter.at)


# -- evidence ----------------------------------------------------------------------------------------


def delete(counter: Counter, file: File) -> None:
    with counter.open() as session:
        delete_file(session, file.id, by=counter.by, at=counter.at)


def spend(counter: Counter, file: File) -> Expense:
    command = RecordExpense(amount=Decimal(500), category="rent", method="cash", receipt_file_id=file.id)
    with counter.open() as session:
        return record_expense(session, command, by=counter.by, at=counter.at)


def test_the_receipt_of_an_expense_is_not_deleted_though_the_expense_be_cancelled(
    store: FileStore, counter: Counter
) -> None:
    receipt, loose = recorded(store, counter, "receipt"), recorded(store, counter, "receipt")
    expense = spend(counter, receipt)
    with counter.open() as session:
        cancel_expense(session, expense.id, CancelExpense(reason="twice"), by=counter.by, at=counter.at)

    with pytest.raises(NotDeletable, match="an expense"):
        delete(counter, receipt)
    delete(counter, loose)
    with counter.open() as session:
        assert read_file(session, receipt.id) == receipt


def test_the_file_of_a_suppliers_bill_is_not_deleted(store: FileStore, counter: Counter) -> None:
    file, buyer = recorded(store, counter, "receipt"), Buyer(counter)
    rent = SupplierBillLineInput(account="rent", description="Rent", unit_price=Decimal(100))
    buyer.enter(buyer.supplier().id, rent, file_id=file.id)

    with pytest.raises(NotDeletable, match="a supplier's bill"):
        delete(counter, file)


def test_a_receipt_is_named_or_deleted_whichever_comes_first_and_never_both(store: FileStore, counter: Counter) -> None:
    for _ in range(8):
        file = recorded(store, counter, "receipt")

        named, deleted = race(2, lambda n, file=file: (spend, delete)[n](counter, file))  # type: ignore[misc]

        assert isinstance(named, Invalid) != isinstance(deleted, NotDeletable), (named, deleted)


def test_whatever_names_an_uploaded_file_keeps_it_from_being_deleted() -> None:
    naming = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for constraint in table.foreign_key_constraints
        if constraint.referred_table is files
        for column in constraint.columns
        if column.name != "business_id"
    }

    # a banner is no upload: it is not deleted at all
    assert naming - {("generated_content", "file_id")} == {(table, column) for table, column, _ in EVIDENCE_OF}
