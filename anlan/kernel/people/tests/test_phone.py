"""绑定手机号: by its code and the password, and no administrator's number for another administrator."""

from typing import Any

import pytest

from anlan.kernel.people import codes
from anlan.kernel.people.models import SignIn, User
from anlan.kernel.testing import Cast

from .ways import PHONE, WORD, ask_code, box, code_in, user, wrong

__all__ = ["box", "user"]
pytestmark = pytest.mark.django_db


def test_a_number_is_bound_by_its_code_and_the_password(user: User, cast: Cast, box: list[tuple[str, str]]) -> None:
    client, number = cast.browser("owner"), "13812345678"
    assert "199****0001" in client.get("/people/phone/").content.decode()
    assert "请先填写手机号" in client.post("/people/phone/", {"code": "1", "password": WORD}).content.decode()
    assert client.post("/people/phone/", {"phone": number, "captcha_0": "x", "captcha_1": "x"}).status_code == 422
    ask_code(client, number, "/people/phone/")
    assert box[-1][0] == number
    for said in ({"code": code_in(box), "password": "x"}, {"code": wrong(code_in(box)), "password": WORD}):
        assert client.post("/people/phone/", said).status_code == 422
    user.refresh_from_db()
    assert user.phone == PHONE
    assert client.post("/people/phone/", {"code": code_in(box), "password": WORD}).status_code == 302
    user.refresh_from_db()
    assert user.phone == number and list(codes.holders(number)) == [user]
    assert client.post("/people/phone/", {"remove": "1", "password": "x"}).status_code == 422
    assert client.post("/people/phone/", {"remove": "1", "code": "", "password": WORD}).status_code == 302
    assert not codes.holders(number).exists()
    assert set(SignIn.objects.values_list("outcome", flat=True)) >= {"绑定手机号", "解绑手机号", "失败"}


def test_no_administrator_takes_another_administrators_number(
    cast: Cast, box: list[tuple[str, str]], settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    system, security = cast.seat("platform").user, cast.seat("security").user
    system.phone = PHONE
    system.save()
    security.set_password(WORD)
    security.save()
    client = cast.browser("security")
    ask_code(client, PHONE, "/people/phone/")
    answer = client.post("/people/phone/", {"code": code_in(box), "password": WORD})
    assert answer.status_code == 422 and "三个不同的人" in answer.content.decode()
    security.refresh_from_db()
    assert security.phone == ""
