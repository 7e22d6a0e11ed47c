"""Texts for customers: festival wishes, offers, thanks and reminders, for SMS or WhatsApp, in English or Hindi.

With a model it writes them; without one, or when what it wrote is not exactly right, a template does and the reason
is said. Shop, offer and price stand in the text exactly as given. No customer is known here, so none is told anybody.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from ai.model import Model, ModelUnavailable
from munim.errors import Invalid

TEMPLATES: Final = Path(__file__).with_name("templates") / "texts.toml"
# characters; a text with ₹ or Devanagari in it goes as SMS parts of 67, so this is three of them at most
LIMITS: Final = {"sms": 160, "whatsapp": 700}
LANGUAGES: Final = {"en": "English", "hi": "Hindi, in Devanagari script"}

Occasion = Literal["diwali", "holi", "eid", "christmas", "new_arrival", "discount", "thank_you", "payment_reminder"]


class TextRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to write. ``offer`` ("Kaju Katli 1 kg", "bill INV-42") and ``price`` ("₹899") are kept to the letter."""

    occasion: Occasion
    shop: str
    offer: str = ""
    price: str = ""
    tone: Literal["warm", "crisp"] = "warm"
    language: Literal["en", "hi"] = "en"
    channel: Literal["sms", "whatsapp"] = "whatsapp"


class WrittenText(msgspec.Struct, frozen=True, kw_only=True):
    """A text, what made it (a template's or model's name) and, where a template stood in for the model, why."""

    text: str
    maker: str
    prompt: str | None = None
    fallback_reason: str | None = None


def write_text(request: TextRequest, *, model: Model | None = None) -> WrittenText:
    """The text asked for. Raises ``Invalid`` when it cannot hold the words given within the channel's length."""
    request = _tidied(request)
    if model is None:
        return WrittenText(text=template_text(request), maker=_template_name(request))
    prompt = prompt_of(request)
    try:
        text = model.write_text(prompt, instructions=INSTRUCTIONS)
        reason = fault_of(text, request)
    except ModelUnavailable as error:
        text, reason = "", error.message
    if reason is None:
        return WrittenText(text=text, maker=model.text_model, prompt=prompt)
    return WrittenText(
        text=template_text(request), maker=_template_name(request), prompt=prompt, fallback_reason=reason
    )


def _tidied(request: TextRequest) -> TextRequest:
    words = {name: " ".join(getattr(request, name).split()) for name in ("shop", "offer", "price")}
    if not words["shop"]:
        raise Invalid("a text names the shop", field="shop")
    if request.occasion == "payment_reminder" and not (words["price"] or words["offer"]):
        raise Invalid("a payment reminder says the amount or the bill", field="price")
    return msgspec.structs.replace(request, **words)


# -- templates ---------------------------------------------------------------------------------------


def template_text(request: TextRequest) -> str:
    """The longest of the template's forms that fits the channel: whole, without its closing, or bare."""
    for text in _forms(request):
        if fault_of(text, request) is None:
            return text
    raise Invalid(f"this does not fit into {LIMITS[request.channel]} characters; shorten the offer", field="offer")


def _forms(request: TextRequest) -> Iterator[str]:
    line = _line(request)
    parts = _templates()[request.occasion][request.language][request.tone][request.channel]
    # one replacement at a time: braces inside the given words stay braces
    filled = [line if part.strip() == "{line}" else part.replace("{shop}", request.shop) for part in parts]
    breaks = ["\n" if part.endswith("\n") else " " for part in parts]
    kept = [(text.strip(), end) for text, end in zip(filled, breaks, strict=True) if text.strip()]
    yield "".join(text + end for text, end in kept).strip()
    yield "".join(text + end for text, end in kept[:-1]).strip()
    yield f"{request.shop}: {line}".strip()


def _line(request: TextRequest) -> str:
    templates = _templates()
    lines = templates[request.occasion].get("line", templates["line"])[request.language][request.tone]
    match bool(request.offer), bool(request.price):
        case True, True:
            form = lines["both"]
        case True, False:
            form = lines["offer"]
        case False, True:
            form = lines["price"]
        case _:
            return ""
    return re.sub(r"\{(offer|price)\}", lambda found: getattr(request, found.group(1)), form)


def _template_name(request: TextRequest) -> str:
    return f"template {request.occasion}.{request.language}.{request.tone}"


@functools.cache
def _templates() -> dict[str, Any]:
    return tomllib.loads(TEMPLATES.read_text())


# -- the model ---------------------------------------------------------------------------------------

INSTRUCTIONS: Final = (
    "You write short messages from a shop to its customers. Answer with the message alone: no quotation marks, no "
    "explanation, no placeholder. Keep the given words exactly as they are, letter for letter, never translated. "
    "Mention no number, price, discount, date, link or product that is not given."
)
_OCCASIONS: Final = {
    "new_arrival": "a new product has arrived",
    "discount": "an offer",
    "thank_you": "thanks for a purchase",
    "payment_reminder": "a polite reminder of a payment that is due; never threatening",
}


def prompt_of(request: TextRequest) -> str:
    """What the model is told: the request and nothing else."""
    given = [f"shop: {request.shop}"]
    given += [f"{name}: {words}" for name, words in (("offer", request.offer), ("price", request.price)) if words]
    return "\n".join(
        (
            f"Occasion: {_OCCASIONS.get(request.occasion, request.occasion.capitalize())}",
            f"Channel: {'SMS' if request.channel == 'sms' else 'WhatsApp'}, at most {LIMITS[request.channel]} characters",
            f"Language: {LANGUAGES[request.language]}",
            f"Tone: {request.tone}",
            "Words to keep exactly:",
            *given,
        )
    )


def fault_of(text: str, request: TextRequest) -> str | None:
    """Why ``text`` may not go out for ``request``; None when it may.

    It must hold the given words exactly, fit its channel, and say no number and no address beyond them.
    """
    if len(text) > LIMITS[request.channel]:
        return f"the text was longer than {LIMITS[request.channel]} characters"
    rest = text
    # the longest first, so that a price inside the offer does not break the offer apart
    for words in sorted(filter(None, (request.shop, request.offer, request.price)), key=len, reverse=True):
        if words not in text:
            return f"the text did not hold {words!r} exactly"
        rest = rest.replace(words, " ")
    if re.search(r"\d", rest):  # \d knows Devanagari digits too
        return "the text said a number that was not given"
    if re.search(r"https?:|www\.|\{|\[", rest):
        return "the text held a link or a placeholder"
    return None
