"""The firm's file: what may be entered by whom, and what has to be."""

import pytest

from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.people.models import User
from anlan.kernel.scope.models import Organisation, Seat
from anlan.kernel.trail.models import Entry

from .conftest import District, register_firm

COMPLETE = {
    "legal_form": "limited", "scale": "small", "head": "陈志强", "head_phone": "13800000000", "employees": "36",
    "site_address": "湖塘镇长虹路1号", "products": "涂料", "full_time_officers": "1", "part_time_officers": "2",
} | dict.fromkeys((
    "has_permit", "is_leased", "has_safety_body", "has_responsibility_system", "has_rules", "has_hazard_system",
    "is_standardised", "is_insured", "has_emergency_plan", "is_hazchem", "is_confined_space", "has_special_equipment",
    "is_dust", "is_ammonia", "is_hot_metal", "has_health_hazards",
), "否")  # fmt: skip


def change(seat: Seat, firm: Enterprise, **values: object) -> Enterprise:
    return deliver(Act(seat, "enterprise", "change", firm.pk, values)).row


def test_registering_makes_the_organisation_and_finds_its_authorities(district: District) -> None:
    unit = Organisation.objects.get(pk=district.firm.pk)
    assert (unit.kind, unit.code, unit.initials) == ("enterprise", "91320412MA1EXAMP3F", "alhgyxgs")
    assert unit.locality_id == district.town.organisation_id
    assert unit.department_id == district.department.organisation_id
    assert (district.firm.locality_name, district.firm.department_name) == ("湖塘镇人民政府", "武进区应急管理局")


def test_another_town_sees_nothing_of_it(district: District) -> None:
    with pytest.raises(NotYours):
        change(district.other_town, district.firm, employees="1")


def test_same_name_or_same_code_is_refused(district: District) -> None:
    with pytest.raises(Refused, match="已有名为"):
        register_firm(district.department, code="", code__unknown="1")
    with pytest.raises(Refused, match="已登记在“安澜化工有限公司”名下"):
        register_firm(district.department, name="另一家公司")
    change(district.town, district.firm, status="closed")
    assert register_firm(district.department).pk != district.firm.pk


def test_wrong_code_and_wrong_phone_are_told_beside_their_fields(district: District) -> None:
    with pytest.raises(Refused) as caught:
        change(district.town, district.firm, code="91320412MA1EXAMP3G", head_phone="12345")
    assert set(caught.value.errors) == {"code", "head_phone"}


def test_code_may_be_unknown_and_is_then_listed_as_such(district: District) -> None:
    row = register_firm(district.department, name="新办公司", code="", code__unknown="1")
    assert (row.code, row.unknown) == ("", ["code"])
    with pytest.raises(Refused, match="请填写“统一社会信用代码”"):
        register_firm(district.department, name="又一公司", code="")


def test_firm_must_complete_the_file_and_is_told_what_is_missing(district: District) -> None:
    with pytest.raises(Refused) as caught:
        change(district.owner, district.firm, head="陈志强")
    assert caught.value.errors["legal_form"] == ["请填写“登记注册类型”"]
    assert "head" not in caught.value.errors and "dust_kind" not in caught.value.errors
    row = change(district.owner, district.firm, **COMPLETE)
    assert (row.gaps(), row.employees, row.is_dust) == ([], 36, False)


def test_yes_asks_for_more_and_no_empties_it(district: District) -> None:
    with pytest.raises(Refused, match="粉尘种类"):
        change(district.owner, district.firm, **COMPLETE | {"is_dust": "是"})
    filled = COMPLETE | {"is_dust": "是", "dust_kind": "木粉", "dust_workers__unknown": "1"}
    row = change(district.owner, district.firm, **filled)
    assert (row.dust_kind, row.unknown, row.gaps()) == ("木粉", ["dust_workers"], [])
    row = change(district.owner, district.firm, is_dust="否", dust_kind="木粉", dust_workers="")
    assert (row.dust_kind, row.unknown) == ("", [])


def test_fixed_information_is_the_authorities_to_change(district: District) -> None:
    with pytest.raises(Forbidden, match="固定信息"):
        change(district.owner, district.firm, **COMPLETE | {"name": "换名公司"})
    assert change(district.town, district.firm, grade="township").grade == "township"


def test_subcategory_must_belong_to_its_category(district: District) -> None:
    with pytest.raises(Refused, match="小类不属于所选大类"):
        change(district.town, district.firm, category="commerce", subcategory="industry.wood")


def test_sub_enterprise_made_by_its_parent_hangs_below_it(district: District) -> None:
    role = district.owner.role
    role.permissions = [*role.permissions, "enterprise.create"]
    role.save()
    seat = Seat.objects.get(pk=district.owner.pk)
    for name in ("安澜化工有限公司湖塘分公司", "安澜化工有限公司牛塘分公司"):
        row = register_firm(seat, name=name, code="", code__unknown="1")
        assert row.parent_id == row.organisation.parent_id == district.firm.pk


def test_account_is_named_as_the_firm_and_its_password_is_shown_once(district: District) -> None:
    user = User.objects.get(username="安澜化工有限公司")
    assert district.firm.account == user and user.must_choose
    receipt = deliver(Act(district.town, "enterprise", "reset_password", district.firm.pk))
    word = receipt.result["show"].split("初始密码：")[1].split("，")[0]
    user.refresh_from_db()
    assert user.check_password(word)
    entry = Entry.objects.order_by("-seq").first()
    assert entry is not None and entry.title.startswith("重置密码") and word not in str(entry.facts())


def test_user_name_follows_a_corrected_name(district: District) -> None:
    change(district.town, district.firm, name="安澜新材料有限公司")
    assert User.objects.filter(username="安澜新材料有限公司", seats__organisation=district.firm.pk).exists()
    User.objects.make("被占用的名称")
    with pytest.raises(Refused, match="已被使用"):
        change(district.town, district.firm, name="被占用的名称")


def test_account_buttons_are_grey_with_a_reason(district: District) -> None:
    with pytest.raises(Forbidden, match="已开通账号"):
        deliver(Act(district.town, "enterprise", "open_account", district.firm.pk))
    other = register_firm(district.department, name="无账号公司", code="", code__unknown="1")
    with pytest.raises(Forbidden, match="请先开通账号"):
        deliver(Act(district.department, "enterprise", "reset_password", other.pk))
    with pytest.raises(Forbidden):
        deliver(Act(district.owner, "enterprise", "reset_password", district.firm.pk))


def test_registering_costs_the_same_however_many_firms_there_are(
    district: District, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for n in range(20):
        register_firm(None, name=f"第{n}公司", code="", code__unknown="1")
    with django_assert_max_num_queries(20):
        register_firm(None, name="再一家公司", code="", code__unknown="1")
