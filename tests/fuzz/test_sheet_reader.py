"""Damaged and forged workbooks: a clean reading or a sentence, within memory and time, and nothing left behind."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.clock.models import Job
from anlan.kernel.doors.portal import Page, every_portal
from anlan.kernel.testing import Cast
from tests.fuzz import damage, seeds
from tests.fuzz.bounded import Reader
from tests.fuzz.effort import effort
from tests.fuzz.undo import undone

pytestmark = pytest.mark.once

CHINESE = re.compile("[\u4e00-\u9fff]")
MOST_SECONDS, MOST_MB = 30, 1800


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    found = Reader(tmp_path_factory.mktemp("reader"))
    yield found
    found.close()


def hostile(data: Any) -> bytes:
    """A workbook that no program would write."""
    body = data.draw(st.sampled_from(seeds.sheets()))
    if data.draw(st.integers(0, 2)):
        return damage.repacked(data, body)
    return damage.bent(data, body, (*seeds.sheets(), *seeds.others()))


def test_sound_sheets_are_read(reader: Reader) -> None:
    """Otherwise the tests below would prove nothing."""
    for body, count in zip(seeds.sheets(), (2, 2, 3, 0), strict=True):
        found = reader.read("sheet", seeds.temporary(body, reader.folder, ".xlsx"))
        assert found["count"] == count, found


def test_hostile_sheets_are_read_or_refused(reader: Reader, count: Callable[[], None]) -> None:
    @effort(150)
    @given(data=st.data())
    def every(data: Any) -> None:
        count()
        path = seeds.temporary(hostile(data), reader.folder, ".xlsx")
        found = reader.read("sheet", path)
        path.unlink()
        assert "error" not in found, found
        assert found["why"] is None or CHINESE.search(found["why"]), found
        assert found["seconds"] < MOST_SECONDS and found["mb"] < MOST_MB, found
        assert list(reader.work.iterdir()) == [], "a file was left behind"

    every()


@pytest.mark.django_db
def test_the_import_page_takes_any_file(cast: Cast, count: Callable[[], None]) -> None:
    browser, seat = cast.browser("locality"), cast.seat("locality")
    found = [(t.key, p) for t in every_portal() for p in t.pages.values() if isinstance(p, Page) and "import" in p.top]
    url = next(p.url(t, "import") for t, p in found if p.register_key == "enterprise" and p.open_to(seat))
    assert browser.get(url).status_code == 200

    @effort(25)
    @given(
        data=st.data(),
        name=st.sampled_from(["a.xlsx", "../../x.xlsx", "/etc/passwd", "人\x00员.xlsx", "长" * 300, "<b>.xlsx"]),
    )
    def every(data: Any, name: str) -> None:
        count()
        body = data.draw(st.sampled_from(seeds.others())) if data.draw(st.integers(0, 3)) == 0 else hostile(data)
        with undone():
            before = Job.objects.count()
            answer = browser.post(url, {"file": SimpleUploadedFile(name, body)})
            assert answer.status_code in (302, 422), answer.status_code
            kept = sorted(Path(settings.FILES_ROOT / "imports").glob("*"))
            assert len(kept) == Job.objects.count() - before == (answer.status_code == 302), (
                "a refused file is not kept"
            )
            for path in kept:
                path.unlink()

    every()
