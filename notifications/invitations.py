"""Inviting staff: the letter is a message of the business that invites."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing.business import read_business
from billing.memberships import INVITATION_LIFE, InvitationLetter
from billing.users import token_hash
from notifications.messages import NewMessage, Queued, queue_message
from notifications.words import write_words


def queue_invitation(session: Session, letter: InvitationLetter, *, link: str, at: datetime) -> Queued:
    """Queue the letter beside the invitation it carries: both are committed, or neither. Its words are blanked once sent."""
    business = read_business(session)
    facts = {"shop": letter.business_name, "role": letter.role, "link": link, "days": INVITATION_LIFE.days}
    return queue_message(
        session,
        NewMessage(
            event="invitation",
            channel="email",
            about=f"invitation/{token_hash(letter.token).hex()[:32]}",
            recipient=letter.email,
            language=business.language,
            words=write_words("invitation", "email", business.language, facts, color=business.brand_color),
        ),
        at=at,
    )
