"""Questions in words, and what a business taught the reader of them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import rich_click as click

from cli.books import fields_of, inside
from cli.figures import with_figures
from cli.options import as_json, of_business
from munim.terminal import print_json, print_lines, print_table, talk

if TYPE_CHECKING:
    from ai.answer import Answer
    from analytics.reports import Figures
    from analytics.shop import Shop
    from api.taught import Taught


@click.command()
@click.argument("question")
@click.option(
    "--after", multiple=True, help="The question asked before, which this one changes; again for each before it."
)
@click.option(
    "--language", type=click.Choice(["en", "hi", "hi-Latn"]), help="Of the answer; that of the question if not said."
)
@click.option(
    "--taught", is_flag=True, help="By what the business taught, too: its words, choices, answers marked right."
)
@of_business
@as_json
def ask(
    question: str, after: tuple[str, ...], language: str | None, taught: bool, business_id: int | None, as_json: bool
) -> None:
    """Answer a question in words from the shop's figures. Exits with 1 when it cannot be answered."""
    from ai.documents import document
    from ai.terminal import answer_lines

    known = _read_taught(business_id) if taught else None
    answer, shop = with_figures(
        lambda figures: _answered((*after, question), figures, language, known), business_id, from_files=True
    )
    if as_json:
        print_json(document(answer, shop))
    else:
        print_lines(answer_lines(answer, shop))
    sys.exit(0 if answer.status in ("answered", "empty") else 1)


def _answered(
    questions: tuple[str, ...], figures: Figures, language: str | None, taught: Taught | None
) -> tuple[Answer, Shop]:
    """The answer to the last question, each read after the one before it."""
    import ai.answers
    from ai.conversation import Asked
    from api.taught import memory_of

    memory = ai.answers.NOTHING_TAUGHT if taught is None else memory_of(taught, figures)
    previous: Asked | None = None
    for question in questions:
        answer = ai.answers.ask(
            question,
            mirror=figures.mirror,
            calendar=figures.shop.calendar,
            today=figures.today,
            permissions=figures.permissions,
            language=language,
            at=figures.at,
            memory=memory,
            previous=previous,
        )
        if answer.query is not None and answer.status in ("answered", "empty"):
            previous = Asked(answer.query, answer.view)
    return answer, figures.shop


def _read_taught(business_id: int | None) -> Taught:
    from api.taught import read_taught
    from billing.permissions import MUNIM

    with inside(business_id) as session:
        return read_taught(session, by=MUNIM)


@click.command()
@of_business
@as_json
def questions(business_id: int | None, as_json: bool) -> None:
    """The questions that people of a business kept, and which of them are marked as right."""
    from billing.listing import Listing
    from billing.permissions import MUNIM
    from billing.questions.kept import list_kept_questions

    with inside(business_id) as session:
        found = list_kept_questions(session, Listing(limit=100), by=MUNIM).items
    if as_json:
        print_json([fields_of(one) for one in found])
        return
    rows = [
        [str(one.id), one.question, "right" if one.verified else "", "shared" if one.shared else ""] for one in found
    ]
    print_table("Questions", ["id", "question", "marked", ""], rows)


@click.group()
def synonym() -> None:
    """Words of a business's own, and what they stand for in its questions."""


@synonym.command("list")
@of_business
@as_json
def list_(business_id: int | None, as_json: bool) -> None:
    """Every word and what it stands for."""
    from billing.questions.words import synonyms_of

    with inside(business_id) as session:
        found = synonyms_of(session)
    if as_json:
        print_json([fields_of(one) for one in found])
        return
    print_table("Words", ["id", "word", "means"], [[str(one.id), one.phrase, one.means] for one in found])


@synonym.command("add")
@click.argument("phrase")
@click.argument("means")
@of_business
def add(phrase: str, means: str, business_id: int | None) -> None:
    """From now on PHRASE is read as MEANS: words of a figure, a dimension, or a name of the books."""
    from billing.permissions import MUNIM
    from billing.questions.words import NewSynonym, add_synonym

    with inside(business_id) as session:
        added = add_synonym(session, NewSynonym(phrase=phrase, means=means), by=MUNIM, at=datetime.now(UTC))
    talk().print(f"“{added.phrase}” is read as “{added.means}” · {added.id}")


@synonym.command("remove")
@click.argument("synonym_id", type=click.UUID)
@of_business
def remove(synonym_id: UUID, business_id: int | None) -> None:
    """Forget what a word stands for."""
    from billing.permissions import MUNIM
    from billing.questions.words import remove_synonym

    with inside(business_id) as session:
        remove_synonym(session, synonym_id, by=MUNIM, at=datetime.now(UTC))
    talk().print("forgotten")
