"""Where a request comes from, and in what browser."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings


def client_ip(request: Any) -> str | None:
    """The client's address: what our own outermost proxy saw, or our server where there is no proxy.

    Addresses further left in X-Forwarded-For are whatever the client wrote and are not believed.
    """
    found = request.META.get("REMOTE_ADDR") or ""
    if settings.PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        found = chain[-settings.PROXIES] if len(chain) >= settings.PROXIES else found
    try:
        return str(ip_address(found))
    except ValueError:
        return None


BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge 浏览器"), ("Firefox", "Firefox 浏览器"),
    ("Chrome", "Chrome 浏览器"), ("Safari", "Safari 浏览器"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows 电脑"), ("HarmonyOS", "鸿蒙设备"), ("Android", "安卓手机"), ("iPhone", "苹果手机"), ("iPad", "苹果平板"),
    ("Mac OS", "苹果电脑"), ("Linux", "Linux 电脑"),
)  # fmt: skip


def browser_of(agent: str) -> str:
    """A browser's name and machine as people call them, as far as it told."""
    found = [next((name for mark, name in names if mark in agent), "") for names in (SYSTEMS, BROWSERS)]
    return "，".join(filter(None, found)) or "未知的浏览器"
