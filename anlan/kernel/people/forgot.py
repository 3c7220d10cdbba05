"""忘记密码: a code by SMS to the telephone on file, then a new password. Tells nobody which accounts exist."""

import hashlib
import hmac
import secrets
from typing import Any

from captcha.helpers import captcha_image_url
from captcha.models import CaptchaStore
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect

from anlan.kernel.clock import jobs, now
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import FieldView
from anlan.kernel.notice import sms
from anlan.kernel.trail.crypto import decrypt, encrypt

from .forms import SignInForm, sentences
from .models import SmsCode, User
from .network import client_ip
from .signins import note, too_many_codes

SENT = "如果账号存在并登记了手机号，验证码已发送，五分钟内有效。没有收到请联系属地或行业主管部门重置密码"


class AskForm(SignInForm):
    """User name and picture code."""

    password = None  # type: ignore[assignment]


class CodeForm(forms.Form):
    """The code and the new password."""

    code = forms.CharField(error_messages={"required": "请填写短信验证码"})
    new = forms.CharField(strip=False, max_length=200, error_messages={"required": "请填写新密码"})


def _digest(code: str, index: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{index}:{code}".encode(), hashlib.sha256).hexdigest()


@jobs.job("send-sms", outside=True)
def send_sms(payload: dict[str, Any]) -> None:
    """Sends one message; number and text rest encrypted in the job."""
    sms.send(decrypt(payload["phone"]), decrypt(payload["text"]), str(payload["_job"]))


def send_code(user: User, ip: str | None = None) -> bool:
    """Sends a code to the user's telephone unless number or address had enough of them; False when none was sent."""
    if not user.phone or too_many_codes(user.phone_index, ip):
        return False
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        row = SmsCode.objects.create(
            phone_index=user.phone_index, digest=_digest(code, user.phone_index), sent_at=now(), ip=ip
        )
        text = f"验证码 {code}，五分钟内有效，用于重置密码。请勿告诉他人。"
        jobs.ask("send-sms", str(row.pk), {"phone": encrypt(user.phone), "text": encrypt(text)})
    return True


def use_code(user: User, code: str) -> bool:
    """Is this the last code sent, not used, not guessed at too often? Using it uses it up."""
    row = SmsCode.objects.filter(phone_index=user.phone_index).order_by("-sent_at", "-id").first()
    if row is None or not user.phone_index or not row.is_open(now()):
        return False
    if not hmac.compare_digest(row.digest, _digest(code.strip(), user.phone_index)):
        SmsCode.objects.filter(pk=row.pk).update(guesses=F("guesses") + 1)
        return False
    return bool(SmsCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now()))


def forgot(request: Any) -> HttpResponse:
    """First step: who, and the picture code."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(username=form.cleaned_data["username"].strip(), is_active=True).first()
        if user is not None and send_code(user, client_ip(request)):
            note(request, user.username, "发送验证码", user)
        request.session["forgot"] = form.cleaned_data["username"].strip()
        tell(request, "info", SENT)
        return redirect("people:new_password")
    key = CaptchaStore.generate_key()
    errors = form.errors if request.method == "POST" else {}
    return render(request, "people/forgot.html", {
        "title": "忘记密码", "captcha_key": key, "captcha_url": captcha_image_url(key),
        "captcha_errors": list(errors.get("captcha", [])),
        "fields": [FieldView("username", "f-username", "用户名", "text", request.POST.get("username", ""), required=True,
                             errors=sentences(errors, "username"), help="单位全称")],
    }, status=422 if errors else 200)  # fmt: skip


def new_password(request: Any) -> HttpResponse:
    """Second step: the code and a new password."""
    name = request.session.get("forgot")
    if not name:
        return redirect("people:forgot")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(username=name, is_active=True).first()
        _judge(form, user)
        if form.is_valid() and user is not None:
            user.set_password(form.cleaned_data["new"])
            user.must_choose, user.one_time_until, user.password_set_at = False, None, now()
            user.save()
            user.end_everywhere()
            note(request, user.username, "重置密码", user)
            del request.session["forgot"]
            tell(request, "success", "密码已重置，请用新密码登录")
            return redirect("people:sign_in")
    labels = (("code", "短信验证码", "text"), ("new", "新密码", "password"))
    fields = [FieldView(n, f"f-{n}", t, k, "", required=True, errors=sentences(form.errors, n)) for n, t, k in labels]
    context = {"title": "重置密码", "fields": fields, "must": False}
    return render(request, "people/new_password.html", context, status=422 if form.errors else 200)


def _judge(form: CodeForm, user: User | None) -> None:
    try:
        validate_password(form.cleaned_data["new"], user)
    except ValidationError as error:
        form.add_error("new", error)
        return
    if user is None or not use_code(user, form.cleaned_data["code"]):
        form.add_error("code", "验证码不对、已过期或试错太多次，请重新获取")
