"""An empty check table of a standard is filled by spreadsheet, in a new edition, and judged by from its day on."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.domain.standard import catalogue
from anlan.domain.standard.kinds import Kind
from anlan.domain.standard.load import load_standard
from anlan.domain.standard.models import CheckStandard, Deduction, Item
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.testing import Cast

TABLE = "碗扣式钢管脚手架"
ITEMS = ("二级分类", "条目编号", "检查内容", "应得分数", "保证项目")
DEDUCTIONS = ("检查条目", "扣分情形", "扣分方式", "最少扣分", "扣分", "顺序")
LINES = [(TABLE, f"B.5-{n:02d}", f"第{n}个检查项目", "10", "是" if n <= 6 else "否") for n in range(1, 11)]
COSTS = [("B.5-01", "没有方案", "一次扣", "", "10", "1"), ("B.5-01", "没有审批", "扣…～…分", "2", "5.5", "2")]


def bring(cast: Cast, page: str, heads: tuple[str, ...], lines: list[tuple[str, ...]]) -> Job:
    """Uploads a workbook as the supervising body does, and confirms it when nothing is wrong; the job that checked it."""
    book = openpyxl.Workbook()
    for line in (heads, *lines):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    browser, url = cast.browser("inspectorate"), f"/construction/{page}/import/"
    answer = browser.post(url, {"file": SimpleUploadedFile("检查条目.xlsx", out.getvalue())})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    jobs.run_waiting()
    job = Job.objects.filter(kind="check-sheet").latest("pk")
    if not job.progress["bad"]:
        browser.post(answer["Location"])
        jobs.run_waiting()
    return job


@pytest.fixture
def draft(cast: Cast) -> CheckStandard:
    """A new edition of the packaged JGJ 59."""
    made = load_standard("3204012", cast.inspectorate, kind=Kind.JGJ59, valid_from=date(2026, 1, 1))
    copy = cast.does("inspectorate", "checkstandard", "new_edition", made.pk).result["record"]
    cast.does("inspectorate", "checkstandard", "change", copy, valid_from="2026-03-01")
    return CheckStandard.objects.get(pk=copy)


@pytest.mark.django_db
def test_an_empty_table_is_filled_by_spreadsheet(cast: Cast, draft: CheckStandard) -> None:
    assert bring(cast, "standard-items", ITEMS, LINES).progress["bad"] == 0
    assert bring(cast, "standard-deductions", DEDUCTIONS, COSTS).progress["bad"] == 0
    cast.does("inspectorate", "checkstandard", "publish", draft.pk)
    trees = [
        catalogue.tree(one)
        for day in (date(2026, 2, 28), date(2026, 3, 1))
        if (one := catalogue.edition_of("jgj59", "3204012100", day))
    ]
    before, after = ({t["code"]: t for g in tree["groups"] for t in g["tables"]}["B.5"] for tree in trees)
    assert (before["lack"], before["items"]) == ("内容待导入", [])
    assert (after["lack"], after["full"], sum(i["guarantee"] for i in after["items"])) == ("", 100, 6)
    costs = [(one["text"], one["worded"], one["marks"]) for one in after["items"][0]["deductions"]]
    assert costs == [("没有方案", "扣10分", 10), ("没有审批", "扣2～5.5分", 5.5)]


@pytest.mark.django_db
def test_an_item_without_marks_saves_nothing(cast: Cast, draft: CheckStandard) -> None:
    count = Item.objects.count()
    bring(cast, "standard-items", ITEMS, [*LINES[:3], (TABLE, "B.5-04", "没有分数", "", "否")])
    assert Item.objects.count() == count
    failed = Job.objects.filter(kind="apply-sheet").latest("pk")
    assert "没有导入任何一行" in str(failed.progress) + failed.error
    assert "须填写应得分数" in str(failed.progress) + failed.error
    bad = bring(cast, "standard-deductions", DEDUCTIONS, [("B.1-01", "没有方案", "偶尔扣", "", "2", "1")])
    assert bad.progress["bad"] == 1
    assert not Deduction.objects.filter(text="没有方案", item__code="B.1-01", standard=draft).exists()


@pytest.mark.django_db
def test_the_contents_say_what_is_missing_and_where_the_rest_comes_from(cast: Cast, draft: CheckStandard) -> None:
    published = CheckStandard.objects.get(replaces=None, kind=Kind.JGJ59)
    page = f"/construction/standard-contents/{published.pk}/screen/"
    for member in ("inspectorate", "director", "overseer"):
        answer = cast.browser(member).get(page)
        assert answer.status_code == 200
        said = answer.content.decode()
        assert f"B.5 {TABLE}（内容待导入）" in said
        assert "以下 10 张检查评分表内容不完整" in said
        assert "安全生产责任制（保证项目）" in said
        assert "《建筑施工安全检查标准》附录B 表B.1" in said
        assert '扣分标准：<span class="basis hint">依据待核</span>' in said
    own = f"/construction/standard-contents/{draft.pk}/screen/"
    assert [cast.browser(one).get(own).status_code for one in ("inspectorate", "director")] == [200, 404]


@pytest.mark.django_db
def test_an_empty_edition_and_a_library_have_their_contents_too(cast: Cast) -> None:
    wordings = load_standard("3204012", cast.inspectorate, kind=Kind.PROVINCE_WORDING)
    bare = {"title": "公司用语", "edition": "1", "area": "3204012", "kind": "own", "judging": "wording"}
    for pk, text in (
        (wordings.pk, "检查用语 124 条"), (cast.does("inspectorate", "checkstandard", "create", **bare).record, "还没有内容"),
    ):  # fmt: skip
        answer = cast.browser("inspectorate").get(f"/construction/standard-contents/{pk}/screen/")
        assert text in answer.content.decode()
        assert "内容不完整" not in answer.content.decode()
