"""Phone numbers, kept in E.164 whatever way a person writes them."""

from __future__ import annotations

import phonenumbers

from munim.errors import Invalid


def normal_phone(text: str, country: str, *, field: str = "phone") -> str:
    """``normal_phone("098220 12345", "IN") == "+919822012345"``. Raises ``Invalid`` for what no phone can have."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise Invalid(f"{text!r} is no phone number", field=field) from None
    if not phonenumbers.is_valid_number(number):
        raise Invalid(f"{text!r} is no valid phone number", field=field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def can_text(phone: str) -> bool:
    """Whether an E.164 number may be a mobile: a landline takes neither SMS nor WhatsApp (N-31)."""
    kind = phonenumbers.number_type(phonenumbers.parse(phone))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
