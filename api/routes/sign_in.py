"""Signing in and out: /api/auth."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
import structlog
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlalchemy.orm import Session

from api.desk import Desk
from api.guards import FOR_EVERYBODY, signed_in
from api.tokens import LIFE, Claims
from billing.business import BusinessSettings
from billing.memberships import Workplace, accept_invitation, find_invitation, register_owned_business, workplaces_of
from billing.passwords import check_password
from billing.rate_limits import (
    REGISTRATIONS_BY_ADDRESS,
    RESETS_BY_ADDRESS,
    TooManySignIns,
    address_hash,
    admit_sign_in,
    check,
    counted_address,
    forgive_sign_in,
)
from billing.sessions import (
    Opened,
    RefreshTokenReused,
    Reused,
    choose_business,
    device_hash,
    end_session,
    open_session,
    renew_session,
)
from billing.users import (
    Credentials,
    ResetLetter,
    User,
    add_user,
    credentials_of,
    email_of_reset,
    parse_email,
    read_user,
    request_reset,
    reset_password,
    set_password,
    upgrade_hash,
    void_sign_ins,
)
from munim.errors import NotFound, Unauthorized

log = structlog.get_logger("api")
Password = Annotated[str, msgspec.Meta(max_length=1000, description="10 to 256 characters")]
Device = Annotated[
    str, msgspec.Meta(max_length=200, description="the client's own name for the device, such as an installation id")
]


class WrongPassword(Unauthorized):
    """The e-mail address or the password is wrong."""

    code = "wrong_password"


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A new user and the business they own."""

    email: str
    password: Password
    name: str
    business: BusinessSettings
    device: Device = ""


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``business_id``: the business to work in; without one, the first the person joined."""

    email: str
    password: Password
    business_id: int | None = None
    device: Device = ""


class Renew(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Exchange the refresh token for a new pair; ``device`` as it was at sign-in."""

    refresh_token: str
    device: Device = ""


class AskReset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ask for a link to set a new password."""

    email: str


class ConfirmReset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Set a new password with the token of the link; every sign-in ends."""

    token: str
    password: Password


class ChangePassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Set a new password, knowing the present one; every sign-in ends."""

    current_password: Password
    password: Password


class ChooseBusiness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Work in another of one's businesses."""

    business_id: int


class AcceptInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Join a business. ``password`` is the account's, or a new one for a person who has none yet, who also gives a ``name``."""

    token: str
    password: Password
    name: str = ""
    device: Device = ""


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A pair of tokens. Send ``access_token`` as ``Authorization: Bearer …``; renew it before ``expires_in`` seconds pass."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    refresh_expires_at: datetime
    business_id: int | None
    user: User


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    """A new access token of the same sign-in."""

    access_token: str
    token_type: str
    expires_in: int
    business_id: int


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who one is, where one works now and where one may."""

    user: User
    business_id: int | None
    role: str
    permissions: list[str]
    businesses: list[Workplace]


class Accepted(msgspec.Struct, frozen=True):
    """The same words for every address, known or not."""

    detail: str


class SignInController(Controller):
    """Register, sign in, renew, sign out, reset."""

    path = "/api/auth"
    tags = ["Sign-in"]

    @post("/register", opt=FOR_EVERYBODY, status_code=201, operation_id="register")
    async def register(self, desk: NamedDependency[Desk], data: JSONBody[Register]) -> Response[SignedIn]:
        """Make a user and the business they own, and sign them in."""
        email = parse_email(data.email)
        check_password(data.password, email=email)
        await desk.entry(
            lambda session: check(session, REGISTRATIONS_BY_ADDRESS, counted_address(desk.address), at=desk.at)
        )
        password_hash = await _hashed(desk, data.password)

        def operation(session: Session) -> tuple[Opened, User]:
            user_id = add_user(session, email=email, name=data.name, password_hash=password_hash, at=desk.at)
            business = register_owned_business(session, data.business, user_id, at=desk.at)
            return _open(session, desk, user_id, business.business_id, data.device), read_user(session, user_id)

        opened, user = await desk.entry(operation)
        return desk.shaped(_signed_in(desk, opened, user), status=201)

    @post("/login", opt=FOR_EVERYBODY, status_code=200, operation_id="login")
    async def login(self, desk: NamedDependency[Desk], data: JSONBody[SignIn]) -> Response[SignedIn]:
        """Sign in. Attempts are counted before any password is hashed; unknown addresses take as long as known ones."""
        person = await _recognised(desk, data.email, data.password)

        def operation(session: Session) -> tuple[Opened, User]:
            user = read_user(session, person.user_id)
            business_id = _business_among(workplaces_of(session, person.user_id), data.business_id)
            return _open(session, desk, person.user_id, business_id, data.device), user

        opened, user = await desk.entry(operation, user_id=person.user_id)
        return desk.shaped(_signed_in(desk, opened, user))

    @post("/refresh", opt=FOR_EVERYBODY, status_code=200, operation_id="refresh")
    async def refresh(self, desk: NamedDependency[Desk], data: JSONBody[Renew]) -> Response[SignedIn]:
        """Exchange a refresh token for the next pair. A token used before ends the sign-in on every device that holds it."""

        def operation(session: Session) -> tuple[Opened | Reused, User]:
            outcome = renew_session(session, data.refresh_token, device=_device(desk, data.device), at=desk.at)
            return outcome, read_user(session, outcome.user_id)

        outcome, user = await desk.entry(operation)
        if isinstance(outcome, Reused):
            log.warning("refresh token reused", session_id=str(outcome.session_id), user_id=str(outcome.user_id))
            desk.parts.callers.forget(outcome.user_id)
            desk.parts.letters.sign_in_ended(user)
            raise RefreshTokenReused()
        return desk.shaped(_signed_in(desk, outcome, user))

    @post("/logout", guards=[signed_in], status_code=204, operation_id="logout")
    async def logout(self, desk: NamedDependency[Desk]) -> None:
        """Sign out on this device; its refresh token is void at once."""
        await desk.entry(lambda session: end_session(session, desk.caller.session_id, at=desk.at))
        desk.parts.callers.forget(desk.caller.user_id)

    @post("/logout-all", guards=[signed_in], status_code=204, operation_id="logoutEverywhere")
    async def logout_everywhere(self, desk: NamedDependency[Desk]) -> None:
        """Sign out on every device."""
        await desk.entry(lambda session: void_sign_ins(session, desk.caller.user_id))
        desk.parts.callers.forget(desk.caller.user_id)

    @post("/password-reset", opt=FOR_EVERYBODY, status_code=202, operation_id="askPasswordReset")
    async def ask_reset(self, desk: NamedDependency[Desk], data: JSONBody[AskReset]) -> Response[Accepted]:
        """Mail a link to set a new password. The answer is the same for an address nobody has."""

        def operation(session: Session) -> ResetLetter | None:
            letter = request_reset(session, data.email, at=desk.at)
            check(session, RESETS_BY_ADDRESS, counted_address(desk.address), at=desk.at)
            return letter

        letter = await desk.entry(operation)
        if letter is not None:
            desk.parts.letters.reset(letter)
        return desk.shaped(Accepted("if this address has an account, a link is on its way to it"), status=202)

    @post("/password-reset/confirm", opt=FOR_EVERYBODY, status_code=204, operation_id="confirmPasswordReset")
    async def confirm_reset(self, desk: NamedDependency[Desk], data: JSONBody[ConfirmReset]) -> None:
        """Set the new password. The link works once, for half an hour, and only while the password is the one it was asked for."""
        await desk.entry(lambda session: check(session, RESETS_BY_ADDRESS, counted_address(desk.address), at=desk.at))
        email = await desk.entry(lambda session: email_of_reset(session, data.token, at=desk.at))
        check_password(data.password, email=email)
        password_hash = await _hashed(desk, data.password)
        user_id = await desk.entry(lambda session: reset_password(session, data.token, password_hash, at=desk.at))
        desk.parts.callers.forget(user_id)

    @post("/password", guards=[signed_in], status_code=204, operation_id="changePassword")
    async def change_password(self, desk: NamedDependency[Desk], data: JSONBody[ChangePassword]) -> None:
        """Set a new password; one signs in again with it, on this device too."""
        user = await desk.entry(lambda session: read_user(session, desk.caller.user_id))
        check_password(data.password, email=user.email)
        await _recognised(desk, user.email, data.current_password)
        password_hash = await _hashed(desk, data.password)
        await desk.entry(lambda session: set_password(session, user.user_id, password_hash))
        desk.parts.callers.forget(user.user_id)

    @get("/me", guards=[signed_in], operation_id="me")
    async def me(self, desk: NamedDependency[Desk]) -> Response[Me]:
        """Who one is, and the businesses one works in."""
        caller, actor = desk.caller, desk.caller.actor

        def operation(session: Session) -> Me:
            return Me(
                user=read_user(session, caller.user_id),
                business_id=caller.business_id if actor else None,
                role=actor.role if actor else "",
                permissions=sorted(actor.permissions) if actor else [],
                businesses=workplaces_of(session, caller.user_id),
            )

        return desk.shaped(await desk.entry(operation))

    @post("/business", guards=[signed_in], status_code=200, operation_id="chooseBusiness")
    async def choose(self, desk: NamedDependency[Desk], data: JSONBody[ChooseBusiness]) -> Response[AccessToken]:
        """Work in another of one's businesses: a new access token for it."""
        caller = desk.caller

        def operation(session: Session) -> None:
            _business_among(workplaces_of(session, caller.user_id), data.business_id)
            choose_business(session, caller.session_id, data.business_id)

        await desk.entry(operation)
        claims = Claims(caller.user_id, caller.session_id, caller.sign_in_version, data.business_id)
        token = desk.parts.tokens.make(claims, at=desk.at)
        return desk.shaped(
            AccessToken(
                access_token=token,
                token_type="Bearer",
                expires_in=int(LIFE.total_seconds()),
                business_id=data.business_id,
            )
        )

    @post("/accept-invitation", opt=FOR_EVERYBODY, status_code=200, operation_id="acceptInvitation")
    async def accept(self, desk: NamedDependency[Desk], data: JSONBody[AcceptInvitation]) -> Response[SignedIn]:
        """Join the business one was invited to, with the account of the invited address or a new one, and sign in."""
        invitation = await desk.entry(lambda session: find_invitation(session, data.token, at=desk.at))
        found = await desk.entry(lambda session: credentials_of(session, invitation.email))
        password_hash = ""
        if found is None:
            check_password(data.password, email=invitation.email)
            password_hash = await _hashed(desk, data.password)
        else:
            await _recognised(desk, invitation.email, data.password)

        def operation(session: Session) -> tuple[Opened, User]:
            user_id = (
                found.user_id
                if found
                else add_user(session, email=invitation.email, name=data.name, password_hash=password_hash, at=desk.at)
            )
            business_id = accept_invitation(session, data.token, user_id, at=desk.at)
            return _open(session, desk, user_id, business_id, data.device), read_user(session, user_id)

        opened, user = await desk.entry(operation)
        desk.parts.callers.forget(user.user_id)
        return desk.shaped(_signed_in(desk, opened, user))


async def _recognised(desk: Desk, email: str, password: str) -> Credentials:
    """Whose e-mail address and password these are. Raises ``TooManySignIns``, ``SignInBusy``, ``WrongPassword``.

    No connection is held while the password is hashed. A hash made with older parameters is renewed.
    """

    def admit(session: Session) -> tuple[Credentials | None, int]:
        found = credentials_of(session, email)
        return found, admit_sign_in(
            session, email=email, user_id=found.user_id if found else None, address=desk.address, at=desk.at
        )

    found, wait_seconds = await desk.entry(admit)
    if wait_seconds:
        desk.parts.metrics.sign_ins.labels("throttled").inc()
        raise TooManySignIns(retry_after_seconds=wait_seconds)
    stored = found.password_hash if found and not found.disabled else None
    verdict = await asyncio.wrap_future(desk.parts.passwords.verify(password, stored))
    if found is None or not verdict.matches:
        desk.parts.metrics.sign_ins.labels("refused").inc()
        raise WrongPassword()

    def welcome(session: Session) -> None:
        forgive_sign_in(session, email=email, address=desk.address)
        if verdict.new_hash:
            upgrade_hash(session, found.user_id, verdict.new_hash, replaces=found.password_hash)

    await desk.entry(welcome)
    desk.parts.metrics.sign_ins.labels("recognised").inc()
    return found


def _business_among(workplaces: list[Workplace], wanted: int | None) -> int | None:
    """The business asked for, or the first. Raises ``NotFound`` for one that is not the person's."""
    if wanted is None:
        return workplaces[0].business_id if workplaces else None
    if all(workplace.business_id != wanted for workplace in workplaces):
        raise NotFound("there is no such business")
    return wanted


def _open(session: Session, desk: Desk, user_id: UUID, business_id: int | None, device: str) -> Opened:
    here = address_hash(desk.address)
    return open_session(
        session, user_id, business_id=business_id, device=_device(desk, device), address_hash=here, at=desk.at
    )


def _signed_in(desk: Desk, opened: Opened, user: User) -> SignedIn:
    claims = Claims(opened.user_id, opened.session_id, opened.sign_in_version, opened.business_id)
    return SignedIn(
        access_token=desk.parts.tokens.make(claims, at=desk.at),
        token_type="Bearer",
        expires_in=int(LIFE.total_seconds()),
        refresh_token=opened.refresh_token,
        refresh_expires_at=opened.refresh_expires_at,
        business_id=opened.business_id,
        user=user,
    )


def _device(desk: Desk, name: str) -> bytes:
    return device_hash(f"{desk.user_agent}\0{name}")


async def _hashed(desk: Desk, password: str) -> str:
    return await asyncio.wrap_future(desk.parts.passwords.hash(password))
