"""The category that an expense most likely has, told by past ones: the same payee first, then the same words.

Small and deterministic: the same past and the same words give the same answer, which says what it rests on.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec
import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from billing.expenses.tables import expenses
from billing.ledger import accounts
from billing.permissions import Actor
from munim.database import business_of

_LOOKED_AT: Final = 1000  # the latest expenses: what a shop calls things changes
_SAME_PAYEE: Final = 20  # of the same payee, the latest
_ALIKE: Final = 88  # per cent of letters in common at which two spellings are one payee
_SHORTEST_WORD: Final = 3


class PastExpense(msgspec.Struct, frozen=True):
    """What is remembered of an expense."""

    category: str
    payee: str
    note: str


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A category, and why: its payee had it, its words did, its own name is among them; or none."""

    category: str | None
    name: str | None
    because: Literal["payee", "words", "name"] | None


# -- rules -------------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """The words worth comparing, in any script: small, of three letters or more, without numbers.

    Between letters stand the vowel signs of Indian scripts, which are marks (category M) and no letters to ``re``.
    """
    plain = "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in text.lower())
    return [word for word in plain.split() if len(word) >= _SHORTEST_WORD]


def suggested_category(
    past: Sequence[PastExpense], names: Iterable[tuple[str, str]], *, payee: str, note: str
) -> tuple[str, Literal["payee", "words", "name"]] | None:
    """The category and what tells it; ``past`` newest first, ``names`` the open categories as (code, name).

    Among equals the one used last wins, then the first by code.
    """
    open_codes = dict(names)
    known = [one for one in past if one.category in open_codes]
    if payee.strip() and (found := _of_payee(known, payee)) is not None:
        return found, "payee"
    asked = set(words_of(f"{payee} {note}"))
    if found := _of_words(known, asked):
        return found, "words"
    shared = {code: len(asked & set(words_of(name))) for code, name in sorted(open_codes.items())}
    best = max(shared, key=lambda code: shared[code], default=None)
    return (best, "name") if best is not None and shared[best] else None


def _of_payee(past: Sequence[PastExpense], payee: str) -> str | None:
    asked = " ".join(payee.casefold().split())
    same = [one.category for one in past if fuzz.ratio(asked, " ".join(one.payee.casefold().split())) >= _ALIKE]
    # the counter keeps the order in which categories were met, newest first
    return Counter(same[:_SAME_PAYEE]).most_common(1)[0][0] if same else None


def _of_words(past: Sequence[PastExpense], asked: set[str]) -> str | None:
    """The category in which the words asked are most at home: each word shares one vote among the categories it was used in."""
    used: dict[str, Counter[str]] = {word: Counter() for word in asked}
    for one in past:
        for word in set(words_of(f"{one.payee} {one.note}")) & asked:
            used[word][one.category] += 1
    votes: dict[str, float] = dict.fromkeys((one.category for one in past), 0.0)
    for word in sorted(asked):
        for category, times in used[word].items():
            votes[category] += times / used[word].total()
    best = max(votes, key=lambda category: votes[category], default=None)
    return best if best is not None and votes[best] > 0 else None


# -- reads -------------------------------------------------------------------------------------------


def suggest_category(session: Session, *, payee: str, note: str, by: Actor) -> Suggestion:
    """The category that an expense with this payee and note most likely has."""
    by.require("expenses.read")
    business_id = business_of(session)
    past = session.execute(
        sa.select(expenses.c.category, sa.func.coalesce(expenses.c.payee, ""), sa.func.coalesce(expenses.c.note, ""))
        .where(expenses.c.business_id == business_id, expenses.c.cancelled_date.is_(None))
        .order_by(expenses.c.business_date.desc(), expenses.c.id.desc())
        .limit(_LOOKED_AT)
    )
    names = {
        code: name
        for code, name in session.execute(
            sa.select(accounts.c.code, accounts.c.name).where(
                accounts.c.business_id == business_id, accounts.c.purpose == "expense", accounts.c.active
            )
        )
    }
    found = suggested_category([PastExpense(*row) for row in past], names.items(), payee=payee, note=note)
    if found is None:
        return Suggestion(category=None, name=None, because=None)
    return Suggestion(category=found[0], name=names[found[0]], because=found[1])
