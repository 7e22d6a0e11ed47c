"""How old figures are, and when it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from analytics.freshness import age, notice
from analytics.shop import Shop
from munim.days import Calendar

AS_OF = datetime(2026, 11, 20, 8, 35, tzinfo=UTC)
SHOP = Shop("Sharma Kirana", "INR", 2, "IN", "Pune", Calendar("Asia/Kolkata"))


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(0), ""),
        (timedelta(minutes=15), ""),
        (timedelta(minutes=15, seconds=1), "15 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_figures_say_their_age_once_they_are_older_than_fifteen_minutes(later: timedelta, said: str) -> None:
    assert age(AS_OF, AS_OF + later) == said


def test_the_words_name_the_moment_by_the_shops_clock() -> None:
    assert notice(AS_OF, AS_OF + timedelta(hours=3), SHOP) == (
        "These figures are as of Fri 20 Nov 2026, 14:05, 3 hours old: what happened since is not in them."
    )


def test_the_words_are_in_the_shops_language() -> None:
    hindi = msgspec.structs.replace(SHOP, language="hi")

    assert notice(AS_OF, AS_OF + timedelta(days=2), hindi) == (
        "ये आँकड़े शुक्र 20 नव॰ 2026, 14:05 तक के हैं, 2 दिन पुराने: उसके बाद का हिसाब इनमें नहीं है।"
    )


def test_fresh_figures_and_those_of_no_known_hour_need_no_words() -> None:
    assert notice(AS_OF, AS_OF + timedelta(minutes=1), SHOP) == ""
    assert notice(AS_OF, None, SHOP) == ""
