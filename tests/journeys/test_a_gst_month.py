"""A month of a shop registered under GST, over HTTP as its people would, and its books at the month's end worked out by hand.

October 2026 in Maharashtra (27). All prices are before tax; ghee bears 5 %, rice and milk are exempt, hire bears 18 %.

    bought   100 ghee at 500 from Gujarat       50,000 + IGST 2,500              in two parts, billed together
             200 kg rice at 40, 100 l milk at 50  13,000                         exempt
    sold     Ramesh (27)         20 ghee at 600   12,000 + CGST 300 + SGST 300   paid through a gateway, which keeps 100
             Annapurna (29)      10 ghee           6,000 + IGST 300
             walk-in              5 ghee           3,000 + CGST 75 + SGST 75     and 10 kg rice at 60: 600; cash
             Meera (30)           2 ghee           1,200 + IGST 60               UPI
             Imran               20 kg rice        1,200                         bill of supply
    credit   Ramesh               2 ghee          -1,200 - CGST 30 - SGST 30     paid already: his advance
    debit    Annapurna     10 more a piece           100 + IGST 5
    milk     Sunita         2 l on 5 days            600                         bill of supply at the month's end
    hire     caterers (27)     3 days at 500       1,500 + CGST 135 + SGST 135   1,770 kept of the deposit of 2,000
    spent    rent 3,000; packing 1,000 + CGST 90 + SGST 90; the till is 20 short

    sales    12,000 + 6,000 + 3,600 + 1,200 + 1,200 + 100 + 600 + 1,500 = 26,200; returns 1,200; net 25,000
    goods    ghee 20 + 10 + 5 + 2 - 2 = 35 at 500: 17,500; rice 30 at 40: 1,200; milk 10 at 50: 500; in all 19,200
    profit   25,000 - 19,200 = 5,800; less 3,000 + 1,000 + 100 + 20 = 4,120; net 1,680
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pypdf
import pytest

from api.app import create_app
from etl.mirror import run_mirror
from munim.database import Database
from munim.roles import Addresses
from munim.settings import Settings
from tests.api.conftest import PASSWORD, Clock, Person, serve
from tests.conftest import GSTIN, SECRET
from tests.gateways.provider import KEY_ID, KEY_SECRET, WEBHOOK_SECRET, Provider, razorpay_event, served

KOLKATA = ZoneInfo("Asia/Kolkata")


@dataclass
class Shop:
    """Somebody at the shop, who does one thing after another; whatever is refused fails the test."""

    person: Person
    clock: Clock
    made: dict[str, Any] = field(default_factory=dict)

    def on(self, day: int, hour: int = 10) -> None:
        """It is that hour of that day of October 2026, and somebody has signed in."""
        self.clock.now = datetime(2026, 10, day, hour, tzinfo=KOLKATA)
        credentials = {"email": self.person.email, "password": PASSWORD}
        self.person = replace(self.person, session=self.person.client.post("/api/auth/login", json=credentials).json())

    def do(self, path: str, body: Any = None, *, name: str = "") -> Any:
        """Post; the answer's id is kept under ``name``."""
        answer = self.person.post(f"/api/{path}", body)
        assert answer.status_code in (200, 201), (path, answer.text)
        if name:
            self.made[name] = answer.json()["id"]
        return answer.json()

    def see(self, path: str) -> Any:
        return self.page(path).json()

    def page(self, path: str) -> httpx.Response:
        answer = self.person.get(f"/api/{path}")
        assert answer.status_code == 200, (path, answer.text)
        return answer

    def product(self, name: str, price: str, **details: Any) -> None:
        self.do("products", {"sku": name.upper(), "name": name, "price": price, **details}, name=name)

    def sell(self, *lines: tuple[str, str], to: str | None = None, name: str) -> Any:
        wanted = [{"product_id": self.made[product], "quantity": quantity} for product, quantity in lines]
        customer = {"customer_id": self.made[to]} if to else {}
        return self.do("billing?issue=true", {**customer, "lines": wanted}, name=name)


def registered(clock: Clock, business: dict[str, Any], client: Any) -> Shop:
    body = {"email": "asha@example.com", "password": PASSWORD, "name": "Asha Sharma", "business": business}
    answer = client.post("/api/auth/register", json=body)
    assert answer.status_code == 201, answer.text
    return Shop(Person(client, body["email"], answer.json()), clock)


@pytest.fixture(scope="module")
def month(make_database: Callable[[], Addresses], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The whole month, done once; the tests look at what came of it."""
    addresses, provider = make_database(), Provider()
    database = Database(addresses.app)
    clock = Clock(datetime(2026, 10, 1, 9, tzinfo=KOLKATA))
    with served(provider) as url:
        settings = Settings(var=tmp_path_factory.mktemp("month"), secret_key=SECRET, razorpay_url=url)
        app = create_app(settings, database, clock=clock)
        with serve(app, "10.20.30.41") as client:
            business = {
                "name": "Sharma Kirana Store", "state_code": "27", "gstin": GSTIN, "tax_registration": "regular",
                "credit_days": 7, "annual_turnover": 18_000_000,
            }  # fmt: skip
            shop = registered(clock, business, client)
            _first_day(shop)
            _buy(shop)
            _sell(shop, provider)
            _deliver_and_hire(shop)
            _spend_and_count(shop)
            run_mirror(addresses.mirror, settings.mirror_folder, businesses=[shop.person.business_id])
            yield shop
    database.close()


def _first_day(shop: Shop) -> None:
    shop.on(1)
    shop.do("accounts/transfers", {"kind": "capital", "to_account": "bank", "amount": "100000"})
    shop.product("ghee", "600", tax_rate=5, hsn="04059020", category="Dairy")
    shop.product("rice", "60", tax_treatment="exempt", hsn="10063090", unit="kg", category="Staples")
    shop.product("milk", "60", tax_treatment="exempt", hsn="04014000", unit="l", category="Dairy")
    shop.product("freezer", "26000", tax_rate=18, hsn="997329", kind="rental", daily_rental_rate="500", opening_stock=1)
    for name, details in {
        "Ramesh Traders": {"gstin": "27ABCPR4821K1ZG"},
        "Hotel Annapurna": {"gstin": "29AAGFH7316L1ZZ"},
        "Deshpande Caterers": {"gstin": "27AAJFD2098M1ZX"},
        "Meera Joshi": {"state_code": "30"},
        "Imran Sheikh": {"state_code": "27"},
        "Sunita Patil": {"state_code": "27"},
    }.items():
        shop.do("customers", {"name": name, **details}, name=name.split()[0])
    shop.do("suppliers", {"name": "Anand Dairy Products", "gstin": "24AACCA6093P1ZA", "credit_days": 10}, name="Anand")
    shop.do("suppliers", {"name": "Mulshi Mill", "state_code": "27", "credit_days": 30}, name="Mill")


def _buy(shop: Shop) -> None:
    line = {"product_id": shop.made["ghee"], "quantity": 100, "unit_price": "500"}
    order = shop.do("purchases/orders", {"supplier_id": shop.made["Anand"], "lines": [line]}, name="order")
    shop.do(f"purchases/orders/{order['id']}/issue", {})
    shop.on(2)
    part = {"order_id": order["id"], "lines": [{"position": 1, "quantity": 60}]}
    first = shop.do("purchases/receipts", part)
    assert shop.see(f"purchases/orders/{order['id']}")["status"] == "partly_received"
    goods = [
        {"product_id": shop.made["rice"], "quantity": 200, "unit_price": "40"},
        {"product_id": shop.made["milk"], "quantity": 100, "unit_price": "50"},
    ]
    mill = shop.do("purchases/receipts", {"supplier_id": shop.made["Mill"], "lines": goods})
    bill = {"supplier_id": shop.made["Mill"], "reference": "MM 7", "bill_date": "2026-10-02"}
    shop.do("purchases/bills", {**bill, "lines": [{"receipt_id": mill["id"]}], "total": "13000"})
    shop.on(4)
    rest = shop.do("purchases/receipts", {"order_id": order["id"]})
    billed = [{"receipt_id": receipt["id"]} for receipt in (first, rest)]
    bill = {"supplier_id": shop.made["Anand"], "reference": "AD/1042", "bill_date": "2026-10-04", "total": "52500"}
    shop.do("purchases/bills", {**bill, "lines": billed})


def _sell(shop: Shop, provider: Provider) -> None:
    shop.on(6)
    keys = {"gateway": "razorpay", "key_id": KEY_ID, "key_secret": KEY_SECRET, "webhook_secrets": [WEBHOOK_SECRET]}
    assert shop.person.put("/api/gateways", keys, version=0).status_code == 200
    shop.sell(("ghee", "20"), to="Ramesh", name="to Ramesh")
    shop.do(f"billing/{shop.made['to Ramesh']}/payment-link", {"gateway": "razorpay"})
    (link,) = provider.links.values()
    body, headers = razorpay_event(
        "payment_link.paid", payment=provider.pay_link(link["id"], fee=100_00), payment_link=link
    )
    told = shop.person.client.post(
        f"/api/webhooks/razorpay/{shop.person.business_id}", content=body, headers=headers
    )  # fmt: skip
    assert told.status_code == 200, told.text

    shop.on(7)
    quoted = {
        "kind": "quotation",
        "customer_id": shop.made["Hotel"],
        "lines": [{"product_id": shop.made["ghee"], "quantity": 10}],
    }
    quotation = shop.do("billing?issue=true", quoted)
    shop.do(f"billing/{quotation['id']}/convert", name="to Annapurna")
    shop.on(9)
    counter = shop.sell(("ghee", "5"), ("rice", "10"), name="over the counter")
    shop.do(f"billing/{counter['id']}/payments", {"method": "cash"})
    goa = shop.sell(("ghee", "2"), to="Meera", name="to Meera")
    shop.do(f"billing/{goa['id']}/payments", {"method": "MOBILE"})
    shop.sell(("rice", "20"), to="Imran", name="to Imran")
    shop.on(12)
    back = {"reason": "two tins were dented", "lines": [{"position": 1, "quantity": 2}]}
    shop.do(f"billing/{shop.made['to Ramesh']}/credit", back, name="credit note")
    dearer = {"reason": "price of the 7th", "lines": [{"position": 1, "increase": "10"}]}
    shop.do(f"billing/{shop.made['to Annapurna']}/debit", dearer, name="debit note")


def _deliver_and_hire(shop: Shop) -> None:
    shop.on(13)
    route = shop.do("deliveries/routes", {"name": "Morning", "customer_ids": [shop.made["Sunita"]]})
    standing = {
        "route_id": route["id"],
        "customer_id": shop.made["Sunita"],
        "product_id": shop.made["milk"],
        "quantity": 2,
    }
    shop.do("deliveries/standing-orders", {**standing, "starts": "2026-10-14", "ends": "2026-10-18"})
    for day in range(14, 19):
        shop.on(day, 7)
        shop.do(f"deliveries/routes/{route['id']}/day", {"business_date": f"2026-10-{day}"})

    shop.on(20)
    item = {"product_id": shop.made["freezer"]}
    hire = {"customer_id": shop.made["Deshpande"], "lines": [item], "due_on": "2026-10-22", "handed_out": True}
    challan = shop.do("rentals/challans", hire, name="challan")
    held = {"customer_id": shop.made["Deshpande"], "challan_id": challan["id"], "amount": "2000", "method": "cash"}
    deposit = shop.do("rentals/deposits", held)
    shop.do("purchases/payments", {"supplier_id": shop.made["Anand"], "amount": "30000", "method": "bank"})
    shop.on(22, 9)
    shop.do(f"rentals/challans/{challan['id']}/returns", {"lines": [{"position": 1, "quantity": 1}]})
    bill = shop.do(f"rentals/challans/{challan['id']}/bills", name="hire")
    shop.do(f"rentals/deposits/{deposit['id']}/apply", {"bill_id": bill["id"]})
    shop.do(f"rentals/deposits/{deposit['id']}/refund", {"method": "cash"})

    shop.on(31, 19)
    billed = shop.do(f"deliveries/routes/{route['id']}/bills", {})
    assert [(one["customer_name"], one["total"]) for one in billed["results"]] == [("Sunita Patil", "600.00")]


def _spend_and_count(shop: Shop) -> None:
    shop.do("expenses", {"amount": "3000", "category": "rent", "method": "bank", "business_date": "2026-10-05"})
    packing = {"amount": "1180", "cgst": "90", "sgst": "90", "payee": "Kasba Packers", "payee_gstin": "27AAKFS3390B1Z7"}
    shop.do("expenses", {**packing, "category": "office", "method": "upi"})
    # 3,750 over the counter, 2,000 of deposit, 230 of it given back
    close = shop.see("cash-counts/day")
    assert close["expected"] == "5520.00", close
    shop.do("cash-counts", {"counted": "5500", "reason": "change given wrongly"})


# -- the books ---------------------------------------------------------------------------------------


def test_the_books_are_sound(month: Shop) -> None:
    report = month.see("integrity")

    assert (report["sound"], report["breaches"]) == (True, [])
    assert len(report["checks"]) > 30


def test_documents_are_titled_and_numbered_as_the_law_asks(month: Shop) -> None:
    documents = {
        name: month.see(f"billing/{month.made[name]}")
        for name in ("to Ramesh", "to Imran", "credit note", "debit note", "hire")
    }

    assert {name: (one["document"], one["number"]) for name, one in documents.items()} == {
        "to Ramesh": ("invoice", "INV26-00001"),
        "to Imran": ("bill_of_supply", "INVB26-00001"),
        "credit note": ("credit_note", "INVC26-00001"),
        "debit note": ("debit_note", "INVD26-00001"),
        "hire": ("invoice", "INV26-00005"),
    }
    assert (documents["hire"]["total"], documents["hire"]["due"]) == ("1770.00", "0.00")
    assert documents["to Ramesh"]["due"] == "0.00"
    assert all(one["missing"] == [] for one in month.see("numbers/gaps")["series"])


def test_profit_and_loss_is_the_hand_worked_one(month: Shop) -> None:
    found = month.see("financial-statements/profit-and-loss?start_date=2026-10-01&end_date=2026-10-31")

    assert (found["income"]["total"], found["cost_of_goods"]["total"]) == ("25000.00", "19200.00")
    assert {row["account"]: row["amount"] for row in found["expenses"]["rows"]} == {
        "rent": "3000.00", "office": "1000.00", "gateway_fees": "100.00", "cash_difference": "20.00",
    }  # fmt: skip
    assert (found["gross_profit"], found["net_profit"]) == ("5800.00", "1680.00")


def test_the_trial_balance_is_the_hand_worked_one(month: Shop) -> None:
    found = month.see("financial-statements/trial-balance?end_date=2026-10-31")

    assert {row["account"]: row["closing"] for row in found["rows"] if row["closing"] != "0.00"} == {
        "bank": "67000.00",  # 100,000 - 30,000 - 3,000
        "cash": "5500.00",
        "upi": "80.00",  # 1,260 - 1,180
        "gateway": "12500.00",  # 12,600 - 100
        "inventory": "43800.00",  # 65 ghee, 170 kg of rice, 90 l of milk: 32,500 + 6,800 + 4,500
        "receivable": "6945.00",  # 6,300 + 105 + 1,200 + 600 - 1,260
        "input_igst": "2500.00",
        "input_cgst": "90.00",
        "input_sgst": "90.00",
        "output_igst": "-365.00",  # 300 + 60 + 5
        "output_cgst": "-480.00",  # 300 + 75 - 30 + 135
        "output_sgst": "-480.00",
        "payable": "-35500.00",  # 52,500 - 30,000 + 13,000
        "capital": "-100000.00",
        "sales": "-26200.00",
        "sales_returns": "1200.00",
        "cost_of_goods": "19200.00",
        "rent": "3000.00",
        "office": "1000.00",
        "gateway_fees": "100.00",
        "cash_difference": "20.00",
    }
    assert found["closing_debit"] == found["closing_credit"]


def test_the_balance_sheet_balances(month: Shop) -> None:
    found = month.see("financial-statements/balance-sheet?as_of=2026-10-31")

    # 138,505, the debit balances of assets in the trial balance, and what Ramesh has paid ahead stands on the other side
    assert found["assets"]["total"] == found["liabilities_and_equity"] == "139765.00"
    assert found["profit"] == "1680.00"


def test_ageing_of_debtors_and_creditors(month: Shop) -> None:
    debtors = month.see("customers/ageing?as_of=2026-10-31")
    creditors = month.see("purchases/ageing?as_of=2026-10-31")

    # due on the 14th and, the debit note, on the 19th; Imran's on the 16th; Sunita's in November
    assert {one["customer_name"]: (one["owed"]["current"], one["owed"]["days_1_30"], one["owed"]["unallocated"]) for one in debtors["customers"]} == {
        "Hotel Annapurna": ("0.00", "6405.00", "0.00"),
        "Imran Sheikh": ("0.00", "1200.00", "0.00"),
        "Sunita Patil": ("600.00", "0.00", "0.00"),
        "Ramesh Traders": ("0.00", "0.00", "-1260.00"),
    }  # fmt: skip
    assert debtors["all"]["total"] == "6945.00"
    assert {one["supplier_name"]: (one["owed"]["current"], one["owed"]["days_1_30"]) for one in creditors["suppliers"]} == {
        "Anand Dairy Products": ("0.00", "22500.00"),  # due on the 14th
        "Mulshi Mill": ("13000.00", "0.00"),
    }  # fmt: skip


# -- the returns -------------------------------------------------------------------------------------


def test_gstr1_is_the_ledger_section_by_section(month: Shop) -> None:
    found = month.see("returns/gstr1?period=2026-10")

    assert {one["section"]: (one["documents"], one["taxable"], one["untaxed"], one["igst"], one["cgst"], one["sgst"]) for one in found["sections"]} == {
        "b2b": (3, "19500.00", "0.00", "300.00", "435.00", "435.00"),
        "cdnr": (2, "-1100.00", "0.00", "5.00", "-30.00", "-30.00"),
        "b2cs": (2, "4200.00", "0.00", "60.00", "75.00", "75.00"),
        "nil": (2, "0.00", "2400.00", "0.00", "0.00", "0.00"),
    }  # fmt: skip
    assert {one["component"]: (one["ledger"], one["difference"]) for one in found["reconciliation"]} == {
        "igst": ("365.00", "0.00"), "cgst": ("480.00", "0.00"), "sgst": ("480.00", "0.00"), "cess": ("0.00", "0.00"),
    }  # fmt: skip
    assert found["defects"] == []


def test_the_file_for_the_portal_lists_every_registered_buyer(month: Shop) -> None:
    file = month.page("returns/gstr1.json?period=2026-10")

    content = json.loads(file.content)
    assert (content["gstin"], content["fp"]) == (GSTIN, "102026")
    assert {one["ctin"] for one in content["b2b"]} == {"27ABCPR4821K1ZG", "29AAGFH7316L1ZZ", "27AAJFD2098M1ZX"}
    assert file.content == month.page("returns/gstr1.json?period=2026-10").content


def test_gstr3b_sets_the_tax_of_purchases_and_expenses_off(month: Shop) -> None:
    found = month.see("returns/gstr3b?period=2026-10")

    outward = found["outward_taxable"]
    assert [outward[name] for name in ("taxable", "igst", "cgst", "sgst")] == ["22600.00", "365.00", "480.00", "480.00"]
    assert found["outward_nil_exempt"] == "2400.00"
    assert found["interstate_unregistered"] == [{"place_of_supply": "30", "taxable": "1200.00", "igst": "60.00"}]
    assert [found["credit_net"][name] for name in ("igst", "cgst", "sgst")] == ["2500.00", "90.00", "90.00"]
    assert {one["difference"] for one in found["reconciliation"]} == {"0.00"}


# -- papers, figures ---------------------------------------------------------------------------------


def test_statements_leave_as_files(month: Shop) -> None:
    days = "start_date=2026-10-01&end_date=2026-10-31"
    account = month.page(f"customers/{month.made['Hotel']}/statement?{days}&format=pdf")
    sheet = month.page(f"financial-statements/profit-and-loss?{days}&format=csv")

    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(account.content)).pages)
    assert "6,405.00" in words
    assert "1680.00" in sheet.text
    assert month.page(f"rentals/challans/{month.made['challan']}/pdf").content.startswith(b"%PDF-")


def test_the_mirror_tells_the_same(month: Shop) -> None:
    month.on(31, 20)
    report = month.see("reports/monthly-sales?year=2026&month=10")
    answer = month.do("ai/ask", {"question": "net sales this month"})
    tax = month.do("ai/ask", {"question": "tax this month"})

    # invoices and bills of supply, not notes: Ramesh, Annapurna, counter, Meera, Imran, hire, milk
    assert (report["figures"]["revenue"], report["figures"]["orders"]) == ("25000.00", 7)
    assert report["figures"]["outstanding"] == "8205.00"  # what is owed; Ramesh's advance is not taken off
    assert [row["net_sales"] for row in answer["rows"]] == ["25000.00"]
    assert [row["tax"] for row in tax["rows"]] == ["1325.00"]  # 365 + 480 + 480


# -- elsewhere ---------------------------------------------------------------------------------------


def test_a_british_shop_is_asked_for_nothing_indian(
    make_database: Callable[[], Addresses], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two jars at 12.00 with VAT of 20 % inside: 20.00 + 4.00; one comes back; ten were bought at 5.00 + 1.00."""
    database = Database(make_database().app)
    clock = Clock(datetime(2026, 10, 1, 9, tzinfo=KOLKATA))
    app = create_app(Settings(var=tmp_path_factory.mktemp("british"), secret_key=SECRET), database, clock=clock)
    with serve(app, "10.20.30.42") as client:
        business = {"name": "Corner Shop Ltd", "country": "GB", "tax_name": "VAT", "prices_include_tax": True}
        shop = registered(clock, business, client)
        shop.on(2)
        shop.product("marmalade", "12.00", tax_rate=20, price_includes_tax=True)
        shop.do("suppliers", {"name": "Seville Ltd"}, name="Seville")
        goods = {"product_id": shop.made["marmalade"], "quantity": 10, "unit_price": "5.00", "tax_rate": 20}
        receipt = shop.do("purchases/receipts", {"supplier_id": shop.made["Seville"], "lines": [goods]})
        bill = {"supplier_id": shop.made["Seville"], "reference": "S 1", "bill_date": "2026-10-02"}
        shop.do("purchases/bills", {**bill, "lines": [{"receipt_id": receipt["id"]}]})
        sold = shop.sell(("marmalade", "2"), name="sold")
        credited = shop.do(
            f"billing/{sold['id']}/credit", {"reason": "broken", "lines": [{"position": 1, "quantity": 1}]}
        )

        assert (sold["document"], sold["taxable"], sold["tax"], sold["total"]) == ("invoice", "20.00", "4.00", "24.00")
        assert [(one["component"], one["tax"]) for one in sold["taxes"]] == [("TAX", "4.00")]
        assert (sold["place_of_supply"], sold["supply"], sold["recipient"]) == (None, None, None)
        assert (credited["taxable"], credited["total"]) == ("10.00", "12.00")
        paper = pypdf.PdfReader(io.BytesIO(shop.page(f"billing/{sold['id']}/pdf").content))
        words = " ".join(page.extract_text() for page in paper.pages)
        assert "VAT" in words
        assert not [word for word in ("GST", "Tax Invoice", "Place of supply", "HSN", "UPI", "₹") if word in words]
        assert "Invoice" in words

        accounts = shop.see("financial-statements/trial-balance?end_date=2026-10-31")["rows"]
        taxes = {
            row["account"]: row["closing"] for row in accounts if "tax" in row["account"] or "gst" in row["account"]
        }
        assert taxes == {"input_tax": "10.00", "tax_payable": "-2.00"}
        refused = shop.person.get("/api/returns/gstr1?period=2026-10")
        assert (refused.status_code, refused.json()["code"]) == (422, "no_gst_return")
        assert shop.see("integrity")["sound"] is True
    database.close()
