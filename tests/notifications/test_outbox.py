from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from notifications.channels.outbox import Outbox
from tests.notifications.making import outgoing


def test_messages_are_files_in_a_folder_of_their_business(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, sender="Munim <munim@localhost>")
    mail, text = outgoing(), outgoing(channel="whatsapp", recipient="+919822012345", text="नमस्ते")

    for message in (mail, text):
        outbox.send(message)

    assert sorted(path.name for path in (tmp_path / "7").iterdir()) == sorted(
        [f"{mail.id}.eml", f"{text.id}.whatsapp.txt"]
    )
    assert (tmp_path / "7" / f"{text.id}.whatsapp.txt").read_text() == (
        "To: +919822012345\nFrom: Sharma Kirana Store\nTemplate: bill_sent (en)\n\nनमस्ते\n"
    )


def test_a_message_written_twice_is_there_once(tmp_path: Path) -> None:
    outbox, message = Outbox(tmp_path, sender="munim@localhost"), outgoing()

    assert outbox.find(message, provider_id=None, since=datetime.now(UTC)) is None
    outbox.send(message)
    outbox.send(message)

    assert len(list((tmp_path / "7").iterdir())) == 1
    assert outbox.find(message, provider_id=None, since=datetime.now(UTC)) is not None
