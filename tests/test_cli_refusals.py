"""Wrong commands: each is refused by an exit code and a sentence that names the option and the nearest right name, and leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url

from billing.business import BusinessSettings
from cli import main
from etl.mirror import run_mirror
from munim.database import Database
from munim.roles import Addresses
from munim.settings import Settings
from tests.conftest import SECRET, Shop, open_shop
from tests.counter import Counter

Refuse = Callable[..., Result]
TEN_YEARS = {"from": "2016-01-01", "to": "2025-12-31"}


@pytest.fixture(scope="module")
def house(
    database: Database, cluster: str, books: Addresses, mirror_url: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, Shop]:
    """A shop that sold something, mirrored."""
    url = make_url(cluster).set(database=make_url(books.app).database)
    settings = Settings(
        var=tmp_path_factory.mktemp("refusals"),
        secret_key=SECRET,
        database_url=url.render_as_string(hide_password=False),
    )
    shop = open_shop(database, BusinessSettings(name="Chai Corner", country="IN"))
    counter = Counter(database, shop, at=datetime(2026, 11, 18, 6, tzinfo=UTC))
    counter.sell((counter.product(), "2"))
    run_mirror(mirror_url, settings.mirror_folder, businesses=[shop.business_id])
    return settings, shop


@pytest.fixture
def refused(house: tuple[Settings, Shop], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Refuse:
    """Runs ``munim …`` in an empty folder, and sees that it left both folder and house as they were."""
    settings, shop = house
    monkeypatch.chdir(tmp_path)
    environment = {
        "MUNIM_VAR": str(settings.var),
        "MUNIM_SECRET_KEY": settings.secret_key,
        "MUNIM_DATABASE_URL": settings.database_url,
        "COLUMNS": "200",
    }

    def standing() -> list[tuple[str, int]]:
        return [
            (str(one), one.stat().st_mtime_ns)
            for folder in (settings.var, tmp_path)
            for one in sorted(folder.rglob("*"))
            if one.is_file() and one.suffix != ".lock"
        ]

    def run(*arguments: str) -> Result:
        before = standing()
        told = [str(shop.business_id) if one == "SHOP" else one for one in arguments]
        result = CliRunner().invoke(main, told, env=environment)
        assert standing() == before
        return result

    return run


OF = ("--business", "SHOP")
REPORT = ("report", "sales-by-product", *OF)


@pytest.mark.parametrize(
    ("command", "exit_code", "named"),
    [
        # reports
        (("report", "sales-by-produkt", *OF), 2, ["'sales-by-produkt'", "the nearest is sales-by-product"]),
        ((*REPORT, "--period", "lastmonth"), 2, ["(--period)", "the nearest is last-month"]),
        ((*REPORT, "--period", "2026-13"), 2, ["(--period)", "'2026-13' are no days"]),
        ((*REPORT, "--from", "2026-11-10", "--to", "2026-11-01"), 2, ["(--to)", "before the first"]),
        ((*REPORT, "--to", "2026-11-01"), 2, ["(--from)"]),
        ((*REPORT, "--from", "2026-02-30"), 2, ["--from", "2026-02-30"]),
        ((*REPORT, "--from", "2026-11-10", "--period", "today"), 2, ["(--period)", "not both"]),
        ((*REPORT, "--filter", "categry:Tea"), 2, ["(--filter)", "the nearest is category"]),
        ((*REPORT, "--filter", "category"), 2, ["(--filter)", "dimension:value"]),
        ((*REPORT, "--filter", "hour:noon"), 2, ["(--filter)", "'noon' is no hour; give 0 to 23"]),
        ((*REPORT, "--filter", "day:yesterday"), 2, ["(--filter)", "'yesterday'"]),
        ((*REPORT, "--filter", "payment_method:cash"), 2, ["(--filter)", "cannot be told by payment method"]),
        ((*REPORT, "--compare", "lastyear"), 2, ["(--compare)", "the nearest is last-year"]),
        ((*REPORT, "--set", "limt=3"), 2, ["(--set limt)", "the nearest is limit"]),
        ((*REPORT, "--set", "limit=many"), 2, ["(--set limit)", "1 to 100,000"]),
        ((*REPORT, "--format", "csv"), 2, ["No such option", "--format"]),
        (("report", "sales-by-product", "--busines", "1"), 2, ["--busines", "--business"]),
        (("report", "sales-by-product", "--business", "999999999"), 2, ["(--business)", "not been mirrored"]),
        (("report", "sales-by-product", "--business", "mine"), 2, ["--business", "'mine'"]),
        (("report", "metrics", "--days", "0", *OF), 2, ["(--days)", "1 to 3,660"]),
        (("report", "monthly", "--month", "13", *OF), 2, ["(--month)"]),
        # queries
        (("query", '{"metrics": ["net_sale"]}', *OF), 2, ["(metrics.0)", "the nearest is net_sales"]),
        (("query", '{"metrics": ["net_sales"], "by": ["categry"]}', *OF), 2, ["(by.0)", "the nearest is category"]),
        (
            ("query", json.dumps({"metrics": ["net_sales"], "by": ["day", "product"], "pivot": "day", "period": TEN_YEARS}), *OF),
            2,
            ["(pivot)", "room for 62 columns", "quarter"],
        ),
        (("query", '{"metrics": ["net_sales"], "limit": -1}', *OF), 2, ["limit"]),
        (("query", "[]", *OF), 2, ["(query)"]),
        (("query", "{", *OF), 2, ["(query)", "no JSON"]),
        # mirrors and the lake
        (("mirror", "status", "--business", "999999999"), 2, ["(--business)", "not been mirrored"]),
        (("mirror", "run", "--business", "999999999"), 2, ["(--business)", "no business 999999999"]),
        (("mirror", "verify", "--business", "999999999"), 2, ["(--business)", "no business 999999999"]),
        (("mirror", "rum"), 2, ["No such command 'rum'"]),
        (("lake", "export", "--business", "999999999"), 2, ["(--business)", "not been mirrored"]),
        # questions and SQL
        (("ask", "sales", "--business", "999999999"), 2, ["(--business)", "not been mirrored"]),
        (("ask", "sales", "--language", "fr", *OF), 2, ["--language", "en", "hi"]),
        (("synonym", "remove", "no-id", *OF), 2, ["SYNONYM_ID", "no-id"]),
        (("sql", "check", "DROP TABLE sales"), 1, ["line 1, column 1 (statement)", "SELECT"]),
        (("sql", "check", "SELECT * FROM sale"), 1, ["line 1, column 15", "did you mean sales?"]),
        (("sql", "run", "SELECT nme FROM products", *OF), 1, ["line 1, column 8", "did you mean name?"]),
        (("sql", "run", "SELECT 1", "--business", "999999999"), 2, ["(--business)", "not been mirrored"]),
        # questions whose answer is known
        (("eval", "--part", "helt"), 2, ["--part", "held"]),
        (("eval", "--type", "99-none"), 2, ["(--type)", "99-none"]),
        (("eval", "--folder", "nowhere"), 2, ["(--folder)", "nowhere"]),
        # files
        (("business", "export", "nowhere/shop.zip", *OF), 2, ["(FILE)", "nowhere/shop.zip cannot be written: there is no folder nowhere"]),
        (("business", "export", "/", *OF), 2, ["FILE", "directory"]),
        (("gst", "gstr1", "2026-10", "--out", "nowhere/gstr1.json", *OF), 2, ["(--out)", "there is no folder nowhere"]),
        (("import", "customers", __file__, "--rejects", "nowhere/rejects.csv", *OF), 2, ["(--rejects)", "there is no folder nowhere"]),
        (("import", "sales", "gone.csv", "--map", "gone.toml", *OF), 2, ["gone.toml cannot be read"]),
    ],
    ids=lambda part: " ".join(part)[:70] if isinstance(part, tuple) else "",
)  # fmt: skip
def test_a_wrong_command_is_refused_by_its_option(
    refused: Refuse, command: tuple[str, ...], exit_code: int, named: list[str]
) -> None:
    result = refused(*command)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert [words for words in named if words not in result.stderr] == [], result.stderr
    assert "Traceback" not in result.output


def test_what_is_logged_is_not_printed_among_the_data(house: tuple[Settings, Shop], tmp_path: Path) -> None:
    """In a process of its own, where nothing has set up the log before the command does."""
    import os
    import subprocess
    import sys

    settings, shop = house
    environment = {**os.environ, "MUNIM_VAR": str(settings.var), "MUNIM_SECRET_KEY": settings.secret_key}
    command = [
        sys.executable,
        "-m",
        "cli",
        "sql",
        "run",
        "SELECT 1 AS one",
        "--business",
        str(shop.business_id),
        "--json",
    ]
    root = Path(__file__).parent.parent
    found = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={**environment, "PYTHONPATH": str(root)}, check=False
    )

    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["rows"] == [[1]]
    assert "sql run" in found.stderr
