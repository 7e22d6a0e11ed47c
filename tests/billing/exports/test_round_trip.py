"""A shop that has everything is exported and made anew, in these books and in others: the same to the byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
import pytest
import sqlalchemy as sa

from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.sell import sell
from billing.business import Business
from billing.customers import customers
from billing.events import event_readers, events
from billing.exports.archive import Archive, DamagedExport, NewerExport, open_archive
from billing.exports.read import NotProved, count_beyond, import_business
from billing.exports.tables import LEFT_OUT, LEFT_OUT_COLUMNS, exported_tables, read_totals
from billing.exports.write import export_business, note_export
from billing.files import NewFile, files, record_file
from billing.integrity import find_breaches
from billing.memberships import register_owned_business
from billing.permissions import MUNIM, actor_for
from billing.sealed_numbers import BankNumbers, keep_numbers, open_numbers, read_numbers
from billing.users import add_user
from demo.indian_shop import SHOP
from demo.indian_trade import LONGEST_TRADE, open_shop
from etl.mirror import run_mirror
from etl.reader import open_mirror
from etl.tables import TABLES
from migrations.tables import metadata
from munim.database import Database
from munim.errors import Forbidden
from munim.files import FileStore, FolderStore
from munim.ids import new_id
from munim.roles import Addresses
from munim.sealing import SealingKeys, WrongSealingKey
from munim.terminal import Progress
from notifications.messages import messages

PDF = b"%PDF-1.4\n% a receipt\n"
KEYS = SealingKeys(["the key that the shop's numbers are sealed with"])
AT = datetime.now(UTC)
# what was still to be sent is the old books' to send
AS_LEFT_BEHIND = "CASE WHEN status IN ('queued', 'sending', 'unknown') THEN 'suppressed' ELSE status END AS status"


@dataclass(frozen=True)
class Books:
    """A database with a file store beside it."""

    addresses: Addresses
    database: Database
    store: FileStore
    folder: Path

    @contextmanager
    def read(self, business_id: int) -> Iterator[Any]:
        with self.database.business(business_id) as session:
            yield session

    def export(self, business_id: int) -> bytes:
        out = io.BytesIO()
        with self.database.business(business_id, snapshot=True) as session:
            export_business(session, out, store=self.store, by=MUNIM, at=AT)
        return out.getvalue()

    def bring(self, content: bytes, *, keys: SealingKeys | None = KEYS, stored: list[str] | None = None) -> Business:
        owner = self.owner()
        with open_archive(io.BytesIO(content)) as archive:
            count_beyond(self.addresses.owner, archive.manifest)
            with self.database.entry(user_id=owner) as session:
                return import_business(
                    session,
                    archive,
                    owner_id=owner,
                    store=self.store,
                    keys=keys,
                    at=AT,
                    stored=[] if stored is None else stored,
                )

    def owner(self) -> UUID:
        with self.database.entry() as session:
            return add_user(session, email=f"{new_id().hex}@example.com", name="Asha", password_hash="none", at=AT)


@pytest.fixture(scope="module")
def here(make_database: Callable[[], Addresses], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Books of their own, in which the shop is."""
    yield from _books(make_database(), tmp_path_factory.mktemp("here"))


@pytest.fixture(scope="module")
def there(make_database: Callable[[], Addresses], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """Other books, empty."""
    yield from _books(make_database(), tmp_path_factory.mktemp("there"))


def _books(addresses: Addresses, folder: Path) -> Iterator[Books]:
    database = Database(addresses.app)
    yield Books(
        addresses, database, FolderStore(folder, origin="http://localhost:8000", secret="a secret of the tests"), folder
    )
    database.close()


def _silent(what: str, done: float) -> None:
    """Progress that nobody watches."""


SILENT: Progress = _silent


@pytest.fixture(scope="module")
def shop(here: Books) -> Business:
    """The shop of the demo, which trades under GST with everything the books know; with files, a sealed number and a message."""
    owner = here.owner()
    by = actor_for(owner, "owner")
    with here.database.entry(user_id=owner) as session:
        business = register_owned_business(session, SHOP, owner, at=AT - LONGEST_TRADE)
        open_shop(session, business, by=by, now=AT, progress=SILENT)
    with here.read(business.business_id) as session:
        for name, gone in (('रसीद, "bill".pdf', False), ("old.pdf", True)):
            kept = here.store.put(business.business_id, PDF + name.encode())
            file = record_file(
                session, NewFile(purpose="attachment", name=name, **msgspec.structs.asdict(kept)), by=by, at=AT
            )
            if gone:
                session.execute(sa.update(files).where(files.c.id == file.id).values(deleted_at=AT))
        keep_numbers(
            session,
            "business",
            business.business_id,
            BankNumbers(bank_account="50100123456789", bank_code="HDFC0001234"),
            keys=KEYS,
            by=by,
            at=AT,
        )
        session.execute(
            sa.insert(messages).values(
                business_id=business.business_id, id=new_id(), channel="sms", category="reminder", template="x", about="a",
                recipient="+919822012345", language="en", body="=1+1,\n\"dues\"", priority=1, due_at=AT, created_at=AT, state="queued",
            )
        )  # fmt: skip
    with here.read(business.business_id) as session:
        assert find_breaches(session) == []
    return business


@pytest.fixture(scope="module")
def exported(here: Books, shop: Business) -> bytes:
    return here.export(shop.business_id)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(content: bytes, **changed: bytes | None) -> bytes:
    """The archive with some parts changed; the key's ``__`` stands for a slash, ``_csv`` for the suffix."""
    out = io.BytesIO()
    found = parts(content) | {name: part for name, part in changed.items()}
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in found.items():
            if part is not None:
                archive.writestr(name, part)
    return out.getvalue()


SEALED = "tables/sealed_numbers.csv"
ADJUSTED = {"tables/messages.csv", "tables/event_readers.csv"}  # what was under way stays with the old books


def assert_same(first: bytes, second: bytes, *, but: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    one, two = parts(first), parts(second)
    assert one.keys() == two.keys()
    assert {name for name in one if one[name] != two[name]} <= but | {SEALED, "manifest.json"}


def test_the_shop_of_these_tests_has_something_in_nearly_every_table(exported: bytes) -> None:
    tables = Archive(io.BytesIO(exported)).manifest.tables

    empty = {table.name for table in tables if not table.rows}
    assert len(tables) - len(empty) >= 45, sorted(empty)


def test_every_table_of_a_business_is_exported_or_left_out_by_name(here: Books, shop: Business) -> None:
    with here.read(shop.business_id) as session:
        found = exported_tables(session)
    tenants = {table.name for table in metadata.tables.values() if table.info.get("tenant")}

    assert {table.name for table in found} | set(LEFT_OUT) == tenants
    assert not {table.name for table in found} & set(LEFT_OUT)
    for table in found:
        left = {column.name for column in metadata.tables[table.name].c} - set(table.columns)
        assert all(name in LEFT_OUT_COLUMNS or f"{table.name}.{name}" in LEFT_OUT_COLUMNS for name in left), table.name


def test_no_secret_is_in_an_export(exported: bytes) -> None:
    whole = b"".join(parts(exported).values())

    assert b"50100123456789" not in whole and b"HDFC0001234" not in whole
    assert b"$argon2" not in whole and b"password_hash" not in whole
    manifest = Archive(io.BytesIO(exported)).manifest
    assert manifest.sealed.values == 2
    assert len(manifest.sealed.key_ids) == 1


def test_the_same_books_give_the_same_bytes(here: Books, shop: Business, exported: bytes) -> None:
    assert here.export(shop.business_id) == exported


def test_an_export_is_of_one_moment(here: Books, shop: Business) -> None:
    with here.database.business(shop.business_id, snapshot=True) as reading:
        before = read_totals(reading)
        with here.read(shop.business_id) as session:
            note_export(session, by=MUNIM, at=AT)
        assert read_totals(reading) == before
    with here.read(shop.business_id) as session:
        assert read_totals(session).events == before.events + 1


@pytest.mark.parametrize("where", ["here", "there"])
def test_a_business_made_of_an_export_is_the_same(where: str, shop: Business, here: Books, request: Any) -> None:
    books: Books = request.getfixturevalue(where)
    content = here.export(shop.business_id)

    made = books.bring(content)

    again = books.export(made.business_id)
    assert_same(content, again, but=ADJUSTED)
    assert_same(again, books.export(books.bring(again).business_id))
    with here.read(shop.business_id) as old, books.read(made.business_id) as new:
        assert read_totals(old) == read_totals(new)
        assert find_breaches(new) == []
        keys = [(row.key, row.deleted_at) for row in new.execute(sa.select(files.c.key, files.c.deleted_at))]
    with books.read(made.business_id) as session:
        numbers = open_numbers(session, "business", made.business_id, keys=KEYS, by=MUNIM, at=AT)
    told = [(one.name, one.number) for one in numbers]
    assert told == [("bank_account", "50100123456789"), ("bank_code", "HDFC0001234")]
    assert {books.store.get(key) for key, deleted in keys if not deleted} == {PDF + 'रसीद, "bill".pdf'.encode()}


@pytest.mark.parametrize("where", ["here", "there"])
def test_numbers_go_on_where_they_stopped(
    where: str, shop: Business, here: Books, exported: bytes, request: Any
) -> None:
    books: Books = request.getfixturevalue(where)
    made = books.bring(here.export(shop.business_id))

    def sold(books: Books, business_id: int) -> str:
        with books.read(business_id) as session:
            line = DraftLine(
                description="Tea", unit_price=Decimal(10), quantity=Decimal(1), hsn="090230", tax_rate=Decimal(5)
            )
            return str(sell(session, DraftBill(lines=[line]), IssueBill(), by=MUNIM, at=AT).number)

    with books.read(made.business_id) as session:
        (was,) = [value for key, value in read_totals(session).numbers.items() if key.startswith("invoice/")][-1:]
    next_there, next_here = sold(books, made.business_id), sold(here, shop.business_id)
    assert next_there == next_here
    assert int(next_there.rpartition("-")[2]) == was + 1
    with books.read(made.business_id) as session:
        assert find_breaches(session) == []


def test_the_mirror_of_what_was_made_is_the_mirror_of_what_was_exported(
    here: Books, there: Books, shop: Business, tmp_path: Path
) -> None:
    made = there.bring(here.export(shop.business_id))
    rows: list[dict[str, list[tuple[Any, ...]]]] = []
    for books, business_id in ((here, shop.business_id), (there, made.business_id)):
        folder = tmp_path / str(len(rows))
        run_mirror(books.addresses.mirror, folder, businesses=[business_id])
        with open_mirror(folder, business_id) as mirror:
            read: dict[str, list[tuple[Any, ...]]] = {}
            for table in TABLES:
                columns = [row[0] for row in mirror.cursor.execute(f"DESCRIBE {table.name}").fetchall()]
                kept = [name for name in columns if name not in ("business_id", "staff_name")]
                if table.name == "messages" and books is here:
                    kept[kept.index("status")] = AS_LEFT_BEHIND
                found = mirror.cursor.execute(f"SELECT {', '.join(kept)} FROM {table.name} ORDER BY ALL").fetchall()
                read[table.name] = found
            rows.append(read)
    for name in rows[0]:
        if name != "staff":  # who works there is invited anew
            assert rows[0][name] == rows[1][name], name


def test_nobody_is_written_to_twice(here: Books, there: Books, shop: Business, exported: bytes) -> None:
    made = there.bring(exported)

    with there.read(made.business_id) as session:
        states = session.execute(sa.select(messages.c.state)).scalars().all()
        last = session.execute(sa.select(sa.func.max(events.c.sequence))).scalar_one()
        assert set(states) == {"suppressed"}
        assert set(session.execute(sa.select(event_readers.c.sequence)).scalars()) <= {last}


def test_without_the_key_sealed_numbers_are_refused_or_left_behind(there: Books, exported: bytes) -> None:
    with pytest.raises(WrongSealingKey):
        there.bring(exported, keys=SealingKeys(["another key, of thirty-two letters and more"]))

    made = there.bring(exported, keys=None)
    with there.read(made.business_id) as session:
        assert read_numbers(session, "business", made.business_id, by=MUNIM) == []


def test_only_who_may_exports(here: Books, shop: Business) -> None:
    manager = actor_for(new_id(), "manager")

    with pytest.raises(Forbidden), here.database.business(shop.business_id, snapshot=True) as session:
        export_business(session, io.BytesIO(), store=here.store, by=manager, at=AT)


def test_a_file_that_the_store_has_lost_is_named_and_its_row_travels(here: Books, there: Books, shop: Business) -> None:
    with here.read(shop.business_id) as session:
        file_id, key = session.execute(sa.select(files.c.id, files.c.key).where(files.c.deleted_at.is_(None))).all()[0]
    content = here.store.get(key)
    here.store.delete(key)
    try:
        exported = here.export(shop.business_id)
    finally:
        (here.folder / key).write_bytes(content)

    assert Archive(io.BytesIO(exported)).manifest.missing_files == [str(file_id)]
    made = there.bring(exported)
    with there.read(made.business_id) as session:
        assert session.execute(sa.select(sa.func.count()).where(files.c.id == file_id)).scalar_one() == 1


# -- what is refused ---------------------------------------------------------------------------------


def businesses_in(books: Books) -> int:
    with psycopg.connect(books.addresses.mirror) as connection:
        return int(connection.execute("SELECT count(*) FROM businesses").fetchone()[0])  # type: ignore[index]


def with_manifest(content: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    manifest = msgspec.json.decode(parts(content)["manifest.json"])
    change(manifest)
    return repacked(content, **{"manifest.json": msgspec.json.encode(manifest)})


def flipped(content: bytes) -> bytes:
    table = parts(content)["tables/customers.csv"]
    return repacked(content, **{"tables/customers.csv": table.replace(b"9", b"8", 1)})


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], type[Exception]]] = {
    "no archive": (lambda content: b"not a zip", DamagedExport),
    "cut off": (lambda content: content[: len(content) // 2], DamagedExport),
    "a changed row": (flipped, DamagedExport),
    "a part missing": (lambda content: repacked(content, **{"tables/bills.csv": None}), DamagedExport),
    "a part too many": (lambda content: repacked(content, **{"../evil": b"x"}), DamagedExport),
    "no manifest": (lambda content: repacked(content, **{"manifest.json": None}), DamagedExport),
    "another format": (lambda content: with_manifest(content, lambda m: m.update(format=2)), NewerExport),
    "another schema": (lambda content: with_manifest(content, lambda m: m.update(schema="0099")), NewerExport),
    "ids beyond all counting": (
        lambda content: with_manifest(content, lambda m: m["tables"][-1].update(highest_id=10**17)),
        DamagedExport,
    ),
    "other totals": (
        lambda content: with_manifest(
            content, lambda m: m["totals"].update(debits_minor=m["totals"]["debits_minor"] + 1)
        ),
        NotProved,
    ),
}


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_an_export_that_is_not_whole_makes_nothing(there: Books, exported: bytes, damage: str) -> None:
    break_it, refused = DAMAGES[damage]
    before = businesses_in(there)

    with pytest.raises(refused):
        there.bring(break_it(exported))

    assert businesses_in(there) == before


def resigned(content: bytes, name: str, part: bytes, rows: int = 0) -> bytes:
    """The archive with a part changed by somebody who writes the manifest anew."""
    import hashlib

    def sign(manifest: dict[str, Any]) -> None:
        for member in manifest["tables"]:
            if member["file"] == name:
                member.update(bytes=len(part), sha256=hashlib.sha256(part).hexdigest(), rows=member["rows"] + rows)

    return with_manifest(repacked(content, **{name: part}), sign)


def test_a_forged_amount_is_found_by_the_books_themselves(there: Books, exported: bytes) -> None:
    entries = parts(exported)["tables/ledger_entries.csv"].decode().splitlines(keepends=True)
    heading = entries[0].strip().split(",")
    cells = entries[1].split(",")
    cells[heading.index("amount_minor")] = str(int(cells[heading.index("amount_minor")]) + 1)
    forged = "".join([entries[0], ",".join(cells), *entries[2:]]).encode()
    before = businesses_in(there)

    with pytest.raises((DamagedExport, NotProved)):
        there.bring(resigned(exported, "tables/ledger_entries.csv", forged))

    assert businesses_in(there) == before


def test_a_forged_event_breaks_the_chain(there: Books, exported: bytes) -> None:
    forged = parts(exported)["tables/events.csv"].replace(b"bill.issued", b"bill.doubted", 1)

    with pytest.raises(NotProved, match="chain of events"):
        there.bring(resigned(exported, "tables/events.csv", forged))


def test_a_killed_import_leaves_nothing(there: Books, exported: bytes) -> None:
    before = businesses_in(there)
    owner = there.owner()

    class Killed(BaseException):
        pass

    def kill(what: str, done: float) -> None:
        if done > 0.4:
            raise Killed

    with open_archive(io.BytesIO(exported)) as archive:
        count_beyond(there.addresses.owner, archive.manifest)
        with pytest.raises(Killed), there.database.entry(user_id=owner) as session:
            import_business(
                session, archive, owner_id=owner, store=there.store, keys=KEYS, at=AT, stored=[], progress=kill
            )

    assert businesses_in(there) == before


def test_rows_made_after_an_import_do_not_take_the_numbers_of_those_that_came(there: Books, exported: bytes) -> None:
    made = there.bring(exported)
    highest = {
        table.name: table.highest_id for table in Archive(io.BytesIO(exported)).manifest.tables if table.highest_id
    }

    with psycopg.connect(there.addresses.owner) as connection:
        for name, number in highest.items():
            if name == "businesses":
                continue
            (last,) = connection.execute(  # type: ignore[misc]
                "SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [name]
            ).fetchone()
            assert last > number, name
    assert made.business_id


def test_the_sheets_for_people_show_amounts_in_currency(exported: bytes, here: Books, shop: Business) -> None:
    sheet = parts(exported)["for-people/payments.csv"].decode().splitlines()

    assert (
        sheet[0].split(",") == "number direction status business_date customer method reference amount unused".split()
    )
    assert len(sheet) > 10
    with here.read(shop.business_id) as session:
        named = session.execute(sa.select(customers.c.name).order_by(customers.c.name)).scalars().first()
    assert str(named) in parts(exported)["for-people/customers.csv"].decode()
    assert "munim business import" in parts(exported)["README.txt"].decode()
