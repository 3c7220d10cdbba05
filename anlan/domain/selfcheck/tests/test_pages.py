"""The walk, the comparison and 查报状态, through their addresses."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from anlan.domain.enterprise.models import Enterprise
from anlan.domain.hazard.models import Hazard
from anlan.domain.selfcheck.models import SelfCheck
from anlan.domain.selfcheck.pages.compare import compare
from anlan.domain.selfcheck.pages.missing import missing
from anlan.domain.selfcheck.pages.rounds import WALK
from anlan.domain.selfcheck.pages.walk import walk
from anlan.kernel.clock import jobs
from anlan.kernel.doors import portal as portals
from anlan.kernel.doors.portal import Group, Page, Portal, Screen
from anlan.kernel.notice.models import Reminder
from anlan.kernel.people.models import UserSession
from anlan.kernel.scope.models import Area

from .conftest import Place, finding

KEY = "selfcheck-tests"
NEW, COMPARE, MISSING = f"/{KEY}/{WALK}/", f"/{KEY}/compare/", f"/{KEY}/missing/"


@pytest.fixture(autouse=True)
def portal(monkeypatch: pytest.MonkeyPatch) -> None:
    module = Group("自查自改", (
        Page("month", "当前月自查记录", "selfcheck", {"state": "saved"}, top=(), row=("change", "delete", "report")),
        Page("history", "历史记录", "selfcheck", {"is_reported": True}, top=("compare",), row=("compare",)),
        Screen(WALK, "新建自查", walk, "selfcheck.create", "unit", tone="green"),
        Screen("compare", "对比", compare, "selfcheck.view", menu=False),
        Screen("missing", "查报状态", missing, "urge.view", "authority"),
        Page("selfchecks", "自查记录", "selfcheck", top=(), row=()), Page("hazards", "隐患", "hazard"), Page("firms", "单位", "enterprise"),
    ), buttons=(WALK,))  # fmt: skip
    monkeypatch.setattr(portals, "_portals", {KEY: Portal(KEY, "自查自改", "安澜", (module,), ())})


def signed_in(seat: Any) -> Client:
    client = Client()
    client.force_login(seat.user, backend="anlan.kernel.people.backends.NameBackend")
    UserSession.objects.create(user=seat.user, session_key=client.session.session_key)
    return client


def hx(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, data, headers={"HX-Request": "true"})


def start_of(page: str) -> str:
    return re.search(r'name="start" value="([0-9a-f-]{36})"', page).group(1)


def test_the_page_shows_all_of_the_first_class_and_makes_nothing(place: Place) -> None:
    text = signed_in(place.firm).get(NEW).content.decode()
    assert [name in text for name in ("基础管理", "现场管理", "细则JC01-01", "细则JC02-03", "细则XC01-01")] == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert "基础管理第1类还剩3条" in text
    assert not SelfCheck.objects.exists()


def test_a_class_is_chosen(place: Place) -> None:
    category = place.items[-1].category_id
    text = signed_in(place.firm).get(NEW, {"class": category}).content.decode()
    assert "细则XC01-01" in text
    assert "细则JC01-01" not in text


def test_the_first_answer_makes_the_sheet_and_the_next_finds_it(place: Place) -> None:
    client = signed_in(place.firm)
    start = start_of(client.get(NEW).content.decode())
    first = hx(client, NEW, start=start, item=place.items[0].pk, answer="none", act=uuid.uuid4())
    sheet = SelfCheck.objects.get()
    assert first["HX-Replace-Url"] == f"{NEW}{sheet.pk}/screen/"
    assert "基础管理第1类还剩2条" in first.content.decode()
    assert first.content.decode().count("<li") == 1
    hx(client, NEW, start=start, item=place.items[1].pk, answer="none", act=uuid.uuid4())
    hx(client, f"{NEW}{sheet.pk}/screen/", item=place.items[2].pk, answer="none", act=uuid.uuid4())
    sheet.refresh_from_db()
    assert sheet.checked == 3
    assert "继续上次未完成的自查" in client.get(NEW).content.decode()


def test_an_unfinished_round_is_gone_on_with_or_deleted_or_another_begun(place: Place) -> None:
    client, sheet = signed_in(place.firm), place.sheet("none", "none", saved=False)
    asked = client.get(NEW).content.decode()
    address = f"{NEW}{sheet.pk}/screen/"
    assert re.search(r"继续上次未完成的自查（2026-11-10 09:\d\d，已查 2 条）", asked) and f'href="{address}"' in asked
    assert "细则JC01-01" not in asked
    anew = client.get(NEW + re.search(r'href="(\?start=[0-9a-f-]{36})"', asked).group(1)).content.decode()
    assert "细则JC01-01" in anew and SelfCheck.objects.count() == 1
    assert signed_in(place.other).post(address, {"do": "delete"}).status_code == 404
    assert client.post(address, {"do": "delete", "act": uuid.uuid4()}).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == "deleted" and "继续上次" not in client.get(NEW).content.decode()


def test_the_names_are_there_already(place: Place) -> None:
    text = signed_in(place.firm).get(NEW).content.decode()
    name = place.firm.user.name
    assert len(re.findall(rf'name="(?:signed_by|checker)"[^>]*value="{name}"', text)) == 3


def test_a_finding_asks_and_comes_back_with_its_sentences(place: Place) -> None:
    client = signed_in(place.firm)
    box = client.get(NEW, {"item": place.items[0].pk, "level": "general"}).content.decode()
    assert "隐患信息填写" in box
    assert "判定依据" not in box
    post = {"start": str(uuid.uuid4()), "item": place.items[0].pk, "answer": "general", "act": str(uuid.uuid4())}
    bad = hx(client, NEW, **post, problem="冲床防护罩缺失")
    assert (bad.status_code, bad["HX-Retarget"]) == (422, "#finding-body")
    assert "请填写“隐患部位”" in bad.content.decode()
    assert "冲床防护罩缺失" in bad.content.decode()
    good = hx(client, NEW, **post, **finding())
    assert good["HX-Trigger"] == "selfcheck-answered"
    assert Hazard.objects.get().state == "draft"


def test_a_major_finding_is_reported_at_once(place: Place, criterion: Any) -> None:
    client = signed_in(place.firm)
    page = client.get(NEW).content.decode()
    assert 'data-confirm="重大隐患上报后不能修改删除"' in page
    box = client.get(NEW, {"item": place.items[0].pk, "level": "major"}).content.decode()
    assert "重大隐患信息填写" in box
    assert f'value="{criterion.pk}"' in box
    post = {"start": start_of(page), "item": place.items[0].pk, "answer": "major", "interim": ["warned"]}
    done = hx(client, NEW, **post, **finding(criterion=criterion.pk))
    assert done.status_code == 200
    assert Hazard.objects.get().is_reported
    assert "已上报" in done.content.decode()


def test_the_rest_of_a_class(place: Place) -> None:
    client = signed_in(place.firm)
    post = {"do": "rest", "start": str(uuid.uuid4()), "category": place.items[0].category_id}
    unsigned = hx(client, NEW, **post, signed_by="")
    assert unsigned.status_code == 422
    assert "请填写签名人姓名" in unsigned.content.decode()
    signed = hx(client, NEW, **post, signed_by="王五")
    assert signed.content.decode().count("无此隐患（按类，王五）") == 3
    assert SelfCheck.objects.get().by_class_count == 3


def test_saving_without_a_name_or_answer_says_so(place: Place) -> None:
    client = signed_in(place.firm)
    start = str(uuid.uuid4())
    empty = client.post(NEW, {"do": "save", "start": start, "checker": "张三"})
    assert (empty.status_code, SelfCheck.objects.count()) == (422, 0)
    hx(client, NEW, start=start, item=place.items[0].pk, answer="none")
    nameless = client.post(NEW, {"do": "save", "start": start, "checker": ""})
    assert nameless.status_code == 422
    assert "请填写“姓名”" in nameless.content.decode()
    saved = client.post(NEW, {"do": "save", "start": start, "checker": "张三"})
    assert saved["Location"] == f"/{KEY}/month/"
    assert "张三" in client.get(f"/{KEY}/month/").content.decode()


def test_changing_leads_into_the_walk(place: Place) -> None:
    sheet = place.sheet("none")
    client = signed_in(place.firm)
    assert client.get(f"/{KEY}/month/{sheet.pk}/edit/")["Location"] == f"{NEW}{sheet.pk}/screen/"
    shown = client.get(f"{NEW}{sheet.pk}/screen/").content.decode()
    assert 'value="张三"' in shown and "<h1>修改自查记录 2026-11-10</h1>" in shown
    place.act("report", sheet.pk)
    assert client.get(f"{NEW}{sheet.pk}/screen/").status_code == 403
    assert "排查结果" in client.get(f"/{KEY}/history/{sheet.pk}/").content.decode()


def test_a_strangers_sheet_is_not_there(place: Place) -> None:
    sheet = place.sheet("none", saved=False)
    client = signed_in(place.other)
    assert client.get(f"{NEW}{sheet.pk}/screen/").status_code == 404
    assert hx(client, f"{NEW}{sheet.pk}/screen/", item=place.items[1].pk, answer="none").status_code == 404
    assert signed_in(place.town).get(NEW).status_code == 404


def test_two_sheets_side_by_side(place: Place, clock: Any) -> None:
    one = place.sheet("none", "none", "none")
    place.act("report", one.pk)
    clock("2026-12-02T09:00:00+08:00")
    two = place.sheet("none", "general")
    place.act("report", two.pk)
    history = signed_in(place.firm).get(f"/{KEY}/history/").content.decode()
    assert f'href="{COMPARE}{two.pk}/screen/"' in history
    chosen = signed_in(place.firm).get(f"{COMPARE}{two.pk}/screen/").content.decode()
    assert re.findall(r'<option value="(\d+)" selected', chosen) == [str(two.pk), str(one.pk)]
    for seat, url in ((place.firm, COMPARE), (place.town, f"{COMPARE}{two.pk}/screen/")):
        text = signed_in(seat).get(url).content.decode()
        assert "结果不同的标准细则（2 条）" in text
        assert "另有 1 条结果相同" in text
        assert "未排查" in text
    assert signed_in(place.other).get(COMPARE, {"a": one.pk}).status_code == 404


def test_who_has_not_reported_is_found_and_pressed(place: Place) -> None:
    sheet = place.sheet("none")
    client = signed_in(place.town)
    assert "湖塘冲压件厂" in client.get(MISSING).content.decode()
    place.act("report", sheet.pk)
    text = client.get(MISSING).content.decode()
    assert "湖塘冲压件厂" not in text
    assert text.count("复制文字") == 1
    assert "湖塘铸件厂" in client.get(f"/{KEY}/firms/?f.status=operating").content.decode()
    assert "1. 湖塘铸件厂" in text
    assert client.post(MISSING, {"all": "1", "act": uuid.uuid4()}).status_code == 302
    jobs.run_waiting()
    urged = Reminder.objects.filter(key__startswith="selfcheck-urge")
    assert [r.organisation_id for r in urged] == [place.other.organisation_id]
    assert "1 次" in client.get(MISSING).content.decode()


def test_a_firm_in_a_village_stands_under_its_town(place: Place) -> None:
    village = Area.objects.create(
        path="3204012100001", name="城湾村", full_name="江苏省常州市武进区湖塘镇城湾村", level=5, parent_id="3204012100"
    )
    Enterprise.objects.filter(pk=place.other.organisation_id).update(area=village)
    text = signed_in(place.town).get(MISSING).content.decode()
    assert text.count('<td data-label="所属镇">湖塘镇</td>') == 2


def test_the_number_of_queries_does_not_grow_with_the_firms(place: Place, django_assert_max_num_queries: Any) -> None:
    client = signed_in(place.office)
    client.get(MISSING)
    with django_assert_max_num_queries(30):
        client.get(MISSING)


def test_an_answer_is_a_small_request(place: Place, django_assert_max_num_queries: Any) -> None:
    client = signed_in(place.firm)
    sheet = place.sheet("none", saved=False)
    with django_assert_max_num_queries(40):
        answer = hx(client, f"{NEW}{sheet.pk}/screen/", item=place.items[1].pk, answer="none")
    assert len(answer.content) < 8000
