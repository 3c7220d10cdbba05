"""Coming in, whichever way somebody proved who they are: the same refusals, the same log, the same session."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from captcha.helpers import captcha_image_url
from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from anlan.kernel.clock import now
from anlan.kernel.doors.pages import portal_asked, portal_of, render
from anlan.kernel.register.plain import storable

from . import policy, second
from .demo import demo_accounts
from .middleware import seats_of
from .models import User, UserSession
from .names import user_name
from .network import client_ip
from .signins import note, too_many

WAYS = (("scan", "扫码登录"), ("sms", "短信登录"), ("password", "账号密码登录"))
BACKEND = "anlan.kernel.people.backends.NameBackend"
CLOSED = "登录不成功：账号已停用、锁定，或初始密码已过期"


def offered(way: str) -> bool:
    """May people sign in this way here? Always by password; by SMS only where messages go out."""
    if way == "sms" and settings.SMS_SENDER == "console" and not settings.SECRETS_MAY_DEFAULT:
        return False
    return way == "password" or way in settings.SIGN_IN_WAYS


def if_offered(way: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A page of a way that is not offered is not there."""

    def only(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not offered(way):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return only


def wanted(request: Any) -> str:
    """Where somebody was going when asked to sign in, if that is an address of ours; else empty."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if ours else ""


def query(request: Any, **more: str) -> str:
    """``?next=...&portal=...`` as it came, for the next step of signing in."""
    kept = {"next": wanted(request), "portal": request.GET.get("portal", "")} | more
    found = urlencode({name: value for name, value in kept.items() if value}, safe="/")
    return f"?{found}" if found else ""


def sign_in_page(request: Any, way: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """One tab of the sign-in page, in the brand of the portal that was asked for."""
    addresses = {
        "scan": reverse("people:scan") + query(request),
        "sms": reverse("people:sms") + query(request),
        "password": reverse("people:sign_in") + query(request, way="password"),
    }
    tabs = [{"title": title, "url": addresses[key], "here": key == way} for key, title in WAYS if offered(key)]
    portal = portal_of(request)
    links = [{"title": title, "url": reverse(name, args=[portal.key])} for title, name in portal.entrance.links]
    common = {
        "title": "登录", "links": links, "name_help": portal.entrance.name_help, "tabs": tabs, "next": wanted(request), "ended": request.GET.get("ended"),
        "accounts": demo_accounts() if settings.DEMO else [], "phone_code": reverse("people:site_code") + query(request),
        "site": site(request), "forgot": forgot_page(request),
    }  # fmt: skip
    return render(request, f"people/sign_in_{way}.html", common | context, status=status)


def forgot_page(request: Any) -> str:
    """Where a forgotten password is set anew: the portal's own address, else the house's."""
    portal = portal_of(request)
    own = portal.entrance.forgot
    return reverse(own, args=[portal.key]) if own else reverse("people:forgot") + query(request)


def picture(errors: Any) -> dict[str, Any]:
    """A fresh picture code for a form, with what was wrong with the last one."""
    key = CaptchaStore.generate_key()
    return {
        "captcha_key": key, "captcha_url": captcha_image_url(key), "captcha_errors": list(errors.get("captcha", [])),
    }  # fmt: skip


def site(request: Any) -> str:
    """This site's own address in full, at the entrance of the portal that was asked for."""
    return str(request.build_absolute_uri(reverse("page:portal", args=[portal_of(request).key])))


def come_in(request: Any, user: User, way: str) -> HttpResponse | str:
    """Signs in who has proved to be ``user`` by other means than the password, or says why not."""
    if too_many(request, user.username) or not AxesProxyHandler.is_allowed(request, {"username": user.username}):
        return locked_out(request, username=user.username, way=way)
    one_time = user.must_choose and user.one_time_until and user.one_time_until < now()
    if not user.is_active or one_time:
        note(request, user.username, "失败", user, way)
        return CLOSED
    return enter(request, user, way)


def enter(request: Any, user: User, way: str = "密码") -> HttpResponse:
    """Opens the session, and leads to what has to be done first, else to where somebody was going."""
    must, to = user.must_choose or user.password_is_stale, wanted(request)
    asked = portal_asked(request)
    login(request, user, backend=BACKEND)
    for passing in ("code", "pick", "scan"):
        request.session.pop(passing, None)
    request.session["must_choose"] = must
    UserSession.objects.create(
        user=user, session_key=request.session.session_key, ip=client_ip(request), started_at=now(), seen_at=now(),
        agent=request.headers.get("User-Agent", "")[:200],
    )  # fmt: skip
    user.end_sessions(but_newest=policy.current().sessions_most)
    request.session["second"] = "due" if second.wanted(user) else ""
    seat = next((s for s in seats_of(user) if asked and s.role.portal == asked.key), None)
    if seat is not None:
        request.session["seat"] = seat.pk
    note(request, user.username, "成功", user, way)
    if must or request.session["second"]:
        request.session["wanted"] = to
    return HttpResponseRedirect(reverse("people:password") if must else to or reverse("web:home"))


def locked_out(request: Any, *args: Any, username: str = "", way: str = "密码", **kwargs: Any) -> HttpResponse:
    """Too many wrong tries."""
    note(request, username or user_name(storable(request.POST.get("username", ""))), "锁定", way=way)
    text = f"连续 {policy.lock_after()} 次输错，已锁定 30 分钟。请稍后再试，或请属地、行业主管部门重置密码"
    return render(request, "people/locked.html", {"title": "暂时锁定", "text": text}, status=429)
