"""The outbox: messages as files, one folder a business. What Munim does until it is given a provider."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from notifications.channels import Declined, Outgoing, Sent
from notifications.channels.letter import letter


class Outbox:
    """E-mail as ``<id>.eml``, texts as ``<id>.sms.txt`` and ``<id>.whatsapp.txt``. Ids are in order of time."""

    repeatable = True  # the file's name is the message's id

    def __init__(self, folder: Path, *, sender: str) -> None:
        """``sender``: the From of e-mail."""
        self.folder = folder
        self.sender = sender

    def send(self, message: Outgoing) -> Sent | Declined:
        """Write the file whole or not at all: a reader of the folder never sees half a message."""
        path = self.path_of(message)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        unfinished.write_bytes(self.content(message))
        unfinished.replace(path)
        return Sent(provider_id=None, status="sent", final=True)

    def find(self, message: Outgoing, *, provider_id: str | None, since: datetime) -> Sent | None:
        """Sent when its file is there."""
        return Sent(provider_id=None, status="sent", final=True) if self.path_of(message).exists() else None

    def path_of(self, message: Outgoing) -> Path:
        """Where the message is, or would be."""
        name = f"{message.id}.eml" if message.channel == "email" else f"{message.id}.{message.channel}.txt"
        return self.folder / str(message.business_id) / name

    def content(self, message: Outgoing) -> bytes:
        """The message as its file holds it."""
        if message.channel == "email":
            return letter(message, sender=self.sender).as_bytes()
        head = {
            "To": message.recipient,
            "From": message.sender_name,
            "Template": f"{message.template} ({message.language})",
        }
        return ("".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + message.text + "\n").encode()
