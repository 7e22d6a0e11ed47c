"""Behind a report's figures over HTTP: documents with their own addresses, summing to the figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar

from api.routes.rows import ADDRESSES, COUNTED
from etl.mirror import run_mirror
from munim.settings import Settings
from tests.api.conftest import Person


@pytest.fixture
def mirror(owner: Person, mirror_url: str, settings: Settings) -> Callable[[], None]:
    def run() -> None:
        run_mirror(mirror_url, settings.mirror_folder, businesses=[owner.business_id])

    return run


@pytest.fixture
def sold(owner: Person, mirror: Callable[[], None]) -> Person:
    """An owner who sold twice today: 30.00 of tea, and 40.00 of masala tea of which 20.00 came back."""
    tea = owner.post("/api/products", {"sku": "T", "name": "Tea", "price": "10.00", "opening_stock": 9}).json()
    owner.post("/api/billing?issue=true", {"lines": [{"product_id": tea["id"], "quantity": 3}]})
    line = {"description": "Masala tea", "unit_price": "20.00", "quantity": 2}
    bill = owner.post("/api/billing?issue=true", {"lines": [line]}).json()
    owner.post(f"/api/billing/{bill['id']}/credit", {"reason": "returned", "lines": [{"position": 1, "quantity": 1}]})  # fmt: skip
    mirror()
    return owner


def test_a_headline_is_the_sum_of_its_documents_and_each_has_its_address(sold: Person) -> None:
    report = sold.get("/api/reports/daily-sales").json()

    answer = sold.get("/api/reports/daily-sales/rows?column=revenue")

    assert answer.status_code == 200, answer.text
    found = answer.json()
    [listing] = found["listings"]
    assert found["value"] == report["figures"]["revenue"] == listing["totals"]["net_sales"] == "50.00"
    assert listing["count"] == len(listing["rows"]) == 3
    for row in listing["rows"]:
        bill = sold.get(row["address"]).json()
        assert (bill["number"], bill["kind"]) == (row["document"], row["document_kind"])


def test_a_row_of_a_table_is_the_sum_of_its_own_documents(sold: Person) -> None:
    report = sold.get("/api/reports/daily-sales").json()
    names = [row["product"] for row in report["tables"]["top_products"]["rows"]]

    path = "/api/reports/daily-sales/rows?table=top_products&column=revenue&row="
    tea, masala = (sold.get(f"{path}{names.index(name)}").json() for name in ("Tea", "Masala tea"))

    assert (tea["value"], tea["listings"][0]["count"]) == ("30.00", 1)
    assert (masala["value"], masala["listings"][0]["count"]) == ("20.00", 2)


def test_rows_come_in_pages_and_the_totals_are_of_all_of_them(sold: Person) -> None:
    path = "/api/reports/daily-sales/rows?column=revenue&size=2"

    first, second = (sold.get(f"{path}&start={start}").json()["listings"][0] for start in (0, 2))

    assert (len(first["rows"]), len(second["rows"]), second["first"], second["count"]) == (2, 1, 2, 3)
    assert first["totals"] == second["totals"] == {"net_sales": "50.00"}


def test_any_query_is_told_by_its_documents(sold: Person) -> None:
    query = {"metrics": ["orders", "average_order_value"], "by": ["product_kind"], "period": "today"}

    answer = sold.post(
        "/api/reports/query/behind",
        {"query": query, "column": "average_order_value", "row": {"product_kind": "goods"}},
    )

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["formula"] == "(gross_sales - discounts) / orders"
    assert found["listings"][0]["totals"]["orders"] == "1" or found["listings"][0]["totals"]["orders"] >= 1


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("column=revenu", 404, "column"),
        ("column=revenue&table=days_of_week", 404, "table"),
        ("column=revenue&table=top_products&row=99", 400, "row"),
        ("column=revenue__share&table=top_products&row=0", 400, "column"),
        ("column=revenue&size=0", 400, "size"),
        ("column=revenue&start=-1", 400, "start"),
        ("column=revenue&days=3", 400, "days"),
    ],
)
def test_what_cannot_be_told_is_refused_by_the_parameter(sold: Person, query: str, status: int, field: str) -> None:
    answer = sold.get(f"/api/reports/daily-sales/rows?{query}")

    assert (answer.status_code, answer.json()["param"]) == (status, field), answer.text


def test_every_kind_of_document_has_an_address_that_is_served(app: Litestar) -> None:
    served = {
        re.sub(r"\{[^}]*\}", "{id}", route.path) for route in app.routes if "GET" in getattr(route, "methods", ())
    }

    assert {*ADDRESSES.values(), *COUNTED.values()} <= served


def test_an_unnamed_table_is_a_readable_figure_to_nobody_without_reports(sold: Person) -> None:
    answer: Any = sold.client.get("/api/reports/daily-sales/rows?column=revenue")

    assert answer.status_code == 401
