"""Sessions: one per device a person signed in on, kept alive by refresh tokens that are each used once.

A session is a *family* of refresh tokens (RFC 9700, 4.14): every renewal spends one token and makes its one child.
A spent token seen again means that two people hold it, and the family ends.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Session

from billing.users import new_token, token_hash, users
from munim.database import global_table, instant, uuid_id
from munim.errors import Unauthorized
from munim.ids import new_id

REFRESH_LIFE: Final = timedelta(days=7)
FAMILY_LIFE: Final = timedelta(days=30)  # absolute: however often renewed
RETRY_WINDOW: Final = timedelta(seconds=10)  # in which a lost answer may be asked for again

# -- tables ------------------------------------------------------------------------------------------

sessions = global_table(
    "sessions",
    uuid_id(),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
    sa.Column(
        "business_id", sa.BigInteger, sa.ForeignKey("businesses.business_id"), comment="the business chosen last"
    ),
    sa.Column(
        "sign_in_version",
        sa.Integer,
        nullable=False,
        comment="the user's when it was opened; void once theirs is higher",
    ),
    sa.Column("device", BYTEA, nullable=False, comment="SHA-256 of what the client says of itself"),
    sa.Column(
        "address_hash", BYTEA, nullable=False, comment="SHA-256 of the client's address: a known one is throttled less"
    ),
    instant("created_at"),
    instant("used_at"),
    instant("ends_at"),
    instant("ended_at", nullable=True),
    sa.Column("end_reason", sa.Text, comment="logout, reuse"),
    sa.Index("ix_sessions_user", "user_id", "created_at"),
    comment="One row per sign-in on a device: a family of refresh tokens",
)

refresh_tokens = global_table(
    "refresh_tokens",
    sa.Column("hash", BYTEA, primary_key=True, comment="SHA-256 of the token"),
    sa.Column("session_id", sa.Uuid, sa.ForeignKey("sessions.id"), nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("spent_at", nullable=True),
    sa.Column(
        "salt",
        BYTEA,
        comment="of the child: HMAC(token, salt), so the same child can be given again without being stored",
    ),
    sa.Column("child_hash", BYTEA),
    sa.Index("ix_refresh_tokens_session", "session_id"),
    comment="One row per refresh token",
)

# -- rules -------------------------------------------------------------------------------------------


class InvalidRefreshToken(Unauthorized):
    """This refresh token is used up, too old or not one of ours; sign in again."""

    code = "invalid_refresh_token"


class RefreshTokenReused(Unauthorized):
    """This refresh token was used before, so this sign-in was ended on every device that holds it."""

    code = "refresh_token_reused"


class SessionEnded(Unauthorized):
    """This sign-in has ended; sign in again."""

    code = "session_ended"


def device_hash(description: str) -> bytes:
    """What is kept of a client's own description of itself (its user agent and device name)."""
    return hashlib.sha256(description.encode()).digest()


def _child_of(token: str, salt: bytes) -> str:
    digest = hmac.new(token.encode(), salt, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


# -- operations --------------------------------------------------------------------------------------


class Opened(msgspec.Struct, frozen=True):
    """A session just opened or renewed, and the refresh token that renews it next."""

    session_id: UUID
    user_id: UUID
    business_id: int | None
    sign_in_version: int
    refresh_token: str
    refresh_expires_at: datetime


class Reused(msgspec.Struct, frozen=True):
    """A spent token came back: the family has been ended, which must be committed before it is refused."""

    session_id: UUID
    user_id: UUID


def open_session(
    session: Session, user_id: UUID, *, business_id: int | None, device: bytes, address_hash: bytes, at: datetime
) -> Opened:
    """Sign ``user_id`` in on a device. Raises ``SessionEnded`` for a disabled user."""
    version = session.execute(
        sa.select(users.c.sign_in_version).where(users.c.id == user_id, users.c.disabled_at.is_(None))
    ).scalar_one_or_none()
    if version is None:
        raise SessionEnded()
    session_id, token = new_id(), new_token()
    expires_at = at + REFRESH_LIFE
    session.execute(
        sa.insert(sessions).values(
            id=session_id,
            user_id=user_id,
            business_id=business_id,
            sign_in_version=version,
            device=device,
            address_hash=address_hash,
            created_at=at,
            used_at=at,
            ends_at=at + FAMILY_LIFE,
        )
    )
    session.execute(
        sa.insert(refresh_tokens).values(
            hash=token_hash(token), session_id=session_id, created_at=at, expires_at=expires_at
        )
    )
    return Opened(session_id, user_id, business_id, version, token, expires_at)


def renew_session(session: Session, token: str, *, device: bytes, at: datetime) -> Opened | Reused:
    """Spend ``token`` and return its one child.

    Within ten seconds the same device gets the *same* child again, as long as nobody used that child: its first
    answer may have been lost on the way (A-5). Any other second use ends the family (A-4).
    Locks the session's row, then reads the token in a statement of its own, so that of any number of uses at
    once each sees what the one before it did. Raises ``InvalidRefreshToken``.
    """
    hashed = token_hash(token)
    session_id = session.execute(
        sa.select(refresh_tokens.c.session_id).where(refresh_tokens.c.hash == hashed)
    ).scalar_one_or_none()
    if session_id is None:
        raise InvalidRefreshToken()
    family = session.execute(sa.select(sessions).where(sessions.c.id == session_id).with_for_update()).one()
    spent = session.execute(sa.select(refresh_tokens).where(refresh_tokens.c.hash == hashed)).one()
    current_version = session.execute(
        sa.select(users.c.sign_in_version).where(users.c.id == family.user_id, users.c.disabled_at.is_(None))
    ).scalar_one_or_none()
    if (
        family.ended_at is not None
        or family.ends_at <= at
        or spent.expires_at <= at
        or current_version != family.sign_in_version
    ):
        raise InvalidRefreshToken()

    if spent.spent_at is not None:
        child = session.execute(sa.select(refresh_tokens).where(refresh_tokens.c.hash == spent.child_hash)).one()
        if (
            at - spent.spent_at > RETRY_WINDOW
            or child.spent_at is not None
            or not hmac.compare_digest(family.device, device)
        ):
            _end(session, family.id, reason="reuse", at=at)
            return Reused(family.id, family.user_id)
        return Opened(
            family.id,
            family.user_id,
            family.business_id,
            family.sign_in_version,
            _child_of(token, spent.salt),
            child.expires_at,
        )

    salt = secrets.token_bytes(32)
    child_token = _child_of(token, salt)
    expires_at = min(at + REFRESH_LIFE, family.ends_at)
    session.execute(
        sa.insert(refresh_tokens).values(
            hash=token_hash(child_token), session_id=family.id, created_at=at, expires_at=expires_at
        )
    )
    session.execute(
        sa.update(refresh_tokens)
        .where(refresh_tokens.c.hash == hashed)
        .values(spent_at=at, salt=salt, child_hash=token_hash(child_token))
    )
    session.execute(sa.update(sessions).where(sessions.c.id == family.id).values(used_at=at))
    return Opened(family.id, family.user_id, family.business_id, family.sign_in_version, child_token, expires_at)


def end_session(session: Session, session_id: UUID, *, at: datetime) -> None:
    """Log out on this device; its refresh tokens are void with it. Ending an ended session changes nothing."""
    _end(session, session_id, reason="logout", at=at)


def choose_business(session: Session, session_id: UUID, business_id: int) -> None:
    """Work in another business from here on; the caller has checked the membership."""
    session.execute(sa.update(sessions).where(sessions.c.id == session_id).values(business_id=business_id))


def _end(session: Session, session_id: UUID, *, reason: str, at: datetime) -> None:
    session.execute(
        sa.update(sessions)
        .where(sessions.c.id == session_id, sessions.c.ended_at.is_(None))
        .values(ended_at=at, end_reason=reason)
    )


# -- reads -------------------------------------------------------------------------------------------


def stands(session: Session, session_id: UUID, sign_in_version: int, *, at: datetime) -> bool:
    """Whether an access token of this session and version is still good (A-6)."""
    found = session.execute(
        sa.select(sessions.c.id)
        .join(users, users.c.id == sessions.c.user_id)
        .where(
            sessions.c.id == session_id,
            sessions.c.ended_at.is_(None),
            sessions.c.ends_at > at,
            users.c.disabled_at.is_(None),
            users.c.sign_in_version == sign_in_version,
        )
    ).one_or_none()
    return found is not None


def is_known_address(session: Session, user_id: UUID, address_hash: bytes) -> bool:
    """Whether this user has signed in from the address before: strangers cannot shut it out (A-7)."""
    return bool(
        session.execute(
            sa.select(sa.literal(True))
            .where(sessions.c.user_id == user_id, sessions.c.address_hash == address_hash)
            .limit(1)
        ).scalar_one_or_none()
    )
