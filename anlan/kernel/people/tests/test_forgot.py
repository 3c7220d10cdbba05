"""A forgotten password: a code to the telephone on file, once, for five minutes, for five guesses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anlan.kernel import clock
from anlan.kernel.clock import jobs, now
from anlan.kernel.clock.models import Job
from anlan.kernel.people import codes
from anlan.kernel.people.models import SignIn, SmsCode, User
from anlan.kernel.testing import Cast

from .ways import PHONE, WORD, box, code_in, user, with_picture, wrong

__all__ = ["box", "user"]

NEW = "New-12345"


def ask(client: Client, name: str) -> Any:
    """Asks for a code."""
    answer = client.post("/people/forgot/", with_picture(username=name))
    jobs.run_waiting()
    return answer


@pytest.mark.django_db
def test_a_code_opens_a_new_password_once(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    assert ask(client, user.username).status_code == 302
    assert box[0][0] == PHONE
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
    assert PHONE not in kept and code_in(box) not in kept


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
def test_the_same_work_is_done_for_whoever_is_named(user: User, cast: Cast, box: list[tuple[str, str]]) -> None:
    def work(name: str) -> list[str]:
        client, said = Client(), with_picture(username=name)
        with CaptureQueriesContext(connection) as queries:
            assert client.post("/people/forgot/", said).status_code == 302
        said = [one["sql"].split() for one in queries]
        return [" ".join(words[:1] if "SAVEPOINT" in words else words[:3]) for words in said]

    without_phone = cast.seat("neighbour").user.username
    work(user.username)  # what is cached once is not compared
    known, nobody, bare = work(user.username), work("没有这个单位"), work(without_phone)
    assert known == nobody == bare
    assert 'INSERT INTO "people_smscode"' in known
    said = dict(SignIn.objects.values_list("username", "outcome"))
    assert said == {user.username: "发送验证码", "没有这个单位": "获取验证码被拒", without_phone: "获取验证码被拒"}


@pytest.mark.django_db
def test_a_password_like_the_number_tells_nothing_before_the_code(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask(client, user.username)
    alike = f"{PHONE}-Ab"
    said = client.post("/people/new-password/", {"code": wrong(code_in(box)), "new": alike}).content.decode()
    assert codes.WRONG in said and "相似" not in said
    said = client.post("/people/new-password/", {"code": code_in(box), "new": alike}).content.decode()
    assert "重新获取" in said
    user.refresh_from_db()
    assert user.check_password(WORD)


@pytest.mark.django_db
def test_guessing_ends(user: User, box: list[tuple[str, str]]) -> None:
    client = Client()
    ask(client, user.username)
    code = code_in(box)
    for guess in range(5):
        assert client.post("/people/new-password/", {"code": wrong(code, guess + 1), "new": NEW}).status_code == 422
    assert client.post("/people/new-password/", {"code": code, "new": NEW}).status_code == 422
    user.refresh_from_db()
    assert user.check_password(WORD)


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
