"""Signing in and out, passwords, seats, sessions, API keys."""

from datetime import timedelta
from typing import Any

from captcha.helpers import captcha_image_url
from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from anlan.kernel.clock import now
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.pages import portal_of, render, signed_in
from anlan.kernel.doors.show import FieldView, moment_text
from anlan.kernel.register.plain import storable, whole
from anlan.kernel.trail import book

from . import policy
from .enter import enter, locked_out, offered, picture, query, sign_in_page, wanted
from .forms import PasswordForm, SignInForm, sentences
from .middleware import seats_of
from .models import ApiToken, UserSession
from .names import user_name
from .network import client_ip
from .signins import note, too_many


def sign_in(request: Any) -> HttpResponse:
    """登录页: user name, password, picture code; or the way that the portal asked for puts first."""
    if request.user.is_authenticated:
        return redirect(wanted(request) or "web:home")
    first = portal_of(request).sign_in
    if first != "password" and offered(first) and request.method != "POST" and "way" not in request.GET:
        return redirect(reverse(f"people:{first}") + query(request, ended=request.GET.get("ended", "")))
    form, error = SignInForm(request.POST or None), ""
    if request.method == "POST":
        if form.is_valid():
            data = form.cleaned_data
            name = user_name(data["username"])
            if too_many(request, name):
                return locked_out(request)
            user = authenticate(request, username=name, password=data["password"])
            if user is not None:
                return enter(request, user)
            error = f"用户名或密码不对。用户名为{portal_of(request).entrance.name_help}，可向属地或行业主管部门查询"
        outcome = "失败" if form.is_valid() else "验证码错误"
        note(request, user_name(storable(request.POST.get("username", ""))), outcome, way="密码")
    if getattr(request, "axes_locked_out", False):
        return locked_out(request)
    return _password_tab(request, form, error, 422 if request.method == "POST" else 200)


def _password_tab(request: Any, form: SignInForm, error: str, status: int) -> HttpResponse:
    errors = form.errors if request.method == "POST" else {}
    fields = [
        FieldView("username", "f-username", "用户名", "text", request.POST.get("username", ""), required=True,
                  errors=sentences(errors, "username"), autocomplete="username",
                  help=portal_of(request).entrance.name_help),
        FieldView("password", "f-password", "密码", "password", "", required=True,
                  errors=sentences(errors, "password"), autocomplete="current-password"),
    ]  # fmt: skip
    return sign_in_page(request, "password", picture(errors) | {"error": error, "fields": fields}, status)


def new_captcha(request: HttpRequest) -> HttpResponse:
    """Another picture for who can't read this one."""
    key = CaptchaStore.generate_key()
    return JsonResponse({"key": key, "url": captcha_image_url(key)})


@require_POST
def sign_out(request: Any) -> HttpResponse:
    """退出系统."""
    brand = request.seat.role.portal if request.seat is not None else ""
    if request.user.is_authenticated:
        UserSession.objects.filter(session_key=request.session.session_key).update(ended_at=now())
        note(request, request.user.username, "退出", request.user)
    logout(request)
    response = redirect(reverse("people:sign_in") + (f"?portal={brand}" if brand else ""))
    # Drafts and pages of whoever sat here must not be there for the next.
    # What waits there to be sent stays: the page has cleared everything else itself.
    waiting = (whole(request.POST.get("outbox", "")) or 0) > 0
    response["Clear-Site-Data"] = '"cache"' if waiting else '"cache", "storage"'
    return response


def password(request: Any) -> HttpResponse:
    """密码修改. Other sessions of the same person end with it."""
    if not request.user.is_authenticated:
        return redirect("people:sign_in")
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, to = request.user, request.session.get("wanted", "")
        user.choose(form.cleaned_data["new"])
        UserSession.objects.filter(user=user, ended_at=None).update(ended_at=now())
        login(request, user, backend="anlan.kernel.people.backends.NameBackend")
        request.session["must_choose"] = False
        UserSession.objects.create(
            user=user, session_key=request.session.session_key, ip=client_ip(request), seen_at=now()
        )
        note(request, user.username, "修改密码", user)
        tell(request, "success", "密码已修改，其他设备上的登录已退出")
        return redirect(to or "web:home")
    labels = (
        ("old", "原密码", "current-password"),
        ("new", "新密码", "new-password"),
        ("again", "确认新密码", "new-password"),
    )
    lengths = policy.LengthValidator().get_help_text().removeprefix("密码")
    fields = [
        FieldView(n, f"f-{n}", t, "password", "", required=True, errors=sentences(form.errors, n), autocomplete=a,
                  help=f"{lengths}，大写字母、小写字母、数字、符号中至少三类" if n == "new" else "")
        for n, t, a in labels
    ]  # fmt: skip
    must = request.session.get("must_choose")
    status = 422 if form.errors else 200
    return render(request, "people/password.html", {"title": "密码修改", "fields": fields, "must": must}, status=status)


@signed_in
@require_POST
def switch(request: Any) -> HttpResponse:
    """Takes another of one's own seats."""
    chosen = next((s for s in seats_of(request.user) if str(s.pk) == request.POST.get("seat")), None)
    if chosen is not None:
        request.session["seat"] = chosen.pk
        request.seat = chosen
        note(request, request.user.username, "切换岗位", request.user)
        tell(
            request,
            "info",
            f"已切换到：{chosen.organisation.name} {chosen.role.title}" + ("（代填）" if chosen.proxy else ""),
        )
    return redirect("web:home")


@signed_in
def sessions(request: Any) -> HttpResponse:
    """登录设备: where somebody is signed in, and the way to end it."""
    rows = UserSession.objects.filter(user=request.user, ended_at=None).order_by("-seen_at")
    if request.method == "POST":
        row = rows.filter(pk=whole(request.POST.get("session"))).first()
        if row is not None:
            row.ended_at = now()
            row.save(update_fields=["ended_at"])
            note(request, request.user.username, "退出其他设备", request.user)
            tell(request, "success", "该设备已退出")
        return redirect("people:sessions")
    fresh = rows.filter(seen_at__gte=now() - timedelta(minutes=settings.IDLE_MINUTES))
    context = {"title": "登录设备", "rows": fresh, "here": request.session.session_key, "moment": moment_text}
    return render(request, "people/sessions.html", context)


@signed_in
def tokens(request: Any) -> HttpResponse:
    """接口令牌: keys for the API, each bound to the present seat."""
    shown = ""
    if request.method == "POST":
        if request.POST.get("revoke"):
            ApiToken.objects.filter(pk=whole(request.POST["revoke"]), seat__user=request.user).update(revoked_at=now())
            note(request, request.user.username, "作废令牌", request.user)
            tell(request, "success", "令牌已作废")
            return redirect("people:tokens")
        row, shown = ApiToken.issue(request.seat, storable(request.POST.get("title", ""))[:60] or "未命名")
        book.write(request.seat, [book.Note("apitoken", str(row.pk), "create", f"签发接口令牌：{row.title}")])
    rows = ApiToken.objects.filter(seat__user=request.user, revoked_at=None).select_related(
        "seat__organisation", "seat__role"
    )
    context = {"title": "接口令牌", "rows": rows.order_by("-id"), "shown": shown, "moment": moment_text}
    return render(request, "people/tokens.html", context)
