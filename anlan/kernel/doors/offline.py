"""Work without signal: the page of what waits on a device, what it asks the server, and the service worker (decision 0039).

A form that is sent without signal is laid down on the device and sent as the same form later, with the id of its act and
the time it was filled in (``claimed_at``). What is refused then is opened by its owner as the ordinary page.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse

from anlan.kernel.act.models import Delivered
from anlan.kernel.register.plain import is_uuid

from .envelope import KEEP
from .pages import portal_of, render, signed_in

MOST_ASKED = 100


@signed_in
def outbox(request: Any) -> HttpResponse:
    """待上传: what this device has not sent yet. The list is the device's own; the server knows nothing of it."""
    response = render(request, "doors/outbox.html", {"title": "待上传"})
    response.headers[KEEP] = "1"
    return response


@signed_in
def state(request: Any) -> JsonResponse:
    """Who is signed in, a token for forms that were drawn long ago, and which of the acts asked for have arrived."""
    asked = [one for one in request.GET.get("acts", "").split(",")[:MOST_ASKED] if is_uuid(one)]
    known = Delivered.objects.filter(uuid__in=asked, user=request.user.pk).values_list("uuid", flat=True)
    return JsonResponse({"owner": str(request.seat.pk), "csrf": get_token(request), "known": [str(k) for k in known]})


@lru_cache(maxsize=1)
def _script() -> str:
    return (Path(settings.ROOT) / "web" / "static" / "js" / "sw.js").read_text("utf-8")


def worker(request: Any) -> HttpResponse:
    """The service worker. It lies at the root because it may only see pages at or below its own address."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


def manifest(request: Any) -> HttpResponse:
    """What a phone needs to put the system on its home screen."""
    found = portal_of(request)
    facts = {
        "name": found.title, "short_name": "安澜", "lang": "zh-CN", "start_url": reverse("web:home"), "scope": "/",
        "display": "standalone", "theme_color": "#164687", "background_color": "#ffffff",
        "icons": [{"src": static("img/anlan.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    return HttpResponse(json.dumps(facts, ensure_ascii=False), content_type="application/manifest+json")
