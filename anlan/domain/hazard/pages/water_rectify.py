"""工程隐患整改记录维护: 整改落实, 整改进展情况 and 整改完成 in one page, saved as often as one likes (W-3.4.1.7)."""

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.doors.entry import act_id, base_version
from anlan.kernel.doors.show import FieldView

from . import working
from .working import Card, Sheet

KEY = "waterhazard"
SHOWN = ("rectify", "finish", "fail_recheck", "refuse", "notify")


def water_rectify(request: Any, item: Any, pk: int) -> HttpResponse:
    """The page behind the button 整改 of a hazard of works."""
    return working.work_on(request, pk, SHEET)


def _ended() -> list[Any]:
    begun = {s.name for s in working.specs_of(KEY, "rectify")}
    return [s for s in working.specs_of(KEY, "finish") if s.name not in begun]


def _typed(request: Any) -> dict[str, Any]:
    return working.typed(request, working.specs_of(KEY, "finish"))


@transaction.atomic
def _deliver(request: Any, pk: int, raw: dict[str, Any]) -> None:
    """A line of progress is a step of its own, also when the same page ends the rectification."""
    working.refuse_unanswered(raw)
    number, base = act_id(request), base_version(request)
    progress = raw | {"opinion": raw["text"], "files": raw["pictures"]}
    if raw["done"] == "false":
        deliver(Act(request.seat, KEY, "rectify", pk, progress, base, number))
        return
    if raw["text"].strip() or raw["pictures"]:
        deliver(Act(request.seat, KEY, "rectify", pk, progress, base, uuid.uuid5(number, "progress")))
        base = None
    deliver(Act(request.seat, KEY, "finish", pk, raw, base, number))


def _cards(request: Any, row: Any, raw: Any, errors: dict[str, list[str]]) -> list[Card]:
    said, user_id = raw or {}, request.user.pk
    settled = working.views(KEY, working.specs_of(KEY, "rectify"), row, raw, errors, user_id, at_end=False)
    ended = working.views(KEY, _ended(), row, raw, errors, user_id, at_end=True)
    for view in ended:
        if view.name == "photos_after":
            view.ghost, view.accept = working.ghost_of(row), "image/jpeg,image/png"
    progress = [
        FieldView(
            "text", "f-text", "本次进展", "textarea", said.get("text", ""), max_length=2000, wide=True,
            errors=errors.get("text", []), help="做了什么，还差什么；每次保存记一条，不覆盖以前的",
        ),
        working.pictures_view(user_id, said, [], errors, label="进展照片"),
    ]  # fmt: skip
    asked = working.done_view(said or {"done": "false"}, errors, [("false", "还在整改，只保存"), ("true", "整改完成")])
    return [
        Card("整改落实", settled), Card("整改进展情况", progress, working.earlier(row, SHOWN)), Card("整改完成", [asked, *ended]),
    ]  # fmt: skip


SHEET = Sheet(
    KEY, "工程隐患整改记录维护", "保存", _typed, _deliver, _cards, said=lambda raw: "保存成功",
    renamed={"opinion": "text", "files": "pictures"},
)  # fmt: skip
