"""The archive of an export: a zip of tables, files and a manifest that says what is in it, to the byte."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Final

import msgspec

from billing.exports.tables import Totals
from munim.errors import Invalid

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
README: Final = "README.txt"
# F-1: bounds for an archive that somebody else packed
MOST_PARTS: Final = 200_000
MOST_UNPACKED: Final = 50_000_000_000  # bytes
LARGEST_MANIFEST: Final = 50_000_000
HIGHEST_RATIO: Final = 300  # long tables of the same words pack well
_SMALL: Final = 10_000_000  # what stays this small may pack as it likes
_AT_ONCE: Final = 1_000_000
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # one moment for all: the same books make the same bytes


class DamagedExport(Invalid):
    """This file is no whole export of a business."""

    code = "damaged_export"


class NewerExport(Invalid):
    """This export was made by a Munim with another schema."""

    code = "newer_export"


class Member(msgspec.Struct, frozen=True):
    """A part of the archive: its size and SHA-256 as it was written."""

    file: str
    bytes: int
    sha256: str


class TableMember(Member, frozen=True, kw_only=True):
    """A table's rows as CSV; ``highest_id``: the largest number its rows are counted by, None where they are not."""

    name: str
    columns: tuple[str, ...]
    rows: int
    highest_id: int | None


class FileMember(Member, frozen=True, kw_only=True):
    """A file of the store, by the id it has in the table ``files``."""

    id: str


class ExportedBusiness(msgspec.Struct, frozen=True):
    """Whose books they are."""

    business_id: int
    name: str
    country: str
    currency: str


class Sealed(msgspec.Struct, frozen=True):
    """Bank and identity numbers travel sealed: how many, and by which keys (their ids, in hexadecimal)."""

    values: int
    key_ids: list[str]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the archive. ``missing_files``: ids of files whose bytes the store no longer had."""

    format: int
    schema: str
    business: ExportedBusiness
    made_at: datetime
    tables: list[TableMember]
    files: list[FileMember]
    missing_files: list[str]
    for_people: list[Member]
    sealed: Sealed
    left_out: dict[str, str]
    totals: Totals


class ArchiveWriter:
    """Writes parts one after the other; the same parts give the same bytes."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, name: str, content: Iterable[bytes | memoryview]) -> Member:
        """Write a part as its pieces come."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name, _MADE)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as part:
            for piece in content:
                part.write(piece)
                digest.update(piece)
                size += len(piece)
        return Member(name, size, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, and the end of the archive."""
        text = msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=2)
        self.add(MANIFEST, [text + b"\n"])
        self._zip.close()


class Archive:
    """An archive to import: everything read from it is measured against the manifest."""

    def __init__(self, source: IO[bytes]) -> None:
        """Raises ``DamagedExport`` for what is no archive of an export, or has other parts than its manifest names."""
        try:
            self._zip = zipfile.ZipFile(source)
            parts = {info.filename: info for info in self._zip.infolist()}
            if len(parts) > MOST_PARTS or len(parts) != len(self._zip.infolist()):
                raise DamagedExport("this archive has more parts than an export has")
            if MANIFEST not in parts or parts[MANIFEST].file_size > LARGEST_MANIFEST:
                raise DamagedExport(f"this archive has no {MANIFEST}: it is no export of a business")
            raw = b"".join(self._pieces(MANIFEST, LARGEST_MANIFEST))
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise DamagedExport(f"this is no zip archive, or a damaged one: {error}") from None
        made_by = msgspec.json.decode(raw, type=_Format) if _is_json(raw) else _Format(0)
        if made_by.format != FORMAT:
            raise NewerExport(f"this export is of format {made_by.format}; this Munim reads {FORMAT}")
        try:
            self.manifest = msgspec.json.decode(raw, type=Manifest)
        except msgspec.DecodeError as error:
            raise DamagedExport(f"{MANIFEST} is damaged: {error}") from None
        named = self._members()
        if len({member.file for member in named}) != len(named):
            raise DamagedExport(f"{MANIFEST} names a part twice")
        if {member.file for member in named} | {MANIFEST} != set(parts):
            raise DamagedExport(f"the parts of this archive are not those that {MANIFEST} names")
        if sum(member.bytes for member in named) > MOST_UNPACKED:
            raise DamagedExport("this archive unpacks to more than any business has")

    def _members(self) -> list[Member]:
        readme = [one for one in self.manifest.for_people if one.file == README]
        if len(readme) != 1:
            raise DamagedExport(f"this archive has no {README}")
        return [*self.manifest.tables, *self.manifest.files, *self.manifest.for_people]

    @property
    def tables(self) -> dict[str, TableMember]:
        """The tables in it, by name."""
        return {table.name: table for table in self.manifest.tables}

    def read(self, member: Member) -> Iterator[bytes]:
        """The bytes of a part, piece by piece. Raises ``DamagedExport`` at the latest behind the last one, if they are others."""
        digest, size = hashlib.sha256(), 0
        for piece in self._checked_pieces(member):
            digest.update(piece)
            size += len(piece)
            yield piece
        if (size, digest.hexdigest()) != (member.bytes, member.sha256):
            raise DamagedExport(f"{member.file} is not what it was when it was exported")

    def check(self) -> None:
        """Read every part once. Raises ``DamagedExport``."""
        for member in self._members():
            for _ in self.read(member):
                pass

    def _checked_pieces(self, member: Member) -> Iterator[bytes]:
        try:
            yield from self._pieces(member.file, member.bytes)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError) as error:
            raise DamagedExport(f"{member.file} is damaged: {error}") from None

    def _pieces(self, name: str, most: int) -> Iterator[bytes]:
        info = self._zip.getinfo(name)
        allowed = min(most, max(_SMALL, HIGHEST_RATIO * info.compress_size))
        with self._zip.open(info) as part:
            while piece := part.read(_AT_ONCE):
                allowed -= len(piece)
                if allowed < 0:
                    raise DamagedExport(f"{name} unpacks to more than {MANIFEST} says")
                yield piece


class _Format(msgspec.Struct):
    format: int = 0


def _is_json(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=_Format)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


@contextmanager
def open_archive(source: IO[bytes]) -> Iterator[Archive]:
    """An archive that was read whole once and found undamaged. Raises ``DamagedExport``, ``NewerExport``."""
    archive = Archive(source)
    archive.check()
    yield archive
