"""Which channel carries what, by the settings."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from munim.settings import Settings
from notifications.channels import Channel
from notifications.channels.outbox import Outbox

# SDKs are imported only by those who use them: boto3 and twilio cost half a second each.


def chosen_channels(settings: Settings) -> Mapping[str, Channel]:
    """The channel of e-mail, SMS and WhatsApp; each is the outbox until a provider is set."""
    outbox = Outbox(settings.outbox_folder, sender=settings.mail_from)
    return {
        "email": _mail(settings) or outbox,
        "sms": _twilio(settings, "sms", settings.sms_from) or outbox,
        "whatsapp": _twilio(settings, "whatsapp", settings.whatsapp_from) or outbox,
    }


def _mail(settings: Settings) -> Channel | None:
    if settings.mail == "outbox":
        return None
    place = urlsplit(settings.mail)
    if place.scheme == "ses":
        from notifications.channels.ses import Ses

        return Ses(place.netloc, sender=settings.mail_from)
    from notifications.channels.smtp import Smtp

    return Smtp(settings.mail, sender=settings.mail_from)


def _twilio(settings: Settings, channel: str, sender: str) -> Channel | None:
    if not (settings.twilio_account_sid and sender):
        return None
    from notifications.channels.twilio import Twilio

    return Twilio(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        channel=channel,
        sender=sender,
        base_url=settings.twilio_url,
        contents=dict(item.split("=", 1) for item in settings.whatsapp_templates) if channel == "whatsapp" else None,
        needs_template=channel == "whatsapp" and settings.whatsapp_without_template == "decline",
    )
