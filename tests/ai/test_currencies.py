"""An amount may be said in the words of the shop's own currency, whichever that is, before it or behind it."""

from __future__ import annotations

from datetime import date

import pytest

from ai.parser import NameIndex, parse
from ai.parser.words.amounts import CURRENCIES
from munim.days import Calendar
from munim.money import exponent

TODAY = date(2026, 10, 28)
NOBODY = NameIndex([])


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
@pytest.mark.parametrize(
    "question", ["customers who owe more than {}", "who owes us over {}", "customers with outstanding above {}"]
)
def test_an_amount_is_read_in_every_word_for_the_shops_currency(currency: str, question: str) -> None:
    for word in CURRENCIES[currency]:
        for amount in (f"{word} 5000", f"5000 {word}", f"5,000 {word}"):
            found = parse(question.format(amount), names=NOBODY, calendar=Calendar(), today=TODAY, currency=currency)

            assert found.query is not None, (amount, found.reason)
            [having] = found.query.having
            assert (having.metric, having.operator, having.values) == ("outstanding", "above", (5000 * 10 ** exponent(currency),)), amount  # fmt: skip


@pytest.mark.parametrize(("currency", "word"), [("INR", "shillings"), ("KES", "rupees"), ("GBP", "dollars")])
def test_an_amount_in_another_countrys_money_is_never_read_as_the_shops(currency: str, word: str) -> None:
    found = parse(f"customers who owe more than 5000 {word}", names=NOBODY, calendar=Calendar(), today=TODAY, currency=currency)  # fmt: skip

    assert found.status == "refused"


@pytest.mark.parametrize(
    ("currency", "said", "amount"),
    [
        ("INR", "Rs5,000", 5000), ("INR", "rs5k", 5000), ("INR", "rs500", 500), ("ZAR", "R500", 500), ("ZAR", "R1,500", 1500), ("ZAR", "R 1,500", 1500),
        ("MYR", "RM2k", 2000), ("KES", "Sh500", 500), ("CAD", "C$500", 500), ("AUD", "A$ 1,200", 1200), ("NZD", "NZ$75", 75), ("CAD", "$99.50", 99.5),
        ("AED", "Dh 500", 500), ("USD", "500 bucks", 500),
    ],
)  # fmt: skip
def test_an_amount_may_be_written_onto_the_sign_of_its_money(currency: str, said: str, amount: float) -> None:
    found = parse(f"customers who owe more than {said}", names=NOBODY, calendar=Calendar(), today=TODAY, currency=currency)  # fmt: skip

    assert found.query is not None, found.reason
    assert found.query.having[0].values == (amount * 10 ** exponent(currency),)


@pytest.mark.parametrize(
    ("currency", "said"),
    [
        ("INR", "R500"),
        ("ZAR", "RM500"),
        ("GBP", "C$500"),
        ("KES", "Rs5,000"),
        ("AUD", "US$500"),
        ("CAD", "A$500"),
        ("USD", "NZ$ 20"),
    ],
)
def test_an_amount_written_onto_another_countrys_sign_is_not_read(currency: str, said: str) -> None:
    found = parse(f"customers who owe more than {said}", names=NOBODY, calendar=Calendar(), today=TODAY, currency=currency)  # fmt: skip

    assert found.status == "refused"
