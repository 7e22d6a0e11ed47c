"""How well questions are understood: ``munim eval``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import rich_click as click

from cli.books import settings_here
from cli.figures import with_figures
from cli.options import as_json, of_business
from munim.terminal import print_json, print_lines, print_table, progress_bar

if TYPE_CHECKING:
    from ai.evaluation import Evaluation, Outcome, Reader, Score
    from analytics.reports import Figures

CASES: Final = Path(__file__).parents[1] / "tests" / "cases" / "questions"


@click.command("eval")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="Cases of your own; Munim's if not said."
)
@click.option(
    "--part",
    type=click.Choice(["all", "kept", "held"]),
    default="all",
    show_default=True,
    help="Those the parser was written with, or those held back.",
)
@click.option(
    "--type", "types", multiple=True, help="Only cases of this type, such as 02-top or 02; may be said again."
)
@click.option("--failures", is_flag=True, help="Print each question that did not go as it should, and how it was read.")
@click.option(
    "--model", "by_model", is_flag=True, help="Ask the language model that the settings name, instead of the parser."
)
@of_business
@click.option("--markdown", is_flag=True, help="As the page docs/questions.md: examples of what is read right.")
@as_json
def evaluate(
    folder: Path | None,
    part: Literal["all", "kept", "held"],
    types: tuple[str, ...],
    failures: bool,
    by_model: bool,
    business_id: int | None,
    markdown: bool,
    as_json: bool,
) -> None:
    """Read questions whose answer is known and count how many go as they should, by type and language. Needs no key and no books."""
    from ai.case_rows import answerer_of
    from ai.cases import read_cases
    from ai.evaluation import document
    from ai.evaluation import evaluate as evaluate_cases
    from ai.question_page import question_page
    from munim.errors import NotFound

    where = folder or CASES
    cases = [case for case in read_cases(where, part) if _is_of(case.type, types)]
    if not cases:
        raise NotFound(f"no case in {where} is of the type {', '.join(types)}", field="type")

    reader = _model_reader() if by_model else None

    def counted(figures: Figures | None) -> Evaluation:
        answerer = answerer_of(figures.mirror, figures.permissions) if figures else None
        with progress_bar("questions") as progress:
            return evaluate_cases(cases, where, reader=reader, answerer=answerer, progress=progress)

    of_rows = any(case.rows is not None for case in cases)
    evaluation = with_figures(counted, business_id, from_files=True) if of_rows else counted(None)
    if as_json:
        print_json(document(evaluation))
        return
    if markdown:
        click.echo(question_page(evaluation.outcomes), nl=False)
        return
    if failures:
        print_lines([line for outcome in evaluation.failures for line in _failure_lines(outcome)])
    _print_scores(evaluation)


def _model_reader() -> Reader:
    """Reads by the model of the settings. Raises ``Misconfigured`` without one."""
    from ai.model import open_model
    from ai.model_queries import model_reader
    from munim.errors import Misconfigured

    model = open_model(settings_here())
    if model is None:
        raise Misconfigured("no language model is set up: MUNIM_MODEL_KEY names its key", field="model_key")
    read = model_reader(model)
    return lambda case, shop, index: read(
        case.question, names=index, calendar=shop.calendar, today=case.today, currency=shop.currency
    )


def _is_of(type_: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(type_ == one or type_.startswith(f"{one}-") for one in wanted)


def _print_scores(evaluation: Evaluation) -> None:
    from ai.cases import LANGUAGE_NAMES
    from ai.evaluation import rates

    head = ("cases", "exact", "wrong", "asked", "refused", "exact %")
    rows = [(name, *_cells(score)) for name, score in evaluation.types.items()]
    print_table("", ("Type", *head), [*rows, ("total", *_cells(evaluation.total))])
    languages = [(LANGUAGE_NAMES[tag], *_cells(score)) for tag, score in evaluation.languages.items()]
    print_table("", ("Language", *head), languages)
    print_table(
        "",
        ("What matters", "count", "of", "%", "aim %", ""),
        [
            (
                rate.name,
                str(rate.count),
                str(rate.of),
                f"{rate.percent:.1f}",
                f"{'at most' if rate.most else 'at least'} {rate.aim:g}",
                "met" if rate.met else "[red]not met[/red]",
            )
            for rate in rates(evaluation.outcomes)
        ],
    )


def _cells(score: Score) -> tuple[str, ...]:
    counts = (score.cases, score.exact, score.wrong, score.asked, score.refused)
    return (*map(str, counts), f"{100 * score.exact / score.cases:.1f}")


def _failure_lines(outcome: Outcome) -> list[Any]:
    """The question, what came of it, and what should have."""
    from rich.text import Text

    from ai.evaluation import expected_in_words

    case, parsed = outcome.case, outcome.parsed
    said = parsed.reading if parsed.status == "read" else " ".join([parsed.reason, *parsed.unused])
    return [
        Text.assemble((f"{outcome.verdict:8}", "bold"), f"{case.type}: {case.question}"),
        Text(f"         came to: {said}"),
        Text(f"         expected: {expected_in_words(case)}"),
    ]
