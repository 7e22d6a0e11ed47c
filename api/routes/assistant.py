"""/api/ai: texts and banners."""

from typing import Literal

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlalchemy.orm import Session

from ai.banners import BannerRequest, draw_banner
from ai.texts import Occasion, TextRequest, write_text
from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.business import Business, read_business
from billing.content import Content, NewContent, list_content, record_content
from billing.files import NewFile, record_file


class WriteText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A text to write. ``offer`` and ``price`` stand in it to the letter."""

    occasion: Occasion
    offer: str = ""
    price: str = ""
    tone: Literal["warm", "crisp"] = "warm"
    language: Literal["en", "hi"] = "en"
    channel: Literal["sms", "whatsapp"] = "whatsapp"


class DrawBanner(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A banner to draw. ``words`` and ``price`` are set to the letter; ``color`` null: the shop's own."""

    words: str
    price: str = ""
    contact: str = ""
    greeting: str = ""
    color: str | None = None
    language: Literal["en", "hi"] = "en"
    size: Literal["status", "square", "wide"] = "square"


class DrawnBanner(msgspec.Struct, frozen=True, kw_only=True):
    """A banner that was drawn; ``url`` opens the picture for five minutes."""

    content: Content
    width: int
    height: int
    url: str


class AssistantController(Controller):
    """Words and pictures for the shop's customers."""

    path = "/api/ai"
    tags = ["Assistant"]

    @post("/text", guards=[may("content.write")], status_code=201, operation_id="writeText")
    async def text(self, desk: NamedDependency[Desk], data: JSONBody[WriteText]) -> Response[Content]:
        """Write a text for customers. It is kept with its prompt and maker."""
        business = await desk.inside(read_business)
        request = TextRequest(shop=business.name, **msgspec.structs.asdict(data))
        written = await desk.slowly(lambda: write_text(request, model=desk.parts.model))
        made = NewContent(
            kind="text",
            inputs=msgspec.to_builtins(request),
            maker=written.maker,
            prompt=written.prompt,
            fallback_reason=written.fallback_reason,
            text=written.text,
        )
        return await desk.write(lambda session: record_content(session, made, by=desk.actor, at=desk.at), status=201)

    @post("/banner", guards=[may("content.write")], status_code=201, operation_id="drawBanner")
    async def banner(self, desk: NamedDependency[Desk], data: JSONBody[DrawBanner]) -> Response[DrawnBanner]:
        """Draw a festival banner with exact words and price. It is kept with its prompt and maker."""
        business = await desk.inside(read_business)
        request = banner_request(data, business)
        banner = await desk.slowly(lambda: draw_banner(request, model=desk.parts.model))
        stored = await desk.slowly(lambda: desk.parts.files.put(desk.business_id, banner.png))

        def operation(session: Session) -> DrawnBanner:
            facts = msgspec.structs.asdict(stored)
            file = record_file(
                session, NewFile(purpose="banner", name="banner.png", **facts), by=desk.actor, at=desk.at
            )
            made = NewContent(
                kind="banner",
                inputs=msgspec.to_builtins(request),
                maker=banner.maker,
                prompt=banner.prompt,
                fallback_reason=banner.fallback_reason,
                file_id=file.id,
            )
            content = record_content(session, made, by=desk.actor, at=desk.at)
            url = desk.parts.files.signed_url(file.key, name=file.name, at=desk.at)
            return DrawnBanner(content=content, width=banner.width, height=banner.height, url=url)

        return await desk.write(operation, status=201)

    @get("/content", guards=[may("content.write")], operation_id="listContent")
    async def content(self, desk: NamedDependency[Desk]) -> Response[Slice[Content]]:
        """The texts and banners that were made, newest first. Filter: kind."""
        return await desk.page(lambda session, listing: list_content(session, listing, by=desk.actor))


def banner_request(data: DrawBanner, business: Business) -> BannerRequest:
    """The banner asked for, in the shop's name and colour."""
    wanted = msgspec.structs.asdict(data)
    return BannerRequest(**{**wanted, "shop": business.name, "color": data.color or business.brand_color})
