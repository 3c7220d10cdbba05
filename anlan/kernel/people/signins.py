"""登录日志: who came in, who did not, who went; in its own table and in the chain. And how often somebody may try."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from anlan.kernel.clock import now
from anlan.kernel.register.plain import storable
from anlan.kernel.trail import book

from .models import SignIn, SmsCode, User
from .network import client_ip

AN_HOUR, A_DAY, A_MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
FAILED = ("失败", "二次验证失败")
ENROLMENTS = ("提交注册", "注册未成")
VERBS = {
    "成功": "sign_in", "失败": "sign_in_failed", "验证码错误": "captcha_failed", "锁定": "locked_out", "退出": "sign_out",
    "超时退出": "timed_out", "退出其他设备": "session_ended", "修改密码": "password", "重置密码": "password_reset",
    "发送验证码": "code_sent", "切换岗位": "seat_changed", "二次验证失败": "second_failed", "启用二次验证": "second_set",
    "作废令牌": "token_revoked", "获取验证码被拒": "code_refused", "确认扫码": "scan_confirmed", "拒绝扫码": "scan_refused",
    "绑定手机号": "phone_bound", "解绑手机号": "phone_removed", "提交注册": "enrolled", "注册未成": "enrol_failed",
}  # fmt: skip
"""Outcomes of the log and the verbs of the trail that stand for them."""


@transaction.atomic
def note(request: Any, username: str, outcome: str, user: Any = None, way: str = "") -> None:
    """A line of 登录日志 and its entry in the trail. ``way``: 密码, 短信 or 扫码.

    In the trail a name that nobody has is not written down: it may be a password typed into the wrong box, and the trail
    is for ever. By SMS the name is a masked number.
    """
    ip, agent = client_ip(request), request.headers.get("User-Agent", "")[:200]
    username = storable(username)
    row = SignIn.objects.create(
        username=username[:120], user=user, outcome=outcome, way=way, ip=ip, agent=agent, at=now()
    )
    # Asked for every name, so that how long it takes tells nothing of this one.
    known = User.objects.filter(username=username).exists() or user is not None or way == "短信"
    title = f"{outcome}：{username if known else '（没有这个用户名）'}"
    told = {"地址": [None, ip], "终端": [None, agent]} | ({"方式": [None, way]} if way else {})
    line = book.Note("signin", str(row.pk), VERBS[outcome], title, told)
    book.write(getattr(request, "seat", None), [line], user=user)


def too_many(request: Any, username: str) -> bool:
    """Has this address, or have all addresses together for this name, failed too often within the last hour?

    django-axes locks one name from one address after a few failures; this is for many names from one address, and for one
    name from many. An address from which the person signed in within a month is not kept out by strangers' failures.
    """
    if too_many_from(request):
        return True
    ip = client_ip(request)
    failed = SignIn.objects.filter(at__gt=now() - AN_HOUR, outcome__in=FAILED)
    if failed.filter(username=username).count() < settings.NAME_FAILURES:
        return False
    trusted = SignIn.objects.filter(username=username, ip=ip, outcome="成功", at__gt=now() - A_MONTH)
    return not trusted.exists()


def too_many_from(request: Any) -> bool:
    """Has this address failed too often within the last hour, whatever the name?"""
    ip = client_ip(request)
    failed = SignIn.objects.filter(at__gt=now() - AN_HOUR, outcome__in=FAILED, ip=ip)
    return ip is not None and failed.count() >= settings.ADDRESS_FAILURES


def too_many_enrolments(request: Any) -> bool:
    """Has this address tried often enough within the last hour to register somebody, in vain or not?"""
    ip = client_ip(request)
    tried = SignIn.objects.filter(at__gt=now() - AN_HOUR, outcome__in=ENROLMENTS, ip=ip)
    return ip is not None and tried.count() >= settings.ENROLMENTS_AN_ADDRESS


def too_many_codes(purpose: str, phone_index: str, ip: str | None) -> bool:
    """Were enough codes asked for this number (an hour, a day) or from this address (an hour)?

    Each purpose counts by itself for a number: were they counted together, whoever may ask for one by user name could see
    from the other's refusal which number belongs to the name.
    """
    moment = now()
    to_number = SmsCode.objects.filter(purpose=purpose, phone_index=phone_index)
    if to_number.filter(sent_at__gt=moment - AN_HOUR).count() >= settings.CODES_AN_HOUR:
        return True
    if to_number.filter(sent_at__gt=moment - A_DAY).count() >= settings.CODES_A_DAY:
        return True
    from_there = SmsCode.objects.filter(ip=ip, sent_at__gt=moment - AN_HOUR)
    return ip is not None and from_there.count() >= settings.CODES_AN_ADDRESS
