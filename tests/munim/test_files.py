"""The file store: the same promises kept by a folder and by an S3 service."""

from __future__ import annotations

import io
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer
from PIL import Image

from munim.errors import Invalid, Misconfigured, NotFound, Unavailable
from munim.files import (
    FileStore,
    FolderStore,
    S3Store,
    content_disposition,
    content_type_of,
    file_type,
    open_file_store,
)
from munim.links import LinkRefused, sign_link, verify_link
from munim.pictures import clean_picture, fill_picture
from munim.settings import Settings

AT = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)
SECRET = "a secret that only the tests are signed with"


def picture(width: int = 8, height: int = 8, *, form: str = "PNG", color: str = "#7a1f3d", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), color).save(out, form)
    return out.getvalue()


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    """An S3 service on this machine, with one bucket."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        endpoint = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="shop-files")
        yield endpoint
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return open_file_store(Settings(var=tmp_path, secret_key=SECRET))
    return open_file_store(
        Settings(
            var=tmp_path,
            secret_key=SECRET,
            files="s3://shop-files/munim",
            s3_endpoint=request.getfixturevalue("s3_endpoint"),
        )
    )


def test_what_is_put_is_got_back_whole(store: FileStore) -> None:
    content = picture()

    stored = store.put(7, content)

    assert store.get(stored.key) == content
    assert (stored.content_type, stored.size_bytes) == ("image/png", len(content))
    assert content_type_of(stored.key) == "image/png"


def test_a_key_is_random_and_under_the_business(store: FileStore) -> None:
    first, second = store.put(7, picture()), store.put(7, picture())

    assert first.key != second.key
    assert re.fullmatch(r"7/[0-9a-f]{32}\.png", first.key)


def test_a_deleted_file_is_gone_and_may_be_deleted_again(store: FileStore) -> None:
    key = store.put(7, picture()).key

    store.delete(key)
    store.delete(key)

    with pytest.raises(NotFound):
        store.get(key)


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "7/../8/" + "0" * 32 + ".png", "/etc/passwd", "7/" + "0" * 32 + ".html", ""]
)
def test_a_key_that_the_store_did_not_make_finds_nothing(store: FileStore, key: str) -> None:
    with pytest.raises(NotFound):
        store.get(key)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"<html>", b"MZ\x90", b"PK\x03\x04", b"GIF89a"])
def test_only_known_types_are_kept_told_by_their_bytes(store: FileStore, content: bytes) -> None:
    with pytest.raises(Invalid):
        store.put(7, content)


def test_a_file_above_its_types_limit_is_refused() -> None:
    with pytest.raises(Invalid, match="at most 10 MB"):
        file_type(b"\x89PNG\r\n\x1a\n" + bytes(10_000_000))


def test_a_folders_signed_address_opens_that_file_for_five_minutes(tmp_path: Path) -> None:
    store = FolderStore(tmp_path, origin="https://shop.example", secret=SECRET)
    key = store.put(7, picture()).key

    url = urlsplit(store.signed_url(key, name="दिवाली offer.png", at=AT))

    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert url.netloc == "shop.example"
    assert unquote(url.path) == f"/files/{key}/दिवाली offer.png"
    verify_link(url.path, **query, secret=SECRET, at=AT + timedelta(seconds=299))
    with pytest.raises(LinkRefused):
        verify_link(url.path, **query, secret=SECRET, at=AT + timedelta(seconds=300))


def test_an_s3_signed_address_downloads_the_file_under_its_name(s3_endpoint: str) -> None:
    store = S3Store("shop-files", endpoint=s3_endpoint)
    content = picture()
    url = store.signed_url(store.put(7, content).key, name="दिवाली.png", at=AT)

    with urllib.request.urlopen(url) as answer:
        body, headers = answer.read(), answer.headers

    assert body == content
    assert headers["Content-Type"] == "image/png"
    assert "filename*=UTF-8''%E0%A4%A6" in headers["Content-Disposition"]
    assert "X-Amz-Expires=300" in url


def test_a_store_that_does_not_answer_is_unavailable_not_a_crash(s3_endpoint: str) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        S3Store("shop-files", endpoint="http://127.0.0.1:9").get("7/" + "0" * 32 + ".png")
    with pytest.raises(Unavailable, match="NoSuchBucket"):
        S3Store("no-such-bucket", endpoint=s3_endpoint).put(7, picture())


def test_a_folder_that_is_a_file_is_unavailable_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "7").write_text("in the way")

    with pytest.raises(Unavailable):
        FolderStore(tmp_path, origin="", secret=SECRET).put(7, picture())

    assert [path.name for path in tmp_path.iterdir()] == ["7"]


def test_a_bucket_without_a_name_is_refused_at_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="s3://bucket"):
        open_file_store(Settings(var=tmp_path, secret_key=SECRET, files="s3://"))


def test_a_download_is_named_in_plain_and_in_full() -> None:
    assert content_disposition('a"b\n.pdf') == "attachment; filename=\"a_b_.pdf\"; filename*=UTF-8''a%22b%0A.pdf"


def test_a_signed_link_opens_only_its_own_path_until_it_expires() -> None:
    path = "/share/7/bills/0199"
    query = {
        name: values[0] for name, values in parse_qs(urlsplit(sign_link(path, secret=SECRET, expires=AT)).query).items()
    }
    before = AT - timedelta(seconds=1)

    verify_link(path, **query, secret=SECRET, at=before)

    later = str(int(query["expires"]) + 1)
    for path_asked, changes, secret, at in (
        ("/share/8/bills/0199", {}, SECRET, before),
        (path, {"expires": later}, SECRET, before),
        (path, {"expires": "9" * 40}, SECRET, before),
        (path, {"expires": "-1"}, SECRET, before),
        (path, {"expires": "x"}, SECRET, before),
        (path, {"signature": ""}, SECRET, before),
        (path, {"signature": query["signature"][:-1] + "é"}, SECRET, before),
        (path, {"signature": query["signature"].upper()}, SECRET, before),
        (path, {}, SECRET + "!", before),
        (path, {}, SECRET, AT),
    ):
        with pytest.raises(LinkRefused):
            verify_link(path_asked, **query | changes, secret=secret, at=at)


def test_an_uploaded_picture_keeps_its_pixels_and_nothing_else() -> None:
    image = Image.new("RGB", (400, 200), "#0a7d4f")
    exif = Image.Exif()
    exif[0x010E] = "taken at my home"
    exif[0x0112] = 6  # stored lying on its side
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)

    clean = clean_picture(out.getvalue(), max_side=100)

    assert (clean.content_type, clean.width, clean.height) == ("image/jpeg", 50, 100)
    assert b"taken at my home" not in clean.content


def test_a_transparent_logo_stays_transparent() -> None:
    clean = clean_picture(picture(mode="RGBA", color="#0a7d4f80"))

    assert clean.content_type == "image/png"
    assert Image.open(io.BytesIO(clean.content)).mode == "RGBA"


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"x" * 50, picture()[:40], picture(form="GIF")]
)
def test_a_damaged_or_unknown_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        clean_picture(content)


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused() -> None:
    with pytest.raises(Invalid, match="million pixels"):
        clean_picture(picture(20_000, 3_000, mode="1", color="white"))


def test_a_background_fills_exactly_the_size_asked() -> None:
    filled = fill_picture(picture(300, 100), 108, 192)

    assert (filled.width, filled.height, filled.content_type) == (108, 192, "image/jpeg")
