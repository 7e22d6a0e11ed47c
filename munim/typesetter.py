"""The child process that typesets documents, or draws charts: requests on its standard input, finished documents on its standard output.

Started by ``munim/render.py`` as a file of its own, so it loads typst or vl-convert and nothing else of Munim. It
holds fonts and compiled templates in memory and ends when its input does, which is also how it notices a dead parent.

A request is a JSON object behind its length (4 bytes); a reply is ``REPLY_HEAD`` and the document, or the
complaint of the template when ``fine`` is false.
"""

from __future__ import annotations

import ctypes
import json
import re
import signal
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import psutil

if TYPE_CHECKING:
    import typst  # at run time in the child alone: the parent reads the two heads from here

FONTS: Final = Path(__file__).with_name("fonts")
REQUEST_HEAD: Final = struct.Struct(">I")  # bytes of the request
REPLY_HEAD: Final = struct.Struct(">?QI")  # fine, resident bytes of this process, bytes of the reply
# what MuktaLatin-Regular.ttf has of Mukta-Regular.ttf: what English reports are written with, its kerning, not its joining. The
# smaller the font, the sooner a word is measured
_BEYOND_LATIN: Final = re.compile("[^\\u0020-\\u007e\\u00a0·×–—‘’“”•…₹−]")
_TO_LATIN: Final = ("Mukta", "Mukta Latin")
_FROM_LATIN: Final = ('"Mukta Latin"', '"Mukta"')
MEMORY_TO_TRIM: Final = 150_000_000  # resident bytes above which freed memory is handed back to the system


class Typesetter:
    """Templates compiled once each, over one set of fonts. System fonts are off: a bill looks the same everywhere."""

    def __init__(self) -> None:
        import typst

        self._new_compiler = typst.Compiler
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
        self._compilers: dict[str, typst.Compiler] = {}

    def set(self, template: str, data: str, form: str, pixels_per_inch: float, page: int) -> bytes:
        """The document ``template`` makes of ``data``. Raises ``RuntimeError``, ``IndexError`` (no such page)."""
        compiler = self._compilers.get(template)
        if compiler is None:
            path = Path(template)
            compiler = self._new_compiler(path, root=path.parent, font_paths=self._fonts, ignore_system_fonts=True)
            self._compilers[template] = compiler
        made = compiler.compile(
            format=form,  # type: ignore[arg-type]  # "pdf" or "png", checked where the request is made
            ppi=pixels_per_inch,
            sys_inputs={"data": data},
            timestamp=0,  # the same input gives the same bytes; a document's own date is set by its template
        )
        if made is None:
            raise ValueError("typst wrote no document")
        return ([made] if isinstance(made, bytes) else made)[page - 1]


def _in_latin(part: Any) -> Any:
    """A chart's specification with Mukta's Latin letters as its font; what the chart says stays, a shop called Mukta too."""
    if isinstance(part, dict):
        return {
            key: value.replace(*_TO_LATIN)
            if isinstance(value, str) and key.lower().endswith("font")
            else _in_latin(value)
            for key, value in part.items()
        }
    return [_in_latin(one) for one in part] if isinstance(part, list) else part


class ChartDrawer:
    """Vega-Lite charts by vl-convert, in the fonts of the documents; nothing is fetched from anywhere.

    Vega measures each word, for which vl-convert reads the font anew: Mukta, with all that joins the letters of
    Devanagari, takes several milliseconds a word. A chart whose words are all Latin is measured by Mukta's Latin letters alone,
    which are as wide.
    """

    def __init__(self) -> None:
        import vl_convert

        self._draw_svg, self._draw_png = vl_convert.vegalite_to_svg, vl_convert.vegalite_to_png
        vl_convert.register_font_directory(str(FONTS))

    def set(self, spec: dict[str, object], form: str, scale: float) -> bytes:
        """The chart as SVG or PNG, ``scale`` pixels of the PNG to one of the chart. Raises ``ValueError`` for a bad spec."""
        if form == "png":
            drawn: bytes = self._draw_png(spec, scale=scale, allowed_base_urls=[])
            return drawn
        latin = _BEYOND_LATIN.search(json.dumps(spec, ensure_ascii=False)) is None
        text: str = self._draw_svg(_in_latin(spec) if latin else spec, allowed_base_urls=[])
        return (text.replace(*_FROM_LATIN) if latin else text).encode()


def serve(maker: Typesetter | ChartDrawer, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the input ends."""
    while head := requests.read(REQUEST_HEAD.size):
        request = json.loads(requests.read(REQUEST_HEAD.unpack(head)[0]))
        fine, reply = True, b""
        try:
            reply = maker.set(**request)
        except RuntimeError as error:  # typst's own TypstError is one; a template that is not there gives a bare one
            fine, reply = False, str(getattr(error, "diagnostic", error)).encode()
        except ValueError as error:  # of a chart that vl-convert cannot read
            fine, reply = False, str(error).encode()
        except IndexError:
            fine, reply = False, b"the document has fewer pages"
        replies.write(REPLY_HEAD.pack(fine, trimmed_memory(), len(reply)) + reply)
        replies.flush()


def trimmed_memory() -> int:
    """Resident bytes of this process, after giving back what the allocator keeps."""
    process = psutil.Process()
    resident = int(process.memory_info().rss)
    if resident > MEMORY_TO_TRIM and sys.platform == "linux":
        # without this the allocator keeps up to half a gigabyte of freed pages after some hundred documents
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # musl has none, and keeps less
            trim(0)
            resident = int(process.memory_info().rss)
    return resident


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on; it then closes our input
    serve(ChartDrawer() if sys.argv[1:] == ["charts"] else Typesetter(), sys.stdin.buffer, sys.stdout.buffer)
