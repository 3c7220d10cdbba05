"""The questions that quick entry asks under every regime, and what was written there before."""

from typing import Any

from anlan.kernel.doors.show import FieldView, sent_file_views
from anlan.kernel.register import registry

LOOKED_AT = 60
ASKED = "哪里不对"


def recent(key: str, seat: Any, column: str, most: int, **where: Any) -> list[str]:
    """What the unit wrote there lately, the latest first, each once."""
    rows = registry.register(key).rows(seat).filter(**where).order_by("-id")
    found = dict.fromkeys(v for v in rows.values_list(column, flat=True)[:LOOKED_AT] if v)
    return list(found)[:most]


def boxes(
    request: Any, errors: dict[str, list[str]], wordings: list[str], own: str = "problem", longest: int = 2000
) -> list[FieldView]:
    """Photo, wording by a tap, wording of one's own (the column ``own``), place."""
    data = request.POST
    photos = sent_file_views(data.getlist("photos"), request.user.pk, None)
    return [
        FieldView(
            "photos", "f-photos", "照片", "files", photos, accept="image/jpeg,image/png",
            errors=errors.get("photos", []),
        ),
        FieldView(
            "phrase", "f-phrase", ASKED, "radio", data.get("phrase", ""), errors=errors.get(own, []),
            choices=[(w, w) for w in wordings],
        ),
        FieldView(
            own, f"f-{own}", "或自己写", "textarea", data.get(own, ""), max_length=longest, help="写了以这里为准",
        ),
        FieldView(
            "place", "f-place", "隐患部位", "text", data.get("place", ""), max_length=120,
            errors=errors.get("place", []), help="可以以后再补",
        ),
    ]  # fmt: skip


def typed(request: Any, own: str = "problem") -> tuple[str, dict[str, Any]]:
    """(the wording, photos and place) of what was sent."""
    said = request.POST.get(own, "").strip() or request.POST.get("phrase", "")
    photos = [v for v in request.POST.getlist("photos") if v]
    return said, {"photos": photos, "place": request.POST.get("place", "").strip()}


def in_words_of_the_page(errors: dict[str, list[str]], own: str, label: str) -> dict[str, list[str]]:
    """The sentences on ``own``, whose label is ``label`` elsewhere, as this page asks for it."""
    said = [s.replace(label, ASKED) for s in errors.get(own, ())]
    return errors | {own: said} if said else errors
