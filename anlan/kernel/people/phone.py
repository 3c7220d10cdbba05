"""绑定手机号: the number by which somebody signs in and resets the password; proved by a code before it is kept."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render, signed_in
from anlan.kernel.doors.show import FieldView

from . import codes, separation
from .enter import locked_out, picture
from .forms import PhoneForm, sentences
from .models import User
from .numbers import masked
from .signins import note, too_many

PASSWORD = "密码不对，请填写登录密码"


@signed_in
def phone(request: Any) -> HttpResponse:
    """手机号: which one is bound; another one, by its code and the password; none."""
    if request.method != "POST":
        return _page(request)
    if too_many(request, request.user.username):
        return locked_out(request, username=request.user.username)
    if "remove" in request.POST:
        return _keep(request, "", "解绑手机号", "手机号已解绑，不能再用短信登录和找回密码")
    if "code" in request.POST:
        return _bind(request)
    return _ask(request)


def _ask(request: Any) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return _page(request, sentences(form.errors, "phone"), form.errors, status=422)
    if not codes.ask(request, "bind", form.cleaned_data["phone"]):
        note(request, request.user.username, "获取验证码被拒", request.user)
        return _page(request, [codes.OFTEN], status=429)
    note(request, request.user.username, "发送验证码", request.user)
    tell(request, "info", f"验证码已发送到 {masked(form.cleaned_data['phone'])}，五分钟内有效")
    return redirect("people:phone")


def _bind(request: Any) -> HttpResponse:
    asked = codes.asked(request, "bind")
    if not asked:
        return _page(request, ["请先填写手机号，点“获取验证码”"], status=422)
    if not request.user.check_password(request.POST.get("password", "")):
        note(request, request.user.username, "失败", request.user)
        return _page(request, password=PASSWORD, status=422)
    number = codes.use(request, "bind", request.POST["code"])
    if not number:
        note(request, request.user.username, "失败", request.user)
        return _page(request, wrong=codes.WRONG, status=422)
    return _keep(request, number, "绑定手机号", f"手机号 {masked(number)} 已绑定，可以用短信登录")


def _keep(request: Any, number: str, outcome: str, told: str) -> HttpResponse:
    if not number and not request.user.check_password(request.POST.get("password", "")):
        note(request, request.user.username, "失败", request.user)
        return _page(request, password=PASSWORD, status=422)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=request.user.pk)
        user.phone = number
        # Accounts with one number are one person, and one person is but one of the three administrators.
        if settings.SEPARATION and len(separation.duties_of(user)) > 1:
            return _page(request, [f"{separation.APART}，这个手机号已登记在另一名管理员的账号上"], status=422)
        user.save(update_fields=["phone", "phone_index"])
        note(request, user.username, outcome, user)
    tell(request, "success", told)
    return redirect("people:phone")


def _page(
    request: Any, errors: list[str] | None = None, form: Any = None, *, password: str = "", wrong: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    asked = codes.asked(request, "bind")
    field = FieldView("phone", "f-phone", "新手机号", "phone", request.POST.get("phone", "") or asked, required=True,
                      errors=errors or [], autocomplete="tel-national")  # fmt: skip
    word = FieldView("password", "f-password", "登录密码", "password", "", required=True,
                     errors=[password] if password else [], autocomplete="current-password")  # fmt: skip
    bound = masked(request.user.phone) if request.user.phone else ""
    context = {
        "title": "手机号",
        "phone_field": field,
        "word": word,
        "wrong": wrong,
        "sent": bool(asked),
        "bound": bound,
    }
    return render(request, "people/phone.html", picture(form or {}) | context, status=status)
