"""A message as an e-mail (RFC 5322): what the outbox writes, SMTP and SES carry."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import Final

from munim.ids import made_at
from notifications.channels import Outgoing, Rejected


class _Written(EmailPolicy):
    """How a letter is written, with the one header that programs read and none decodes kept as it is.

    Folded to 78, a link longer than a line would become an encoded word, and a mail program would find nothing to stop by.
    """

    def fold(self, name: str, value: str) -> str:
        return _whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return _whole(name, value).encode("ascii") or super().fold_binary(name, value)


def _whole(name: str, value: str) -> str:
    return f"{name}: {value}\r\n" if name == "List-Unsubscribe" else ""


# Lines end as RFC 5322 says, and headers are folded to 78; 8-bit bodies become quoted-printable or base64.
_POLICY: Final = _Written(linesep="\r\n", cte_type="7bit")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\x85]")
_ADDRESS: Final = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")


def letter(message: Outgoing, *, sender: str) -> EmailMessage:
    """The e-mail of ``message``, a text part always, HTML with its pictures beside it when there is one.

    Its Message-ID and its Date are made from the message's id, so a resend after an unknown outcome threads as one (N-43).
    Raises ``Rejected`` for a line break or other control character in a header, and for what is no address (N-40).
    """
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    mail = EmailMessage(policy=_POLICY)
    try:
        mail["From"] = Address(_header("the sender's name", message.sender_name or name), addr_spec=_address(address))
        mail["To"] = Address(addr_spec=_address(message.recipient))
        if message.reply_to:
            mail["Reply-To"] = Address(addr_spec=_address(message.reply_to))
        mail["Subject"] = _header("the subject", message.subject)
        mail["Date"] = made_at(message.id)
        mail["Message-ID"] = f"<{message.id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = _header("the language", message.language)
        if message.unsubscribe_url:
            # RFC 8058: one POST to this address is enough
            mail["List-Unsubscribe"] = f"<{_plain('the unsubscribe link', message.unsubscribe_url)}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        _fill(mail, message)
    except (MessageError, ValueError) as error:
        raise Rejected(f"this cannot be written as an e-mail: {error}") from None
    return mail


def _fill(mail: EmailMessage, message: Outgoing) -> None:
    mail.set_content(message.text)
    inline = [part for part in message.parts if part.content_id and message.html]
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    html = mail.get_body(("html",)) if inline else None
    for part in inline:
        kind, _, subtype = part.media_type.partition("/")
        assert isinstance(html, EmailMessage)
        html.add_related(
            part.content,
            maintype=kind,
            subtype=subtype,
            cid=f"<{part.content_id}>",
            filename=_header("a file name", part.name),
            disposition="inline",
        )
    for part in message.parts:
        if part not in inline:
            kind, _, subtype = part.media_type.partition("/")
            mail.add_attachment(
                part.content, maintype=kind, subtype=subtype, filename=_header("a file name", part.name)
            )


def _header(what: str, text: str) -> str:
    if _CONTROL.search(text):
        raise Rejected(f"{what} holds a line break or another control character")
    return text


def _plain(what: str, text: str) -> str:
    if not text.isascii():
        raise Rejected(f"{what} holds a letter that no address of the web has as it is")
    return _header(what, text)


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise Rejected("this is no e-mail address", because="recipient")
    return text
