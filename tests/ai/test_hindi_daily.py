"""Hindi and Hinglish of every day: the commonest words of the language, as owners use them in questions, in both scripts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from ai.parser.hindi import key

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2026, 11, 18)
SHOP = read_shop(CASES, "maidan")
INDEX = SHOP.index()


def _asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency, language="en")


def _reading(question: str) -> str:
    parsed = _asked(question)
    assert parsed.status == "read", (question, parsed.reason, [one.reading for one in parsed.choices])
    return parsed.reading


@pytest.mark.parametrize(
    "word",
    "धन मौत पल पुल सम्मान समान सत्य साहित्य ग्रहण युग हल शर्म शक जंग स्थित भाग्य शौक सास ब्याज".split(),
)
def test_an_ordinary_word_of_hindi_is_no_name_for_its_sound(word: str) -> None:
    assert _asked(f"अक्टूबर में {word} कितनी बिक्री हुई").status == "refused"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("कविता की", "staff Kavita"),
        ("इमरान की", "staff Imran"),
        ("देहरादून की", "city Dehradun"),
        ("योगा मैट की", "product Yoga Mat"),
        ("ट्रेकिंग पोल की", "product Trekking Pole"),
        ("गंगा ट्रेकर्स की", "customer Ganga Trekkers"),
    ],
)
def test_a_name_that_is_written_so_is_still_the_name(said: str, name: str) -> None:
    assert _reading(f"अक्टूबर में {said} बिक्री") == f"Net sales, only {name}, from 1 to 31 October 2026."


@pytest.mark.parametrize("word", ["sundar", "hriday", "khan", "satish", "khana", "dahi"])
def test_an_ordinary_word_is_no_slip_for_a_word_of_trade(word: str) -> None:
    parsed = _asked(f"october me {word} ki bikri")

    assert parsed.status == "refused"
    assert word in parsed.unused
    assert not parsed.corrections


def test_two_like_consonants_are_two_where_the_vowel_between_is_said() -> None:
    assert key("मदद") == key("madad") != key("मद")
    assert key("सस्ता") == key("sasta") != key("सात")
    assert key("उससे") == key("usse")
    assert key("आनंद") == key("anand")


@pytest.mark.parametrize("question", ["bahar ke grahak kitne hai", "बाहर के ग्राहकों की बिक्री अक्टूबर में"])
def test_outside_is_not_dropped(question: str) -> None:
    assert _asked(question).status == "refused"


@pytest.mark.parametrize("question", ["देहरादून के बाहर कितना बिका अक्टूबर में", "dehradun ke bahar kitna bika oct me"])
def test_outside_of_a_town_leaves_it_out(question: str) -> None:
    assert _reading(question) == "Net sales, without city Dehradun, from 1 to 31 October 2026."


@pytest.mark.parametrize("question", ["मदद चाहिए", "madad chahiye"])
def test_help_is_no_head_of_expense(question: str) -> None:
    assert _reading(question) == "What can be asked."


@pytest.mark.parametrize("question", ["सबसे सस्ता सामान कौन सा है", "sabse sasta item kaun sa hai"])
def test_cheap_goods_are_found_in_both_scripts(question: str) -> None:
    assert _reading(question) == "Average selling price by product, of all time, the lowest."


@pytest.mark.parametrize(
    ("question", "reading"),
    [
        # give is no two
        ("खर्च का विवरण दो अक्टूबर का", "Expenses by expense category, from 1 to 31 October 2026."),
        ("बिक्री की जानकारी दो अक्टूबर की", "Net sales, from 1 to 31 October 2026."),
        # most of the time
        ("ज्यादातर ग्राहक किस दिन आते हैं", "Customers by weekday, of all time, the highest."),
        ("अच्छे ग्राहक कौन हैं", "Net sales by customer, of all time, the 10 highest."),
        ("sabse zyada demand kis item ki hai", "Net sales by product, of all time, the highest."),
        ("kis item me zyada fayda hai", "Gross profit by product, of all time, the highest."),
        ("किस सामान में ज्यादा फायदा है", "Gross profit by product, of all time, the highest."),
        ("kaun sa stock zyada pada hai", "Stock on hand by product, as of now, the highest."),
        ("kis ilaake me zyada bika oct me", "Net sales by city, from 1 to 31 October 2026, the highest."),
        # who owes whom
        ("किसे पैसा देना है", "Payables by supplier, as of now."),
        ("mere upar kiska paisa hai", "Payables by supplier, as of now."),
        ("rawat gym ke paas kitna udhaar hai", "Outstanding, only customer Rawat Gym, as of now."),
        ("ग्रीन हिल्स होटल की ओर कितना बाकी है", "Outstanding, only customer Green Hills Hotel, as of now."),
        ("रावत जिम का भुगतान कितना आया अक्टूबर में", "Collections, only customer Rawat Gym, from 1 to 31 October 2026."),
        # from whom goods come
        ("योगा मैट कहां से खरीदा", "Purchases by supplier, only product Yoga Mat, of all time."),
        ("yoga mat kahan se aata hai", "Purchases by supplier, only product Yoga Mat, of all time."),
        ("ग्राहक कहां से आते हैं", "Customers by city, of all time."),
        ("naya maal kitna aaya oct me", "Purchases, from 1 to 31 October 2026."),
        # what it was sold at
        ("योगा मैट कितने में बेचा", "Average selling price by day, only product Yoga Mat, of all time, the last."),
        ("oct me yoga mat kitne me becha", "Average selling price, only product Yoga Mat, from 1 to 31 October 2026."),
        # a part of a month before its month
        ("पहले 15 दिन की बिक्री अक्टूबर की", "Net sales, from 1 to 15 October 2026."),
        ("teesre hafte me kitna bika oct ke", "Net sales, from 15 to 21 October 2026."),
        ("aakhri 10 din ki bikri oct me", "Net sales, from 22 to 31 October 2026."),
        # budgets, shortages, losses
        ("बजट से ज्यादा खर्च हुआ क्या अक्टूबर में", "Expenses and expense budget, from 1 to 31 October 2026."),
        ("किस चीज की कमी है दुकान में", "Products to reorder, as of now."),
        ("stock me nuksan kitna hua oct me", "Stock losses, from 1 to 31 October 2026."),
        ("gayab maal kitne ka hai oct me", "Stock losses, from 1 to 31 October 2026."),
        ("बंद पड़ा माल कितना है", "Dead stock value, as of now."),
        # two times and none
        ("पिछली बार प्रिया थपलियाल ने कब खरीदा था", "Net sales by day, only customer Priya Thapliyal, of all time, the last."),
        ("rawat gym pehli baar kab aaya tha", "Net sales by day, only customer Rawat Gym, of all time, the first."),
        ("isi mahine pichle saal kitna bika", "Net sales, from 1 to 30 November 2025."),
        ("आज पूरे दिन में कितना बिका", "Net sales, on 18 November 2026."),
        ("sept se oct me bikri badhi ya kam hui", "Net sales, from 1 to 31 October 2026, compared with 1 to 30 September 2026."),
        ("tax kitna liya grahako se oct me", "Tax, from 1 to 31 October 2026."),
        ("कुल बिक्री का कितना भाग क्रिकेट से आया अक्टूबर में", "Shares of net sales by category, from 1 to 31 October 2026, only category Cricket shown."),
        # how long goods last, what lies, what to order
        ("kitne din ka maal bacha hai", "Days of cover, from 20 October to 18 November 2026."),
        ("sabse zyada paisa kis maal me laga hai", "Stock value by product, as of now, the highest."),
        ("kaun sa maal mahino se pada hai", "Dusty stock."),
        ("बहुत दिनों से कौन नहीं आया", "Lapsed customers."),
        ("कितना ऑर्डर करूं योगा मैट का", "What to order, only product Yoga Mat."),
        ("कौन सा आइटम खत्म होने के करीब है", "When stock runs out."),
        ("galle me kam kitna nikla aaj", "Cash over and short, on 18 November 2026."),
        ("बिना छूट के कितनी बिक्री हुई अक्टूबर में", "Gross sales, from 1 to 31 October 2026."),
        # more than then, most of all
        ("इस दिवाली पिछली दिवाली से कितना ज्यादा बिका", "Net sales, on 8 November 2026, compared with 20 October 2025."),
        ("oct me sept se kitna kam bika", "Net sales, from 1 to 31 October 2026, compared with 1 to 30 September 2026."),
        ("oct me munafa hua ya nuksan", "Gross profit, from 1 to 31 October 2026."),
        ("कुल कितने में बिका अक्टूबर में", "Net sales, from 1 to 31 October 2026."),
        ("kaun si category aage chal rahi hai", "Net sales by category, of all time, the highest."),
        ("oct me kaun zyada aaya", "Orders by customer, from 1 to 31 October 2026, the highest."),
    ],
)  # fmt: skip
def test_questions_in_the_commonest_words(question: str, reading: str) -> None:
    assert _reading(question) == reading


@pytest.mark.parametrize(
    "question",
    ["जिनका उधार है उनसे अक्टूबर में कितना आया", "jinka udhaar hai unse oct me kitna aaya"],
)
def test_those_who_owe_are_taken_up_by_a_pronoun(question: str) -> None:
    assert _reading(question) == (
        "Collections, of customers told where outstanding is more than ₹0, as of now, from 1 to 31 October 2026."
    )


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("maal kab aayega", "when ordered goods will come is not in the books; what was bought is"),
        ("बिक्री कैसे बढ़ाएं", "what to do is not in the books; why sales changed is"),
        ("kharcha kam kaise kare", "what to do is not in the books; why sales changed is"),
        ("समय पर पैसा देने वाले ग्राहक", "who pays in time is not told; who is late is"),
        ("yoga mat kitne me kharida", "what goods were bought at is not a figure; whose prices changed is"),
        ("kal dukan khuli thi kya", "the books do not hold working hours or attendance"),
        ("time pe paisa dene wale grahak", "who pays in time is not told; who is late is"),
    ],
)
def test_what_the_books_do_not_hold_is_said(question: str, why: str) -> None:
    assert _asked(question).reason == why
