"""/api/imports: what other books and spreadsheets hold, brought in line by line, tried out first if one likes."""

from typing import Annotated, Any, Literal, cast

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromQuery
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import MEDIA_TYPES, Desk
from api.guards import may
from billing.imports.kinds import Kind
from billing.imports.masters import KINDS, FileImport, ImportFile, ImportKind, import_file
from billing.imports.past import PastImport, list_imports
from billing.imports.templates import template_csv, template_xlsx
from billing.listing import Listing, Page
from munim.errors import Invalid
from munim.files import content_disposition

PATH = "/api/imports"
TAGS = ["Imports"]


@get(PATH, tags=TAGS, guards=[may("imports.write")], operation_id="listImports")
async def past_imports(desk: NamedDependency[Desk]) -> Response[Slice[PastImport]]:
    """Past imports, newest first. Filter: kind."""

    def operation(session: Session, listing: Listing) -> Page[PastImport]:
        return list_imports(session, listing, by=desk.actor)

    return await desk.page(operation)


def _import_route(kind: Kind) -> HTTPRouteHandler:
    """The route that imports files of a kind."""

    @post(
        f"{PATH}/{kind.name}",
        tags=TAGS,
        guards=[may("imports.write")],
        status_code=200,
        operation_id=f"import{kind.name.title()}",
        summary=f"Import {kind.name}",
    )
    async def bring(
        desk: NamedDependency[Desk],
        data: Annotated[list[UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
        dry_run: FromQuery[bool] = False,
        update: FromQuery[bool] = False,
        all_or_nothing: FromQuery[bool] = False,
        encoding: FromQuery[Literal["utf-8", "cp1252"]] = "utf-8",
    ) -> Response[FileImport]:
        """Import a CSV or XLSX file (multipart/form-data); `/templates` beside it has an empty one that says what it takes.

        The answer says of every line what became of it and why. With `dry_run` nothing is kept; with `update` what is there
        already is changed to what the file says, else it is skipped; with `all_or_nothing` one bad line keeps all out.
        """
        if len(data) != 1:
            raise Invalid("send one file", field="file")
        content, name = await data[0].read(), data[0].filename
        command = ImportFile(
            kind=cast(ImportKind, kind.name),
            content=content,
            name=_shown(name),
            encoding=encoding,
            update=update,
            all_or_nothing=all_or_nothing,
            dry_run=dry_run,
        )
        return await desk.write(
            lambda session: import_file(session, command, by=desk.actor, at=desk.at),
            moves_money=True,
            sent=name.encode() + b"\0" + content,
        )

    return bring


def _template_route(kind: Kind, form: Literal["csv", "xlsx"]) -> HTTPRouteHandler:
    """The route that gives a sheet to fill in."""
    name, make = f"{kind.name}.{form}", template_csv if form == "csv" else template_xlsx

    @get(
        f"{PATH}/templates/{name}",
        tags=TAGS,
        guards=[may("imports.write")],
        operation_id=f"read{kind.name.title()}Template{form.title()}",
        summary=f"Template for importing {kind.name}, as {form.upper()}",
    )
    async def template(desk: NamedDependency[Desk]) -> Response[Any]:
        """A sheet to fill in: the headings and an example; in XLSX with what each column takes, and may also be called."""
        made = await desk.slowly(lambda: make(kind))
        return Response(made, media_type=MEDIA_TYPES[form], headers={"content-disposition": content_disposition(name)})

    return template


def _shown(name: str) -> str:
    """The file's name as the list of imports shows it: its last part, in one line."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:200] or "file"


IMPORT_ROUTES: list[HTTPRouteHandler] = [
    past_imports,
    *(_import_route(kind) for kind in KINDS.values()),
    *(_template_route(kind, form) for kind in KINDS.values() for form in ("csv", "xlsx")),
]
