"""The catalogue of attacks (``tests/cases/attacks.toml``) as statements for two shops' mirrors."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from tests.ai.sandbox.conftest import Shops

CATALOGUE: Final[dict[str, list[dict[str, Any]]]] = tomllib.loads(
    (Path(__file__).parent.parent.parent / "cases" / "attacks.toml").read_text()
)
ATTACKS: Final = CATALOGUE["attack"]
BOMBS: Final = [
    (f"{bomb['id']}-{number}", sql)
    for bomb in CATALOGUE["bomb"]
    for number, sql in enumerate(
        [
            *bomb.get("sql", []),
            *(
                built["before"] + built["between"].join([built["part"]] * built["times"]) + built["after"]
                for built in bomb.get("built", [])
            ),
        ],
        start=1,
    )
]


def aimed(sql: str, shops: Shops) -> list[str]:
    """The statement with real paths in it: as the host knows them, and as a process knows them that sees only the shop's folder."""
    from_outside = {
        "{own}": str(shops.own),
        "{outside}": str(shops.outside),
        "{other}": str(shops.other),
        "{folder}": str(shops.own.parent),
    }
    from_within = {
        "{own}": f"/{shops.own.name}",
        "{outside}": f"/{shops.outside.name}",
        "{other}": f"/../2/{shops.other.name}",
        "{folder}": "",
    }
    return list(dict.fromkeys(_with(sql, paths) for paths in (from_outside, from_within)))


def _with(sql: str, paths: dict[str, str]) -> str:
    for name, path in paths.items():
        sql = sql.replace(name, path)
    return sql
