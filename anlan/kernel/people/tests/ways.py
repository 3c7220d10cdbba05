"""What the tests of the ways to sign in share: a person with a number, the box of messages, hands at the pages."""

from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from anlan.kernel.clock import jobs
from anlan.kernel.notice import sms
from anlan.kernel.people.models import ScanCode, User
from anlan.kernel.testing import Cast

WORD, PHONE = "Right-1234", "19900000001"
SMS, SCAN, STATE = "/people/sign-in/sms/", "/people/sign-in/scan/", "/people/sign-in/scan/state/"


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What went out to telephones."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(sms, "send", lambda phone, text, key: sent.append((phone, text)))
    return sent


@pytest.fixture
def user(cast: Cast, settings: Any) -> User:
    """The owner's account with a number."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = cast.seat("owner").user
    user.phone = PHONE
    user.set_password(WORD)
    user.save()
    return user


def with_picture(**said: str) -> dict[str, str]:
    """A form with the picture code as somebody would read it."""
    key = CaptchaStore.generate_key()
    return {**said, "captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response}


def ask_code(client: Client, phone: str = PHONE, url: str = SMS, ip: str = "127.0.0.1") -> Any:
    """获取验证码; the jobs have run."""
    answer = client.post(url, with_picture(phone=phone), REMOTE_ADDR=ip)
    jobs.run_waiting()
    return answer


def code_in(box: list[tuple[str, str]]) -> str:
    """The code of the last message."""
    return box[-1][1].split("验证码 ")[1][:6]


def wrong(code: str, by: int = 1) -> str:
    """Another code."""
    return f"{(int(code) + by) % 10**6:06d}"


def inside(client: Client) -> bool:
    """Is somebody signed in here?"""
    return client.get("/web/home/").status_code == 200


def shown(client: Client) -> tuple[ScanCode, str]:
    """The QR code that a browser's page shows, and the address in it."""
    assert client.get(SCAN).status_code == 200
    code = ScanCode.objects.get(pk=client.session["scan"])
    return code, f"/people/scan/{code.token}/"
