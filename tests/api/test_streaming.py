"""An answer that is written while it is sent holds the mirror's version for exactly as long."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from analytics.reports import Figures
from api.desk import Desk
from etl.reader import OpenMirror
from munim.errors import Invalid
from tests.analytics.mirrors import OWNER, Books


class Mirrors:
    """A mirror, and how many are reading it."""

    def __init__(self, mirror: OpenMirror) -> None:
        self._mirror = mirror
        self.readers = 0

    @contextmanager
    def open(self, _business_id: int) -> Iterator[OpenMirror]:
        self.readers += 1
        try:
            yield self._mirror
        finally:
            self.readers -= 1


@pytest.fixture
def mirrors() -> Iterator[Mirrors]:
    with Books().mirror() as mirror:
        yield Mirrors(mirror)


@pytest.fixture
def desk(mirrors: Mirrors) -> Iterator[Any]:
    with ThreadPoolExecutor(2) as readers, ThreadPoolExecutor(2, thread_name_prefix="makers") as makers:
        caller = SimpleNamespace(business_id=1, actor=SimpleNamespace(permissions=OWNER))
        request: Any = SimpleNamespace(scope={"user": caller, "state": {"at": datetime(2026, 11, 20, tzinfo=UTC)}})
        parts: Any = SimpleNamespace(database=None, reports=mirrors, readers=readers, makers=makers)
        yield Desk(request, parts)


def endless(_figures: Figures) -> Iterator[bytes]:
    while True:
        yield b"piece"


async def settled(mirrors: Mirrors) -> int:
    """Readers of the mirror once what was begun in other threads has had its time."""
    for _ in range(200):
        if not mirrors.readers:
            break
        await asyncio.sleep(0.01)
    return mirrors.readers


def test_a_client_that_goes_away_frees_the_mirror(desk: Desk, mirrors: Mirrors) -> None:
    async def scenario() -> None:
        body: Any = (await desk.streamed(endless, form="csv", headers={})).iterator
        assert [await anext(body), await anext(body)] == [b"piece", b"piece"]
        assert mirrors.readers == 1
        await body.aclose()
        assert await settled(mirrors) == 0

    asyncio.run(scenario())


def test_so_does_one_that_is_gone_before_anything_was_sent(desk: Desk, mirrors: Mirrors) -> None:
    async def scenario() -> None:
        answer: Any = await desk.streamed(endless, form="csv", headers={})
        assert mirrors.readers == 1
        del answer
        gc.collect()
        assert await settled(mirrors) == 0

    asyncio.run(scenario())


def test_what_is_refused_is_refused_before_the_answer_begins(desk: Desk, mirrors: Mirrors) -> None:
    def refusing(_figures: Figures) -> Iterator[bytes]:
        raise Invalid("too many rows", field="format")
        yield b""

    with pytest.raises(Invalid, match="too many rows"):
        asyncio.run(desk.streamed(refusing, form="xlsx", headers={}))
    assert mirrors.readers == 0


def test_a_whole_file_is_sent_in_order_and_the_mirror_freed(desk: Desk, mirrors: Mirrors) -> None:
    async def scenario() -> list[bytes]:
        body: Any = (await desk.streamed(lambda _: iter([b"1", b"2", b"3"]), form="csv", headers={})).iterator
        pieces = [piece async for piece in body]
        assert await settled(mirrors) == 0
        return pieces

    assert asyncio.run(scenario()) == [b"1", b"2", b"3"]


@pytest.mark.parametrize(("form", "among_makers"), [("xlsx", True), ("csv", False)])
def test_a_sheet_is_begun_where_it_keeps_nobody_from_the_figures(desk: Desk, form: str, among_makers: bool) -> None:
    def where(_figures: Figures) -> Iterator[bytes]:
        yield threading.current_thread().name.encode()

    async def scenario() -> bytes:
        body: Any = (await desk.streamed(where, form=form, headers={})).iterator
        return b"".join([piece async for piece in body])

    assert asyncio.run(scenario()).startswith(b"makers") is among_makers
