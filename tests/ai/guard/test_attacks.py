"""The catalogue of attacks against the guard alone: each form of each kind is refused before anything runs it."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ai.guard import Refused, check, mirror_schema
from tests.ai.guard.shops import EVERYTHING

CATALOGUE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parents[2] / "cases" / "attacks.toml").read_text()
)
# forms that are questions like any other, and are harmless for what they are made to try
ORDINARY = {
    "FROM customers",  # with a variable of that name in the host
    "SELECT name FROM customers ORDER BY name",  # where a name is a statement
    "SELECT string_agg(name, '; ') FROM customers",
}


def forms(attack: dict[str, Any]) -> list[str]:
    written = [*attack.get("refused", []), *attack.get("harmless", []), *attack.get("sql", [])]
    for built in attack.get("built", []):
        written.append(built["before"] + built["between"].join([built["part"]] * built["times"]) + built["after"])
    for name in ("own", "outside", "other", "folder"):
        written = [sql.replace(f"{{{name}}}", f"/srv/mirror/7/{name}") for sql in written]
    return written


def passes(sql: str) -> bool:
    try:
        check(sql, schema=mirror_schema(), permissions=EVERYTHING)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("attack", CATALOGUE["attack"], ids=lambda attack: attack["id"])
def test_an_attack_is_refused(attack: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    tried = forms(attack)

    with caplog.at_level(logging.DEBUG):
        assert [sql for sql in tried if passes(sql) and sql not in ORDINARY] == []
    assert tried
    assert caplog.text == ""  # nor is it quoted in a log


@pytest.mark.parametrize("bomb", CATALOGUE["bomb"], ids=lambda bomb: bomb["id"])
def test_a_bomb_is_refused_or_left_to_the_sandbox(bomb: dict[str, Any]) -> None:
    """What passes is only what a join, a sort or a group of the shop's own rows could be, which time and memory end."""
    assert [sql for sql in forms(bomb) if passes(sql)] == []


def test_kinds_of_every_section_are_tried() -> None:
    letters = {attack["id"][0] for attack in CATALOGUE["attack"] + CATALOGUE["bomb"]}

    assert letters >= set("ABCDEFGH")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT " + "(" * 9_000,
        "SELECT " + "x," * 9_000 + "1",
        "SELECT " + "'a' || " * 2_800 + "'a'",
        "SELECT 1 WHERE 1 IN (" + "1," * 9_000 + "1)",
        "SELECT " + "CASE WHEN 1 THEN " * 1_000,
        " UNION ALL ".join(["SELECT 1"] * 1_000),
        "SELECT " + "a." * 5_000 + "b",
        "SELECT " + "NOT NOT " * 2_000 + "1",
        "SELECT " + "[" * 8_000 + "]" * 8_000,
        "SELECT 1 -- " + "x" * 19_000 + "\n; SELECT 2",
        "SELECT " + " -1" * 6_000,
    ],
    ids=range(11),
)
def test_the_largest_texts_that_are_let_in_overflow_nothing(sql: str) -> None:
    assert not passes(sql)
