"""The sign-in page and the portals' own entrances: tabs, brand, the way back to where one was going."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from anlan.kernel.doors import portal as portals
from anlan.kernel.people.models import Role, User
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import Cast

from .ways import WORD, user, with_picture

__all__ = ["user"]
pytestmark = pytest.mark.django_db
URL = "/people/sign-in/"


@pytest.fixture
def second_portal() -> Iterator[str]:
    """Another system beside the first, that asks for a QR code first."""
    first = portals.front_portal()
    portals.add_portal(replace(first, key="second_one", title="第二系统", brand="第二系统", sign_in="scan"))
    yield "second_one"
    del portals._portals["second_one"]


def test_three_ways_stand_beside_one_another() -> None:
    for url, here in ((URL, "账号密码登录"), (URL + "sms/", "短信登录"), (URL + "scan/", "扫码登录")):
        page = Client().get(url).content.decode()
        assert f'aria-current="page">{here}</a>' in page and page.count('aria-current="page"') == 1
        assert page.index("扫码登录") < page.index("短信登录") < page.index("账号密码登录")
        assert "手机上打开本系统" in page and "http://testserver/self_check/" in page and "系统客服" not in page
    assert Client().get(URL + "site.svg").content.startswith(b"<svg")


def test_only_the_ways_that_are_offered_are_there(cast: Cast, settings: Any) -> None:
    settings.SIGN_IN_WAYS = ["sms"]
    page = Client().get(URL).content.decode()
    assert "短信登录" in page and "扫码登录" not in page
    assert Client().get(URL + "scan/").status_code == Client().post(URL + "scan/").status_code == 404
    assert cast.browser("owner").get("/people/scan/x/").status_code == 404
    settings.SECRETS_MAY_DEFAULT = False
    assert "aria-current" not in Client().get(URL).content.decode(), "without a gateway nothing is sent"
    assert Client().post(URL + "sms/", with_picture(phone="13800000000")).status_code == 404
    settings.SMS_SENDER = "http"
    assert Client().get(URL + "sms/").status_code == 200


def test_who_does_not_get_in_is_told_whom_to_ask(settings: Any) -> None:
    settings.SUPPORT = "水利客服;010-00000000;help@example.com"
    page = Client().post(URL, with_picture(username="没有", password="x")).content.decode()
    assert "请联系系统客服：水利客服，电话 010-00000000，邮箱 help@example.com" in page
    settings.SUPPORT = ";;"
    page = Client().post(URL, with_picture(username="没有", password="x")).content.decode()
    assert "请联系属地或行业主管部门" in page


def test_a_portals_entrance_leads_home_or_to_its_own_sign_in_page(cast: Cast, second_portal: str) -> None:
    assert Client().get("/second_one/")["Location"] == f"{URL}?next=/second_one/"
    answer = Client().get(URL + "?next=/second_one/")
    assert answer["Location"] == f"{URL}scan/?next=/second_one/", "the way it puts first"
    page = Client().get(answer["Location"]).content.decode()
    assert "<h1>第二系统</h1>" in page and "way=password" in page
    assert "<h1>第二系统</h1>" in Client().get(URL + "?portal=second_one&way=password").content.decode()
    assert "第二系统" not in Client().get(URL).content.decode()
    owner = cast.browser("owner")
    assert owner.get("/self_check/").status_code == 200
    assert owner.get("/second_one/")["Location"] == "/web/home/"


def test_an_entrance_that_is_none_is_not_there(cast: Cast) -> None:
    for client in (Client(), cast.browser("owner")):
        assert client.get("/nowhere/").status_code == 404
    for odd in ("?portal=nowhere", "?portal=%00", "?next=//evil.example/", "?next=https://evil.example/self_check/"):
        assert Client().get(URL + odd).status_code == 200


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil", "/\\evil.example"]
)
def test_nobody_is_led_outside(user: User, to: str) -> None:
    for client in (Client(),):
        answer = client.post(f"{URL}?next={to}", with_picture(username=user.username, password=WORD, next=to))
        assert answer["Location"] == "/web/home/"
        assert client.get(URL, {"next": to})["Location"] == "/web/home/"


def test_signing_in_at_an_entrance_takes_the_seat_of_that_portal(user: User, cast: Cast, second_portal: str) -> None:
    role = Role.objects.create(key="second_role", title="第二", portal="second_one", permissions=[])
    other = Seat.objects.create(user=user, organisation=cast.owner.organisation, role=role)
    said = {"username": user.username, "password": WORD}
    client = Client()
    client.post(URL + "?next=/second_one/&way=password", with_picture(**said))
    assert client.session["seat"] == other.pk
    assert client.post("/people/sign-out/")["Location"] == f"{URL}?portal=second_one"
    plain = Client()
    plain.post(URL, with_picture(**said))
    assert "seat" not in plain.session


def test_after_the_second_factor_one_comes_to_where_one_was_going(user: User, settings: Any) -> None:
    from .test_limits import code_of, key_on

    settings.SECOND_FACTOR = ["all"]
    client = Client()
    client.post(f"{URL}?next=/self_check/ledger/", with_picture(username=user.username, password=WORD))
    key = key_on(client)
    assert client.post("/people/second/", {"code": code_of(key)})["Location"] == "/self_check/ledger/"


def test_after_choosing_a_password_too(user: User) -> None:
    word = user.issue_one_time()
    client = Client()
    client.post(f"{URL}?next=/self_check/ledger/", with_picture(username=user.username, password=word))
    answer = client.post("/people/password/", {"old": word, "new": "New-12345", "again": "New-12345"})
    assert answer["Location"] == "/self_check/ledger/"
