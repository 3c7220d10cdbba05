"""The pages of works that no Register says: flows explained, a project, a section, and a contractor's book."""

import re
from datetime import timedelta
from typing import Any

import pytest

from anlan.domain.enterprise.book import book_data
from anlan.domain.enterprise.chapters import WORKS
from anlan.domain.project.chart import HEIGHT, WIDTH, place_chart
from anlan.domain.project.testing import assign, build_works
from anlan.domain.project.warnings import warnings_of
from anlan.domain.project.works import no_section_refused
from anlan.kernel.clock import today
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db
PORTAL = "/water_works"


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_six_flows_with_links_to_the_pages_one_has(cast: Cast) -> None:
    engineer = text(cast.browser("engineer").get(f"{PORTAL}/flows/"))
    for flow in ("用户访问流程", "危险源流程", "隐患流程", "事故流程", "应急预案流程", "安全责任险流程"):
        assert f"<h2>{flow}</h2>" in engineer
    assert "您的账号是采集用户（监理单位）" in engineer
    assert f'href="{PORTAL}/contractor-hazards/"' in engineer
    assert f'href="{PORTAL}/ledger-hazards/"' not in engineer.split("<main")[1]
    assert f'href="{PORTAL}/participations/"' not in engineer
    assert "您的账号是水行政监管用户" in text(cast.browser("bureau").get(f"{PORTAL}/flows/"))


def test_a_project_shows_its_sections_and_where_it_stands(cast: Cast) -> None:
    works = build_works(cast)
    cast.does("builder", "project", "change", works.project.pk, longitude="119.95", latitude="31.7")
    page = text(cast.browser("builder").get(f"{PORTAL}/projects/{works.project.pk}/"))
    assert works.section.contractor.name in page and works.section.engineer.name in page
    assert page.count("未分配") == 2
    assert f"{PORTAL}/assign/{works.bare.pk}/screen/" in page
    assert f"{PORTAL}/taken-part/{works.section.pk}/screen/" in page
    assert f"{PORTAL}/taken-part/{works.bare.pk}/screen/" not in page
    assert 'role="img"' in page
    read_only = text(cast.browser("province").get(f"{PORTAL}/projects/{works.project.pk}/"))
    assert "未分配" in read_only and "/assign/" not in read_only and "新建标段" not in read_only


def test_a_section_s_row_assigns_and_takes_back(cast: Cast) -> None:
    works, browser = build_works(cast), cast.browser("builder")
    answer = browser.get(f"{PORTAL}/assign/{works.bare.pk}/screen/?back={PORTAL}/sections/")
    assert answer.status_code == 302
    form = text(browser.get(answer["Location"]))
    assert f'value="{works.bare.pk}"' in form and f'value="{works.bare.name}"' in form
    assert re.search(r'<option value="contractor" selected', form)
    assert browser.get(f"{PORTAL}/taken-part/{works.section.pk}/screen/")["Location"].endswith(
        f"{PORTAL}/participations/?section={works.section.pk}&state=active"
    )
    for stranger in ("contractor", "engineer", "province"):
        assert cast.browser(stranger).get(f"{PORTAL}/assign/{works.bare.pk}/screen/").status_code == 404
    section = text(browser.get(f"{PORTAL}/sections/{works.section.pk}/"))
    assert section.count("收回标段") >= 2 and "远江水利工程有限公司" in section


def test_a_stranger_s_choice_is_not_named(cast: Cast) -> None:
    """An id in an address must not tell what it stands for to who may not pick it."""
    works = build_works(cast)
    form = text(cast.browser("rival").get(f"{PORTAL}/key-people/new/?section={works.section.pk}"))
    assert works.section.name not in form


def test_a_contractor_that_lost_its_section_is_told_whom_to_ask(cast: Cast) -> None:
    works = build_works(cast)
    assert "“" not in str(no_section_refused(cast.seat("rival"))).split("法人单位")[1][:1]
    one = assign(cast, works.bare, "rival", "contractor")
    assert no_section_refused(cast.seat("rival")) is None
    day = (today() - timedelta(days=1)).isoformat()
    cast.does("builder", "participation", "take_back", one.pk, ends_on=day, opinion="合同解除")
    assert "在建项目法人单位“澄江水库建设管理处”在" in str(no_section_refused(cast.seat("rival")))
    assert "“澄江水库建设管理处”" in text(cast.browser("rival").get("/web/home/"))


def test_the_home_page_warns_and_each_number_opens_its_rows(cast: Cast) -> None:
    works = build_works(cast)
    soon = (today() + timedelta(days=10)).isoformat()
    facts = {
        "section": str(works.section.pk),
        "post": "safety_officer",
        "phone": "13912345678",
        "starts_on": "2024-03-01",
    }
    cast.does("contractor", "keyperson", "create", **facts, name="郑到期", certificate_until=soon)
    cast.does("contractor", "keyperson", "create", **facts, name="周长期", certificate_until="2099-01-01")
    found = [w for w in warnings_of(cast.seat("contractor")) if "证书" in w.title]
    assert [(w.count, w.tone) for w in found] == [(1, "orange")]
    page = text(cast.browser("contractor").get(found[0].url))
    assert "郑到期" in page and "周长期" not in page
    home = text(cast.browser("contractor").get("/web/home/"))
    assert "待办工作" in home and "关键岗位人员证书30天内到期" in home
    assert not [w for w in warnings_of(cast.seat("engineer")) if "证书" in w.title]


def test_the_engineer_reads_a_contractors_book(cast: Cast) -> None:
    works = build_works(cast)
    unit = works.section.contractor_id
    browser = cast.browser("engineer")
    page = text(browser.get(f"{PORTAL}/ledger/"))
    assert "远江水利工程有限公司" in page and "生产经营信息" not in page and 'name="legal_person"' not in page
    asked = text(browser.get(f"{PORTAL}/ledger/?unit={unit}"))
    for tab in ("ledger-risks", "ledger-hazards", "ledger-accidents", "ledger-book"):
        assert f'href="{PORTAL}/{tab}/?unit={unit}"' in asked
    made = browser.get(f"{PORTAL}/ledger-book/?unit={unit}")
    assert made["Content-Type"] == "application/pdf" and b"".join(made.streaming_content).startswith(b"%PDF")
    for nobody in (cast.rival.organisation_id, 999999):
        assert browser.get(f"{PORTAL}/ledger-book/?unit={nobody}").status_code == 404
    for stranger in ("contractor", "province"):
        assert cast.browser(stranger).get(f"{PORTAL}/ledger/").status_code == 404
    for tab in ("risks", "goods", "hazards", "accidents"):
        assert f"{PORTAL}/ledger-{tab}/new/" not in text(browser.get(f"{PORTAL}/ledger-{tab}/?unit={unit}"))


def test_a_book_without_contractors_says_so(cast: Cast) -> None:
    assert "还没有可以查看的施工单位" in text(cast.browser("engineer").get(f"{PORTAL}/ledger/"))


def test_the_book_has_the_chapters_of_its_tabs(cast: Cast) -> None:
    works = build_works(cast)
    data = book_data(works.section.contractor, cast.seat("engineer"), WORKS)
    assert (data["title"], data["titles"]) == ("安全生产台账", ["单位信息", "危险源管理", "隐患管理", "事故管理"])
    headings = [block["heading"] for block in data["chapters"][0]["blocks"]]
    assert headings == ["基本信息", "水利单位信息", "安全管理组织信息", "参与的标段", "关键岗位人员"]
    assert data["chapters"][0]["blocks"][3]["rows"][0][0] == works.section.name


def test_the_chart_keeps_all_dots_within(cast: Cast) -> None:
    project = build_works(cast).project
    rows = registry.register("project").rows(cast.seat("province"))
    assert place_chart(project, rows) is None
    values = dict(kind="sluice", area="3204012100", supervisor=str(cast.province.organisation_id))
    cast.does("builder", "project", "create", name="远处水闸", longitude="121.5", latitude="29.2", **values)
    near = cast.does("builder", "project", "create", name="近处水闸", longitude="119.95", latitude="31.7", **values).row
    chart = place_chart(near, rows)
    assert chart is not None and [d.name for d in chart.others] == ["远处水闸"]
    assert all(0 < d.x < WIDTH and 0 < d.y < HEIGHT for d in (chart.here, *chart.others))
    assert chart.here.y < chart.others[0].y and chart.here.x < chart.others[0].x
    assert 2 <= len(chart.columns) <= 5 and all(0 <= x <= WIDTH for x, _ in chart.columns)
    alone = place_chart(near, rows.none())
    assert alone is not None and (alone.here.x, alone.here.y) == (WIDTH / 2, HEIGHT / 2)
