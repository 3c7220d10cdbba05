"""企业注册: one per company, claimed or new, checked by the authority, and nothing told to strangers."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.domain.enterprise.models import Enterprise, Registration
from anlan.kernel import clock
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.clock import jobs
from anlan.kernel.people.models import SignIn, User
from anlan.kernel.scope.models import Grant, Organisation, Seat
from anlan.kernel.testing import Cast, picture
from anlan.kernel.trail.models import Attachment, Entry

from .joining import (
    AREA,
    CITIZEN,
    CODE,
    CONTACT,
    DETAILS,
    DONE,
    NAME,
    PHONE,
    START,
    accepted,
    box,
    code_in,
    form,
    joined,
    proved,
    quick,
    signed_in,
    with_picture,
)  # fmt: skip

__all__ = ["box", "quick"]
pytestmark = pytest.mark.django_db
Box = list[tuple[str, str]]


def known_firm(name: str = NAME, code: str = CODE, area: str = "3204012100") -> Enterprise:
    """A file that an authority entered; nobody sits in it."""
    values = {"name": name, "area": area, "industry": "construction"}
    values |= {"code": code} if code else {"code__unknown": "1"}
    return deliver(Act(None, "enterprise", "create", values=values)).row


def test_a_new_company_comes_in_after_the_authority_has_looked(cast: Cast, box: Box) -> None:
    row = joined(box)
    assert row.state == "submitted" and "新建" in row.finding
    assert not Enterprise.objects.filter(code=CODE).exists() and not row.user.seats.exists()
    page = signed_in(CODE).get("/web/home/")
    text = page.content.decode()
    assert page.status_code == 200 and "企业注册审核中" in text and "监督站" in text and "建筑施工安全管理" in text
    cast.does("inspectorate", "registration", "accept", row.pk)
    jobs.run_waiting()
    assert box[-1][0] == PHONE and "通过审核" in box[-1][1]
    firm = Enterprise.objects.get(code=CODE)
    assert (firm.name, firm.industry, firm.category, firm.has_account) == (NAME, "construction", "building", True)
    seat = Seat.objects.get(organisation=firm.pk)
    assert (seat.role.key, seat.user.username) == ("construction_company", NAME)
    for name in (CODE, CODE.lower(), f" {CODE[:9]} {CODE[9:]}", NAME):
        home = signed_in(name).get("/construction/")
        assert home.status_code == 200 and "项目信息" in home.content.decode(), name


def test_a_file_that_stands_is_claimed_with_its_sites_place(cast: Cast, box: Box) -> None:
    firm = known_firm(NAME.replace("（", "("))
    row = accepted(cast, box, name=f"{NAME} ", code=f"{CODE[:8]} {CODE[8:].lower()}", area="3204011100")
    assert row.unit_id == firm.pk and row.area_id == "3204012100", "the file's own authority looks at it"
    assert Enterprise.objects.count() == Enterprise.objects.exclude(pk=firm.pk).count() + 1
    assert Seat.objects.get(organisation=firm.pk).user == row.user


def test_wide_and_narrow_brackets_are_one_name(cast: Cast, box: Box) -> None:
    firm = known_firm("远山（常州）建工有限公司")
    assert accepted(cast, box, name="远山(常州)建工有限公司").unit_id == firm.pk


def test_a_file_without_its_code_is_claimed_by_its_name_and_gets_the_code(cast: Cast, box: Box) -> None:
    firm = known_firm(code="")
    assert accepted(cast, box).unit_id == firm.pk
    firm.refresh_from_db()
    assert firm.code == firm.organisation.code == CODE


def test_a_name_and_a_code_of_two_companies_are_refused(cast: Cast, box: Box) -> None:
    known_firm("别的建工有限公司")
    answer = proved(box).post(DETAILS, form())
    text = answer.content.decode()
    assert answer.status_code == 422 and "名称不一致" in text and "联系所属区域的建设主管部门" in text
    assert "别的建工" not in text, "whose code it is is nobody's business"
    known_firm(code="91320412MA1ANR728M")
    assert "名称不一致" in proved(box, "19900000082").post(DETAILS, form(code="91320412MA1ANR736G")).content.decode()
    assert not User.objects.filter(username=CODE).exists()


@pytest.mark.parametrize("how", ["account", "waiting", "accepted"])
def test_a_company_has_one_account(cast: Cast, box: Box, how: str) -> None:
    if how == "account":
        said = {"name": "宏基建设集团有限公司", "code": cast.director.organisation.code}
    else:
        said = {"name": NAME, "code": CODE}
        _ = joined(box, **said) if how == "waiting" else accepted(cast, box, **said)
    seats, users = Seat.objects.count(), User.objects.count()
    answer = proved(box, "19900000083").post(DETAILS, form(**said))
    text = answer.content.decode()
    assert answer.status_code == 422 and "该企业已注册，无需再次注册，请直接登录" in text
    assert "湖塘" not in text and CONTACT[0] + "*" not in text
    assert (Seat.objects.count(), User.objects.count()) == (seats, users)


def test_a_double_click_is_one_registration(cast: Cast, box: Box) -> None:
    client, act = proved(box), str(uuid.uuid4())
    first, second = (client.post(DETAILS, form(act=act)) for _ in range(2))
    assert first["Location"] == second["Location"] == DONE
    assert Registration.objects.count() == 1 and User.objects.filter(username=CODE).count() == 1
    assert "等待审核" in client.get(DONE).content.decode()
    # The answer was lost, and with it what the browser's session would have kept.
    session = client.session
    del session["joined"]
    session.save()
    assert client.post(DETAILS, form(act=act))["Location"] == DONE


def test_somebody_elses_act_shows_nothing(cast: Cast, box: Box) -> None:
    act = str(uuid.uuid4())
    joined(box, act=act)
    stranger = proved(box, "19900000084")
    answer = stranger.post(DETAILS, form(act=act, code="91320412MA1ANR728M", name="另一家建工有限公司"))
    assert answer.status_code == 302 and Registration.objects.count() == 2
    text = stranger.get(DONE).content.decode()
    assert NAME not in text and "另一家建工有限公司" in text


def test_a_returned_one_reads_why_and_sends_it_again(cast: Cast, box: Box) -> None:
    row = joined(box)
    with pytest.raises(Refused, match="退回理由"):
        cast.does("inspectorate", "registration", "refuse", row.pk)
    cast.does("inspectorate", "registration", "refuse", row.pk, opinion="营业执照看不清")
    jobs.run_waiting()
    assert "被退回：营业执照看不清" in box[-1][1]
    client = signed_in(CODE)
    page = client.get("/web/home/").content.decode()
    assert "退回理由：营业执照看不清" in page and "/join/construction/again/" in page
    form_page = client.get("/join/construction/again/").content.decode()
    assert NAME in form_page and CITIZEN not in form_page and CONTACT not in form_page
    bad = client.post("/join/construction/again/", form(citizen_id="110105194912310021"))
    assert bad.status_code == 422 and "校验位不对" in bad.content.decode()
    said = form(contact="沈平", licence=SimpleUploadedFile("新照.png", picture(5), "image/png"))
    assert client.post("/join/construction/again/", said).status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted" and row.contact == "沈平"
    assert Attachment.objects.get(pk=row.licence[0]).name == "新照.png"
    cast.does("inspectorate", "registration", "accept", row.pk)
    assert client.get("/construction/").status_code == 200


def test_who_was_returned_gives_way_to_another(cast: Cast, box: Box) -> None:
    squatter = joined(box)
    cast.does("inspectorate", "registration", "refuse", squatter.pk, opinion="不是该企业的人")
    owner = accepted(cast, box, contact="沈平")
    squatter.user.refresh_from_db()
    assert not squatter.user.is_active and squatter.user.phone == "" and owner.user != squatter.user
    with pytest.raises(Refused):
        deliver(Act(None, "registration", "resubmit", squatter.pk, {"name": NAME, "area": AREA, "contact": CONTACT,
                                                                  "citizen_id": CITIZEN, "licence": squatter.licence}))  # fmt: skip


def test_an_account_that_was_opened_meanwhile_stands(cast: Cast, box: Box) -> None:
    firm = known_firm()
    row = joined(box)
    deliver(Act(None, "enterprise", "open_account", firm.pk))
    with pytest.raises(Refused, match="已有账号"):
        cast.does("inspectorate", "registration", "accept", row.pk)
    assert Seat.objects.filter(organisation=firm.pk).count() == 1
    user = Seat.objects.get(organisation=firm.pk).user
    assert user != row.user
    answer = Client().post("/people/sign-in/?portal=construction", with_picture(username=CODE, password="Sure-12345"))
    assert answer.status_code == 422, "the code leads to the firm's account, not to who waits under it"


def test_only_who_oversees_the_area_looks_at_it(cast: Cast, box: Box) -> None:
    row = joined(box)
    for name in ("overseer", "director", "department", "bureau"):
        with pytest.raises((Forbidden, NotYours)):
            cast.does(name, "registration", "accept", row.pk)
    row.refresh_from_db()
    assert row.state == "submitted"
    page = cast.browser("inspectorate").get("/construction/registrations/").content.decode()
    assert NAME in page and "沈*" in page and PHONE not in page and CONTACT not in page
    assert "企业注册" in cast.browser("inspectorate").get("/web/inbox/").content.decode()


def test_nobody_waits_for_an_authority_that_is_not_there(cast: Cast, box: Box) -> None:
    Grant.objects.filter(organisation__in=[cast.inspectorate.organisation, cast.overseer.organisation]).delete()
    answer = proved(box).post(DETAILS, form())
    assert answer.status_code == 422 and "还没有开通本系统" in answer.content.decode()
    assert not User.objects.filter(username=CODE).exists() and not Registration.objects.exists()


def test_without_checking_it_is_in_at_once(cast: Cast, box: Box, settings: Any) -> None:
    settings.ENROLMENT_CHECKED = False
    client = proved(box)
    assert client.post(DETAILS, form()).status_code == 302
    assert "注册成功" in client.get(DONE).content.decode()
    assert signed_in(CODE).get("/construction/").status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"code": CODE[:-1] + ("1" if CODE[-1] != "1" else "2")}, "校验位不对"),
        ({"code": ""}, "请填写“统一社会信用代码”"),
        ({"citizen_id": "110105194902300024"}, "出生日期"),
        ({"citizen_id": "110105194912310021"}, "校验位不对"),
        ({"name": ""}, "请填写“企业名称”"),
        ({"name": "建" * 130}, "最多 120 字"),
        ({"area": ""}, "请填写“所属区域”"),
        ({"area": "9999"}, "没有区域"),
        ({"contact": ""}, "请填写“联系人”"),
        ({"password": "123456", "again": "123456"}, "密码至少"),
        ({"again": "Sure-1234"}, "两次填写的密码不一样"),
        ({"password": CODE + "a", "again": CODE + "a"}, "相似"),
        ({"licence": ""}, "请选择营业执照"),
        ({"licence": SimpleUploadedFile("空.jpg", b"")}, "文件是空的"),
        ({"licence": SimpleUploadedFile("木马.jpg", b"MZ\x90\x00 not a picture")}, "JPG"),
        ({"licence": SimpleUploadedFile("大.jpg", b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024))}, "超过 10 MB"),
        ({"name": "远山\x00建工"}, "控制字符"),
        ({"contact": "沈" * 41}, "最多 40 字"),
        ({"password": "Sure-12345" * 21, "again": "Sure-12345" * 21}, "最多 200 位"),
    ],
)
def test_bad_input_is_answered_in_a_sentence(cast: Cast, box: Box, said: dict[str, Any], sentence: str) -> None:
    for value in said.values():
        if hasattr(value, "seek"):
            value.seek(0)
    answer = proved(box).post(DETAILS, form(**said))
    text = answer.content.decode()
    assert answer.status_code == 422 and sentence in text
    assert not Registration.objects.exists() and not User.objects.filter(username=CODE).exists()
    assert "Sure-12345" not in text, "a password never comes back"
    assert not Attachment.objects.exists()


def test_nothing_begins_without_a_proved_number(cast: Cast, box: Box) -> None:
    client = Client()
    assert client.get(DETAILS)["Location"] == client.post(DETAILS, form())["Location"] == START
    assert client.get(DONE)["Location"] == START
    assert client.get("/join/construction/areas/").status_code == 404
    assert client.post(START, {"code": "123456"}).status_code == 422
    assert client.get("/join/construction/again/")["Location"] == "/web/home/"
    assert client.post(START, {"phone": PHONE}).status_code == 422, "no picture code, no message"
    assert box == []
    client = proved(box)
    assert client.get("/join/construction/areas/?parent=3204").status_code == 200
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert client.get(DETAILS)["Location"] == START


def test_a_wrong_code_costs_a_guess(cast: Cast, box: Box) -> None:
    client = Client()
    client.post(START, with_picture(phone=PHONE))
    jobs.run_waiting()
    code = code_in(box)
    for guess in range(5):
        assert client.post(START, {"code": f"{(int(code) + 1 + guess) % 10**6:06d}"}).status_code == 422
    assert client.post(START, {"code": code}).status_code == 422


def test_only_portals_that_say_so_let_firms_register(cast: Cast) -> None:
    for key in ("self_check", "water_works", "nowhere"):
        assert Client().get(f"/join/{key}/").status_code == 404
    page = Client().get("/people/sign-in/?portal=construction").content.decode()
    assert '/join/construction/">企业注册' in page and "统一社会信用代码" in page
    assert "企业注册" not in Client().get("/people/sign-in/?portal=self_check").content.decode()


def test_numbers_are_judged_as_they_are_typed_and_tell_nothing(cast: Cast) -> None:
    def told(name: str, value: str) -> Any:
        return Client().post("/join/construction/check/", {"name": name, "value": value})

    known_firm()
    assert told("code", CODE).json() == told("code", "91320412MA1ANR736G").json() == {"error": ""}
    assert "校验位" in told("code", CODE[:-1] + "0").json()["error"]
    assert "出生日期" in told("citizen_id", "110101209903070013").json()["error"]
    assert told("name", "x").status_code == 404
    assert Client().get("/join/construction/check/").status_code == 405


def test_one_address_registers_so_many_and_no_more(cast: Cast, box: Box, settings: Any) -> None:
    settings.ENROLMENTS_AN_ADDRESS = 2
    client = proved(box)
    for _ in range(2):
        assert client.post(DETAILS, form(code="1")).status_code == 422
    answer = client.post(DETAILS, form())
    assert answer.status_code == 429 and "太频繁" in answer.content.decode() and not Registration.objects.exists()
    assert proved(box, "19900000085", ip="203.0.113.5").post(DETAILS, form()).status_code == 302


def test_it_is_written_down_without_numbers(cast: Cast, box: Box) -> None:
    row = accepted(cast, box)
    verbs = set(Entry.objects.filter(register="registration", record=row.pk).values_list("verb", flat=True))
    assert {"create", "accept"} <= verbs
    assert SignIn.objects.filter(outcome="提交注册", username=CODE).exists()
    told = str(list(Entry.objects.values_list("title", "changes")))
    assert CITIZEN not in told and PHONE not in told
    stored = str(list(Registration.objects.values("contact_index", "citizen_index", "finding")))
    assert CITIZEN not in stored and CONTACT not in stored


def test_the_company_keeps_its_contact_true(cast: Cast, box: Box) -> None:
    row = accepted(cast, box)
    seat = Seat.objects.get(organisation=row.unit_id)
    deliver(Act(seat, "registration", "change", row.pk, {"contact": "沈平"}))
    row.refresh_from_db()
    assert row.contact == "沈平" and row.citizen_id == CITIZEN
    with pytest.raises(Refused):
        deliver(Act(seat, "registration", "change", row.pk, {"code": "91320412MA1ANR728M"}))
    client = signed_in(CODE)
    assert client.get(f"/construction/own-registration/{row.pk}/edit/").status_code == 200
    assert client.get("/construction/registrations/").status_code == 404


def test_an_authority_with_that_name_is_no_company(cast: Cast, box: Box) -> None:
    Organisation.objects.create(name=NAME, kind="department", area_id=AREA)
    assert "名称不一致" in proved(box).post(DETAILS, form()).content.decode()
