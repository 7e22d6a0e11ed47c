"""Typesetting: shaped right, the same every time, and none the worse for a child that fails."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pypdf
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFont

from munim.errors import Unavailable
from munim.render import Renderer, RenderFailed, qr_code, render_chart, render_html, render_pdf, render_png
from munim.typesetter import FONTS

LETTER = """
#let d = json(bytes(sys.inputs.data))
#set page(width: 200pt, height: 60pt, margin: 5pt)
#set text(font: "Mukta")
#d.words
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(LETTER)
    return path


@pytest.fixture
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(processes=2)
    yield renderer
    renderer.close()


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children() if "typesetter" in " ".join(child.cmdline())}


def words_of(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_the_same_data_gives_the_same_bytes(letter: Path, renderer: Renderer) -> None:
    first, again = renderer.pdf(letter, {"words": "₹1,12,450"}), renderer.pdf(letter, {"words": "₹1,12,450"})

    assert words_of(first) == "₹1,12,450"
    assert first == again
    assert first == Renderer().pdf(letter, {"words": "₹1,12,450"})
    assert first != renderer.pdf(letter, {"words": "₹1,12,451"})


def test_a_picture_has_the_pixels_asked_for(letter: Path, renderer: Renderer) -> None:
    picture = Image.open(io.BytesIO(renderer.png(letter, {"words": "a"}, pixels_per_inch=144)))

    assert picture.size == (400, 120)


def ink(picture: Image.Image) -> Image.Image:
    """The part of a grey picture that has any ink."""
    return picture.crop(ImageChops.invert(picture).getbbox())


def unlikeness(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that are dark in one and light in the other."""
    histogram = ImageChops.difference(one, other.resize(one.size)).histogram()
    return sum(histogram[128:]) / (one.width * one.height)


@pytest.mark.parametrize("words", ["क्षत्रिय", "नियुक्ति", "स्ट्रीट", "शर्मा", "ट्रेडर्स"])
def test_devanagari_is_shaped_as_another_shaper_does(tmp_path: Path, renderer: Renderer, words: str) -> None:
    """typst's letters against Pillow's (HarfBuzz by Raqm) from the same font, and against letters that are not shaped."""
    template = tmp_path / "word.typ"
    template.write_text(
        '#set page(width: 300pt, height: 100pt, margin: 20pt)\n#set text(font: "Mukta", size: 40pt)\n#json(bytes(sys.inputs.data)).words'
    )
    ours = ink(Image.open(io.BytesIO(renderer.png(template, {"words": words}, pixels_per_inch=72))).convert("L"))

    def drawn(engine: ImageFont.Layout) -> Image.Image:
        picture = Image.new("L", (300, 100), 255)
        font = ImageFont.truetype(FONTS / "Mukta-Regular.ttf", 40, layout_engine=engine)
        ImageDraw.Draw(picture).text((20, 20), words, font=font, fill=0)
        return ink(picture)

    shaped, unshaped = drawn(ImageFont.Layout.RAQM), drawn(ImageFont.Layout.BASIC)

    assert abs(ours.width - shaped.width) <= 1
    assert unlikeness(ours, shaped) < 0.08
    assert unlikeness(ours, unshaped) > 0.15


class TestLatinChart:
    """A chart whose words are all Latin is measured by a font of Mukta's Latin letters alone."""

    @pytest.mark.parametrize(
        "words",
        [
            "".join(map(chr, range(0x20, 0x7F))),
            "₹1,25,000.50 – −3 %",
            "AVATAR To. Ty, LT Wave",
            "2 × 3 · “a” — ‘b’ • …\u00a0.",
        ],
    )
    def test_its_letters_are_as_wide_as_mukta(self, words: str) -> None:
        whole, latin = (
            ImageFont.truetype(FONTS / f"{name}-Regular.ttf", 1000, layout_engine=ImageFont.Layout.RAQM)
            for name in ("Mukta", "MuktaLatin")
        )

        assert latin.getlength(words) == whole.getlength(words)

    @pytest.mark.parametrize("words", ["Rice", "चावल", "Café", "Mukta", "Mukta Stores"])
    def test_it_says_it_is_of_mukta(self, words: str) -> None:
        spec: dict[str, object] = {
            "data": {"values": [{"name": words, "sold": 3}]},
            "mark": "bar",
            "encoding": {"y": {"field": "name"}, "x": {"field": "sold", "type": "quantitative"}},
            "config": {"axis": {"labelFont": "Mukta", "titleFont": "Mukta"}},
        }

        svg = render_chart(spec, form="svg").decode()

        assert words in svg
        assert 'font-family="Mukta"' in svg
        assert "Latin" not in svg


def test_a_broken_template_says_where_and_leaves_the_renderer_working(
    tmp_path: Path, letter: Path, renderer: Renderer
) -> None:
    with pytest.raises(RenderFailed, match=r"letter\.typ.*does not contain key \"words\""):
        renderer.pdf(letter, {})
    with pytest.raises(RenderFailed, match="absent"):
        renderer.pdf(tmp_path / "absent.typ", {})
    with pytest.raises(RenderFailed, match="fewer pages"):
        renderer.png(letter, {"words": "a"}, page=2)

    assert words_of(renderer.pdf(letter, {"words": "still here"})) == "still here"


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, renderer: Renderer) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "nosy.typ").write_text('#read("../secret.txt")')

    with pytest.raises(RenderFailed):
        renderer.pdf(folder / "nosy.typ", {})


def test_many_threads_each_get_their_own_document(letter: Path, renderer: Renderer) -> None:
    with ThreadPoolExecutor(8) as threads:
        documents = list(threads.map(lambda n: words_of(renderer.pdf(letter, {"words": f"bill {n}"})), range(40)))

    assert documents == [f"bill {n}" for n in range(40)]


def test_a_killed_child_is_replaced_and_idle_death_goes_unnoticed(letter: Path, renderer: Renderer) -> None:
    before = children()
    renderer.warm()
    (child,) = children() - before

    os.kill(child, signal.SIGKILL)
    psutil.Process(child).wait(5)

    assert words_of(renderer.pdf(letter, {"words": "after"})) == "after"


def test_a_document_without_end_is_given_up_and_said_so(tmp_path: Path, letter: Path) -> None:
    endless = tmp_path / "endless.typ"
    endless.write_text(
        "#let f(n) = { let x = 0; while x < 1e18 { x += 1 }; x }\n#f(1)\n#while true { range(9999999).map(x => x * x) }"
    )
    renderer = Renderer(processes=1, time_limit=4)

    # typst itself stops a loop that only counts; whichever stops it, the next document is made
    with pytest.raises((Unavailable, RenderFailed)):
        renderer.pdf(endless, {})

    assert words_of(renderer.pdf(letter, {"words": "next"})) == "next"
    renderer.close()


def test_a_child_that_has_grown_is_replaced(letter: Path) -> None:
    before = children()
    renderer = Renderer(processes=1, memory_limit=1)
    renderer.pdf(letter, {"words": "a"})
    first = children() - before

    renderer.pdf(letter, {"words": "b"})

    assert len(first) == 1
    assert len(children() - before) == 1
    assert children() - before != first
    renderer.close()


def test_closing_ends_every_child(letter: Path) -> None:
    before = children()
    renderer = Renderer(processes=2)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda n: renderer.pdf(letter, {"words": str(n)}), range(8)))

    renderer.close()

    assert children() <= before
    renderer.close()


def test_a_child_ends_with_a_parent_that_was_killed(letter: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from munim.render import render_pdf\n"
        f"render_pdf(Path({str(letter)!r}), {{'words': 'a'}}); print('drawn', flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"drawn\n"
    (child,) = psutil.Process(parent.pid).children()

    parent.kill()
    parent.wait()

    deadline = time.monotonic() + 10
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_the_shared_renderer_draws_both_forms(letter: Path) -> None:
    assert render_pdf(letter, {"words": "a"}).startswith(b"%PDF-")
    assert render_png(letter, {"words": "a"}).startswith(b"\x89PNG")


def test_a_page_escapes_what_it_is_given_and_refuses_unknown_names(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>{{ name }}</p>")
    (tmp_path / "wrong.html").write_text("{{ nome }}")

    assert render_html(tmp_path / "page.html", {"name": "<b>&"}) == "<p>&lt;b&gt;&amp;</p>"
    with pytest.raises(RenderFailed, match="nome"):
        render_html(tmp_path / "wrong.html", {"name": ""})
    with pytest.raises(RenderFailed, match="absent"):
        render_html(tmp_path / "absent.html", {})


@pytest.mark.parametrize("text", ["12345", "upi://pay?pa=sharma@okhdfcbank&am=1.00", "दिवाली"])
def test_a_code_is_a_full_qr_code_that_reads_back(tmp_path: Path, renderer: Renderer, text: str) -> None:
    template = tmp_path / "code.typ"
    template.write_text(
        '#set page(width: 200pt, height: 200pt, margin: 0pt)\n#image(bytes(json(bytes(sys.inputs.data)).code), format: "svg", width: 100%)'
    )

    picture = Image.open(io.BytesIO(renderer.png(template, {"code": qr_code(text)})))

    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == text
    assert "Micro" not in code.format.name
