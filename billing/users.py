"""Users: people who sign in. They belong to no business; memberships say where they may work."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Session

from munim.database import XID8, global_table, instant, uuid_id
from munim.errors import Conflict, Invalid, NotFound, Unauthorized
from munim.ids import new_id

RESET_LIFE: Final = timedelta(minutes=30)
RESETS_AN_HOUR: Final = 5

# -- tables ------------------------------------------------------------------------------------------

users = global_table(
    "users",
    uuid_id(),
    sa.Column("email", sa.Text, nullable=False, comment="unique ignoring case"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column(
        "password_version",
        sa.Integer,
        nullable=False,
        server_default=sa.text("1"),
        comment="a reset token is good for one version",
    ),
    sa.Column(
        "sign_in_version",
        sa.Integer,
        nullable=False,
        server_default=sa.text("1"),
        comment="raised to void every session at once",
    ),
    instant("disabled_at", nullable=True),
    instant("created_at"),
    sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
    sa.Index("ix_users_row_version", "row_version"),
    sa.Index("uq_users_email", sa.text("lower(email)"), unique=True),
    comment="One row per person who signs in",
)

password_resets = global_table(
    "password_resets",
    sa.Column("hash", BYTEA, primary_key=True, comment="SHA-256 of the token in the mail"),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
    sa.Column("password_version", sa.Integer, nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("used_at", nullable=True),
    sa.Index("ix_password_resets_user", "user_id", "created_at"),
    comment="One row per password reset asked for",
)

# -- rules -------------------------------------------------------------------------------------------


class EmailTaken(Conflict):
    """There is an account with this e-mail address already."""

    code = "email_taken"


class InvalidResetToken(Unauthorized):
    """This password reset link is used up, too old or not one of ours."""

    code = "invalid_reset_token"


_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+|[^@\s]{1,64}@localhost")


def parse_email(text: str, *, field: str = "email") -> str:
    """The address without surrounding space, its domain in lower case. Raises ``Invalid``."""
    found = text.strip()
    if len(found) > 254 or not _EMAIL.fullmatch(found):
        raise Invalid(f"{text!r} is not an e-mail address", field=field)
    name, _, domain = found.rpartition("@")
    return f"{name}@{domain.lower()}"


def new_token() -> str:
    """A secret of 256 random bits for a link or a refresh token."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token: a plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


# -- operations --------------------------------------------------------------------------------------


def add_user(session: Session, *, email: str, name: str, password_hash: str, at: datetime) -> UUID:
    """A new user. Raises ``EmailTaken`` (also when two ask at once: the index decides), ``Invalid``."""
    if not name.strip():
        raise Invalid("a person has a name", field="name")
    user_id = new_id()
    added = session.execute(
        sa.text(
            "INSERT INTO users (id, email, name, password_hash, created_at) VALUES (:id, :email, :name, :hash, :at)"
            " ON CONFLICT (lower(email)) DO NOTHING RETURNING id"
        ),
        {"id": user_id, "email": parse_email(email), "name": name.strip(), "hash": password_hash, "at": at},
    ).one_or_none()
    if added is None:
        raise EmailTaken(field="email")
    return user_id


def upgrade_hash(session: Session, user_id: UUID, password_hash: str, *, replaces: str) -> None:
    """Store the same password hashed with today's parameters; sessions stay. A password changed meanwhile stays changed."""
    session.execute(
        sa.update(users)
        .where(users.c.id == user_id, users.c.password_hash == replaces)
        .values(password_hash=password_hash)
    )


def void_sign_ins(session: Session, user_id: UUID) -> None:
    """Log the user out everywhere: every session opened before this is void (A-6)."""
    session.execute(sa.update(users).where(users.c.id == user_id).values(sign_in_version=users.c.sign_in_version + 1))


def set_password(session: Session, user_id: UUID, password_hash: str) -> None:
    """A new password: outstanding reset links and every session are void."""
    session.execute(
        sa.update(users)
        .where(users.c.id == user_id)
        .values(
            password_hash=password_hash,
            password_version=users.c.password_version + 1,
            sign_in_version=users.c.sign_in_version + 1,
        )
    )


def disable_user(session: Session, user_id: UUID, *, at: datetime) -> None:
    """The person can no longer sign in, and every session is void. Raises ``NotFound``."""
    found = session.execute(
        sa.update(users)
        .where(users.c.id == user_id)
        .values(disabled_at=at, sign_in_version=users.c.sign_in_version + 1)
        .returning(users.c.id)
    ).one_or_none()
    if found is None:
        raise NotFound("there is no such user")


class ResetLetter(msgspec.Struct, frozen=True):
    """What the mail of a password reset needs. ``token`` is in nobody's hands but the recipient's."""

    email: str
    name: str
    token: str


def request_reset(session: Session, email: str, *, at: datetime) -> ResetLetter | None:
    """A reset token for the user of ``email``; None for an unknown address, or one that asked too often this hour.

    Either way the same statements run and the caller gives the same answer (A-9); nothing is ever locked.
    """
    user = session.execute(
        sa.select(users.c.id, users.c.email, users.c.name, users.c.password_version).where(
            sa.func.lower(users.c.email) == email.strip().lower(), users.c.disabled_at.is_(None)
        )
    ).one_or_none()
    user_id = user.id if user else new_id()
    recent = session.execute(
        sa.select(sa.func.count()).where(
            password_resets.c.user_id == user_id, password_resets.c.created_at > at - timedelta(hours=1)
        )
    ).scalar_one()
    if user is None or recent >= RESETS_AN_HOUR:
        return None
    token = new_token()
    session.execute(
        sa.insert(password_resets).values(
            hash=token_hash(token),
            user_id=user.id,
            password_version=user.password_version,
            created_at=at,
            expires_at=at + RESET_LIFE,
        )
    )
    return ResetLetter(email=user.email, name=user.name, token=token)


def email_of_reset(session: Session, token: str, *, at: datetime) -> str:
    """Whose password the token resets, so that the new one can be judged before it is hashed. Raises ``InvalidResetToken``."""
    found = session.execute(
        sa.select(users.c.email)
        .join(password_resets, password_resets.c.user_id == users.c.id)
        .where(*_good_reset(token, at=at))
    ).scalar_one_or_none()
    if found is None:
        raise InvalidResetToken()
    return str(found)


def reset_password(session: Session, token: str, password_hash: str, *, at: datetime) -> UUID:
    """Use up the token and set the password; every session ends. Raises ``InvalidResetToken``.

    The token's row is locked by its own update, so of two uses at once one finds it used.
    """
    found = session.execute(
        sa.update(password_resets)
        .where(*_good_reset(token, at=at), users.c.id == password_resets.c.user_id)
        .values(used_at=at)
        .returning(password_resets.c.user_id)
    ).scalar_one_or_none()
    if found is None:
        raise InvalidResetToken()
    user_id = UUID(str(found))
    set_password(session, user_id, password_hash)
    return user_id


def _good_reset(token: str, *, at: datetime) -> list[sa.ColumnElement[bool]]:
    return [
        password_resets.c.hash == token_hash(token),
        password_resets.c.used_at.is_(None),
        password_resets.c.expires_at > at,
        password_resets.c.password_version == users.c.password_version,
        users.c.disabled_at.is_(None),
    ]


# -- reads -------------------------------------------------------------------------------------------


class User(msgspec.Struct, frozen=True):
    """A person as they and their colleagues see them."""

    user_id: UUID
    email: str
    name: str


class Credentials(msgspec.Struct, frozen=True):
    """What signing in compares a password with."""

    user_id: UUID
    email: str
    password_hash: str
    disabled: bool


def credentials_of(session: Session, email: str) -> Credentials | None:
    """The credentials behind an e-mail address, None for an unknown one."""
    row = session.execute(
        sa.select(users.c.id, users.c.email, users.c.password_hash, users.c.disabled_at).where(
            sa.func.lower(users.c.email) == email.strip().lower()
        )
    ).one_or_none()
    return None if row is None else Credentials(row.id, row.email, row.password_hash, row.disabled_at is not None)


def read_user(session: Session, user_id: UUID) -> User:
    """One user. Raises ``NotFound``."""
    row = session.execute(sa.select(users.c.id, users.c.email, users.c.name).where(users.c.id == user_id)).one_or_none()
    if row is None:
        raise NotFound("there is no such user")
    return User(row.id, row.email, row.name)
