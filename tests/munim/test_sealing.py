"""Sealed values: opened by the right key in the right place, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munim.errors import Misconfigured
from munim.sealing import BrokenSeal, Place, SealingKeys, WrongSealingKey, sealing_keys
from munim.settings import Settings, load_settings

OLD, NEW = "the key of the year before this one and long enough", "the key of this year and it is long enough too"
HERE = Place("sealed_numbers", "sealed", 7, "customer/0198/pan")


@given(st.text(max_size=200))
def test_what_is_sealed_opens_as_it_was(text: str) -> None:
    keys = SealingKeys([OLD])

    assert keys.open(keys.seal(text, HERE), HERE) == text


def test_the_sealed_value_says_nothing_of_the_text() -> None:
    keys = SealingKeys([OLD])
    once, again = keys.seal("ABCDE1234F", HERE), keys.seal("ABCDE1234F", HERE)

    assert once != again
    assert b"ABCDE" not in once
    assert len(once) == 1 + 4 + 12 + 10 + 16  # format, key id, nonce, text, tag


@pytest.mark.parametrize(
    "elsewhere",
    [
        HERE._replace(table="suppliers"),
        HERE._replace(column="other"),
        HERE._replace(business_id=8),
        HERE._replace(row="customer/0199/pan"),
    ],
)
def test_a_sealed_value_that_was_moved_does_not_open(elsewhere: Place) -> None:
    keys = SealingKeys([OLD])

    with pytest.raises(BrokenSeal, match="moved from another row"):
        keys.open(keys.seal("ABCDE1234F", HERE), elsewhere)


def test_a_sealed_value_of_which_any_byte_was_changed_does_not_open() -> None:
    keys = SealingKeys([OLD])
    sealed = keys.seal("ABCDE1234F", HERE)

    for n in range(len(sealed)):
        changed = bytearray(sealed)
        changed[n] ^= 1
        with pytest.raises((BrokenSeal, WrongSealingKey)):
            keys.open(bytes(changed), HERE)
    with pytest.raises(BrokenSeal, match="no sealed value"):
        keys.open(b"ABCDE1234F", HERE)


def test_a_wrong_key_is_named_by_what_was_needed_and_not_by_what_was_sealed() -> None:
    sealed = SealingKeys([OLD]).seal("ABCDE1234F", HERE)

    with pytest.raises(WrongSealingKey) as refused:
        SealingKeys([NEW]).open(sealed, HERE)

    assert sealed[1:5].hex() in refused.value.message
    assert "MUNIM_SEALING_KEYS" in refused.value.message
    assert "ABCDE" not in refused.value.message


def test_the_first_key_seals_and_every_key_opens() -> None:
    before, both, after = SealingKeys([OLD]), SealingKeys([NEW, OLD]), SealingKeys([NEW])
    sealed = before.seal("ABCDE1234F", HERE)

    resealed = both.reseal(sealed, HERE)

    assert both.open(sealed, HERE) == both.open(resealed, HERE) == after.open(resealed, HERE) == "ABCDE1234F"
    assert resealed.startswith(both.current_prefix)
    assert not sealed.startswith(both.current_prefix)


def test_without_keys_of_its_own_the_secret_of_the_settings_seals_and_it_opens_ever_after(settings: Settings) -> None:
    sealed = sealing_keys(settings).seal("ABCDE1234F", HERE)

    with_keys = load_settings({"MUNIM_SECRET_KEY": settings.secret_key, "MUNIM_SEALING_KEYS": NEW})

    assert sealing_keys(with_keys).open(sealed, HERE) == "ABCDE1234F"
    assert SealingKeys([NEW]).open(sealing_keys(with_keys).seal("ABCDE1234F", HERE), HERE) == "ABCDE1234F"


def test_a_key_that_is_too_short_is_refused_without_being_shown() -> None:
    with pytest.raises(Misconfigured, match="MUNIM_SEALING_KEYS") as refused:
        load_settings({"MUNIM_SEALING_KEYS": f"{NEW},short"})

    assert "short" not in refused.value.message
