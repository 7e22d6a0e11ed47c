"""The states and union territories as GST numbers them, and the two codes that are none (RULES T8)."""

from __future__ import annotations

from typing import Final

from munim.errors import Invalid

ABROAD: Final = "96"
OTHER_TERRITORY: Final = "97"  # waters and the shelf beyond the states
CENTRE: Final = "99"  # ids given by the centre itself; no place of supply

STATES: Final[dict[str, str]] = {
    "01": "Jammu and Kashmir", "02": "Himachal Pradesh", "03": "Punjab", "04": "Chandigarh", "05": "Uttarakhand",
    "06": "Haryana", "07": "Delhi", "08": "Rajasthan", "09": "Uttar Pradesh", "10": "Bihar", "11": "Sikkim",
    "12": "Arunachal Pradesh", "13": "Nagaland", "14": "Manipur", "15": "Mizoram", "16": "Tripura", "17": "Meghalaya",
    "18": "Assam", "19": "West Bengal", "20": "Jharkhand", "21": "Odisha", "22": "Chhattisgarh", "23": "Madhya Pradesh",
    "24": "Gujarat", "26": "Dadra and Nagar Haveli and Daman and Diu", "27": "Maharashtra", "29": "Karnataka", "30": "Goa",
    "31": "Lakshadweep", "32": "Kerala", "33": "Tamil Nadu", "34": "Puducherry", "35": "Andaman and Nicobar Islands",
    "36": "Telangana", "37": "Andhra Pradesh", "38": "Ladakh", OTHER_TERRITORY: "Other Territory",
}  # fmt: skip

# Codes of states that are no more, and the one each became. Daman and Diu (25) joined 26 on 26 January 2020 and kept its
# ids until that August; 28 was Andhra Pradesh before Telangana left it, and old papers and customer lists still carry it.
# Refusing them would refuse true papers, and taxing 25 against 26 as two states would charge IGST within one: so a
# legacy code is read as the state it became, and no new paper is written with it.
BECAME: Final[dict[str, str]] = {"25": "26", "28": "37"}


def present_code(code: str) -> str:
    """The code a state has today: ``present_code("25") == "26"``; any other code is itself."""
    return BECAME.get(code, code)


def state_name(code: str) -> str:
    """What a place of supply is called: its state, or «Outside India»; a code that is none stands for itself."""
    return "Outside India" if code == ABROAD else STATES.get(present_code(code), code)


def check_state(code: str, *, field: str = "state_code") -> str:
    """The present code of a state. Raises ``Invalid`` for what is no state of India."""
    present = present_code(code)
    if present not in STATES:
        raise Invalid(f"{code} is no GST state code; Maharashtra is 27, Delhi 07", field=field)
    return present


def check_place(code: str, *, field: str = "place_of_supply") -> str:
    """The present code of a place of supply: a state's, or 96 for abroad. Raises ``Invalid``."""
    return code if code == ABROAD else check_state(code, field=field)
