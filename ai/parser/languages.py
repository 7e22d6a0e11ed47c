"""Which language a question is in, and the parser's own sentences in the languages it answers in."""

from __future__ import annotations

from typing import Final

from ai.parser.hindi import is_devanagari
from ai.parser.lexicon import lexicon
from ai.parser.normalise import tokenise

_SAID: Final[dict[str, dict[str, str]]] = {
    "en": {
        "too_long": "that is too long for a question; ask one thing in a sentence",
        "nothing": "there is no question; ask, for example, “net sales last week”",
        "unknown": "I do not know {words}: no figure, date or name of this shop",
        "no_figure": "no figure is named",
        "is_this": "Is this what you mean?",
        "whom": "Whom or what do you mean?",
        "figure": "Which figure do you mean?",
        "time": "Which time do you mean?",
        "which": "Which of these do you mean?",
    },
    "hi": {
        "too_long": "सवाल बहुत लंबा है; एक वाक्य में एक ही बात पूछें",
        "nothing": "कोई सवाल नहीं है; जैसे पूछें “पिछले हफ्ते की बिक्री”",
        "unknown": "{words} समझ में नहीं आया: न कोई आँकड़ा, न तारीख, न इस दुकान का कोई नाम",
        "no_figure": "कौन सा आँकड़ा चाहिए, यह नहीं कहा गया",
        "is_this": "क्या आपका मतलब यही है?",
        "whom": "आपका मतलब किससे है?",
        "figure": "आपका मतलब किस आँकड़े से है?",
        "time": "आपका मतलब किस समय से है?",
        "which": "आपका मतलब इनमें से किससे है?",
    },
}


def words_for(language: str, phrase: str, **facts: str) -> str:
    """One of the parser's sentences in ``language``."""
    return _SAID[language if language in _SAID else "en"][phrase].format(**facts)


def language_of(question: str) -> str:
    """en, hi for Devanagari, hi-Latn for Hindi in Latin letters."""
    if is_devanagari(question):
        return "hi"
    spellings = lexicon().spellings
    hindi = sum(spellings.is_hindi(token.text) for token in tokenise(question[:600]))
    return "hi-Latn" if hindi else "en"
