"""Names of a shop found in the words of a question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.parser.names import Name, NameIndex, NameMatch
from ai.parser.normalise import tokenise, words_of
from ai.parser.phonetics import sound
from ai.parser.readings import DOUBT

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


SHOP = NameIndex(
    [
        Name("customer", "ramesh", "Ramesh Traders"), Name("customer", "kale", "Dr Kale Clinic"), Name("customer", "annapurna", "Hotel Annapurna"), Name("customer", "sons", "Jain & Sons"),
        Name("customer", "brothers", "Jain and Brothers"), Name("customer", "care", "Best Care Nursing Home"), Name("product", "butter", "Amul Butter 500g"), Name("product", "milk", "Buffalo milk"), Name("product", "rice", "Basmati rice 1 kg"),
        Name("product", "diya", "Clay diyas, box of 12"), Name("product", "mask", "N95 Mask"), Name("product", "good", "Good Day Biscuits"), Name("product", "tablet", "Day & Night Cold Tablet"), Name("category", "hire", "For hire"), Name("category", "wear", "Winter wear"),
        Name("product", "bulb", "LED Bulb 9 w"), Name("customer", "lata", "Lata Kelkar"), Name("customer", "meera", "मीरा जोशी"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "value"),
    [
        # in the other script, both ways
        ("होटल अन्नपूर्णा", "annapurna"), ("बेस्ट केयर नर्सिंग होम", "care"), ("विंटर वियर", "wear"), ("एन95 मास्क", "mask"), ("meera joshi", "meera"), ("मिरा जोशी", "meera"),
        # "and"
        ("jain n sons", "sons"), ("jain and sons", "sons"), ("जैन एंड संस", "sons"), ("jain aur brothers", "brothers"), ("jain & brothers", "brothers"), ("डे एंड नाइट कोल्ड टैबलेट", "tablet"), ("day night cold tablet", "tablet"),
        # titles
        ("m/s ramesh traders", "ramesh"), ("shri ramesh traders", "ramesh"), ("ramesh ji", "ramesh"), ("ramesh bhai traders", "ramesh"), ("डॉ काले क्लिनिक", "kale"), ("doctor kale clinic", "kale"), ("kale clinic", "kale"),
        # short forms
        ("ramesh tdrs", "ramesh"), ("amul btr", "butter"), ("jain bros", "brothers"),
        # sizes
        ("amul butter 500 gm", "butter"), ("amul butter 500gms", "butter"), ("basmati rice 1kg", "rice"), ("basmati rice 1 किलो", "rice"), ("basmati rice 1किलो", "rice"), ("led bulb 9 watt", "bulb"),
        # goods in the other language, in any case
        ("दूध", "milk"), ("doodh", "milk"), ("basmati chawal", "rice"), ("बासमती चावल", "rice"), ("दीये", "diya"), ("makkhan", "butter"),
        # plurals, written together or apart, commas
        ("clay diya", "diya"), ("basmati rices", "rice"), ("goodday biscuits", "good"), ("amulbutter", "butter"), ("bas mati rice", "rice"), ("clay diyas, box of 12", "diya"),
    ],
)  # fmt: skip
def test_a_name_is_found_under_every_way_of_writing_it(written: str, value: str) -> None:
    words = [token.text for token in tokenise(written)]

    best = min(SHOP.find(words), key=lambda match: (match.start - match.end, match.cost))

    assert (best.start, best.end, [name.value for name in best.names]) == (0, len(words), [value])
    assert best.cost <= DOUBT


def test_initials_are_asked_about() -> None:
    [match] = SHOP.find(["rt"])

    assert [name.value for name in match.names] == ["ramesh"]
    assert match.cost > DOUBT
    assert SHOP.find(["rt"], known=("rt",)) == []


@pytest.mark.parametrize(
    "word", ["लौटे", "फाड़े", "सही", "मैं", "late", "mostly", "kahan", "bolo", "different", "for", "kg", "1", "and", "day"]
)
def test_an_ordinary_word_is_no_name(word: str) -> None:
    found = SHOP.find([word], known=("day", "kg"), small=("for", "and"))

    assert [match for match in found if match.cost <= DOUBT] == []


@pytest.mark.parametrize("sign", ["य", "ह", "हा", "अ"])
def test_a_word_of_very_many_signs_is_held_against_a_name_in_no_time(sign: str) -> None:
    """Of signs that need not be written there are more ways through a name than could ever be tried one by one."""
    index = NameIndex([Name("customer", "queues", "Queues Sequoiaueia")])

    assert index.find(["क" + sign * 250]) == []


def test_an_and_between_two_names_joins_them_only_where_one_name_has_both() -> None:
    spans = {(match.start, match.end) for match in SHOP.find("ramesh traders and buffalo milk".split())}

    assert spans == {(0, 2), (3, 5)}


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


def test_a_name_may_end_in_a_word_that_joins_others() -> None:
    index = NameIndex([Name("product", "a", "Vitamin N"), Name("product", "b", "Vitamin C")])

    assert [(name.value, match.cost) for match in index.find(("vitamin", "n")) for name in match.names] == [("a", 0.0)]


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


def test_a_word_of_what_the_books_do_not_hold_is_no_slip_for_a_name() -> None:
    index = NameIndex([Name("product", "1", "HOT WATER BOTTLE")])

    assert index.find(("weather",), elsewhere={"weather"}) == []
    assert index.find(("weather",)) != []


@pytest.mark.parametrize("word", ["hotel", "hotels"])
def test_a_part_of_names_is_one_in_the_singular_and_in_the_plural(word: str) -> None:
    index = NameIndex([Name("customer", "a", "Rajputana Hotels"), Name("customer", "b", "Hotel Pearl Palace")])

    best = index.find((word,))[0]

    assert {name.value for name in best.names} == {"a", "b"}


def test_two_kinds_joined_by_and_are_no_name_with_their_words_in_another_order() -> None:
    shop = NameIndex([Name("category", "Bikes", "Bikes"), Name("category", "E-bikes", "E-bikes"), Name("product", "p1", "Rad City E-Bike")])  # fmt: skip

    found = shop.find("bikes and e bikes".split())

    assert {(match.start, match.end, match.names[0].label) for match in found if match.cost == 0} == {(0, 1, "Bikes"), (2, 4, "E-bikes")}  # fmt: skip
