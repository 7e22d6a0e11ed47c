"""What GST adds to a bill reaches the mirror: components, place of supply, debit notes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from munim.database import Database
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored

LAST_OF_CESS = date(2026, 1, 31)


@pytest.fixture
def gst_counter(database: Database, gst_shop: Any) -> Counter:
    """The counter of a fresh shop registered under GST in Maharashtra."""
    return Counter(database, gst_shop)


@pytest.fixture
def gst_mirrored(mirror_url: str, tmp_path: Path, gst_shop: Any) -> Mirrored:
    """That shop's mirror, not run yet."""
    return Mirrored(mirror_url, tmp_path / "mirror", gst_shop.business_id)


def test_components_places_and_notes_are_mirrored(gst_counter: Counter, gst_mirrored: Mirrored) -> None:
    cola = gst_counter.product("Cola", "100", tax_rate=Decimal(18), cess_rate=Decimal(12), hsn="2202")
    milk = gst_counter.product("Milk", "60", tax_treatment="exempt", hsn="0401")
    firm = gst_counter.customer("Firm", gstin="29AABCR1718E1ZL")
    bill = gst_counter.sell((cola, "2"), (milk, "1"), customer=firm, business_date=LAST_OF_CESS)
    gst_counter.sell((milk, "1"), business_date=LAST_OF_CESS)
    gst_counter.sell((milk, "1"), kind="quotation", valid_until=date(2200, 1, 1) - timedelta(days=1))
    gst_mirrored.run()

    gst_counter.credit(gst_counter.sell((cola, "1"), business_date=LAST_OF_CESS), business_date=LAST_OF_CESS)
    gst_counter.cancel(gst_counter.debit(bill, "5"))
    gst_counter.debit(bill, "7.50")
    gst_counter.sell((cola, "1"), customer=gst_counter.customer("Abroad", country="GB"), business_date=LAST_OF_CESS)
    gst_mirrored.run()

    with gst_mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(gst_counter))
    # 2 x 7.50 at 18 % and 12 %, between states; the raised price sells nothing more
    assert gst_mirrored.ask(
        "SELECT entry, quantity, net_minor, igst_minor, cess_minor, place_of_supply FROM sales WHERE entry = 'debit' ORDER BY line_id DESC LIMIT 1"
    ) == [("debit", 0, 1500, 270, 180, "29")]
    assert gst_mirrored.ask("SELECT sum(orders), sum(quantity) FROM daily_sales") == [(4, 5)]
