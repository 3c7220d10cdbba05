"""忘记密码: a code by SMS to the telephone on file, then a new password.

Tells nobody which accounts exist, nor by how long it takes: for a name that has no account or no telephone the same is
done for a number that is nobody's, and whether a message goes out is decided in a job.
"""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import FieldView
from anlan.kernel.trail.crypto import blind_index

from . import codes
from .enter import picture
from .forms import SignInForm, sentences
from .models import User
from .names import user_name
from .signins import note

SENT = "如果账号存在并登记了手机号，验证码已发送，五分钟内有效。没有收到请联系属地或行业主管部门重置密码"


class AskForm(SignInForm):
    """User name and picture code."""

    password = None  # type: ignore[assignment]


class CodeForm(forms.Form):
    """The code and the new password."""

    code = forms.CharField(error_messages={"required": "请填写短信验证码"})
    new = forms.CharField(strip=False, max_length=200, error_messages={"required": "请填写新密码"})


def forgot(request: Any) -> HttpResponse:
    """First step: who, and the picture code."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = user_name(form.cleaned_data["username"])
        user = User.objects.filter(username=name, is_active=True).first()
        request.session.pop("code", None)
        phone = user.phone if user else ""
        asked = codes.ask(request, "reset", phone or _nobodys(name), job="send-sms-to-holder")
        note(request, name, "发送验证码" if asked and phone else "获取验证码被拒", user)
        request.session["forgot"] = name
        tell(request, "info", SENT)
        return redirect("people:new_password")
    errors = form.errors if request.method == "POST" else {}
    return render(request, "people/forgot.html", {
        **picture(errors), "title": "忘记密码",
        "fields": [FieldView("username", "f-username", "用户名", "text", request.POST.get("username", ""), required=True,
                             errors=sentences(errors, "username"), help="单位全称")],
    }, status=422 if errors else 200)  # fmt: skip


def _nobodys(name: str) -> str:
    """A number that no telephone has, always the same for a name, so that limits count it as they count a real one."""
    return f"0{int(blind_index(name)[:15], 16) % 10**10:010d}"


def new_password(request: Any) -> HttpResponse:
    """Second step: the code and a new password."""
    name = request.session.get("forgot")
    if not name:
        return redirect("people:forgot")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(username=name, is_active=True).first()
        _judge(request, form, user)
        if form.is_valid() and user is not None:
            user.choose(form.cleaned_data["new"])
            user.end_everywhere()
            note(request, user.username, "重置密码", user)
            del request.session["forgot"]
            tell(request, "success", "密码已重置，请用新密码登录")
            return redirect("people:sign_in")
    labels = (("code", "短信验证码", "text"), ("new", "新密码", "password"))
    fields = [FieldView(n, f"f-{n}", t, k, "", required=True, errors=sentences(form.errors, n)) for n, t, k in labels]
    context = {"title": "重置密码", "fields": fields, "must": False}
    return render(request, "people/new_password.html", context, status=422 if form.errors else 200)


def _judge(request: Any, form: CodeForm, user: User | None) -> None:
    """Before the code is proven only what the asker said himself is compared with the password."""
    new = form.cleaned_data["new"]
    try:
        validate_password(new, User(username=request.session["forgot"]))
    except ValidationError as error:
        form.add_error("new", error)
        return
    phone = codes.use(request, "reset", form.cleaned_data["code"])
    if user is None or not phone or phone != user.phone:
        form.add_error("code", codes.WRONG)
        return
    try:
        validate_password(new, user)
    except ValidationError as error:
        form.add_error("new", error)
        form.add_error("code", "验证码已使用，请返回“忘记密码”重新获取")
