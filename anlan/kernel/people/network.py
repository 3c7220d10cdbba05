"""Where a request comes from."""

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
