"""Rate limits: counters that every process of Munim shares, and the rules of sign-in attempts."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.sessions import is_known_address
from munim.database import global_table, instant
from munim.errors import Throttled

# -- tables ------------------------------------------------------------------------------------------

rate_limits = global_table(
    "rate_limits",
    sa.Column("key", sa.Text, primary_key=True, comment="what is counted; addresses and e-mail addresses hashed"),
    instant("window_start"),
    sa.Column("used", sa.Integer, nullable=False),
    comment="One row per counter: how much of its current window is used",
    deletable=True,  # counters of windows long gone
)

sign_in_delays = global_table(
    "sign_in_delays",
    sa.Column("key", sa.Text, primary_key=True, comment="account and address, hashed"),
    sa.Column("attempts", sa.Integer, nullable=False, comment="since the last success"),
    instant("not_before"),
    comment="One row per account and address with sign-in attempts that have not succeeded",
    deletable=True,
)

# -- rules -------------------------------------------------------------------------------------------


class Quota(msgspec.Struct, frozen=True):
    """So many in so long, counted in windows that start at whole multiples of their length."""

    name: str
    permits: int
    seconds: int

    def window_start(self, at: datetime) -> datetime:
        return datetime.fromtimestamp(at.timestamp() // self.seconds * self.seconds, tz=UTC)

    def reset_seconds(self, at: datetime) -> int:
        """Whole seconds until the window of ``at`` ends, at least 1."""
        return max(1, -int(-(self.seconds - at.timestamp() % self.seconds) // 1))


class TooManySignIns(Throttled):
    """Too many sign-in attempts."""

    code = "too_many_sign_ins"


# An owner who mistypes is never kept waiting; a guesser is, ever longer. What one address or network does never shuts
# out another address that this user has signed in from before.
FREE_ATTEMPTS: Final = 5
LONGEST_DELAY: Final = timedelta(minutes=15)
BY_ADDRESS: Final = Quota("sign-in address", 60, 600)
BY_NETWORK: Final = Quota("sign-in network", 300, 600)
BY_ACCOUNT: Final = Quota("sign-in account", 100, 3600)  # from addresses never seen with this account
BY_ALL: Final = Quota("sign-in all", 3000, 60)  # from addresses never seen with their account
RESETS_BY_ADDRESS: Final = Quota("reset address", 20, 3600)
REGISTRATIONS_BY_ADDRESS: Final = Quota("register address", 20, 3600)


def hidden(text: str) -> str:
    """A name under which an address or e-mail address is counted without being kept."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def counted_address(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 address: what one customer of a provider has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ip_network(f"{address}/64", strict=False))


def address_hash(address: str) -> bytes:
    """Under what a session keeps the address it was opened from."""
    return hashlib.sha256(counted_address(address).encode()).digest()


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{address}/{24 if parsed.version == 4 else 48}", strict=False))


def delay_after(attempts: int) -> timedelta:
    """How long the next attempt waits: nothing for the first five, then 1, 2, 4 … seconds up to 15 minutes."""
    if attempts < FREE_ATTEMPTS:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(attempts - FREE_ATTEMPTS, 20)), LONGEST_DELAY)


# -- operations --------------------------------------------------------------------------------------

_TAKE = sa.text("""
INSERT INTO rate_limits AS kept (key, window_start, used) VALUES (:key, :window_start, :permits)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN kept.window_start < excluded.window_start THEN excluded.used ELSE kept.used + excluded.used END,
    window_start = greatest(kept.window_start, excluded.window_start)
RETURNING used
""")


def take(session: Session, quota: Quota, subject: str, permits: int, *, at: datetime) -> int:
    """Count ``permits`` against the quota of ``subject`` and return how many its window has now used.

    Locks the counter's row to the end of the transaction, so this is a transaction's only or last statement.
    """
    values = {"key": f"{quota.name} {hidden(subject)}", "window_start": quota.window_start(at), "permits": permits}
    return int(session.execute(_TAKE, values).scalar_one())


def check(session: Session, quota: Quota, subject: str, *, at: datetime) -> None:
    """Count one against the quota. Raises ``Throttled`` when it is used up."""
    if take(session, quota, subject, 1, at=at) > quota.permits:
        raise TooManySignIns(retry_after_seconds=quota.reset_seconds(at))


def admit_sign_in(session: Session, *, email: str, user_id: UUID | None, address: str, at: datetime) -> int:
    """Count an attempt before any password is hashed (A-2, A-7); returns the seconds it has to wait, 0 to go on.

    Returns rather than raises, so that what was counted is committed. The account's delay is per address, so nobody can
    lock somebody else out; counters are touched in one fixed order.
    """
    known = user_id is not None and is_known_address(session, user_id, address_hash(address))
    quotas = [(BY_ADDRESS, counted_address(address)), (BY_NETWORK, network_of(address))]
    if not known:
        quotas += [(BY_ACCOUNT, email.strip().lower()), (BY_ALL, "")]
    waits = [
        quota.reset_seconds(at) for quota, subject in quotas if take(session, quota, subject, 1, at=at) > quota.permits
    ]
    if waits:
        return max(waits)
    row = session.execute(
        sa.text("""
            INSERT INTO sign_in_delays AS kept (key, attempts, not_before) VALUES (:key, 0, :at)
            ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING attempts, not_before
        """),
        {"key": _pair(email, address), "at": at},
    ).one()
    if row.not_before > at:
        return max(1, int((row.not_before - at).total_seconds() + 0.999))
    session.execute(
        sa.update(sign_in_delays)
        .where(sign_in_delays.c.key == _pair(email, address))
        .values(attempts=row.attempts + 1, not_before=at + delay_after(row.attempts + 1))
    )
    return 0


def forgive_sign_in(session: Session, *, email: str, address: str) -> None:
    """The password was right: the next mistakes are free again."""
    session.execute(sa.delete(sign_in_delays).where(sign_in_delays.c.key == _pair(email, address)))


def forget_old_counters(session: Session, *, at: datetime) -> int:
    """Remove counters nobody needs any more; returns how many."""
    old = at - timedelta(days=1)
    gone = session.execute(
        sa.delete(rate_limits).where(rate_limits.c.window_start < old).returning(rate_limits.c.key)
    ).all()
    calm = session.execute(
        sa.delete(sign_in_delays).where(sign_in_delays.c.not_before < old).returning(sign_in_delays.c.key)
    ).all()
    return len(gone) + len(calm)


def _pair(email: str, address: str) -> str:
    return hidden(f"{email.strip().lower()} {counted_address(address)}")
