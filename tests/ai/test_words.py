"""The vocabulary of questions: everyday words, short forms and idioms of trade."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Name, NameIndex, Parsed, parse
from ai.parser.hindi import plain
from ai.parser.lexicon import lexicon
from ai.parser.normalise import tokenise
from ai.parser.paraphrase import paraphrased, spelled_out
from ai.parser.words import SHORT_FORMS
from ai.parser.words.idioms import IDIOMS
from ai.parser.words.idioms_hindi import IDIOMS_HINDI
from ai.parser.words.verbs_hindi import hindi_verbs

SHOP = read_shop(Path(__file__).parents[1] / "cases" / "questions", "sharma")
INDEX = SHOP.index()


def _asked(question: str, index: NameIndex = INDEX) -> Parsed:
    return parse(
        question, names=index, calendar=SHOP.calendar, today=date(2026, 11, 18), currency=SHOP.currency, language="en"
    )


def _plain(question: str, index: NameIndex = INDEX) -> str:
    return " ".join(token.text for token in paraphrased(tokenise(question), lexicon(), index))


@pytest.mark.parametrize(
    ("everyday", "plain"),
    [
        ("how many units did we ship last month", "how many units did we sell last month"),
        ("honestly what was the sale yesterday", "what was the sale yesterday"),
        ("i want to understand the sales of october", "sales of october"),
        ("ttl sls frm 1 oct tk 10 oct", "total sales from 1 oct to 10 oct"),
        ("hghst slng prdts lst mnth", "highest selling products last month"),
        ("superhit products last month", "best selling products last month"),
        ("idle items", "dead stock"),
        ("which items are losing steam", "which items are declining"),
        ("customers behind on payments", "overdue customers"),
        ("active buyers last month", "customers last month"),
        ("haath pe kitna hai", "cash in hand"),
        ("kaunse grahak chhoote", "lapsed customers"),
        ("pichle mahine kitna maal nikla", "pichle mahine kitna maal bika"),
        ("हाथ में कितना पैसा है", "cash in hand"),
        ("chalta maal pichle mahine", "best selling products last month"),
        ("sales by section in october", "sales by category in october"),
        ("how many cartons did we sell last month", "how many units did we sell last month"),
        ("असल में सितम्बर की बिक्री कितनी थी", "september ki bikri kitni thi"),
        ("pichle mahine bahut jaldi batao kitna maal bik gaya", "pichle mahine kitna maal bika"),
        ("सर्वश्रेष्ठ ग्राहक पिछले महीने", "सबसे अच्छे ग्राहक पिछले महीने"),
    ],
)
def test_everyday_words_ask_what_plain_words_ask(everyday: str, plain: str) -> None:
    said, meant = _asked(everyday), _asked(plain)

    assert (said.status, said.query, said.report) == (meant.status, meant.query, meant.report)
    assert said.status == "read"


@pytest.mark.parametrize(
    "word",
    [
        "organic",
        "wholesale",
        "his",
        "premium",
        "delivered late",
        "standing",
        "seed",
        "tear",
        "interesting",
        "prompt",
        "rainy",
    ],
)
def test_a_word_that_would_change_the_answer_is_never_dropped(word: str) -> None:
    assert _asked(f"{word} sales in october").status != "read"


@pytest.mark.parametrize("name", ["salma", "ajay", "agra", "sayyad"])
def test_a_name_that_the_shop_does_not_have_is_not_taken_for_an_everyday_word(name: str) -> None:
    assert _asked(f"sales to {name} in october").status != "read"


def test_what_idioms_and_short_forms_stand_for_is_known() -> None:
    known = lexicon()
    meant = [token.text for meaning, _ in (*IDIOMS, *IDIOMS_HINDI) for token in tokenise(meaning)] + " ".join(
        SHORT_FORMS.values()
    ).split()

    assert [word for word in meant if known.spellings.one(word) not in known.words and not word.isdecimal()] == []


def test_the_choices_of_an_idiom_are_spelled_out() -> None:
    assert [" ".join(words) for words in spelled_out("losing|picked_up its|? steam")] == [
        "losing its steam",
        "losing steam",
        "picked up its steam",
        "picked up steam",
    ]


def test_an_idiom_gives_way_to_a_name_that_has_its_words() -> None:
    named = NameIndex([Name("category", "1", "Superhit Products")])

    assert _plain("superhit products last month") == "best selling products last month"
    assert _plain("superhit products last month", named) == "superhit products last month"


def test_an_idiom_inside_a_longer_phrase_that_is_known_is_left_alone() -> None:
    assert _plain("hot cakes") == "best selling products"
    assert _plain("what sells like hot cakes") == "what sells like hot cakes"


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        ("kal kitni parchi kati", "Orders, on 17 November 2026."),
        ("is mahine kitni parchiyan kaati gayi", "Orders, from 1 to 30 November 2026 (so far: today is 18 November 2026)."),
        ("october me kitna maal mangwaya karte the", "Purchases, from 1 to 31 October 2026."),
        ("छूट काटने से पहले की बिक्री अक्टूबर में", "Gross sales, from 1 to 31 October 2026."),
        ("अक्टूबर में ग्राहकों ने कितने का माल वापस किया", "Returns, from 1 to 31 October 2026."),
        ("अक्टूबर में कौन कितना बेच पाया", "Net sales by staff, from 1 to 31 October 2026."),
        ("अक्टूबर में कितने नये लोग जुड़े", "New customers, from 1 to 31 October 2026."),
        ("कितने लोगों के पास हमारा पैसा है", "Customers who owe, as of now."),
        ("october ke sabhi somvar ki bikri", "Net sales, only Mondays, from 1 to 31 October 2026."),
        ("oct me 20 hazar se upar ki khareed wale", "Net sales by customer, where net sales is more than ₹20,000, from 1 to 31 October 2026."),
        ("दुकान में कितने का माल रखा है", "Stock value, as of now."),
        ("aaj udhaar ka kitna paisa aaya", "Collections, on 18 November 2026."),
        ("stock me kitna paisa laga hua hai", "Stock value, as of now."),
        ("5 से कम बचे आइटम", "Stock on hand by product, where stock on hand is less than 5, as of now."),
    ],
)  # fmt: skip
def test_hindi_of_the_counter_is_read(question: str, reading: str) -> None:
    assert _asked(question).reading == reading


def test_twenty_and_twenty_two_are_told_apart() -> None:
    asked = _asked("अक्टूबर में बीस हजार से ज्यादा वाले ग्राहक")

    assert "₹20,000" in (asked.reading or "") + " ".join(choice.reading for choice in asked.choices)
    assert not any("₹22,000" in choice.reading for choice in asked.choices)


@pytest.mark.parametrize("word", ["नये", "नयी", "दिखायेंगे", "रुपये"])
def test_the_y_between_vowels_is_written_or_left_out(word: str) -> None:
    assert plain(word) == {"नये": "नए", "नयी": "नई", "दिखायेंगे": "दिखाएंगे", "रुपये": "रुपए"}[word]


def test_a_hindi_verb_has_all_its_forms_but_those_of_the_future() -> None:
    sells = {form for form, _, value in hindi_verbs() if value == "sell"}

    assert {"बेचा", "बेचती", "बेचने", "बेचकर", "बेचवाया"} <= sells
    assert not any(form.endswith(("ेगा", "ेगी", "ेंगे")) for form, _, _ in hindi_verbs())
