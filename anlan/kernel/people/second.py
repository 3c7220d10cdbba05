"""二次验证: a one-time code from an authenticator (TOTP, RFC 6238) after the password, for the roles a setting names.

GB/T 22239-2019 level 3 asks for two factors, one of them cryptographic: the code is an HMAC under a key that only the
telephone's authenticator and this installation hold; here it rests encrypted.
"""

import base64
import os
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect

from anlan.kernel.clock import now, today
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import FieldView
from anlan.kernel.trail.crypto import decrypt, encrypt

from . import policy
from .models import SignIn, User
from .signins import AN_HOUR, note

STEP = 30
MOST_WRONG = 5
WRONG = "验证码不对或已用过，请等验证器显示下一个再填"


def wanted(user: User) -> bool:
    """Must this person show a code? Whoever has set one up, and whoever sits in a role that the policy names."""
    if user.second_key:
        return True
    asked = set(policy.current().second_roles)
    keys = user.seats.filter(user.seats.model.valid_on(today())).values_list("role__key", flat=True)
    return "all" in asked or bool(asked & {*keys})


def accepted(user: User, key: str, code: str) -> bool:
    """Is this the code of this half-minute or the one before, and not used yet? Taking it uses it up."""
    one, step = TOTP(base64.b32decode(key), 6, SHA1(), STEP), int(now().timestamp()) // STEP
    for tried in (step, step - 1):
        try:
            one.verify(code.strip().encode(), tried * STEP)
        except InvalidToken:
            continue
        unused = User.objects.filter(pk=user.pk, second_step__lt=tried)
        return bool(unused.update(second_step=tried, second_key=key))
    return False


def second(request: Any) -> HttpResponse:
    """Asks for the code; whoever has no authenticator yet sets it up here, and with it signs in."""
    if not request.user.is_authenticated:
        return redirect("people:sign_in")
    user, setting_up = request.user, not request.user.second_key
    if not setting_up and request.session.get("second") != "due":
        return redirect("web:home")
    # Who has just signed in has shown the password; who comes later may have found an open browser.
    ask = setting_up and request.session.get("second") != "due"
    key, error = user.second_key or _new_key(request), ""
    if request.method == "POST":
        known = not ask or user.check_password(request.POST.get("password", ""))
        if known and accepted(user, key, request.POST.get("code", "")):
            return _passed(request, setting_up)
        error = WRONG if known else "密码不对，请填写登录密码"
        note(request, user.username, "二次验证失败", user)
        wrong = SignIn.objects.filter(user=user, outcome="二次验证失败", at__gt=now() - AN_HOUR).count()
        if wrong >= MOST_WRONG:
            user.end_sessions()
            logout(request)
            return redirect("people:sign_in")
    return _page(request, key if setting_up else "", error, ask)


def _new_key(request: Any) -> str:
    """A key of 160 bits, kept encrypted in the session until its first code proves that it was taken over."""
    if "second_new" not in request.session:
        request.session["second_new"] = encrypt(base64.b32encode(os.urandom(20)).decode())
    return decrypt(request.session["second_new"])


def _passed(request: Any, setting_up: bool) -> HttpResponse:
    request.session.pop("second_new", None)
    request.session["second"], before = "", request.session.session_key
    request.session.cycle_key()
    request.user.sessions.filter(session_key=before).update(session_key=request.session.session_key)
    if setting_up:
        note(request, request.user.username, "启用二次验证", request.user)
        tell(request, "success", "二次验证已启用，以后登录时请填写验证器上的验证码")
    # Who must choose a password first goes on from there.
    to = "" if request.session.get("must_choose") else request.session.pop("wanted", "")
    return redirect(to or "web:home")


def _page(request: Any, key: str, error: str, ask: bool) -> HttpResponse:
    name = quote(f"安澜:{request.user.username}")
    field = FieldView("code", "f-code", "验证码", "text", "", required=True, errors=[error] if error else [],
                      autocomplete="one-time-code", help="验证器上显示的六位数字")  # fmt: skip
    word = FieldView(
        "password", "f-password", "登录密码", "password", "", required=True, autocomplete="current-password"
    )
    context = {
        "title": "二次验证", "fields": [word, field] if ask else [field], "key": " ".join(key[i : i + 4] for i in range(0, len(key), 4)),
        "link": f"otpauth://totp/{name}?secret={key}&issuer={quote('安澜')}" if key else "",
    }  # fmt: skip
    return render(request, "people/second.html", context, status=422 if error else 200)
