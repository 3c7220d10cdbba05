"""How often somebody may try, how long somebody stays in, and what the log and the chain say of it."""

import base64
import hashlib
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from captcha.models import CaptchaStore
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from anlan.kernel import clock
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import jobs, now
from anlan.kernel.clock.schedule import ask_for_due
from anlan.kernel.notice import sms
from anlan.kernel.people import codes, second
from anlan.kernel.people.models import ApiToken, SignIn, SmsCode, User, UserSession
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Entry

WORD = "Right-1234"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user(cast: Cast, settings: Any) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = cast.seat("owner").user
    user.phone = "19900000001"
    user.set_password(WORD)
    user.save()
    return user


def enter(client: Client, name: str, word: str, ip: str = "127.0.0.1") -> Any:
    key = CaptchaStore.generate_key()
    code = CaptchaStore.objects.get(hashkey=key).response
    said = {"username": name, "password": word, "captcha_0": key, "captcha_1": code}
    return client.post("/people/sign-in/", said, REMOTE_ADDR=ip)


def inside(client: Client) -> bool:
    return client.get("/web/home/").status_code == 200


def test_one_address_trying_many_names_has_to_wait(user: User, settings: Any) -> None:
    settings.ADDRESS_FAILURES = 4
    for n in range(4):
        assert enter(Client(), f"没有{n}", "x", "10.0.0.9").status_code == 422
    assert enter(Client(), user.username, WORD, "10.0.0.9").status_code == 429
    assert enter(Client(), user.username, WORD, "10.0.0.8").status_code == 302
    with clock.at(now() + timedelta(minutes=61)):
        assert enter(Client(), user.username, WORD, "10.0.0.9").status_code == 302


def test_many_addresses_trying_one_name_keep_strangers_out_but_not_its_owner(user: User, settings: Any) -> None:
    settings.NAME_FAILURES = 4
    assert enter(Client(), user.username, WORD, "10.0.0.1").status_code == 302
    for n in range(4):
        assert enter(Client(), user.username, "x", f"10.9.0.{n}").status_code == 422
    assert enter(Client(), user.username, WORD, "10.9.9.9").status_code == 429
    assert enter(Client(), user.username, WORD, "10.0.0.1").status_code == 302, "strangers can't lock the owner out"


def test_codes_are_few_by_number_by_day_and_by_address(user: User, cast: Cast, settings: Any) -> None:
    start = now()
    for _ in range(settings.CODES_AN_HOUR):
        assert codes.send("reset", user.phone, "10.0.0.1")
    assert not codes.send("reset", user.phone, "10.0.0.2")
    with clock.at(start + timedelta(hours=2)):
        for _ in range(settings.CODES_A_DAY - settings.CODES_AN_HOUR):
            assert codes.send("reset", user.phone, "10.0.0.1")
    with clock.at(start + timedelta(hours=4)):
        assert not codes.send("reset", user.phone, "10.0.0.1"), "enough for a day"
    settings.CODES_AN_ADDRESS = 3
    others = [User.objects.make(f"别人{n}", phone=f"1380000000{n}") for n in range(4)]
    sent = [bool(codes.send("reset", other.phone, "10.0.0.7")) for other in others]
    assert sent == [True, True, True, False]


def test_no_code_without_the_picture(user: User) -> None:
    answer = Client().post("/people/forgot/", {"username": user.username, "captcha_0": "x", "captcha_1": "x"})
    assert answer.status_code == 422 and not SmsCode.objects.exists()


def test_a_token_rests_hashed_ends_and_is_revoked(user: User, cast: Cast) -> None:
    row, word = ApiToken.issue(cast.owner, "试")
    assert row.digest == hashlib.sha256(word.encode()).hexdigest() and word not in str(vars(row))

    def ask() -> int:
        return Client().get("/api/v1/hazard/", HTTP_AUTHORIZATION=f"Bearer {word}").status_code

    assert ask() == 200
    with clock.at(now() + timedelta(days=91)):
        assert ask() == 401
    user.issue_one_time()
    assert ask() == 401, "a reset password takes the keys with it"


def test_a_session_has_an_end_however_busy(user: User, settings: Any) -> None:
    client, start = Client(), now()
    enter(client, user.username, WORD)
    for minutes in range(20, settings.SESSION_HOURS * 60, 20):
        with clock.at(start + timedelta(minutes=minutes)):
            assert client.get("/web/inbox/").status_code == 200
    with clock.at(start + timedelta(hours=settings.SESSION_HOURS, minutes=1)):
        assert not inside(client)
    assert SignIn.objects.filter(outcome="超时退出").exists()


def test_the_oldest_session_goes_when_there_are_too_many(user: User, settings: Any) -> None:
    settings.SESSIONS_MOST = 2
    clients, start = [Client() for _ in range(3)], now()
    for n, client in enumerate(clients):
        with clock.at(start + timedelta(minutes=n)):
            enter(client, user.username, WORD)
    with clock.at(start + timedelta(minutes=4)):
        assert [inside(client) for client in clients] == [False, True, True]


def test_an_ended_seat_ends_its_sessions(user: User, cast: Cast) -> None:
    client = Client()
    enter(client, user.username, WORD)
    cast.does("locality", "seat", "end", cast.owner.pk)
    assert not UserSession.objects.filter(user=user, ended_at=None).exists()
    assert client.get("/web/home/").status_code == 302


def test_what_happens_at_the_door_is_in_the_chain_for_the_auditor(user: User, cast: Cast) -> None:
    client = Client()
    enter(client, user.username, "wrong", "10.0.0.5")
    enter(client, "pa55word-typed-into-the-wrong-box", "x", "10.0.0.5")
    enter(client, user.username, WORD, "10.0.0.5")
    client.post("/people/switch/", {"seat": cast.owner.pk})
    client.post("/people/password/", {"old": WORD, "new": "New-12345", "again": "New-12345"})
    client.post("/people/sign-out/")
    for n in range(6):
        enter(Client(), user.username, f"wrong-{n}")
    told = registry.register("entry").rows(cast.seat("auditor")).filter(register="signin")
    verbs = set(told.values_list("verb", flat=True))
    assert verbs >= {"sign_in_failed", "sign_in", "seat_changed", "password", "sign_out", "locked_out"}
    good = told.get(verb="sign_in")
    assert (good.user_id, good.changes["地址"]) == (user.pk, [None, "10.0.0.5"])
    assert "pa55word" not in str(list(told.values_list("title", "changes")))
    assert book.verify().fault is None
    for name in ("platform", "security", "office", "stranger"):
        assert not registry.register("signin").rows(cast.seat(name)).exists(), name
    assert registry.register("signin").rows(cast.seat("auditor")).count() == SignIn.objects.count()


def test_the_log_is_kept_longer_than_six_months(user: User, cast: Cast) -> None:
    enter(Client(), user.username, WORD)
    count = SignIn.objects.count(), Entry.objects.count()
    with clock.at(now() + timedelta(days=200)):
        ask_for_due()
        jobs.run_waiting()
    assert SignIn.objects.count() >= count[0] and Entry.objects.count() >= count[1]
    assert book.verify().fault is None


def code_of(key: str, moment: Any = None) -> str:
    return TOTP(base64.b32decode(key), 6, SHA1(), 30).generate(int((moment or now()).timestamp())).decode()


def key_on(client: Client) -> str:
    page = client.get("/people/second/").content.decode()
    return page.split('id="second-key">')[1].split("<")[0].replace(" ", "")


def test_a_role_that_needs_a_second_factor_gets_nowhere_without(user: User, settings: Any) -> None:
    settings.SECOND_FACTOR = ["enterprise_safety_officer"]
    client, start = Client(), now()
    enter(client, user.username, WORD)
    for url in ("/web/home/", "/self_check/ledger/", "/people/tokens/", "/people/password/", "/files/", "/api/"):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, "/people/second/"), url
    key = key_on(client)
    assert key_on(client) == key, "looking again does not change it"
    assert client.post("/people/second/", {"code": "000000"}).status_code == 422
    assert client.post("/people/second/", {"code": code_of(key)}).status_code == 302
    assert inside(client)
    user.refresh_from_db()
    assert user.second_key == key
    again = Client()
    enter(again, user.username, WORD)
    assert "second-key" not in again.get("/people/second/").content.decode(), "the key is shown but once"
    assert again.post("/people/second/", {"code": code_of(key, start)}).status_code == 422, "a code is good for once"
    with clock.at(now() + timedelta(seconds=31)):
        assert again.post("/people/second/", {"code": code_of(key)}).status_code == 302
        assert inside(again)


def test_an_old_code_and_guessing_lead_nowhere(user: User) -> None:
    key = base64.b32encode(b"k" * 20).decode()
    User.objects.filter(pk=user.pk).update(second_key=key)
    client, start = Client(), now()
    enter(client, user.username, WORD)
    with clock.at(start + timedelta(seconds=95)):
        assert client.post("/people/second/", {"code": code_of(key, start)}).status_code == 422
    for _ in range(second.MOST_WRONG - 1):
        answer = client.post("/people/second/", {"code": "000000"})
    assert answer.status_code == 302 and "sign-in" in answer["Location"]
    assert SignIn.objects.filter(outcome="二次验证失败").count() == second.MOST_WRONG
    enter(client, user.username, WORD)
    answer = client.post("/people/second/", {"code": "000000"})
    assert "sign-in" in answer["Location"], "and so it goes on for an hour"


def test_an_authenticator_is_set_up_by_who_knows_the_password(user: User) -> None:
    """Of one's own will, in a session that has been open for a while."""
    client = Client()
    enter(client, user.username, WORD)
    key = key_on(client)
    for password in ("", "wrong"):
        assert client.post("/people/second/", {"code": code_of(key), "password": password}).status_code == 422
    user.refresh_from_db()
    assert user.second_key == ""
    assert client.post("/people/second/", {"code": code_of(key), "password": WORD}).status_code == 302
    user.refresh_from_db()
    assert user.second_key == key and inside(client)


def test_a_reset_password_does_not_take_the_second_factor_away(user: User) -> None:
    key = base64.b32encode(b"k" * 20).decode()
    User.objects.filter(pk=user.pk).update(second_key=key)
    user.refresh_from_db()
    word = user.issue_one_time()
    client = Client()
    enter(client, user.username, word)
    assert client.get("/people/password/")["Location"] == "/people/second/"


def test_only_the_security_administrator_forgets_a_lost_authenticator(user: User, cast: Cast) -> None:
    User.objects.filter(pk=user.pk).update(second_key="K" * 32)
    for name in ("platform", "locality", "auditor"):
        with pytest.raises((Forbidden, NotYours)):
            cast.does(name, "seat", "clear_second", cast.owner.pk)
    cast.does("security", "seat", "clear_second", cast.owner.pk)
    user.refresh_from_db()
    assert user.second_key == ""
    assert Entry.objects.filter(verb="clear_second", user=cast.security.user_id).exists()


def test_a_password_is_taken_as_it_is_typed_and_may_be_long(user: User) -> None:
    word = " Blank and-Long 9 " + "x" * 80
    user.set_password(word)
    user.save()
    assert enter(Client(), user.username, word.strip()).status_code == 422
    assert enter(Client(), user.username, word).status_code == 302


def test_a_gateway_that_redirects_is_not_followed(settings: Any) -> None:
    reached: list[str] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(307)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
            self.end_headers()
            reached.append(self.path)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.SMS_SENDER, settings.SMS_URL = "http", f"http://127.0.0.1:{server.server_port}/send"
        with pytest.raises(OSError, match="307"):
            sms.send("13800000000", "x", "1")
        server.shutdown()
    assert reached == ["/send"]


POLICY = {"password_length": "12", "password_days": "10", "lock_after": "3", "sessions_most": "1", "second_roles": []}


def test_the_policy_holds_from_the_next_sign_in(user: User, cast: Cast) -> None:
    cast.does("security", "policy", "create", **POLICY)
    with pytest.raises(ValidationError, match="12"):
        validate_password("Short-1234", user)
    first, second_one = Client(), Client()
    enter(first, user.username, WORD)
    enter(second_one, user.username, WORD)
    assert not inside(first) and inside(second_one)
    with clock.at(now() + timedelta(days=11)):
        assert enter(Client(), user.username, WORD)["Location"] == "/people/password/"
    for n in range(3):
        answer = enter(Client(), user.username, f"wrong-{n}")
    assert answer.status_code == 429 and "连续 3 次" in answer.content.decode()
    assert Entry.objects.filter(register="policy", verb="create", user=cast.security.user_id).exists()


def test_the_policy_asks_roles_for_the_second_factor(user: User, cast: Cast) -> None:
    cast.does("security", "policy", "create", **POLICY | {"second_roles": ["enterprise_safety_officer"]})
    client = Client()
    enter(client, user.username, WORD)
    assert client.get("/web/home/")["Location"] == "/people/second/"


def test_there_is_one_policy_within_bounds_and_it_is_the_security_administrators(cast: Cast) -> None:
    for name in ("platform", "auditor", "office", "owner"):
        with pytest.raises(Forbidden):
            cast.does(name, "policy", "create", **POLICY)
    for bad in (
        {"password_length": "7"},
        {"lock_after": "2"},
        {"lock_after": "11"},
        {"sessions_most": "0"},
        {"password_days": "366"},
    ):
        with pytest.raises(Refused):
            cast.does("security", "policy", "create", **POLICY | bad)
    cast.does("security", "policy", "create", **POLICY)
    with pytest.raises(Refused, match="只有一份"):
        cast.does("security", "policy", "create", **POLICY)
