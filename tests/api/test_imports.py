"""Imports over HTTP: a file is tried out, imported once, and what is wrong with a line is said with the line."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from billing.imports.masters import KINDS
from tests.api.conftest import Person

CUSTOMERS = b"Name,Mobile,Opening balance\nRamesh Traders,98220 12345,500.25\nBad,12,1\n"


def send(
    person: Person, kind: str, content: bytes, query: str = "", name: str = "c.csv", **options: Any
) -> httpx.Response:
    return person.request("POST", f"/api/imports/{kind}{query}", files=[("file", (name, content))], **options)


def test_a_dry_run_says_what_would_become_of_each_line_and_keeps_nothing(owner: Person) -> None:
    tried = send(owner, "customers", CUSTOMERS, "?dry_run=true")

    assert tried.status_code == 200, tried.text
    body = tried.json()
    assert (body["kept"], body["added"], body["rejected"], body["amount"]) == (False, 1, 1, "500.25")
    assert body["lines"][1] == {
        "line": 3,
        "fate": "rejected",
        "what": None,
        "column": "Mobile",
        "reason": "'12' is no valid phone number",
        "cells": ["Bad", "12", "1"],
    }
    assert owner.get("/api/customers?q=Ramesh").json()["items"] == []
    assert owner.get("/api/imports").json()["items"] == []


def test_an_import_is_done_once_per_key_and_listed(owner: Person) -> None:
    key = {"idempotency-key": "the-import"}
    first, second = send(owner, "customers", CUSTOMERS, headers=key), send(owner, "customers", CUSTOMERS, headers=key)

    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    (past,) = owner.get("/api/imports").json()["items"]
    assert (past["kind"], past["source"], past["lines"], past["rejected"]) == ("customers", "c.csv", 2, 1)
    (made,) = owner.get("/api/customers?q=Ramesh").json()["items"]
    assert made["balance"] == "500.25"
    assert owner.get("/api/integrity").json()["sound"]


def test_a_money_write_needs_its_key(owner: Person) -> None:
    assert send(owner, "payments", b"x", headers={"idempotency-key": ""}).status_code == 400


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_columns"),
        (b"one,two\n1,2\n", "wrong_columns"),
        (b"Name\nCaf\xe9\n", "wrong_encoding"),
        (b"\xff\xfeN\x00", "wrong_encoding"),
        (b"PK\x03\x04 and nothing more", "unreadable_file"),
        (b"Name\n\x00\n", "unreadable_file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(owner: Person, content: bytes, code: str) -> None:
    answer = send(owner, "customers", content)

    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_template_is_a_file_that_can_be_imported(owner: Person, kind: str) -> None:
    sheet = owner.get(f"/api/imports/templates/{kind}.xlsx")
    text = owner.get(f"/api/imports/templates/{kind}.csv")

    assert sheet.status_code == text.status_code == 200
    (headings, *_), explained = (
        CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(n).to_python() for n in (0, 1)
    )
    assert [row[0] for row in explained[1:]] == headings
    if kind in ("balances", "payments"):  # of somebody who is there
        send(owner, "customers", b"Name,Reference\nRamesh Traders,C-101\n")
    for name, content in ((f"{kind}.xlsx", sheet.content), (f"{kind}.csv", text.content)):
        body = send(owner, kind, content, "?dry_run=true", name=name).json()
        assert (body["added"], body["lines"][0]["reason"], body["ignored_columns"]) == (1, None, []), body


def test_there_is_no_other_template(owner: Person) -> None:
    assert owner.get("/api/imports/templates/secrets.csv").status_code == 404
    assert owner.get("/api/imports/templates/customers.exe").status_code == 404


def test_there_is_no_other_kind_of_import(owner: Person) -> None:
    assert send(owner, "secrets", CUSTOMERS).status_code == 404
