"""短信验证码: six digits to a mobile number, for one purpose, once, for five minutes, for five guesses.

Whoever asked is remembered in the asking browser's session, and only there can the code be used: a code that somebody
else asked for voids nothing and opens nothing here.
"""

import hashlib
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from anlan.kernel.clock import jobs, now
from anlan.kernel.doors.context import tell
from anlan.kernel.notice import sms
from anlan.kernel.trail.crypto import CannotDecrypt, blind_index, blind_indexes, decrypt, encrypt

from .models import SmsCode, User
from .network import client_ip
from .signins import too_many_codes

PURPOSES = {"reset": "重置密码", "sign_in": "登录", "bind": "绑定手机号", "enrol": "企业注册", "recover": "找回密码"}
OFTEN = "获取验证码太频繁，本次没有发送。请一小时后再试，或用账号密码登录"
WRONG = "验证码不对、已过期或试错太多次，请重新获取"


def holders(phone: str) -> QuerySet[User]:
    """The accounts in use that a number belongs to; one person may hold several."""
    return User.objects.filter(is_active=True, phone_index__in=blind_indexes(phone)).order_by("username")


@jobs.job("send-sms", outside=True)
def send_sms(payload: dict[str, Any]) -> None:
    """Sends one message; number and text rest encrypted in the job."""
    sms.send(decrypt(payload["phone"]), decrypt(payload["text"]), str(payload["_job"]))


@jobs.job("send-sms-to-holder", outside=True)
def send_to_holder(payload: dict[str, Any]) -> None:
    """Sends one message if the number is somebody's: looked up here, so that who asks waits equally long either way."""
    if holders(decrypt(payload["phone"])).exists():
        send_sms(payload)


def tell_phone(phone: str, text: str, key: str) -> None:
    """A message that is no code, once per key, sent when the transaction that asks for it stands."""
    jobs.ask("send-sms", key, {"phone": encrypt(phone), "text": encrypt(text)})


def send(
    purpose: str, phone: str, ip: str | None = None, *, job: str = "send-sms", facts: dict[str, Any] | None = None
) -> tuple[int, str] | None:
    """(the code's row, the code), on its way; None when number or address had enough of them.

    ``job``: what sends it, or not: one that asks first (with ``facts``) whom the number belongs to, so that who asks for a
    code can't tell; the row counts all the same.
    """
    index = blind_index(phone)
    if too_many_codes(purpose, index, ip):
        return None
    code = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        row = SmsCode.objects.create(
            purpose=purpose, phone_index=index, digest=_digest(purpose, index, code), sent_at=now(), ip=ip
        )
        text = f"验证码 {code}，五分钟内有效，用于{PURPOSES[purpose]}。请勿告诉他人。"
        jobs.ask(job, str(row.pk), {"phone": encrypt(phone), "text": encrypt(text), **(facts or {})})
    return row.pk, code


def _digest(purpose: str, index: str, code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{index}:{code}".encode(), hashlib.sha256).hexdigest()


def ask(
    request: Any, purpose: str, phone: str, *, job: str = "send-sms", facts: dict[str, Any] | None = None
) -> bool:  # fmt: skip
    """Sends a code that only this browser can use; False when number or address had enough of them."""
    sent = send(purpose, phone, client_ip(request), job=job, facts=facts)
    if sent is None:
        return False
    request.session["code"] = {"purpose": purpose, "row": sent[0], "phone": encrypt(phone)}
    if settings.DEMO:
        tell(request, "warning", f"演示模式不发短信，验证码为 {sent[1]}")
    return True


def asked(request: Any, purpose: str) -> str:
    """The number for which this browser asked for a code of this purpose; empty where it did not."""
    kept = request.session.get("code", {})
    try:
        return decrypt(kept["phone"]) if kept.get("purpose") == purpose else ""
    except CannotDecrypt:
        return ""


def use(request: Any, purpose: str, code: str) -> str:
    """The number that this code proves; empty where it proves none. Using it uses it up, a wrong one costs a guess."""
    phone = asked(request, purpose)
    if not phone or not spend(request.session["code"]["row"], purpose, code):
        return ""
    del request.session["code"]
    return phone


def spend(pk: int, purpose: str, code: str) -> bool:
    """Is this the code of that row, in time, unused, not guessed at too often? The guess counts before it is compared."""
    moment = now()
    row = SmsCode.objects.filter(pk=pk, purpose=purpose).first()
    if row is None or not row.is_open(moment):
        return False
    unused = SmsCode.objects.filter(pk=pk, used_at=None, guesses__lt=SmsCode.GUESSES)
    if not unused.update(guesses=F("guesses") + 1):
        return False
    if not hmac.compare_digest(row.digest, _digest(purpose, row.phone_index, code.strip())):
        return False
    return bool(SmsCode.objects.filter(pk=pk, used_at=None).update(used_at=moment))
