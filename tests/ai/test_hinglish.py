"""Whoever asks in Hinglish is answered in Hinglish: Hindi in Latin letters, never a mixture of scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest

from ai.conversation.changes import _WORDS
from ai.parser.languages import language_of, words_for
from ai.parser.reasons import HINDI, reason_in
from ai.wording import _HINDI, LANGUAGES, say
from analytics.tongues import HINGLISH, tongue_of
from analytics.tongues.latin_letters import in_latin, latin_word
from etl.reader import OpenMirror
from tests.ai.test_answers import answer, kerala_store, opened

DEVANAGARI = re.compile("[\u0900-\u097f]")


@pytest.fixture(scope="module")
def store() -> Iterator[OpenMirror]:
    with opened(kerala_store(7)) as mirror:
        yield mirror


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        # the vowel nobody writes: silent at the end, and between a vowel and a consonant that has one of its own
        ("पिछले", "pichhle"), ("समझने", "samajhne"), ("सरकार", "sarkar"), ("दुकानदार", "dukandar"), ("बदलता", "badalta"), ("औसत", "ausat"), ("कब", "kab"),
        # but kept after consonants that cannot be spoken without it
        ("मूल्य", "moolya"), ("मित्र", "mitra"), ("शुद्ध", "shuddh"),
        # long vowels are doubled in a word of one syllable alone
        ("नाम", "naam"), ("माल", "maal"), ("ठीक", "theek"), ("बताया", "bataya"), ("मुनाफ़ा", "munafa"),
        # a y is heard between a or i and e; the nose is m before p, b, m
        ("किराए", "kiraye"), ("लिए", "liye"), ("नए", "naye"), ("लंबा", "lamba"), ("दिनों", "dinon"), ("ज़्यादा", "zyada"), ("हफ़्ते", "hafte"),
        # custom before sound, English words in English
        ("में", "mein"), ("नहीं", "nahi"), ("बाक़ी", "baaki"), ("रिपोर्ट", "report"), ("जीएसटी", "GST"), ("अक्टूबर", "October"),
    ],
)  # fmt: skip
def test_a_hindi_word_is_written_as_it_is_typed(written: str, typed: str) -> None:
    assert latin_word(written) == typed


def test_names_to_keep_figures_and_english_stay_as_they_are() -> None:
    assert in_latin("रमेश किराना: ₹4,500.00, UPI 20%।") == "ramesh kirana: ₹4,500.00, UPI 20%."
    assert in_latin("केवल ग्राहक रमेश किराना।", keep=["रमेश किराना"]) == "keval grahak रमेश किराना."


def test_every_phrase_has_its_places_and_no_devanagari() -> None:
    tongue, hindi = tongue_of(HINGLISH), tongue_of("hi")
    phrases = [(hindi.phrases[key], said) for key, said in tongue.phrases.items()]
    phrases += [(said, say(HINGLISH, key, **_places(said))) for key, said in _HINDI.items()]
    phrases += [(said, _WORDS[HINGLISH][key]) for key, said in _WORDS["hi"].items()]
    assert len(phrases) > 100
    for in_hindi, said in phrases:
        assert not DEVANAGARI.search(said), said
        assert _places(in_hindi).keys() == _places(said).keys()
    told = [*tongue.titles.values(), *tongue.words.values(), *tongue.months, *tongue.short_weekdays]
    told += [reason_in(HINGLISH, reason) for reason in HINDI]
    assert not [words for words in told if DEVANAGARI.search(words)]
    assert tongue.title("Net sales", slug="net_sales") == "Shuddh bikri"


def _places(phrase: str) -> dict[str, str]:
    return {place: "{" + place + "}" for place in re.findall(r"\{(\w+)\}", phrase)}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("is mahine kitni bikri hui", HINGLISH), ("pushpa ka balance", HINGLISH), ("top 5 party udhaar", HINGLISH), ("sabse zyada kaun bika", HINGLISH),
        ("saree sales of the week", "en"), ("sales by din dayal", "en"), ("how much did kavita bill last week", "en"), ("show me the sales", "en"), ("", "en"),
        ("पिछले महीने की बिक्री", "hi"), ("ramesh की sale", "hi"),
    ],
)  # fmt: skip
def test_the_small_words_tell_the_language(question: str, language: str) -> None:
    assert language_of(question) == language


def test_an_answer_is_read_and_told_in_hinglish(store: OpenMirror) -> None:
    given = answer(store, "pichhle mahine kitni bikri hui")

    assert given.language == HINGLISH
    assert given.reading == "Shuddh bikri, 1 se 31 October 2026."
    assert re.fullmatch(r"Shuddh bikri: ₹[\d,]+\.\d\d\.", given.sentence)
    assert [column.title for column in given.columns] == ["Shuddh bikri"]
    assert set(given.sentences) == set(LANGUAGES) == {"en", "hi", HINGLISH}
    assert given.sentences[HINGLISH] == given.sentence


@pytest.mark.parametrize(
    "question",
    [
        "october me category ke hisab se bikri", "is mahine ki bikri pichhle mahine ke mukable", "sabse kam margin wali category october me",
        "hafte ke hisab se bikri", "din ke hisab se bikri october me", "kis din sabse zyada bikri hoti hai", "kal mausam kaisa tha", "kya hua",
        "ramesh ka udhaar", "dead stock kitna hai", "kya kya pooch sakte hain", "bikri kyon giri october me", "pichhle saal ki bikri", "aaj ka collection",
        "october me kaunse grahak ne 500 se zyada kharida", "kitna udhaar baki hai", "subah ki bikri ya shaam ki",
    ],
)  # fmt: skip
def test_no_devanagari_stands_in_an_answer_in_hinglish(store: OpenMirror, question: str) -> None:
    given = answer(store, question)

    assert given.language == HINGLISH
    told = msgspec.json.encode([given.reading, given.sentence, given.choices, given.columns, given.chart]).decode()
    assert not DEVANAGARI.search(told)


def test_a_chart_is_headed_in_the_language_of_the_answer(store: OpenMirror) -> None:
    for question, heading in (
        ("october me category ke hisab se bikri", "Shuddh bikri (INR)"),
        ("अक्टूबर में श्रेणी के हिसाब से बिक्री", "शुद्ध बिक्री (INR)"),
        ("sales by category in october", "Net sales (INR)"),
    ):
        chart = answer(store, question).chart
        assert chart is not None
        assert chart.spec is not None
        assert chart.spec["title"]["text"] == heading


def test_a_question_back_begins_with_a_capital() -> None:
    assert words_for(HINGLISH, "is_this") == "Kya aapka matlab yahi hai?"
    assert words_for(HINGLISH, "unknown", words="“xyz”") == (
        "“xyz” samajh mein nahi aaya: na koi aankda, na tarikh, na is dukan ka koi naam"
    )
