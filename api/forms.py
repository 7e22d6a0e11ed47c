"""Forms (multipart/form-data), read before their route: what cannot be read is the sender's mistake and not ours."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType

from munim.errors import Invalid


async def read_form(request: Request[Any, Any, Any]) -> None:
    """Read a form while its faults can still be told; its route finds it read. Raises ``Invalid``.

    Litestar lets a part that is not in the encoding it names, and a form of no part, end as a fault of the server's.
    """
    if request.content_type[0] != RequestEncodingType.MULTI_PART or request.route_handler.parsed_data_field is None:
        return
    try:
        form = await request.form()
    except (UnicodeError, LookupError):
        raise Invalid("a part of the form is not in the encoding it names") from None
    if not form:
        raise Invalid("the form is empty")
