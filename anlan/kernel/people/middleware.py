"""Puts the seat a person acts from on the request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from anlan.kernel.clock import now, today
from anlan.kernel.register.plain import whole
from anlan.kernel.scope.models import Seat

from .models import UserSession
from .signins import note

SEEN_EVERY = timedelta(seconds=60)


class SeatMiddleware:
    """Sets ``request.seat``; ends idle and revoked sessions; leads to choosing a password where one must be chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.seat, request.seats = None, []
        if request.path.startswith("/static/") or not request.user.is_authenticated:
            return self.get_response(request)
        if not self._alive(request):
            logout(request)
            return redirect(reverse("people:sign_in") + "?ended=1")
        request.seats = seats_of(request.user)
        request.seat = chosen_of(request.seats, whole(request.session.get("seat")))
        second, leaving = reverse("people:second"), reverse("people:sign_out")
        if request.session.get("second") == "due" and request.path not in (second, leaving):
            return redirect(second)
        choosing = reverse("people:password")
        if request.session.get("must_choose") and request.path not in (choosing, second, leaving):
            return redirect(choosing)
        return self.get_response(request)

    def _alive(self, request: Any) -> bool:
        row = open_session(request.session.session_key)
        if row is None:
            return False
        if is_over(row):
            row.ended_at = now()
            row.save(update_fields=["ended_at"])
            note(request, request.user.username, "超时退出", request.user)
            return False
        # A page that only looks for news must not keep an empty chair signed in.
        if now() - row.seen_at > SEEN_EVERY and not request.path.endswith("/badges/"):
            UserSession.objects.filter(pk=row.pk).update(seen_at=now())
        return True


def open_session(key: str | None) -> UserSession | None:
    """The sign-in behind a session, unless it was ended."""
    return UserSession.objects.filter(session_key=key, ended_at=None).first()


def is_over(row: UserSession) -> bool:
    """Has it been left alone too long, or lasted too long?"""
    idle, old = now() - row.seen_at, now() - row.started_at
    return idle > timedelta(minutes=settings.IDLE_MINUTES) or old > timedelta(hours=settings.SESSION_HOURS)


def seat_behind(key: str) -> Seat | None:
    """The seat somebody acts from in the session of a cookie, for doors outside of the pages; it counts as no activity.

    None where a page would lead elsewhere first: signing in, the second factor, choosing a password.
    """
    request: Any = HttpRequest()
    request.session = SessionStore(key)
    user = get_user(request)
    row = open_session(key) if user.is_authenticated else None
    if row is None or is_over(row) or request.session.get("second") == "due" or request.session.get("must_choose"):
        return None
    return chosen_of(seats_of(user), whole(request.session.get("seat")))


def seats_of(user: Any) -> list[Seat]:
    """The seats somebody may take today."""
    rows = Seat.objects.filter(Seat.valid_on(today()), user=user).select_related("organisation", "role")
    seats = list(rows.order_by("id"))
    for seat in seats:
        seat.user = user
    return seats


def chosen_of(seats: list[Seat], chosen: int | None) -> Seat | None:
    """The seat chosen in this session, or the first."""
    return next((s for s in seats if s.pk == chosen), seats[0] if seats else None)
