"""Names of a shop found in the words of a question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.parser.names import Name, NameIndex, NameMatch
from ai.parser.normalise import tokenise, words_of
from ai.parser.phonetics import sound

NAMES = (
    "Suresh Aggarwal", "Lakshmi Stores", "Mohammed Irfan", "Harpreet Kaur", "Bhosale & Sons", "Bread and Butter Co", "Ganesh Patil", "Ganesh Jadhav", "7up 750ml", "Best Traders",
)  # fmt: skip
INDEX = NameIndex(Name("customer", name, name) for name in NAMES)


def found(text: str, *, known: tuple[str, ...] = ()) -> list[NameMatch]:
    return INDEX.find(words_of(text), known=known)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("suresh agrawal", "Suresh Aggarwal"),
        ("sooresh agarwal", "Suresh Aggarwal"),
        ("laxmi stores", "Lakshmi Stores"),
        ("laxmi store", "Lakshmi Stores"),
        ("muhammad irfan", "Mohammed Irfan"),
        ("mohamed irfaan", "Mohammed Irfan"),
        ("harprit kaur", "Harpreet Kaur"),
        ("harpreet", "Harpreet Kaur"),
        ("kaur harpreet", "Harpreet Kaur"),
        ("bhosale and sons", "Bhosale & Sons"),
        ("bread butter", "Bread and Butter Co"),
        ("सुरेश अग्रवाल", "Suresh Aggarwal"),
        ("7up", "7up 750ml"),
    ],
)
def test_a_name_is_found_despite_its_spelling(written: str, name: str) -> None:
    assert found(written)[0].names[0].label == name


def test_namesakes_are_found_together() -> None:
    [match] = found("ganesh")

    assert ([name.label for name in match.names], match.count, match.how) == (
        ["Ganesh Jadhav", "Ganesh Patil"],
        2,
        "part",
    )


def test_a_name_to_the_letter_costs_nothing_and_any_liberty_costs_something() -> None:
    assert found("ganesh patil")[0].cost == 0
    assert 0 < found("ganesh pattil")[0].cost < found("gamesh patil")[0].cost < found("patil")[0].cost


def test_a_word_of_the_language_is_no_part_of_a_name() -> None:
    assert found("best", known=("best",)) == []
    assert found("best traders", known=("best",))[0].names[0].label == "Best Traders"


def test_sizes_and_codes_are_never_guessed() -> None:
    index = NameIndex([Name("product", "a", "Ghee 500g"), Name("product", "b", "Ghee 5kg", aliases=("GH5",))])

    assert index.find(("600g",)) == []
    assert [name.value for name in index.find(("ghee", "5kg"))[0].names] == ["b"]
    assert [name.value for name in index.find(("gh5",))[0].names] == ["b"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("aggarwal", "agrawal"),
        ("laxmi", "lakshmi"),
        ("joshi", "jhoshi"),
        ("chawla", "chavla"),
        ("रमेश", "ramesh"),
        ("वैशाली", "vaishali"),
    ],
)
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other) != ""


@given(label=st.text("abcXYZ fy 0129", max_size=20))
@settings(deadline=None)
def test_plain_names_have_the_words_that_questions_have(label: str) -> None:
    assert words_of(label) == tuple(token.text for token in tokenise(label))


@given(
    labels=st.lists(st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=25), max_size=8),
    question=st.text(max_size=60),
)
@settings(max_examples=150, deadline=None)
def test_any_name_given_to_the_letter_is_found(labels: list[str], question: str) -> None:
    index = NameIndex(Name("product", str(n), label) for n, label in enumerate(labels))

    index.find(words_of(question))
    for label in labels:
        words = words_of(label)
        if words and len(words) <= 10 and len(set(words)) == len(words):
            assert any(
                match.cost == 0 and len(words_of(name.label)) == len(words)
                for match in index.find(words)
                for name in match.names
            )
