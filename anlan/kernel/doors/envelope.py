"""What comes and goes beside a page: the time a form claims to have been filled in, and for whom an answer is."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from anlan.kernel.act.claimed import claimed

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
KEEP, OWNER = "Anlan-Offline", "Anlan-Owner"


def claimed_time(request: Any) -> datetime | None:
    """The time a form says it was filled in; None where it says none, or nothing that can be believed."""
    if request.method != "POST" or request.content_type not in FORMS:
        return None
    try:
        at = datetime.fromisoformat(request.POST.get("claimed_at", ""))
    except ValueError:
        return None
    return at if at.tzinfo is not None and 1900 < at.year < 2100 else None


def with_claimed_time(view: Callable[..., Any], request: Any, *args: Any, **kwargs: Any) -> Any:
    """Answers a request; the acts it makes carry the time its form claims, and the answer says whose page it is."""
    with claimed(claimed_time(request)):
        response = view(request, *args, **kwargs)
    response.headers.setdefault(OWNER, str(request.seat.pk))
    if getattr(getattr(request, "page", None), "offline", False):
        response.headers.setdefault(KEEP, "1")
    return response
