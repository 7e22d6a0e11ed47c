"""The page docs/questions.md: what can be asked, by type, with examples in three languages, of the cases that are read right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from ai.cases import LANGUAGE_NAMES, LANGUAGES
from ai.evaluation import Outcome

EXAMPLES: Final = 3  # of a type in each language

HEAD: Final = """# What can be asked

`munim ask` and `POST /api/ai/ask` read questions in English, in Hindi and in Hinglish, as they are typed: without capitals, short, misspelt,
with polite words around them. Names of customers, products, staff, suppliers and categories may be misspelt, or written in either script; the
answer is told in the question's language and letters. What a figure means is on the page `docs/metrics.md`. A question that may mean two things is asked back, with the likeliest first; one that the books cannot
answer is refused, naming the words.

The examples are cases of `tests/cases/questions`, asked on Wednesday 18 November 2026 in the two shops of `munim demo`; `munim eval` counts how
many of all cases are read as they should be. This page is written by `munim eval --part kept --markdown`.

How the figures are made: cases are written in rounds, each in another voice (owners on the phone, an accountant and counter staff, a
stationer's family, marketers and a partner in haste) and partly of a shop that no round before knew, by somebody who knows the catalogue and not
the parser's words. A round first stands in the folder `held`, where nobody who writes the parser looks, and is measured there once with the parser
as it is: `munim eval --part held`. Only then is it moved to the kept cases, from which the parser may learn, and the next round takes its place. A
figure of kept cases says what has been learned, a figure of held ones what an unknown owner finds. What a case expects is mended only where a
neutral reader would agree. `sql` beside a case is written by hand and run in the demo's shops by `tests/ai/test_answers_by_hand.py`.
"""


def question_page(outcomes: Sequence[Outcome]) -> str:
    """The page, of types that have a title. Of each language come those examples first that came first in the cases."""
    parts = [HEAD]
    read = [outcome for outcome in outcomes if outcome.verdict == "exact" and outcome.case.title]
    for title, exact in _by_title(read).items():
        # what is refused or asked back shows up only where a whole type is
        of_type = [outcome for outcome in exact if outcome.case.expects == "read"] or exact
        examples = [_examples(of_type, language) for language in LANGUAGES]
        rows = [" | ".join(("", *(each or "" for each in row), "")).strip() for row in zip_longest(*examples)]
        head = " | ".join(LANGUAGE_NAMES[language] for language in LANGUAGES)
        parts.append("\n".join([f"## {title.rstrip('.')}\n", f"| {head} |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def _by_title(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.case.title, []).append(outcome)
    return found


def _examples(outcomes: Sequence[Outcome], language: str) -> list[str]:
    """The first question of each of the first readings, so that they differ in more than words."""
    chosen = {
        repr((outcome.case.readings, outcome.case.shop)): outcome.case.question
        for outcome in reversed(outcomes)
        if outcome.case.language == language and len(outcome.case.question) > 3
    }
    firsts = list(reversed(chosen.values()))
    others = [outcome.case.question for outcome in outcomes if outcome.case.language == language]
    return [f"“{question}”" for question in dict.fromkeys([*firsts, *others])][:EXAMPLES]
