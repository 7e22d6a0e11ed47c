"""Settings: the environment over the file, and every wrong value named."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from munim.errors import Misconfigured
from munim.settings import Settings, load_settings


def test_without_anything_set_everything_has_a_default() -> None:
    settings = load_settings({})

    assert settings == Settings()
    assert settings.var == Path("var")
    assert settings.mirror_folder == Path("var/mirror")
    assert settings.files_place == "var/files"
    assert settings.outbox_folder == Path("var/outbox")
    assert settings.origin == "http://localhost:8000"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "munim.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\n')

    settings = load_settings({"MUNIM_PORT": "9001", "PATH": "/bin"}, file=file)

    assert (settings.port, settings.host) == (9001, "0.0.0.0")


def test_lists_are_written_with_commas_or_as_lists(tmp_path: Path) -> None:
    file = tmp_path / "munim.toml"
    file.write_text('cors_origins = ["https://a.example", "https://b.example"]\n')

    assert load_settings({}, file=file).cors_origins == ("https://a.example", "https://b.example")
    assert load_settings({"MUNIM_CORS_ORIGINS": "https://a.example, https://b.example,"}).cors_origins == (
        "https://a.example",
        "https://b.example",
    )


def test_a_file_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert load_settings({}, file=tmp_path / "munim.toml") == Settings()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "MUNIM_PORT is 'eighty'; expected a whole number"),
        ("PORT", "70000", "MUNIM_PORT is 70000; expected 0 to 65535"),
        ("POOL_SIZE", "0", "MUNIM_POOL_SIZE is 0; expected 1 to 200"),
        ("BODY_LIMIT_BYTES", "1", "MUNIM_BODY_LIMIT_BYTES is 1; expected 1000 or more"),
        ("LOG_FORMAT", "xml", "MUNIM_LOG_FORMAT is 'xml'; expected console or json"),
        ("LOG_LEVEL", "loud", "MUNIM_LOG_LEVEL is 'loud'; expected debug … error"),
        ("RATE_PER_USER", "-1", "MUNIM_RATE_PER_USER is -1; expected 1 or more"),
        (
            "DATABASE_URL",
            "mysql://u:p@h/d",
            "MUNIM_DATABASE_URL starts with 'mysql'; expected postgresql:// or postgres://",
        ),
        ("MAIL", "imap://h", "MUNIM_MAIL starts with 'imap'; expected smtp:// or smtps:// or ses://"),
        ("PUBLIC_URL", "ftp://h", "MUNIM_PUBLIC_URL starts with 'ftp'; expected http:// or https://"),
        ("CORS_ORIGINS", "*", "MUNIM_CORS_ORIGINS is '*'; expected origins, never *"),
        ("TWILIO_ACCOUNT_SID", "AC1", "MUNIM_TWILIO_AUTH_TOKEN is ''; expected the token of twilio_account_sid"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(name: str, value: str, said: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_settings({f"MUNIM_{name}": value})

    assert str(caught.value) == said
    assert caught.value.field is not None


def test_a_wrong_secret_is_not_repeated() -> None:
    with pytest.raises(Misconfigured) as caught:
        load_settings({"MUNIM_SECRET_KEY": "hunter2"})

    assert "hunter2" not in str(caught.value)
    assert "32 characters" in str(caught.value)


def test_a_wrong_address_does_not_repeat_its_password() -> None:
    with pytest.raises(Misconfigured) as caught:
        load_settings({"MUNIM_DATABASE_URL": "mysql://boss:hunter2@db/books"})

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("MUNIM_DATABSE_URL", "MUNIM_DATABASE_URL"),
        ("MUNIM_LOGFORMAT", "MUNIM_LOG_FORMAT"),
        ("MUNIM_SECRET", "MUNIM_SECRET_KEY"),
    ],
)
def test_a_misspelt_name_is_told_its_nearest(written: str, meant: str) -> None:
    with pytest.raises(
        Misconfigured, match=rf"the environment sets {written}, which is no setting of Munim; did you mean {meant}\?"
    ):
        load_settings({written: "x"})


def test_a_name_like_no_other_gets_no_guess() -> None:
    with pytest.raises(Misconfigured) as caught:
        load_settings({"MUNIM_XYZZY": "x"})

    assert "did you mean" not in str(caught.value)


def test_a_file_is_named_when_it_is_at_fault(tmp_path: Path) -> None:
    file = tmp_path / "munim.toml"
    file.write_text("prot = 1\n")
    with pytest.raises(Misconfigured, match=r"munim\.toml sets prot, .* did you mean port\?"):
        load_settings({}, file=file)

    file.write_text("port = = 1\n")
    with pytest.raises(Misconfigured, match=r"munim\.toml cannot be read"):
        load_settings({}, file=file)


@pytest.mark.parametrize(
    "text", ["port = true", "port = 1.5", "host = 5", "cors_origins = 5", "cors_origins = [1]", "var = 3"]
)
def test_a_value_of_the_wrong_kind_in_the_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "munim.toml"
    file.write_text(text + "\n")

    with pytest.raises(Misconfigured, match=f"MUNIM_{text.split()[0].upper()} is "):
        load_settings({}, file=file)


def test_settings_do_not_change_once_made() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]  # that it cannot be assigned is the point


def test_every_setting_says_what_it_is_for() -> None:
    assert [item.name for item in fields(Settings) if not item.metadata.get("help")] == []


# -- the secret --------------------------------------------------------------------------------------


def test_a_secret_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "var")

    secret = settings.secret()

    assert len(secret) >= 43
    assert Settings(var=tmp_path / "var").secret() == secret
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: Settings(var=tmp_path / "var").secret(), range(32)))

    assert len(secrets) == 1


def test_a_secret_that_is_set_is_used_and_nothing_written(tmp_path: Path) -> None:
    assert Settings(var=tmp_path / "var", secret_key="k" * 32).secret() == "k" * 32
    assert not (tmp_path / "var").exists()
