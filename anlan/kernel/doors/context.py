"""What every template knows."""

from typing import Any

from django.conf import settings

from anlan.kernel import notice
from anlan.kernel.flow import desk
from anlan.kernel.people.middleware import seats_of

from .pages import portal_of

_counters: list[Any] = []


def count_notices(counter: Any) -> Any:
    """Lets a subject say how many unread 公告通知 a seat has."""
    _counters.append(counter)
    return counter


def badges_of(seat: Any) -> dict[str, int]:
    """The three counts of the top bar."""
    return {
        "inbox": desk.inbox(seat).count(),
        "notices": sum(counter(seat) for counter in _counters),
        "reminders": notice.unread_count(seat),
    }


def page_context(request: Any) -> dict[str, Any]:
    """portal, menu, seat, seats, badges, messages, demo."""
    found = portal_of(request)
    seat = getattr(request, "seat", None)
    context: dict[str, Any] = {"portal": found, "demo": settings.DEMO, "seat": seat, "messages": take_messages(request)}
    context["user"] = request.user
    if seat is not None and "badges" not in context and not request.headers.get("HX-Request"):
        here = getattr(getattr(request, "page", None), "slug", "")
        context |= {
            "menu": found.menu(seat, here or ("" if request.path.endswith("/home/") else "-")),
            "seats": [s for s in seats_of(request.user) if s.pk != seat.pk],
            "badges": badges_of(seat),
        }
    return context


def tell(request: Any, level: str, text: str) -> None:
    """Leaves a sentence for the next page: success, info, warning or error."""
    request.session.setdefault("messages", []).append({"level": level, "text": text})
    request.session.modified = True


def take_messages(request: Any) -> list[dict[str, str]]:
    """The sentences left for this page; each is shown once."""
    if not hasattr(request, "session") or "messages" not in request.session:
        return []
    return list(request.session.pop("messages"))
