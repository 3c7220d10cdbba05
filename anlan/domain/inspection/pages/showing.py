"""An inspection as its page holds it: answers by slot, the score as it stands, where its papers lie."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from anlan.domain.standard import catalogue
from anlan.kernel.doors.portal import Screen
from anlan.kernel.doors.show import file_views, moment_text

from .. import scoring
from ..contents import Plain
from ..flows import HEAD
from ..rules import scheme_of
from ..schemes import Scheme


def state_of(row: Any) -> Plain:
    """What the page needs to go on from where the server stands."""
    every = list(row.answers.select_related("made_by"))
    photos = [photo for one in every for said in _said(one) for photo in said.get("photos", ())]
    faces = {one["id"]: one for one in file_views(photos)}
    return {
        "inspection": row.pk, "state": row.state, "disputes": row.disputes, "photos": faces,
        "answers": {one.slot: _answer(one) for one in every},
        "score": scoring.standing(row) if row.is_marked else None,
        "head": {name: _plain(getattr(row, name)) for name in head_names()},
    }  # fmt: skip


def head_names() -> list[str]:
    """The fields that are said of the whole."""
    return [one if isinstance(one, str) else one.name for one in HEAD]


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | str | None) else str(value)


def _said(answer: Any) -> Iterable[Plain]:
    return [answer.content, *(one["content"] for one in answer.rivals)]


def _answer(one: Any) -> Plain:
    return {
        "mark": str(one.mark), "content": one.content, "refs": one.refs,
        "who": one.made_by.name if one.made_by else "系统", "at": moment_text(one.claimed_at or one.made_at),
        "rivals": [{key: rival[key] for key in ("mark", "content", "who", "at")} for rival in one.rivals],
    }  # fmt: skip


def embedded(edition: Any) -> Plain:
    """The standard with the rule of its score, for the script of the page."""
    return {"tree": catalogue.tree(edition), "scheme": scheme_of_page(scheme_of(edition.kind))}


def scheme_of_page(scheme: Scheme) -> Plain:
    """A scheme in whole tenths of marks, as the script counts."""
    return {
        "weighted": scheme.is_weighted, "limit": str(scheme.limit), "limitOf": str(scheme.limit_of),
        "shared": scheme.absent_guarantee == "shared", "good": None if scheme.good is None else str(scheme.good),
        "passed": str(scheme.passed),
    }  # fmt: skip


def papers_of(request: Any, row: Any) -> dict[str, str]:
    """The addresses of its papers and of its record in the seat's own portal."""
    from .papers import paper

    found = {"record": reverse("doors:go", args=["inspection", row.pk])}
    for item in request.portal.pages.values():
        if isinstance(item, Screen) and item.view is paper and item.open_to(request.seat):
            address = reverse("page:screen", args=[request.portal.key, item.slug, row.pk])
            found |= {"pdf": f"{address}?as=pdf", "docx": f"{address}?as=docx"}
            found |= {"order_pdf": f"{address}?as=pdf&what=order", "order_docx": f"{address}?as=docx&what=order"}
    return found
