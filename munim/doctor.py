"""What ``munim doctor`` looks at: each part of the house, what was found, and how to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import psycopg
import sqlalchemy as sa

from munim.errors import MunimError
from munim.findings import Finding
from munim.ids import new_id
from munim.migrate import newest_revision, revision_of
from munim.objects import ObjectMoved, bucket_at
from munim.postgres import open_cluster
from munim.roles import Addresses, prepare, refuse_bypass
from munim.settings import Settings

LEAST_FREE_BYTES: Final = 1_000_000_000  # below this a mirror run may fail for want of space


def examine(settings: Settings) -> list[Finding]:
    """Every part in the order it stands on the others; a part that cannot be reached ends the list of what needs it."""
    found = [*_folder(settings.var), *examine_mirror(settings), *_providers(settings)]
    try:
        with open_cluster(settings) as administrator:
            addresses = prepare(administrator, settings.secret())
            for look in _OF_THE_BOOKS:
                found += look(settings, addresses)
    except MunimError as error:
        found.append(
            Finding("database", "wrong", error.message, "see MUNIM_DATABASE_URL, or free the folder named above")
        )
    return found


def _folder(var: Path) -> Iterator[Finding]:
    try:
        var.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(var).free
    except OSError as error:
        yield Finding(
            "folder", "wrong", f"{var} cannot be used: {error.strerror}", "set MUNIM_VAR to a folder you may write to"
        )
        return
    said = f"{var.absolute()}, {free / 1e9:.1f} GB free"
    if free < LEAST_FREE_BYTES:
        yield Finding("folder", "warning", said, "free some space: mirrors are copied before they are replaced")
    else:
        yield Finding("folder", "well", said)


def examine_mirror(settings: Settings) -> Iterator[Finding]:
    """Where the mirror is; of a bucket, whether it answers and keeps to the conditions a pointer is moved on."""
    bucket = bucket_at(settings.mirror, endpoint=settings.s3_endpoint)
    if bucket is None:
        yield Finding("mirror", "well", f"in {settings.mirror_folder}, which everybody who reads must share")
        return
    probe, remedy = f"doctor-{new_id()}", "see MUNIM_MIRROR, MUNIM_S3_ENDPOINT and the credentials that boto3 finds"
    try:
        bucket.put_in_place_of(probe, b"first", None)
        try:
            bucket.put_in_place_of(probe, b"second", None)
            said = f"{bucket.address} writes over what it was asked to leave: an older run could replace a newer one"
            yield Finding("mirror", "wrong", said, "choose a service that keeps to If-None-Match and If-Match")
        except ObjectMoved:
            yield Finding("mirror", "well", f"published to {bucket.address}")
        finally:
            bucket.delete(probe)
    except MunimError as error:
        yield Finding("mirror", "wrong", f"{bucket.address}: {error.message}", remedy)


def _providers(settings: Settings) -> Iterator[Finding]:
    outbox = f"kept in {settings.outbox_folder}, nothing leaves this machine"
    mail = settings.mail != "outbox"
    yield Finding("e-mail", "well", f"sent by {settings.mail.partition('://')[0]}" if mail else outbox)
    yield Finding("SMS", "well", "sent by Twilio" if settings.sms_from else outbox)
    yield Finding("WhatsApp", "well", "sent by Twilio" if settings.whatsapp_from else outbox)
    yield Finding(
        "model",
        "well",
        f"{settings.model} at {settings.model_url or 'OpenAI'}"
        if settings.model_key
        else "none: the built-in parser and templates answer",
    )


def _server(settings: Settings, addresses: Addresses) -> Iterator[Finding]:
    with psycopg.connect(addresses.owner) as connection:
        version = connection.info.server_version // 10_000
    where = (
        "at its own address" if settings.database_url else "embedded: for one machine; set MUNIM_DATABASE_URL for more"
    )
    yield Finding("database", "well", f"PostgreSQL {version}, {where}")


def _schema(settings: Settings, addresses: Addresses) -> Iterator[Finding]:
    revision, newest = revision_of(addresses.owner), newest_revision()
    if revision == newest:
        yield Finding("schema", "well", f"revision {newest}")
    elif not settings.database_url:
        yield Finding("schema", "well", f"revision {revision}; the next command brings it to {newest}")
    else:
        yield Finding("schema", "wrong", f"revision {revision}; Munim needs {newest}", "munim migrate")


def _row_security(settings: Settings, addresses: Addresses) -> Iterator[Finding]:
    engine = sa.create_engine(sa.make_url(addresses.app).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    try:
        refuse_bypass(engine)
        yield Finding("row security", "well", "the application's login sees one business at a time")
    except MunimError as error:
        yield Finding("row security", "wrong", error.message, "take that power from the login")


_OF_THE_BOOKS: Final[tuple[Callable[[Settings, Addresses], Iterator[Finding]], ...]] = (_server, _schema, _row_security)
