"""短信登录: a code once, for five minutes, five guesses, for the number and the browser that asked; nobody learns whose number it is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anlan.kernel import clock
from anlan.kernel.clock import jobs, now
from anlan.kernel.clock.models import Job
from anlan.kernel.people import codes
from anlan.kernel.people.models import SignIn, SmsCode, User, UserSession
from anlan.kernel.people.numbers import mobile
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

from .ways import PHONE, SMS, ask_code, box, code_in, inside, user, with_picture, wrong

__all__ = ["box", "user"]
pytestmark = pytest.mark.django_db
NOBODYS = "13900000009"


def take(client: Client, code: str, query: str = "", **more: Any) -> Any:
    return client.post(SMS + query, {"code": code}, **more)


def test_number_picture_and_code_lead_in_to_where_one_was_going(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    to = client.get("/self_check/ledger/")["Location"]
    query = "?" + to.split("?")[1]
    asked = client.post(SMS + query, with_picture(phone="+86 199-0000 0001"))
    jobs.run_waiting()
    assert (asked.status_code, asked["Location"]) == (302, SMS + query)
    assert "199****0001" in client.get(asked["Location"]).content.decode()
    assert box == [(PHONE, box[0][1])] and "用于登录" in box[0][1]
    answer = take(client, code_in(box), query)
    assert (answer.status_code, answer["Location"]) == (302, "/self_check/ledger/")
    assert inside(client) and client.get(SMS).status_code == 302
    row = SignIn.objects.get(outcome="成功")
    assert (row.user_id, row.username, row.way) == (user.pk, user.username, "短信")
    assert Entry.objects.get(register="signin", verb="sign_in").changes["方式"] == [None, "短信"]
    assert UserSession.objects.filter(user=user, ended_at=None).count() == 1


def test_nothing_is_sent_without_number_and_picture(user: User, box: list[tuple[str, str]]) -> None:
    for said in (
        {"phone": PHONE, "captcha_0": "x", "captcha_1": "x"},
        with_picture(phone=""),
        with_picture(phone="12345"),
    ):
        assert Client().post(SMS, said).status_code == 422
    said = with_picture(phone=PHONE)
    assert Client().post(SMS, said).status_code == 302
    assert Client().post(SMS, said).status_code == 422, "a picture is good for one message"
    jobs.run_waiting()
    assert len(box) == 1


@pytest.mark.parametrize("typed", [" 138 0000 0000 ", "+8613800000000", "１３８００００００００", "138-0000-0000"])
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert mobile(typed) == "13800000000"


@pytest.mark.parametrize(
    "typed", ["", "1380000000", "138000000000", "23800000000", "1380000000a", "138٠٠٠٠٠٠٠٠", "\x00"]
)
def test_what_is_no_number_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(ValidationError, match="11 位"):
        mobile(typed)


def test_a_replayed_code_opens_nothing(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask_code(client)
    code, cookies = code_in(box), client.cookies.copy()
    assert take(client, code).status_code == 302
    assert SmsCode.objects.get().used_at
    again = Client()
    again.cookies = cookies
    assert take(again, code).status_code == 422 and not inside(again)
    row = SmsCode.objects.get()
    assert not codes.spend(row.pk, "sign_in", code)


def test_guessing_ends_with_a_clear_sentence(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask_code(client)
    code = code_in(box)
    for n in range(5):
        assert codes.WRONG in take(client, wrong(code, n + 1)).content.decode()
    answer = take(client, code)
    assert answer.status_code == 422 and "系统客服" in answer.content.decode()
    assert not inside(client)
    assert SignIn.objects.filter(outcome="失败", way="短信", username="199****0001").count() == 6


def test_guesses_from_one_address_over_all_numbers_have_an_end(
    user: User, box: list[tuple[str, str]], settings: Any
) -> None:
    settings.ADDRESS_FAILURES = 3
    client = Client()
    ask_code(client)
    for _ in range(3):
        take(client, wrong(code_in(box)))
    assert take(client, code_in(box)).status_code == 429 and not inside(client)


def test_a_code_grows_old(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask_code(client)
    with clock.at(now() + timedelta(minutes=5, seconds=1)):
        assert take(client, code_in(box)).status_code == 422
    assert not inside(client)


def test_a_newer_code_replaces_the_older_in_that_browser(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask_code(client)
    old = code_in(box)
    ask_code(client)
    if code_in(box) != old:
        assert take(client, old).status_code == 422
    assert take(client, code_in(box)).status_code == 302


def test_a_code_is_of_the_browser_and_the_purpose_that_asked(user: User, box: list[tuple[str, str]]) -> None:
    mine, strangers = Client(), Client()
    ask_code(mine)
    code = code_in(box)
    ask_code(strangers)
    if code_in(box) != code:
        assert take(strangers, code).status_code == 422, "asked for elsewhere"
    assert "请先填写手机号" in take(Client(), code).content.decode()
    reset = Client()
    reset.post("/people/forgot/", with_picture(username=user.username))
    jobs.run_waiting()
    assert "用于重置密码" in box[-1][1]
    assert take(reset, code_in(box)).status_code == 422, "a code for the password does not sign in"
    assert take(mine, code).status_code == 302, "and what strangers asked for takes nothing away"
    before = user.password
    ask_code(reset)
    reset.post("/people/new-password/", {"code": code_in(box), "new": "New-12345"})
    user.refresh_from_db()
    assert user.password == before, "nor does a code for signing in set a password"


def test_asked_for_a_hundred_times_it_is_refused(user: User, box: list[tuple[str, str]], settings: Any) -> None:
    settings.CODES_AN_ADDRESS = 1000
    answers = [ask_code(Client()) for _ in range(100)]
    assert [a.status_code for a in answers] == [302] * settings.CODES_AN_HOUR + [429] * (100 - settings.CODES_AN_HOUR)
    assert codes.OFTEN in answers[-1].content.decode() and "系统客服" in answers[-1].content.decode()
    assert len(box) == settings.CODES_AN_HOUR
    assert SignIn.objects.filter(outcome="获取验证码被拒").count() == 100 - settings.CODES_AN_HOUR


def test_one_address_can_not_ask_for_ever_other_numbers(user: User, box: list[tuple[str, str]], settings: Any) -> None:
    settings.CODES_AN_ADDRESS = 4
    numbers = [f"1380000000{n}" for n in range(6)]
    told = [ask_code(Client(), one, ip="10.0.0.7").status_code for one in numbers]
    assert told == [302] * 4 + [429] * 2
    assert ask_code(Client(), PHONE, ip="10.0.0.8").status_code == 302 and len(box) == 1


def test_whose_number_it_is_nobody_learns(user: User, cast: Cast, box: list[tuple[str, str]], settings: Any) -> None:
    User.objects.make("停用的人", phone="13700000007", is_active=False)
    answers = []
    for phone in (PHONE, NOBODYS, "13700000007"):
        client, told = Client(), []
        for _ in range(settings.CODES_AN_HOUR + 1):
            answer = ask_code(client, phone)
            told.append((answer.status_code, answer.get("Location")))
        page = re.sub(r'value="[^"]*"|/image/\w+|content="[\w-]{40,}"', "", client.get(SMS).content.decode())
        late = take(client, "000000")
        answers.append((told, page.replace(phone[:3] + "****" + phone[-4:], "#"), late.status_code))
    assert answers[0] == answers[1] == answers[2]
    assert {phone for phone, _ in box} == {PHONE}, "and only whom it belongs to gets a message"


def test_for_any_number_the_page_does_the_same_work(user: User, django_assert_max_num_queries: Any) -> None:
    """The answer's time tells nothing: the questions to the database are the same, the looking-up comes in a job."""
    from django.db import connection

    asked = []
    for phone in (PHONE, NOBODYS):
        client, said = Client(), with_picture(phone=phone)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.post(SMS, said).status_code == 302
        asked.append([re.sub(r"'[^']*'|\d+", "#", q["sql"])[:60] for q in caught])
    assert asked[0] == asked[1] and len(asked[0]) > 5


def test_number_and_code_rest_nowhere_in_clear(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask_code(client)
    kept = (
        f"{list(Job.objects.values_list('payload', flat=True))}{list(SmsCode.objects.values())}{dict(client.session)}"
    )
    kept += f"{list(SignIn.objects.values())}{list(Entry.objects.values())}"
    assert PHONE not in kept and code_in(box) not in kept


def test_the_code_is_shown_in_the_demo_and_only_there(user: User, box: list[tuple[str, str]], settings: Any) -> None:
    plain = Client()
    ask_code(plain)
    assert code_in(box) not in plain.get(SMS).content.decode()
    settings.DEMO = True
    demo = Client()
    ask_code(demo)
    page = demo.get(SMS).content.decode()
    assert f"验证码为 {code_in(box)}" in page and PHONE in page


def test_who_has_several_accounts_picks_one(user: User, cast: Cast, box: list[tuple[str, str]]) -> None:
    other = cast.seat("neighbour").user
    other.phone = PHONE
    other.save()
    client = Client()
    ask_code(client)
    answer = take(client, code_in(box))
    assert answer["Location"] == "/people/sign-in/sms/pick/" and not inside(client)
    page = client.get(answer["Location"]).content.decode()
    assert user.username in page and other.username in page
    stranger = cast.seat("stranger").user
    assert client.post("/people/sign-in/sms/pick/", {"user": stranger.pk}).status_code == 200 and not inside(client)
    assert client.post("/people/sign-in/sms/pick/", {"user": other.pk}).status_code == 302 and inside(client)
    assert SignIn.objects.get(outcome="成功").user_id == other.pk
    assert Client().get("/people/sign-in/sms/pick/")["Location"] == SMS
    late = Client()
    ask_code(late)
    take(late, code_in(box))
    with clock.at(now() + timedelta(minutes=6)):
        assert late.post("/people/sign-in/sms/pick/", {"user": other.pk})["Location"] == SMS
    assert not inside(late)


def test_who_may_not_come_in_by_password_may_not_by_sms(user: User, cast: Cast, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask_code(client)
    user.shut_out()
    answer = take(client, code_in(box))
    assert answer.status_code == 422 and "系统客服" in answer.content.decode() and not inside(client)
    user.forgive()
    user.issue_one_time()
    user.phone, user.one_time_until = PHONE, now() - timedelta(days=1)
    user.save()
    ask_code(client)
    assert take(client, code_in(box)).status_code == 422 and not inside(client)
    User.objects.filter(pk=user.pk).update(one_time_until=now() + timedelta(days=1))
    ask_code(client)
    assert take(client, code_in(box))["Location"] == "/people/password/"


def test_a_reset_password_takes_the_number_along(user: User, box: list[tuple[str, str]]) -> None:
    """Whoever left the firm, and whose telephone it is, neither signs in with it nor chooses the password."""
    user.issue_one_time()
    client = Client()
    ask_code(client)
    client.post("/people/forgot/", with_picture(username=user.username))
    jobs.run_waiting()
    assert box == []


def test_a_locked_name_stays_locked_by_sms(user: User, box: list[tuple[str, str]]) -> None:
    for n in range(5):
        Client().post("/people/sign-in/", with_picture(username=user.username, password=f"wrong-{n}"))
    client = Client()
    ask_code(client)
    answer = take(client, code_in(box))
    assert answer.status_code == 429 and not inside(client)
    assert SignIn.objects.filter(outcome="锁定", way="短信", username=user.username).exists()


@pytest.mark.parametrize(
    "facts", [{"standing": "pending"}, {"standing": "locked"}, {"ends_on": "2020-01-02", "starts_on": "2020-01-01"}]
)
def test_without_a_seat_there_is_nothing_inside(user: User, box: list[tuple[str, str]], facts: dict[str, str]) -> None:
    Seat.objects.filter(user=user).update(**facts)
    client = Client()
    ask_code(client)
    assert take(client, code_in(box)).status_code == 302
    home = client.get("/web/home/")
    assert home.status_code == 403 and "系统客服" in home.content.decode()


def test_the_second_factor_stands_after_the_code(user: User, box: list[tuple[str, str]], settings: Any) -> None:
    settings.SECOND_FACTOR = ["enterprise_safety_officer"]
    client = Client()
    ask_code(client)
    take(client, code_in(box))
    assert client.get("/self_check/ledger/")["Location"] == "/people/second/"
