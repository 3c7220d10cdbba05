"""A forgotten password: a code to the telephone on file, once, for five minutes, for five guesses."""

from datetime import timedelta
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.clock import jobs, now
from anlan.kernel.clock.models import Job
from anlan.kernel.notice import sms
from anlan.kernel.people.models import SmsCode, User
from anlan.kernel.testing import Cast

NEW = "New-12345"


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What went out to telephones."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(sms, "send", lambda phone, text, key: sent.append((phone, text)))
    return sent


@pytest.fixture
def user(cast: Cast, settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = cast.seat("owner").user
    user.phone = "19900000001"
    user.set_password("Right-1234")
    user.save()
    return user


def ask(client: Client, name: str) -> Any:
    """Asks for a code."""
    key = CaptchaStore.generate_key()
    said = {"username": name, "captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response}
    answer = client.post("/people/forgot/", said)
    jobs.run_waiting()
    return answer


def code_in(box: list[tuple[str, str]]) -> str:
    """The code of the last message."""
    return box[-1][1].split("验证码 ")[1][:6]


@pytest.mark.django_db
def test_a_code_opens_a_new_password_once(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    assert ask(client, user.username).status_code == 302
    assert box[0][0] == "19900000001"
    code = code_in(box)
    assert client.post("/people/new-password/", {"code": code, "new": "123456"}).status_code == 422
    assert client.post("/people/new-password/", {"code": code, "new": NEW}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    ask(client, user.username)
    assert client.post("/people/new-password/", {"code": code, "new": "Other-12345"}).status_code == 422


@pytest.mark.django_db
def test_number_and_code_rest_nowhere_in_clear(user: User, box: list[tuple[str, str]]) -> None:
    ask(Client(), user.username)
    kept = str(list(Job.objects.values_list("payload", flat=True))) + str(list(SmsCode.objects.values()))
    assert "19900000001" not in kept and code_in(box) not in kept


@pytest.mark.django_db
def test_which_accounts_exist_is_not_told(user: User, cast: Cast, box: list[tuple[str, str]]) -> None:
    answers = []
    for name in (user.username, "没有这个单位", cast.seat("neighbour").user.username):
        client = Client()
        first = ask(client, name)
        page = client.get("/people/new-password/")
        second = client.post("/people/new-password/", {"code": "000000", "new": NEW})
        answers.append((first.status_code, first["Location"], page.status_code, second.status_code))
    assert len(set(answers)) == 1
    assert len(box) == 1


@pytest.mark.django_db
def test_guessing_ends(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask(client, user.username)
    code = code_in(box)
    for guess in range(5):
        wrong = f"{(int(code) + 1 + guess) % 10**6:06d}"
        assert client.post("/people/new-password/", {"code": wrong, "new": NEW}).status_code == 422
    assert client.post("/people/new-password/", {"code": code, "new": NEW}).status_code == 422
    user.refresh_from_db()
    assert user.check_password("Right-1234")


@pytest.mark.django_db
def test_a_code_grows_old_and_a_newer_one_replaces_it(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask(client, user.username)
    old = code_in(box)
    with clock.at(now() + timedelta(minutes=5, seconds=1)):
        assert client.post("/people/new-password/", {"code": old, "new": NEW}).status_code == 422
    ask(client, user.username)
    if code_in(box) != old:
        assert client.post("/people/new-password/", {"code": old, "new": NEW}).status_code == 422
    assert client.post("/people/new-password/", {"code": code_in(box), "new": NEW}).status_code == 302


@pytest.mark.django_db
def test_no_telephone_is_flooded(user: User, box: list[tuple[str, str]]) -> None:
    for _ in range(8):
        ask(Client(), user.username)
    assert len(box) == 5


@pytest.mark.django_db
def test_the_second_step_needs_the_first(user: User) -> None:
    client = Client()
    assert client.get("/people/new-password/")["Location"] == "/people/forgot/"
    assert client.post("/people/new-password/", {"code": "1", "new": NEW})["Location"] == "/people/forgot/"
    assert client.post("/people/forgot/", {"username": user.username}).status_code == 422


@pytest.mark.django_db
def test_it_ends_what_was_open_elsewhere(user: User, cast: Cast, box: list[tuple[str, str]]) -> None:
    elsewhere, client = cast.browser("owner"), Client()
    assert elsewhere.get("/web/home/").status_code == 200
    ask(client, user.username)
    client.post("/people/new-password/", {"code": code_in(box), "new": NEW})
    assert elsewhere.get("/web/home/").status_code == 302
