"""Statements nobody would think of: accepted ones with hostile pieces put in, taken out and moved, and ones made up from a grammar.

All of it comes from a seed, so that what is found is found again.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ai.guard.functions import INVENTORY
from tests.ai.guard.shops import statements

TOKEN: Final = re.compile(r"\s+|'(?:[^']|'')*'|\"[^\"]*\"|\w+|::|\|\||<>|[<>!]=|.", re.DOTALL)
ATTACKS: Final = tomllib.loads((Path(__file__).parents[2] / "cases" / "attacks.toml").read_text())["attack"]

ORDINARY: Final = [one for one in statements("ordinary.sql") if len(one) < 100]
HOSTILE: Final = [
    form for attack in ATTACKS for form in (*attack.get("refused", ()), *attack.get("harmless", ())) if len(form) < 90
]
FUNCTIONS: Final = [line.split()[1] for line in INVENTORY.read_text().splitlines() if not line.startswith("keyword")]
KEYWORDS: Final = [line.split()[2] for line in INVENTORY.read_text().splitlines() if line.startswith("keyword")]
TABLES: Final = """
    sales customers products bills payments daily_sales other.main.customers other.customers "{canary}" '{canary}' sqlite_master
    duckdb_settings() duckdb_databases() information_schema.tables mirror_state temp.main.sales main.sales mirror.main.sales
    read_text('{canary}') read_csv('{canary}') glob('{folder}/*') query('SELECT * FROM other.customers') query_table('{canary}')
    range(3) (SELECT 1) (VALUES (1)) (FROM customers) pg_catalog.pg_class system.main.duckdb_tables
""".split("\n")
COLUMNS: Final = (
    "name net_minor customer_id business_date total_minor category_name hour price n x rowid current_user *".split()
)
LITERALS: Final = [
    "1",
    "0",
    "'a'",
    "NULL",
    "DATE '2026-11-01'",
    "1.5",
    "true",
    "[1, 2]",
    "{'a': 1}",
    "'{canary}'",
    "$1",
    "?",
]
ODD: Final = [
    "\u200b",
    "\x00",
    "/*",
    "*/",
    "--",
    ";",
    "\\",
    "$$",
    "`",
    "{{",
    "E'",
    "x'",
    "\ufeff",
    "\u0430",
    "\r",
    "#1",
    "@",
    "::",
    "->",
    ":=",
]


def mutated(draw: random.Random) -> str:
    """An ordinary statement with a few of its words changed, often for pieces of an attack."""
    words = [one for one in TOKEN.findall(draw.choice(ORDINARY)) if one]
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3))):
        at = draw.randrange(len(words))
        match draw.randrange(12):
            case 0:
                del words[at]
            case 1:
                words.insert(at, words[draw.randrange(len(words))])
            case 2:
                other = draw.randrange(len(words))
                words[at], words[other] = words[other], words[at]
            case 3:
                words[at] = draw.choice(KEYWORDS)
            case 4:
                words[at : at + 1] = [draw.choice(FUNCTIONS), "(", words[at], ")"]
            case 5:
                pieces = TOKEN.findall(draw.choice(HOSTILE))
                begin = draw.randrange(len(pieces))
                words[at:at] = pieces[begin : begin + draw.randint(1, 12)]
            case 6:
                words[at] = f" ({draw.choice(HOSTILE)}) "
            case 7:
                words[at] = draw.choice(_tables())
            case 8:
                words[at] = draw.choice(COLUMNS)
            case 9:
                words.insert(at, draw.choice(ODD))
            case 10:
                words[at] = draw.choice(LITERALS)
            case _:
                other_words = TOKEN.findall(draw.choice(ORDINARY))
                begin = draw.randrange(len(other_words))
                words[at:at] = other_words[begin : begin + draw.randint(1, 6)]
        if not words:
            return ""
    return "".join(words)


def made_up(draw: random.Random) -> str:
    """A query from a small grammar of SQL, in which tables and functions are any that there are."""
    return _query(draw, 3)


def _query(draw: random.Random, depth: int) -> str:
    columns = ", ".join(_expression(draw, depth) for _ in range(draw.randint(1, 3)))
    text = f"SELECT {draw.choice(('', '', 'DISTINCT '))}{columns} FROM {_source(draw, depth)}"
    if draw.random() < 0.3:
        join = draw.choice(
            ("JOIN", "LEFT JOIN", "CROSS JOIN", "NATURAL JOIN", "ASOF JOIN", "POSITIONAL JOIN", ",", ", LATERAL")
        )
        text += f" {join} {_source(draw, depth)}"
        if "JOIN" in join and join[0] in "JLA":
            text += draw.choice((" ON true", f" ON {_expression(draw, 1)}", " USING (customer_id)"))
    if draw.random() < 0.3:
        text += f" WHERE {_expression(draw, depth)}"
    if draw.random() < 0.2:
        text += draw.choice(
            (" GROUP BY ALL", " GROUP BY 1", f" GROUP BY {_expression(draw, 1)}", " GROUP BY ROLLUP (1)")
        )
    if draw.random() < 0.1:
        text += f" QUALIFY {_expression(draw, 1)}"
    if draw.random() < 0.2:
        text += draw.choice((" ORDER BY 1", " ORDER BY ALL", f" ORDER BY {_expression(draw, 1)}"))
    if draw.random() < 0.1:
        text += draw.choice((" LIMIT 3", f" LIMIT ({_query(draw, 0)})", " USING SAMPLE 1", " OFFSET 1", " LIMIT 10%"))
    if depth and draw.random() < 0.1:
        text = (
            f"WITH {draw.choice(('t', 'sales', 'sqlite_master', 'RECURSIVE t'))} AS ({_query(draw, depth - 1)}) {text}"
        )
    if depth and draw.random() < 0.1:
        text += f" {draw.choice(('UNION', 'UNION ALL', 'EXCEPT', 'UNION BY NAME'))} {_query(draw, depth - 1)}"
    return text


def _source(draw: random.Random, depth: int) -> str:
    if depth and draw.random() < 0.2:
        return f"({_query(draw, depth - 1)}) AS t"
    table = (
        draw.choice(_tables())
        if draw.random() < 0.4
        else draw.choice(("sales", "customers", "products", "daily_sales"))
    )
    return table + draw.choice(("", "", " t", " AS t(x, n)", " VALUES (a)", " AT (VERSION => 1)"))


def _expression(draw: random.Random, depth: int) -> str:
    chance = draw.random()
    if depth <= 0 or chance < 0.35:
        return draw.choice(COLUMNS)
    if chance < 0.5:
        return draw.choice(LITERALS)
    inner = _expression(draw, depth - 1)
    match draw.randrange(10):
        case 0 | 1:
            name = (
                draw.choice(FUNCTIONS)
                if draw.random() < 0.5
                else draw.choice(("sum", "count", "max", "lower", "year", "coalesce"))
            )
            return f"{name}({inner})"
        case 2:
            return f"{inner} {draw.choice(('+', '=', '<', '||', 'AND', 'LIKE', 'IS NOT DISTINCT FROM', 'IN', '->'))} {_expression(draw, depth - 1)}"
        case 3:
            return f"CASE WHEN {inner} THEN 1 ELSE {_expression(draw, depth - 1)} END"
        case 4:
            return f"({_query(draw, depth - 1)})"
        case 5:
            return f"{inner}::{draw.choice(('VARCHAR', 'INT', 'DATE', 'JSON', 'ENUM(1)', 'DECIMAL(9, 2)', 'INT[]'))}"
        case 6:
            return f"sum({inner}) OVER (PARTITION BY {_expression(draw, 0)} ORDER BY {_expression(draw, 0)})"
        case 7:
            return f"count(*) FILTER (WHERE {inner})"
        case 8:
            return f"EXISTS ({_query(draw, depth - 1)})"
        case _:
            return f"{draw.choice(('NOT', '-', '+', 'DATE', 'INTERVAL', 'COLUMNS'))} ({inner})"


def _tables() -> list[str]:
    return [one for line in TABLES for one in re.split(r" (?![^(]*\))", line.strip()) if one]


def fuzzed(seed: int, many: int) -> Iterator[str]:
    """``many`` statements of a seed, three of four of them mutations."""
    draw = random.Random(seed)
    for _ in range(many):
        yield mutated(draw) if draw.random() < 0.75 else made_up(draw)
