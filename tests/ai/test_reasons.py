"""Why a question is not answered is told in Hindi to who asks in Hindi."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ai.parser import parse
from ai.parser.names import NameIndex
from ai.parser.reasons import HINDI, reason_in
from munim.days import Calendar

ROOT = Path(__file__).parents[2] / "ai"
LATIN = re.compile(r"[A-Za-z]{2,}")
TODAY = date(2026, 11, 20)


def written(node: ast.expr) -> str:
    """The text of a literal, a figure in the place of what it names; empty for what is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(
                written(each) or ("7" if n == 0 and len(values) > 3 else "net sales") for n, each in enumerate(values)
            )
        case ast.BinOp(op=ast.Add(), right=right):
            return "net sales and orders" + written(right)
    return ""


def reasons() -> Iterator[str]:
    """Every reason that the reader and the conversation give."""
    for path in (*(ROOT / "parser").rglob("*.py"), *(ROOT / "conversation").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Misfit" | "Missing"), args=[first, *_]):
                    yield written(first)
                case ast.keyword(arg="reason", value=value):
                    yield written(value)
                case ast.Return(value=ast.expr() as value) if path.name == "fitting.py":
                    yield written(value)


def test_every_reason_has_words_in_hindi() -> None:
    found = {reason for reason in reasons() if reason}

    assert len(found) > 80
    assert sorted(reason for reason in found if LATIN.search(reason_in("hi", reason))) == []


def test_no_words_stand_for_a_reason_that_nobody_gives() -> None:
    assert set(HINDI) - set(reasons()) <= {
        "the question asks for two rankings at once", "the question asks for two counts at once",
        "the question asks for two orders at once",
    }  # fmt: skip


def test_a_reason_names_figures_and_dimensions_by_their_titles() -> None:
    assert reason_in("hi", "payables cannot be told by category") == "देनदारी: श्रेणी के हिसाब से नहीं बताया जा सकता"
    assert reason_in("en", "payables cannot be told by category") == "payables cannot be told by category"


@pytest.mark.parametrize("question", ["अगले साल की बिक्री", "देनदारी श्रेणी के हिसाब से", "पिछले महीने मौसम कैसा था"])
def test_a_refusal_of_a_question_in_hindi_is_hindi(question: str) -> None:
    parsed = parse(question, names=NameIndex([]), calendar=Calendar(), today=TODAY)

    assert parsed.status == "refused"
    assert not LATIN.search(parsed.reason), parsed.reason
