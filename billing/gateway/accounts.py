"""A shop's own account with a gateway: its keys, which are sealed and never shown again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.business import this_business
from billing.events import record_event
from billing.gateway.tables import GATEWAYS, gateway_accounts
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import business_of
from munim.errors import Invalid, NotFound
from munim.sealing import Place, SealingKeys
from munim.text import Code

# -- commands ----------------------------------------------------------------------------------------

GatewayName = Literal["razorpay", "stripe"]
Secret = Annotated[str, msgspec.Meta(min_length=8, max_length=200, pattern=r"^[\x21-\x7e]+$(?!\n)")]


class ConnectGateway(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The keys of a shop's account with a gateway. Secrets left out stay as they are.

    ``webhook_secrets``: those accepted, the newest first; two while one is exchanged, for the gateway signs what it
    sends again with the old one. ``account``: the ledger account its money goes into, None: the chart's own.
    """

    gateway: GatewayName
    key_id: Code | None = None
    key_secret: Secret | None = None
    webhook_secrets: Annotated[list[Secret], msgspec.Meta(min_length=1, max_length=2)] | None = None
    account: Code | None = None
    active: bool = True


# -- rules -------------------------------------------------------------------------------------------


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What signs us in at a gateway and tells its webhooks from anybody's. Never printed, logged or answered with."""

    gateway: str
    key_id: str
    key_secret: str
    webhook_secrets: tuple[str, ...]
    account: str | None

    def __repr__(self) -> str:
        return f"Credentials({self.gateway})"


class _Secrets(msgspec.Struct, frozen=True):
    """What is sealed of an account, as one text."""

    key_secret: str = ""
    webhook_secrets: tuple[str, ...] = ()


class NotConnected(NotFound):
    """This shop has no account with the gateway."""

    code = "gateway_not_connected"


# -- operations --------------------------------------------------------------------------------------


def connect_gateway(
    session: Session, command: ConnectGateway, *, keys: SealingKeys, by: Actor, at: datetime, expected_version: int
) -> GatewayAccount:
    """Keep a shop's keys for a gateway; ``expected_version`` 0 where there are none yet.

    Locks the account's row, then the head. Raises ``StaleVersion``, ``Invalid``.
    """
    by.require("business.write")
    business = this_business(session)
    here = _here(session, command.gateway)
    row = session.execute(sa.select(gateway_accounts).where(here).with_for_update()).mappings().one_or_none()
    version = row["version"] if row else 0
    check_version(version, expected_version)
    kept = _unsealed(session, command.gateway, row["sealed"], keys) if row else _Secrets()
    secrets = _Secrets(
        key_secret=command.key_secret or kept.key_secret,
        webhook_secrets=kept.webhook_secrets if command.webhook_secrets is None else tuple(command.webhook_secrets),
    )
    if not secrets.key_secret:
        raise Invalid("the gateway's secret key is needed", field="key_secret")
    if command.gateway == "razorpay" and not command.key_id:
        raise Invalid("Razorpay's key has an id, such as rzp_live_…", field="key_id")
    if command.account is not None:
        money_account(session, "gateway", command.account)
    values: dict[str, Any] = {
        "key_id": command.key_id,
        "sealed": keys.seal(msgspec.json.encode(secrets).decode(), _place(session, command.gateway)),
        "webhook_secrets": len(secrets.webhook_secrets),
        "account": command.account,
        "active": command.active,
        "version": version + 1,
    }
    made = insert(gateway_accounts).values(
        business_id=business_of(session), gateway=command.gateway, created_at=at, **values
    )
    session.execute(made.on_conflict_do_update(index_elements=["business_id", "gateway"], set_=values))
    given = sorted(
        name
        for name in ("key_id", "key_secret", "webhook_secrets", "account", "active")
        if getattr(command, name) is not None
    )
    data = {"gateway": command.gateway, "fields": given, "active": command.active}
    day = business.today(at)
    record_event(session, "gateway.connected", "gateway", command.gateway, data, by=by, at=at, business_date=day)
    return next(account for account in _accounts(session) if account.gateway == command.gateway)


def reseal_credentials(session: Session, keys: SealingKeys) -> int:
    """Seal with the first key what the business's gateway accounts hold under another; how many were."""
    resealed = 0
    rows = session.execute(
        sa.select(gateway_accounts.c.gateway, gateway_accounts.c.sealed)
        .where(gateway_accounts.c.business_id == business_of(session))
        .order_by(gateway_accounts.c.gateway)
        .with_for_update()
    )
    for gateway, sealed in rows.all():
        if not sealed.startswith(keys.current_prefix):
            again = keys.reseal(sealed, _place(session, gateway))
            session.execute(sa.update(gateway_accounts).where(_here(session, gateway)).values(sealed=again))
            resealed += 1
    return resealed


def _here(session: Session, gateway: str) -> sa.ColumnElement[bool]:
    return (gateway_accounts.c.business_id == business_of(session)) & (gateway_accounts.c.gateway == gateway)


def _place(session: Session, gateway: str) -> Place:
    return Place("gateway_accounts", "sealed", business_of(session), gateway)


def _unsealed(session: Session, gateway: str, sealed: bytes, keys: SealingKeys) -> _Secrets:
    return msgspec.json.decode(keys.open(sealed, _place(session, gateway)), type=_Secrets)


# -- reads -------------------------------------------------------------------------------------------


class GatewayAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's account with a gateway as its members see it: which secrets there are, never what they are.

    ``version`` 0: not connected. ``webhook_path``: where the gateway is to send its webhooks, behind the shop's address.
    """

    gateway: str
    connected: bool
    active: bool
    key_id: str | None
    webhook_secrets: int
    account: str | None
    webhook_path: str
    version: int


def gateway_list(session: Session, *, by: Actor) -> list[GatewayAccount]:
    """Every gateway there is, connected or not."""
    by.require("business.read")
    return _accounts(session)


def _accounts(session: Session) -> list[GatewayAccount]:
    business_id = business_of(session)
    rows = session.execute(sa.select(gateway_accounts).where(gateway_accounts.c.business_id == business_id))
    found = {row.gateway: row for row in rows}

    def shown(gateway: str) -> GatewayAccount:
        row = found.get(gateway)
        return GatewayAccount(
            gateway=gateway, connected=row is not None, active=bool(row and row.active), key_id=row.key_id if row else None,
            webhook_secrets=row.webhook_secrets if row else 0, account=row.account if row else None,
            webhook_path=f"/api/webhooks/{gateway}/{business_id}", version=row.version if row else 0,
        )  # fmt: skip

    return [shown(gateway) for gateway in GATEWAYS]


def credentials_of(session: Session, gateway: str, *, keys: SealingKeys) -> Credentials:
    """The keys of the shop's account with a gateway. Raises ``NotConnected``, ``WrongSealingKey``, ``BrokenSeal``."""
    row = session.execute(sa.select(gateway_accounts).where(_here(session, gateway))).one_or_none()
    if row is None:
        raise NotConnected(f"this shop has no account with {gateway}", field="gateway")
    secrets = _unsealed(session, gateway, row.sealed, keys)
    return Credentials(
        gateway=gateway, key_id=row.key_id or "", key_secret=secrets.key_secret,
        webhook_secrets=secrets.webhook_secrets, account=row.account,
    )  # fmt: skip


def chosen_gateway(session: Session, asked: str | None) -> str:
    """The gateway asked for, or the one the shop has. Raises ``NotConnected``, ``Invalid`` when there are two to choose from."""
    here = (gateway_accounts.c.business_id == business_of(session)) & gateway_accounts.c.active
    active: Sequence[str] = session.execute(sa.select(gateway_accounts.c.gateway).where(here)).scalars().all()
    if asked is not None and asked in active:
        return asked
    if asked is not None or not active:
        raise NotConnected(f"connect {asked or 'a gateway'} first", field="gateway")
    if len(active) > 1:
        raise Invalid(f"say which gateway: {', '.join(sorted(active))}", field="gateway")
    return active[0]
