"""GSTINs: the vectors of RULES 3, and what the check digit catches."""

from __future__ import annotations

import pytest

from billing.gst.gstin import (
    WrongGstin,
    check_character,
    check_gstin,
    check_state_of,
    compact,
    is_gstin,
    is_transporter_id,
    state_of,
)
from munim.errors import Invalid

VALID = (
    "24AANFA2641L1ZF 29AABCR1718E1ZL 05AAACG2115R1ZN 24AAUPV7468F1ZW 27AAPFU0939F1ZV 29AAGCB7383J1Z4 24AUTPV8831F1ZZ "
    "24AAQCA8719H1ZC 29AAHCM7727Q1ZI 29AABCF8078M1C8 20ALYPD6528PQC5"
).split()
INVALID = "24AANFA2641L1ZK 27AAPFU0939F1ZO 24AAAAA0000A1Z5 29GGGGG1314R9Z6 29AAFCA7488L1Z0".split()
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("gstin", VALID)
def test_gstin_a_true_id_is_one(gstin: str) -> None:
    assert check_gstin(gstin) == gstin
    assert check_character(gstin[:14]) == gstin[14]


@pytest.mark.parametrize("gstin", INVALID)
def test_gstin_a_mistyped_id_is_refused_by_its_check_digit(gstin: str) -> None:
    with pytest.raises(WrongGstin, match="check digit") as refused:
        check_gstin(gstin, field="buyer.gstin")

    assert refused.value.field == "buyer.gstin"


@pytest.mark.parametrize("gstin", ["", "27AAPFU0939F1Z", "27AAPFU0939F1ZVV", "00AAPFU0939F1ZV", "AAPFU0939F1ZV27", "39AAPFU0939F1ZV", "27AAPFU0939F1Z₹"])  # fmt: skip
def test_gstin_what_has_not_its_shape_is_none(gstin: str) -> None:
    assert not is_gstin(gstin)
    with pytest.raises(WrongGstin, match="two digits of a state"):
        check_gstin(gstin)


def test_gstin_is_trimmed_and_upper_cased_before_it_is_tested() -> None:
    assert check_gstin(" 27aapfu0939f1zv ") == compact("27aapfu0939F1ZV") == "27AAPFU0939F1ZV"


def test_gstin_a_transporters_enrolment_id_has_no_check_digit() -> None:
    assert is_transporter_id("29AAFCA7488L1Z0")
    assert not is_gstin("29AAFCA7488L1Z0")
    assert not is_transporter_id("29AAFCA7488L1Z")


def test_gstin_the_test_portals_ids_need_the_sandbox() -> None:
    with pytest.raises(WrongGstin):
        check_gstin("01AMBPG7773M002")

    assert check_gstin("01AMBPG7773M002", sandbox=True) == "01AMBPG7773M002"
    with pytest.raises(WrongGstin, match="mistyped"):  # in a sandbox too, what a taxpayer's id would be is checked
        check_gstin("24AANFA2641L1ZK", sandbox=True)
    with pytest.raises(WrongGstin):
        check_gstin("00AMBPG7773M002", sandbox=True)


def test_gstin_every_single_changed_character_is_caught() -> None:
    changed = [
        gstin[:place] + other + gstin[place + 1 :]
        for gstin in VALID[:8]
        for place in range(15)
        for other in CHARACTERS
        if other != gstin[place]
    ]

    assert len(changed) == 4200
    assert [one for one in changed if is_gstin(one)] == []


def test_gstin_every_adjacent_swap_is_caught() -> None:
    swapped = [
        gstin[:place] + gstin[place + 1] + gstin[place] + gstin[place + 2 :]
        for gstin in VALID[:8]
        for place in range(14)
        if gstin[place] != gstin[place + 1]
    ]

    assert len(swapped) == 101  # of 112 pairs, 11 are of equal characters
    assert [one for one in swapped if is_gstin(one)] == []


def legacy(state: str) -> str:
    """A true id of a state that is no more."""
    first = state + "AAPFU0939F1Z"
    return first + check_character(first)


@pytest.mark.parametrize(("code", "became"), [("25", "26"), ("28", "37")])
def test_t8_an_id_of_a_state_that_is_no_more_is_of_the_state_it_became(code: str, became: str) -> None:
    assert is_gstin(legacy(code))
    assert state_of(legacy(code)) == became
    assert check_state_of(legacy(code), code) == check_state_of(legacy(code), None) == became


def test_a_state_that_contradicts_the_gstin_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="27, not 29") as refused:
        check_state_of("27AAPFU0939F1ZV", "29")

    assert refused.value.field == "state_code"
    assert check_state_of(None, "29") == "29"
