"""The spreadsheet door: every error at its cell, all or nothing, and nothing that runs gets in or out."""

import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.doors import workbook, xlsx
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

Make = Callable[..., int]
FIRMS = "/self_check/firms/import/"
HEADS = ("生产经营单位名称", "统一社会信用代码", "所属镇（区域）", "监管行业", "成立日期", "从业人员数（人）", "注册资本（万元）", "有无安全生产相关许可",
         "许可证有效期至", "企业规模", "联系电话", "电子邮箱", "适用标准类型", "经度")  # fmt: skip
GOOD = ("甲化工有限公司", "暂不清楚", "江苏省常州市武进区湖塘镇", "危险化学品", "2020-02-29", "12", "100.50", "有", "2027-01-31", "小型", "13800000000",
        "a@example.com", "", "119.95")  # fmt: skip
BROKEN = (
    ("统一社会信用代码", "91320412MA1ANL0190"), ("所属镇（区域）", "火星基地"), ("监管行业", "养殖"), ("成立日期", "2026-13-45"), ("成立日期", "2026-02-29"),
    ("从业人员数（人）", "十二"), ("从业人员数（人）", "-3"), ("从业人员数（人）", "9" * 30), ("注册资本（万元）", "1e400"), ("注册资本（万元）", "1.234"),
    ("有无安全生产相关许可", "也许"), ("许可证有效期至", "永久"), ("企业规模", "巨型"), ("联系电话", "123"), ("电子邮箱", "不是邮箱"),
    ("适用标准类型", "nosuch"), ("经度", "200"), ("生产经营单位名称", ""), ("生产经营单位名称", "名" * 121),
)  # fmt: skip


def rows() -> Any:
    """All firms."""
    return registry.register("enterprise").model.objects


def sheet(*lines: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    """A workbook with these lines."""
    book = openpyxl.Workbook()
    for line in (heads, *lines):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def firm(number: int, **other: str) -> tuple[str, ...]:
    """A good line with some cells replaced."""
    values = dict(zip(HEADS, GOOD, strict=True)) | {"生产经营单位名称": f"第{number}化工有限公司"} | other
    return tuple(values[h] for h in HEADS)


def offer(browser: Any, body: bytes, name: str = "企业.xlsx") -> Any:
    """Uploads a workbook."""
    return browser.post(FIRMS, {"file": SimpleUploadedFile(name, body)})


def checked(browser: Any, body: bytes) -> tuple[str, Job]:
    """Uploads and checks a workbook: the address of its progress and the job."""
    answer = offer(browser, body)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    jobs.run_waiting()
    return answer["Location"], Job.objects.filter(kind="check-sheet").latest("pk")


@pytest.mark.django_db
def test_good_lines_are_shown_first_and_saved_when_confirmed(cast: Cast) -> None:
    browser, before = cast.browser("locality"), rows().count()
    url, job = checked(browser, sheet(*(firm(n) for n in range(60))))
    assert (job.progress["count"], job.progress["bad"]) == (60, 0)
    assert rows().count() == before, "nothing is saved before it is confirmed"
    assert "第0化工有限公司" in browser.get(url).content.decode()
    for _ in range(2):
        answer = browser.post(url)
        assert answer.status_code == 302
    jobs.run_waiting()
    # The same page whether one has watched it or comes when it is done.
    assert "已导入 <strong>60</strong> 条" in browser.get(answer["Location"]).content.decode()
    assert rows().count() == before + 60
    row = rows().get(name="第7化工有限公司")
    assert (row.unknown, row.code, row.employees, str(row.capital), row.has_permit) == (
        ["code"],
        "",
        12,
        "100.50",
        True,
    )
    assert (row.founded_on.isoformat(), row.made_by_id, row.origin_type) == (
        "2020-02-29",
        cast.locality.user_id,
        "sheet",
    )
    assert Entry.objects.filter(register="enterprise", verb="create", user=cast.locality.user_id).count() == 60


@pytest.mark.django_db
@pytest.mark.parametrize(("column", "value"), BROKEN)
def test_fifty_broken_rows_come_back_with_each_error_at_its_cell(cast: Cast, column: str, value: str) -> None:
    browser, before = cast.browser("locality"), rows().count()
    lines = [firm(n, **{column: value}) for n in range(50)] + [firm(50)]
    url, job = checked(browser, sheet(*lines))
    assert (job.progress["count"], job.progress["bad"]) == (51, 50)
    text = browser.get(url).content.decode()
    assert "50" in text and "第 2 行" in text
    assert browser.post(url).status_code == 200
    jobs.run_waiting()
    assert rows().count() == before, "all or nothing"
    back = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(url + "errors/")))).active
    place = HEADS.index(column) + 1
    for line in range(2, 52):
        cell = back.cell(line, place)
        assert cell.comment is not None and cell.comment.text.strip(), f"line {line}"
        assert cell.fill.start_color.rgb == "FFFBD5D5"
        assert back.cell(line, len(HEADS) + 1).value
        assert (cell.value or "") == value
        others = [back.cell(line, c) for c in range(1, len(HEADS) + 1) if c != place]
        assert all(c.comment is None for c in others)
    assert all(back.cell(52, c).comment is None for c in range(1, len(HEADS) + 1))


@pytest.mark.django_db
def test_a_line_that_only_the_whole_file_can_refuse_saves_nothing(cast: Cast) -> None:
    browser, before = cast.browser("locality"), rows().count()
    url, job = checked(browser, sheet(firm(1), firm(2), firm(1)))
    answer = browser.post(url)
    jobs.run_waiting()
    text = browser.get(answer["Location"] if answer.status_code == 302 else url).content.decode()
    assert "第 4 行" in text
    assert rows().count() == before
    assert job.progress["count"] == 3


@pytest.mark.django_db
def test_a_line_out_of_ones_reach_saves_nothing(cast: Cast) -> None:
    browser, before = cast.browser("locality"), rows().count()
    url, _ = checked(browser, sheet(firm(1), firm(2, **{"所属镇（区域）": "江苏省常州市武进区牛塘镇"})))
    answer = browser.post(url)
    jobs.run_waiting()
    text = browser.get(answer["Location"] if answer.status_code == 302 else url).content.decode()
    assert "第 3 行" in text and "看不到" in text
    assert rows().count() == before


def packed(**members: bytes) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members.items():
            file.writestr(name.replace("__", "/"), body)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "said"), [
    (b"MZ\x90\x00" + b"\x00" * 500, "不是 xlsx"), (b"", ""), (b"a,b,c\n1,2,3", "不是 xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "不是 xlsx"),
    (packed(readme=b"x"), "打不开"), (packed(xl__workbook=b"<x/>"), "打不开"), (sheet()[:-200], ""), (b"PK\x03\x04" + b"\x00" * 100, "不是 xlsx"),
])  # fmt: skip
def test_what_is_no_workbook_is_said_so(cast: Cast, body: bytes, said: str) -> None:
    answer = offer(cast.browser("locality"), body)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Job.objects.filter(kind="check-sheet").count() == 0


@pytest.mark.django_db
def test_a_zip_bomb_is_not_unpacked(cast: Cast) -> None:
    with (
        zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as file,
        file.open("xl/worksheets/sheet1.xml", "w") as member,
    ):
        for _ in range(420):
            member.write(b"\0" * 1024 * 1024)
    answer = offer(cast.browser("locality"), out.getvalue())
    assert answer.status_code == 422
    assert "过大" in answer.content.decode()


@pytest.mark.django_db
def test_more_than_twenty_megabytes_are_refused(cast: Cast) -> None:
    answer = offer(cast.browser("locality"), b"PK\x03\x04" + b"\x00" * (20 * 1024 * 1024))
    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()


LOOK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 * 1024**3, 3 * 1024**3))
import django; django.setup()
from pathlib import Path
from anlan.kernel.doors import workbook, xlsx
print(workbook.look(Path(sys.argv[1])))
"""


def test_a_sheet_of_two_far_corners_does_not_eat_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD90000"] = "甲", "乙"
    path = tmp_path / "corners.xlsx"
    book.save(path)
    assert path.stat().st_size < 20_000
    home = {"ANLAN_MODE": "test", "DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(path)], env=os.environ | home, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert "None" not in done.stdout, "a sheet as wide as this is refused"


@pytest.mark.django_db
@pytest.mark.parametrize(("heads", "said"), [
    ((*HEADS, "生产经营单位名称"), "重复"), ((*HEADS, "不认识的列"), "不认识的列"), (HEADS[1:], "缺少必填列"), ((), ""),
])  # fmt: skip
def test_wrong_heads_are_said(cast: Cast, heads: tuple[str, ...], said: str) -> None:
    browser, before = cast.browser("locality"), rows().count()
    url, job = checked(browser, sheet(GOOD, heads=heads))
    assert job.progress["bad"]
    text = browser.get(url).content.decode()
    assert said in text
    browser.post(url)
    jobs.run_waiting()
    assert rows().count() == before


@pytest.mark.django_db
def test_a_sheet_without_lines_is_said(cast: Cast) -> None:
    url, job = checked(cast.browser("locality"), sheet())
    assert "没有数据行" in "".join(job.progress["faults"])
    assert "没有数据行" in cast.browser("locality").get(url).content.decode()


@pytest.mark.django_db
def test_a_stranger_sees_nothing_of_an_import(cast: Cast) -> None:
    url, _ = checked(cast.browser("locality"), sheet(firm(1, 监管行业="养殖")))
    for name in ("other_locality", "department", "platform"):
        browser = cast.browser(name)
        assert browser.get(url).status_code == 404, name
        assert browser.post(url).status_code == 404, name
        assert browser.get(url + "errors/").status_code == 404, name
    for name in ("owner", "viewer"):
        assert cast.browser(name).get(FIRMS).status_code == 404, name


@pytest.mark.django_db
def test_the_template_has_drop_downs_and_notes(cast: Cast) -> None:
    browser = cast.browser("locality")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(browser.get(FIRMS + "template/"))))
    head = {str(c.value).rstrip("*"): c for c in book.worksheets[0][1]}
    assert set(HEADS) <= set(head)
    assert str(head["生产经营单位名称"].value).endswith("*")
    assert all(c.comment and c.comment.text for c in head.values())
    lists = [v for v in book.worksheets[0].data_validations.dataValidation if v.type == "list"]
    assert lists
    options = {c.value for row in book["选项"].iter_rows() for c in row if c.value}
    assert {"危险化学品", "小型", "是"} <= options
    job = checked(browser, b"".join(browser.get(FIRMS + "template/")))[1]
    assert "没有数据行" in "".join(job.progress["faults"]), "the empty template itself is understood"


@pytest.mark.django_db
def test_an_export_is_harmless_and_whole(cast: Cast, hazard: Make) -> None:
    nasty = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", '=HYPERLINK("http://x")', "普通\x0b文字", "-12", "<b>"]
    for text in nasty:
        hazard(place=text, problem="见部位")
    browser = cast.browser("owner")
    answer = browser.get("/self_check/ledger/export/")
    assert "filename" in answer["Content-Disposition"]
    body = b"".join(answer)
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        inside = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inside and "<f " not in inside
    book = openpyxl.load_workbook(io.BytesIO(body)).active
    assert book.max_row == len(nasty) + 1
    texts = [str(c.value) for row in book.iter_rows(min_row=2) for c in row if c.value]
    assert not [t for t in texts if t[:1] in "=+@\t" or (t[:1] == "-" and not re.fullmatch(r"-\d+(\.\d+)?", t))]
    assert all(c.data_type in ("s", "n") and c.hyperlink is None for row in book.iter_rows() for c in row)


@pytest.mark.django_db
def test_an_export_takes_the_ticked_or_all_under_the_conditions(cast: Cast, hazard: Make) -> None:
    made = [hazard(problem=f"问题{n}", reported=n % 2 == 0) for n in range(6)]

    def lines(query: str, name: str = "owner") -> int:
        page = "ledger" if name == "owner" else "hazards"
        body = b"".join(cast.browser(name).get(f"/self_check/{page}/export/?{query}"))
        return openpyxl.load_workbook(io.BytesIO(body)).active.max_row - 1

    assert (lines(""), lines("state=draft"), lines(f"ids={made[0]}&ids={made[1]}")) == (6, 3, 2)
    assert (lines("", "locality"), lines(f"ids={made[1]}", "locality")) == (3, 0)
    assert lines("found_on_from=2026-13-45") == 0
    assert lines("ids=x&ids=99999999") in (0, 6)


@pytest.mark.django_db
def test_what_was_exported_can_be_imported_again(cast: Cast) -> None:
    browser = cast.browser("locality")
    url, _ = checked(browser, sheet(firm(1, 企业规模="小型", 许可证有效期至="2027-01-31")))
    browser.post(url)
    jobs.run_waiting()
    row = rows().get(name="第1化工有限公司")
    body = b"".join(browser.get(f"/self_check/firms/export/?ids={row.pk}"))
    register, seat = registry.register("enterprise"), cast.seat("locality")
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(body)
        file.flush()
        heads, lines, _ = workbook.parse(register, seat, Path(file.name))
        values = [raw for _, raw in lines]
    assert [h for h in heads if "重复" in h or "缺少" in h] == []
    assert values[0]["founded_on"] == "2020-02-29" and values[0]["employees"] == "12"


@pytest.mark.parametrize(("text", "wanted"), [
    ("=1", "'=1"), ("+8613800000000", "+8613800000000"), ("-5", "-5"), ("-5+1", "'-5+1"), ("@x", "'@x"), ("", ""), ("平常", "平常"),
    ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
])  # fmt: skip
def test_texts_that_look_like_formulas_are_marked(text: str, wanted: str) -> None:
    assert xlsx.harmless(text) == wanted


@pytest.mark.parametrize(
    ("cell", "wanted"), [(3.0, "3"), (3.5, "3.5"), ("'=1", "=1"), (None, ""), (" 甲 ", "甲"), (True, "True")]
)
def test_cells_are_read_as_somebody_would_have_typed_them(cell: Any, wanted: str) -> None:
    from datetime import date, datetime

    assert workbook.cell_text(cell) == wanted
    assert workbook.cell_text(date(2026, 1, 31)) == "2026-01-31"
    assert workbook.cell_text(datetime(2026, 1, 31)) == "2026-01-31"
