"""Place of supply and the taxes it leads to (RULES T7, T8)."""

from __future__ import annotations

from typing import Any

import pytest

from billing.gst.place import Buyer, SameGstin, place_of_supply, supply_to
from billing.gst.states import check_place, check_state, state_name
from munim.errors import Invalid

SELLER = "27AAPFU0939F1ZV"  # Maharashtra
PUNE = "27AAACG2115R1ZN"[:2]
KARNATAKA = "29AABCR1718E1ZL"


@pytest.mark.parametrize(
    ("buyer", "ship_to", "place"),
    [
        (Buyer(gstin=KARNATAKA, state="29"), None, "29"),
        (Buyer(gstin=KARNATAKA, state="29"), "33", "29"),  # bill-to: whoever is billed is taken to have received it
        (Buyer(gstin="25AAPFU0939F1ZV"), None, "26"),
        (Buyer(state="24"), None, "24"),
        (Buyer(state="24"), "33", "33"),  # unregistered: delivery beats billing
        (Buyer(), "33", "33"),
        (Buyer(state="28"), None, "37"),
        (Buyer(), None, PUNE),  # nothing recorded: the seller's own
        (Buyer(country="GB"), None, "96"),
        (Buyer(country="GB", treatment="export_without_payment"), None, "96"),
        (Buyer(country="IN", state="24"), None, "24"),
    ],
)
def test_t7_the_place_of_supply(buyer: Buyer, ship_to: str | None, place: str) -> None:
    assert place_of_supply(buyer, seller_state="27", ship_to_state=ship_to) == place


@pytest.mark.parametrize(
    ("buyer", "kind", "recipient"),
    [
        (Buyer(gstin="27AABCR1718E1ZP"), "intra", "b2b"),
        (Buyer(gstin=KARNATAKA), "inter", "b2b"),
        (Buyer(), "intra", "b2c"),
        (Buyer(state="29"), "inter", "b2c"),
        (Buyer(gstin="27AABCR1718E1ZP", treatment="sez_with_payment"), "inter", "sez_with_payment"),
        (Buyer(gstin="27AABCR1718E1ZP", treatment="sez_without_payment"), "inter", "sez_without_payment"),
        (Buyer(gstin="27AABCR1718E1ZP", treatment="deemed_export"), "intra", "deemed_export"),
        (Buyer(country="US"), "inter", "export_with_payment"),
        (Buyer(country="US", treatment="export_without_payment"), "inter", "export_without_payment"),
    ],
)
def test_t8_intra_state_if_and_only_if_the_states_agree_and_never_to_a_zone(
    buyer: Buyer, kind: str, recipient: str
) -> None:
    supply = supply_to(buyer, seller_gstin=SELLER)

    assert (supply.kind, supply.recipient) == (kind, recipient)
    assert supply.is_undertaken == recipient.endswith("without_payment")


def test_t7_one_gstin_on_both_sides_is_refused() -> None:
    with pytest.raises(SameGstin):
        supply_to(Buyer(gstin=SELLER), seller_gstin=SELLER)


def test_t7_a_stated_place_decides_where_the_kind_of_service_does() -> None:
    """A hall in Goa is let to a firm of Karnataka: the place is where the hall is."""
    supply = supply_to(Buyer(gstin=KARNATAKA), seller_gstin=SELLER, stated_place="30")

    assert (supply.place, supply.kind) == ("30", "inter")


@pytest.mark.parametrize("code", ["01", "26", "37", "38", "97"])
def test_t8_codes_of_places(code: str) -> None:
    assert check_state(code) == check_place(code) == code
    assert state_name(code) != code


@pytest.mark.parametrize(
    ("check", "code"), [(check_state, "96"), (check_state, "00"), (check_place, "39"), (check_place, "99")]
)
def test_t8_what_is_no_place_is_refused_by_the_name_of_its_field(check: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(code, field="ship_to.state_code")

    assert refused.value.field == "ship_to.state_code"


def test_t8_legacy_codes_are_read_as_the_states_they_became() -> None:
    assert (check_place("25"), check_place("28"), check_place("96")) == ("26", "37", "96")
    assert (state_name("28"), state_name("96")) == ("Andhra Pradesh", "Outside India")
