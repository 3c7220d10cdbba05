"""短信登录: a mobile number, the picture code before anything is sent, then the code that was sent.

Which numbers belong to somebody is told to nobody: the page does and says the same for every number, and the message goes
out, or not, in a job.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from anlan.kernel.clock import now
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import FieldView
from anlan.kernel.register.plain import whole

from . import codes
from .demo import demo_phones
from .enter import come_in, if_offered, locked_out, picture, query, sign_in_page, wanted
from .forms import PhoneForm, sentences
from .models import User
from .numbers import masked
from .signins import note, too_many_from

SENT = "如果 {} 登记在某个账号上，验证码已发送，五分钟内有效"
NOBODY = "登录不成功：这个手机号没有登记在可用的账号上"
PICK_WITHIN = timedelta(minutes=5)


@if_offered("sms")
def sms(request: Any) -> HttpResponse:
    """The tab 短信登录: one form asks for the code, the other takes it."""
    if request.user.is_authenticated:
        return redirect(wanted(request) or "web:home")
    if request.method == "POST" and "code" in request.POST:
        return _take(request)
    if request.method == "POST":
        return _ask(request)
    return _page(request)


def _ask(request: Any) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        if "captcha" in form.errors:
            note(request, "", "验证码错误", way="短信")
        return _page(request, form, status=422)
    phone = form.cleaned_data["phone"]
    if not codes.ask(request, "sign_in", phone, job="send-sms-to-holder"):
        note(request, masked(phone), "获取验证码被拒", way="短信")
        return _page(request, form, codes.OFTEN, 429)
    note(request, masked(phone), "发送验证码", way="短信")
    tell(request, "info", SENT.format(masked(phone)))
    return redirect(reverse("people:sms") + query(request))


def _take(request: Any) -> HttpResponse:
    asked = codes.asked(request, "sign_in")
    if too_many_from(request):
        return locked_out(request, username=masked(asked) if asked else "", way="短信")
    if not asked:
        return _page(request, error="请先填写手机号，点“获取验证码”", status=422)
    phone = codes.use(request, "sign_in", request.POST["code"])
    if not phone:
        note(request, masked(asked), "失败", way="短信")
        return _page(request, error=codes.WRONG, status=422)
    users = list(codes.holders(phone))
    if len(users) > 1:
        request.session["pick"] = {"users": [u.pk for u in users], "until": (now() + PICK_WITHIN).isoformat()}
        return redirect(reverse("people:pick") + query(request))
    if users:
        return _come_in(request, users[0])
    note(request, masked(phone), "失败", way="短信")
    return _page(request, error=NOBODY, status=422)


def _come_in(request: Any, user: User) -> HttpResponse:
    answer = come_in(request, user, "短信")
    return _page(request, error=answer, status=422) if isinstance(answer, str) else answer


def _page(request: Any, form: PhoneForm | None = None, error: str = "", status: int = 200) -> HttpResponse:
    errors = form.errors if form is not None else {}
    asked = codes.asked(request, "sign_in")
    typed = request.POST.get("phone", "") or asked
    field = FieldView("phone", "f-phone", "手机号", "phone", typed, required=True,
                      errors=sentences(errors, "phone"), autocomplete="tel-national", help="登记在账号上的手机号")  # fmt: skip
    return sign_in_page(request, "sms", picture(errors) | {
        "phone_field": field, "error": error, "sent": bool(asked), "phones": demo_phones() if settings.DEMO else [],
    }, status)  # fmt: skip


@if_offered("sms")
def pick(request: Any) -> HttpResponse:
    """Several accounts have this number: whose desk is it to be?"""
    kept = request.session.get("pick")
    if not kept or datetime.fromisoformat(kept["until"]) < now():
        request.session.pop("pick", None)
        return redirect(reverse("people:sms") + query(request))
    users = User.objects.filter(pk__in=kept["users"], is_active=True).order_by("username")
    chosen = users.filter(pk=whole(request.POST.get("user"))).first() if request.method == "POST" else None
    if chosen is not None:
        del request.session["pick"]
        return _come_in(request, chosen)
    return render(
        request, "people/pick.html", {"title": "选择账号", "users": users.prefetch_related("seats__organisation")}
    )
