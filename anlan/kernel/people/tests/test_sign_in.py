"""Signing in and out: picture code, lock-out, one-time passwords, idle chairs, seats, sessions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.clock import now
from anlan.kernel.people.models import SignIn, User, UserSession
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

URL = "/people/sign-in/"
WORD = "Right-1234"


@pytest.fixture
def user(cast: Cast, settings: Any) -> Iterator[User]:
    """The owner's account, named as the firm is, with a password."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seat = cast.seat("owner")
    user = seat.user
    user.username = seat.organisation.name
    user.set_password(WORD)
    user.save()
    yield user


def enter(client: Client, name: str, word: str, code: str | None = None, **more: str) -> Any:
    """Signs in with the picture code as somebody would read it."""
    key = CaptchaStore.generate_key()
    answer = CaptchaStore.objects.get(hashkey=key).response if code is None else code
    return client.post(URL, {"username": name, "password": word, "captcha_0": key, "captcha_1": answer, **more})


def inside(client: Client) -> bool:
    """Is somebody signed in here?"""
    return client.get("/web/home/").status_code == 200


@pytest.mark.django_db
def test_the_firms_full_name_password_and_code_lead_in(user: User) -> None:
    client = Client()
    answer = enter(client, "岚泽化工有限公司", WORD)
    assert (answer.status_code, answer["Location"]) == (302, "/web/home/")
    assert inside(client)
    assert SignIn.objects.get().outcome == "成功"
    assert client.get(URL).status_code == 302


@pytest.mark.django_db
def test_a_wrong_code_does_not_even_ask_for_the_password(user: User) -> None:
    client = Client()
    for code in ("", "xxxx", "\x00"):
        answer = enter(client, user.username, WORD, code)
        assert answer.status_code == 422
        assert not inside(client)
    assert "验证码" in answer.content.decode()
    assert set(SignIn.objects.values_list("outcome", flat=True)) == {"验证码错误"}


@pytest.mark.django_db
def test_a_code_is_good_for_one_try_and_five_minutes(user: User) -> None:
    key = CaptchaStore.generate_key()
    code = CaptchaStore.objects.get(hashkey=key).response
    said = {"username": user.username, "password": "wrong", "captcha_0": key, "captcha_1": code}
    client = Client()
    assert "用户名或密码不对" in client.post(URL, said).content.decode()
    assert "验证码不对或已过期" in client.post(URL, said | {"password": WORD}).content.decode()
    old = CaptchaStore.generate_key()
    CaptchaStore.objects.filter(hashkey=old).update(expiration=now() - timedelta(seconds=1))
    stale = {"captcha_0": old, "captcha_1": CaptchaStore.objects.get(hashkey=old).response, "password": WORD}
    assert client.post(URL, said | stale).status_code == 422
    assert not inside(client)


@pytest.mark.django_db
def test_codes_differ_and_a_new_one_can_be_had(user: User) -> None:
    client = Client()
    keys = {client.get("/people/captcha/").json()["key"] for _ in range(8)}
    codes = set(CaptchaStore.objects.filter(hashkey__in=keys).values_list("response", flat=True))
    assert len(keys) == 8 and len(codes) > 4


@pytest.mark.django_db
def test_a_wrong_name_and_a_wrong_password_answer_alike(user: User) -> None:
    wrong = [
        enter(Client(), name, word)
        for name, word in ((user.username, "x"), ("没有这个单位", WORD), (user.username, ""))
    ]
    said = [w.content.decode() for w in wrong[:2]]
    assert [w.status_code for w in wrong] == [422] * 3
    assert all("用户名或密码不对" in s for s in said)
    assert SignIn.objects.filter(outcome="失败").count() == 2


@pytest.mark.django_db
def test_five_wrong_tries_lock_and_time_opens(user: User, settings: Any) -> None:
    client = Client()
    answers = [enter(client, user.username, f"wrong-{n}") for n in range(5)]
    assert answers[-1].status_code == 429 and "锁定" in answers[-1].content.decode()
    assert enter(client, user.username, WORD).status_code == 429, "not even with the right one"
    assert enter(client, f" {user.username} ", WORD).status_code == 429, "blanks around the name open nothing"
    assert not inside(client)
    from axes.utils import reset

    reset(username=user.username)
    assert enter(client, user.username, WORD).status_code == 302


@pytest.mark.django_db
def test_one_lock_does_not_lock_others_out(user: User, cast: Cast) -> None:
    for n in range(6):
        enter(Client(), user.username, f"wrong-{n}")
    other = cast.seat("neighbour").user
    other.set_password(WORD)
    other.save()
    assert enter(Client(), other.username, WORD).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(user: User, to: str) -> None:
    assert enter(Client(), user.username, WORD, next=to)["Location"] == "/web/home/"
    assert enter(Client(), user.username, WORD, next="/web/inbox/")["Location"] == "/web/inbox/"


@pytest.mark.django_db
def test_a_one_time_password_leads_to_nothing_but_choosing(user: User) -> None:
    word = user.issue_one_time()
    client = Client()
    assert enter(client, user.username, word)["Location"] == "/people/password/"
    for url in (
        "/web/home/",
        "/self_check/ledger/",
        "/web/inbox/",
        "/people/tokens/",
        "/api/",
        "/doors/pick/urge/unit/",
        "/files/",
    ):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, "/people/password/"), url
    for bad in ({"old": "wrong", "new": "New-12345", "again": "New-12345"}, {"old": word, "new": "New-12345", "again": "x"},
                {"old": word, "new": word, "again": word}, {"old": word, "new": "123456", "again": "123456"}):  # fmt: skip
        assert client.post("/people/password/", bad).status_code == 422
    assert not inside(client)
    done = client.post("/people/password/", {"old": word, "new": "New-12345", "again": "New-12345"})
    assert done.status_code == 302 and inside(client)
    user.refresh_from_db()
    assert (user.must_choose, user.one_time_until) == (False, None)
    assert enter(Client(), user.username, word).status_code == 422
    assert enter(Client(), user.username, "New-12345")["Location"] == "/web/home/"
    assert Entry.objects.filter(verb="password").count() == 1


@pytest.mark.django_db
def test_a_one_time_password_has_its_days(user: User) -> None:
    word = user.issue_one_time()
    with clock.at(now() + timedelta(days=6, hours=23)):
        assert enter(Client(), user.username, word).status_code == 302
    with clock.at(now() + timedelta(days=7, minutes=1)):
        assert enter(Client(), user.username, word).status_code == 422


@pytest.mark.django_db
def test_an_old_password_must_be_changed(user: User, settings: Any) -> None:
    User.objects.filter(pk=user.pk).update(password_set_at=now())
    with clock.at(now() + timedelta(days=settings.PASSWORD_DAYS + 1)):
        assert enter(Client(), user.username, WORD)["Location"] == "/people/password/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word", ["123456", "abcdefgh", "Abcdefgh", "12345678", "Ab1", "password", "岚泽化工有限公司", "ABCDEF12"]
)
def test_passwords_too_weak(user: User, word: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(word, user)


@pytest.mark.django_db
def test_passwords_strong_enough(user: User) -> None:
    for word in ("Anlan-2026x", "abc-12345", "安澜Xy-2026"):
        validate_password(word, user)


@pytest.mark.django_db
def test_an_idle_chair_is_signed_out_and_looking_for_news_keeps_nobody_in(user: User, settings: Any) -> None:
    client = Client()
    start = now()
    enter(client, user.username, WORD)
    for minute in range(5, settings.IDLE_MINUTES, 5):
        with clock.at(start + timedelta(minutes=minute)):
            assert client.get("/web/badges/").status_code == 200
    with clock.at(start + timedelta(minutes=settings.IDLE_MINUTES + 1)):
        answer = client.get("/web/home/")
        assert answer.status_code == 302 and "ended=1" in answer["Location"]
    assert not inside(client)
    assert UserSession.objects.get().ended_at is not None


@pytest.mark.django_db
def test_who_works_stays_in(user: User, settings: Any) -> None:
    client, start = Client(), now()
    enter(client, user.username, WORD)
    for turn in range(1, 5):
        with clock.at(start + timedelta(minutes=turn * (settings.IDLE_MINUTES - 1))):
            assert inside(client)


@pytest.mark.django_db
def test_a_session_is_ended_from_another_device(user: User, cast: Cast) -> None:
    here, there, other = Client(), Client(), cast.browser("colleague")
    enter(here, user.username, WORD)
    enter(there, user.username, WORD)
    row = UserSession.objects.get(session_key=there.session.session_key)
    other.post("/people/sessions/", {"session": row.pk})
    assert inside(there), "nobody ends another's session"
    assert here.get("/people/sessions/").content.decode().count('name="session"') >= 1
    for bad in ("x", "", "9" * 30, "-1"):
        assert here.post("/people/sessions/", {"session": bad}).status_code == 302
    here.post("/people/sessions/", {"session": row.pk})
    assert not inside(there) and inside(here)


@pytest.mark.django_db
def test_a_new_password_and_a_reset_end_the_other_sessions(user: User, cast: Cast) -> None:
    here, there = Client(), Client()
    enter(here, user.username, WORD)
    enter(there, user.username, WORD)
    here.post("/people/password/", {"old": WORD, "new": "New-12345", "again": "New-12345"})
    assert inside(here) and not inside(there)
    shown = cast.does("locality", "seat", "reset_password", cast.owner.pk).result["show"]
    assert not inside(here)
    user.refresh_from_db()
    assert user.must_choose
    word = shown.split("：")[1].split("（")[0]
    assert enter(Client(), user.username, word)["Location"] == "/people/password/"
    assert word not in str(list(Entry.objects.values_list("title", "changes")))


@pytest.mark.django_db
def test_signing_out(user: User) -> None:
    client = Client()
    enter(client, user.username, WORD)
    assert client.get("/people/sign-out/").status_code == 405
    client.post("/people/sign-out/")
    assert not inside(client)
    assert list(SignIn.objects.order_by("id").values_list("outcome", flat=True)) == ["成功", "退出"]


@pytest.mark.django_db
def test_a_user_who_was_switched_off_is_out(user: User) -> None:
    client = Client()
    enter(client, user.username, WORD)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not inside(client)
    assert enter(Client(), user.username, WORD).status_code == 422


@pytest.mark.django_db
def test_demo_accounts_are_shown_in_demo_mode_only(cast: Cast, settings: Any) -> None:
    assert "123456" not in Client().get(URL).content.decode()
    settings.DEMO = True
    assert "123456" in Client().get(URL).content.decode()
