"""A drawn chart taken apart into its lines and its words.

What sets SVG into PNG and PDF (usvg, in vl-convert and in typst alike) puts vowel signs of Devanagari over the next
letter and loses spaces. typst's own text does not, so the words are set by it over the picture, where they were.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as Tree

import msgspec

_SVG: Final = "http://www.w3.org/2000/svg"
_MOVED: Final = re.compile(r"translate\(([-\d.e]+)(?:[ ,]+([-\d.e]+))?\)")

Tree.register_namespace("", _SVG)


class Word(msgspec.Struct, frozen=True):
    """Text that stands on a baseline at (``x``, ``y``), in pixels from the top left corner."""

    text: str
    x: float
    y: float
    anchor: str  # start, middle, end: which part of it is at x
    size: float
    colour: str


class Picture(msgspec.Struct, frozen=True):
    """A chart as a template places it."""

    svg: str  # without its words
    words: tuple[Word, ...]
    width: float
    height: float


def taken_apart(svg: str) -> Picture:
    """The picture of a chart drawn by Vega, whose words are all level and moved only by ``translate``."""
    root = Tree.fromstring(svg)
    words: list[Word] = []
    _take_words(root, 0.0, 0.0, words)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    return Picture(Tree.tostring(root, encoding="unicode"), tuple(words), width, height)


def _take_words(parent: Tree.Element, x: float, y: float, words: list[Word]) -> None:
    for child in list(parent):
        moved = _MOVED.search(child.get("transform", ""))
        here = (x + float(moved[1]), y + float(moved[2] or 0)) if moved else (x, y)
        if child.tag == f"{{{_SVG}}}text":
            parent.remove(child)
            text = "".join(child.itertext())
            if text.strip():
                size, colour = float(child.get("font-size", "12").removesuffix("px")), child.get("fill", "#000000")
                words.append(Word(text, *here, child.get("text-anchor", "start"), size, colour))
        else:
            _take_words(child, *here, words)
