"""扫码登录: two minutes, once, for the browser that asked, by a signed-in person who saw where it was asked from."""

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
import segno
from django.db import connection
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.clock import now
from anlan.kernel.people.models import ScanCode, SignIn, User, UserSession
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

from .ways import SCAN, STATE, inside, shown, user

__all__ = ["user"]
pytestmark = pytest.mark.django_db
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


def state(client: Client) -> str:
    return str(client.get(STATE).json()["state"])


def confirm(phone: Client, url: str, do: str = "confirm") -> Any:
    return phone.post(url, {"do": do})


def test_a_signed_in_telephone_lets_the_asking_page_in(user: User, cast: Cast) -> None:
    desktop, phone = Client(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="10.1.2.3"), cast.browser("owner")
    page = desktop.get(SCAN + "?next=/self_check/ledger/").content.decode()
    assert "用已登录的手机扫码" in page
    _code, url = shown(desktop)
    picture = desktop.get("/people/sign-in/scan/code.svg")
    assert picture["Content-Type"] == "image/svg+xml" and picture.content.startswith(b"<svg")
    assert state(desktop) == "waiting"
    asked = phone.get(url).content.decode()
    assert "10.1.2.3" in asked and "Windows 电脑，Edge 浏览器" in asked and user.username in asked
    assert state(desktop) == "seen"
    assert desktop.post(SCAN).status_code == 422 and not inside(desktop), "seen is not confirmed"
    assert confirm(phone, url).status_code == 200
    assert state(desktop) == "confirmed" and not inside(desktop)
    answer = desktop.post(SCAN + "?next=/self_check/ledger/")
    assert (answer.status_code, answer["Location"]) == (302, "/self_check/ledger/")
    assert inside(desktop)
    good = SignIn.objects.get(outcome="成功")
    assert (good.user_id, good.way, good.ip) == (user.pk, "扫码", "10.1.2.3")
    assert {"scan_confirmed", "sign_in"} <= set(Entry.objects.filter(register="signin").values_list("verb", flat=True))
    assert UserSession.objects.filter(user=user, ended_at=None).count() == 2


def test_the_picture_holds_the_address_and_another_browsers_another(cast: Cast) -> None:
    client, told = Client(), io.BytesIO()
    _, url = shown(client)
    drawn = client.get("/people/sign-in/scan/code.svg").content
    segno.make(f"http://testserver{url}", error="m", micro=False).save(
        told, kind="svg", scale=4, border=4, light="#fff", xmldecl=False
    )
    assert drawn == told.getvalue()
    other = Client()
    shown(other)
    assert other.get("/people/sign-in/scan/code.svg").content != drawn


def test_the_same_code_twice_is_refused(user: User, cast: Cast) -> None:
    desktop, phone, other = Client(), cast.browser("owner"), cast.browser("neighbour")
    _, url = shown(desktop)
    confirm(phone, url)
    for client in (phone, other):
        for answer in (client.get(url), confirm(client, url), confirm(client, url, "refuse")):
            assert answer.status_code == 409 and "已用过" in answer.content.decode()
    assert desktop.post(SCAN).status_code == 302
    assert SignIn.objects.get(outcome="成功").user_id == user.pk
    assert confirm(other, url).status_code == 409
    assert SignIn.objects.filter(outcome="失败", way="扫码").count() == 5


def test_what_lets_in_is_used_up(user: User, cast: Cast) -> None:
    desktop = Client()
    code, url = shown(desktop)
    cookies = desktop.cookies.copy()
    confirm(cast.browser("owner"), url)
    code.refresh_from_db()
    assert desktop.post(SCAN).status_code == 302
    again = Client()
    again.cookies = cookies
    assert again.post(SCAN).status_code == 422 and not inside(again)
    assert not code.spend()


def test_a_stranger_with_the_addresses_gets_nothing(user: User, cast: Cast) -> None:
    desktop, stranger = Client(), Client()
    _, url = shown(desktop)
    confirm(cast.browser("owner"), url)
    assert stranger.get("/people/sign-in/scan/code.svg").status_code == 404
    assert state(stranger) == "expired"
    assert stranger.post(SCAN).status_code == 422 and not inside(stranger)
    assert stranger.get(url)["Location"].startswith("/people/sign-in/?next=/people/scan/")
    assert stranger.post(url, {"do": "confirm"}).status_code == 302
    assert desktop.post(SCAN).status_code == 302, "and takes nothing away"


def test_after_two_minutes_it_says_so(user: User, cast: Cast) -> None:
    desktop, phone = Client(), cast.browser("owner")
    code, url = shown(desktop)
    with clock.at(code.asked_at + timedelta(minutes=2)):
        assert desktop.get(STATE).json() == {"state": "expired", "text": "二维码已过期，请刷新"}
        for answer in (phone.get(url), confirm(phone, url)):
            assert answer.status_code == 409 and "二维码已过期" in answer.content.decode()
        answer = desktop.post(SCAN)
        assert answer.status_code == 422 and "二维码已过期，请刷新" in answer.content.decode()
        assert "系统客服" in answer.content.decode()
        assert not code.answer(user)
        fresh, _ = shown(desktop)
        assert fresh.pk != code.pk and state(desktop) == "waiting"


def test_a_confirmation_does_not_wait_for_ever(user: User, cast: Cast) -> None:
    desktop = Client()
    _code, url = shown(desktop)
    confirm(cast.browser("owner"), url)
    with clock.at(now() + timedelta(minutes=1, seconds=1)):
        assert desktop.post(SCAN).status_code == 422
    assert not inside(desktop)


def test_refused_on_the_telephone_is_refused(user: User, cast: Cast) -> None:
    desktop, phone = Client(), cast.browser("owner")
    _, url = shown(desktop)
    assert "已拒绝" in confirm(phone, url, "refuse").content.decode()
    assert state(desktop) == "refused"
    assert desktop.post(SCAN).status_code == 422 and confirm(phone, url).status_code == 409 and not inside(desktop)
    assert SignIn.objects.filter(outcome="拒绝扫码", user=user).count() == 1


def test_a_foreign_page_can_not_confirm_for_somebody(user: User, cast: Cast) -> None:
    desktop, phone = Client(), cast.browser("owner")
    code, url = shown(desktop)
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = phone.cookies
    assert forged.post(url, {"do": "confirm"}).status_code == 403
    assert phone.get(url + "?do=confirm").status_code == 200
    code.refresh_from_db()
    assert code.state == "seen", "looking confirms nothing"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SCAN).status_code == 403


def test_no_code_is_invented(cast: Cast) -> None:
    for token in ("x", "%00", "-" * 43, "🙂"):
        assert cast.browser("owner").get(f"/people/scan/{token}/").status_code == 404


@pytest.mark.parametrize(
    "facts", [{"standing": "pending"}, {"standing": "locked"}, {"ends_on": "2020-01-02", "starts_on": "2020-01-01"}]
)
def test_a_telephone_without_a_seat_confirms_nothing(user: User, cast: Cast, facts: dict[str, str]) -> None:
    desktop, phone = Client(), cast.browser("owner")
    _code, url = shown(desktop)
    Seat.objects.filter(user=user).update(**facts)
    assert confirm(phone, url).status_code == 403
    assert state(desktop) == "waiting"


def test_who_is_shut_out_between_confirming_and_entering_stays_out(user: User, cast: Cast) -> None:
    desktop = Client()
    _, url = shown(desktop)
    confirm(cast.browser("owner"), url)
    user.shut_out()
    answer = desktop.post(SCAN)
    assert answer.status_code == 422 and "系统客服" in answer.content.decode() and not inside(desktop)
    assert SignIn.objects.filter(outcome="失败", way="扫码", user=user).exists()


def test_the_second_factor_stands_on_both_sides(user: User, cast: Cast, settings: Any) -> None:
    settings.SECOND_FACTOR = ["enterprise_safety_officer"]
    desktop, phone = Client(), cast.browser("owner")
    _, url = shown(desktop)
    store = phone.session
    store["second"] = "due"
    store.save()
    assert confirm(phone, url)["Location"] == "/people/second/" and state(desktop) == "waiting"
    store["second"] = ""
    store.save()
    confirm(phone, url)
    desktop.post(SCAN)
    assert desktop.get("/web/home/")["Location"] == "/people/second/"


def test_one_page_opened_twice_shows_one_code_and_one_address_not_without_end(settings: Any) -> None:
    settings.SCANS_AN_ADDRESS = 3
    client = Client()
    assert shown(client)[0].pk == shown(client)[0].pk
    told = [Client().get(SCAN).status_code for _ in range(4)]
    assert told == [200, 200, 429, 429]
    assert Client().get(SCAN, REMOTE_ADDR="10.0.0.2").status_code == 200
    assert "取二维码太频繁" in Client().get(SCAN).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_counts(db: None) -> None:
    people = [User.objects.make(f"人{n}") for n in range(4)]
    code = ScanCode.objects.create(token="t")
    told: list[bool] = []
    gate = threading.Barrier(len(people))

    def answer(one: User) -> None:
        gate.wait()
        told.append(code.answer(one))
        connection.close()

    threads = [threading.Thread(target=answer, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, False, False, True]
