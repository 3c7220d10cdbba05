"""``anlan check --deploy``: what stands between this installation and a site for real people, beside Django's own checks."""

import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

LEAST = 32


def _loopback(host: str) -> bool:
    if host in ("localhost", "testserver"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def errors() -> Iterator[str]:
    """What must not be."""
    outside = [h for h in settings.ALLOWED_HOSTS if not _loopback(h)]
    if settings.MODE != "production":
        yield f"ANLAN_MODE={settings.MODE}：密钥和密码人人皆知" + (
            f"，却对外应答 {'、'.join(outside)}" if outside else ""
        )
    secrets = [settings.SECRET_KEY, settings.SEAL_KEY, *settings.FIELD_KEYS]
    if any(len(one) < LEAST for one in secrets):
        yield f"ANLAN_SECRET_KEY、ANLAN_SEAL_KEY、ANLAN_FIELD_KEYS 每个不得少于 {LEAST} 个字符"
    if len(set(secrets)) < len(secrets):
        yield "ANLAN_SECRET_KEY、ANLAN_SEAL_KEY、ANLAN_FIELD_KEYS 不得相同：一个泄露，其余随之"
    if "*" in settings.ALLOWED_HOSTS:
        yield "ANLAN_HOSTS 不得为 *，请写明域名"


def warnings() -> Iterator[str]:
    """What should be otherwise, with its reason."""
    if not settings.BEHIND_TLS:
        yield "ANLAN_TLS 未设为 1：登录和数据以明文传输，Cookie 不带 Secure，不发 HSTS"
    elif not settings.PROXIES:
        yield "ANLAN_PROXIES 为 0：登录日志与限流看到的都是代理的地址"
    if settings.SMS_SENDER == "console":
        yield "ANLAN_SMS 为 console：忘记密码的验证码发不出去，不提供短信登录"
    elif not settings.SMS_URL.startswith("https://"):
        yield "ANLAN_SMS_URL 不是 https：手机号和验证码以明文传输"
    if not settings.SEPARATION:
        yield "ANLAN_SEPARATION=0：系统、安全、审计三员未分立"
    if not settings.SECOND_FACTOR:
        yield "ANLAN_SECOND_FACTOR 为空：除非在“安全策略”中指定，没有角色须用二次验证（等保三级要求两种鉴别技术）"
    if settings.PASSWORD_DAYS == 0:
        yield "ANLAN_PASSWORD_DAYS 为 0：密码永不到期"
    if Path(settings.HOME).stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield f"ANLAN_HOME（{settings.HOME}）对其他用户可读：请 chmod o-rwx"


@register(Tags.security, deploy=True)
def check_installation(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Errors and warnings of this installation's settings."""
    found: list[CheckMessage] = [Error(text, id="anlan.E010") for text in errors()]
    return found + [Warning(text, id="anlan.W010") for text in warnings()]
