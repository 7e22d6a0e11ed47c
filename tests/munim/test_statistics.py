"""After a bulk load the planner knows how large the tables are."""

from __future__ import annotations

import psycopg

from billing.business import BusinessSettings
from billing.ledger import CHART
from munim.database import Database
from munim.roles import Addresses
from munim.statistics import refresh_statistics
from tests.conftest import open_shop


def test_the_planner_learns_what_a_load_wrote(own_books: Addresses, own_database: Database) -> None:
    open_shop(own_database, BusinessSettings(name="Sharma Kirana Store"))

    refresh_statistics(own_books.owner)

    with psycopg.connect(own_books.owner) as connection:
        counted = dict(
            connection.execute("SELECT relname, reltuples FROM pg_class WHERE relname IN ('accounts', 'bills')")
        )
    assert counted == {"accounts": float(len(CHART)), "bills": 0.0}
