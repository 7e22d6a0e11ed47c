"""DuckDB has what it had when the lists were made. A new version is looked through before it is asked anything."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

import ai.guard.functions as functions
from ai.guard import check, grammar, mirror_schema
from ai.guard.names import _OF_THE_ENGINE
from munim.errors import Misconfigured
from tests.ai.guard.shops import EVERYTHING

INVENTORY = Path(functions.__file__).with_name("inventory.txt")

# what has a grammar of its own and is no function of the engine's list
IN_THE_PARSER = {"coalesce", "grouping", "grouping_id", "ifnull", "percentile_cont", "percentile_disc"}
# read files or settings, run text, choose a function by name, tell of the program, sleep, change state, or are never the same twice
NEVER = set(
    """
    read_csv read_csv_auto read_text read_blob glob read_json read_json_auto read_parquet parquet_scan parquet_metadata sniff_csv
    read_duckdb query query_table json_execute_serialized_sql json_serialize_plan histogram_values seq_scan list_aggregate
    list_aggr array_aggregate array_aggr aggregate combine finalize make_type switch current_setting getvariable current_query
    txid_current current_connection_id version stats write_log nextval currval setseed random uuid gen_random_uuid pg_sleep sleep_ms
    enum_range error getenv duckdb_settings duckdb_secrets which_secret pragma_storage_info duckdb_logs bitstring
    current_user session_user current_database current_schema current_schemas
    """.split()
)


def inventory() -> list[str]:
    """Every function with its kind, and every keyword, as the file keeps them."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            """
            SELECT DISTINCT function_type || ' ' || function_name FROM duckdb_functions()
            UNION SELECT 'keyword ' || keyword_category || ' ' || keyword_name FROM duckdb_keywords() ORDER BY 1
            """
        ).fetchall()
    return [row[0] for row in rows]


def test_duckdb_has_the_functions_and_keywords_that_were_looked_through() -> None:
    """When this fails, DuckDB was upgraded: decide about each line that is new, then keep ``inventory()`` in the file."""
    assert inventory() == INVENTORY.read_text().splitlines()


def test_every_allowed_function_is_there() -> None:
    there = {line.split()[-1] for line in inventory() if not line.startswith("keyword")}

    assert functions.ALLOWED - there == IN_THE_PARSER


def test_no_function_that_reaches_out_is_allowed() -> None:
    assert functions.ALLOWED.isdisjoint(NEVER)


def test_no_allowed_function_reads_files_or_the_catalogue_by_its_kind() -> None:
    """Macros of tables and pragmas are out by their kind; of functions of tables, those alone that make rows of arguments.

    ``histogram`` and ``repeat`` are also a table; the ones allowed are the aggregate and the text, and in FROM they are refused.
    """
    kinds = {
        kind: {line.split()[1] for line in inventory() if line.startswith(f"{kind} ")}
        for kind in ("table", "table_macro", "pragma")
    }

    assert kinds["pragma"].isdisjoint(functions.ALLOWED)
    assert kinds["table"] & functions.ALLOWED == functions.IN_FROM | {"repeat"}
    assert kinds["table_macro"] & functions.ALLOWED == {"histogram"}


def test_the_engines_own_views_are_no_names_for_a_query() -> None:
    with duckdb.connect() as connection:
        views = connection.execute(
            "SELECT DISTINCT view_name FROM duckdb_views() WHERE internal AND schema_name IN ('main', 'pg_catalog')"
        ).fetchall()

    assert views
    assert [name for (name,) in views if not name.startswith(_OF_THE_ENGINE)] == []


def test_bare_names_that_duckdb_takes_for_functions_are_known() -> None:
    """Every reserved or function-like keyword that yields a value without parentheses is allowed or refused by name."""
    with duckdb.connect() as connection:
        words = {
            word for (word,) in connection.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
        } | functions.BARE
        valued = set()
        for word in sorted(words):
            try:
                connection.execute(f'SELECT "{word}"')
            except duckdb.Error:
                continue
            valued.add(word)

    assert valued <= functions.BARE


@pytest.mark.parametrize("version", ["1.5.6", "2.1.0", "20.0.0"])
def test_a_version_nobody_has_looked_through_answers_nothing(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb, "__version__", version)

    with pytest.raises(Misconfigured, match="the guard knows the functions of DuckDB"):
        check("SELECT 1", schema=mirror_schema(), permissions=EVERYTHING)


def test_the_grammar_speaks_of_arguments_that_sqlglot_has() -> None:
    assert {
        kind.__name__: allowed - set(kind.arg_types)
        for kind, allowed in grammar.NODES.items()
        if allowed - set(kind.arg_types)
    } == {}


def test_nothing_that_changes_or_reaches_out_is_in_the_grammar() -> None:
    forbidden = (
        exp.DDL,
        exp.DML,
        exp.Command,
        exp.Copy,
        exp.Attach,
        exp.Pragma,
        exp.Set,
        exp.Into,
        exp.TableSample,
        exp.Parameter,
        exp.Placeholder,
        exp.Dot,
    )

    assert [kind for kind in grammar.NODES if issubclass(kind, forbidden) and not issubclass(kind, exp.Query)] == []
