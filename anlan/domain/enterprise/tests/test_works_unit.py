"""本单位信息 of a unit in works (W-3.2.1), and the account that a water authority opens for one."""

import re
from typing import Any

import pytest

from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import Cast

pytestmark = pytest.mark.django_db
OWN = "/water_works/own-unit/"
FILLED = {
    "legal_person": "程振华", "head": "程振华", "head_phone": "13912345678", "site_address": "武进区湖塘镇", "safety_head": "周红",
    "has_safety_body": "false", "works_kind": "engineer",
}  # fmt: skip


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def save(cast: Cast, **values: Any) -> Any:
    browser = cast.browser("engineer")
    page = browser.get(OWN).content.decode()
    form = {name: hidden(page, name) for name in ("act", "version", "drawn")}
    return browser.post(OWN, {**form, "back": OWN, **FILLED, **values})


def test_the_page_is_the_form_with_its_three_sections(cast: Cast) -> None:
    page = cast.browser("engineer").get(OWN).content.decode()
    for title in ("基本信息", "水利单位信息", "安全管理组织信息"):
        assert f"<h2>{title}</h2>" in page
    assert "生产经营信息" not in page and "data-draft-forget" in page
    assert "data-file-send" in page and "添加文件" in page
    # What hangs on the industry, which the unit may not change, is asked at once and not by the browser.
    assert 'data-shown-when="industry' not in page and 'name="qualification"' in page


def test_it_is_saved_and_what_it_does_not_show_stays(cast: Cast) -> None:
    firm = cast.engineer.organisation_id
    Enterprise.objects.filter(pk=firm).update(products="监理服务", grade="county")
    answer = save(cast, qualification="监理甲级")
    assert answer.status_code == 302 and answer["Location"] == OWN
    row = Enterprise.objects.get(pk=firm)
    assert (row.qualification, row.works_kind, row.products, row.grade) == (
        "监理甲级",
        "engineer",
        "监理服务",
        "county",
    )
    assert "保存成功" in cast.browser("engineer").get(OWN).content.decode() or row.version > 1


@pytest.mark.parametrize(("wrong", "said"), [
    ({"head_phone": "12345"}, "电话号码格式不对"), ({"legal_person": ""}, "请填写“法定代表人”"),
    ({"works_kind": ""}, "请填写“单位类别”"),
])  # fmt: skip
def test_nothing_is_saved_until_all_of_it_is_right(cast: Cast, wrong: dict[str, str], said: str) -> None:
    before = Enterprise.objects.get(pk=cast.engineer.organisation_id).version
    answer = save(cast, **wrong)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert Enterprise.objects.get(pk=cast.engineer.organisation_id).version == before


@pytest.mark.parametrize(("kind", "role"), [
    ("contractor", "works_contractor"), ("engineer", "works_engineer"), ("owner", "works_owner"), ("operator", "works_unit"),
])  # fmt: skip
def test_an_account_has_the_role_of_the_units_kind(cast: Cast, kind: str, role: str) -> None:
    values = {
        "name": "新到水利单位",
        "code__unknown": "1",
        "area": "3204012100",
        "industry": "water",
        "works_kind": kind,
    }
    firm = cast.does("bureau", "enterprise", "create", **values).row
    cast.does("bureau", "enterprise", "open_account", firm.pk)
    assert Seat.objects.get(organisation=firm.pk).role.key == role


def test_a_water_unit_of_no_kind_gets_no_account_yet(cast: Cast) -> None:
    values = {"name": "新到水利单位", "code__unknown": "1", "area": "3204012100", "industry": "water"}
    firm = cast.does("bureau", "enterprise", "create", **values).row
    page = cast.browser("bureau").get("/water_works/units/").content.decode()
    assert "请先在“修改”中填写单位类别，再开通账号" in page and not Seat.objects.filter(organisation=firm.pk).exists()
