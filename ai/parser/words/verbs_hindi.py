"""Hindi verbs with all their forms: the vocabulary tells a verb by its stem, and this makes whom and when of it.

No form of the future is made: what will be sold is another question than what was.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_DONE: Final = ("ा", "ी", "े", "ीं")  # बेचा
_DOES: Final = ("ता", "ती", "ते")  # बेचता
_TO_DO: Final = ("ना", "नी", "ने")  # बेचना
_HAVING_DONE: Final = ("कर", "के")  # बेचकर
_HAD_DONE: Final = ("वाया", "वाई", "वाए")  # बेचवाया
_ASKED: Final = ("ो", "िए", "िएगा", "ना")  # भेजो
_LIGHT: Final = ("दो", "दे", "दीजिए", "दीजिएगा", "देना")  # भेज दो
_AFTER_VOWEL: Final = {"ा": "या", "ी": "ई", "े": "ए", "ीं": "ईं", "ो": "ओ", "ें": "एं", "िए": "इए", "िएगा": "इएगा"}

# (category, value, stems, the endings that keep the meaning)
_VERBS: Final[tuple[tuple[str, Any, str, tuple[str, ...]], ...]] = (
    ("verb", "sell", "बिक बेच खप", (*_DONE, *_DOES, *_TO_DO, *_HAVING_DONE, *_HAD_DONE)),
    ("verb", "go", "निकल चल", (*_DONE, *_DOES)),
    ("verb", "buy", "खरीद", (*_DONE, *_DOES, *_TO_DO, *_HAVING_DONE, *_HAD_DONE)),
    ("verb", "buy", "मंगा मंगवा", (*_DONE, *_DOES, *_HAVING_DONE)),
    ("verb", "buy", "उठा", (*_DONE, *_DOES, *_HAVING_DONE)),
    ("verb", "pay", "चुका", (*_DONE, *_DOES, *_HAVING_DONE)),
    ("verb", "pay", "भर", _DONE),
    ("verb", "pay", "चुका", ("ने",)),
    ("verb", "collect", "वसूल", (*_DOES, *_HAVING_DONE)),
    ("verb", "earn", "कमा", (*_DOES, "ने", *_HAVING_DONE)),
    ("verb", "come", "मिल", ("ने",)),
    ("left", None, "बच", (*_DONE, *_DOES)),
    ("metric", "returns", "लौट लौटा", ("ता", "ती", "ने")),
    ("filler", None, "काट कट बन लग लगा दिखा देख समझ समझा खोल जुड़ चला पहुंच", (*_DONE, *_DOES, *_TO_DO, *_HAVING_DONE)),
    ("filler", None, "रख", _HAVING_DONE),
    ("filler", None, "बना", (*_DONE, *_HAVING_DONE)),
    ("filler", None, "पा", ("ा", "ी")),
    ("filler", None, "बन लगा रख", _HAD_DONE),
    ("filler", None, "हो जा आ दे", _HAVING_DONE),
    ("filler", None, "भेज दिखा सुना समझा लिख निकाल", _ASKED),
)  # fmt: skip
_TOLD: Final = "भेज दिखा सुना समझा लिख निकाल बना खोल"  # "भेज दो", said to whom is asked


def _form(stem: str, end: str) -> str:
    return stem + (_AFTER_VOWEL.get(end, end) if stem[-1] in "ािीुूेैोौ" else end)


def hindi_verbs() -> Iterator[tuple[str, str, Any]]:
    """Each form of each verb with its category and value."""
    for category, value, stems, ends in _VERBS:
        for stem in stems.split():
            for end in ends:
                yield _form(stem, end), category, value
    for stem in _TOLD.split():
        for light in _LIGHT:
            yield f"{stem} {light}", "filler", None
