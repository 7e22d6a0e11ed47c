"""Documents from templates: PDF and PNG by typst, HTML by Jinja; charts by vl-convert. The one door to all of them.

A template is a file; the data reaches a typst template as one JSON string (``json(bytes(sys.inputs.data))``), so
nothing a person wrote is ever read as markup. typst works in child processes (``munim/typesetter.py``) that are
replaced when they have grown: a crash or a swollen heap there costs one document, not the server. Charts are drawn
in a child of the same kind.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from munim import typesetter
from munim.errors import MunimError, Unavailable

if TYPE_CHECKING:
    import jinja2

PROCESSES: Final = 2  # documents at once, so that a slow banner does not hold up a bill
MEMORY_LIMIT: Final = 300_000_000  # resident bytes above which a child is replaced; a warm one has 60 to 150 million
CHART_MEMORY_LIMIT: Final = 500_000_000  # vl-convert's JavaScript engine starts at 100 million and grows with use
TIME_LIMIT: Final = 60.0  # seconds for one document; a bill takes some 15 ms


class RenderFailed(MunimError):
    """The document could not be drawn from its template."""

    code = "render_failed"


class Renderer:
    """Typesetting child processes, started when first needed. Safe to call from many threads."""

    def __init__(
        self,
        kind: Literal["documents", "charts"] = "documents",
        *,
        processes: int = PROCESSES,
        memory_limit: int = MEMORY_LIMIT,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        self._kind = kind
        self._memory_limit = memory_limit
        self._time_limit = time_limit
        self._processes = processes
        # last in, first out: a quiet shop keeps one process warm and never starts the second
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._idle.put(None)

    def pdf(self, template: Path, data: object) -> bytes:
        """The PDF that ``template`` makes of ``data`` (a dict or Struct), the same bytes for the same input.

        Raises ``RenderFailed`` with typst's complaint, ``Unavailable`` when the child died or took too long.
        """
        return self._set(
            {"template": str(template), "data": _json(data), "form": "pdf", "pixels_per_inch": 72, "page": 1}
        )

    def png(self, template: Path, data: object, *, pixels_per_inch: float = 144, page: int = 1) -> bytes:
        """One page of it as a picture. Errors as ``pdf``; ``RenderFailed`` too for a page it does not have."""
        return self._set(
            {
                "template": str(template),
                "data": _json(data),
                "form": "png",
                "pixels_per_inch": pixels_per_inch,
                "page": page,
            }
        )

    def chart(self, spec: dict[str, object], *, form: Literal["svg", "png"], scale: float) -> bytes:
        """A Vega-Lite chart as a picture, of a renderer of charts. Errors as ``pdf``."""
        return self._set({"spec": spec, "form": form, "scale": scale})

    def warm(self) -> None:
        """Start one child now, so that the first document does not wait for it."""
        self._idle.put(self._idle.get() or _Child(self._kind))

    def close(self) -> None:
        """End the children, waiting for documents under way. The renderer may be used again afterwards."""
        children = [self._idle.get() for _ in range(self._processes)]
        for child in children:
            if child is not None:
                child.close()
            self._idle.put(None)

    def _set(self, request: dict[str, object]) -> bytes:
        child = self._idle.get()
        try:
            if child is None or not child.is_alive():
                child = _Child(self._kind)
            fine, resident, reply = child.ask(msgspec.json.encode(request), self._time_limit)
            if resident > self._memory_limit:
                child.close()
                child = _Child(self._kind)  # starts beside us: it is warm when the next document comes
        except BaseException as error:  # even Ctrl-C: half a conversation in the pipes must not meet the next document
            if child is not None:
                child.kill()
            child = None
            if isinstance(error, (OSError, EOFError)):
                raise Unavailable("the typesetter stopped before the document was done; try again") from error
            raise
        finally:
            self._idle.put(child)
        if not fine:
            name = Path(str(request.get("template", "chart"))).name
            raise RenderFailed(f"{name}: {reply.decode(errors='replace').strip()}")
        return reply


class _Child:
    """One typesetting process and the pipes to it. Used by one thread at a time."""

    def __init__(self, kind: str) -> None:
        # -P: its own folder stays off the import path, where Munim's modules could hide Python's
        self._process = subprocess.Popen(
            [sys.executable, "-P", typesetter.__file__, kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin and self._process.stdout  # both were asked for
        self._requests, self._replies = self._process.stdin, self._process.stdout

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: bytes, time_limit: float) -> tuple[bool, int, bytes]:
        """Whether it went well, the child's resident bytes, and the document or complaint. Raises ``OSError``, ``EOFError``."""
        timer = threading.Timer(time_limit, self._process.kill)
        timer.start()
        try:
            self._requests.write(typesetter.REQUEST_HEAD.pack(len(request)) + request)
            self._requests.flush()
            fine, resident, size = typesetter.REPLY_HEAD.unpack(self._exactly(typesetter.REPLY_HEAD.size))
            return fine, resident, self._exactly(size)
        finally:
            timer.cancel()

    def close(self) -> None:
        """Let it end by itself, as it does when its input is closed."""
        self._requests.close()
        self._replies.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._replies.close()
        # what is still buffered for it has nobody to go to
        with contextlib.suppress(BrokenPipeError):
            self._requests.close()

    def _exactly(self, size: int) -> bytes:
        found = self._replies.read(size)
        if len(found) < size:
            raise EOFError("the typesetter ended in mid-reply")
        return found


_renderer = Renderer()
_chart_renderer = Renderer("charts", processes=1, memory_limit=CHART_MEMORY_LIMIT)
atexit.register(lambda: close_renderer())


def _forget_children() -> None:
    """After a fork: the children and their pipes are the parent process's."""
    global _renderer, _chart_renderer
    _renderer = Renderer()
    _chart_renderer = Renderer("charts", processes=1, memory_limit=CHART_MEMORY_LIMIT)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_children)


def render_pdf(template: Path, data: object) -> bytes:
    """``Renderer.pdf`` by the renderer that the whole process shares."""
    return _renderer.pdf(template, data)


def render_png(template: Path, data: object, *, pixels_per_inch: float = 144, page: int = 1) -> bytes:
    """``Renderer.png`` by the renderer that the whole process shares."""
    return _renderer.png(template, data, pixels_per_inch=pixels_per_inch, page=page)


def render_chart(spec: dict[str, object], *, form: Literal["svg", "png"], scale: float = 1) -> bytes:
    """``Renderer.chart`` by the renderer of charts that the whole process shares; some 100 ms, the first 700."""
    return _chart_renderer.chart(spec, form=form, scale=scale)


def warm_renderer() -> None:
    """Start the shared renderer's first child: 0.1 s that the first document then does not take."""
    _renderer.warm()


def close_renderer() -> None:
    """End the shared renderers' children; also done when the process ends."""
    _renderer.close()
    _chart_renderer.close()


def render_html(template: Path, data: object) -> str:
    """The page a Jinja template makes of ``data``: everything escaped, an unknown name an error (``RenderFailed``)."""
    import jinja2  # 30 ms that the command line's help need not wait for

    try:
        return _jinja(template.parent).get_template(template.name).render(msgspec.to_builtins(data))
    except jinja2.TemplateError as error:
        raise RenderFailed(f"{template.name}: {error}") from error


@functools.cache
def _jinja(folder: Path) -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def qr_code(text: str) -> str:
    """``text`` as a QR code, black on its white margin, in SVG. Never a Micro QR, which payment apps do not read."""
    import segno

    out = io.BytesIO()
    # segno takes 10 ms to try all eight masks, half of what a bill takes; any mask is valid, and of turned, blurred
    # and noisy pictures of 120 payment codes as many with this one were read as with the one it would have chosen
    segno.make_qr(text, error="m", mask=2).save(
        out, kind="svg", light="white", xmldecl=False, omitsize=True, svgclass=None, lineclass=None
    )
    return out.getvalue().decode().strip()


def _json(data: object) -> str:
    return msgspec.json.encode(data).decode()
