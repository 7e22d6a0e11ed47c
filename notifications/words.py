"""The words of messages: one folder an event, one folder a language, one file a channel.

::

    templates/<event>/<language>/subject.txt   e-mail's subject, one line
                                 email.txt     its text; the HTML is the same text in the shop's colours
                                 sms.txt, whatsapp.txt

A template's category is fixed here, never chosen per send (N-26).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

import jinja2
import msgspec
from babel.dates import format_date

from munim.errors import Invalid
from munim.money import show

LANGUAGES: Final = ("en", "hi")

_LONGEST_LINK: Final = 48  # letters of one as it is read


class Template(msgspec.Struct, frozen=True):
    """An event that has words, what kind of message it makes, and the channels it has words for.

    ``security`` letters belong to a person, not to a business: they are sent at once and never stored, for they carry
    secrets. All others are ``notifications.messages``.
    """

    event: str
    category: str
    channels: tuple[str, ...]


TEMPLATES: Final = (
    Template("password_reset", "security", ("email",)),
    Template("invitation", "security", ("email",)),
    Template("sign_in_ended", "security", ("email",)),
    Template("bill_sent", "transactional", ("email", "sms", "whatsapp")),
    Template("payment_receipt", "transactional", ("email", "sms", "whatsapp")),
    Template("booking_accepted", "transactional", ("email", "sms", "whatsapp")),
    Template("due_reminder", "reminder", ("email", "sms", "whatsapp")),
    Template("overdue_reminder", "reminder", ("email", "sms", "whatsapp")),
    Template("low_stock", "report", ("email",)),
    Template("integrity", "report", ("email",)),
    Template("report", "report", ("email",)),
    Template("report_confirmation", "transactional", ("email",)),
    Template("report_failed", "transactional", ("email",)),
)
_BY_EVENT: Final = {template.event: template for template in TEMPLATES}


class Words(msgspec.Struct, frozen=True):
    """A message in words; ``variables`` is what was filled in, as text."""

    text: str
    subject: str = ""
    html: str | None = None
    variables: Mapping[str, str] = {}


def template_of(event: str) -> Template:
    """The template of an event. Raises ``Invalid``."""
    if event not in _BY_EVENT:
        raise Invalid(f"there are no words for {event!r}; there are for {', '.join(_BY_EVENT)}", field="event")
    return _BY_EVENT[event]


def write_words(event: str, channel: str, language: str, facts: Mapping[str, Any], *, color: str = "#7a1f3d") -> Words:
    """The words of ``event`` on ``channel``; a language that has none falls back to English.

    ``facts`` are what the template names: amounts in minor units (``…_minor``, beside ``currency``), dates, texts.
    Raises ``Invalid`` for a channel without words.
    """
    if channel not in template_of(event).channels:
        raise Invalid(f"{event} is not sent by {channel}", field="channel")
    tongue = language if language in LANGUAGES else "en"
    filled = {**facts, "language": tongue}
    folder = f"{event}/{tongue}"
    variables = {name: _as_text(name, value, filled) for name, value in facts.items() if value is not None}
    text = _tidy(_templates().get_template(f"{folder}/{channel}.txt").render(filled))
    if channel != "email":
        return Words(text=text, variables=variables)
    # a subject is one line whatever a customer is called
    subject = " ".join(_templates().get_template(f"{folder}/subject.txt").render(filled).split())
    html = in_html(text, sender=str(facts.get("shop", "Munim")), color=color, language=tongue)
    return Words(text=text, subject=subject, html=html, variables=variables)


def in_html(text: str, *, sender: str, color: str, language: str) -> str:
    """Plain text as a small HTML page: paragraphs, and links that can be touched."""
    paragraphs = [block.split("\n") for block in text.split("\n\n")]
    return (
        _pages().get_template("page.html").render(paragraphs=paragraphs, sender=sender, color=color, language=language)
    )


def _in_short(link: str) -> str:
    """A link as it is read: a signed one is three lines of letters that say nothing to anybody."""
    return link if len(link) <= _LONGEST_LINK else link[: _LONGEST_LINK - 1] + "…"


def _as_text(name: str, value: Any, facts: Mapping[str, Any]) -> str:
    if name.endswith("_minor"):
        return show(value, facts["currency"])
    return _day(value, str(facts["language"])) if isinstance(value, date) else str(value)


def _day(value: date, language: str) -> str:
    return format_date(value, "d MMM y", locale=language)


def _plain_money(minor: int, currency: str) -> str:
    """An amount in letters that GSM-7 has: a rupee sign alone would more than double the price of an SMS."""
    return f"Rs {show(minor, currency, symbol=False)}" if currency == "INR" else show(minor, currency)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _link_or_text(words: str) -> list[tuple[str, bool]]:
    """The words of a line, in order, each with whether it is a link."""
    return [
        (piece, piece.startswith(("https://", "http://")))
        for piece in re.split(r"(https?://[^\s<>\"]+)", words)
        if piece
    ]


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("notifications"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    environment.filters.update(money=show, plain_money=_plain_money, day=_day, number=_number)
    return environment


@cache
def _pages() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("notifications"), undefined=jinja2.StrictUndefined, autoescape=True
    )
    environment.filters.update(pieces=_link_or_text, in_short=_in_short)
    return environment
