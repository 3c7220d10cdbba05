"""The pages of 报表管理: the form, the rows of its figures, the sheet and the paper."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from anlan.kernel.clock import at
from anlan.kernel.testing import Cast

from .stage import IN_TIME, Stage, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(cast: Cast) -> Stage:
    made = build(cast)
    made.finish(made.hazard())
    made.hazard("rival", made.works.bare, name="基坑积水")
    return made


def url(slug: str, pk: int, door: str = "screen") -> str:
    """A page of a report."""
    return reverse(f"page:{door}", args=["water_works", slug, pk])


def test_the_form_leads_down_to_the_rows(stage: Stage) -> None:
    whole = stage.project()
    with at(IN_TIME):
        browser = stage.cast.browser("province")
        page = browser.get(url("report-hazard", whole.pk, "detail")).content.decode()
        assert "校验相符" in page and "汇总的下级报表（3 份）" in page and "填报单位（盖章）" in page
        assert f"{url('report-rows', whole.pk)}?key=found" in page
        rows = browser.get(url("report-rows", whole.pk) + "?key=found").content.decode()
        assert "来自下级报表" in rows and "别处水利工程有限公司" in rows
        part = whole.editions.get().parts.get(child__report__unit=stage.cast.rival.organisation).child.report
        rows = browser.get(url("report-rows", part.pk) + "?key=found&edition=1").content.decode()
        assert "基坑积水" in rows


def test_a_draft_shows_its_rows_as_they_are(stage: Stage) -> None:
    row = stage.make("contractor", section=stage.works.section)
    with at(IN_TIME):
        page = stage.cast.browser("contractor").get(url("report-rows", row.pk) + "?key=rectified").content.decode()
    assert "还没有上报，以下是现在的记录" in page and "临边防护缺失" in page


def test_strangers_and_odd_addresses_find_nothing(stage: Stage) -> None:
    row = stage.make("contractor", section=stage.works.section)
    for slug in ("report-rows", "report-sheet", "report-pdf"):
        assert stage.cast.browser("rival").get(url(slug, row.pk)).status_code == 404, slug
        assert stage.cast.browser("contractor").get(url(slug, 10**9)).status_code == 404, slug
    assert stage.cast.browser("contractor").get(url("report-rows", row.pk) + "?edition=7").status_code == 404


def test_the_sheet_and_the_paper_say_the_same(stage: Stage) -> None:
    row = stage.project()
    with at(IN_TIME):
        browser = stage.cast.browser("builder")
        sheet = b"".join(browser.get(url("report-sheet", row.pk)))
        pdf = browser.get(url("report-pdf", row.pk))
    lines = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert lines[0] == ["指标", "单位", "本级", "下级", "合计"] and lines[1][0] == "本期发现隐患"
    assert [str(cell).split(".")[0] for cell in lines[1][2:]] == ["0", "2", "2"]
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
