"""What is wrong in a report's address is named, with the nearest that is right."""

from __future__ import annotations

import pytest

from tests.api.conftest import Person
from tests.api.test_rows import mirror, sold

__all__ = ["mirror", "sold"]

WRONG = [
    ("/api/reports/daily-sale", 404, "report", "daily-sales"),
    ("/api/reports/daily-sales?form=2026-11-01", 400, "form", "from"),
    ("/api/reports/customers?form=2026-11-01&to=2026-11-05", 400, "form", "from"),
    ("/api/reports/customers?peroid=this-month", 400, "peroid", "period"),
    ("/api/reports/customers?period=this-mnth", 400, "period", "this-month"),
    ("/api/reports/customers?filters=category:Grocery", 400, "filters", "filter"),
    ("/api/reports/customers?filter=catgory:Grocery", 400, "filter", "category"),
    ("/api/reports/sales-by-product?fromat=csv", 400, "fromat", "format"),
    ("/api/reports/sales-by-product?format=cvs", 406, "format", "csv"),
    ("/api/reports/sales-by-product?limt=3", 400, "limt", "limit"),
    ("/api/reports/sales-by-product?sort=net_sale", 400, "sort", "net_sales"),
    ("/api/reports/customer-segments?segment=champion", 400, "segment", "champions"),
    ("/api/reports/weekly-sales?startdate=2026-11-01", 400, "startdate", "startDate"),
    ("/api/reports/monthly-sales?yaer=2026", 400, "yaer", "year"),
    ("/api/reports/metrics?dys=3", 400, "dys", "days"),
    ("/api/reports/why?figur=net_sales", 400, "figur", "figure"),
    ("/api/dashboard?fromat=csv", 400, "fromat", "format"),
    ("/api/reports/daily-sales/rows?column=revnue", 404, "column", "revenue"),
    ("/api/reports/daily-sales/rows?column=revenue&tabel=hours", 400, "tabel", "table"),
    ("/api/reports/daily-sales/rows?column=revenue&table=top_product", 404, "table", "top_products"),
    ("/api/reports/product-abc/rows?table=classes&row=0&column=net_sale", 400, "column", "net_sales"),
]
# where nothing is near, what there is or what was expected is said
UNLIKE = [
    ("/api/reports/customers?xyzzy=1", "xyzzy", "there is no parameter 'xyzzy'; there is from, to, period"),
    ("/api/reports/daily-sales/rows?colum=revenue", "column", "say column"),
    ("/api/reports/customers?from=2026-13-01", "from", "expected a date such as 2026-05-01"),
    ("/api/reports/customers?from=2026-11-20&to=2026-11-01", "to", "the last day is before the first"),
    ("/api/reports/sales-by-product?filter=tax_rate:abc", "filter", "'abc' is no tax rate; give a number like 18"),
    ("/api/reports/sales-by-product?limit=abc", "limit", "limit is 1 to 100,000, not abc"),
]


@pytest.mark.parametrize(("address", "status", "param", "nearest"), WRONG)
def test_a_wrong_name_is_told_with_the_nearest(
    sold: Person, address: str, status: int, param: str, nearest: str
) -> None:
    answer = sold.get(address)

    said = answer.json()
    assert (answer.status_code, said["param"], said["nearest"]) == (status, param, nearest), said
    assert nearest in said["detail"]


@pytest.mark.parametrize(("address", "param", "detail"), UNLIKE)
def test_where_nothing_is_near_it_is_said_what_was_expected(
    sold: Person, address: str, param: str, detail: str
) -> None:
    answer = sold.get(address)

    assert (answer.status_code, answer.json()["param"]) == (400, param)
    assert answer.json()["detail"].startswith(detail)
