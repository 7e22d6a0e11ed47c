"""A shop registered in Maharashtra, and its counter in October 2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from billing.business import BusinessSettings
from billing.customers import Customer
from billing.returns.gstr1 import Gstr1, export_gstr1, read_gstr1
from billing.returns.periods import parse_period
from munim.database import Database
from tests.conftest import GSTIN, Shop, open_shop
from tests.counter import Counter

OCTOBER = datetime(2026, 10, 31, 12, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.fixture
def trader(database: Database) -> Shop:
    """A shop with all that e-documents ask of a seller."""
    return open_shop(
        database,
        BusinessSettings(
            name="Sharma Traders",
            legal_name="Sharma Traders Private Limited",
            country="IN",
            state_code="27",
            gstin=GSTIN,
            tax_registration="regular",
            address="12, Laxmi Road, Sadashiv Peth",
            city="Pune",
            postcode="411030",
        ),
    )


@pytest.fixture
def october(database: Database, trader: Shop) -> Counter:
    """Its counter at noon of 31 October 2026; papers may be dated earlier, in order."""
    return Counter(database, trader, at=OCTOBER)


@pytest.fixture
def gstr1(october: Counter) -> Callable[..., Gstr1]:
    """The return of a period, of October unless said."""

    def read(period: str = "2026-10", **options: Any) -> Gstr1:
        with october.open() as session:
            return read_gstr1(session, parse_period(period), by=october.by, **options)

    return read


@pytest.fixture
def gstr1_file(october: Counter) -> Callable[..., bytes]:
    """The file of a period, of October unless said."""

    def export(period: str = "2026-10", **options: Any) -> bytes:
        with october.open() as session:
            return export_gstr1(session, parse_period(period), by=october.by, **options)

    return export


@pytest.fixture
def people(october: Counter) -> dict[str, Customer]:
    """Buyers of every kind that the returns tell apart."""
    return {
        "here": october.customer("Neighbour", state_code="27"),
        "gujarat": october.customer("Gujarat Mills", gstin="24AANFA2641L1ZF"),
        "karnataka": october.customer("Bengaluru Stores", gstin="29AABCR1718E1ZL"),
        "sez": october.customer("Zone Unit", gstin="24AAUPV7468F1ZW", gst_treatment="sez_without_payment"),
        "abroad": october.customer("London Ltd", country="GB"),
        "far": october.customer("Delhi Consumer", state_code="07"),
    }
