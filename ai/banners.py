"""Banners: a festival picture with the shop's exact words and price set on it, in the sizes phones and pages want.

The built-in design is drawn by typst (``templates/diwali.typ``). With a model, the background alone is the model's: no
model is trusted with a price or a Devanagari conjunct, so words are always typeset, over whichever background.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

import msgspec

from ai.model import Model, ModelUnavailable
from munim.errors import Invalid
from munim.pictures import fill_picture
from munim.render import render_png

TEMPLATE: Final = Path(__file__).with_name("templates") / "diwali.typ"
MAKER: Final = "template diwali"


class Size(msgspec.Struct, frozen=True):
    """Pixels of a banner and the arrangement it is laid out in."""

    width: int
    height: int
    layout: str


SIZES: Final[dict[str, Size]] = {
    "status": Size(1080, 1920, "status"),  # WhatsApp status; words keep clear of its own bars at top and bottom
    "square": Size(1080, 1080, "square"),  # Instagram and Facebook post
    "wide": Size(1200, 630, "wide"),  # the preview of a link
}
GREETINGS: Final = {"en": "Happy Diwali", "hi": "शुभ दीपावली"}
# longest words that still read at a glance; set smaller beyond that they would not be read at all
MAX_LENGTHS: Final = {"words": 120, "price": 24, "shop": 100, "contact": 80, "greeting": 40}


class BannerRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the banner says. ``words`` and ``price`` are set to the letter; ``color`` is the shop's, as #rrggbb."""

    words: str
    shop: str
    price: str = ""
    contact: str = ""
    greeting: str = ""
    color: str = "#7a1f3d"
    language: Literal["en", "hi"] = "en"
    size: Literal["status", "square", "wide"] = "square"


class Banner(msgspec.Struct, frozen=True, kw_only=True):
    """A PNG, what made its background and, where the built-in one stood in for the model's, why."""

    png: bytes
    width: int
    height: int
    maker: str
    prompt: str | None = None
    fallback_reason: str | None = None


class BannerSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What the template is given; ``background`` is SVG or nothing."""

    width: int
    height: int
    layout: str
    language: str
    color: str
    greeting: str
    words: str
    price: str
    shop: str
    contact: str
    background: str


def draw_banner(request: BannerRequest, *, model: Model | None = None) -> Banner:
    """The banner asked for. Raises ``Invalid`` for words that are missing or too long, or a colour that is none."""
    request = _checked(request)
    size = SIZES[request.size]
    if model is None:
        return _banner(request, "", maker=MAKER)
    prompt = prompt_of(request)
    try:
        background = fill_picture(
            model.draw_background(prompt, width=size.width, height=size.height), size.width, size.height
        )
    except ModelUnavailable as error:
        reason = error.message
    except Invalid:
        reason = "the model's picture could not be read"
    else:
        return _banner(request, background.svg(), maker=model.image_model, prompt=prompt)
    return _banner(request, "", maker=MAKER, prompt=prompt, fallback_reason=reason)


def prompt_of(request: BannerRequest) -> str:
    """What the image model is told: motifs and colour, and none of the words, which it would misspell."""
    shape = {"status": "tall portrait", "square": "square", "wide": "wide landscape"}[request.size]
    return (
        f"A festive Diwali background for a shop's {shape} poster, dominant colour {request.color}, deep and rich, with warm golden "
        "light. Glowing clay diyas along the lower edge, marigold garlands at the top, a faint rangoli behind. The middle is calm "
        "and dark, left free for text. No text, no letters, no numbers, no people, no deities, no logos, no religious symbols."
    )


def _checked(request: BannerRequest) -> BannerRequest:
    tidy = {name: " ".join(getattr(request, name).split()) for name in MAX_LENGTHS}
    for name, most in MAX_LENGTHS.items():
        if len(tidy[name]) > most:
            raise Invalid(f"{name} has at most {most} characters on a banner", field=name)
    for name in ("words", "shop"):
        if not tidy[name]:
            raise Invalid(f"a banner needs {name}", field=name)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", request.color):
        raise Invalid("a colour looks like #7a1f3d", field="color")
    return msgspec.structs.replace(request, **tidy)


def sheet_of(request: BannerRequest, background: str = "") -> BannerSheet:
    """What the template is given for ``request``."""
    size = SIZES[request.size]
    return BannerSheet(
        width=size.width,
        height=size.height,
        layout=size.layout,
        language=request.language,
        color=request.color,
        greeting=request.greeting or GREETINGS[request.language],
        words=request.words,
        price=request.price,
        shop=request.shop,
        contact=request.contact,
        background=background,
    )


def _banner(
    request: BannerRequest,
    background: str,
    *,
    maker: str,
    prompt: str | None = None,
    fallback_reason: str | None = None,
) -> Banner:
    sheet = sheet_of(request, background)
    png = render_png(TEMPLATE, sheet, pixels_per_inch=72)
    return Banner(
        png=png, width=sheet.width, height=sheet.height, maker=maker, prompt=prompt, fallback_reason=fallback_reason
    )
