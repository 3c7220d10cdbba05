"""Sheets that go out as a stream: every text whole, flat, and honest when rows change or something breaks meanwhile."""

import io
import re
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.doors import texts, xlsx
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

from .conftest import FOUND

Make = Callable[..., int]
LEDGER = "/self_check/ledger/export/"
# What these tests wait for at most, in seconds.
PATIENCE = 60
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
CELLS = st.lists(st.lists(ANY_TEXT, min_size=2, max_size=2), max_size=6)


def by_calamine(body: bytes, sheet: int = 0) -> list[list[Any]]:
    """The cells as the reader of imports sees them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(sheet).to_python()


def by_openpyxl(body: bytes, lines: int, columns: int) -> list[list[str]]:
    """The cells as openpyxl sees them, which leaves it to others to resolve _xHHHH_."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active

    def said(value: Any) -> str:
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), str(value or ""))

    return [[said(sheet.cell(y, x).value) for x in range(1, columns + 1)] for y in range(1, lines + 1)]


@given(CELLS)
@example(
    [["=1+1", "_x0041_"], ["\x0b=1", " \r\n\t"], ["\ud800甲\ufffe", "]]>&lt;"], ["-12", "-x"], ["_x0041_x0042_", "\n"]]
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_comes_back(rows: list[list[str]]) -> None:
    body = b"".join(xlsx.stream("表", ["甲", "乙"], rows, len(rows)))
    wanted = [["甲", "乙"], *([xlsx.tidy(text) for text in row] for row in rows)]
    assert by_openpyxl(body, len(wanted), 2) == wanted
    read = by_calamine(body)
    assert [[*line, *[""] * (2 - len(line))] for line in read] == wanted[: len(read)]
    assert not any(text for line in wanted[len(read) :] for text in line), "only empty lines at the end are left out"


@given(ANY_TEXT)
@example("\x00\x0b=1+1")
@example("@\x00")
@settings(deadline=None)
def test_a_tidied_text_is_harmless_and_stays_as_it_is(text: str) -> None:
    tidy = xlsx.tidy(text)
    assert tidy == xlsx.tidy(tidy)
    assert not tidy.startswith(("=", "@", "\t")) and not xlsx.ILLEGAL.search(tidy)
    kept = [c for c in text if not xlsx.ILLEGAL.match(c) and c not in "\r\n"]
    assert [c for c in tidy if c != "\n"] in (kept, ["'", *kept])


def test_a_long_text_is_cut_to_what_a_cell_holds() -> None:
    body = b"".join(xlsx.stream("表", ["甲"], [["长" * 40_000], ["&" * 40_000]], 2))
    assert [len(line[0]) for line in by_calamine(body)[1:]] == [xlsx.MOST_CHARACTERS] * 2


def test_the_first_piece_comes_before_the_first_row_and_all_are_small() -> None:
    asked: list[int] = []

    def rows() -> Iterator[list[str]]:
        for number in range(30_000):
            asked.append(number)
            yield [f"第{number}行", f"{number * number}", "同样的字"]

    pieces = xlsx.stream("表", ["甲", "乙", "丙"], rows(), 30_000)
    first = next(pieces)
    assert first.startswith(b"PK") and not asked
    second = next(pieces)
    assert 0 < len(asked) < 30_000, "rows are asked for as pieces are taken"
    rest = list(pieces)
    assert max(map(len, [second, *rest])) < 4 * xlsx.PIECE
    assert len(by_calamine(b"".join([first, second, *rest]))) == 30_001


def test_what_breaks_off_is_no_workbook() -> None:
    def rows() -> Iterator[list[str]]:
        for number in range(5000):
            yield [f"第{number}行 {number**9}"]
        raise RuntimeError("断开")

    sent = b""
    with pytest.raises(RuntimeError, match="断开"):
        for piece in xlsx.stream("表", ["甲"], rows(), 9000):
            sent += piece
    assert len(sent) > 1000
    with pytest.raises(zipfile.BadZipFile):
        openpyxl.load_workbook(io.BytesIO(sent))


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS_A_SHEET", 10)
    rows = [[str(n)] for n in range(25)]
    body = b"".join(xlsx.stream("隐患台账", ["序号"], rows, len(rows)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    assert book.sheet_names == ["隐患台账（1）", "隐患台账（2）", "隐患台账（3）"]
    assert [line for n in range(3) for line in by_calamine(body, n)[1:]] == rows
    assert all(by_calamine(body, n)[0] == ["序号"] for n in range(3))


@pytest.mark.django_db
def test_a_further_chunk_costs_one_query(cast: Cast, hazard: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "ROWS_A_CHUNK", 3)
    browser = cast.browser("owner")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            b"".join(browser.get(LEDGER))
        return len(queries)

    for number in range(3):
        hazard(problem=f"问题{number}")
    asked()  # what is cached once is not counted
    one = asked()
    for number in range(6):
        hazard(problem=f"又{number}")
    assert asked() == one + 2


@pytest.mark.django_db
def test_names_are_asked_for_again_when_too_many_were_kept(
    cast: Cast, hazard: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "ROWS_A_CHUNK", 1)
    monkeypatch.setattr(texts, "MOST_NAMES", 1)
    made = [hazard(member=m, problem=f"{m}的问题") for m in ("owner", "neighbour", "owner")]
    register, seat = registry.register("hazard"), cast.seat("office")
    ids = texts.ids_of(register.rows(seat).order_by("pk"))
    assert ids.tolist() == made
    said = list(texts.texts(register, seat, [register.spec("unit")], ids))
    assert said == [["岚泽化工有限公司"], ["隔壁化工有限公司"], ["岚泽化工有限公司"]]


@pytest.mark.django_db
def test_a_row_that_left_meanwhile_is_not_shown(cast: Cast, hazard: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "ROWS_A_CHUNK", 1)
    made = [hazard(problem=f"问题{n}", reported=False) for n in range(4)]
    register, seat = registry.register("hazard"), cast.seat("owner")
    lines = texts.texts(register, seat, [register.spec("problem")], texts.ids_of(register.rows(seat).order_by("pk")))
    assert next(lines) == ["问题0"]
    cast.does("owner", "hazard", "delete", made[1])
    cast.does("owner", "hazard", "change", made[2], problem="改过的问题")
    hazard(problem="后来的问题")
    assert list(lines) == [["改过的问题"], ["问题3"]]


def test_writing_goes_on_while_a_sheet_goes_out(shared_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "ROWS_A_CHUNK", 2)
    seat = shared_cast.seat("owner")
    stay = {deliver(Act(seat, "hazard", "create", values=FOUND | {"problem": f"留下{n}"})).record for n in range(12)}
    going = [deliver(Act(seat, "hazard", "create", values=FOUND | {"problem": f"删除{n}"})).record for n in range(12)]
    register = registry.register("hazard")
    specs = [register.spec("problem"), register.spec("unit")]
    lines = texts.texts(register, seat, specs, texts.ids_of(register.rows(seat).order_by("-found_on", "-pk")))
    said: list[list[str]] = [next(lines)]
    faults: list[BaseException] = []

    def write(pk: int) -> None:
        try:
            deliver(Act(seat, "hazard", "delete", pk))
            deliver(Act(seat, "hazard", "create", values=FOUND | {"problem": f"新增{pk}"}))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    for pk in going:
        thread = threading.Thread(target=write, args=(pk,))
        thread.start()
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a download must hold nothing that a writer waits for"
        said += [line for line in [next(lines, None)] if line]
    said += list(lines)
    problems = [problem for problem, _ in said]
    assert not faults
    assert len(problems) == len(set(problems)), "no row twice"
    assert {f"留下{n}" for n in range(len(stay))} <= set(problems), "no row lost"
    assert not [p for p in problems if p.startswith("新增")]
    assert {unit for _, unit in said} == {"岚泽化工有限公司"}


def test_who_goes_away_in_the_middle_leaves_nothing_open(
    shared_cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    shared_cast.does("owner", "hazard", "create", **FOUND)
    for name, url in (("owner", LEDGER), ("locality", "/self_check/firms/import/template/")):
        browser = shared_cast.browser(name)
        answer = browser.get(url)
        assert next(iter(answer)).startswith(b"PK")
        assert not list(folder.iterdir()), "nothing lies about while it is sent"
        answer.close()
        assert browser.get("/web/home/").status_code == 200


@pytest.mark.django_db
def test_a_sheet_says_what_the_list_says(cast: Cast, hazard: Make) -> None:
    made = hazard(problem="甲&乙<丙>", place="", place__unknown="1", found_on="2026-05-06")
    row = registry.register("hazard").model.objects.get(pk=made)
    lines = by_calamine(b"".join(cast.browser("owner").get(LEDGER)))
    said = dict(zip(lines[0], lines[1], strict=False))
    assert (said["隐患部位"], said["主要问题"], said["发现日期"]) == ("暂不清楚", "甲&乙<丙>", "2026-05-06")
    assert "一般隐患" in said.values() and row.unknown == ["place"]
