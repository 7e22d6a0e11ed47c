"""The API's documentation, served whole from here: the OpenAPI document, a viewer of it, and the page of problem codes.

The viewer (RapiDoc, MIT, ``static/``) loads nothing from anywhere else, so the pages work offline and under a strict policy.
"""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from litestar import Controller, Litestar, MediaType, Request, Response, Router, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.response import Redirect
from litestar.routes import HTTPRoute
from litestar.serialization import decode_json, encode_json

from api.gate import UNLIMITED
from api.guards import FOR_EVERYBODY
from api.problems import DOCUMENTATION, PROBLEM_JSON, every_problem, status_of

PICTURES: Final = ("image/png", "image/jpeg", "image/webp")
PATH: Final = "/api-docs"
VIEWER: Final = "rapidoc-9.3.8.min.js"
LOOK: Final = "look.js"
OPEN: Final = {**FOR_EVERYBODY, UNLIMITED: True}
# the viewer styles its own shadow tree inline; it runs no script but the one beside it
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SLICE: Final = re.compile(r"Slice_[\w.]*?(\w+)_(?=\")")
_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title><link rel="icon" href="data:,">{head}</head>
<body>{body}</body>
</html>
"""
_STYLE: Final = """<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font: 600 1rem ui-monospace, monospace; margin: 2rem 0 0; } h2 span { color: light-dark(#7a1f3d, #e58fa9); } p { margin: .25rem 0; }
:target { outline: 3px solid; outline-offset: .25rem; }
</style>"""


class Viewer(OpenAPIRenderPlugin):
    """The page at /api-docs."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        head = "".join(f'<script type="module" src="{PATH}/{name}"></script>' for name in (LOOK, VIEWER))
        head += "<style>body { margin: 0 }</style>"
        body = (
            f'<rapi-doc spec-url="{PATH}.json" load-fonts="false" render-style="read" theme="light" primary-color="#7a1f3d" '
            'regular-font="system-ui, sans-serif" mono-font="ui-monospace, monospace" show-header="false" schema-style="table" '
            'allow-server-selection="false" persist-auth="false" use-path-in-nav-bar="false" sort-endpoints-by="path">'
            f'<p slot="nav-logo"><a href="{DOCUMENTATION}" style="color: #fff">What each problem code means</a></p></rapi-doc>'
        )
        return _PAGE.format(title="Munim: the API", head=head, body=body).encode()


def openapi_config() -> OpenAPIConfig:
    """Litestar's own description of the routes, with the viewer at /api-docs."""
    return OpenAPIConfig(
        title="Munim",
        version="0.1.0",
        description=(
            "The clerk who keeps a shop's books. Amounts of money are decimal strings in the business's currency. "
            "Register or sign in, then send the access token as `Authorization: Bearer …`."
        ),
        use_handler_docstrings=True,
        render_plugins=[Viewer()],
        openapi_router=Router(
            PATH,
            route_handlers=[],
            include_in_schema=False,
            opt=OPEN,
            response_headers={"content-security-policy": POLICY},
        ),
    )


@get(f"{PATH}.json", opt=OPEN, include_in_schema=False, sync_to_thread=False)
def document(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """The OpenAPI document."""
    return Response(openapi_document(request.app), media_type="application/vnd.oai.openapi+json;version=3.1")


@get(f"{PATH}/{VIEWER}", opt=OPEN, include_in_schema=False, sync_to_thread=False)
def viewer() -> Response[bytes]:
    """The viewer's script; its name carries its version, so it is never fetched twice."""
    content = (files("api") / "static" / VIEWER).read_bytes()
    return Response(
        content,
        media_type="text/javascript",
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )


@get(f"{PATH}/{LOOK}", opt=OPEN, include_in_schema=False, sync_to_thread=False)
def look() -> Response[bytes]:
    """What dresses the viewer in the reader's own theme."""
    return Response((files("api") / "static" / LOOK).read_bytes(), media_type="text/javascript")


@get("/", opt=OPEN, include_in_schema=False, sync_to_thread=False)
def front() -> Redirect:
    """Whoever opens the server in a browser is shown what it offers."""
    return Redirect(PATH)


@get(DOCUMENTATION, opt=OPEN, include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=False)
def problems() -> Response[str]:
    """Every problem code, what it means, and its status: where the ``type`` of a problem points."""
    entries = "".join(
        f'<h2 id="{kind.code}"><span>{status_of(kind)}</span> {kind.code}</h2>'
        + "".join(
            f"<p>{html.escape(paragraph)}</p>" for paragraph in inspect.cleandoc(kind.__doc__ or "").split("\n\n")
        )
        for kind in every_problem()
    )
    page = _PAGE.format(title="Munim: problem codes", head=_STYLE, body=f"<h1>Problem codes</h1>{entries}")
    return Response(page, media_type="text/html", headers={"content-security-policy": POLICY})


@cache
def openapi_document(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document of ``app``: Litestar's, and what holds for every route beside it."""
    # through JSON, for defaults that JSON cannot hold as they are, such as sets
    whole = encode_json(app.openapi_schema.to_schema()).decode()
    whole = whole.replace('"format":"duration"', '"format":"time"')  # so Litestar calls a time of day
    described: dict[str, Any] = decode_json(_SLICE.sub(r"SliceOf\1", whole))
    _say_what_is_in_tuples(described)
    handlers = {
        handler.operation_id: handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler, _ in route.route_handler_map.values()
    }
    components = described.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["responses"] = {
        str(status): {
            "description": f"{why}; told apart by its code",
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, why in PROBLEMS.items()
    }
    for methods in described["paths"].values():
        for method, operation in methods.items():
            _describe(operation, method, handlers[operation["operationId"]])
    described["tags"] = _tags(handlers.values())
    return described


def _say_what_is_in_tuples(node: Any) -> None:
    """Each array gets ``items``: the viewer stops at one that tells only what is at its first places."""
    match node:
        case dict():
            if "prefixItems" in node:
                node.setdefault("items", {"anyOf": node["prefixItems"]})
            for each in node.values():
                _say_what_is_in_tuples(each)
        case list():
            for each in node:
                _say_what_is_in_tuples(each)


def _tags(handlers: Iterable[Any]) -> list[dict[str, str]]:
    """Each tag of a controller, by name, described by what the controllers under it say of themselves."""
    said: dict[str, list[str]] = {}
    owners = (getattr(handler.fn, "__self__", None) for handler in handlers)  # a controller's route is a method of it
    for owner in {type(one): one for one in owners if isinstance(one, Controller)}.values():
        for tag in owner.tags or ():
            said.setdefault(tag, []).append(inspect.cleandoc(owner.__doc__ or ""))
    return [{"name": tag, "description": " ".join(said[tag])} for tag in sorted(said)]


def _describe(operation: dict[str, Any], method: str, handler: Any) -> None:
    parameters = operation.setdefault("parameters", [])
    if "body" in handler.parsed_fn_signature.parameters:  # read as it comes, so Litestar knows no type of it
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": _BYTES} for kind in PICTURES}}
    operation["summary"] = re.sub(
        r"(?<=[a-z])([A-Z])", lambda found: " " + found.group(1).lower(), operation["operationId"]
    ).capitalize()
    operation["responses"].pop("400", None)
    for status in _problems_of(operation, method, handler):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}
    if handler.opt.get("for_everybody"):
        return
    operation["security"] = [{"token": []}]
    # Litestar wraps guards to await them; what we wrote is behind ``func``
    guards = [getattr(guard, "func", guard) for guard in handler.resolve_guards()]
    needed = [guard.permission for guard in guards if hasattr(guard, "permission")]
    if needed:
        operation["description"] = (
            f"{operation.get('description', '')}\n\nNeeds the permission `{'`, `'.join(needed)}`.".strip()
        )
    if method in _VERSIONED:
        parameters.append(_header("If-Match", "the ETag of what was read", required=True))
    if method in ("post", "put", "patch", "delete"):
        parameters.append(_header("Idempotency-Key", "the same key gets the same answer; needed where money moves"))
    if _is_list(operation):
        parameters += [
            _query("limit", "how many, 1 to 100", {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}),
            _query("sort", "one of the keys named above; - in front: descending", {"type": "string"}),
            _query("cursor", "next_cursor of the page before", {"type": "string"}),
        ]


def _problems_of(operation: dict[str, Any], method: str, handler: Any) -> list[int]:
    """The statuses of the problems a route may answer with; a test lets Schemathesis look for others."""
    writes, open_to_all = method != "get", bool(handler.opt.get("for_everybody"))
    answers = {
        400: bool(operation["parameters"]) or writes or _is_list(operation),
        401: not open_to_all or writes,
        403: not handler.opt.get(UNLIMITED),
        404: True,
        406: any(parameter["name"] == "format" for parameter in operation["parameters"]),
        409: writes,
        412: method in _VERSIONED,
        413: "requestBody" in operation,
        422: True,
        428: method in _VERSIONED,
        429: not handler.opt.get(UNLIMITED),
        503: True,
    }
    return [status for status, may_be in answers.items() if may_be]


def _is_list(operation: dict[str, Any]) -> bool:
    schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return "Slice" in str(schema.get("$ref", ""))


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


_VERSIONED: Final = ("put", "delete")
# What each status of a problem says, beside what its code says (``api/problems.py`` has the statuses).
PROBLEMS: Final = {
    400: "the request is malformed: ``param`` points to the part at fault",
    401: "nobody is signed in, or no longer",
    403: "the caller's role, or the link, does not allow it",
    404: "what is named does not exist, or is another business's",
    406: "none of the formats asked for is offered",
    409: "the state has moved on: something was taken, used or settled before",
    412: "the version in If-Match is not the current one",
    413: "the body is too large",
    422: "a rule of the books says no",
    428: "If-Match is missing",
    429: "too often: Retry-After says when to come back",
    503: "a part Munim depends on is not answering: trying again may help",
}
_BYTES: Final = {"type": "string", "format": "binary"}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details; further members are facts of the problem, such as current_version",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "where the code is explained"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable: programs compare this"},
        "detail": {"type": "string", "description": "a sentence for a person"},
        "param": {
            "type": "string",
            "description": "the parameter of the address or header at fault, by its name; of a body, a JSON pointer to the part",
        },
        "request_id": {"type": "string"},
    },
}
