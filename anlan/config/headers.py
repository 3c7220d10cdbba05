"""The content security policy: scripts and styles only from ourselves, nothing inline."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

PICTURES = "'self' data: blob:"
TILES_FROM = re.compile(r"(https?)://([A-Za-z0-9.{}-]+(?::\d+)?)/")
POLICY = "; ".join(
    (
        "default-src 'self'",
        f"img-src {PICTURES}",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def policy(request: HttpRequest) -> str:
    """The policy, with the host that map tiles come from, and the live line where that has its own port or address."""
    return _connecting(request).replace(f"img-src {PICTURES}", f"img-src {PICTURES}{_tiles()}")


def _tiles() -> str:
    """The host of ``settings.MAP_TILES``; ``{s}`` stands for any first part of its name."""
    found = TILES_FROM.match(settings.MAP_TILES)
    return f" {found[1]}://{re.sub(r'[^.]*[{][^.]*', '*', found[2])}" if found else ""


def _connecting(request: HttpRequest) -> str:
    if settings.LIVE_URL.startswith(("http://", "https://")):
        return f"{POLICY}; connect-src 'self' {'{0.scheme}://{0.netloc}'.format(urlsplit(settings.LIVE_URL))}"
    if settings.LIVE_URL or not settings.LIVE_PORT:
        return POLICY
    try:
        host = urlsplit(f"//{request.get_host()}").hostname
    except DisallowedHost:
        return POLICY
    shown = f"[{host}]" if host and ":" in host else host
    return f"{POLICY}; connect-src 'self' {request.scheme}://{shown}:{settings.LIVE_PORT}"


class ContentSecurityMiddleware:
    """Adds the policy and keeps signed-in pages out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = request.method in ("TRACE", "CONNECT")
        response = HttpResponse(status=405) if refused else self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(request))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
