"""The command line: every command has help and a page, speaks in the right stream, and fails in words."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import duckdb
import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url

from billing.sealed_numbers import BankNumbers, keep_numbers, open_numbers
from cli import main
from munim.database import Database
from munim.ids import new_id
from munim.sealing import SealingKeys, sealing_keys
from munim.settings import Settings
from tests.conftest import Shop

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "commands.md").read_text()
SALES = """number,code,words,qty,price,when,who
1001,TEA,Assam tea,2,145.50,2026-04-02 10:15,K1
1002,TEA,Assam tea,two,145.50,2026-04-02 10:15,K1
"""
MAP = """[columns]
reference = "number"
code = "code"
description = "words"
quantity = "qty"
price = "price"
at = "when"
customer = "who"
"""


def commands(
    group: click.Group = main, path: tuple[str, ...] = ("munim",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = [pytest.param(path, command, id=" ".join(path)) for path, command in commands()]

Run = Callable[..., Result]


@pytest.fixture
def run(served_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs ``munim …`` in an empty folder, on this worker's books."""
    monkeypatch.chdir(tmp_path)
    own = {
        "MUNIM_VAR": str(served_settings.var),
        "MUNIM_SECRET_KEY": served_settings.secret_key,
        "MUNIM_DATABASE_URL": served_settings.database_url,
    }

    def invoke(*arguments: object, environment: Mapping[str, str] | None = None) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments)], env={**own, **(environment or {})})

    return invoke


@pytest.mark.parametrize(("path", "command"), COMMANDS)
def test_every_command_has_help(path: tuple[str, ...], command: click.Command) -> None:
    result = CliRunner().invoke(main, [*path[1:], "--help"])

    assert result.exit_code == 0
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "help":
            assert option.help, option.name


@pytest.mark.parametrize(("path", "command"), COMMANDS)
def test_every_command_and_option_is_documented(path: tuple[str, ...], command: click.Command) -> None:
    heading = next((line for line in PAGE.splitlines() if re.match(rf"### `{' '.join(path)}[ `]", line)), "")

    assert heading, f"docs/commands.md has no heading for {' '.join(path)}"
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "help":
            assert option.opts[0] in heading, f"{option.opts[0]} of {heading}"


def test_the_page_documents_no_command_that_is_not_there() -> None:
    there = {" ".join(path) for path, _ in commands()}
    documented = {
        re.split(r"( [\[A-Z-])", heading, maxsplit=1)[0]
        for heading in re.findall(r"^### `([^`]+)`", PAGE, re.MULTILINE)
    }

    assert documented == there


def test_help_loads_nothing_that_only_commands_need() -> None:
    heavy = ("litestar", "sqlalchemy", "duckdb", "polars", "pyarrow", "alembic", "psycopg", "typst", "uvicorn")
    code = f"import cli, sys; cli.main(['--help'], standalone_mode=False); sys.exit(','.join(set({heavy}) & set(sys.modules)) or 0)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)

    assert found.returncode == 0, found.stderr


def test_a_business_is_listed_as_a_table_or_as_json(run: Run, shop: Shop) -> None:
    listed = json.loads(run("business", "list", "--json").stdout)

    assert {
        "business_id": shop.business_id,
        "name": "Sharma Kirana Store",
        "country": "IN",
        "currency": "INR",
    } in listed
    assert "Sharma Kirana Store" in run("business", "list").stdout


def test_schedules_are_listed_with_their_days_by_the_shops_clock(run: Run, shop: Shop) -> None:
    listed = run("schedule", "list", "--business", shop.business_id).stdout

    weekly = next(line for line in listed.splitlines() if "weekly-sales" in line)
    assert "Mon 08:00" in weekly and weekly.rstrip().endswith(" 08:00")  # next, too, by the clock of Kolkata
    assert "day 1 08:00" in listed and "daily 10:00" in listed


def test_an_import_prints_its_bridge_and_writes_its_rejects(run: Run, shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(SALES)
    (tmp_path / "map.toml").write_text(MAP)

    result = run("import", "sales", "sales.csv", "--map", "map.toml", "--business", shop.business_id, "--json")

    assert result.exit_code == 0, result.stderr
    summary: dict[str, Any] = json.loads(result.stdout)
    assert summary["parts"]["sale"]["booked_minor"] == 29_100
    assert summary["unreadable"] == 1
    assert "1 lines were rejected: sales.csv.rejects.csv" in result.stderr
    assert "3,quantity is 'two'; wanted a number with at most 3 decimals" in (
        tmp_path / "sales.csv.rejects.csv"
    ).read_text().replace('"', "")


def test_the_books_of_an_import_verify_and_mirror_and_report(run: Run, shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(SALES)
    (tmp_path / "map.toml").write_text(MAP)
    of = ("--business", shop.business_id)
    run("import", "sales", "sales.csv", "--map", "map.toml", *of)

    assert json.loads(run("verify", *of, "--json").stdout) == []
    assert [one["outcome"] for one in json.loads(run("mirror", "run", *of, "--json").stdout)] == ["loaded"]
    assert [one["rows"]["sales"] for one in json.loads(run("mirror", "status", *of, "--json").stdout)] == [1]
    day = json.loads(run("report", "daily", "--date", "2026-04-02", *of, "--json").stdout)
    options = (
        "sales-by-product",
        "--period",
        "2026-04",
        "--filter",
        "product:Assam tea",
        "--set",
        "limit=5",
        "--compare",
        "none",
    )
    tea = json.loads(run("report", *options, *of, "--json").stdout)
    by_day = json.loads(
        run("query", '{"metrics": ["net_sales"], "by": ["day"], "period": "2026-04"}', *of, "--json").stdout
    )
    assert day["figures"]["revenue"] == "291.00"
    assert (tea["figures"]["net_sales"], tea["notes"][0]) == ("291.00", "Only product: Assam tea.")
    assert [row["net_sales"] for row in by_day["tables"]["result"]["rows"]] == ["291.00"]
    assert "weekly-sales" in [one["slug"] for one in json.loads(run("report", "--list", "--json").stdout)]
    asked = json.loads(run("ask", "net sales in april 2026", *of, "--json").stdout)
    assert asked["rows"] == [{"net_sales": "291.00"}]
    assert "₹291.00" in run("ask", "net sales in april 2026", *of).stdout
    after = run("ask", "by product", "--after", "net sales in april 2026", *of).stdout
    assert "changed: not divided → by product" in after
    assert "Assam tea" in after


def test_a_command_that_read_figures_ends_without_a_word_more(
    run: Run, shop: Shop, served_settings: Settings, tmp_path: Path
) -> None:
    run("mirror", "run", "--business", shop.business_id)
    environment = {
        **os.environ, "MUNIM_VAR": str(served_settings.var), "MUNIM_SECRET_KEY": served_settings.secret_key,
        "MUNIM_DATABASE_URL": served_settings.database_url, "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    for words in (("report", "sales-by-product"), ("ask", "sales last month")):
        command = [sys.executable, "-m", "cli", *words, "--business", str(shop.business_id)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
        assert (done.returncode, done.stderr) == (0, ""), words


def test_a_word_of_the_shop_is_added_used_listed_and_removed(run: Run, shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(SALES)
    (tmp_path / "map.toml").write_text(MAP)
    of = ("--business", shop.business_id)
    run("import", "sales", "sales.csv", "--map", "map.toml", *of)
    run("mirror", "run", *of)

    run("synonym", "add", "golak", "net sales", *of)
    (word,) = json.loads(run("synonym", "list", *of, "--json").stdout)
    untaught, taught = run("ask", "golak in april 2026", *of), run("ask", "golak in april 2026", "--taught", *of)
    run("synonym", "remove", word["id"], *of)

    assert (word["phrase"], word["means"]) == ("golak", "net sales")
    assert (untaught.exit_code, taught.exit_code) == (1, 0)
    assert "₹291.00" in taught.stdout
    assert json.loads(run("synonym", "list", *of, "--json").stdout) == []
    assert json.loads(run("questions", *of, "--json").stdout) == []


def test_sql_is_run_on_the_mirror(run: Run, shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(SALES)
    (tmp_path / "map.toml").write_text(MAP)
    of = ("--business", str(shop.business_id))
    run("import", "sales", "sales.csv", "--map", "map.toml", *of)
    run("mirror", "run", *of)

    told = run("sql", "run", "SELECT product_name, net_minor FROM sales", *of, "--json")
    table = run("sql", "run", "SELECT product_name, '[bold]x' AS \"[red]\" FROM sales", *of)

    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout)["rows"] == [["Assam tea", 29100]]
    assert "Assam tea" in table.stdout and "[bold]x" in table.stdout and "[red]" in table.stdout
    assert run("sql", "run", "COPY sales TO 'x'", *of).exit_code == 1


def test_mirrors_are_run_told_of_made_anew_and_verified(run: Run, shop: Shop, served_settings: Settings) -> None:
    of = ("--business", str(shop.business_id))

    assert run("mirror", "status", *of).exit_code == 2  # it has none yet
    loaded = run("mirror", "run", *of)
    assert (loaded.exit_code, "loaded" in loaded.stdout) == (0, True)
    assert "mirror run: " in loaded.stderr
    status = run("mirror", "status", *of)
    assert (status.exit_code, "Checked before" in status.stdout) == (0, True)
    [told] = json.loads(run("mirror", "status", *of, "--json").stdout)
    assert {"version", "as_of", "checked_at", "bytes", "rows", "freshness_seconds", "watermark_age_seconds"} <= set(
        told
    )
    [rebuilt] = json.loads(run("mirror", "rebuild", *of, "--json").stdout)
    assert (rebuilt["outcome"], rebuilt["version"] > told["version"]) == ("loaded", True)
    assert json.loads(run("mirror", "verify", *of, "--json").stdout)[0]["outcome"] == "unchanged"
    unknown = run("mirror", "run", "--business", "999999")
    assert (unknown.exit_code, "there is no business 999999" in unknown.stderr) == (2, True)

    file = served_settings.mirror_folder / str(shop.business_id) / f"{rebuilt['version']}.duckdb"
    with duckdb.connect(file) as doctored:
        doctored.execute("UPDATE business SET name = 'Another'; DELETE FROM accounts")
    differing = run("mirror", "verify", *of)
    assert differing.exit_code == 1
    assert "accounts.rows is 0 in the copy" in differing.stderr


def test_the_returns_of_a_registered_shop_are_made(run: Run, gst_shop: Shop, tmp_path: Path) -> None:
    here = ("--business", str(gst_shop.business_id))

    printed = run("gst", "gstr1", "2026-10", *here)
    written = run("gst", "gstr1", "2026-10", "--out", str(tmp_path / "gstr1.json"), *here)
    summary = run("gst", "gstr3b", "2026-10", *here)
    defects = run("gst", "defects", "2026-10", *here)
    refused = run("gst", "gstr1", "October", *here)

    assert json.loads(printed.stdout) == {"gstin": gst_shop.business.gstin, "fp": "102026"}
    assert written.exit_code == 0, written.stderr
    assert (tmp_path / "gstr1.json").read_text().strip() == printed.stdout.strip()
    assert "3.1(a) outward, taxable" in summary.stdout
    assert (defects.exit_code, "nothing stands against filing" in defects.stderr) == (0, True)
    assert (refused.exit_code, "a period is a month" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "complaint"),
    [
        (
            ("import", "sales", "gone.csv", "--map", "gone.toml"),
            2,
            "munim: gone.toml cannot be read: No such file or directory",
        ),
        (("report", "weekly", "--business", "999999999"), 2, "munim: "),
        (("report", "weekly-sale"), 2, "the nearest is weekly-sales"),
        (("query", "{"), 2, "no JSON"),
        (("query", '{"metrics": 5}'), 2, "query.metrics"),
        (("report", "metrics", "--days", "0", "--business", "999999999"), 2, "munim: "),
        (("report", "weekly", "--start-date", "yesterday"), 2, "yesterday"),
    ],
)
def test_what_is_refused_is_a_sentence_and_an_exit_code(
    run: Run, arguments: tuple[str, ...], exit_code: int, complaint: str
) -> None:
    result = run(*arguments)

    assert result.exit_code == exit_code
    assert complaint in result.stderr
    assert "Traceback" not in result.output


def test_books_on_a_server_that_were_never_migrated_are_refused_until_they_are(run: Run, cluster: str) -> None:
    url = make_url(cluster).set(database=f"never_migrated_{new_id().hex[-8:]}")
    environment = {"MUNIM_DATABASE_URL": url.render_as_string(hide_password=False)}

    refused = run("business", "list", environment=environment)
    migrated = run("migrate", environment=environment)
    listed = run("business", "list", "--json", environment=environment)
    with psycopg.connect(cluster, autocommit=True) as administrator:
        administrator.execute(f"DROP DATABASE {url.database} WITH (FORCE)")  # type: ignore[call-overload]  # a name of our own

    assert (refused.exit_code, migrated.exit_code, listed.exit_code) == (2, 0, 0)
    assert "munim migrate brings them there (database_url)" in refused.stderr
    assert json.loads(listed.stdout) == []


def test_sql_is_checked_and_printed_as_it_would_be_run() -> None:
    passed = CliRunner().invoke(main, ["sql", "check", "-"], input="select name from customers limit 3")
    refused = CliRunner().invoke(main, ["sql", "check", "SELECT name\nFROM custmers"])
    told = CliRunner().invoke(main, ["sql", "check", "--json", "SELECT name FROM custmers"])

    assert (passed.exit_code, passed.stdout) == (0, 'SELECT "name" FROM "mirror"."main"."customers" LIMIT 3\n')
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "line 2, column 6 (tables): there is no table called custmers: did you mean customers?" in refused.stderr
    assert json.loads(told.stdout)["check"] == "tables"


def test_a_port_that_is_taken_is_said_before_anything_is_started(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("serve", environment={"MUNIM_PORT": str(port), "MUNIM_VAR": str(tmp_path / "var")})

    assert refused.exit_code == 2
    assert f"port {port} of 127.0.0.1 is taken" in refused.stderr and "MUNIM_PORT" in refused.stderr
    assert not (tmp_path / "var").exists()


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["doctor"], env={"MUNIM_VAR": str(tmp_path), "MUNIM_PORT": "eighty"})

    assert result.exit_code == 2
    assert "munim: MUNIM_PORT is 'eighty'; expected a whole number (port)" in result.stderr


def test_the_doctor_finds_a_sound_house_well(run: Run) -> None:
    result = run("doctor", "--json")

    assert result.exit_code == 0
    findings = {one["part"]: one["state"] for one in json.loads(result.stdout)}
    assert set(findings) == {
        "folder",
        "mirror",
        "e-mail",
        "SMS",
        "WhatsApp",
        "model",
        "database",
        "schema",
        "row security",
        "sandbox",
    }
    assert "wrong" not in findings.values()


def test_an_owner_is_made_with_their_business(run: Run) -> None:
    made = run(
        "owner",
        "create",
        "--email",
        "asha@example.com",
        "--name",
        "Asha",
        "--business",
        "Asha's shop",
        "--password",
        "mango pickle 7",
    )

    assert made.exit_code == 0, made.stderr
    assert "asha@example.com owns it" in made.stderr
    assert (
        run(
            "owner",
            "create",
            "--email",
            "asha@example.com",
            "--name",
            "Asha",
            "--business",
            "Another",
            "--password",
            "mango pickle 7",
        ).exit_code
        == 1
    )


def test_the_openapi_document_is_json(run: Run) -> None:
    assert json.loads(run("openapi").stdout)["info"]["title"] == "Munim"


def test_keys_are_rotated_once_for_every_business(
    run: Run, shop: Shop, database: Database, served_settings: Settings
) -> None:
    at = datetime.now(UTC)
    with database.business(shop.business_id, user_id=shop.user_id) as session:
        numbers = BankNumbers(bank_account="50100123456789")
        before = sealing_keys(served_settings)
        keep_numbers(session, "account", "bank", numbers, keys=before, by=shop.owner, at=at)
    new = {"MUNIM_SEALING_KEYS": "the key of this year and it is long enough too"}

    first, again = (
        run("rotate-keys", "--business", shop.business_id, "--json", environment=new) for _ in ("once", "again")
    )

    assert json.loads(first.stdout) == [{"business_id": shop.business_id, "resealed": 1}]
    assert json.loads(again.stdout) == [{"business_id": shop.business_id, "resealed": 0}]
    with database.business(shop.business_id, user_id=shop.user_id) as session:
        after = SealingKeys([new["MUNIM_SEALING_KEYS"]])
        [found] = open_numbers(session, "account", "bank", keys=after, by=shop.owner, at=datetime.now(UTC))
    assert found.number == "50100123456789"


def test_keys_that_are_missing_stop_a_rotation_by_name(run: Run, shop: Shop, database: Database) -> None:
    with database.business(shop.business_id, user_id=shop.user_id) as session:
        keys = SealingKeys(["a key that nobody remembers any more, sadly"])
        numbers = BankNumbers(bank_account="50100123456789")
        keep_numbers(session, "account", "bank", numbers, keys=keys, by=shop.owner, at=datetime.now(UTC))

    result = run("rotate-keys", "--business", shop.business_id)

    assert result.exit_code == 2
    assert "MUNIM_SEALING_KEYS" in result.stderr
    assert "50100123456789" not in result.output


def test_customers_are_tried_out_then_imported_with_a_file_of_rejects(run: Run, shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(
        "Customer Name,Mobile No,Opening Bal.,Colour\nRamesh,98220 12345,500,red\nBad,12,,\n"
    )
    of = ("--business", shop.business_id)

    tried = run("import", "customers", "c.csv", "--dry-run", *of)
    assert tried.exit_code == 0, tried.stderr
    assert "Ramesh" in tried.stdout and "'12' is no valid phone number" in tried.stdout
    assert "nothing was kept" in tried.stderr and "columns passed over: Colour" in tried.stderr
    done = json.loads(run("import", "customers", "c.csv", "--json", *of).stdout)
    assert (done["kept"], done["added"], done["rejected"], done["amount_minor"]) == (True, 1, 1, 50000)
    assert (tmp_path / "c.csv.rejects.csv").read_text("utf-8-sig").splitlines()[1].startswith("3,Mobile No,")
    assert "nothing in this file is new" not in run("import", "customers", "c.csv", *of).stderr
    assert run("import", "customers", "missing.csv", *of).exit_code == 2


def test_a_business_is_exported_and_made_anew(run: Run, shop: Shop, database: Database, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("Name,Opening balance\nRamesh,500\n")
    assert run("import", "customers", "c.csv", "--business", shop.business_id).exit_code == 0
    email = f"{new_id().hex}@example.com"
    owner = (
        "owner",
        "create",
        "--email",
        email,
        "--name",
        "Asha",
        "--business",
        "A",
        "--password",
        "correct horse battery",
    )
    assert run(*owner).exit_code == 0

    exported = run("business", "export", "shop.zip", "--business", shop.business_id)
    assert exported.exit_code == 0, exported.stderr
    assert [path.name for path in tmp_path.glob("*shop.zip*")] == ["shop.zip"]
    nobody = run("business", "import", "shop.zip", "--owner", "nobody@example.com")
    assert (nobody.exit_code, "nobody signs in as" in nobody.stderr) == (2, True)
    made = run("business", "import", "shop.zip", "--owner", email)
    assert made.exit_code == 0, made.stderr
    found = re.search(r"is business (\d+)", made.stderr)
    assert found
    assert run("verify", "--business", found.group(1)).exit_code == 0
    (tmp_path / "cut.zip").write_bytes((tmp_path / "shop.zip").read_bytes()[:-100])
    assert run("business", "import", "cut.zip", "--owner", email).exit_code == 2
