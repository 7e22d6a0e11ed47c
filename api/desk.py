"""The desk where one request is served: who asks, in which business, and the one way to run an operation.

An operation is opened, run, encoded and committed inside one worker thread (DESIGN section 1): a dependency that
yielded a session would hold a connection on the event loop and freeze it when the pool is empty.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.response import Stream
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from analytics.freshness import age
from analytics.reports import Figures
from analytics.results import etag, shop_of
from api.callers import Caller
from api.cursors import Slice
from api.parts import Parts
from api.problems import InvalidIdempotencyKey, MissingIdempotencyKey, NotAcceptable, VersionRequired, as_invalid
from api.shapes import shape
from billing.idempotency import Answer, Write, claim, find_answer, keep_answer, kept_twice
from billing.listing import Listing, Page
from billing.permissions import Actor
from etl.reader import Mirror, Mirrors
from munim.errors import Invalid
from munim.nearest import nearest

T = TypeVar("T")
MEDIA_TYPES: Final = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html",
    "text": "text/plain",
    "parquet": "application/vnd.apache.parquet",
    "ndjson": "application/x-ndjson",
    "svg": "image/svg+xml",
    "png": "image/png",
    "vega": "application/vnd.vegalite.v6+json",
}
AS_OF: Final = "munim-as-of"  # header of every answer with figures: until when they hold all of the books
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_ETAG: Final = re.compile(r'"(\d{1,9})(?:\.[0-9a-f]{16})?"')


class BookRequest(Request[Any, Any, Any]):
    """A request whose JSON body is read straight into the route's own type.

    Litestar would read it into floats and dicts first, and a price of 0.1 would no longer be what was written.
    """

    async def json(self) -> Any:
        field = self.route_handler.parsed_data_field
        kind = Any if field is None else field.annotation
        try:
            return msgspec.json.decode(await self.body(), type=kind)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise as_invalid(error) from None
        except UnicodeDecodeError:
            raise Invalid("the body is not UTF-8") from None
        except RecursionError:
            raise Invalid("the body is nested too deeply") from None


class Desk:
    """One request's access to the books."""

    def __init__(self, request: Request[Any, Any, Any], parts: Parts) -> None:
        self._request = request
        self._database = parts.database
        self._caller: Caller | None = request.scope["user"]
        self.parts = parts
        self.at: datetime = request.scope["state"]["at"]

    @property
    def address(self) -> str:
        """The client's own address."""
        return str(self._request.scope["state"]["address"])

    @property
    def user_agent(self) -> str:
        """What the client says of itself."""
        return str(self._request.headers.get("user-agent", ""))

    @property
    def theme(self) -> str:
        """The page a chart is asked for, ``light`` or ``dark``; nothing where it is not said."""
        return str(self._request.query_params.get("theme", ""))

    @property
    def caller(self) -> Caller:
        """Who asks; a guard has made sure that there is somebody."""
        if self._caller is None:
            raise LookupError("this route is for everybody")
        return self._caller

    @property
    def actor(self) -> Actor:
        """The caller as an operation knows them; a guard has made sure that they work here."""
        if self.caller.actor is None:
            raise LookupError("the caller has no business")
        return self.caller.actor

    @property
    def business_id(self) -> int:
        """The business the caller works in."""
        return cast(int, self.caller.business_id)

    @property
    def expected_version(self) -> int:
        """The version the editor changed, from ``If-Match`` (RULES A2). Raises ``VersionRequired``, ``Invalid``."""
        version = self.given_version
        if version is None:
            raise VersionRequired()
        return version

    @property
    def given_version(self) -> int | None:
        """The same where ``If-Match`` may be left out. Raises ``Invalid``."""
        text = self._request.headers.get("if-match")
        if text is None:
            return None
        found = _ETAG.fullmatch(text.strip())
        if found is None:
            raise Invalid('If-Match is the ETag as it was given, such as "3"', field="If-Match")
        return int(found.group(1))

    def chosen_format(self, asked: str, *offered: str) -> str:
        """The format of the answer: ``?format=``, else by Accept, else the first. Raises ``NotAcceptable``."""
        if asked:
            if asked not in offered:
                raise NotAcceptable(
                    f"the format is one of {', '.join(offered)}", field="format", nearest=nearest(asked, offered)
                )
            return asked
        accepted = self._request.accept.best_match([MEDIA_TYPES[name] for name in offered], default=None)
        if accepted is None:
            raise NotAcceptable(f"offered are {', '.join(MEDIA_TYPES[name] for name in offered)}")
        return next(name for name in offered if MEDIA_TYPES[name] == accepted)

    async def entry(self, operation: Callable[[Session], T], *, user_id: UUID | None = None) -> T:
        """Run an operation in a transaction of nobody's, which sees the memberships of ``user_id`` (the caller's).

        Its result is not shaped.
        """
        who = user_id or (self._caller.user_id if self._caller else None)

        def work() -> T:
            with self._database.entry(user_id=who) as session:
                return operation(session)

        return await self.in_thread(work)

    async def inside(self, operation: Callable[[Session], T], *, business_id: int | None = None) -> T:
        """Run an operation in the caller's business, or in the one a signed link names; its result is not shaped."""
        where = business_id or self.business_id
        who = self._caller.user_id if self._caller else None

        def work() -> T:
            with self._database.business(where, user_id=who) as session:
                return operation(session)

        return await self.in_thread(work)

    async def read(self, operation: Callable[[Session], T]) -> Response[T]:
        """Answer with what ``operation`` reads in the caller's business; 304 when the client has that version."""

        def work() -> Response[T]:
            with self._database.business(self.business_id, user_id=self.caller.user_id) as session:
                answer = self._answer(operation(session), 200)
            return self._respond(answer)

        return await self.in_thread(work)

    async def page(self, operation: Callable[[Session, Listing], Page[T]]) -> Response[Slice[T]]:
        """Answer with the page of a list that the query string asks for."""
        scope = f"{self.business_id} {self._request.url.path}"
        listing = self.parts.cursors.listing(dict(self._request.query_params), scope=scope)
        return await self.read(
            lambda session: self.parts.cursors.slice(operation(session, listing), listing, scope=scope)
        )

    async def write(
        self,
        operation: Callable[[Session], T],
        *,
        status: int = 200,
        moves_money: bool = False,
        collection: str = "",
        sent: bytes | None = None,
    ) -> Response[T]:
        """Run ``operation`` in the caller's business and answer with its result.

        ``collection``: the path under which what was made is found by its id, for the Location header.
        ``sent``: what was sent, where that is not the body's own bytes (an upload's boundaries differ each time).
        With an ``Idempotency-Key`` the answer is stored in the same transaction and given again to the same request
        (RULES A1); what is refused has no effects and is not stored. Raises ``MissingIdempotencyKey`` where
        ``moves_money``, ``InvalidIdempotencyKey``, ``KeyRunning``, ``KeyReused``.
        """
        write = await self._named_write(required=moves_money, sent=sent)

        def attempt() -> tuple[Answer, bool]:
            first = None if write is None else claim(self.business_id, write)
            with self._database.business(self.business_id, user_id=self.caller.user_id, first=first) as session:
                if write is not None and (given := find_answer(session, write)) is not None:
                    return given, True
                result = operation(session)
                answer = self._answer(result, status)
                if collection:
                    answer.headers["location"] = f"{collection}/{result.id}"  # type: ignore[attr-defined]  # what is collected has an id
                if write is not None:
                    keep_answer(session, write, answer, at=self.at)
                return answer, False

        def work() -> tuple[Answer, bool]:
            try:
                return attempt()
            except IntegrityError as error:
                if not kept_twice(error):
                    raise
                return attempt()  # the same request ended between our look and our claim: now its answer is there

        answer, replayed = await self.in_thread(work)
        return self._respond(answer, replayed=replayed)

    async def figures(
        self,
        work: Callable[[Figures], Response[T]],
        *,
        form: str,
        mirrors: Mirrors | None = None,
        laborious: bool = False,
    ) -> Response[T]:
        """Answer with what ``work`` computes from the business's mirror, in a thread of the figures' own pool.

        ``mirrors``: where it is read, if not where reports are. ``laborious``: it may take seconds, and keeps nobody
        from the quick ones.

        The ETag of a GET is the mirror's version, the shop's day, what the caller may see and, of old figures, their age; a
        client that has it is answered without computing anything. ``form``: the format, part of the tag. Raises ``NoMirror`` for a business not
        mirrored yet.
        """

        source = mirrors or self.parts.reports
        tag = self._request.headers.get("if-none-match") if self._request.method == "GET" else None

        def headers_of(mirror: Mirror, today: date) -> dict[str, str]:
            # what is old says so in words that grow with it, so they are part of the tag
            parts = [etag(mirror, today)[1:-1], form, self._eyes(), age(mirror.fresh_at, self.at).replace(" ", "-")]
            return {"etag": f'"{"-".join(filter(None, parts))}"', AS_OF: mirror.fresh_at.isoformat()}

        def unchanged() -> Response[Any] | None:
            with source.open(self.business_id) as mirror:
                headers = headers_of(mirror, shop_of(mirror).calendar.business_date(self.at))
            return Response(b"", status_code=304, headers=headers) if headers["etag"] == tag else None

        def answer() -> Response[Any]:
            with source.open(self.business_id) as mirror:
                today = shop_of(mirror).calendar.business_date(self.at)
                response = work(Figures(mirror, self.actor.permissions, today, at=self.at))
                response.headers.update(headers_of(mirror, today))
            return response

        # what has not changed is told at once, past the reports that wait for a core
        if tag is not None and (told := await self.in_thread(unchanged)) is not None:
            return told
        return await asyncio.get_running_loop().run_in_executor(
            self.parts.makers if laborious else self.parts.readers, answer
        )

    async def computed(
        self, work: Callable[[Figures], T], *, mirrors: Mirrors | None = None, laborious: bool = False
    ) -> T:
        """What ``work`` makes of the business's figures, in a thread of the figures' own pool; its result is not shaped.

        ``laborious``: it may wait for seconds, and keeps nobody from the quick ones. Raises ``NoMirror`` for a business not mirrored yet.
        """
        source = mirrors or self.parts.reports

        def made() -> T:
            with source.open(self.business_id) as mirror:
                today = shop_of(mirror).calendar.business_date(self.at)
                return work(Figures(mirror, self.actor.permissions, today, at=self.at))

        pool = self.parts.makers if laborious else self.parts.readers
        return await asyncio.get_running_loop().run_in_executor(pool, made)

    def transact(self, operation: Callable[[Session], T]) -> T:
        """Run an operation in the caller's business and commit it, from a thread that waits for it."""
        with self._database.business(self.business_id, user_id=self.caller.user_id) as session:
            return operation(session)

    async def streamed(
        self, make: Callable[[Figures], Iterator[bytes]], *, form: str, headers: dict[str, str]
    ) -> Stream:
        """Answer with a file of any length that ``make`` writes from the mirror, piece by piece.

        Each piece is made in the figures' own pool when the client has taken the one before, the first before the
        answer begins (of a sheet among the makers), so that what is refused is refused in words. When the client goes away the query ends and the
        mirror's version is let go. Raises ``NoMirror``.
        """
        loop, held, one_at_a_time = asyncio.get_running_loop(), ExitStack(), threading.Lock()

        def begin() -> tuple[Iterator[bytes], bytes, str]:
            try:
                mirror = held.enter_context(self.parts.reports.open(self.business_id))
                today = shop_of(mirror).calendar.business_date(self.at)
                pieces = make(Figures(mirror, self.actor.permissions, today, at=self.at))
                held.callback(getattr(pieces, "close", lambda: None))
                return pieces, next(pieces, b""), mirror.fresh_at.isoformat()
            except BaseException:
                held.close()
                raise

        def following() -> bytes | None:
            with one_at_a_time:
                return next(pieces, None)

        def end() -> None:
            with one_at_a_time:  # a piece under way is finished before what it reads from is let go
                held.close()

        # a sheet is whole before its first piece goes: that takes long, and keeps nobody from the quick ones
        beginners = self.parts.makers if form == "xlsx" else self.parts.readers
        pieces, first, as_of = await loop.run_in_executor(beginners, begin)

        async def sent() -> AsyncIterator[bytes]:
            try:
                piece: bytes | None = first
                while piece is not None:
                    yield piece
                    piece = await loop.run_in_executor(self.parts.readers, following)
            finally:
                self.parts.readers.submit(end)

        body = sent()
        weakref.finalize(body, self.parts.readers.submit, end)  # of a client gone before the first piece was sent
        return Stream(
            body, media_type=MEDIA_TYPES[form], headers={"cache-control": "private, no-store", AS_OF: as_of, **headers}
        )

    async def slowly(self, work: Callable[[], T]) -> T:
        """Run what may take seconds (a model, a picture) where it keeps nobody from the books."""
        return await asyncio.get_running_loop().run_in_executor(self.parts.makers, work)

    async def beside_a_sandbox(self, work: Callable[[], T]) -> T:
        """Run what waits for a statement in the sandbox, which may take its whole time, where only its like wait."""
        return await asyncio.get_running_loop().run_in_executor(self.parts.statements, work)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run ``work`` in a worker thread: there are as many as database connections."""
        return await asyncio.get_running_loop().run_in_executor(self.parts.threads, work)

    def shaped(self, result: T, *, status: int = 200, currency: str | None = None) -> Response[T]:
        """An answer outside the caller's business, or of what was computed elsewhere."""
        return self._respond(self._answer(result, status, currency=currency))

    def plain(self, content: Any, *, form: str = "json", headers: dict[str, str] | None = None) -> Response[Any]:
        """An answer whose content is ready: bytes of a document, or what JSON can carry."""
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
        return Response(body, media_type=MEDIA_TYPES[form], headers={"vary": "accept", **(headers or {})})

    def _eyes(self) -> str:
        """Eight letters told apart by what the caller may see: the answer of one is not the other's, nor yesterday's role's."""
        return hashlib.sha256(" ".join(sorted(self.actor.permissions)).encode()).hexdigest()[:8]

    async def _named_write(self, *, required: bool, sent: bytes | None) -> Write | None:
        key = self._request.headers.get("idempotency-key")
        if key is None:
            if required:
                raise MissingIdempotencyKey(field="Idempotency-Key")
            return None
        if not _KEY.fullmatch(key):
            raise InvalidIdempotencyKey(field="Idempotency-Key")
        body = await self._request.body() if sent is None else sent
        scope = self._request.scope
        asked = scope["path"].encode() + b"?" + scope["query_string"] + b"\0" + body
        # keyed: of a short body, such as an identity number, a plain hash in the books could be guessed back
        about = hmac.digest(self.parts.fingerprint_key, asked, "sha256")
        route = f"{self._request.method} {scope['path_template']}"
        return Write(self.caller.user_id, route, key, about)

    def _answer(self, result: Any, status: int, *, currency: str | None = None) -> Answer:
        money = currency or (self._caller.currency if self._caller else "")
        headers = {}
        body = b"" if status == 204 else msgspec.json.encode(shape(result, money))
        if status == 200:
            headers["etag"] = _etag(result, body)
        return Answer(status, headers, body)

    def _respond(self, answer: Answer, *, replayed: bool = False) -> Response[Any]:
        headers = dict(answer.headers)
        if replayed:
            headers["idempotency-replayed"] = "true"
        unchanged = (
            self._request.method == "GET"
            and "etag" in headers
            and self._request.headers.get("if-none-match") == headers["etag"]
        )
        return Response(
            b"" if unchanged else answer.body,
            status_code=304 if unchanged else answer.status,
            headers=headers,
            media_type="application/json",
        )


def _etag(result: Any, body: bytes) -> str:
    """``"3.9f86d081884c7d65"``: the version an edit names, then what the answer says besides it, such as a balance.

    What has no version is told apart by its body alone.
    """
    digest = hashlib.sha256(body).hexdigest()[:16]
    version = getattr(result, "version", None)
    return f'"{version}.{digest}"' if isinstance(version, int) else f'"{digest}"'
