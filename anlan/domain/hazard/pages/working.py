"""What the pages behind 整改 have in common under every regime: one form that is filled in again and again until it ends."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, Stale, delivered_before
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.detail import plain
from anlan.kernel.doors.entry import act_id, posted, way_back
from anlan.kernel.doors.pages import related, render
from anlan.kernel.doors.show import FieldView, field_view, file_views, moment_text, sent_file_views
from anlan.kernel.flow import desk
from anlan.kernel.register import registry
from anlan.kernel.register.spec import Spec

NEWER = "别人刚刚办理或修改过这条隐患，下面是最新情况；您填写的内容还在，请核对后再提交"


@dataclass(frozen=True)
class Card:
    """A part of the form: its title, its questions, and the earlier steps shown with it."""

    title: str
    fields: list[FieldView]
    progress: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The form of one regime.

    ``deliver(request, pk, raw)`` hands in what was typed; ``cards(request, row, raw, errors)`` draws it; ``said(raw)`` is
    told when it was taken; ``renamed``: under which question of the page a sentence about another name is shown.
    """

    register_key: str
    title: str
    submit: str
    typed: Callable[[Any], dict[str, Any]]
    deliver: Callable[[Any, int, dict[str, Any]], None]
    cards: Callable[[Any, Any, Any, dict[str, list[str]]], list[Card]]
    said: Callable[[dict[str, Any]], str]
    renamed: dict[str, str]


def work_on(request: Any, pk: int, sheet: Sheet) -> HttpResponse:
    """The page behind the button 整改."""
    register, seat, key = registry.register(sheet.register_key), request.seat, sheet.register_key
    row = related(register, register.rows(seat)).filter(pk=pk).first()
    if row is None:
        raise Http404
    back = way_back(request, reverse("doors:go", args=[key, pk]))
    raw = sheet.typed(request) if request.method == "POST" else None
    if raw is not None and delivered_before(Act(seat, key, "rectify", pk, uuid=act_id(request))):
        return _saved(request, sheet, raw, back)
    if why := register.step_refused(row, seat, "rectify"):
        return _refused(request, why, back)
    errors: dict[str, list[str]] = {}
    if raw is not None:
        try:
            sheet.deliver(request, pk, raw)
        except NotYours as gone:
            raise Http404 from gone
        except Forbidden as forbidden:
            return _refused(request, str(forbidden), back)
        except Refused as refused:
            errors = {sheet.renamed.get(name, name): said for name, said in refused.errors.items()}
        except Stale as newer:
            row, errors = newer.row, {"": [NEWER]}
        else:
            return _saved(request, sheet, raw, back)
    return _page(request, sheet, row, raw, errors, back)


def _saved(request: Any, sheet: Sheet, raw: dict[str, Any], back: str) -> HttpResponse:
    tell(request, "success", sheet.said(raw))
    return HttpResponseRedirect(back)


def _refused(request: Any, why: str, back: str) -> HttpResponse:
    return render(request, "doors/refused.html", {"title": "整改", "reason": why, "back": back}, status=403)


def _page(request: Any, sheet: Sheet, row: Any, raw: Any, errors: dict[str, list[str]], back: str) -> HttpResponse:
    cards = sheet.cards(request, row, raw, errors)
    context = {
        "title": sheet.title, "row": row, "before": file_views(row.photos), "back": back, "cards": cards,
        "fields": [f for card in cards for f in card.fields], "others": errors.get("", []), "submit": sheet.submit,
        "due_label": registry.register(sheet.register_key).spec("due_on").label,
        "version": row.version, "draft": f"{sheet.register_key}-{row.pk}-rectify-{request.seat.pk}",
        "act": (not errors.get("") and request.POST.get("act")) or uuid.uuid4(),
    }  # fmt: skip
    return render(request, "hazard/rectify.html", context, status=422 if errors else 200)


# Parts that forms are put together from.


def specs_of(register_key: str, move: str, names: tuple[str, ...] = ()) -> list[Spec]:
    """The questions a move asks for, or those of them named."""
    register = registry.register(register_key)
    found = register.find_move(move)
    assert found is not None
    return [s for s in register.move_specs(found[1]) if not names or s.name in names]


def typed(request: Any, specs: list[Spec]) -> dict[str, Any]:
    """The answers to these questions, whether it is done, and what is said with its pictures."""
    raw = posted(specs, request)
    raw["done"] = request.POST.get("done", "")
    raw["text"], raw["pictures"] = request.POST.get("text", ""), [v for v in request.POST.getlist("pictures") if v]
    if raw["done"] not in ("true", "false"):
        raw["done"] = ""
    return raw


def refuse_unanswered(raw: dict[str, Any]) -> None:
    """Nobody ends a rectification by leaving a question open."""
    if not raw["done"]:
        raise Refused({"done": ["请选择是否已整改完毕"]})


def views(
    register_key: str, specs: list[Spec], row: Any, raw: Any, errors: dict[str, list[str]], user_id: int, at_end: bool
) -> list[FieldView]:
    """Questions about the row's own columns; ``at_end``: those asked only when it is done."""
    register = registry.register(register_key)
    found = []
    for spec in specs:
        view = field_view(register, spec, row, raw=raw, errors=errors, user_id=user_id)
        if at_end:
            view.shown_when = ("done", ["true"])
        found.append(view)
    return found


def done_view(typed_raw: dict[str, Any], errors: dict[str, list[str]], choices: list[tuple[str, str]]) -> FieldView:
    """The question whether it is done."""
    return FieldView(
        "done", "f-done", "是否已整改完毕", "radio", typed_raw.get("done", ""), required=True,
        errors=errors.get("done", []), choices=choices,
    )  # fmt: skip


def pictures_view(
    user_id: int, typed_raw: Any, kept: list[str], errors: dict[str, list[str]], **more: Any
) -> FieldView:
    """A box for pictures that belong to a step and not to the row."""
    sent = sent_file_views(typed_raw.get("pictures", kept), user_id, kept)
    return FieldView(
        "pictures", "f-pictures", kind="files", value=sent, accept="image/jpeg,image/png", wide=True,
        errors=errors.get("pictures", []), **more,
    )  # fmt: skip


def ghost_of(row: Any) -> str:
    """The address of the first old picture, laid over the camera."""
    before = file_views(row.photos)
    return str(before[0]["url"]) if before else ""


def earlier(row: Any, moves: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    """What was done so far by these moves, the latest first; each stands as it was handed in."""
    return tuple(
        {
            "at": moment_text(step.at), "verb": step.label, "who": step.actor, "seat": "代填" if step.proxy else "",
            "text": step.opinion, "files": file_views(step.files),
            "diff": [{"label": label, "before": "", "after": plain(said)} for label, said in step.values.items()],
        }
        for step in desk.steps_of(row).filter(move__in=moves).order_by("-id")
    )  # fmt: skip
