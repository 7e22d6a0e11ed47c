"""Months told in plain notation (tests/cases/gstr1): which section each document belongs to, and what the file says."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billing.returns.gstr1 import divide
from billing.returns.gstr1_file import encode, to_file
from billing.returns.periods import parse_period
from billing.returns.placement import explain, section_of
from tests.billing.returns.documents import told

FOLDER = Path(__file__).parents[2] / "cases" / "gstr1"
CASES = {path.stem: tomllib.loads(path.read_text()) for path in sorted(FOLDER.glob("*.toml"))}
PLACED = [(name, document) for name, case in CASES.items() for document in case["documents"]]


@pytest.mark.parametrize(
    ("name", "document"), PLACED, ids=lambda value: value if isinstance(value, str) else value["number"]
)
def test_g2_each_document_of_the_case_is_in_the_section_it_says(name: str, document: dict[str, Any]) -> None:
    ends = parse_period(CASES[name]["period"]).days.end

    assert section_of(told(document), ends=ends) == document["section"]


@pytest.mark.parametrize("name", CASES)
def test_g1_the_file_of_the_case_holds_what_it_says(name: str) -> None:
    case = CASES[name]
    period = parse_period(case["period"])

    sections = divide(map(told, case["documents"]), ends=period.days.end)
    file = encode(to_file(sections, gstin="27AAPFU0939F1ZV", period_code=period.code))

    said = json.loads(file, parse_float=Decimal, parse_int=Decimal)
    for section, expected in case["file"].items():
        assert said[section] == json.loads(expected, parse_float=Decimal, parse_int=Decimal), section


@pytest.mark.parametrize(
    ("name", "document"), PLACED, ids=lambda value: value if isinstance(value, str) else value["number"]
)
def test_g2_a_sentence_says_why_and_names_the_section(name: str, document: dict[str, Any]) -> None:
    ends = parse_period(CASES[name]["period"]).days.end

    sentence = explain(told(document), ends=ends)

    named = {"cancelled": "table 13", "outside": "in no section"}.get(
        document["section"], f" {document['section']} (table"
    )
    assert named in sentence
    assert sentence.endswith(".")
