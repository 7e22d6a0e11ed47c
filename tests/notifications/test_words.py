from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import notifications
from billing.integrity import Breach
from billing.low_stock import LowProduct
from munim.errors import Invalid
from munim.ids import new_id
from notifications.segments import GSM_7, GSM_7_ESCAPED, count_segments
from notifications.words import LANGUAGES, TEMPLATES, in_html, write_words

FACTS: dict[str, Any] = {
    "shop": "Sharma & Sons <Kirana>",
    "customer": "Asha",
    "name": "Asha",
    "role": "cashier",
    "number": "INV26-00001",
    "total_minor": 150000,
    "due_minor": 100000,
    "amount_minor": 50000,
    "balance_minor": 100000,
    "currency": "INR",
    "business_date": date(2026, 11, 1),
    "due_date": date(2026, 11, 17),
    "starts_on": date(2026, 11, 3),
    "ends_on": date(2026, 11, 5),
    "items": [{"name": "Projector", "quantity": Decimal("2.000")}],
    "hire_minor": 300000,
    "advance_minor": 60000,
    "delivery_address": "Community Hall, Ramdaspeth",
    "day": date(2026, 11, 20),
    "days": 3,
    "minutes": 30,
    "link": "https://munim.example/b/1?a=1&b=2",
    "products": [LowProduct(new_id(), "Toor dal", "DAL-1", Decimal("2.500"), Decimal("10.000"))],
    "breaches": [Breach("every posting balances", "17", "5", "0")],
    "subject": "Sales of the week",
    "text": "₹84,310",
    "unsubscribe": "https://munim.example/unsubscribe/7/x",
    "report": "weekly-sales",
    "cause": "the mirror cannot be read",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("event", "channel"), [(template.event, channel) for template in TEMPLATES for channel in template.channels]
)
def test_every_event_has_words_on_each_of_its_channels(event: str, channel: str, language: str) -> None:
    words = write_words(event, channel, language, FACTS)

    assert words.text
    assert "{" not in words.text + words.subject
    assert (bool(words.subject), bool(words.html)) == (channel == "email", channel == "email")


def test_no_folder_of_words_is_without_its_template() -> None:
    folders = {path.name for path in (Path(notifications.__path__[0]) / "templates").iterdir() if path.is_dir()}

    assert folders == {template.event for template in TEMPLATES}


@pytest.mark.parametrize("event", [template.event for template in TEMPLATES if "sms" in template.channels])
def test_an_english_sms_without_a_link_is_paid_for_once_or_twice_at_most(event: str) -> None:
    segments = count_segments(write_words(event, "sms", "en", {**FACTS, "link": None}).text)

    assert (segments.encoding, segments.count) == ("GSM-7", 1)


def test_a_language_without_words_falls_back_to_english() -> None:
    assert write_words("overdue_reminder", "sms", "ta", FACTS) == write_words("overdue_reminder", "sms", "en", FACTS)


def test_a_channel_without_words_is_refused() -> None:
    with pytest.raises(Invalid):
        write_words("invitation", "sms", "en", FACTS)
    with pytest.raises(Invalid):
        write_words("birthday", "email", "en", FACTS)


def test_a_page_shows_a_name_as_it_is_and_its_links_can_be_touched() -> None:
    page = in_html(
        "Dear <b>Asha</b>\nsee https://munim.example/b?a=1&b=2\n\nBye",
        sender="Sharma & Sons",
        color="#7a1f3d",
        language="en",
    )

    assert "Dear &lt;b&gt;Asha&lt;/b&gt;<br>" in page
    assert '<a href="https://munim.example/b?a=1&amp;b=2"' in page
    assert "Sharma &amp; Sons" in page
    assert page.count("<p ") == 3


def test_a_signed_link_is_whole_where_it_leads_and_short_where_it_is_read() -> None:
    link = f"https://munim.example/subscribe/7/{'0' * 36}/{'c' * 27}?expires=1&signature={'e' * 64}"
    page = in_html(f"say so here: {link}", sender="Sharma & Sons", color="#ffe600", language="en")
    href, read = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', page)[0]

    assert unescape(href) == link
    assert read == "https://munim.example/subscribe/7/0000000000000…" and len(read) == 48


def test_a_page_fits_a_phone_whatever_its_words_and_is_read_in_the_dark_and_in_any_colour() -> None:
    page = in_html("x" * 500, sender="Sharma & Sons", color="#ffe600", language="en")

    assert "table-layout:fixed" in page and "overflow-wrap:anywhere" in page
    assert "prefers-color-scheme: dark" in page
    assert page.count("#ffe600") == 1  # the band above; words are never in a shop's own colour


def test_a_subject_is_one_line_whatever_a_shop_is_called() -> None:
    assert "\n" not in write_words("bill_sent", "email", "en", {**FACTS, "shop": "A\r\nBcc: x@example.com"}).subject


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "GSM-7", 0, 1),
        ("x" * 160, "GSM-7", 160, 1),
        ("x" * 161, "GSM-7", 161, 2),
        ("x" * 306, "GSM-7", 306, 2),
        ("x" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),  # two septets each
        ("€" * 81, "GSM-7", 162, 2),
        ("x" * 152 + "€" + "x" * 10, "GSM-7", 164, 2),  # the pair is not torn across the parts
        ("x" * 152 + "€" + "x" * 153, "GSM-7", 307, 3),
        ("₹" + "x" * 69, "UCS-2", 70, 1),
        ("₹" + "x" * 70, "UCS-2", 71, 2),
        ("ब" * 134, "UCS-2", 134, 2),
        ("ब" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("x" * 66 + "😀" * 3, "UCS-2", 72, 2),
    ],
)
def test_parts_of_an_sms(text: str, encoding: str, units: int, count: int) -> None:
    found = count_segments(text)

    assert (found.encoding, found.units, found.count) == (encoding, units, count)


@given(st.text(alphabet=sorted(GSM_7 | GSM_7_ESCAPED), max_size=1000))
def test_parts_hold_the_whole_text_and_no_part_is_spare(text: str) -> None:
    found = count_segments(text)

    assert found.units <= (160 if found.count == 1 else 153 * found.count)
    assert found.count == 1 or found.units > 152 * (found.count - 1)
