"""/api/files: papers and pictures people attach, kept under names nobody chose, opened by links that soon expire."""

import hashlib
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.files import File, NewFile, delete_file, list_files, read_file, record_uploads
from billing.listing import Listing, Page
from munim.errors import Invalid
from munim.files import FileStore, StoredFile, file_type
from munim.pictures import clean_picture

MOST_FILES = 20  # of one request
LONGEST_SIDE = 4096  # pixels; a photographed receipt is legible far below that
LONGEST_NAME = 200


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """A file and an address that opens it for five minutes."""

    id: UUID
    purpose: str
    name: str
    content_type: str
    size_bytes: int
    sha256: str
    created_by: UUID | None
    created_at: datetime
    url: str


class FileController(Controller):
    """Files of the business."""

    path = "/api/files"
    tags = ["Files"]

    @get("/", guards=[may("files.read")], operation_id="listFiles")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[FileLink]]:
        """Files, newest first, each with a link that opens it for five minutes. Filter: purpose."""

        def operation(session: Session, listing: Listing) -> Page[FileLink]:
            found = list_files(session, listing, by=desk.actor)
            return Page([_linked(file, desk) for file in found.items], found.next)

        return await desk.page(operation)

    @post("/", guards=[may("files.write")], status_code=201, operation_id="uploadFiles")
    async def upload(
        self,
        desk: NamedDependency[Desk],
        data: Annotated[list[UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
        purpose: FromQuery[str] = "attachment",
    ) -> Response[list[FileLink]]:
        """Upload one file or several (multipart/form-data, any field names): PNG, JPEG, WebP or PDF.

        What a file is, its bytes say. Pictures are kept as pixels alone, upright and at most 4096 a side.
        """
        if not 1 <= len(data) <= MOST_FILES:
            raise Invalid(f"send 1 to {MOST_FILES} files", field="file")
        given = [(_shown_name(one.filename, n), await one.read()) for n, one in enumerate(data)]
        store = desk.parts.files
        cleaned = [await desk.slowly(partial(_clean, content, n)) for n, (_, content) in enumerate(given)]
        stored: list[StoredFile] = []
        try:
            for content in cleaned:
                stored.append(await desk.slowly(partial(store.put, desk.business_id, content)))
            commands = [
                NewFile(purpose=purpose, name=name, **msgspec.structs.asdict(kept))
                for (name, _), kept in zip(given, stored, strict=True)
            ]
            quota = desk.parts.settings.files_quota_bytes
            written: list[File] = []

            def operation(session: Session) -> list[FileLink]:
                written[:] = record_uploads(session, commands, by=desk.actor, at=desk.at, quota_bytes=quota)
                return [_linked(file, desk) for file in written]

            sent = b"".join(
                hashlib.sha256(part).digest() for name, content in given for part in (name.encode(), content)
            )
            answer = await desk.write(operation, status=201, sent=sent)
        except BaseException:
            await desk.slowly(lambda: _remove(store, stored))
            raise
        if not written:  # a replay: the first upload's files are the ones that count
            await desk.slowly(lambda: _remove(store, stored))
        return answer

    @get("/{file_id:uuid}", guards=[may("files.read")], operation_id="readFile")
    async def read(self, desk: NamedDependency[Desk], file_id: FromPath[UUID]) -> Response[FileLink]:
        """What is known of a file, with a link that opens it for five minutes."""
        return await desk.read(lambda session: _linked(read_file(session, file_id), desk))

    @delete("/{file_id:uuid}", guards=[may("files.write")], status_code=204, operation_id="deleteFile")
    async def remove(self, desk: NamedDependency[Desk], file_id: FromPath[UUID]) -> Response[None]:
        """Take a file away. The activity keeps its name and who removed it."""

        def operation(session: Session) -> None:
            # before the commit: should that fail, asking again finds the row and ends what was begun
            desk.parts.files.delete(delete_file(session, file_id, by=desk.actor, at=desk.at).key)

        return await desk.write(operation, status=204)


def _linked(file: File, desk: Desk) -> FileLink:
    facts = {name: getattr(file, name) for name in FileLink.__struct_fields__ if name != "url"}
    return FileLink(**facts, url=desk.parts.files.signed_url(file.key, name=file.name, at=desk.at))


def _shown_name(name: str, n: int) -> str:
    """The name as it will be shown: its last part, in one line. The store never sees it."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[:LONGEST_NAME] or f"file-{n + 1}"


def _clean(content: bytes, n: int) -> bytes:
    field = f"file[{n}]"
    kind = file_type(content, field=field)
    if kind.content_type.startswith("image/"):
        return clean_picture(content, max_side=LONGEST_SIDE, field=field).content
    return content


def _remove(store: FileStore, stored: list[StoredFile]) -> None:
    for one in stored:
        store.delete(one.key)
