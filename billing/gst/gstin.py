"""The GSTIN: fifteen characters, of which the first two are the state and the last checks the rest (RULES 3).

>>> is_gstin("27AAPFU0939F1ZV")
True
>>> state_of("27AAPFU0939F1ZV")
'27'
"""

from __future__ import annotations

import re
from typing import Final

from billing.gst.states import CENTRE, STATES, present_code
from munim.errors import Invalid

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE: Final = re.compile(r"[0-9]{2}[0-9A-Z]{13}")


class WrongGstin(Invalid):
    """This is no GSTIN."""

    code = "wrong_gstin"


def compact(text: str) -> str:
    """The id as it is compared and stored: upper case, without blanks around it."""
    return text.strip().upper()


def check_character(first: str) -> str:
    """The fifteenth character of an id whose first fourteen are ``first``.

    Weights 1, 2, 1, 2, … in base 36; quotient and remainder by 36 of each product are added; what is missing to a
    multiple of 36 is the character.
    """
    total = 0
    for place, character in enumerate(first):
        product = _DIGITS.index(character) * (1 + place % 2)
        total += product // 36 + product % 36
    return _DIGITS[-total % 36]


def _has_shape(gstin: str) -> bool:
    return bool(_SHAPE.fullmatch(gstin)) and (present_code(gstin[:2]) in STATES or gstin[:2] == CENTRE)


def is_gstin(text: str) -> bool:
    """Whether it is a GSTIN: shape, state and check digit; written in whatever case."""
    gstin = compact(text)
    return _has_shape(gstin) and check_character(gstin[:14]) == gstin[14]


def is_transporter_id(text: str) -> bool:
    """Whether it may name a transporter on an e-way bill: the ids that transporters enrol for carry no check digit."""
    return bool(_SHAPE.fullmatch(compact(text)))


def state_of(gstin: str) -> str:
    """The code of the state an id belongs to today (25 and 28 as the states they became)."""
    return present_code(gstin[:2])


def check_gstin(text: str, *, field: str = "gstin", sandbox: bool = False) -> str:
    """The id as stored. Raises ``WrongGstin`` saying what is wrong with it.

    ``sandbox``: ids of the government's test portal pass, whose check digits are made up. They are told by their last
    three characters, such as 002, where a taxpayer's id has a Z in the last place but one.
    """
    gstin = compact(text)
    if not _has_shape(gstin):
        raise WrongGstin(f"{text} is no GSTIN: two digits of a state, then thirteen letters and digits", field=field)
    made_up = sandbox and gstin[12:].isdigit()
    if not made_up and check_character(gstin[:14]) != gstin[14]:
        raise WrongGstin(f"{text} is no GSTIN: its check digit does not fit, a character is mistyped", field=field)
    return gstin


def check_state_of(gstin: str | None, state_code: str | None, *, field: str = "state_code") -> str | None:
    """The state of someone with that id: the id's own, or as stated without one. Raises ``Invalid`` when they contradict."""
    if gstin is None or gstin[:2] == CENTRE:
        return state_code
    if state_code is not None and present_code(state_code) != state_of(gstin):
        raise Invalid(f"the GSTIN is of state {state_of(gstin)}, not {state_code}", field=field)
    return state_of(gstin)
