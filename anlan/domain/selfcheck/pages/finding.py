"""The boxes 隐患信息填写 and 重大隐患信息填写 that open over an item."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse

from anlan.domain.standard import catalogue
from anlan.kernel.act import effects
from anlan.kernel.doors.entry import posted
from anlan.kernel.doors.pages import render
from anlan.kernel.doors.show import FieldView, field_view
from anlan.kernel.register import registry
from anlan.kernel.register.spec import Spec

from ..rules import FOUND, MAJOR
from .rounds import Round

if TYPE_CHECKING:
    from anlan.domain.standard.models import Item

TITLES = {"general": "隐患信息填写", MAJOR: "重大隐患信息填写"}
# Given by the item that was found wanting, so nobody is asked for them again.
GIVEN = {"level", "item", "category", "unit", "found_by_kind"}


def specs_for(request: Any, level: str) -> list[Spec]:
    """The hazard's own fields that are asked for at this level."""
    register = registry.register("hazard")
    found = []
    for spec in register.specs.values():
        if spec.name in GIVEN or not effects.may_enter(register, spec, request.seat, is_new=True):
            continue
        when = spec.field.when
        if when and when[0] == "level" and level not in (when[1] if isinstance(when[1], tuple | list) else (when[1],)):
            continue
        found.append(spec)
    return found


def posted_values(request: Any, level: str) -> dict[str, Any]:
    """The values of the box."""
    return posted(specs_for(request, level), request)


def ask(request: Any, current: Round, item: int, level: str) -> HttpResponse:
    """The empty box."""
    if item not in current.items or level not in FOUND:
        raise Http404
    raw = effects.with_defaults(specs_for(request, level), {}, request.seat)
    return _box(request, current, current.items[item], level, raw, {})


def again(
    request: Any, current: Round, item: int, level: str, raw: dict[str, Any], errors: dict[str, list[str]]
) -> HttpResponse:
    """The box with what was typed and what is wrong with it."""
    response = _box(request, current, current.items[item], level, raw, errors, status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#finding-body", "innerHTML"
    return response


def _box(
    request: Any, current: Round, item: "Item", level: str, raw: dict[str, Any], errors: dict[str, list[str]],
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    from .walk import context

    register = registry.register("hazard")
    fields = [
        field_view(register, s, None, raw=raw, errors=errors, prefix="h", user_id=request.user.pk)
        for s in specs_for(request, level)
    ]
    named = {f.name for f in fields}
    others = [s for name, many in errors.items() if name not in named for s in many]
    return render(request, "selfcheck/finding.html", context(request, current) | {
        "item": item, "level": level, "box_title": TITLES[level], "fields": [_plain(f, current) for f in fields],
        "others": others, "phrases": catalogue.phrases_for(item.category_id)[:8],
    }, status=status)  # fmt: skip


def _plain(view: FieldView, current: Round) -> FieldView:
    """Within the box the level is known, so nothing hangs on it any more; the few criteria of this firm are a list."""
    if view.shown_when and view.shown_when[0] == "level":
        view.shown_when = None
    if view.name == "criterion":
        fitting = catalogue.criteria_for(current.sheet.unit)
        view.kind, view.choices = "select", [(str(c.pk), str(c)) for c in fitting]
    return view
