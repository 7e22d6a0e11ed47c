"""A question on its way to its figures, as the rules of ``figures`` see and change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ai.parser.clauses import Clauses, Draft, Misfit, quantity_slug
from ai.parser.sets import sets_of


class Measure:
    """The clauses, the draft made of them so far, and the figures they name.

    ``stated`` are the figures named as such, ``figures`` those and what conditions and orders name; ``parties`` the
    dimensions that are spoken of, known once the splits are settled (``settle_parties``).
    """

    def __init__(self, clauses: Clauses, draft: Draft) -> None:
        self.clauses = clauses
        self.draft = draft
        self.stated = [quantity_slug(slug) for slug in clauses.all("metric")]
        self.figures: tuple[str, ...] = ()
        self.verbs: set[str] = set(clauses.all("verb"))
        self.nouns: set[str] = {noun.dimension for noun in clauses.all("listed")}
        self.parties: set[str] = set()

    def has(self, *categories: str) -> bool:
        """Whether any of these clauses is in the question."""
        return self.clauses.has(*categories)

    def all(self, category: str) -> list[Any]:
        """The values of the clauses of ``category``."""
        return self.clauses.all(category)

    @property
    def joined(self) -> bool:
        """Whether a word joins what is asked: two things are meant."""
        return self.clauses.has("and", "comma")

    @property
    def chosen(self) -> list[str]:
        """The dimensions of the names that the question is narrowed to, or leaves out."""
        return [selection.chosen.dimension for selection in self.clauses.all("filter")]

    def told(self, *metrics: str, cost: float = 0.0, **changes: Any) -> list[Draft]:
        """The draft with these figures, and ``changes``."""
        return [self.draft.with_cost(cost, metrics=metrics, **changes)]

    def by_but(self, *slugs: str) -> tuple[str, ...]:
        """What the draft is split by, but for ``slugs``."""
        return tuple(slug for slug in self.draft.by if slug not in slugs)

    def split(self, *by: str) -> None:
        """Split the draft by these from now on."""
        self.draft = self.draft.with_cost(0.0, by=by)

    def named(self) -> tuple[str, ...]:
        """The figures that are stated, that conditions and orders name, or else what was lost."""
        ordering = [quantity_slug(slug) for slug in self.all("order_by")]
        conditions = [quantity_slug(condition.metric) for condition in self.all("condition") if condition.metric]
        losses = [] if self.stated else list(self.all("loss"))
        # of the best told with further figures, that which they are the best by stands first
        first = ordering if self.clauses.has("ranking") and len(set(self.stated)) > 1 else []
        return tuple(dict.fromkeys([*first, *self.stated, *conditions, *ordering, *losses]))

    def spoken_of(self) -> set[str]:
        """The dimensions that the question speaks of."""
        return {
            *self.chosen,
            *self.draft.by,
            *self.nouns,
            *(things.dimension for things in sets_of(self.clauses)),
        }


Found = Iterable[Draft | Misfit] | None
"""What a rule finds: drafts with their figures, or None."""
Rule = Callable[[Measure], Found]
"""What one kind of question asks for, or None for questions of other kinds; it may have changed the measure for those after it."""
