"""Search as you type, and the cascade of areas."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from anlan.kernel.register import registry
from anlan.kernel.register.plain import storable, whole
from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec
from anlan.kernel.scope.areas import ancestors
from anlan.kernel.scope.models import Area

from .pages import signed_in
from .show import FieldView, text_of

MOST = 20


def source_of(spec: Spec) -> Register:
    """The Register that a field is picked from."""
    return registry.register(spec.field.pick) if spec.field.pick else registry.register_of(spec.column.related_model)


def name_picked(register: Register, views: Iterable[FieldView], seat: Any) -> None:
    """Puts the names to what an address or a refused form has picked, as far as the seat may pick it."""
    for view in views:
        if view.kind == "pick" and view.value and not view.display:
            spec = register.spec(view.name)
            source = source_of(spec)
            row = source.rows(seat).filter(pk=whole(view.value), **spec.field.pick_where).first()
            view.display = source.label_of(row) if row is not None else None


@signed_in
def pick(request: Any, register_key: str, name: str) -> HttpResponse:
    """The rows a field may be filled with, among those the seat may see."""
    try:
        register = registry.register(register_key)
        spec = register.spec(name)
        source = source_of(spec)
    except (LookupError, FieldDoesNotExist) as error:
        raise Http404 from error
    text = storable(request.GET.get("q", ""))[:60]
    rows = source.rows(request.seat).filter(**spec.field.pick_where)
    if spec.field.pick_beside and (other := spec.field.pick_beside[0]) in request.GET:
        rows = rows.filter(**spec.field.pick_beside[1](storable(request.GET[other])))
    if text:
        found = Q()
        for column in source.share.search or (source.share.label,):
            how = "istartswith" if column in ("initials", "code") else "icontains"
            found |= Q(**{f"{column}__{how}": text})
        rows = rows.filter(found)
    rows = rows.order_by(source.share.label)[: MOST + 1]
    hints = [source.spec(n) for n in source.share.hint]
    results = [
        {"id": r.pk, "label": source.label_of(r), "hint": " · ".join(t for h in hints if (t := text_of(h, r)))}
        for r in rows[:MOST]
    ]
    return JsonResponse({"results": results, "more": len(rows) > MOST})


@signed_in
def areas(request: HttpRequest) -> HttpResponse:
    """The cascade of areas, for whoever is signed in."""
    return area_levels(request)


def area_levels(request: HttpRequest) -> HttpResponse:
    """The areas directly below ``parent``; or with ``path`` those below it and below each area above it, at once."""
    path = storable(request.GET.get("path", ""))
    if not path:
        return JsonResponse(options_below(storable(request.GET.get("parent", ""))), safe=False)
    try:
        parents = ["", *ancestors(path), path]
    except ValueError as error:
        raise Http404 from error
    return JsonResponse({"levels": [{"parent": p, "options": options_below(p)} for p in parents]})


def options_below(parent: str) -> list[dict[str, Any]]:
    """The choices of one level of the cascade."""
    rows = list(Area.objects.filter(parent_id=parent or None).order_by("path"))
    with_children = set(Area.objects.filter(parent__in=rows).values_list("parent_id", flat=True).distinct())
    return [{"path": a.path, "name": a.name, "has_children": a.path in with_children} for a in rows]
