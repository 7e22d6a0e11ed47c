"""Opening a shop's books: the business with everything it needs to write its first bill."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, BusinessSettings, business_heads, businesses, complete_settings, read_business
from billing.customers import add_walk_in
from billing.events import record_event
from billing.ledger import open_accounts
from billing.permissions import Actor
from billing.reminders import default_reminder_policy
from billing.schedules import default_schedules
from billing.units import open_units
from munim.database import enter_business


def register_business(session: Session, command: BusinessSettings, *, by: Actor, at: datetime) -> Business:
    """Make a business with its accounts, units and walk-in customer; from here the session is in it.

    The session comes from ``Database.entry()``: nobody's, since there is no business yet. Raises ``Invalid``.
    """
    values = complete_settings(command)
    business_id = session.execute(
        sa.text("SELECT nextval(pg_get_serial_sequence('businesses', 'business_id'))")
    ).scalar_one()
    enter_business(session, business_id)
    session.execute(sa.insert(businesses).values(business_id=business_id, created_at=at, **values))
    session.execute(sa.insert(business_heads).values(business_id=business_id))
    open_accounts(session)
    open_units(session)
    add_walk_in(session, at=at)
    default_reminder_policy(session)
    default_schedules(session, by=by, at=at)
    business = read_business(session)
    data = {"name": business.name}
    record_event(
        session, "business.registered", "business", business_id, data, by=by, at=at, business_date=business.today(at)
    )
    return business
