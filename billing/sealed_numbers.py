"""Bank and identity numbers of the business, its accounts, suppliers and customers: sealed, shown by their last four.

They lie in one table, so that whoever reads a customer or a supplier cannot meet them by accident, no mirror, export or
event carries them, and a change of keys has one place to go to.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, insert
from sqlalchemy.orm import Session

from billing.accounts import read_account
from billing.business import this_business
from billing.customers import read_customer
from billing.events import record_event
from billing.gateway.accounts import reseal_credentials
from billing.permissions import Actor
from billing.suppliers import read_supplier
from munim.database import Database, business_of, instant, one_of, tenant_table
from munim.errors import Invalid, NotFound
from munim.sealing import Place, SealingKeys, key_id_of
from munim.text import Code

BANK_NUMBERS: Final = ("bank_account", "bank_code")
IDENTITY_NUMBERS: Final = ("aadhaar", "pan", "passport", "driving_licence", "voter_id", "other")
# whose numbers they may be, and which
SUBJECTS: Final[dict[str, tuple[str, ...]]] = {
    "business": BANK_NUMBERS,
    "account": BANK_NUMBERS,
    "supplier": BANK_NUMBERS,
    "customer": IDENTITY_NUMBERS,
}
_PERMISSIONS: Final = {"business": "business", "account": "accounts", "supplier": "suppliers", "customer": "customers"}

# -- tables ------------------------------------------------------------------------------------------

sealed_numbers = tenant_table(
    "sealed_numbers",
    sa.Column("subject_kind", sa.Text, primary_key=True, comment="business, account, supplier or customer"),
    sa.Column("subject_id", sa.Text, primary_key=True, comment="their id; an account's code"),
    sa.Column("name", sa.Text, primary_key=True, comment="which number: bank_account, bank_code, aadhaar, pan, …"),
    sa.Column("sealed", BYTEA, comment="by munim.sealing, bound to this row; empty: removed"),
    sa.Column("last_four", sa.String(4), nullable=False, comment="what is shown; nothing of a short number"),
    sa.Column("kept_by", sa.Uuid),
    instant("kept_at"),
    one_of("subject_kind", tuple(SUBJECTS)),
    one_of("name", BANK_NUMBERS + IDENTITY_NUMBERS),
    comment="One row per bank or identity number that was ever kept",
)

# For billing/integrity.py: four tables' keys in one column can be no foreign key.
SEALED_NUMBERS_ARE_OF_SOMEBODY: Final = """
SELECT concat_ws('/', subject_kind, subject_id, name), 'kept', 'of nobody'
FROM sealed_numbers s
WHERE business_id = :business_id AND NOT CASE subject_kind
    WHEN 'business' THEN subject_id = business_id::text
    WHEN 'account' THEN EXISTS (SELECT FROM accounts a WHERE a.business_id = s.business_id AND a.code = subject_id)
    WHEN 'supplier' THEN EXISTS (SELECT FROM suppliers p WHERE p.business_id = s.business_id AND p.id::text = subject_id)
    ELSE EXISTS (SELECT FROM customers c WHERE c.business_id = s.business_id AND c.id::text = subject_id) END
"""

# -- commands ----------------------------------------------------------------------------------------


class BankNumbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bank account: its number, and the IFSC, sort code or SWIFT code of the bank. Left out: as it is; null: removed."""

    bank_account: Code | msgspec.UnsetType | None = msgspec.UNSET
    bank_code: Code | msgspec.UnsetType | None = msgspec.UNSET


class IdentityNumbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Numbers of a customer's identity papers. Left out: as it is; null: removed."""

    aadhaar: Code | msgspec.UnsetType | None = msgspec.UNSET
    pan: Code | msgspec.UnsetType | None = msgspec.UNSET
    passport: Code | msgspec.UnsetType | None = msgspec.UNSET
    driving_licence: Code | msgspec.UnsetType | None = msgspec.UNSET
    voter_id: Code | msgspec.UnsetType | None = msgspec.UNSET
    other: Code | msgspec.UnsetType | None = msgspec.UNSET


# -- rules -------------------------------------------------------------------------------------------

SubjectKind = Literal["business", "account", "supplier", "customer"]
_LEAST_SHOWN: Final = 8  # of a shorter number four digits would tell half
_ANY: Final = re.compile(r"[A-Z0-9]{4,34}")  # 34 is the longest IBAN (ISO 13616)
# An error never repeats what was written: errors end in logs.
_FORMS: Final[dict[str, tuple[re.Pattern[str], str]]] = {
    "aadhaar": (re.compile(r"[2-9][0-9]{11}"), "twelve digits"),
    "pan": (re.compile(r"[A-Z]{5}[0-9]{4}[A-Z]"), "five letters, four digits, a letter"),
}
_IFSC: Final = (re.compile(r"[A-Z]{4}0[A-Z0-9]{6}"), "an IFSC: four letters, a zero, six letters or digits")


def normal_number(name: str, text: str, *, country: str) -> str:
    """The number as it is kept: capitals, no spaces or dashes. Raises ``Invalid``, which does not repeat it."""
    number = re.sub(r"[\s\-/]", "", text).upper()
    form, said = _FORMS.get(name, (_ANY, "4 to 34 letters and digits"))
    if name == "bank_code" and country == "IN":
        form, said = _IFSC
    if not form.fullmatch(number):
        raise Invalid(f"{name} is {said}", field=name)
    return number


def last_four(number: str) -> str:
    """What is shown of a number."""
    return number[-4:] if len(number) >= _LEAST_SHOWN else ""


# -- operations --------------------------------------------------------------------------------------


def keep_numbers(
    session: Session,
    subject_kind: SubjectKind,
    subject_id: UUID | str | int,
    command: BankNumbers | IdentityNumbers,
    *,
    keys: SealingKeys,
    by: Actor,
    at: datetime,
) -> list[KeptNumber]:
    """Seal the numbers given, blank those that are null, and answer with all there are, masked.

    Locks their rows in order of their names, then the head.
    Raises ``NotFound`` for a subject that is not there, ``Invalid``.
    """
    by.require(f"{_PERMISSIONS[subject_kind]}.write")
    _check_subject(session, subject_kind, subject_id)
    business = this_business(session)
    given: dict[str, str | None] = {
        name: value for name, value in msgspec.structs.asdict(command).items() if value is not msgspec.UNSET
    }
    for name, text in sorted(given.items()):  # as reseal_numbers locks them
        number = None if text is None else normal_number(name, text, country=business.country)
        values = {
            "sealed": None if number is None else keys.seal(number, _place(session, subject_kind, subject_id, name)),
            "last_four": "" if number is None else last_four(number),
            "kept_by": by.user_id,
            "kept_at": at,
        }
        row = insert(sealed_numbers).values(
            business_id=business_of(session),
            subject_kind=subject_kind,
            subject_id=str(subject_id),
            name=name,
            **values,
        )
        session.execute(
            row.on_conflict_do_update(index_elements=["business_id", "subject_kind", "subject_id", "name"], set_=values)
        )
    record_event(
        session,
        f"{subject_kind}.numbers_kept",
        subject_kind,
        subject_id,
        {"fields": sorted(given)},
        by=by,
        at=at,
        business_date=business.today(at),
    )
    return _kept(session, subject_kind, subject_id)


def open_numbers(
    session: Session,
    subject_kind: SubjectKind,
    subject_id: UUID | str | int,
    *,
    keys: SealingKeys,
    by: Actor,
    at: datetime,
) -> list[KeptNumber]:
    """The numbers kept of a subject, whole. One event says who saw which; the numbers are not in it.

    Locks the head. Raises ``NotFound``, ``Forbidden`` without ``personal.read``, ``WrongSealingKey``, ``BrokenSeal``.
    """
    by.require(f"{_PERMISSIONS[subject_kind]}.read")
    by.require("personal.read")
    _check_subject(session, subject_kind, subject_id)
    found = _kept(session, subject_kind, subject_id, whole_with=keys)
    record_event(
        session,
        f"{subject_kind}.numbers_read",
        subject_kind,
        subject_id,
        {"fields": [one.name for one in found]},
        by=by,
        at=at,
        business_date=this_business(session).today(at),
    )
    return found


def reseal_numbers(
    session: Session, keys: SealingKeys, *, after: tuple[str, str, str] = ("", "", ""), limit: int = 500
) -> tuple[int, tuple[str, str, str] | None]:
    """Seal with the first key what up to ``limit`` rows behind ``after`` hold under another.

    Gives how many, and the last of them (None: there were no more). Each batch is a transaction of its own: whatever
    ends between two of them, every value opens, and a new run takes up what is left. Locks the rows in key order.
    Raises ``WrongSealingKey``, ``BrokenSeal``.
    """
    columns = (sealed_numbers.c.subject_kind, sealed_numbers.c.subject_id, sealed_numbers.c.name)
    found = session.execute(
        sa.select(*columns, sealed_numbers.c.sealed)
        .where(
            sealed_numbers.c.business_id == business_of(session),
            sa.tuple_(*columns) > after,
            sa.func.substr(sealed_numbers.c.sealed, 1, len(keys.current_prefix)) != keys.current_prefix,
        )
        .order_by(*columns)
        .limit(limit)
        .with_for_update()
    ).all()
    for kind, subject_id, name, sealed in found:
        session.execute(
            sa.update(sealed_numbers)
            .where(_here(session, kind, subject_id), sealed_numbers.c.name == name)
            .values(sealed=keys.reseal(sealed, _place(session, kind, subject_id, name)))
        )
    return len(found), (found[-1][0], found[-1][1], found[-1][2]) if found else None


def reseal_all(database: Database, business_id: int, keys: SealingKeys, *, batch: int = 500) -> int:
    """Seal with the first key all that a business keeps under another, batch by batch; how many that were."""
    resealed, after = 0, ("", "", "")
    while True:
        with database.business(business_id) as session:
            count, last = reseal_numbers(session, keys, after=after, limit=batch)
        resealed += count
        if last is None:
            break
        after = last
    with database.business(business_id) as session:
        return resealed + reseal_credentials(session, keys)


def move_sealed(
    keys: SealingKeys, sealed: bytes, subject_kind: str, old: tuple[int, str], new: tuple[int, str], name: str
) -> bytes:
    """What was sealed of one business's subject, sealed for another's: ``old`` and ``new`` are business and subject.

    A seal is bound to its business, so whoever makes a business of another's export seals anew.
    Raises ``WrongSealingKey``, ``BrokenSeal``.
    """
    before, after = (
        Place("sealed_numbers", "sealed", business_id, f"{subject_kind}/{subject_id}/{name}")
        for business_id, subject_id in (old, new)
    )
    return keys.seal(keys.open(sealed, before), after)


def _check_subject(session: Session, subject_kind: SubjectKind, subject_id: UUID | str | int) -> None:
    """Raises ``NotFound`` unless the subject is of this business."""
    match subject_kind, subject_id:
        case "customer", UUID():
            read_customer(session, subject_id)
        case "supplier", UUID():
            read_supplier(session, subject_id)
        case "account", str():
            read_account(session, subject_id)
        case "business", int():
            if subject_id != business_of(session):
                raise NotFound("there is no such business")
        case _:
            raise LookupError(f"{subject_id} is no {subject_kind}")


def _place(session: Session, subject_kind: str, subject_id: object, name: str) -> Place:
    return Place("sealed_numbers", "sealed", business_of(session), f"{subject_kind}/{subject_id}/{name}")


def _here(session: Session, subject_kind: str, subject_id: object) -> sa.ColumnElement[bool]:
    return sa.and_(
        sealed_numbers.c.business_id == business_of(session),
        sealed_numbers.c.subject_kind == subject_kind,
        sealed_numbers.c.subject_id == str(subject_id),
    )


# -- reads -------------------------------------------------------------------------------------------


class KeptNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number that is kept: its last four (nothing of a short one), and whole only for who asked and may."""

    name: str
    last_four: str
    kept_at: datetime
    number: str | None = None


def read_numbers(
    session: Session, subject_kind: SubjectKind, subject_id: UUID | str | int, *, by: Actor
) -> list[KeptNumber]:
    """The numbers kept of a subject, by name, masked; ``open_numbers`` gives them whole. Raises ``NotFound``, ``Forbidden``."""
    by.require(f"{_PERMISSIONS[subject_kind]}.read")
    _check_subject(session, subject_kind, subject_id)
    return _kept(session, subject_kind, subject_id)


def _kept(
    session: Session, subject_kind: str, subject_id: object, *, whole_with: SealingKeys | None = None
) -> list[KeptNumber]:
    found = session.execute(
        sa.select(sealed_numbers.c.name, sealed_numbers.c.last_four, sealed_numbers.c.kept_at, sealed_numbers.c.sealed)
        .where(_here(session, subject_kind, subject_id), sealed_numbers.c.sealed.is_not(None))
        .order_by(sealed_numbers.c.name)
    )

    def opened(name: str, sealed: bytes) -> str | None:
        if whole_with is None:
            return None
        return whole_with.open(sealed, _place(session, subject_kind, subject_id, name))

    return [
        KeptNumber(name=name, last_four=shown, kept_at=kept_at, number=opened(name, sealed))
        for name, shown, kept_at, sealed in found
    ]


def sealed_key_ids(session: Session) -> tuple[int, list[str]]:
    """How many numbers are sealed, and the ids of the keys that they are sealed with, in hexadecimal."""
    here = (sealed_numbers.c.business_id == business_of(session)) & sealed_numbers.c.sealed.is_not(None)
    found = [sealed for (sealed,) in session.execute(sa.select(sealed_numbers.c.sealed).where(here))]
    return len(found), sorted({key_id_of(sealed) for sealed in found})
