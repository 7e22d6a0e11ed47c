"""One answer of the model: set aside in the day's budget first, tried again where that may help, settled by what was counted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ai.budget import Purse, Tokens, most_read
from ai.model import Answered, Message, Model, ModelUnavailable, may_have_cost, may_help_again

REPAIRS: Final = 2  # times that an answer's error is given back
TRIES: Final = 3  # of one call that failed by no fault of what was asked
PAUSE: Final = 0.5  # seconds before the second try, twice that before the third
MOST_WRITTEN: Final = 2_000  # tokens of an answer, thinking included
PATIENCE: Final = 30.0  # seconds that one try may take


def called(
    messages: Sequence[Message], schema: dict[str, Any], *, model: Model, purse: Purse
) -> tuple[Answered, Tokens]:
    """One answer, tried again where that may help. Each try is set aside first and settled by what the provider counted."""
    aside = Tokens(most_read(msgspec.json.encode(schema).decode(), *(m["content"] for m in messages)), MOST_WRITTEN)
    for tried in range(1, TRIES + 1):
        purse.set_aside(aside)
        try:
            answered = model.write_json(messages, schema=schema, most_written=MOST_WRITTEN, seconds=PATIENCE)
        except ModelUnavailable as error:
            purse.settle(aside, aside if may_have_cost(error) else Tokens(0, 0))
            if tried == TRIES or not may_help_again(error):
                raise
            time.sleep(PAUSE * tried)
            continue
        spent = aside if answered.spent is None else answered.spent
        purse.settle(aside, spent)
        return answered, spent
    raise ModelUnavailable("the model did not answer")
