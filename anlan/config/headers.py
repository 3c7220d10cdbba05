"""The content security policy: scripts and styles only from ourselves, nothing inline."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def policy(request: HttpRequest) -> str:
    """The policy, and the live line where that comes from the gateway's own port or address."""
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
