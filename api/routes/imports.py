"""/api/imports: what other books and spreadsheets hold, brought in line by line, tried out first if one likes."""

from typing import Annotated, Any, Literal

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import MEDIA_TYPES, Desk
from api.guards import may
from billing.imports.masters import KINDS, FileImport, ImportFile, import_file
from billing.imports.past import PastImport, list_imports
from billing.imports.templates import template_csv, template_xlsx
from billing.listing import Listing, Page
from munim.errors import Invalid, NotFound
from munim.files import content_disposition

ImportKind = Literal["customers", "suppliers", "products", "balances", "payments"]


class ImportController(Controller):
    """Imports."""

    path = "/api/imports"
    tags = ["Imports"]

    @get("/", guards=[may("imports.write")], operation_id="listImports")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[PastImport]]:
        """Past imports, newest first. Filter: kind."""

        def operation(session: Session, listing: Listing) -> Page[PastImport]:
            return list_imports(session, listing, by=desk.actor)

        return await desk.page(operation)

    @post("/{kind:str}", guards=[may("imports.write")], status_code=200, operation_id="importFile")
    async def bring(
        self,
        desk: NamedDependency[Desk],
        kind: FromPath[ImportKind],
        data: Annotated[list[UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
        dry_run: FromQuery[bool] = False,
        update: FromQuery[bool] = False,
        all_or_nothing: FromQuery[bool] = False,
        encoding: FromQuery[Literal["utf-8", "cp1252"]] = "utf-8",
    ) -> Response[FileImport]:
        """Import a CSV or XLSX file (multipart/form-data): customers, suppliers, products, balances or payments.

        The answer says of every line what became of it and why. With `dry_run` nothing is kept; with `update` what is there
        already is changed to what the file says, else it is skipped; with `all_or_nothing` one bad line keeps all out.
        """
        if len(data) != 1:
            raise Invalid("send one file", field="file")
        content, name = await data[0].read(), data[0].filename
        command = ImportFile(
            kind=kind,
            content=content,
            name=name.replace("\\", "/").rsplit("/", 1)[-1][:200] or "file",
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

    @get("/templates/{name:str}", guards=[may("imports.write")], operation_id="readImportTemplate")
    async def template(self, desk: NamedDependency[Desk], name: FromPath[str]) -> Response[Any]:
        """A sheet to fill in: `customers.csv`, `products.xlsx`, … with the headings, an example, and what each column takes."""
        kind, _, form = name.rpartition(".")
        if kind not in KINDS or form not in ("csv", "xlsx"):
            raise NotFound(f"there are templates of {', '.join(KINDS)}, each as .csv and .xlsx")
        made = await desk.slowly(lambda: (template_csv if form == "csv" else template_xlsx)(KINDS[kind]))
        headers = {"content-disposition": content_disposition(name)}
        return Response(made, media_type=MEDIA_TYPES[form], headers=headers)
