"""Banners: the exact words and price, at the exact size, whatever becomes of the model."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from PIL import Image

from ai.banners import MAX_LENGTHS, SIZES, TEMPLATE, BannerRequest, draw_banner, prompt_of, sheet_of
from ai.model import Model
from munim.errors import Invalid
from munim.render import render_pdf
from tests.ai.provider import Provider


def request(**given: Any) -> BannerRequest:
    values: dict[str, Any] = {"words": "Kaju Katli 1 kg gift box", "price": "₹1,12,450.50", "shop": "Sharma Sweets"}
    return BannerRequest(**values | given)


def words_on(asked: BannerRequest) -> str:
    """The words the template sets, read from the same sheet printed as PDF."""
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(TEMPLATE, sheet_of(asked)))).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().replace("\u00a0", " ").split())


def picture_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def plain_picture(color: str, *, width: int = 160, height: int = 90) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("size", "pixels"), [("status", (1080, 1920)), ("square", (1080, 1080)), ("wide", (1200, 630))]
)
@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_banner_has_the_size_its_place_wants(size: Any, pixels: tuple[int, int], language: Any) -> None:
    banner = draw_banner(request(size=size, language=language))

    assert picture_of(banner.png).size == pixels == (banner.width, banner.height)
    assert (banner.maker, banner.prompt, banner.fallback_reason) == ("template diwali", None, None)


@pytest.mark.parametrize("size", SIZES)
def test_words_and_price_stand_on_it_to_the_letter(size: Any) -> None:
    text = words_on(request(size=size, contact="MG Road, Pune"))

    for words in ("Happy Diwali", "Kaju Katli", "1 kg gift box", "₹1,12,450.50", "Sharma Sweets", "MG Road, Pune"):
        assert words in text


def test_a_greeting_of_ones_own_replaces_the_usual_one() -> None:
    text = words_on(request(greeting="Happy Dhanteras"))

    assert "Happy Dhanteras" in text
    assert "Diwali" not in text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("price", ["", "₹" + "9" * 23])
def test_the_longest_words_still_fit_on_one_page(size: Any, price: str) -> None:
    longest = request(
        size=size,
        price=price,
        words=" ".join(["Assorted"] * 13)[: MAX_LENGTHS["words"]],
        shop="S" * MAX_LENGTHS["shop"],
        contact="c" * MAX_LENGTHS["contact"],
    )

    assert words_on(longest).count("Assorted") == 13
    assert picture_of(draw_banner(longest).png).size == (SIZES[size].width, SIZES[size].height)


def test_the_same_request_gives_the_same_picture_and_another_price_another() -> None:
    first, again, other = draw_banner(request()), draw_banner(request()), draw_banner(request(price="₹1,12,451.50"))

    assert first.png == again.png
    assert first.png != other.png


@pytest.mark.parametrize(("color", "channel"), [("#0b5d3b", 1), ("#1d3f8f", 2), ("#c0141b", 0)])
def test_the_background_takes_the_shops_colour(color: str, channel: int) -> None:
    pixel = picture_of(draw_banner(request(color=color)).png).getpixel((40, 480))

    assert isinstance(pixel, tuple)
    assert max(range(3), key=lambda n: pixel[n]) == channel


def test_markup_in_the_words_is_set_as_words() -> None:
    assert '#panic("x") *bold* $x$ <a>' in words_on(request(words='#panic("x") *bold* $x$ <a>', size="wide"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": "x" * 121}, "words"),
        ({"words": " "}, "words"),
        ({"shop": ""}, "shop"),
        ({"price": "9" * 25}, "price"),
        ({"color": "red"}, "color"),
    ],
)
def test_what_cannot_be_set_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        draw_banner(request(**changes))

    assert refused.value.field == field


def test_a_model_draws_the_background_and_the_words_are_still_typeset(model: Model, provider: Provider) -> None:
    provider.will_draw(plain_picture("#00a000"))

    banner = draw_banner(request(), model=model)

    picture = picture_of(banner.png)
    corner = picture.getpixel((5, 1070))
    assert isinstance(corner, tuple)
    assert picture.size == (1080, 1080)
    assert corner[1] > 4 * max(corner[0], corner[2])
    assert len(set(picture.crop((200, 250, 880, 700)).get_flattened_data())) > 100
    assert (banner.maker, banner.fallback_reason) == ("image-model", None)
    path, body, _ = provider.requests[0]
    assert (path, body["model"], body["size"]) == ("/v1/images/generations", "image-model", "1088x1088")
    assert body["prompt"] == banner.prompt == prompt_of(request())


def test_the_image_model_is_told_none_of_the_words() -> None:
    prompt = prompt_of(request(words="secret words", shop="Sharma Sweets", contact="98220 12345"))

    assert not any(part in prompt for part in ("secret", "Sharma", "98220", "1,12,450"))
    assert "No text" in prompt


def test_a_model_that_draws_only_standard_sizes_is_asked_for_one(model: Model, provider: Provider) -> None:
    provider.will_refuse(400, code="invalid_value", param="size", message="Invalid size")
    provider.will_draw(plain_picture("#00a000"))

    banner = draw_banner(request(size="status"), model=model)

    assert [body["size"] for _, body, _ in provider.requests] == ["1088x1920", "1024x1536"]
    assert picture_of(banner.png).size == (1080, 1920)
    assert banner.maker == "image-model"


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (400, "moderation_blocked", "moderation refused"),
        (403, "", "may have to be verified"),
        (401, "", "key is not accepted"),
        (429, "billing_hard_limit_reached", "limit or budget"),
        (500, "", "fault of its own"),
    ],
)
def test_any_refusal_leaves_a_finished_banner_and_its_reason(
    model: Model, provider: Provider, status: int, code: str, reason: str
) -> None:
    provider.will_refuse(status, code=code)

    banner = draw_banner(request(), model=model)

    assert banner.png == draw_banner(request()).png
    assert banner.maker == "template diwali"
    assert reason in (banner.fallback_reason or "")
    assert banner.prompt == prompt_of(request())


@pytest.mark.parametrize(
    "answer",
    [
        {"created": 1, "data": []},
        {"created": 1, "data": [{"b64_json": ""}]},
        {"created": 1, "data": [{"b64_json": "!!"}]},
        {"created": 1, "data": [{"b64_json": "AAAA"}]},
    ],
    ids=["no picture", "an empty one", "not base64", "not a picture"],
)
def test_a_picture_that_is_none_leaves_a_finished_banner(
    model: Model, provider: Provider, answer: dict[str, Any]
) -> None:
    provider.will_answer(200, answer)

    banner = draw_banner(request(), model=model)

    assert banner.png == draw_banner(request()).png
    assert "picture" in (banner.fallback_reason or "")
