"""Files: taken in pieces, judged by content, served only to who may see the row."""

import base64
import io
import struct
import threading
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from PIL import Image

from anlan.kernel.clock import now
from anlan.kernel.doors.files import MOST_BYTES, forget_abandoned, stored
from anlan.kernel.testing import FAR, MEMBERS, Cast, picture
from anlan.kernel.trail.models import Attachment

Make = Callable[..., int]
EXE = b"MZ\x90\x00" + b"\x00" * 2000


def begin(browser: Client, size: int | str, name: str = "现场.jpg") -> Any:
    """Asks for an upload."""
    header = f"filename {base64.b64encode(name.encode()).decode()},filetype aW1hZ2UvanBlZw=="
    return browser.post(
        "/files/", HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_LENGTH=str(size), HTTP_UPLOAD_METADATA=header
    )


def send(browser: Client, url: str, body: bytes, offset: int | str) -> Any:
    """Sends a piece."""
    kind = "application/offset+octet-stream"
    return browser.patch(url, body, content_type=kind, HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_OFFSET=str(offset))


def upload(browser: Client, body: bytes, name: str = "现场.jpg") -> Any:
    """A whole upload in one piece: the last answer."""
    return send(browser, begin(browser, len(body), name)["Location"], body, 0)


def bomb(side: int = 30_000) -> bytes:
    """A small PNG that unfolds to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.django_db
def test_a_file_in_pieces_goes_on_where_the_line_broke(cast: Cast) -> None:
    browser, body = cast.browser("owner"), picture(3)
    made = begin(browser, len(body))
    assert made.status_code == 201
    url = made["Location"]
    half = len(body) // 2
    assert send(browser, url, body[:half], 0)["Upload-Offset"] == str(half)
    for wrong in (0, half - 1, half + 1, "x", "-1", ""):
        answer = send(browser, url, body[half:], wrong)
        assert (answer.status_code, answer["Upload-Offset"]) == (409, str(half)), wrong
    head = browser.head(url)
    assert (head["Upload-Offset"], head["Upload-Length"]) == (str(half), str(len(body)))
    assert send(browser, url, body[half:], half).status_code == 204
    row = Attachment.objects.get()
    assert (row.ready, row.kind, row.name, row.size) == (True, "jpg", "现场.jpg", len(body))
    assert b"".join(browser.get(f"/files/{row.pk}/")) == body
    assert browser.get(f"/files/{row.pk}/info").json()["name"] == "现场.jpg"
    assert send(browser, url, b"more", len(body)).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_line_that_seemed_dead_and_the_next_try_come_at_once(cast: Cast) -> None:
    """The last piece arrives while two others already ask how far it is: one finishes the file, nobody stumbles."""
    browser, body = cast.browser("owner"), picture(3)
    url = begin(browser, len(body))["Location"]
    row = Attachment.objects.get()
    ways = [
        browser.head,
        browser.head,
        lambda url: send(browser, url, body, 0),
        lambda url: send(browser, url, body, 0),
    ]
    answers, at_once = list[int](), threading.Barrier(len(ways) + 1)

    def go(way: Callable[[str], Any]) -> None:
        at_once.wait()
        answers.append(way(url).status_code)
        connection.close()

    threads = [threading.Thread(target=go, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    at_once.wait()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 204, 409]
    row.refresh_from_db()
    assert row.ready and stored(row).read_bytes() == body and stored(row, ".thumb.jpg").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_find_all_bytes_there_finish_the_file_once(cast: Cast) -> None:
    """Killed before the file was judged: both windows of the person ask, and both learn that it is whole."""
    browser, body = cast.browser("owner"), picture(3)
    url = begin(browser, len(body))["Location"]
    row = Attachment.objects.get()
    stored(row, ".part").write_bytes(body)
    Attachment.objects.filter(pk=row.pk).update(received=len(body))
    answers, at_once = list[int](), threading.Barrier(4)

    def go() -> None:
        at_once.wait()
        answers.append(browser.head(url).status_code)
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    assert answers == [200] * 4 and row.ready and stored(row).read_bytes() == body


@pytest.mark.django_db
@pytest.mark.parametrize("renamed", [False, True])
def test_an_upload_killed_before_its_last_note_is_finished_when_asked_for(cast: Cast, renamed: bool) -> None:
    """All bytes are there, noted or even renamed already, and then the process died."""
    browser, body = cast.browser("owner"), picture(3)
    url = begin(browser, len(body))["Location"]
    row = Attachment.objects.get()
    stored(row, "" if renamed else ".part").write_bytes(body)
    stored(row, ".part").unlink() if renamed else None
    Attachment.objects.update(received=len(body))
    assert browser.get(f"/files/{row.pk}/info").status_code == 404
    assert browser.head(url)["Upload-Offset"] == str(len(body))
    assert b"".join(browser.get(f"/files/{row.pk}/")) == body
    assert not stored(row, ".part").exists()


@pytest.mark.django_db
def test_an_upload_is_its_uploaders_until_a_row_takes_it(cast: Cast) -> None:
    body = picture(3)
    url = begin(cast.browser("owner"), len(body))["Location"]
    for name in ("colleague", "stranger", "platform"):
        browser = cast.browser(name)
        assert send(browser, url, body, 0).status_code == 404
        assert browser.head(url).status_code == 404
        assert browser.delete(url).status_code == 404
    assert send(cast.browser("owner"), url, body, 0).status_code == 204
    pk = Attachment.objects.get().pk
    for name in MEMBERS:
        assert cast.browser(name).get(f"/files/{pk}/").status_code == (200 if name == "owner" else 404), name


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "status"), [
    (MOST_BYTES + 1, 413), (2 * 1024**3, 413), ("9" * 40, 413), (0, 400), ("", 400), ("-1", 400), ("x", 400), ("1e3", 400),
    ("9" * 5000, 413),
])  # fmt: skip
def test_sizes_that_are_refused_at_once(cast: Cast, size: Any, status: int) -> None:
    answer = begin(cast.browser("owner"), size)
    assert answer.status_code in (status, 400)
    assert answer.content.decode()
    assert Attachment.objects.count() == 0


@pytest.mark.django_db
def test_more_than_was_announced_is_refused(cast: Cast) -> None:
    browser, body = cast.browser("owner"), picture(3)
    url = begin(browser, 100)["Location"]
    assert send(browser, url, body, 0).status_code == 413
    assert browser.head(url)["Upload-Offset"] == "0"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "body"), [
    ("病毒.jpg", EXE), ("网页.png", b"<html><script>alert(1)</script></html>" * 20), ("矢量.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("截断.jpg", picture(3)[:-400]), ("截断.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50), ("炸弹.png", bomb()), ("半.pdf", b"%PDF-1.4\n" * 10),
    ("拼接.jpg", b"\xff\xd8\xff" + EXE),
])  # fmt: skip
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(cast: Cast, name: str, body: bytes) -> None:
    answer = upload(cast.browser("owner"), body, name)
    assert answer.status_code == 422
    assert "。" in answer.content.decode() or "请" in answer.content.decode()
    assert Attachment.objects.count() == 0
    left = [p for p in settings.FILES_ROOT.rglob("*") if p.is_file()]
    assert left == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "a\x00b.jpg", "\r\nSet-Cookie: x=1.jpg", "名" * 500, ""],
)
def test_names_reach_no_path_and_no_header(cast: Cast, name: str) -> None:
    browser = cast.browser("owner")
    assert upload(browser, picture(3), name).status_code == 204
    row = Attachment.objects.get()
    assert "/" not in row.name and "\\" not in row.name and "\x00" not in row.name and "\n" not in row.name
    assert 0 < len(row.name) <= 200
    files = [p for p in settings.FILES_ROOT.rglob("*") if p.is_file()]
    assert files and all(p.name.startswith(str(row.pk)) for p in files)
    answer = browser.get(f"/files/{row.pk}/")
    assert answer.status_code == 200 and "Set-Cookie" not in answer["Content-Disposition"].split("filename")[0]
    b"".join(answer)


@pytest.mark.django_db
def test_a_bound_file_is_for_who_may_see_its_row(cast: Cast, hazard: Make) -> None:
    photo = cast.photo()
    pk = hazard(reported=False, photos=[photo])
    doors = (f"/files/{photo}/", f"/files/{photo}/thumb", f"/files/{photo}/info")

    def who() -> set[str]:
        return {n for n in MEMBERS if {cast.browser(n).get(d).status_code for d in doors} == {200}}

    assert who() == {"owner", "colleague"}
    cast.does("owner", "hazard", "report", pk)
    assert who() == {"owner", "colleague", "locality", "department", "office", "viewer", "platform"} - (
        {"platform"} if not cast.seat("platform").may("hazard.view") else set()
    )
    for name in FAR:
        assert {cast.browser(name).get(d).status_code for d in doors} == {404}, name
    assert Client().get(doors[0]).status_code == 302
    assert cast.browser("owner").delete(f"/files/{photo}/upload").status_code == 404, "evidence is not taken back"


@pytest.mark.django_db
def test_files_of_a_deleted_row_are_gone_with_it(cast: Cast, hazard: Make) -> None:
    photo = cast.photo()
    pk = hazard(reported=False, photos=[photo])
    cast.does("owner", "hazard", "delete", pk)
    assert cast.browser("owner").get(f"/files/{photo}/").status_code == 404
    assert Attachment.objects.filter(pk=photo).exists(), "the trail may still need it"


@pytest.mark.django_db
def test_a_served_file_can_run_nothing(cast: Cast) -> None:
    browser = cast.browser("owner")
    answer = browser.get(f"/files/{cast.photo()}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
    assert "private" in answer["Cache-Control"]
    b"".join(answer)


@pytest.mark.django_db
def test_the_thumbnail_is_small_and_without_notes(cast: Cast) -> None:
    out = io.BytesIO()
    image = Image.new("RGB", (1600, 1200), (90, 120, 60))
    exif = Image.Exif()
    exif[0x010F] = "某相机"
    image.save(out, "JPEG", exif=exif)
    browser = cast.browser("owner")
    assert upload(browser, out.getvalue()).status_code == 204
    thumb = Image.open(io.BytesIO(b"".join(browser.get(f"/files/{Attachment.objects.get().pk}/thumb"))))
    assert max(thumb.size) <= 320
    assert len(thumb.getexif()) == 0


@pytest.mark.django_db
def test_an_upload_can_be_given_up(cast: Cast) -> None:
    browser = cast.browser("owner")
    url = begin(browser, 1000)["Location"]
    assert browser.delete(url).status_code == 204
    assert Attachment.objects.count() == 0
    assert [p for p in settings.FILES_ROOT.rglob("*") if p.is_file()] == []
    assert browser.options("/files/")["Tus-Max-Size"] == str(MOST_BYTES)
    assert browser.get("/files/").status_code == 405


@pytest.mark.django_db
def test_what_no_row_took_up_goes_and_what_one_did_stays(cast: Cast, hazard: Make) -> None:
    lost, kept = cast.photo(seed=1), cast.photo(seed=2)
    hazard(photos=[kept])
    assert forget_abandoned(now() - timedelta(days=7)) == 0
    assert forget_abandoned(now() + timedelta(seconds=1)) == 1
    assert [str(a.pk) for a in Attachment.objects.all()] == [kept]
    assert lost not in {p.name for p in settings.FILES_ROOT.rglob("*")}
