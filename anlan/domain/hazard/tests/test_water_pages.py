"""工程隐患整改记录维护 and quick entry, through the doors."""

import re
import uuid
from typing import Any

import pytest

from anlan.domain.hazard import water_flows as flows
from anlan.domain.hazard.models import WaterHazard
from anlan.domain.project.testing import assign, build_works
from anlan.kernel.flow.models import Step
from anlan.kernel.testing import Cast

from . import works

pytestmark = pytest.mark.django_db
QUICK = "/water_works/quick-hazard/"
SETTLED = {"responsible": "郑远江", "plan_measures": "补设栏杆"}


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_three_parts_of_the_rectification_are_one_page(cast: Cast) -> None:
    row = works.enter(cast)
    browser, url = cast.browser("contractor"), f"/water_works/our-hazards/{row.pk}/move/rectify/"
    page = text(browser.get(url))
    assert "工程隐患整改记录维护" in page
    assert [page.index(f"<h2>{part}</h2>") for part in ("整改落实", "整改进展情况", "整改完成")] == sorted(
        page.index(f"<h2>{part}</h2>") for part in ("整改落实", "整改进展情况", "整改完成")
    )
    for number, said in enumerate(("已备料", "完成一半")):
        sent = {**SETTLED, "done": "false", "text": said, "act": str(uuid.uuid4())}
        assert browser.post(url, sent).status_code == 302, number
    assert works.now(row).state == flows.FIXING
    page = text(browser.get(url))
    assert "已备料" in page and "完成一半" in page and "补设栏杆" in page


def test_a_last_line_of_progress_and_the_end_are_saved_together(cast: Cast) -> None:
    row = works.enter(cast)
    browser, url = cast.browser("contractor"), f"/water_works/our-hazards/{row.pk}/move/rectify/"
    sent = {
        **works.DONE,
        "done": "true",
        "text": "最后一段已补设",
        "act": str(uuid.uuid4()),
        "rectified_on": "2020-05-20",
    }
    missing = browser.post(url, sent)
    assert missing.status_code == 422 and "请填写“整改后照片”" in text(missing)
    assert not Step.objects.filter(register="waterhazard").exists(), "nothing of a refused page is kept"
    sent["photos_after"] = [cast.photo("contractor", 9)]
    for _ in range(2):
        answer = browser.post(url, sent, follow=True)
        assert "保存成功" in text(answer), "the same page again is the same page"
    assert works.now(row).state == flows.CLOSED
    assert [s.move for s in Step.objects.filter(register="waterhazard").order_by("id")] == ["rectify", "finish"]


def test_an_unanswered_end_is_asked_again(cast: Cast) -> None:
    row = works.enter(cast)
    browser = cast.browser("contractor")
    answer = browser.post(f"/water_works/our-hazards/{row.pk}/move/rectify/", {**SETTLED, "done": "maybe"})
    assert answer.status_code == 422 and "请选择是否已整改完毕" in text(answer)


def test_only_the_unit_opens_it(cast: Cast) -> None:
    row = works.enter(cast, "engineer", party="contractor")
    refused = cast.browser("engineer").get(f"/water_works/contractor-hazards/{row.pk}/move/rectify/")
    assert refused.status_code == 403
    assert cast.browser("rival").get(f"/water_works/our-hazards/{row.pk}/move/rectify/").status_code == 404


def test_quick_entry_has_the_section_chosen_already(cast: Cast) -> None:
    built = build_works(cast)
    browser = cast.browser("engineer")
    page = text(browser.get(QUICK))
    assert f'type="hidden" name="section" id="f-section" value="{built.section.pk}"' in page
    assert 'value="contractor" checked' in page
    sent = {"section": built.section.pk, "party": "contractor", "level": "general", "phrase": "临边洞口没有防护"}
    answer = browser.post(QUICK, sent | {"photos": [cast.photo("engineer")]}, follow=True)
    row = WaterHazard.objects.get()
    assert "保存成功" in text(answer) and answer.redirect_chain[-1][0].endswith(f"/{row.pk}/")
    assert (row.name, row.unit_id, row.made_for_id) == (
        "临边洞口没有防护", cast.contractor.organisation_id, cast.engineer.organisation_id,
    )  # fmt: skip
    assert row.unknown == ["place", "responsible"] or set(row.unknown) == {"place", "responsible"}


def test_of_several_sections_the_one_used_last_is_chosen(cast: Cast) -> None:
    built = build_works(cast)
    assign(cast, built.bare, "engineer", "engineer")
    assign(cast, built.bare, "rival", "contractor")
    works.enter(cast, "engineer", section=str(built.bare.pk), party="contractor")
    page = text(cast.browser("engineer").get(QUICK))
    assert re.search(rf'name="section"[^>]*value="{built.bare.pk}"[^>]* checked', page)


def test_quick_entry_says_what_is_missing_and_asks_for_the_judgement(cast: Cast) -> None:
    built = build_works(cast)
    browser, base = cast.browser("contractor"), {"section": built.section.pk}
    empty = browser.post(QUICK, base | {"level": "general"})
    assert empty.status_code == 422 and "请填写“哪里不对”" in text(empty)
    major = browser.post(QUICK, base | {"level": "major", "name": "深基坑坍塌风险"})
    assert major.status_code == 422 and "请填写“判定依据”" in text(major)
    assert not WaterHazard.objects.exists()


def test_quick_entry_without_a_section_says_whom_to_ask(cast: Cast) -> None:
    build_works(cast)
    answer = cast.browser("rival").get(QUICK)
    assert answer.status_code == 403 and "请联系在建项目法人" in text(answer)


def test_the_return_and_its_reason_stand_in_the_list(cast: Cast) -> None:
    row = works.enter(cast)
    browser = cast.browser("engineer")
    fresh = text(browser.get("/water_works/contractor-hazards/"))
    assert '<span class="state state-red">新</span>' in fresh
    buttons = fresh[fresh.index('data-id="') :]
    assert buttons.index("engineer_return") < buttons.index("move/delete"), "退回 stands beside 删除"
    works.does(cast, "engineer", "engineer_return", row, opinion="请补充桩号")
    assert "请补充桩号" in text(cast.browser("contractor").get("/water_works/our-hazards/"))


def test_an_authority_finds_what_waits_for_it(cast: Cast) -> None:
    row = works.report(cast, works.enter(cast))
    held = "/water_works/held-hazards/"
    assert f'data-id="{row.pk}"' in text(cast.browser("province").get(held))
    assert f'data-id="{row.pk}"' not in text(cast.browser("bureau").get(held)), "the county only reads"
    assert f'data-id="{row.pk}"' in text(cast.browser("bureau").get("/water_works/all-hazards/"))
