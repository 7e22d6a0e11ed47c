"""The small pages that people without an account see: what a letter's links show, with one button for what a POST does."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from billing.documents import PAGE_POLICY
from munim.render import render_html

LETTER_POLICY: Final = PAGE_POLICY
FORM_POLICY: Final = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'")
_TEMPLATE: Final = Path(__file__).with_name("templates") / "choice.html"

_WORDS: Final = {
    "en": {
        "stop": ("{shop} sends its reports to {recipient}.", "Stop them"),
        "stop all": ("{shop} sends reports to {recipient}.", "Stop all of them"),
        "begin": ("{shop} would like to send its reports to {recipient}.", "Yes, send them"),
        "stopped": ("No more of these letters will come to {recipient}.", ""),
        "begun": ("The reports of {shop} will come to {recipient}.", ""),
    },
    "hi": {
        "stop": ("{shop} अपनी रिपोर्ट {recipient} पर भेजता है।", "इन्हें बंद करें"),
        "stop all": ("{shop} {recipient} पर रिपोर्टें भेजता है।", "सब बंद करें"),
        "begin": ("{shop} अपनी रिपोर्ट {recipient} पर भेजना चाहता है।", "हाँ, भेजें"),
        "stopped": ("अब {recipient} पर ये चिट्ठियाँ नहीं आएँगी।", ""),
        "begun": ("{shop} की रिपोर्टें {recipient} पर आएँगी।", ""),
    },
}
# what stands on a page where no more is known than that it cannot be shown
_REFUSED: Final = {"hi": {"link_refused": "इस लिंक की मियाद पूरी हो गई है या यह अधूरा है। दुकान से नया लिंक माँगें।", "not_found": "इस पते पर कुछ नहीं है।"}}  # fmt: skip


class Choice(msgspec.Struct, frozen=True):
    """A sentence and, unless it is done, a button that sends a POST to the page's own address."""

    language: str
    shop: str
    sentence: str
    button: str
    action: str = ""


def refusal_page(code: str, sentence: str, *, language: str) -> str:
    """The page of a problem for somebody who opened a link: ``sentence``, or what it is in their language."""
    told = _REFUSED.get(language, {}).get(code)
    whole = sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith((".", "!", "?")) else ".")
    return render_html(_TEMPLATE, Choice(language if told else "en", "Munim", told or whole, ""))


def choice_page(what: str, *, shop: str, recipient: str, language: str, action: str = "") -> str:
    """The page of ``what``: stop, stop all, begin, stopped or begun. ``action``: where its button leads instead."""
    tongue = language if language in _WORDS else "en"
    sentence, button = _WORDS[tongue][what]
    told = sentence.format(shop=shop, recipient=recipient)
    return render_html(_TEMPLATE, Choice(tongue, shop, told, button, action))
