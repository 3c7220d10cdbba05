"""What the tests of registering share: a browser that has proved a number, a form as somebody fills it in."""

import uuid
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.domain.enterprise.models import Registration
from anlan.kernel.clock import jobs
from anlan.kernel.notice import sms
from anlan.kernel.testing import Cast, picture

CODE, NAME, WORD, PHONE = "91320412MA1ANR71XM", "远山建工集团有限公司", "Sure-12345", "19900000081"
CONTACT, CITIZEN = "沈安", "11010519491231002X"
START, DETAILS, DONE = "/join/construction/", "/join/construction/details/", "/join/construction/done/"
FORGOT, NEW = "/join/construction/forgot/", "/join/construction/new-password/"
AREA = "3204012"


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What went out to telephones."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(sms, "send", lambda phone, text, key: sent.append((phone, text)))
    return sent


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Passwords of tests need no slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def with_picture(**said: str) -> dict[str, str]:
    """A form with the picture code as somebody would read it."""
    key = CaptchaStore.generate_key()
    return {**said, "captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response}


def code_in(box: list[tuple[str, str]]) -> str:
    """The code of the last message."""
    return [text for _, text in box if "验证码" in text][-1].split("验证码 ")[1][:6]


def proved(box: list[tuple[str, str]], phone: str = PHONE, ip: str = "127.0.0.1") -> Client:
    """A browser that has proved a number."""
    client = Client(REMOTE_ADDR=ip)
    assert client.post(START, with_picture(phone=phone)).status_code == 302
    jobs.run_waiting()
    assert client.post(START, {"code": code_in(box)})["Location"] == DETAILS
    return client


def form(**other: Any) -> dict[str, Any]:
    """What a company says of itself."""
    said = {
        "act": str(uuid.uuid4()), "name": NAME, "code": CODE, "area": AREA, "contact": CONTACT, "citizen_id": CITIZEN,
        "password": WORD, "again": WORD,
        "licence": SimpleUploadedFile("营业执照.jpg", picture(3), "image/jpeg"),
    }  # fmt: skip
    return said | other


def joined(box: list[tuple[str, str]], phone: str = PHONE, **other: Any) -> Registration:
    """A registration that waits."""
    answer = proved(box, phone).post(DETAILS, form(**other))
    assert answer.status_code == 302, answer.content.decode()
    return Registration.objects.latest("pk")


def accepted(cast: Cast, box: list[tuple[str, str]], **other: Any) -> Registration:
    """A registration that the supervision body has accepted."""
    row = joined(box, **other)
    cast.does("inspectorate", "registration", "accept", row.pk)
    jobs.run_waiting()
    row.refresh_from_db()
    return row


def signed_in(name: str, word: str = WORD) -> Client:
    """A browser after signing in at the portal's entrance."""
    client = Client()
    answer = client.post("/people/sign-in/?portal=construction", with_picture(username=name, password=word))
    assert answer.status_code == 302, answer.content.decode()
    return client
