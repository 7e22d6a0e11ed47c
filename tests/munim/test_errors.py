"""Errors: a code for programs, a sentence for people, facts beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from munim import errors
from munim.errors import MunimError, Refused, Throttled


class CreditLimitReached(Refused):
    """The customer's credit limit does not allow this.

    What is owed already counts.
    """

    code = "credit_limit"


def family(kind: type[MunimError] = MunimError) -> Iterator[type[MunimError]]:
    for child in kind.__subclasses__():
        yield child
        yield from family(child)


def test_an_error_without_words_says_the_first_line_of_its_docstring() -> None:
    assert str(CreditLimitReached()) == "The customer's credit limit does not allow this"
    assert CreditLimitReached.title() == "The customer's credit limit does not allow this"


def test_an_error_carries_its_sentence_its_field_and_its_facts() -> None:
    error = CreditLimitReached("₹500.00 is left", field="lines", available_minor=50000)

    assert str(error) == "₹500.00 is left"
    assert error.field == "lines"
    assert error.facts == {"available_minor": 50000}
    assert error.code == "credit_limit"


def test_a_throttled_caller_is_told_when_to_come_back() -> None:
    error = Throttled(retry_after_seconds=30)

    assert error.retry_after_seconds == 30
    assert error.facts["retry_after_seconds"] == 30


@pytest.mark.parametrize(
    "kind", [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, MunimError)]
)
def test_every_kind_has_a_title_and_a_code(kind: type[MunimError]) -> None:
    assert kind.title()
    assert kind.code.replace("_", "").isalpha()


def test_no_two_errors_share_a_code_unless_one_is_the_other_s_kind() -> None:
    """A program that knows the code knows the error."""
    owners: dict[str, type[MunimError]] = {}
    for kind in family():
        if "code" in vars(kind) and not kind.__module__.startswith("tests."):
            assert owners.setdefault(kind.code, kind) is kind, f"{kind.code}: {kind} and {owners[kind.code]}"
