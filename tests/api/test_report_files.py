"""Reports over HTTP as charts, documents and files, and the rows of any query as a stream."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pypdf
import pytest

from etl.mirror import run_mirror
from munim.settings import Settings
from tests.api.conftest import Person


@pytest.fixture
def mirror(owner: Person, mirror_url: str, settings: Settings) -> Callable[[], None]:
    """Copies the owner's business into its mirror."""

    def run() -> None:
        run_mirror(mirror_url, settings.mirror_folder, businesses=[owner.business_id])

    return run


@pytest.fixture
def sold(owner: Person, mirror: Callable[[], None]) -> Person:
    """An owner who sold three teas at 10.00 and two at 20.00 today, in two bills, and whose mirror knows it."""
    owner.post("/api/billing?issue=true", {"lines": [{"description": "Tea", "unit_price": "10.00", "quantity": 3}]})
    owner.post(
        "/api/billing?issue=true", {"lines": [{"description": "Masala tea", "unit_price": "20.00", "quantity": 2}]}
    )
    mirror()
    return owner


@pytest.fixture
def two_teas(sold: Person) -> str:
    """The address of a report whose products can be drawn."""
    return "/api/reports/daily-sales"


def test_a_reports_chart_is_a_picture_that_tells_itself_in_either_look(sold: Person, two_teas: str) -> None:
    light, dark = (sold.get(f"{two_teas}?format=svg&theme={look}") for look in ("light", "dark"))
    png, vega = sold.get(f"{two_teas}?format=png"), sold.get(f"{two_teas}?format=vega")

    assert light.headers["content-type"].startswith("image/svg+xml")
    assert "<title>Revenue: Masala tea leads with ₹40.00, followed by Tea with ₹30.00.</title>" in light.text
    assert light.text != dark.text
    assert light.headers["etag"] != dark.headers["etag"]
    assert png.content.startswith(b"\x89PNG")
    assert vega.json()["description"] == "Revenue: Masala tea leads with ₹40.00, followed by Tea with ₹30.00."
    assert sold.get(f"{two_teas}?format=svg&theme=blue").json()["param"] == "theme"


def test_the_same_report_is_a_pdf_with_the_shops_head_and_parquet_with_typed_money(sold: Person, two_teas: str) -> None:
    printed, counted = sold.get(f"{two_teas}?format=pdf"), sold.get(f"{two_teas}?format=parquet&table=top_products")

    text = pypdf.PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
    assert "₹70.00" in text
    assert "Masala tea" in text
    read = pq.read_table(io.BytesIO(counted.content))
    assert read.column("revenue").to_pylist() == [Decimal("40.00"), Decimal("30.00")]
    again = sold.get(f"{two_teas}?format=pdf", headers={"if-none-match": printed.headers["etag"]})
    assert again.status_code == 304


def test_where_there_is_nothing_to_draw_the_reason_is_said(owner: Person, mirror: Callable[[], None]) -> None:
    mirror()

    answer = owner.get("/api/reports/daily-sales?format=svg")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "nothing to draw: No sales were recorded" in answer.json()["detail"]


def test_rows_of_any_query_are_streamed_in_each_form(sold: Person) -> None:
    asked = {"metrics": ["revenue", "orders"], "by": ["product"]}

    def rows(form: str) -> Any:
        return sold.post(f"/api/reports/query/rows?format={form}", asked)

    assert rows("csv").text.splitlines()[1:] == ["Masala tea,40.00,1", "Tea,30.00,1"]
    assert [json.loads(line)["revenue"] for line in rows("ndjson").text.splitlines()] == ["40.00", "30.00"]
    assert pq.read_table(io.BytesIO(rows("parquet").content)).column("revenue").to_pylist() == [40, 30]
    sheet = openpyxl.load_workbook(io.BytesIO(rows("xlsx").content))["Rows"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [40, 30]
    assert 'filename="rows.csv"' in rows("csv").headers["content-disposition"]


def test_what_a_stream_refuses_it_refuses_in_words(sold: Person) -> None:
    unknown = sold.post("/api/reports/query/rows", {"metrics": ["revenu"]})
    pivoted = sold.post("/api/reports/query/rows", {"metrics": ["revenue"], "by": ["day"], "pivot": "day"})

    assert unknown.status_code == 400
    assert "revenue" in unknown.json()["detail"]
    assert pivoted.json()["param"] == "/pivot"
