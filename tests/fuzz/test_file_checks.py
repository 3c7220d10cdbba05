"""Damaged and forged pictures and papers: taken whole or refused with a sentence, and nothing left behind."""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.doors import files
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Attachment
from tests.fuzz import damage, seeds
from tests.fuzz.bounded import Reader
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

pytestmark = pytest.mark.once

CHINESE = re.compile("[\u4e00-\u9fff]")
MOST_SECONDS, MOST_MB = 30, 1200
TEXTS = st.text(st.characters(codec="utf-8"), max_size=300)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    found = Reader(tmp_path_factory.mktemp("reader"))
    yield found
    found.close()


def hostile(data: Any) -> bytes:
    """A file that no camera would write."""
    every = (*seeds.pictures(), *seeds.others(), *seeds.sheets())
    body = data.draw(st.sampled_from(seeds.pictures()))
    if body.startswith(b"\x89PNG") and data.draw(st.booleans()):
        return damage.chunks_bent(data, body)
    return damage.bent(data, body, every) if data.draw(st.integers(0, 5)) else data.draw(st.sampled_from(every))


def lying() -> list[Path]:
    """Every file in the folder of uploads."""
    return sorted(p for p in Path(settings.FILES_ROOT).rglob("*") if p.is_file())


def test_sound_pictures_are_taken(reader: Reader) -> None:
    """Otherwise the tests below would prove nothing."""
    for body in seeds.pictures():
        found = reader.read("picture", seeds.temporary(body, reader.folder, ".jpg"))
        assert found.get("count") == 1, found


def test_hostile_pictures_are_taken_or_refused(reader: Reader, count: Callable[[], None]) -> None:
    @effort(300)
    @given(data=st.data())
    def every(data: Any) -> None:
        count()
        path = seeds.temporary(hostile(data), reader.folder, ".jpg")
        found = reader.read("picture", path)
        path.unlink()
        assert "error" not in found, found
        assert found["why"] is None or CHINESE.search(found["why"]), found
        assert found["seconds"] < MOST_SECONDS and found["mb"] < MOST_MB, found
        assert list(reader.work.iterdir()) == [], "a file was left behind"

    every()


@pytest.mark.django_db
def test_what_is_taken_in_lies_there_whole_and_what_is_not_leaves_nothing(
    cast: Cast, count: Callable[[], None]
) -> None:
    user = cast.owner.user_id

    @effort(100)
    @given(data=st.data(), name=TEXTS)
    def every(data: Any, name: str) -> None:
        count()
        body = hostile(data)
        with undone():
            try:
                row = files.take_in(name.replace("\x00", ""), body, user)
            except ValueError as error:
                assert CHINESE.search(str(error)), error
                assert lying() == [] and not Attachment.objects.exists(), "a refused file was kept"
                return
            stored = files.stored(row)
            assert stored.read_bytes() == body and row.ready
            assert set(lying()) - {stored, files.stored(row, ".thumb.jpg")} == set()
            for path in lying():
                path.unlink()

    every()


@given(header=st.text(max_size=80) | TEXTS.map(lambda t: "filename " + base64.b64encode(t.encode()).decode()))
@effort(150)
def test_no_name_leads_anywhere(header: str) -> None:
    found = files._file_name(header)
    assert found and len(found) <= 200 and found.isprintable()
    assert "/" not in found and "\\" not in found


@pytest.mark.django_db
def test_uploads_in_pieces_take_any_headers(cast: Cast, count: Callable[[], None]) -> None:
    """Pieces in any order and of any length: never more than was announced, never an error of the server."""
    browser = cast.browser("owner")
    body = seeds.pictures()[0]
    numbers = st.integers(-2, len(body) + 5).map(str) | st.sampled_from(
        ["", "x", "٣", "9" * 40, "1e3", "+1", " 1", "0x10"]
    )

    @effort(60)
    @given(data=st.data(), length=numbers, name=TEXTS)
    def every(data: Any, length: str, name: str) -> None:
        count()
        with undone():
            meta = "filename " + base64.b64encode(name.encode()).decode()
            said = {"Upload-Length": length, "Upload-Metadata": meta, "Tus-Resumable": "1.0.0"}
            made = browser.post("/files/", headers=said)
            assert made.status_code in (201, 400, 413), made.status_code
            for _ in range(data.draw(st.integers(0, 4)) if made.status_code == 201 else 0):
                place, size = data.draw(st.integers(0, len(body))), data.draw(st.integers(0, len(body)))
                head = {"Upload-Offset": data.draw(numbers | st.just(str(place))), "Tus-Resumable": "1.0.0"}
                kind = "application/offset+octet-stream"
                sent = browser.patch(made["Location"], body[place : place + size], content_type=kind, headers=head)
                assert sent.status_code in (204, 404, 409, 413, 422), sent.status_code
                row = Attachment.objects.filter(pk=made["Location"].split("/")[-2]).first()
                assert row is None or row.received <= row.size
            for path in lying():
                path.unlink()

    every()
