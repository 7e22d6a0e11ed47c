"""GSTR-1 from real books: equal to the ledger to the paisa, the same bytes each time, its defects told before it is filed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from billing.bills.debit import DebitBill, DebitLine, debit_bill
from billing.business import BusinessSettings
from billing.customers import Customer
from billing.payments.advance_tax import ServiceAdvance
from billing.payments.record import AllocationInput, allocate_advance
from billing.permissions import Actor
from billing.returns.gstr1 import Gstr1, HasDefects, prepare_return, read_gstr1
from billing.returns.gstr1_file import decode, from_file
from billing.returns.periods import parse_period
from billing.returns.registration import NoGstReturn
from munim.database import Database
from munim.errors import Forbidden
from tests.billing.returns.conftest import NOVEMBER
from tests.billing.returns.counters import FIRST, UNDER_CESS, billed, line
from tests.conftest import open_shop
from tests.counter import Counter

Read = Callable[..., Gstr1]
Export = Callable[..., bytes]


def agrees(gstr1: Gstr1) -> bool:
    return all(one.difference_minor == 0 for one in gstr1.reconciliation)


def ledger(gstr1: Gstr1) -> dict[str, int]:
    return {one.component: one.ledger_minor for one in gstr1.reconciliation}


def codes(gstr1: Gstr1, *, blocking: bool | None = None) -> list[str]:
    return [one.code for one in gstr1.defects if blocking in (None, one.blocking)]


def placed(gstr1: Gstr1) -> dict[str, str]:
    return {one.number: one.section for one in gstr1.documents}


def test_g3_a_months_sections_come_to_the_ledgers_output_tax(
    october: Counter, people: dict[str, Customer], gstr1: Read
) -> None:
    billed(october, people["gujarat"], line("10000"), line("5000", "5"))
    billed(october, people["here"], line("100.50", "5"), line("80", "0", tax_treatment="exempt"))
    billed(october, people["far"], line("200000"))
    billed(october, people["far"], line("20000"))
    billed(october, people["abroad"], line("5000"))
    billed(october, people["sez"], line("7000"))
    billed(october, people["here"], line("60", "0", tax_treatment="nil"))
    reverse = billed(october, people["karnataka"], line("3000", "5"), reverse_charge=True)
    returned = billed(october, people["karnataka"], line("999.99", "18", cess_rate=Decimal(12)), **UNDER_CESS)
    october.credit(returned, lines=None)
    october.cancel(billed(october, people["gujarat"], line("4000")))

    found = gstr1()

    assert agrees(found)
    # 10,000 and 7,200 of far at 18, 250 of 5,000 at 5, 36,000 and 3,600 of Delhi, 900 of the export; 2.51 twice of 100.50
    assert ledger(found) == {"igst": 180000 + 25000 + 3600000 + 360000 + 90000, "cgst": 251, "sgst": 251, "cess": 0}
    assert {one.section for one in found.sections} == {"b2b", "b2cl", "b2cs", "exp", "cdnr", "nil", "cancelled"}
    assert codes(found) == []
    assert placed(found)[reverse.number or ""] == "b2b"
    assert october.breaches() == []


def test_g3_the_file_is_the_same_bytes_and_reads_back_as_the_books_rows(
    october: Counter, people: dict[str, Customer], gstr1_file: Export
) -> None:
    billed(october, people["gujarat"], line("10000"), line("0.01", "5"))
    billed(october, people["karnataka"], line("123.45"))
    billed(october, people["here"], line("100.50", "5", quantity=Decimal("2.5"), unit="kg"))

    first, second = gstr1_file(), gstr1_file()
    with october.open() as session:
        sections = prepare_return(session, parse_period("2026-10"), by=october.by).sections

    assert first == second
    back = from_file(decode(first))
    for name in back.__struct_fields__:
        assert sorted(map(repr, getattr(back, name))) == sorted(map(repr, getattr(sections, name))), name


def test_g1_a_reverse_charge_invoice_says_the_tax_the_buyer_will_pay(
    october: Counter, people: dict[str, Customer], gstr1_file: Export
) -> None:
    billed(october, people["gujarat"], line("1000.50", "5"), reverse_charge=True)

    invoice = json.loads(gstr1_file())["b2b"][0]["inv"][0]

    assert (invoice["rchrg"], invoice["val"]) == ("Y", 1000.5)
    assert invoice["itms"][0]["itm_det"] == {"rt": 5, "txval": 1000.5, "iamt": 50.03, "camt": 0, "samt": 0, "csamt": 0}


def test_g1_hsn_is_told_apart_by_buyer_with_the_portals_units_and_short_words(
    october: Counter, people: dict[str, Customer], gstr1_file: Export
) -> None:
    words = "A very long description of a shirt made of cotton"
    billed(october, people["gujarat"], line("100", quantity=Decimal(3), description=words), line("50", unit="piece"))
    billed(october, people["here"], line("100", hsn="610910", quantity=Decimal("1.125"), unit="kg"))
    billed(october, people["abroad"], line("10", hsn="998314", unit="hour", description="Repairs"))
    october.credit(billed(october, people["karnataka"], line("100", quantity=Decimal(4))), lines=None)

    hsn = json.loads(gstr1_file(), parse_float=Decimal)["hsn"]

    assert [(row["num"], row["hsn_sc"], row["uqc"], row["qty"], row["txval"]) for row in hsn["hsn_b2b"]] == [
        (1, "6109", "PCS", Decimal("4.00"), Decimal("350.00"))
    ]
    assert hsn["hsn_b2b"][0]["desc"] == "A very long description of a s"
    assert [(row["hsn_sc"], row["uqc"], row["qty"]) for row in hsn["hsn_b2c"]] == [
        ("610910", "KGS", Decimal("1.13")),
        ("998314", "NA", Decimal("0.00")),
    ]


def test_n7_the_documents_issued_are_unbroken_ranges_of_numbers(
    october: Counter, people: dict[str, Customer], gstr1_file: Export
) -> None:
    bills = [billed(october, people["gujarat"], line("100")) for _ in range(3)]
    october.cancel(bills[1])
    october.credit(bills[0], lines=None)
    billed(october, people["here"], line("10", "0", tax_treatment="nil"))

    issued = json.loads(gstr1_file())["doc_issue"]["doc_det"]

    assert issued == [
        {
            "doc_num": 1,
            "docs": [
                {"num": 1, "from": "INV26-00001", "to": "INV26-00003", "totnum": 3, "cancel": 1, "net_issue": 2},
                {"num": 2, "from": "INVB26-00001", "to": "INVB26-00001", "totnum": 1, "cancel": 0, "net_issue": 1},
            ],
        },
        {
            "doc_num": 5,
            "docs": [
                {"num": 1, "from": "INVC26-00001", "to": "INVC26-00001", "totnum": 1, "cancel": 0, "net_issue": 1}
            ],
        },
    ]
    for nature in issued:
        for row in nature["docs"]:
            assert row["totnum"] == int(row["to"][-5:]) - int(row["from"][-5:]) + 1


def test_a_bill_cancelled_after_its_period_stands_in_its_own_return_and_is_told_in_the_next(
    october: Counter, people: dict[str, Customer], gstr1: Read, gstr1_file: Export
) -> None:
    bill = billed(october, people["gujarat"], line("1000"))
    before = gstr1()
    october.at = NOVEMBER
    october.cancel(bill)
    billed(october, people["gujarat"], line("500"), day=date(2026, 11, 5))

    then, now = gstr1(), gstr1("2026-11")

    assert then.sections == before.sections
    assert placed(then) == {bill.number: "b2b"}
    assert agrees(then) and agrees(now)
    igst = now.reconciliation[0]
    assert (igst.sections_minor, igst.cancelled_late_minor, igst.ledger_minor) == (9000, 18000, -9000)
    assert json.loads(gstr1_file())["doc_issue"]["doc_det"][0]["docs"][0]["cancel"] == 0
    assert [one.number for one in now.cancelled_late] == [bill.number]
    assert codes(now) == ["cancelled_late"]


def test_t12_advances_for_services_are_in_at_and_come_off_in_txpd(
    october: Counter, people: dict[str, Customer], gstr1: Read, gstr1_file: Export
) -> None:
    advance = october.pay(
        people["gujarat"], "1180", services=ServiceAdvance(tax_rate=Decimal(18), place_of_supply="24")
    )
    october.pay(people["far"], "118", services=ServiceAdvance())
    october.at = NOVEMBER
    repairs = line("500", hsn="998511", description="Repairs")
    bill = billed(october, people["gujarat"], repairs, day=date(2026, 11, 5))
    with october.open() as session:
        part = [AllocationInput(bill_id=bill.id, amount=Decimal(590))]
        allocate_advance(session, advance.id, part, by=october.by, at=october.at)

    then, now = gstr1(), gstr1("2026-11")
    at = json.loads(gstr1_file(), parse_float=Decimal)["at"]
    txpd = json.loads(gstr1_file("2026-11"), parse_float=Decimal)["txpd"]

    assert [(one["pos"], one["sply_ty"], one["itms"][0]["ad_amt"], one["itms"][0]["iamt"]) for one in at] == [
        ("24", "INTER", Decimal(1000), Decimal(180)),
        ("97", "INTER", Decimal(100), Decimal(18)),
    ]
    assert [(one["pos"], one["itms"][0]["ad_amt"], one["itms"][0]["iamt"]) for one in txpd] == [
        ("24", Decimal(500), Decimal(90))
    ]
    assert agrees(then) and agrees(now)
    assert ledger(now)["igst"] == 9000 - 9000
    assert codes(then) == ["advance_without_place"]
    assert october.breaches() == []


def test_g3_a_random_month_agrees_with_the_ledger(october: Counter, people: dict[str, Customer], gstr1: Read) -> None:
    chance = random.Random(20261031)
    for n in range(30):
        buyer = people[chance.choice(list(people))]
        lines = [
            line(
                str(Decimal(chance.randrange(1, 5_000_000)).scaleb(-2)),
                chance.choice(["0.25", "3", "5", "18", "40"]),
                quantity=Decimal(chance.randrange(1, 4000)).scaleb(-3),
                price_includes_tax=chance.random() < 0.5,
                cess_rate=Decimal(chance.choice([0, 0, 12])),
            )
            for _ in range(chance.randrange(1, 5))
        ]
        bill = billed(october, buyer, *lines, day=FIRST + timedelta(days=n), **UNDER_CESS)
        if chance.random() < 0.2:
            october.cancel(bill)
        elif chance.random() < 0.3 and bill.total_minor:
            october.credit(bill, lines=None, business_date=date(2026, 10, 31))

    found = gstr1()

    assert agrees(found)
    assert sum(abs(one.ledger_minor) for one in found.reconciliation) > 0
    with october.open() as session:
        hsn = prepare_return(session, parse_period("2026-10"), by=october.by).sections.hsn
    for component in ("taxable", "igst", "cgst", "sgst", "cess"):
        name = f"{component}_minor"
        assert sum(getattr(row.value, name) for row in hsn) == sum(getattr(one, name) for one in found.sections)
    assert sum(one.documents for one in found.sections) == len(found.documents)
    assert october.breaches() == []


def test_g1_debit_notes_are_listed_for_registered_buyers_and_added_to_the_sums_of_others(
    october: Counter, people: dict[str, Customer], gstr1: Read, gstr1_file: Export
) -> None:
    business = billed(october, people["gujarat"], line("1000", quantity=Decimal(3)))
    consumer = billed(october, people["here"], line("100"))
    for bill, increase in ((business, 10), (consumer, 5)):
        raised = DebitBill(reason="rate agreed later", lines=[DebitLine(position=1, increase=Decimal(increase))])
        with october.open() as session:
            debit_bill(session, bill.id, raised, by=october.by, at=october.at)

    file = json.loads(gstr1_file(), parse_float=Decimal)

    note = file["cdnr"][0]["nt"][0]
    assert (note["ntty"], note["val"], note["itms"][0]["itm_det"]["iamt"]) == ("D", Decimal("35.40"), Decimal("5.40"))
    assert [(row["txval"], row["camt"]) for row in file["b2cs"]] == [(Decimal("105.00"), Decimal("9.45"))]
    # the price rose, the goods did not become more
    assert [(row["qty"], row["txval"]) for row in file["hsn"]["hsn_b2b"]] == [(3, 3030)]
    assert [one["doc_num"] for one in file["doc_issue"]["doc_det"]] == [1, 4]
    assert agrees(gstr1())
    assert october.breaches() == []


def test_g4_a_credit_note_too_late_to_take_tax_back_is_in_no_section(
    october: Counter, people: dict[str, Customer], gstr1: Read
) -> None:
    bill = billed(october, people["gujarat"], line("1000"), day=date(2025, 3, 31))
    note = october.credit(bill, lines=None, without_tax=True, business_date=date(2026, 10, 15))

    found = gstr1()

    assert placed(found) == {note.number: "outside"}
    assert "takes no tax back" in found.documents[0].explanation
    assert agrees(found)


def test_g2_each_document_has_a_section_and_a_sentence_and_a_section_may_be_asked_for_alone(
    october: Counter, people: dict[str, Customer], gstr1: Read
) -> None:
    business = billed(october, people["gujarat"], line("1000"))
    consumer = billed(october, people["here"], line("1000"))

    assert placed(gstr1()) == {business.number: "b2b", consumer.number: "b2cs"}
    alone = gstr1(section="b2b").documents
    assert [one.explanation for one in alone] == [
        "Invoice to a registered buyer, 24AANFA2641L1ZF: listed in b2b (table 4A)."
    ]


# -- defects -----------------------------------------------------------------------------------------


def corrupt(database_url: str, statement: str, **values: Any) -> None:
    """Write past the rules, as an import or an older version might have: as the owner, without triggers."""
    engine = sa.create_engine(sa.make_url(database_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE bills NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("ALTER TABLE bill_lines NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("ALTER TABLE bills DISABLE TRIGGER USER")
        connection.exec_driver_sql("ALTER TABLE bill_lines DISABLE TRIGGER USER")
        connection.execute(sa.text(statement), values)
        connection.exec_driver_sql("ALTER TABLE bills ENABLE TRIGGER USER")
        connection.exec_driver_sql("ALTER TABLE bill_lines ENABLE TRIGGER USER")
        connection.exec_driver_sql("ALTER TABLE bills FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql("ALTER TABLE bill_lines FORCE ROW LEVEL SECURITY")
    engine.dispose()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ("number = 'INV.1'", "wrong_number", "number"),
        ("number = '01/26'", "wrong_number", "number"),
        ("place_of_supply = '99'", "wrong_place", "place_of_supply"),
        ("place_of_supply = '27'", "wrong_supply", "supply"),
        ("bill_to = jsonb_set(bill_to, '{gstin}', '\"24AANFA2641L1ZK\"')", "wrong_gstin", "bill_to.gstin"),
        ("bill_to = bill_to - 'gstin'", "wrong_gstin", "bill_to.gstin"),
        ("supply = NULL, recipient = NULL, place_of_supply = NULL", "no_components", "supply"),
    ],
)
def test_a_documents_defect_is_told_with_its_field_and_stands_against_the_file(
    october: Counter,
    people: dict[str, Customer],
    gstr1: Read,
    gstr1_file: Export,
    owner_url: str,
    change: str,
    code: str,
    field: str,
) -> None:
    bill = billed(october, people["gujarat"], line("1000"))
    corrupt(owner_url, f"UPDATE bills SET {change} WHERE id = :id", id=bill.id)

    found = [one for one in gstr1().defects if one.bill_id is not None]

    assert [(one.code, one.field, one.blocking, one.bill_id) for one in found] == [(code, field, True, bill.id)]
    assert found[0].remedy
    with pytest.raises(HasDefects, match="stand against filing 2026-10"):
        gstr1_file()
    assert json.loads(gstr1_file(force=True))["fp"] == "102026"


def test_a_rate_that_was_not_in_force_is_told(
    october: Counter, people: dict[str, Customer], gstr1: Read, owner_url: str
) -> None:
    bill = billed(october, people["gujarat"], line("1000"))
    corrupt(owner_url, "UPDATE bill_lines SET tax_rate = 28 WHERE bill_id = :id", id=bill.id)

    assert codes(gstr1()) == ["rate_not_in_force"]


def test_t10_missing_and_short_hsn_are_told_line_by_line(
    october: Counter, people: dict[str, Customer], gstr1: Read, owner_url: str
) -> None:
    bill = billed(october, people["gujarat"], line("1000"), line("10", "5"), line("20", "5"))
    corrupt(owner_url, "UPDATE bill_lines SET hsn = NULL WHERE bill_id = :id AND position = 2", id=bill.id)
    corrupt(owner_url, "UPDATE bill_lines SET hsn = '61' WHERE bill_id = :id AND position = 3", id=bill.id)

    found = gstr1().defects

    assert [(one.code, one.field, one.position, one.blocking) for one in found] == [
        ("wrong_hsn", "lines[1].hsn", 2, True),
        ("wrong_hsn", "lines[2].hsn", 3, True),
    ]
    assert "the HSN is missing; 4 digits are asked for" in found[0].message
    assert "61 has fewer than 4 digits" in found[1].message


def test_t10_a_small_sellers_bill_to_a_consumer_needs_no_hsn(
    october: Counter, people: dict[str, Customer], gstr1: Read
) -> None:
    billed(october, people["here"], line("1000", hsn=None))

    assert codes(gstr1()) == []


def test_a_unit_the_portal_does_not_know_is_told_and_does_not_stand_against_the_file(
    october: Counter, people: dict[str, Customer], gstr1: Read, gstr1_file: Export
) -> None:
    billed(october, people["gujarat"], line("1000", unit="thali"), line("50", hsn="998511", unit="visit"))

    assert [(one.code, one.field, one.blocking) for one in gstr1().defects] == [
        ("unknown_unit", "lines[0].unit", False)
    ]
    assert [row["uqc"] for row in json.loads(gstr1_file())["hsn"]["hsn_b2b"]] == ["OTH", "NA"]


def test_g3_tax_without_a_document_behind_it_stands_against_the_file(
    october: Counter, people: dict[str, Customer], gstr1: Read, owner_url: str
) -> None:
    bill = billed(october, people["gujarat"], line("1000"))
    corrupt(owner_url, "UPDATE bills SET business_date = '2026-09-30' WHERE id = :id", id=bill.id)

    found = gstr1()

    assert [one.difference_minor for one in found.reconciliation] == [-18000, 0, 0, 0]
    assert codes(found, blocking=True) == ["not_the_ledger"]


# -- who files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"country": "GB"}, "India's GST"),
        (
            {"country": "IN", "state_code": "27", "gstin": "27AAPFU0939F1ZV", "tax_registration": "composition"},
            "CMP-08",
        ),
        ({"country": "IN", "state_code": "27", "tax_registration": "unregistered"}, "not registered"),
        ({"country": "IN", "state_code": "27"}, "no GSTIN"),
    ],
)
def test_who_is_not_under_a_regular_registration_is_told_why_there_is_no_return(
    database: Database, settings: dict[str, Any], why: str
) -> None:
    shop = open_shop(database, BusinessSettings(name="Another", **settings))
    counter = Counter(database, shop)

    with counter.open() as session, pytest.raises(NoGstReturn, match=why):
        read_gstr1(session, parse_period("2026-10"), by=shop.owner)


def test_a_cashier_makes_no_return(october: Counter) -> None:
    cashier = Actor(user_id=None, permissions=frozenset({"bills.read"}))

    with october.open() as session, pytest.raises(Forbidden):
        read_gstr1(session, parse_period("2026-10"), by=cashier)
