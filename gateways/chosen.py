"""The gateway of a shop's account, signed in."""

from __future__ import annotations

from billing.gateway.accounts import Credentials
from gateways import Gateway
from munim.settings import Settings

# SDKs are imported only by those who use them: they cost half a second.


def open_gateway(credentials: Credentials, settings: Settings) -> Gateway:
    """The gateway these credentials are for, at its own address or the one the settings name."""
    if credentials.gateway == "stripe":
        from gateways.stripe import Stripe

        return Stripe(credentials, base_url=settings.stripe_url)
    from gateways.razorpay import Razorpay

    return Razorpay(credentials, base_url=settings.razorpay_url)
