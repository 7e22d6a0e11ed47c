"""F-1: what people upload is told by its bytes, cleaned, kept under a random name, bounded, and opened by short links."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from PIL import Image

from munim.settings import Settings
from tests.api.conftest import Clock, Person

PDF = b"%PDF-1.4\n% a receipt\n"


def picture(width: int = 40, height: int = 30, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#7a1f3d").save(out, form, **options)
    return out.getvalue()


def upload(person: Person, *files: tuple[str, bytes], purpose: str = "attachment", **options: Any) -> httpx.Response:
    return person.request("POST", f"/api/files?purpose={purpose}", files=[("file", one) for one in files], **options)


def opened(client: TestClient[Any], url: str) -> httpx.Response:
    return client.get(url.removeprefix("http://localhost:8000"))


def test_f1_several_files_are_kept_together_and_each_opens_under_its_own_name(owner: Person) -> None:
    answer = upload(owner, ("चाय की रसीद.pdf", PDF), ("shop.jpg", picture()))

    assert answer.status_code == 201, answer.text
    receipt, photograph = answer.json()
    shown = opened(owner.client, receipt["url"])
    assert (receipt["content_type"], receipt["size_bytes"]) == ("application/pdf", len(PDF))
    assert (shown.content, shown.headers["content-type"]) == (PDF, "application/pdf")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"].startswith("attachment;")
    assert "%E0%A4%9A%E0%A4%BE%E0%A4%AF" in shown.headers["content-disposition"]
    assert opened(owner.client, photograph["url"]).content[:3] == b"\xff\xd8\xff"
    assert [one["name"] for one in owner.get("/api/files").json()["items"]] == ["shop.jpg", "चाय की रसीद.pdf"]


def test_f1_a_link_is_dead_after_five_minutes(owner: Person, clock: Clock) -> None:
    (kept,) = upload(owner, ("a.pdf", PDF)).json()

    clock.pass_time(minutes=4, seconds=59)
    assert opened(owner.client, kept["url"]).status_code == 200
    clock.pass_time(seconds=2)
    assert opened(owner.client, kept["url"]).status_code == 403


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("receipt.pdf", b"MZ\x90\x00 a program"),
        ("empty.pdf", b""),
        ("zip.png", b"PK\x03\x04"),
    ],
)
def test_f1_a_name_is_never_trusted_and_what_no_type_is_kept_for_is_refused(
    owner: Person, name: str, content: bytes
) -> None:
    answer = upload(owner, ("good.pdf", PDF), (name, content))

    assert answer.status_code == 400, answer.text
    assert answer.json()["param"] == "/file/1"
    assert owner.get("/api/files").json()["items"] == []


def test_f1_a_name_with_a_path_in_it_is_its_last_part(owner: Person) -> None:
    (kept,) = upload(owner, ("../../etc/passwd.pdf", PDF)).json()

    assert kept["name"] == "passwd.pdf"
    assert "etc" not in kept["url"]


def test_f1_of_a_picture_only_its_pixels_are_kept(owner: Person) -> None:
    hidden = Image.Exif()
    hidden[0x010E] = "where I live"

    (kept,) = upload(owner, ("photo.jpg", picture(exif=hidden))).json()

    content = opened(owner.client, kept["url"]).content
    assert b"where I live" not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)


def test_f1_a_picture_of_too_many_pixels_is_refused_whatever_its_size(owner: Person) -> None:
    answer = upload(owner, ("bomb.png", picture(8000, 6000, "PNG")))

    assert answer.status_code == 400
    assert "40 million pixels" in answer.json()["detail"]


class TestQuota:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        from dataclasses import replace

        return replace(settings, files_quota_bytes=3 * len(PDF))

    def test_f1_a_business_has_room_for_so_much_and_no_more(self, owner: Person) -> None:
        assert upload(owner, ("1.pdf", PDF), ("2.pdf", PDF)).status_code == 201

        refused = upload(owner, ("3.pdf", PDF), ("4.pdf", PDF))
        assert (refused.status_code, refused.json()["code"]) == (422, "over_quota")
        (kept,) = upload(owner, ("3.pdf", PDF)).json()
        assert owner.request("DELETE", f"/api/files/{kept['id']}").status_code == 204
        assert upload(owner, ("4.pdf", PDF)).status_code == 201

    def test_f1_uploads_at_once_do_not_pass_the_quota_together(self, owner: Person) -> None:
        with ThreadPoolExecutor(6) as pool:
            answers = [answer.status_code for answer in pool.map(lambda n: upload(owner, (f"{n}.pdf", PDF)), range(6))]

        assert sorted(answers) == [201, 201, 201, 422, 422, 422]


def test_a_deleted_file_is_gone_and_the_activity_says_who_removed_it(owner: Person) -> None:
    (kept,) = upload(owner, ("a.pdf", PDF)).json()

    assert owner.request("DELETE", f"/api/files/{kept['id']}").status_code == 204

    assert owner.get(f"/api/files/{kept['id']}").status_code == 404
    assert opened(owner.client, kept["url"]).status_code == 404
    assert owner.request("DELETE", f"/api/files/{kept['id']}").status_code == 404
    (event,) = owner.get("/api/activity?kind=file.deleted").json()["items"]
    assert event["data"]["name"] == "a.pdf" and event["actor_id"] == owner.session["user"]["user_id"]


def test_an_upload_sent_twice_under_one_key_is_kept_once(owner: Person, settings: Settings) -> None:
    """A client that tries again draws its boundary anew."""

    def send() -> httpx.Response:
        headers = {"idempotency-key": "one-upload"}
        return upload(owner, ("a.pdf", PDF), headers=headers)

    def kept() -> int:
        return sum(path.is_file() for path in (settings.var / "files").rglob("*"))

    before = kept()
    first, again = send(), send()

    assert (first.status_code, first.json()[0]["id"]) == (201, again.json()[0]["id"])
    assert kept() == before + 1


def test_a_logo_is_not_taken_away_by_its_id(owner: Person) -> None:
    logo = owner.request("POST", f"/api/business/{owner.business_id}/logo", content=picture()).json()

    answer = owner.request("DELETE", f"/api/files/{logo['id']}")

    assert (answer.status_code, answer.json()["code"]) == (422, "not_deletable")


def test_an_upload_without_a_file_says_so(owner: Person) -> None:
    answer = owner.request("POST", "/api/files", data={"note": "no file"}, files=[])

    assert answer.status_code in (400, 415), answer.text


def part(headers: bytes, content: bytes) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="file"' + headers + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary="),
        (b"", "multipart/form-data; boundary=x"),
        (b"no part of it", "multipart/form-data; boundary=x"),
        (part(b"", b"\xff\xfe"), "multipart/form-data; boundary=x"),
        (part(b"\r\nContent-Type: text/plain; charset=nope", b"words"), "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
    ],
)
def test_a_form_that_cannot_be_read_is_the_sender_s_mistake(owner: Person, form: bytes, kind: str) -> None:
    answer = owner.request("POST", "/api/files", content=form, headers={"content-type": kind})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
