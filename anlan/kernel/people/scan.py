"""扫码登录: the sign-in page shows a code, a signed-in telephone confirms it, the page that showed it is let in.

What the picture holds only lets somebody answer. Let in is the browser in whose session the code was made, so an address
copied from the page, or the picture itself, opens nothing elsewhere.
"""

import secrets
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from anlan.kernel.clock import now
from anlan.kernel.doors.pages import render, signed_in
from anlan.kernel.doors.qr import qr_code
from anlan.kernel.doors.show import moment_text
from anlan.kernel.register.plain import storable

from .enter import come_in, if_offered, locked_out, sign_in_page, site, wanted
from .models import ScanCode
from .network import browser_of, client_ip
from .signins import AN_HOUR, note, too_many_from

TEXTS = {
    "waiting": "用已登录的手机扫码", "seen": "已扫码，请在手机上点“确认登录”", "confirmed": "已确认，正在进入",
    "refused": "手机上已拒绝，请刷新二维码再试", "expired": "二维码已过期，请刷新", "used": "二维码已用过，请刷新",
}  # fmt: skip
OFTEN = "取二维码太频繁，请一小时后再试，或用短信、账号密码登录"
NOT_YET = "手机上还没有确认，请扫码并在手机上点“确认登录”"


@if_offered("scan")
def scan(request: Any) -> HttpResponse:
    """The tab 扫码登录; by POST whoever was confirmed comes in."""
    if request.user.is_authenticated:
        return redirect(wanted(request) or "web:home")
    if request.method == "POST":
        return _enter(request)
    code = _open_code(request)
    return _page(request, code, "" if code else OFTEN, 200 if code else 429)


def _enter(request: Any) -> HttpResponse:
    if too_many_from(request):
        return locked_out(request, way="扫码")
    code = _mine(request)
    if code is not None and code.user is not None and code.spend():
        answer = come_in(request, code.user, "扫码")
        return answer if isinstance(answer, HttpResponse) else _page(request, None, answer, 422)
    note(request, "", "失败", way="扫码")
    state = code.state if code is not None else "expired"
    return _page(request, code, NOT_YET if state in ("waiting", "seen") else TEXTS[state], 422)


def _mine(request: Any) -> ScanCode | None:
    return ScanCode.objects.select_related("user").filter(pk=request.session.get("scan")).first()


def _open_code(request: Any) -> ScanCode | None:
    """The code of this session while half its time is left, else a new one; None where the address had too many."""
    code = _mine(request)
    if code is not None and code.state == "waiting" and now() - code.asked_at < ScanCode.LASTS / 2:
        return code
    ip = client_ip(request)
    since = ScanCode.objects.filter(ip=ip, asked_at__gt=now() - AN_HOUR)
    if ip is not None and since.count() >= settings.SCANS_AN_ADDRESS:
        return None
    agent = request.headers.get("User-Agent", "")[:200]
    code = ScanCode.objects.create(token=secrets.token_urlsafe(24), ip=ip, agent=agent, asked_at=now())
    request.session["scan"] = code.pk
    return code


def _page(request: Any, code: ScanCode | None, error: str, status: int) -> HttpResponse:
    state = code.state if code is not None else "expired"
    context = {"code": code, "state": state, "text": TEXTS[state], "error": error}
    return sign_in_page(request, "scan", context, status)


def state(request: Any) -> HttpResponse:
    """What has become of the code of the asking session; whoever else asks learns nothing."""
    code = _mine(request)
    found = code.state if code is not None else "expired"
    return JsonResponse({"state": found, "text": TEXTS[found]})


def picture(request: Any) -> HttpResponse:
    """The code of the asking session, drawn."""
    code = _mine(request)
    if code is None:
        raise Http404
    return _drawn(request.build_absolute_uri(reverse("people:scan_answer", args=[code.token])))


def site_picture(request: Any) -> HttpResponse:
    """手机上打开本系统: this site's own address, drawn."""
    return _drawn(site(request))


def _drawn(text: str) -> HttpResponse:
    return HttpResponse(
        qr_code(text, "svg", scale=4, border=4, light="#fff", xmldecl=False), content_type="image/svg+xml"
    )


@if_offered("scan")
@signed_in
def answer(request: Any, token: str) -> HttpResponse:
    """On the telephone: where the code was asked from, and 确认登录 or 拒绝."""
    code = ScanCode.objects.filter(token=storable(token)).first()
    found = code.state if code is not None else "expired"
    if code is None or found not in ("waiting", "seen"):
        if request.method == "POST":
            note(request, request.user.username, "失败", request.user, "扫码")
        return _answered(request, "没有登录", _why(found), 409 if code is not None else 404)
    if request.method != "POST":
        ScanCode.objects.filter(pk=code.pk, seen_at=None).update(seen_at=now())
        context = {"title": "确认登录", "code": code, "browser": browser_of(code.agent), "moment": moment_text}
        return render(request, "people/scan_answer.html", context)
    agreed = request.POST.get("do") == "confirm"
    if not code.answer(request.user if agreed else None):
        code.refresh_from_db()
        note(request, request.user.username, "失败", request.user, "扫码")
        return _answered(request, "没有登录", _why(code.state), 409)
    note(request, request.user.username, "确认扫码" if agreed else "拒绝扫码", request.user, "扫码")
    if agreed:
        return _answered(
            request, "已确认登录", "电脑上的页面会自动进入系统。不是您本人操作的，请到“登录设备”中退出该设备", 200
        )
    return _answered(request, "已拒绝", "电脑上的页面没有登录", 200)


def _why(found: str) -> str:
    if found in ("confirmed", "used", "refused"):
        return "二维码已用过，请在电脑上刷新后重新扫码"
    return "二维码已过期，请刷新电脑上的页面后重新扫码"


def _answered(request: Any, title: str, text: str, status: int) -> HttpResponse:
    return render(request, "people/scan_done.html", {"title": title, "text": text}, status=status)
