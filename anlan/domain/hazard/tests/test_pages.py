"""The special pages, through the doors of a small portal."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from anlan.domain.hazard import flows, pages
from anlan.domain.hazard.models import Hazard
from anlan.domain.standard.kinds import Kind
from anlan.domain.standard.load import load_standard
from anlan.domain.standard.models import Phrase
from anlan.kernel.doors import portal as portals
from anlan.kernel.doors.portal import Group, Page, Portal, Screen
from anlan.kernel.people.models import Role, UserSession
from anlan.kernel.scope.models import Seat

from .conftest import District

KEY = "hazard_trial"


@pytest.fixture
def portal(district: District) -> Iterator[Portal]:
    items = (
        Page("open", "未整改隐患", "hazard", where={"state__in": flows.UNFINISHED}, row=("rectify",)),
        Page("all", "隐患", "hazard"),
        Screen("quick", "+隐患", pages.quick, permission="hazard.create", audience="unit"),
        Screen("notice", "公示单", pages.notice, permission="hazard.view"),
    )
    made = portals.add_portal(Portal(KEY, "试用", "试用", (Group("自查自改", items),), ()))
    Role.objects.update(portal=KEY)
    yield made
    portals._portals.pop(KEY)


def browser(seat: Seat) -> Client:
    client = Client()
    client.force_login(seat.user, backend="anlan.kernel.people.backends.NameBackend")
    UserSession.objects.create(user=seat.user, session_key=client.session.session_key)
    return client


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_four_taps_report_a_hazard(district: District, portal: Portal) -> None:
    client = browser(district.owner)
    assert "拍照" in text(client.get(f"/{KEY}/quick/"))
    answer = client.post(f"/{KEY}/quick/", {"problem": "灭火器过期", "photos": [district.photo()]})
    row = Hazard.objects.get()
    assert answer.status_code == 302 and row.state == flows.OPEN and len(row.photos) == 1
    assert "灭火器过期" in text(client.get(f"/{KEY}/quick/"))


def test_an_empty_quick_entry_is_refused_beside_its_field(district: District, portal: Portal) -> None:
    answer = browser(district.owner).post(f"/{KEY}/quick/", {"problem": ""})
    assert answer.status_code == 422 and "请填写“哪里不对”" in text(answer) and not Hazard.objects.exists()


def test_a_major_hazard_is_no_wording_of_a_general_one_and_places_are_buttons(
    district: District, portal: Portal
) -> None:
    district.major(problem="罐区报警整体失效", place="罐区")
    district.hazard(problem="灭火器过期", place="库房")
    shown = text(browser(district.owner).get(f"/{KEY}/quick/"))
    assert 'value="灭火器过期"' in shown and "罐区报警整体失效" not in shown
    for place in ("罐区", "库房"):
        assert f'data-put="{place}" data-put-into="f-place"' in shown


def test_the_wordings_offered_are_those_of_self_checks(district: District, portal: Portal) -> None:
    Role.objects.update(permissions=["hazard.*", "enterprise.view", "phrase.view"])
    for kind in (Kind.SELF_CHECK, Kind.PROVINCE_WORDING):
        load_standard(district.owner.organisation.area_id, kind=kind)
    shown = text(browser(district.owner).get(f"/{KEY}/quick/"))
    offered = set(re.findall(r'value="([^"]+)"', shown))
    assert offered & set(Phrase.objects.filter(standard__kind=Kind.SELF_CHECK).values_list("text", flat=True))
    assert not offered & set(Phrase.objects.filter(standard__kind=Kind.PROVINCE_WORDING).values_list("text", flat=True))


def test_closing_says_what_it_means_before_it_is_done(district: District, portal: Portal) -> None:
    row = district.accepts(district.finishes(district.major()))
    Hazard.objects.filter(pk=row.pk).update(supervision_state=flows.APPLIED)
    address = f"/{KEY}/all/{row.pk}/"
    for url in (address, f"{address}move/close/"):
        assert flows.CLOSING_MEANS in text(browser(district.office).get(url)), url
    assert flows.CLOSING_MEANS not in text(browser(district.owner).get(address))


def test_quick_entry_is_for_firms(district: District, portal: Portal) -> None:
    assert browser(district.locality).get(f"/{KEY}/quick/").status_code == 404


def test_rectification_is_filled_in_until_it_is_finished(district: District, portal: Portal) -> None:
    old = district.photo(seed=2)
    row = district.does(district.owner, "report", district.hazard(photos=[old]))
    client, url = browser(district.owner), f"/{KEY}/open/{row.pk}/move/rectify/"
    shown = text(client.get(url))
    assert f'data-ghost="/files/{old}' in shown
    answer = client.post(url, {"text": "已拆下送检", "done": "false", "version": row.version})
    assert answer.status_code == 302 and Hazard.objects.get().state == flows.OPEN
    assert "已拆下送检" in text(client.get(url))
    end = {"text": "已装回", "done": "true", "responsible": "王建国", "place": "一车间", "money": "0.2"}
    refused = client.post(url, end)
    assert refused.status_code == 422 and "请填写“整改后照片”" in text(refused)
    assert "整改照片" not in text(refused)
    answer = client.post(url, end | {"pictures": [district.photo(seed=3)]})
    assert answer.status_code == 302 and Hazard.objects.get().state == flows.FIXED


def test_two_windows_on_one_rectification(district: District, portal: Portal) -> None:
    row = district.does(district.owner, "report", district.hazard())
    district.does(district.colleague, "rectify", row, opinion="同事填的")
    answer = browser(district.owner).post(
        f"/{KEY}/open/{row.pk}/move/rectify/", {"text": "我填的", "done": "false", "version": row.version}
    )
    assert answer.status_code == 422 and "同事填的" in text(answer) and "我填的" in text(answer)


def test_a_strangers_hazard_is_not_there(district: District, portal: Portal) -> None:
    row = district.does(district.owner, "report", district.hazard())
    for address in (f"open/{row.pk}/", f"open/{row.pk}/move/rectify/", f"notice/{row.pk}/screen/"):
        assert browser(district.neighbour).get(f"/{KEY}/{address}").status_code == 404


def test_the_review_of_a_major_one_is_one_screen(district: District, portal: Portal) -> None:
    row = district.major(photos=[district.photo(seed=2)])
    row = district.finishes(row, photos_after=[district.photo(seed=4)])
    Hazard.objects.filter(pk=row.pk).update(
        photo_warnings=[{"new": row.photos_after[0], "old": row.photos[0], "where": "本条隐患的隐患照片"}]
    )
    shown = text(browser(district.department).get(f"/{KEY}/all/{row.pk}/"))
    both = ("整改前后", "须局部停产治理", "与本条隐患的隐患照片相同")
    for part in (*both, "审核流程", "办理过程", "专项报告", "审核通过"):
        assert part in shown, part
    assert "督办流程" not in shown


def test_the_notice_tells_the_workers_and_makes_a_paper(district: District, portal: Portal) -> None:
    district.hazard()
    client = browser(district.owner)
    shown = text(client.get(f"/{KEY}/notice/"))
    assert "反应釜安全阀未校验" in shown and "第四十一条第二款" in shown
    assert "本期没有发现隐患" in text(client.get(f"/{KEY}/notice/?month=2020-01"))
    paper = client.get(f"/{KEY}/notice/?pdf=1")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF-")
    assert browser(district.office).get(f"/{KEY}/notice/").status_code == 404
