"""The catalogue of attacks against the sandbox alone: nothing that a guard would have refused is refused before it."""

from __future__ import annotations

from typing import Any

import pytest

from ai.sandbox.errors import SandboxError
from ai.sandbox.pool import Sandbox
from tests.ai.sandbox.attacks import ATTACKS, aimed
from tests.ai.sandbox.conftest import ENVIRONMENT, OTHER_SHOP, OUTSIDE, STATEMENT_AS_NAME, Shops


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["id"])
def test_an_attack_sees_nothing_else_and_leaves_nothing(attack: dict[str, Any], sandbox: Sandbox, shops: Shops) -> None:
    before = shops.state()

    for template in attack.get("refused", []):
        for sql in aimed(template, shops):
            with pytest.raises(SandboxError) as refusal:
                print(sandbox.run(shops.own, sql))
            _says_nothing_of_the_host(refusal.value.message.replace(sql, ""), shops)
    for template in attack.get("harmless", []):
        for sql in aimed(template, shops):
            _says_nothing_of_the_host(_seen(sandbox, shops, sql), shops)

    assert shops.state() == before
    assert sandbox.run(shops.own, "SELECT sum(net_minor) FROM sales").rows == [(3000,)]
    assert sandbox.run(shops.own, "SELECT name FROM customers ORDER BY name").rows == [("Meena",), (STATEMENT_AS_NAME,)]


def _seen(sandbox: Sandbox, shops: Shops, sql: str) -> str:
    try:
        return repr(sandbox.run(shops.own, sql))
    except SandboxError as refusal:
        return refusal.message.replace(sql, "")


def _says_nothing_of_the_host(text: str, shops: Shops) -> None:
    assert OUTSIDE not in text
    assert OTHER_SHOP not in text
    assert ENVIRONMENT not in text
