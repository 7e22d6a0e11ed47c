"""Nothing is lost between runs, whatever the order of commits, and nothing is carried on that cannot be."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import psycopg
import pytest
import sqlalchemy as sa

import etl.blank
import etl.books
import etl.statements
import etl.workbench
import etl.working
from billing.business import BusinessSettings
from billing.customers import customers
from etl.books import Books
from etl.mirror import MirrorRunner, rebuild_mirror, run_mirror, verify_mirror
from etl.reconcile import MirrorMismatch
from etl.statements import Since, definitions, shape
from etl.status import mirror_status
from munim.database import Database
from munim.ids import new_id
from munim.roles import Addresses
from tests.conftest import Shop, open_shop
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


@pytest.fixture
def own_shop(own_database: Database) -> Shop:
    """A shop in books of its own."""
    return open_shop(own_database, BusinessSettings(name="Own Books", country="IN"))


@pytest.fixture
def own_mirrored(own_books: Addresses, own_shop: Shop, tmp_path: Path) -> Mirrored:
    """Its mirror."""
    return Mirrored(own_books.mirror, tmp_path / "mirror", own_shop.business_id)


def add(session: sa.orm.Session, business_id: int, name: str) -> None:
    session.execute(
        sa.insert(customers).values(business_id=business_id, id=new_id(), name=name, created_at=datetime.now(UTC))
    )


def names(mirrored: Mirrored) -> set[str]:
    return {name for (name,) in mirrored.ask("SELECT name FROM customers WHERE NOT is_walk_in")}


def test_a_transaction_that_commits_late_is_not_lost(database: Database, shop: Shop, mirrored: Mirrored) -> None:
    mirrored.run()

    with database.business(shop.business_id) as early:
        add(early, shop.business_id, "begun first, committed last")
        with database.business(shop.business_id) as late:
            add(late, shop.business_id, "begun last, committed first")
        mirrored.run()
        assert names(mirrored) == {"begun last, committed first"}
    mirrored.run()

    assert names(mirrored) == {"begun last, committed first", "begun first, committed last"}


def test_a_transaction_open_during_the_first_load_is_not_lost(
    database: Database, shop: Shop, mirrored: Mirrored
) -> None:
    with database.business(shop.business_id) as early:
        add(early, shop.business_id, "open during the load")
        mirrored.run()
    mirrored.run()

    assert names(mirrored) == {"open during the load"}


def test_a_long_transaction_elsewhere_does_not_make_runs_repeat_themselves(
    database: Database, shop: Shop, mirrored: Mirrored
) -> None:
    mirrored.run()

    with database.business(shop.business_id) as long:
        add(long, shop.business_id, "still open")
        with database.business(shop.business_id) as session:
            add(session, shop.business_id, "done")
        assert mirrored.run().outcome == "updated"
        # the watermark stands still, but what the last snapshot saw is not read again
        assert mirrored.run().outcome == "unchanged"
        assert mirrored.run().outcome == "unchanged"


def test_a_rolled_back_change_never_appears(database: Database, shop: Shop, mirrored: Mirrored) -> None:
    mirrored.run()

    with database.business(shop.business_id) as session:
        add(session, shop.business_id, "rolled back")
        session.rollback()
    mirrored.run()

    assert names(mirrored) == set()


def test_rows_inserted_inside_a_savepoint_are_found(database: Database, shop: Shop, mirrored: Mirrored) -> None:
    mirrored.run()

    with database.business(shop.business_id) as session, session.begin_nested():
        add(session, shop.business_id, "in a savepoint")
    mirrored.run()

    assert names(mirrored) == {"in a savepoint"}


def test_looking_for_what_changed_reads_no_table_through(counter: Counter, mirrored: Mirrored) -> None:
    """However few rows there are when it is planned, and whatever was looked for before."""
    counter.sell((counter.product(), "1"))
    books = Books(mirrored.url)
    with books.snapshot() as snapshot:
        before = Since(1, "1:1:")
        found = books.changed(mirrored.business_id, before)
        assert found["bills"] == found["sales"] == 1
        assert books.changed(mirrored.business_id, snapshot.seen) == {}
        explained = books._all("EXPLAIN EXECUTE changed ('{1}', '1', '1:1:')")
        plan = "\n".join(line for (line,) in explained)
        assert "Index" in plan
        for table in ("bills", "bill_lines", "payments", "stock_moves", "ledger_entries", "products", "customers"):
            assert f"Seq Scan on {table}" not in plan
    books.close()


def test_no_change_no_version(counter: Counter, mirrored: Mirrored) -> None:
    counter.sell((counter.product(), "1"))
    first = mirrored.run()

    second = mirrored.run()

    assert (second.outcome, second.version, second.as_of) == ("unchanged", first.version, first.as_of)


def test_what_changed_is_read_once(database: Database, shop: Shop, counter: Counter, mirrored: Mirrored) -> None:
    """Whether it was posted or not."""
    mirrored.run()

    with database.business(shop.business_id) as session:
        add(session, shop.business_id, "who posts nothing")
    unposted: list[str] = []
    mirrored.run(step=unposted.append)
    counter.sell((counter.product(), "1"))
    posted: list[str] = []
    mirrored.run(step=posted.append)

    assert (unposted.count("staged"), posted.count("staged")) == (1, 1)
    assert names(mirrored) == {"who posts nothing"}


def test_another_epoch_rebuilds(
    own_shop: Shop, own_database: Database, own_books: Addresses, own_mirrored: Mirrored
) -> None:
    own_mirrored.run()
    Counter(own_database, own_shop).product()

    with psycopg.connect(own_books.owner) as owner:
        owner.execute("UPDATE mirror_epoch SET epoch = gen_random_uuid()")

    assert own_mirrored.run().outcome == "loaded"
    assert own_mirrored.run().outcome == "unchanged"


def test_another_schema_revision_rebuilds(own_shop: Shop, own_books: Addresses, own_mirrored: Mirrored) -> None:
    own_mirrored.run()

    with psycopg.connect(own_books.owner) as owner:
        owner.execute("UPDATE alembic_version SET version_num = 'later'")

    assert own_mirrored.run().outcome == "loaded"


@pytest.mark.parametrize(
    "more", ["CREATE TABLE novelties (x INTEGER);", "ALTER TABLE customers ADD COLUMN novel INTEGER;"]
)
def test_another_shape_of_the_mirror_rebuilds(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    """A new table or column: a version made without it cannot be carried on, and is read until it is replaced."""
    counter.customer("Before")
    old = mirrored.run()
    new_shape = definitions() + more

    monkeypatch.setattr(etl.blank, "definitions", lambda: new_shape)
    monkeypatch.setattr(etl.books, "fingerprint", lambda: "another shape")
    with mirrored.open() as mirror:
        assert mirror.version == old.version
        run = mirrored.run()
        assert mirror.rows("SELECT name FROM customers WHERE NOT is_walk_in") == [("Before",)]

    assert (run.outcome, mirrored.run().outcome) == ("loaded", "unchanged")
    column = "SELECT count(*) FROM duckdb_columns() WHERE column_name IN ('novel', 'x')"
    assert mirrored.ask(column) == [(1,)]


def test_every_file_of_sql_is_part_of_the_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever file of SQL is changed, versions made by the old one are not carried on."""
    copied = shutil.copytree(Path(etl.statements.__file__).parent / "sql", tmp_path / "sql")
    monkeypatch.setattr(etl.statements, "_ROOT", copied)
    fingerprint = etl.statements.fingerprint.__wrapped__
    seen = {fingerprint()}

    for file in sorted(copied.rglob("*.sql")):
        file.write_text(file.read_text() + "\n-- changed")
        seen.add(fingerprint())

    assert len(seen) == 1 + len(list(copied.rglob("*.sql")))


def test_a_copy_of_other_books_rebuilds(
    mirrored: Mirrored, own_database: Database, own_shop: Shop, own_books: Addresses, tmp_path: Path
) -> None:
    """Another database on the same server has its own rows under the same numbers."""
    mirrored.run()
    theirs = Mirrored(own_books.mirror, tmp_path / "mirror", own_shop.business_id)
    theirs.folder.mkdir(exist_ok=True)
    if theirs.business_id != mirrored.business_id:
        (theirs.folder / str(mirrored.business_id)).rename(theirs.folder / str(theirs.business_id))

    assert theirs.run().outcome == "loaded"
    assert theirs.ask("SELECT name FROM business") == [("Own Books",)]


def test_a_damaged_version_is_loaded_anew(counter: Counter, mirrored: Mirrored) -> None:
    counter.sell((counter.product(), "1"))
    first = mirrored.run()
    assert first.version is not None
    mirrored.versions.path(first.version).write_bytes(b"not a database")

    assert mirrored.run().outcome == "loaded"
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_runner_reads_a_version_again_that_is_not_as_it_left_it(counter: Counter, mirrored: Mirrored) -> None:
    """What a version says of itself is kept in mind for as long as its file stays the same."""
    counter.product()
    with MirrorRunner(mirrored.url, mirrored.folder) as runner:
        [first] = runner.run([mirrored.business_id])
        counter.product("Rice")
        [second] = runner.run([mirrored.business_id])
        assert (first.outcome, second.outcome) == ("loaded", "updated")

        mirrored.versions.path(second.version or 0).write_bytes(b"not a database")
        counter.product("Salt")
        [third] = runner.run([mirrored.business_id])
        mirrored.versions.path(third.version or 0).unlink()
        [fourth] = runner.run([mirrored.business_id])

    assert (third.outcome, fourth.outcome) == ("loaded", "loaded")
    assert mirrored.ask("SELECT name FROM products ORDER BY name") == [("Rice",), ("Salt",), ("Toor dal",)]


def test_rows_are_counted_anew_where_the_pointer_does_not_tell_them(counter: Counter, mirrored: Mirrored) -> None:
    counter.sell((counter.product(), "1"))
    version = mirrored.run().version
    told = mirrored.versions.pointed()[1]
    assert told is not None
    mirrored.versions.pointer.write_text(f"{version}\n")

    counter.product("Rice")
    mirrored.run()

    about = mirrored.versions.pointed()[1]
    assert about is not None
    assert about.rows == told.rows | {"products": 2, "stock_moves": 3, "ledger": about.rows["ledger"]}
    assert mirrored.ask("SELECT count(*) FROM ledger") == [(about.rows["ledger"],)]


@pytest.mark.parametrize(("few", "block_bytes"), [(etl.blank.FEW_ROWS, 16_384), (0, 262_144)])
def test_a_small_shop_has_a_small_file(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch, few: int, block_bytes: int
) -> None:
    monkeypatch.setattr(etl.blank, "FEW_ROWS", few)
    counter.sell((counter.product(), "1"))
    run = mirrored.run()

    assert mirrored.ask("SELECT block_size FROM pragma_database_size()") == [(block_bytes,)]
    assert mirrored.versions.path(run.version or 0).stat().st_size < 64 * block_bytes


def test_a_version_is_written_in_small_groups_of_rows(
    database: Database, shop: Shop, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a load and by an increment: a file does not remember how it was written."""
    for module in (etl.workbench, etl.working):
        monkeypatch.setattr(module, "ROWS_OF_A_GROUP", 2048)  # the least there is
    groups = "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('customers')"
    for wave, expected in enumerate((2, 3)):
        names = [{"business_id": shop.business_id, "id": new_id(), "name": f"{wave}/{n}"} for n in range(2_100)]
        with database.business(shop.business_id) as session:
            session.execute(sa.insert(customers).values(created_at=datetime.now(UTC)), names)

        mirrored.run()

        assert mirrored.ask(groups) == [(expected,)]


def test_more_rows_than_memory_holds_go_by_way_of_the_disk(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one business stages in Arrow is bounded for all tables together, and so is what DuckDB may use beside it."""
    monkeypatch.setattr(etl.workbench, "HELD_BYTES", 0)
    monkeypatch.setattr(etl.workbench, "MEMORY_BYTES", 64 * 2**20)
    dal = counter.product()
    for outcome in ("loaded", "updated"):
        counter.sell((dal, "1"))

        assert mirrored.run().outcome == outcome

        with mirrored.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_lost_folder_begins_with_a_higher_version(counter: Counter, mirrored: Mirrored) -> None:
    first = mirrored.run()
    for file in mirrored.versions.folder.iterdir():
        file.unlink()

    second = mirrored.run()

    assert second.outcome == "loaded"
    assert (second.version or 0) > (first.version or 0)


def test_a_rebuild_replaces_whatever_is_there(counter: Counter, mirrored: Mirrored) -> None:
    first = mirrored.run()

    [second] = rebuild_mirror(mirrored.url, mirrored.folder, businesses=[mirrored.business_id])

    assert second.outcome == "loaded"
    assert (second.version or 0) > (first.version or 0)


@pytest.fixture
def own_counters(own_database: Database) -> list[Counter]:
    """Two shops alone in their books."""
    return [
        Counter(own_database, open_shop(own_database, BusinessSettings(name=name, country="IN")))
        for name in ("One", "Two")
    ]


def test_a_sweep_runs_what_changed_and_nothing_else(
    own_counters: list[Counter], own_books: Addresses, tmp_path: Path
) -> None:
    one, two = own_counters

    first = run_mirror(own_books.mirror, tmp_path)
    assert {run.business_id: run.outcome for run in first} == {
        one.shop.business_id: "loaded",
        two.shop.business_id: "loaded",
    }

    two.product()
    assert [(run.business_id, run.outcome) for run in run_mirror(own_books.mirror, tmp_path)] == [
        (two.shop.business_id, "updated")
    ]
    assert run_mirror(own_books.mirror, tmp_path) == []


def test_a_sweep_misses_no_transaction_that_was_open_during_the_one_before(
    own_counters: list[Counter], own_database: Database, own_books: Addresses, tmp_path: Path
) -> None:
    business_id = own_counters[0].shop.business_id
    run_mirror(own_books.mirror, tmp_path)

    with own_database.business(business_id) as open_meanwhile:
        add(open_meanwhile, business_id, "committed late")
        own_counters[1].product()
        run_mirror(own_books.mirror, tmp_path)
    run_mirror(own_books.mirror, tmp_path)

    assert names(Mirrored(own_books.mirror, tmp_path, business_id)) == {"committed late"}


def test_status_tells_freshness_and_rows(own_counters: list[Counter], own_books: Addresses, tmp_path: Path) -> None:
    one, two = own_counters
    one.sell((one.product(), "1"))
    run_mirror(own_books.mirror, tmp_path)
    before = datetime.now(UTC)
    two.product()
    run_mirror(own_books.mirror, tmp_path)

    statuses = {status.business_id: status for status in mirror_status(tmp_path)}

    idle = statuses[one.shop.business_id]
    assert idle.rows["sales"] == 1
    assert idle.as_of < before
    # nothing changed there, but the sweep looked: it is as fresh as the other
    assert idle.freshness_seconds(datetime.now(UTC)) <= (datetime.now(UTC) - before).total_seconds() + 1
    assert idle.bytes > 0
    assert mirror_status(tmp_path, businesses=[10**9]) == []


def test_verifying_finds_a_row_that_is_not_in_the_books_and_the_next_run_makes_it_anew(
    counter: Counter, mirrored: Mirrored
) -> None:
    counter.sell((counter.product("Toor dal", "100"), "1"))
    run = mirrored.run()
    assert run.version is not None
    with duckdb.connect(mirrored.versions.path(run.version)) as doctored:
        doctored.execute("UPDATE sales SET net_minor = net_minor + 1")

    with pytest.raises(MirrorMismatch, match=r"sales\.net_minor is 10001 in the copy, 10000 in the books"):
        verify_mirror(mirrored.url, mirrored.folder, businesses=[mirrored.business_id])

    assert mirrored.run().outcome == "loaded"
    [run] = verify_mirror(mirrored.url, mirrored.folder, businesses=[mirrored.business_id])
    assert run.outcome == "unchanged"


def test_once_a_day_an_increment_is_compared_whole(counter: Counter, mirrored: Mirrored) -> None:
    mirrored.run()
    [(first,)] = mirrored.ask("SELECT epoch(reconciled_at) FROM mirror_state")

    counter.product()
    mirrored.run()
    assert mirrored.ask("SELECT epoch(reconciled_at) FROM mirror_state") == [(first,)]

    current = mirrored.versions.require_current()
    with duckdb.connect(mirrored.versions.path(current)) as aged:
        aged.execute("UPDATE mirror_state SET reconciled_at = reconciled_at - INTERVAL 2 DAY")
    counter.product()
    mirrored.run()

    [(later,)] = mirrored.ask("SELECT epoch(reconciled_at) FROM mirror_state")
    assert later > first
    assert timedelta(seconds=later - first) < timedelta(hours=1)


def test_an_increment_whose_amounts_are_not_the_books_is_not_published(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rows as there should be, but one posting is a paisa more: sums are compared, not numbers of rows alone."""
    dal = counter.product()
    counter.sell((dal, "1"))
    before = mirrored.run().version
    counter.sell((dal, "1"))
    with monkeypatch.context() as patch:
        wrong = "SELECT * REPLACE (amount_minor + (entry_id = (SELECT max(entry_id) FROM staged_ledger))::int AS amount_minor)"
        patch.setattr(
            etl.workbench,
            "shape",
            lambda table: f"{wrong} FROM ({shape(table)})" if table == "ledger" else shape(table),
        )
        with pytest.raises(MirrorMismatch, match=r"ledger\.amount_minor is"):
            mirrored.run()
    assert mirrored.versions.current() == before
