"""整改: what has been done is filled in, again and again, until it is finished; the old photo lies over the camera."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, Stale, deliver, delivered_before
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.detail import history
from anlan.kernel.doors.entry import act_id, base_version, posted, way_back
from anlan.kernel.doors.pages import related, render
from anlan.kernel.doors.show import FieldView, field_view, file_views, sent_file_views
from anlan.kernel.register import registry

from ..models import Hazard

# One text and one set of pictures serve both answers; only 整改完毕 asks for the rest.
ASKED_AT_END = ("responsible", "place", "money", "rectified_on")
NEWER = "别人刚刚办理或修改过这条隐患，下面是最新情况；您填写的内容还在，请核对后再提交"


def rectify(request: Any, item: Any, pk: int) -> HttpResponse:
    """The page behind the button 整改."""
    register, seat = registry.register("hazard"), request.seat
    row = related(register, register.rows(seat)).filter(pk=pk).first()
    if row is None:
        raise Http404
    back = way_back(request, reverse("doors:go", args=["hazard", pk]))
    if request.method == "POST" and delivered_before(Act(seat, "hazard", "rectify", pk, uuid=act_id(request))):
        return _saved(request, back)
    found = register.find_move("rectify")
    assert found is not None
    if why := register.move_refused(row, seat, *found) or register.scope.acts_refused(seat, row):
        return _refused(request, why, back)
    errors: dict[str, list[str]] = {}
    raw = None
    if request.method == "POST":
        raw = _typed(request)
        try:
            _deliver(request, pk, raw)
        except NotYours as gone:
            raise Http404 from gone
        except Forbidden as forbidden:
            return _refused(request, str(forbidden), back)
        except Refused as refused:
            errors = _beside(refused.errors)
        except Stale as newer:
            row, errors = newer.row, {"": [NEWER]}
        else:
            return _saved(request, back)
    return _page(request, row, raw, errors, back)


def _saved(request: Any, back: str) -> HttpResponse:
    ended = request.POST.get("done") == "true"
    tell(request, "success", "已填报整改完毕，等待验收" if ended else "整改进展已保存")
    return HttpResponseRedirect(back)


def _refused(request: Any, why: str, back: str) -> HttpResponse:
    return render(request, "doors/refused.html", {"title": "整改", "reason": why, "back": back}, status=403)


def _end_specs() -> list[Any]:
    register = registry.register("hazard")
    found = register.find_move("finish")
    assert found is not None
    return [s for s in register.move_specs(found[1]) if s.name in ASKED_AT_END]


def _typed(request: Any) -> dict[str, Any]:
    raw = posted(_end_specs(), request)
    raw["done"] = request.POST.get("done", "")
    raw["text"], raw["pictures"] = request.POST.get("text", ""), [v for v in request.POST.getlist("pictures") if v]
    return raw


def _deliver(request: Any, pk: int, raw: dict[str, Any]) -> None:
    if raw["done"] not in ("true", "false"):
        raise Refused({"done": ["请选择是否已整改完毕"]})
    if raw["done"] == "true":
        verb, values = "finish", raw | {"rectification_note": raw["text"], "photos_after": raw["pictures"]}
    else:
        verb, values = "rectify", {"opinion": raw["text"], "files": raw["pictures"]}
    deliver(Act(request.seat, "hazard", verb, pk, values, base_version(request), act_id(request)))


def _beside(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    names = {"opinion": "text", "rectification_note": "text", "files": "pictures", "photos_after": "pictures"}
    return {names.get(name, name): sentences for name, sentences in errors.items()}


def _page(request: Any, row: Hazard, raw: Any, errors: dict[str, list[str]], back: str) -> HttpResponse:
    before = file_views(row.photos)
    progress = [e for e in history("hazard", row) if e["verb"] in ("整改", "整改完毕", "验收不通过")]
    context = {
        "title": "整改", "row": row, "before": before, "progress": progress, "back": back,
        "fields": _fields(request.user.pk, row, raw, errors, before), "others": errors.get("", []),
        "version": row.version, "draft": f"hazard-{row.pk}-rectify-{request.seat.pk}",
        "act": (not errors.get("") and request.POST.get("act")) or uuid.uuid4(),
    }  # fmt: skip
    return render(request, "hazard/rectify.html", context, status=422 if errors else 200)


def _fields(
    user_id: int, row: Hazard, raw: Any, errors: dict[str, list[str]], before: list[dict[str, Any]]
) -> list[FieldView]:
    typed = raw or {}
    sent = typed.get("pictures", row.photos_after if raw is None else [])
    kept = sent_file_views(sent, user_id, row.photos_after)
    fields = [
        FieldView(
            "pictures", "f-pictures", "整改后照片", "files", kept, accept="image/jpeg,image/png", wide=True,
            errors=errors.get("pictures", []), ghost=before[0]["url"] if before else "",
            help="整改完毕时必须上传；站在原来的位置，用“对照拍照”让画面与旧照片重合",
        ),
        FieldView(
            "text", "f-text", "整改情况", "textarea", typed.get("text", ""), required=True, max_length=2000, wide=True,
            errors=errors.get("text", []), help="做了什么，换了什么，还差什么",
        ),
        FieldView(
            "done", "f-done", "是否已整改完毕", "radio", typed.get("done", ""), required=True,
            errors=errors.get("done", []),
            choices=[("false", "还在整改，只记进展"), ("true", "整改完毕，提交验收")],
        ),
    ]  # fmt: skip
    register = registry.register("hazard")
    for spec in _end_specs():
        view = field_view(register, spec, row, raw=raw, errors=errors)
        view.shown_when = ("done", ["true"])
        fields.append(view)
    return fields
