"""One frozen settings object, made once at the start of a command from the environment and ``munim.toml``.

The environment wins over the file. A value that cannot be used raises ``Misconfigured`` naming the
setting, what was found and what was expected; an unknown ``MUNIM_`` name is reported with its nearest.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from munim.errors import Misconfigured


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting, with its default and one line of help. ``MUNIM_<NAME>`` in the environment."""

    var: Path = _setting(Path("var"), "folder for data Munim keeps itself: cluster, mirror, files, outbox")
    database_url: str = _setting("", "administrator's postgresql:// address; empty: the embedded server under var/")
    pool_size: int = _setting(16, "database connections, and worker threads, of one API process")
    secret_key: str = _setting("", "signs tokens and links, at least 32 characters; empty: made once in var/secret.key")
    sealing_keys: tuple[str, ...] = _setting(
        (), "seal bank and identity numbers, comma-separated, 32 characters or more each: the first seals, all open"
    )
    mirror: str = _setting(
        "", "folder of the DuckDB mirror, or s3://bucket/prefix it is published to; empty: var/mirror"
    )
    mirror_cache_bytes: int = _setting(20_000_000_000, "room for versions fetched from a mirror in a bucket")
    lake: str = _setting("", "folder of the mirror as Parquet, for Spark, or s3://bucket/prefix; empty: var/lake")
    analytics: str = _setting(
        "", "sc://host:port of a Spark Connect server that reads the lake for reports; empty: DuckDB"
    )
    files: str = _setting("", "folder or s3://bucket/prefix for files; empty: var/files")
    s3_endpoint: str = _setting("", "address of an S3 service that is not Amazon's")
    mail: str = _setting("outbox", "outbox, smtp://user:password@host:port, smtps://… or ses://region")
    mail_from: str = _setting("Munim <munim@localhost>", "sender of e-mail")
    twilio_account_sid: str = _setting("", "Twilio account; empty: SMS and WhatsApp go to the outbox")
    twilio_auth_token: str = _setting("", "Twilio token")
    twilio_url: str = _setting("", "another base address for Twilio's API (a regional edge, a test server)")
    razorpay_url: str = _setting("", "another base address for Razorpay's API (a test server)")
    stripe_url: str = _setting("", "another base address for Stripe's API (a test server)")
    sms_from: str = _setting("", "sending number or messaging service of SMS")
    whatsapp_from: str = _setting("", "sending number of WhatsApp")
    whatsapp_templates: tuple[str, ...] = _setting(
        (), "approved WhatsApp templates, comma-separated: <template>/<language>=HX…"
    )
    whatsapp_without_template: str = _setting(
        "decline", "decline or send: WhatsApp without an approved template reaches only who wrote within 24 hours"
    )
    model_url: str = _setting("", "OpenAI-compatible endpoint; empty with a key: OpenAI's own")
    model_key: str = _setting("", "its key; empty: built-in parser and templates answer")
    model: str = _setting("gpt-5-mini", "text model")
    image_model: str = _setting("gpt-image-2", "image model for banner backgrounds")
    model_tokens_per_day: int = _setting(200_000, "tokens that one business may use in a day; it may lower that itself")
    model_cents_per_day: int = _setting(
        100, "hundredths of the provider's unit of money that one business may use in a day"
    )
    model_input_cents: int = _setting(25, "price of a million tokens the text model reads, in those hundredths")
    model_output_cents: int = _setting(200, "price of a million tokens it writes")
    sandbox_workers: int = _setting(4, "statements of strangers that one process runs at once; a shop has at most half")
    sandbox_seconds: int = _setting(5, "seconds after which such a statement is killed")
    host: str = _setting("127.0.0.1", "address the API listens on")
    port: int = _setting(8000, "its port")
    public_url: str = _setting(
        "", "origin under which customers reach Munim, for links; empty: http://localhost:<port>"
    )
    cors_origins: tuple[str, ...] = _setting((), "origins of browser apps allowed to call the API, comma-separated")
    trusted_proxies: tuple[str, ...] = _setting((), "addresses or networks whose X-Forwarded-For is believed")
    body_limit_bytes: int = _setting(10_000_000, "largest request body")
    upload_limit_bytes: int = _setting(40_000_000, "largest upload: all files of one request together")
    files_quota_bytes: int = _setting(2_000_000_000, "room for the files of one business")
    rate_per_address: int = _setting(600, "requests a minute from one address")
    rate_per_user: int = _setting(1200, "requests a minute of one user")
    log_format: str = _setting("console", "console or json")
    log_level: str = _setting("info", "debug, info, warning or error")

    @property
    def mirror_folder(self) -> Path:
        """Where this machine writes the mirror, whether or not it is published from there."""
        return Path(self.mirror) if self.mirror and not self.mirror.startswith("s3://") else self.var / "mirror"

    @property
    def mirror_cache_folder(self) -> Path:
        """Where this machine keeps what it has fetched of a mirror in a bucket."""
        return self.var / "mirror-cache"

    @property
    def lake_folder(self) -> Path:
        """Where the lake is, unless it is in a bucket."""
        return Path(self.lake) if self.lake else self.var / "lake"

    @property
    def files_place(self) -> str:
        return self.files or str(self.var / "files")

    @property
    def outbox_folder(self) -> Path:
        return self.var / "outbox"

    @property
    def origin(self) -> str:
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    def __post_init__(self) -> None:
        _check(1 <= self.pool_size <= 200, "pool_size", self.pool_size, "1 to 200")
        _check(0 <= self.port <= 65535, "port", self.port, "0 to 65535")
        _check(1 <= self.sandbox_workers <= 64, "sandbox_workers", self.sandbox_workers, "1 to 64")
        _check(1 <= self.sandbox_seconds <= 600, "sandbox_seconds", self.sandbox_seconds, "1 to 600")
        _check(self.body_limit_bytes >= 1000, "body_limit_bytes", self.body_limit_bytes, "1000 or more")
        _check(self.upload_limit_bytes >= 1000, "upload_limit_bytes", self.upload_limit_bytes, "1000 or more")
        _check(self.mirror_cache_bytes >= 1_000_000, "mirror_cache_bytes", self.mirror_cache_bytes, "1000000 or more")
        for name in ("mirror", "lake"):
            _check(
                "://" not in getattr(self, name)
                or bool(re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/.*)?", getattr(self, name))),
                name,
                getattr(self, name),
                "a folder, s3://bucket or s3://bucket/prefix",
            )
        for name in ("model_tokens_per_day", "model_cents_per_day", "model_input_cents", "model_output_cents"):
            _check(0 <= getattr(self, name) <= 10**12, name, getattr(self, name), "0 or more")
        _check(self.files_quota_bytes >= 0, "files_quota_bytes", self.files_quota_bytes, "0 or more")
        _check(self.rate_per_address > 0, "rate_per_address", self.rate_per_address, "1 or more")
        _check(self.rate_per_user > 0, "rate_per_user", self.rate_per_user, "1 or more")
        _check(self.log_format in ("console", "json"), "log_format", self.log_format, "console or json")
        _check(self.log_level in ("debug", "info", "warning", "error"), "log_level", self.log_level, "debug … error")
        _check(not self.secret_key or len(self.secret_key) >= 32, "secret_key", "(hidden)", "32 characters or more")
        _check(
            all(len(key) >= 32 for key in self.sealing_keys),
            "sealing_keys",
            "(hidden)",
            "keys of 32 characters or more",
        )
        _check_url("database_url", self.database_url, ("postgresql", "postgres"))
        _check_url("analytics", self.analytics, ("sc",))
        _check(
            not self.analytics or bool(urlsplit(self.analytics).hostname),
            "analytics",
            self.analytics,
            "sc://host:port",
        )
        _check_url("mail", "" if self.mail == "outbox" else self.mail, ("smtp", "smtps", "ses"))
        for name in ("s3_endpoint", "twilio_url", "razorpay_url", "stripe_url", "model_url", "public_url"):
            _check_url(name, getattr(self, name), ("http", "https"))
        for origin in self.cors_origins:
            _check(origin.startswith(("http://", "https://")), "cors_origins", origin, "origins, never *")
        for item in self.whatsapp_templates:
            _check(
                bool(re.fullmatch(r"[a-z_]+/[a-z]+=HX[0-9a-f]{32}", item)),
                "whatsapp_templates",
                item,
                "items like overdue_reminder/en=HX and 32 hex digits",
            )
        _check(
            self.whatsapp_without_template in ("decline", "send"),
            "whatsapp_without_template",
            self.whatsapp_without_template,
            "decline or send",
        )
        if self.twilio_account_sid:
            _check(bool(self.twilio_auth_token), "twilio_auth_token", "", "the token of twilio_account_sid")
            _check(bool(self.sms_from or self.whatsapp_from), "sms_from", "", "a sender for SMS or WhatsApp")

    def secret(self) -> str:
        """The signing key: the setting, or one made on first use and kept in ``var/secret.key`` (mode 600)."""
        if self.secret_key:
            return self.secret_key
        path = self.var / "secret.key"
        if not path.exists():
            self.var.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.var, prefix="secret.") as file:  # mode 600
                file.write(secrets.token_urlsafe(48) + "\n")
                file.flush()
                # of processes that start together one links its file, whole; the others read what it wrote
                with contextlib.suppress(FileExistsError):
                    os.link(file.name, path)
        return path.read_text().strip()


def load_settings(environment: Mapping[str, str], *, file: Path | None = None) -> Settings:
    """Settings from ``environment`` over ``file`` (``munim.toml``). Raises ``Misconfigured``."""
    known = {item.name: item for item in fields(Settings)}
    values: dict[str, Any] = {}
    if file is not None and file.exists():
        try:
            found = tomllib.loads(file.read_text())
        except tomllib.TOMLDecodeError as error:
            raise Misconfigured(f"{file} cannot be read: {error}", field=str(file)) from None
        for name, value in found.items():
            _known(name, known, where=str(file))
            values[name] = value
    for key, text in environment.items():
        if key.startswith("MUNIM_"):
            name = key.removeprefix("MUNIM_").lower()
            _known(name, known, where="the environment", shown=key)
            values[name] = text
    return Settings(**{name: _typed(name, value, known[name].type) for name, value in values.items()})


def _known(name: str, known: Mapping[str, Any], *, where: str, shown: str = "") -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {'MUNIM_' + near[0].upper() if shown else near[0]}?" if near else ""
        raise Misconfigured(f"{where} sets {shown or name}, which is no setting of Munim{hint}", field=name)


def _typed(name: str, value: Any, kind: Any) -> Any:
    """The value as its setting's type: text from the environment, TOML's own types from the file."""
    is_text = isinstance(value, str)
    match str(kind):
        case "int":
            whole = (is_text and re.fullmatch(r"[+-]?\d+", value.strip())) or (
                isinstance(value, int) and not isinstance(value, bool)
            )
            _check(bool(whole), name, value, "a whole number")
            return int(value)
        case "tuple[str, ...]":
            parts = value.split(",") if is_text else value
            _check(
                isinstance(parts, list) and all(isinstance(part, str) for part in parts),
                name,
                value,
                "texts, separated by commas",
            )
            return tuple(part.strip() for part in parts if part.strip())
        case "Path":
            _check(is_text, name, value, "a folder")
            return Path(value)
        case _:
            _check(is_text, name, value, "text")
            return value


def _check(fine: bool, name: str, found: object, expected: str) -> None:
    if not fine:
        raise Misconfigured(f"MUNIM_{name.upper()} is {found!r}; expected {expected}", field=name)


def _check_url(name: str, value: str, schemes: tuple[str, ...]) -> None:
    if value and urlsplit(value).scheme not in schemes:
        # the value may carry a password, so only its scheme is repeated
        raise Misconfigured(
            f"MUNIM_{name.upper()} starts with {urlsplit(value).scheme or value[:12]!r}; expected {' or '.join(s + '://' for s in schemes)}",
            field=name,
        )
