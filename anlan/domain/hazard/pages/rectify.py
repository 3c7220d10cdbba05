"""整改: what has been done is filled in, again and again, until it is finished; the old photo lies over the camera."""

from typing import Any

from django.http import HttpResponse

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.doors.entry import act_id, base_version
from anlan.kernel.doors.show import FieldView

from . import working
from .working import Card, Sheet

KEY = "hazard"
# One text and one set of pictures serve both answers; only 整改完毕 asks for the rest.
ASKED_AT_END = ("responsible", "place", "money", "rectified_on")


def rectify(request: Any, item: Any, pk: int) -> HttpResponse:
    """The page behind the button 整改 of a hazard of self-inspection."""
    return working.work_on(request, pk, SHEET)


def _typed(request: Any) -> dict[str, Any]:
    return working.typed(request, working.specs_of(KEY, "finish", ASKED_AT_END))


def _deliver(request: Any, pk: int, raw: dict[str, Any]) -> None:
    working.refuse_unanswered(raw)
    if raw["done"] == "true":
        verb, values = "finish", raw | {"rectification_note": raw["text"], "photos_after": raw["pictures"]}
    else:
        verb, values = "rectify", {"opinion": raw["text"], "files": raw["pictures"]}
    deliver(Act(request.seat, KEY, verb, pk, values, base_version(request), act_id(request)))


def _cards(request: Any, row: Any, raw: Any, errors: dict[str, list[str]]) -> list[Card]:
    said, user_id = raw or {}, request.user.pk
    fields = [
        working.pictures_view(
            user_id, said, row.photos_after, errors, label="整改后照片", ghost=working.ghost_of(row),
            help="整改完毕时必须上传；站在原来的位置，用“对照拍照”让画面与旧照片重合",
        ),
        FieldView(
            "text", "f-text", "整改情况", "textarea", said.get("text", ""), required=True, max_length=2000, wide=True,
            errors=errors.get("text", []), help="做了什么，换了什么，还差什么",
        ),
        working.done_view(said, errors, [("false", "还在整改，只记进展"), ("true", "整改完毕，提交验收")]),
        *working.views(KEY, working.specs_of(KEY, "finish", ASKED_AT_END), row, raw, errors, user_id, at_end=True),
    ]  # fmt: skip
    return [Card("填报整改信息", fields, working.earlier(row, ("rectify", "finish", "reject")))]


SHEET = Sheet(
    KEY, "整改", "提交", _typed, _deliver, _cards,
    said=lambda raw: "已填报整改完毕，等待验收" if raw["done"] == "true" else "整改进展已保存",
    renamed={"opinion": "text", "rectification_note": "text", "files": "pictures", "photos_after": "pictures"},
)  # fmt: skip
