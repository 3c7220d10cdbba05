"""迎检台账, reminders of papers that run out, and the answer to a request."""

from datetime import date, timedelta

import pytest
from django.http import FileResponse, Http404
from django.template import loader
from django.test import Client, RequestFactory

from anlan.domain.enterprise import chapters, expiry
from anlan.domain.enterprise.book import book_data
from anlan.domain.enterprise.pages import book, firm_panel
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import today
from anlan.kernel.clock.jobs import ask, run_waiting
from anlan.kernel.notice.models import Reminder
from anlan.kernel.people.models import UserSession
from anlan.kernel.scope.models import Organisation, OrganisationKind, Seat

from .conftest import District
from .test_attached import GOOD_ID, add_person, request_correction


def give_papers(district: District, until: date) -> None:
    values = {
        "has_permit": "是", "permit_name": "危险化学品经营许可证", "permit_until": until.isoformat(),
        "has_special_equipment": "是",
        "special_equipment": [{"kind": "crane", "count": "2"}, {"kind": "锅炉", "count": "1", "until": f"{until}"}],
    }  # fmt: skip
    deliver(Act(district.town, "enterprise", "change", district.firm.pk, values))


def look(day: date) -> int:
    ask("schedule:enterprise-expiry", day.isoformat(), {"due": f"{day.isoformat()}T07:30:00+08:00"})
    return run_waiting()


def titles() -> list[str]:
    return list(Reminder.objects.order_by("title").values_list("title", flat=True))


def test_papers_are_reminded_once_before_and_once_after(district: District) -> None:
    until = today() + timedelta(days=20)
    give_papers(district, until)
    add_person(district.owner, certificates=[{"name": "电工证", "until": until.isoformat()}, {"name": "无期限证"}])
    look(today() - timedelta(days=11))
    assert titles() == []
    look(today())
    look(today() + timedelta(days=1))
    told = titles()
    assert [t.split("将于")[0] for t in told] == ["安全生产相关许可证", "李安的电工证", "特种设备（锅炉）检验"]
    assert all(f" {until.isoformat()} 到期" in t for t in told)
    look(until + timedelta(days=1))
    assert len([t for t in titles() if "已于" in t]) == 3


def test_paper_of_a_closed_firm_is_nobodys_business(district: District) -> None:
    give_papers(district, today())
    deliver(Act(district.town, "enterprise", "change", district.firm.pk, {"status": "closed"}))
    assert list(expiry.due_on(today())) == []


def test_firm_hears_what_became_of_its_request(district: District) -> None:
    row = request_correction(district.owner, "grade", "镇级监管")
    deliver(Act(district.town, "changerequest", "refuse", row.pk, {"opinion": "维持区级监管"}))
    run_waiting()
    told = Reminder.objects.get(organisation=district.firm.pk)
    assert (told.title, told.body) == ("固定信息更正申请未通过：单位级别", "维持区级监管")


def test_book_has_every_chapter_with_secrets_masked(district: District) -> None:
    add_person(district.owner, citizen_id=GOOD_ID, certificates=[{"name": "安全管理人员证", "number": "A1"}])
    give_papers(district, today())
    data = book_data(district.firm.organisation, district.owner)
    by_title = {c["title"]: c["blocks"] for c in data["chapters"]}
    assert data["titles"][:4] == ["企业基本信息", "单位人员信息", "单位图片信息", "固定信息更正申请"]
    headings = [b["heading"] for b in by_title["企业基本信息"]]
    assert headings == ["基本信息", "安全管理组织信息", "生产经营信息", "特种设备"]
    assert ("许可证名称", "危险化学品经营许可证") in by_title["企业基本信息"][0]["facts"]
    assert by_title["企业基本信息"][3]["rows"] == [["起重机械", "2", ""], ["锅炉", "1", today().isoformat()]]
    people, held = by_title["单位人员信息"]
    assert people["rows"][0][:2] == ["安全管理人员", "李安"] and people["rows"][0][4] == "139****1111"
    assert held["rows"] == [["李安", "安全管理人员证", "A1", ""]]
    assert GOOD_ID not in str(data) and by_title["单位图片信息"][0]["note"] == "暂无记录"


def test_book_words_answers_as_the_page_does(district: District) -> None:
    values = {"is_confined_space": "有", "confined_spaces__unknown": "1", "is_painting": "否", "is_leased": "否"}
    deliver(Act(district.town, "enterprise", "change", district.firm.pk, values))
    blocks = book_data(district.firm.organisation, district.owner)["chapters"][0]["blocks"]
    said = dict(pair for block in blocks for pair in block["facts"])
    assert (said["有无有限空间"], said["有限空间数量（处）"]) == ("有", "暂不清楚（待补）")
    assert (said["有无喷涂作业"], said["是否承包租赁"], said["有无员工宿舍"]) == ("无", "否", "未填")


@pytest.mark.parametrize("slug", ["own", "book"])
def test_firm_without_a_file_is_told_so(district: District, slug: str) -> None:
    unit = Organisation.objects.create(kind=OrganisationKind.ENTERPRISE, name="尚未登记公司", area=district.firm.area)
    owner = district.owner
    seat = Seat.objects.create(user=owner.user, organisation=unit, role=owner.role)
    client = Client()
    client.force_login(owner.user, backend="anlan.kernel.people.backends.NameBackend")
    UserSession.objects.create(user=owner.user, session_key=client.session.session_key)
    client.post("/people/switch/", {"seat": seat.pk})
    page = client.get(f"/self_check/{slug}/")
    assert page.status_code == 200 and "还没有登记本单位的企业基本信息" in page.content.decode()


def test_strangers_book_is_empty(district: District) -> None:
    blocks = [b for c in book_data(district.firm.organisation, district.other_town)["chapters"] for b in c["blocks"]]
    assert [b["rows"] for b in blocks if b["columns"]] == [[], [], []] and not any(b["facts"] for b in blocks)


def test_a_chapter_has_one_reader() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        chapters.add_chapter("企业基本信息", 99, lambda unit, seat: ())


def test_book_is_one_pdf_for_the_firm_and_its_authority_and_for_nobody_else(
    district: District, rf: RequestFactory
) -> None:
    def ask_for(seat: Seat, pk: int | None) -> FileResponse:
        request = rf.get("/")
        request.seat = seat  # type: ignore[attr-defined]
        made = book(request, None, pk)
        assert isinstance(made, FileResponse)
        return made

    own, theirs = ask_for(district.owner, None), ask_for(district.town, district.firm.pk)
    assert own.getvalue().startswith(b"%PDF") and theirs.getvalue().startswith(b"%PDF")
    assert own["Content-Type"] == "application/pdf" and ".pdf" in own["Content-Disposition"]
    with pytest.raises(Http404):
        ask_for(district.other_town, district.firm.pk)


def test_home_shows_the_firm_its_facts_and_gaps_and_authorities_nothing(district: District, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.seat = district.owner  # type: ignore[attr-defined]
    shown = firm_panel(request)
    assert shown is not None
    assert dict(shown["facts"])["行业主管部门"] == "武进区应急管理局" and "企业规模" in shown["gaps"]
    page = loader.get_template("enterprise/panel_firm.html").template.render(ctx=shown)
    assert "安澜化工有限公司" in page and f"还有 {len(shown['gaps'])} 项必填信息未填写" in page
    request.seat = district.town  # type: ignore[attr-defined]
    assert firm_panel(request) is None
