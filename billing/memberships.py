"""Memberships: who works in a business, in which role, with which permissions besides; and how staff are invited."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.orm import Session

from billing.business import Business, BusinessSettings, read_business, this_business
from billing.events import changed, record_event
from billing.permissions import PERMISSIONS, ROLES, Actor, actor_for
from billing.registration import register_business
from billing.users import new_token, parse_email, token_hash, users
from billing.versions import check_version
from munim.database import (
    APP,
    CURRENT_BUSINESS,
    CURRENT_USER,
    business_of,
    enter_business,
    global_table,
    instant,
    one_of,
    tenant_table,
)
from munim.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unauthorized

INVITATION_LIFE: Final = timedelta(days=7)

# -- tables ------------------------------------------------------------------------------------------

memberships = tenant_table(
    "memberships",
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column(
        "permissions",
        ARRAY(sa.Text),
        nullable=False,
        server_default=sa.text("'{}'"),
        comment="granted besides the role's",
    ),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    one_of("role", tuple(ROLES)),
    sa.Index("ix_memberships_user", "user_id"),
    comment="One row per person in a business",
    mirrored=True,
)
# Signing in and switching happen before a business is chosen: a transaction of nobody's sees its user's memberships.
DATABASE_RULES: Final = (
    f"CREATE POLICY own_memberships ON memberships FOR SELECT TO {APP} USING ({CURRENT_BUSINESS} IS NULL AND user_id = {CURRENT_USER})",
)

invitations = global_table(
    "invitations",
    sa.Column("hash", BYTEA, primary_key=True, comment="SHA-256 of the token in the mail"),
    sa.Column("business_id", sa.BigInteger, sa.ForeignKey("businesses.business_id"), nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("permissions", ARRAY(sa.Text), nullable=False),
    sa.Column("invited_by", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("used_at", nullable=True),
    one_of("role", tuple(ROLES)),
    comment="One row per invitation; found by its token before its business is known",
)

# -- commands ----------------------------------------------------------------------------------------


class InviteMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ask somebody to work in the business."""

    email: str
    role: str
    permissions: frozenset[str] = frozenset()


class ChangeMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A member's role, permissions besides it, and whether they still work here."""

    role: str
    permissions: frozenset[str] = frozenset()
    active: bool = True


# -- rules -------------------------------------------------------------------------------------------


class AlreadyMember(Conflict):
    """This person works here already."""

    code = "already_member"


class InvalidInvitation(Unauthorized):
    """This invitation is used up, too old or not one of ours."""

    code = "invalid_invitation"


class LastOwner(Refused):
    """A business keeps at least one owner."""

    code = "last_owner"


def check_grant(role: str, permissions: frozenset[str], *, by: Actor) -> None:
    """Nobody grants what they may not do themselves. Raises ``Invalid`` for unknown names, ``Forbidden``."""
    if role not in ROLES:
        raise Invalid(f"there is no role {role!r}; there are {', '.join(ROLES)}", field="role")
    unknown = sorted(permissions - PERMISSIONS.keys())
    if unknown:
        raise Invalid(f"there is no permission {unknown[0]!r}", field="permissions")
    beyond = sorted((ROLES[role] | permissions) - by.permissions)
    if beyond:
        raise Forbidden(f"you cannot grant what you may not do: {', '.join(beyond)}", permission=beyond[0])


# -- operations --------------------------------------------------------------------------------------


def add_member(
    session: Session, user_id: UUID, role: str, *, permissions: frozenset[str] = frozenset(), at: datetime
) -> None:
    """Put a person in the business the session is in; one who left comes back. Raises ``AlreadyMember``."""
    added = session.execute(
        sa.text("""
            INSERT INTO memberships (business_id, user_id, role, permissions, created_at) VALUES (:business_id, :user_id, :role, :permissions, :at)
            ON CONFLICT (business_id, user_id) DO UPDATE
            SET role = excluded.role, permissions = excluded.permissions, active = true, version = memberships.version + 1
            WHERE NOT memberships.active RETURNING user_id
        """),
        {
            "business_id": business_of(session),
            "user_id": user_id,
            "role": role,
            "permissions": sorted(permissions),
            "at": at,
        },
    ).one_or_none()
    if added is None:
        raise AlreadyMember()


def register_owned_business(session: Session, command: BusinessSettings, owner_id: UUID, *, at: datetime) -> Business:
    """Make a business that ``owner_id`` owns; from here the session is in it. Raises ``Invalid``."""
    business = register_business(session, command, by=actor_for(owner_id, "owner"), at=at)
    add_member(session, owner_id, "owner", at=at)
    return business


class InvitationLetter(msgspec.Struct, frozen=True):
    """What the mail of an invitation needs. ``token`` is in nobody's hands but the recipient's."""

    email: str
    business_name: str
    role: str
    token: str


def invite_member(session: Session, command: InviteMember, *, by: Actor, at: datetime) -> InvitationLetter:
    """Invite somebody by e-mail. Raises ``Forbidden``, ``Invalid``, ``AlreadyMember``."""
    by.require("members.write")
    check_grant(command.role, command.permissions, by=by)
    email = parse_email(command.email)
    working = session.execute(
        sa.select(memberships.c.user_id)
        .join(users, users.c.id == memberships.c.user_id)
        .where(
            memberships.c.business_id == business_of(session),
            memberships.c.active,
            sa.func.lower(users.c.email) == email.lower(),
        )
    ).first()
    if working is not None:
        raise AlreadyMember(field="email")
    business, token = this_business(session), new_token()
    session.execute(
        sa.insert(invitations).values(
            hash=token_hash(token),
            business_id=business.business_id,
            email=email,
            role=command.role,
            permissions=sorted(command.permissions),
            invited_by=by.user_id,
            created_at=at,
            expires_at=at + INVITATION_LIFE,
        )
    )
    record_event(
        session, "member.invited", "business", business.business_id, {"role": command.role, "permissions": sorted(command.permissions)},
        by=by, at=at, business_date=business.today(at),
    )  # fmt: skip
    return InvitationLetter(email=email, business_name=business.name, role=command.role, token=token)


class Invitation(msgspec.Struct, frozen=True):
    """An open invitation, as the invited person sees it."""

    business_id: int
    email: str
    role: str


def find_invitation(session: Session, token: str, *, at: datetime) -> Invitation:
    """The open invitation behind a token, in a transaction of nobody's. Raises ``InvalidInvitation``."""
    row = session.execute(
        sa.select(invitations.c.business_id, invitations.c.email, invitations.c.role).where(
            invitations.c.hash == token_hash(token), invitations.c.used_at.is_(None), invitations.c.expires_at > at
        )
    ).one_or_none()
    if row is None:
        raise InvalidInvitation()
    return Invitation(row.business_id, row.email, row.role)


def accept_invitation(session: Session, token: str, user_id: UUID, *, at: datetime) -> int:
    """Use up the invitation: ``user_id`` joins its business, which the session is in from here on.

    The caller has made sure that the user owns the invitation's e-mail address. Locks the invitation by its own
    update, so that of two uses at once one finds it used. Raises ``InvalidInvitation``, ``AlreadyMember``.
    """
    row = session.execute(
        sa.update(invitations)
        .where(invitations.c.hash == token_hash(token), invitations.c.used_at.is_(None), invitations.c.expires_at > at)
        .values(used_at=at)
        .returning(invitations.c.business_id, invitations.c.role, invitations.c.permissions)
    ).one_or_none()
    if row is None:
        raise InvalidInvitation()
    enter_business(session, row.business_id)
    extra = frozenset(row.permissions)
    add_member(session, user_id, row.role, permissions=extra, at=at)
    record_event(
        session, "member.joined", "member", user_id, {"role": row.role, "permissions": sorted(extra)},
        by=actor_for(user_id, row.role, extra), at=at, business_date=this_business(session).today(at),
    )  # fmt: skip
    return int(row.business_id)


def change_member(
    session: Session,
    user_id: UUID,
    command: ChangeMember,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Member:
    """Change a member's role, permissions or whether they work here; sessions feel it within five seconds.

    Locks every active owner's row and the member's, in order of user id, so that two owners cannot each remove the
    other. Raises ``Forbidden``, ``Invalid``, ``NotFound``, ``StaleVersion``, ``LastOwner``.
    """
    by.require("members.write")
    check_grant(command.role, command.permissions, by=by)
    here = memberships.c.business_id == business_of(session)
    locked = session.execute(
        sa.select(memberships)
        .where(
            here, sa.or_(memberships.c.user_id == user_id, sa.and_(memberships.c.role == "owner", memberships.c.active))
        )
        .order_by(memberships.c.user_id)
        .with_for_update()
    ).all()
    row = next((row for row in locked if row.user_id == user_id), None)
    if row is None:
        raise NotFound("there is no such member")
    check_version(row.version, expected_version)
    beyond = sorted((ROLES[row.role] | frozenset(row.permissions)) - by.permissions)
    if beyond:
        raise Forbidden("you cannot change a member who may do more than you", permission=beyond[0])
    other_owners = [other for other in locked if other.user_id != user_id and other.role == "owner" and other.active]
    if row.role == "owner" and row.active and (command.role != "owner" or not command.active) and not other_owners:
        raise LastOwner()
    before = read_member(session, user_id)
    session.execute(
        sa.update(memberships)
        .where(here, memberships.c.user_id == user_id)
        .values(
            role=command.role, permissions=sorted(command.permissions), active=command.active, version=row.version + 1
        )
    )
    after = read_member(session, user_id)
    record_event(
        session, "member.changed", "member", user_id, changed(before, after),
        by=by, at=at, business_date=this_business(session).today(at),
    )  # fmt: skip
    return after


# -- reads -------------------------------------------------------------------------------------------


class Member(msgspec.Struct, frozen=True):
    """Somebody who works, or has worked, in the business. ``permissions`` are those besides the role's."""

    user_id: UUID
    name: str
    email: str
    role: str
    permissions: list[str]
    active: bool
    version: int


class Workplace(msgspec.Struct, frozen=True):
    """A business a person works in, and as what."""

    business_id: int
    name: str
    currency: str
    role: str
    permissions: list[str]


_MEMBER = sa.select(
    memberships.c.user_id,
    users.c.name,
    users.c.email,
    memberships.c.role,
    memberships.c.permissions,
    memberships.c.active,
    memberships.c.version,
).join(users, users.c.id == memberships.c.user_id)


def list_members(session: Session, *, by: Actor) -> list[Member]:
    """Everybody who works or has worked here, by name."""
    by.require("business.read")
    rows = session.execute(
        _MEMBER.where(memberships.c.business_id == business_of(session)).order_by(
            sa.func.lower(users.c.name), users.c.id
        )
    )
    return [Member(**row) for row in rows.mappings()]


def read_member(session: Session, user_id: UUID) -> Member:
    """One member. Raises ``NotFound``."""
    row = (
        session.execute(
            _MEMBER.where(memberships.c.business_id == business_of(session), memberships.c.user_id == user_id)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound("there is no such member")
    return Member(**row)


def actor_of(session: Session, user_id: UUID) -> Actor:
    """The user as an actor in the session's business. Raises ``Forbidden`` for somebody who does not work there."""
    row = session.execute(
        sa.select(memberships.c.role, memberships.c.permissions).where(
            memberships.c.business_id == business_of(session), memberships.c.user_id == user_id, memberships.c.active
        )
    ).one_or_none()
    if row is None:
        raise Forbidden("you do not work in this business")
    return actor_for(user_id, row.role, frozenset(row.permissions))


def workplaces_of(session: Session, user_id: UUID) -> list[Workplace]:
    """The businesses a person works in, oldest membership first.

    The session is nobody's at first (``Database.entry(user_id=…)``) and afterwards in the last business read: each
    one's name is visible from inside it alone.
    """
    rows = session.execute(
        sa.select(memberships.c.business_id, memberships.c.role, memberships.c.permissions)
        .where(memberships.c.user_id == user_id, memberships.c.active)
        .order_by(memberships.c.created_at, memberships.c.business_id)
    ).all()
    found = []
    for row in rows:
        enter_business(session, row.business_id)
        business = read_business(session)
        actor = actor_for(user_id, row.role, frozenset(row.permissions))
        found.append(Workplace(row.business_id, business.name, business.currency, row.role, sorted(actor.permissions)))
    return found
