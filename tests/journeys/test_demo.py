"""The demo from empty books to what a person gets, and a second time, when nothing changes."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
from pathlib import Path

import psycopg
import pytest

from demo.tour import RETAIL, run_demo
from munim.roles import Addresses
from munim.settings import Settings
from tests.conftest import SECRET

COUNTED = "SELECT (SELECT count(*) FROM businesses), (SELECT count(*) FROM bills), (SELECT count(*) FROM payments), (SELECT count(*) FROM stock_moves)"


def counts(addresses: Addresses) -> object:
    with psycopg.connect(addresses.mirror) as connection:
        return connection.execute(COUNTED).fetchone()


def stamps(folder: Path) -> dict[str, int]:
    return {entry.name: os.stat(entry).st_mtime_ns for entry in folder.iterdir()}


@pytest.mark.timeout(300)
def test_the_demo_makes_two_shops_once(
    own_books: Addresses, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(var=tmp_path, secret_key=SECRET)
    folder = tmp_path / "demo"

    assert run_demo(settings, own_books, once=True) is None

    said = capsys.readouterr()
    first, made = counts(own_books), stamps(folder)
    assert "541,909 lines → 19,959 invoices, 3,836 credit notes, 3 bad debts, 2,501 stock adjustments" in said.err
    assert "8 lines rejected; 4 lines rounded by -0.004" in said.err
    assert RETAIL in said.out
    assert said.out.count("read as: ") == 5
    assert said.out.count("SELECT") >= 5
    assert any(bar in said.out for bar in "▂▃▄▅▆▇")
    papers = ("bill.pdf", "profit-and-loss.pdf", "balance-sheet.pdf", "challan.pdf")
    others = (
        "gstr1.json",
        "e-invoice.json",
        "weekly-report.eml",
        "reminder.sms.txt",
        "reminder.whatsapp.txt",
        "diwali.png",
    )
    for name in (*papers, *others):
        assert str(folder / name) in said.err
    for name in papers:
        assert (folder / name).read_bytes().startswith(b"%PDF")
    returned = json.loads((folder / "gstr1.json").read_bytes())
    assert returned.keys() >= {"b2b", "b2cs", "cdnr", "nil", "hsn", "doc_issue"}
    [e_invoice] = json.loads((folder / "e-invoice.json").read_bytes())
    assert e_invoice["SellerDtls"]["Gstin"] == returned["gstin"]
    assert "4(C) net credit" in said.out
    assert "no defects; returns and ledger are ₹0.00 apart" in said.err
    assert said.err.count("no breaches") == 2
    assert (folder / "diwali.png").read_bytes().startswith(b"\x89PNG")
    letter = email.message_from_bytes((folder / "weekly-report.eml").read_bytes(), policy=email.policy.default)
    assert {part.get_content_type() for part in letter.walk()} >= {"text/plain", "text/html", "image/png"}
    assert "₹" in (folder / "reminder.whatsapp.txt").read_text()
    assert "curl -s http://localhost:8000/api/reports/weekly-sales" in said.err
    assert "no breaches" in said.out + said.err and not re.search(r"\d+ breaches", said.out + said.err)
    assert (folder / "tour.json").stat().st_mode & 0o077 == 0

    run_demo(settings, own_books, once=True)

    assert counts(own_books) == first
    assert stamps(folder) == made
