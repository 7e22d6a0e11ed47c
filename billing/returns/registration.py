"""Who files these returns: a business under a regular GST registration."""

from __future__ import annotations

from datetime import date

from billing.business import Business
from munim.errors import Refused


class NoGstReturn(Refused):
    """This business files no such return."""

    code = "no_gst_return"


def require_regular(business: Business, what: str, *, on: date) -> None:
    """Raises ``NoGstReturn`` saying why a business does not file ``what``: it is not Indian, not registered, or composition.

    ``on``: the day that its registration is asked for.
    """
    if business.country != "IN" or business.currency != "INR":
        raise NoGstReturn(f"{what} is of India's GST; {business.name} is a business of {business.country}")
    match business.registration_on(on):
        case "composition":
            raise NoGstReturn(
                f"a composition dealer files no {what}: tax is paid by quarter in CMP-08 and the year filed in GSTR-4, "
                "which are made at the portal"
            )
        case "unregistered":
            raise NoGstReturn(f"{business.name} is not registered under GST and files no {what}")
        case None:
            raise NoGstReturn(
                f"{business.name} has no GSTIN: say in its settings how it is registered before a {what} is made"
            )
