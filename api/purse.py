"""The budget of a business for the language model, as the books keep it: each step is a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ai.budget import Prices, Tokens
from billing.questions.model_use import MILLIONTHS_OF_A_CENT, Budget, ModelSettings, budget_of, set_aside, settle
from munim.settings import Settings


def prices_of(settings: Settings) -> Prices:
    return Prices(settings.model_input_cents, settings.model_output_cents)


def host_budget(settings: Settings) -> Budget:
    """What the host of Munim lets one business spend in a day."""
    return Budget(settings.model_tokens_per_day, settings.model_cents_per_day * MILLIONTHS_OF_A_CENT)


@dataclass(frozen=True)
class BooksPurse:
    """``transact`` runs an operation in the business's own transaction and commits it."""

    transact: Callable[[Callable[[Session], Any]], Any]
    settings: Settings
    said: ModelSettings
    day: date

    def set_aside(self, most: Tokens) -> None:
        """Raises ``BudgetUsedUp``."""
        within = budget_of(self.said, host=host_budget(self.settings))
        wanted = self._budget(most)
        self.transact(lambda session: set_aside(session, self.day, wanted, within=within))

    def settle(self, aside: Tokens, spent: Tokens) -> None:
        self.transact(lambda session: settle(session, self.day, self._budget(aside), self._budget(spent)))

    def _budget(self, tokens: Tokens) -> Budget:
        return Budget(tokens.total, prices_of(self.settings).millionths(tokens))
