"""Gives each request a number, counts it, and writes its line."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from . import metrics
from .logs import Current, current

log = logging.getLogger("anlan.request")
GIVEN = re.compile(r"[0-9a-f-]{16,64}")
HEADER = "X-Request-ID"
# Asked every few seconds by machines; their answers are their log.
QUIET = {"static", "health/live", "health/ready", "metrics"}


class RequestMiddleware:
    """The outermost: what it measures is the whole answer, and every line written meanwhile carries its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        told = Current(number_of(request))
        mark, asked, began = current.set(told), Asked(), time.perf_counter()
        try:
            with connection.execute_wrapper(asked):
                response = self.get_response(request)
            took = time.perf_counter() - began
            seat = getattr(request, "seat", None)
            told.user, told.seat = (seat.user_id, seat.pk) if seat is not None else (_user_of(request), None)
            response.headers[HEADER] = told.id
            route = route_of(request)
            metrics.note(request.method, route, response.status_code, took, asked.count)
            if route not in QUIET or response.status_code >= 500:
                ms = round(took * 1000, 1)
                facts = {"method": request.method, "route": route, "status": response.status_code, "ms": ms}
                log.info("answered", extra=facts | {"queries": asked.count})
            return response
        finally:
            current.reset(mark)


class Asked:
    """Counts queries."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def number_of(request: HttpRequest) -> str:
    """The number that a proxy of ours gave; a new one otherwise: what a visitor writes there is not believed."""
    given = request.headers.get(HEADER, "") if settings.PROXIES else ""
    return given if GIVEN.fullmatch(given) else uuid.uuid4().hex


def _user_of(request: Any) -> int | None:
    """The user without a seat, if somebody has looked already: asking now would be a query more."""
    user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None


def route_of(request: Any) -> str:
    """The pattern of the address; a portal page's by its names, which are declared and few. Never what was typed."""
    if request.path.startswith(settings.STATIC_URL):
        return "static"
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "unknown"
    page = getattr(request, "page", None)
    if page is None:
        return str(match.route)
    named = str(match.route).replace("<slug:portal_key>", request.portal.key)
    return named.replace("<slug:slug>", page.slug)
