"""Pictures people upload: decoded within limits and written anew, so that only pixels are kept of them (rule F-1)."""

from __future__ import annotations

import base64
import io
import warnings
from typing import TYPE_CHECKING, Final

import msgspec

from munim.errors import Invalid

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS: Final = 40_000_000  # a file of some kilobytes can claim to unpack to gigabytes
FORMATS: Final = ("PNG", "JPEG", "WEBP")


class Picture(msgspec.Struct, frozen=True):
    """A PNG or JPEG and its size in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int

    def svg(self) -> str:
        """The picture wrapped as SVG text, which is how it travels inside JSON to a template.

        typst reads it in a few milliseconds; the same bytes as an array of numbers take it six times as long.
        """
        address = f"data:{self.content_type};base64,{base64.b64encode(self.content).decode()}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">'
            f'<image href="{address}" width="{self.width}" height="{self.height}"/></svg>'
        )


def clean_picture(content: bytes, *, max_side: int = 1024, field: str = "file") -> Picture:
    """The uploaded PNG, JPEG or WebP as new pixels: upright, no side above ``max_side``, metadata gone.

    PNG when it is transparent anywhere, else JPEG. Raises ``Invalid`` for what is no such picture or far too large.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # 50 ms, for the few requests that carry a picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=FORMATS)
            if opened.width * opened.height > MAX_PIXELS:
                raise Invalid(f"a picture has at most {MAX_PIXELS // 1_000_000} million pixels", field=field)
            image = ImageOps.exif_transpose(opened)
            image.load()
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        raise Invalid("this is not a PNG, JPEG or WebP picture, or it is damaged", field=field) from None
    image.thumbnail((max_side, max_side))
    image = image.convert("RGBA")
    if image.getchannel("A").getextrema() == (255, 255):
        return _encoded(image.convert("RGB"), "JPEG", quality=88)
    return _encoded(image, "PNG", optimize=True)


def kept_picture(content: bytes) -> Picture:
    """A picture that ``clean_picture`` made, as it comes back from the file store: its head is read, nothing unpacked."""
    from PIL import Image

    opened = Image.open(io.BytesIO(content), formats=FORMATS)
    return Picture(content, f"image/{opened.format}".lower(), opened.width, opened.height)


def fill_picture(content: bytes, width: int, height: int) -> Picture:
    """A picture scaled and cropped about its middle to exactly ``width`` x ``height``, as JPEG. Raises ``Invalid``."""
    from PIL import Image, ImageOps

    picture = clean_picture(content, max_side=4096)
    image = Image.open(io.BytesIO(picture.content)).convert("RGB")
    return _encoded(ImageOps.fit(image, (width, height)), "JPEG", quality=88)


def _encoded(image: Image.Image, form: str, **options: int | bool) -> Picture:
    out = io.BytesIO()
    image.save(out, form, **options)
    return Picture(out.getvalue(), f"image/{form.lower()}", image.width, image.height)
