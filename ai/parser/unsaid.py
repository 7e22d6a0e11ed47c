"""Questions that leave unsaid what is to be told: a bare amount, "compare with September", "I need the list".

They are not refused: what they may mean is put to the asker, as the same question with a figure in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from ai.parser.asked import Choice, Parsed
from ai.parser.languages import words_for
from ai.parser.normalise import tokenise
from ai.parser.reasons import reason_in

_FIGURES: Final = ("net sales", "orders", "gross profit")
_OF_AN_AMOUNT: Final = ("bills above", "customers with sales above", "customers with dues above")
_OF_WHAT: Final = "a condition on a figure needs to know of what: customers, products, days"
_COMPARING: Final = frozenset(
    "more less than over above under below at least most up to se zyada jyada kam upar neeche से ज़्यादा ज्यादा कम ऊपर नीचे".split()
)
_FEW: Final = 5  # words: of a longer question an amount is a part
# one of these says that something is to be told; "hello" does not
_WISHES: Final = frozenset(
    """report reports list lists compare comparison data numbers figures details everything statement summary table chart graph
    suchi soochi list tulna hisab hisaab sab रिपोर्ट लिस्ट सूची तुलना हिसाब आंकड़े आँकड़े सब चार्ट""".split()
)


def put_to_the_asker(question: str, parsed: Parsed, told_in: str, read: Callable[[str], Parsed]) -> Parsed:
    """``parsed``, or a question back with what may be meant, where only the figure of ``question`` was left unsaid.

    ``read`` reads another wording. Something else that was not understood stays refused.
    """
    tried = [read(wording) for wording in _wordings(question, parsed, told_in)]
    meant = [one for one in tried if one.status == "read" or (one.status == "ask" and one.choices)]
    choices = {choice.reading: choice for one in meant for choice in _choices(one)}
    if len(choices) < 2:
        return parsed
    return msgspec.structs.replace(
        parsed, status="ask", choices=tuple(choices.values()), unused=(), reason=words_for(told_in, "figure")
    )


def _choices(parsed: Parsed) -> list[Choice]:
    if parsed.status == "read":
        return [Choice(parsed.reading, parsed.query, report=parsed.report)]
    return list(parsed.choices[:1])


def _wordings(question: str, parsed: Parsed, told_in: str) -> list[str]:
    words = [token.text for token in tokenise(question)]
    unnamed = (words_for(told_in, "no_figure"), reason_in(told_in, "no figure is named"))
    if not parsed.unused and parsed.reason in unnamed and not _WISHES.isdisjoint(words):
        return [f"{figure} {question}" for figure in _FIGURES]
    if parsed.reason == reason_in(told_in, _OF_WHAT) and all(
        word in _COMPARING or word[:1].isdecimal() for word in words
    ):
        return [f"{wording.removesuffix(' above')} {question}" for wording in _OF_AN_AMOUNT]
    amounts = [word for word in parsed.unused if word.replace(",", "").replace(".", "").isdecimal()]
    if len(amounts) == len(parsed.unused) == 1 and _says_no_more(words, parsed):
        rest = question.replace(amounts[0], " ")
        return [f"{wording} {amounts[0]} {rest}" for wording in _OF_AN_AMOUNT]
    return []


def _says_no_more(words: Sequence[str], parsed: Parsed) -> bool:
    """Whether beside the amount nothing is told but a time."""
    query = parsed.choices[0].query if parsed.choices else None
    if query is None:
        return len(words) == 1
    return not (query.by or query.where or query.having or query.order) and len(words) <= _FEW
