"""The pages that letters about signing in lead to: a new password, joining a business.

They ask the API what anybody may ask it; the secret of a link is read by a script from behind its ``#``.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
from litestar import MediaType, Response, get

from api.guards import FOR_EVERYBODY
from munim.render import render_html

SCRIPT: Final = "/pages/account.js"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TEMPLATE: Final = Path(__file__).with_name("templates") / "account.html"


class Field(msgspec.Struct, frozen=True):
    """One thing that is asked for."""

    name: str
    label: str
    type: str
    autocomplete: str
    required: bool = True


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent to ``action`` as JSON; ``secret``: with the link's, and shown only where the link has one."""

    action: str
    sentence: str
    fields: tuple[Field, ...]
    button: str
    done: str
    secret: bool


class AccountPage(msgspec.Struct, frozen=True):
    """A page of such forms, of which one is shown."""

    title: str
    forms: tuple[Form, ...]
    script: str = SCRIPT


_NEW_PASSWORD: Final = Field("password", "Password, 10 characters or more", "password", "new-password")

RESET_PASSWORD: Final = AccountPage(
    "A new password",
    (
        Form(
            action="/api/auth/password-reset/confirm",
            sentence="Choose a new password. You will be signed out everywhere, and sign in again with it.",
            fields=(_NEW_PASSWORD,),
            button="Set the password",
            done="Your new password is set. Sign in again with it.",
            secret=True,
        ),
        Form(
            action="/api/auth/password-reset",
            sentence="Say your e-mail address, and a letter with a link to set a new password comes to it.",
            fields=(Field("email", "E-mail address", "email", "username"),),
            button="Send the letter",
            done="If this address has an account, a letter with a link is on its way to it.",
            secret=False,
        ),
    ),
)
ACCEPT_INVITATION: Final = AccountPage(
    "Joining a business",
    (
        Form(
            action="/api/auth/accept-invitation",
            sentence="If you have an account here, its password lets you join. If not, choose a password and say your name.",
            fields=(_NEW_PASSWORD, Field("name", "Your name, if you are new here", "text", "name", required=False)),
            button="Join",
            done="You have joined. Your e-mail address and this password sign you in.",
            secret=True,
        ),
        Form(
            action="/accept-invitation",
            sentence="This link is not whole. Open it as it stands in the letter, or ask for a new invitation.",
            fields=(),
            button="",
            done="",
            secret=False,
        ),
    ),
)


@get("/reset-password", opt=FOR_EVERYBODY, include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=False)
def reset_page() -> Response[str]:
    """What the letter of a lost password leads to; without its secret, where one asks for that letter."""
    return _page(RESET_PASSWORD)


@get("/accept-invitation", opt=FOR_EVERYBODY, include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=False)
def invitation_page() -> Response[str]:
    """What an invitation leads to."""
    return _page(ACCEPT_INVITATION)


@get(SCRIPT, opt=FOR_EVERYBODY, include_in_schema=False, sync_to_thread=False)
def account_script() -> Response[bytes]:
    """The script of both."""
    return Response((files("api") / "static" / "account.js").read_bytes(), media_type="text/javascript")


def _page(page: AccountPage) -> Response[str]:
    return Response(
        render_html(_TEMPLATE, page),
        media_type="text/html",
        headers={"content-security-policy": POLICY, "x-robots-tag": "noindex"},
    )


ACCOUNT_PAGES = (reset_page, invitation_page, account_script)
