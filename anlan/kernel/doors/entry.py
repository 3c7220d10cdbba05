"""The form door: making and changing a row, and the dialogs of moves and actions. Each delivers one act."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from anlan.kernel.act import effects
from anlan.kernel.act.act import Act, Forbidden, NotYours, Receipt, Refused, Stale, deliver, delivered_before
from anlan.kernel.register.entry import asked
from anlan.kernel.register.plain import whole
from anlan.kernel.register.spec import Spec
from anlan.kernel.register.words import Field

from . import untouched
from .context import tell
from .pages import one_row, only_register, page_view, render
from .pickers import name_picked
from .portal import Page
from .show import FieldView, field_view, text_of

# What takes more than one value an address cannot fill in for a form.
NOT_IN_ADDRESSES = ("files", "table", "multichoice")


def posted(specs: list[Spec], request: Any) -> dict[str, Any]:
    """The raw values of a form, by field."""
    data = request.POST
    raw: dict[str, Any] = {}
    for spec in specs:
        if data.get(f"{spec.name}__unknown"):
            raw[f"{spec.name}__unknown"] = "1"
        if spec.kind in ("files", "multichoice"):
            raw[spec.name] = [v for v in data.getlist(spec.name) if v]
        elif spec.kind == "table":
            count = data.get(f"{spec.name}-count", "0")
            lines = range(min(whole(count), 500))
            raw[spec.name] = [
                {c.name: data.get(f"{spec.name}-{i}-{c.name}", "") for c in spec.column.columns} for i in lines
            ]
        else:
            raw[spec.name] = data.get(spec.name, "")
    return raw


def act_id(request: Any) -> uuid.UUID:
    """The act's own id, put into the form when it was drawn, so that a double click is one act."""
    try:
        return uuid.UUID(request.POST.get("act", ""))
    except ValueError:
        return uuid.uuid4()


def base_version(request: Any) -> int | None:
    """The version the form was drawn from."""
    value = request.POST.get("version", "")
    return whole(value) if value else None


def way_back(request: Any, fallback: str) -> str:
    """Where the person came from, if that is one of our own pages."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if safe and asked.startswith("/") else fallback


def entry_sections(page: Page, row: Any, request: Any, raw: Any, errors: Any, *, is_new: bool) -> list[dict[str, Any]]:
    """The sections of the form; fixed information is shown but not asked for."""
    register, seat, found = page.register, request.seat, []
    here = {spec.name for spec in _asked(page, seat, is_new=is_new)}
    for section in page.shown_sections():
        fields = []
        for one in section.fields:
            spec = register.specs[one.name]
            may = effects.may_enter(register, spec, seat, is_new=is_new)
            # A question that hangs on what this form does not ask is judged here; the browser could not see the answer.
            settled = spec.field.when is not None and spec.field.when[0] not in here
            if (not may and is_new) or (settled and not asked(spec, {}, row)):
                continue
            view = field_view(register, spec, row, raw=raw if may else None, errors=errors, readonly=not may,
                              label=page.word(one.name, spec.label), user_id=seat.user_id)  # fmt: skip
            view.shown_when = None if settled else view.shown_when
            view.two_steps = view.kind == "files" and "upload" in page.words
            view.required = view.required or one.name in row.required_of(seat)
            if is_new and spec.field.fixed and isinstance(page.where.get(one.name), str):
                view.kind = "hidden"
            fields.append(view)
        name_picked(register, fields, seat)
        if fields:
            found.append({"title": section.title, "note": section.note, "fields": fields})
    return found


def _asked(page: Page, seat: Any, *, is_new: bool) -> list[Spec]:
    """The fields that this page's form asks this seat for; what it does not show it must not empty."""
    names = [f.name for section in page.shown_sections() for f in section.fields]
    specs = [page.register.specs[name] for name in names]
    return [s for s in specs if effects.may_enter(page.register, s, seat, is_new=is_new)]


@page_view
def create(request: HttpRequest, item: Any) -> HttpResponse:
    """A new row."""
    page = only_register(item)
    if special := page.register.pages.get("create"):
        return special(request, page)
    return new_form(request, page)


def new_form(request: Any, page: Page, template: str = "doors/form.html") -> HttpResponse:
    """The form of a new row and what becomes of it; a subject may draw it by a template of its own."""
    seat = request.seat
    if why := page.register.create_refused(seat):
        return render(request, "doors/refused.html", {"title": page.title, "reason": why}, status=403)
    row, raw, errors = page.register.model(), None, {}
    if request.method != "POST":
        specs = _asked(page, seat, is_new=True)
        given = {s.name: page.where[s.name] for s in specs if isinstance(page.where.get(s.name), str)}
        given |= {
            s.name: request.GET[s.name] for s in specs if s.name in request.GET and s.kind not in NOT_IN_ADDRESSES
        }
        raw = effects.with_defaults(specs, given, seat)
    else:
        specs = _asked(page, seat, is_new=True)
        raw = posted(specs, request)
        try:
            act = Act(seat, page.register.key, "create", values=raw, uuid=act_id(request))
            receipt = deliver(act)
        except NotYours as taken:
            raise Http404 from taken
        except Refused as refused:
            errors = refused.errors
        else:
            said = f"已保存{page.register.title}“{receipt.row}”" if receipt.row else "已保存"
            tell(request, "success", page.word("saved", said))
            if receipt.result:
                tell(request, "warning", receipt.result["show"])
            return _after(request, page, receipt)
    context = _form_context(request, page, row, raw, errors, is_new=True)
    return render(request, template, context, status=422 if errors else 200)


def _after(request: Any, page: Page, receipt: Receipt) -> HttpResponse:
    shown = page.rows(request.seat).filter(pk=receipt.record).exists()
    url = page.url(request.portal.key, "detail", receipt.record) if shown else page.url(request.portal.key)
    return HttpResponseRedirect(way_back(request, url))


def _form_context(request: Any, page: Page, row: Any, raw: Any, errors: Any, *, is_new: bool) -> dict[str, Any]:
    sections = entry_sections(page, row, request, raw, errors, is_new=is_new)
    verb = page.word("create", "新增") if is_new else page.word("change", "修改")
    return {
        "page": page, "title": f"{verb} · {page.register.title}", "sections": sections, "row": row,
        "fields": [f for s in sections for f in s["fields"]], "others": errors.get("", []),
        "act": request.POST.get("act") or uuid.uuid4(), "version": "" if is_new else row.version,
        "drawn": "" if is_new else _marks(request, page, row),
        "back": way_back(request, _home_of(page, row, request, is_new)), "submit": page.word("submit", "提交"),
        "draft": f"{page.register.key}-{'new' if is_new else row.pk}-{request.seat.pk}",
    }  # fmt: skip


def _home_of(page: Page, row: Any, request: Any, is_new: bool) -> str:
    """Where a form leads back to when nobody said: the record, or the list for a new one."""
    key = request.portal.key
    return page.url(key) if is_new else page.url(key, "detail", row.pk)


def _marks(request: Any, page: Page, row: Any) -> str:
    """The marks the form carries: as it was first drawn, until somebody else's change has been shown."""
    posted_marks = request.POST.get(untouched.MARK)
    if posted_marks and base_version(request) == row.version:
        return str(posted_marks)
    specs = _asked(page, request.seat, is_new=False)
    return untouched.drawn(page.register, specs, row)


@page_view
def edit(request: HttpRequest, item: Any, pk: int) -> HttpResponse:
    """Changing a row. When somebody else changed it meanwhile, both versions are shown and nothing typed is lost."""
    page = only_register(item)
    if special := page.register.pages.get("edit"):
        return special(request, page, pk)
    return change_form(request, page, pk)


def change_form(request: Any, page: Page, pk: int, template: str = "doors/form.html") -> HttpResponse:
    """The form of one row and what becomes of it; a Screen that *is* such a form draws it by a template of its own."""
    seat = request.seat
    row = one_row(page, seat, pk)
    if why := page.register.change_refused(row, seat):
        return render(
            request, "doors/refused.html", {"title": page.title, "reason": why, "back": way_back(request, "")}, 403
        )
    raw, errors, theirs = None, {}, []
    if request.method == "POST":
        specs = _asked(page, seat, is_new=False)
        raw = posted(specs, request)
        try:
            act = Act(seat, page.register.key, "change", pk, raw, base_version(request), act_id(request))
            receipt = deliver(act)
        except NotYours as gone:
            raise Http404 from gone
        except Refused as refused:
            errors = refused.errors
        except Stale as stale:
            row, raw = stale.row, untouched.touched(specs, raw, request.POST.get(untouched.MARK, ""))
            theirs = _conflict(page, row, [s for s in specs if s.name in raw], raw)
        else:
            tell(request, "success", page.word("saved", "修改已保存"))
            return _after(request, page, receipt)
    context = _form_context(request, page, row, raw, errors, is_new=False) | {"theirs": theirs}
    status = 409 if theirs else 422 if errors else 200
    return render(request, template, context, status=status)


def _conflict(page: Page, row: Any, specs: list[Spec], raw: dict[str, Any]) -> list[dict[str, Any]]:
    """Where what was typed differs from what the other person saved."""
    rows = []
    for spec in specs:
        theirs, mine = text_of(spec, row), raw.get(spec.name)
        shown = FieldView(spec.name, spec.name, spec.label, spec.kind, mine, choices=spec.choices)
        own = field_view(page.register, spec, row)
        if str(own.value or "") != str(mine or "") and not (isinstance(own.value, list) and not own.value and not mine):
            words = dict(shown.choices).get(str(mine), mine)
            rows.append(
                {"label": spec.label, "before": theirs, "after": f"{len(mine)} 项" if isinstance(mine, list) else words}
            )
    return rows or [{"label": "内容", "before": "对方的修改与您填写的相同", "after": ""}]


@page_view
def move(request: HttpRequest, item: Any, pk: int, name: str) -> HttpResponse:
    """A step of the flow, or an action: asks for what it needs and delivers it."""
    page = only_register(item)
    register, seat = page.register, request.seat  # type: ignore[attr-defined]
    found, action = register.find_move(name), register.find_action(name)
    if not found and not action:
        raise Http404
    if special := register.pages.get(f"move:{name}"):
        return special(request, page, pk)
    step = found[1] if found else action
    assert step is not None
    back = way_back(request, page.url(request.portal.key, "detail", pk))  # type: ignore[attr-defined]
    if request.method == "POST" and (
        receipt := delivered_before(Act(seat, register.key, name, pk, uuid=act_id(request)))
    ):
        return _moved(request, page, step, receipt, back)
    row = one_row(page, seat, pk)
    if found:
        why = register.move_refused(row, seat, *found) or register.scope.acts_refused(seat, row)
    else:
        assert action is not None
        why = register.action_refused(row, seat, action)
    if why:
        return render(request, "doors/refused.html", {"title": step.label, "reason": why, "back": back}, status=403)
    specs, errors, raw = register.move_specs(step), {}, None
    if request.method == "POST":
        raw = posted(specs, request) | _said(request)
        try:
            receipt = deliver(Act(seat, register.key, name, pk, raw, base_version(request), act_id(request)))
        except NotYours as gone:
            raise Http404 from gone
        except Forbidden as forbidden:
            told = {"title": step.label, "reason": str(forbidden), "back": back}
            return render(request, "doors/refused.html", told, status=403)
        except Refused as refused:
            errors = refused.errors
        except Stale as newer:
            row = newer.row
            errors = {"": ["别人刚刚办理或修改过这条记录，下面是最新情况；您填写的内容还在，请核对后再提交"]}
        else:
            return _moved(request, page, step, receipt, back)
    context: dict[str, Any] = {
        "page": page, "title": page.word(name, step.label), "row": row, "move": step, "others": errors.get("", []),
        "fields": _move_fields(page, row, step, specs, raw, errors, seat), "back": back, "version": row.version,
        "act": request.POST.get("act") or uuid.uuid4(), "submit": page.word("submit", "提交"),
        "facts": [field_view(register, s, row, prefix="v") for s in list(register.specs.values())[:8] if s.kind != "table"],
        "draft": f"{register.key}-{pk}-{name}-{seat.pk}",
    }  # fmt: skip
    return render(request, "doors/move.html", context, status=422 if errors else 200)


def _moved(request: Any, page: Page, step: Any, receipt: Receipt, back: str) -> HttpResponse:
    """Says that it is done; a row that left the page leads to the list."""
    said = receipt.result.get("show") if isinstance(receipt.result, dict) else None
    shown = f"：{receipt.row}" if receipt.row is not None else ""
    tell(request, "success", said or f"已{page.word(step.name, step.label)}{shown}")
    visible = page.rows(request.seat).filter(pk=receipt.record).exists()
    return HttpResponseRedirect(back if visible or f"/{receipt.record}/" not in back else page.url(request.portal.key))


def _said(request: Any) -> dict[str, Any]:
    return {"opinion": request.POST.get("opinion", ""), "files": [v for v in request.POST.getlist("files") if v]}


def _move_fields(
    page: Page, row: Any, step: Any, specs: list[Spec], raw: Any, errors: Any, seat: Any
) -> list[FieldView]:
    user_id = seat.user_id
    fields = [
        field_view(page.register, s, row, raw=raw, errors=errors, label=page.word(s.name, s.label), user_id=user_id)
        for s in specs
    ]
    name_picked(page.register, fields, seat)
    needs, asks = getattr(step, "needs", ()), getattr(step, "asks", ())
    if "opinion" in (*needs, *asks):
        fields.append(FieldView(
            "opinion", "f-opinion", step.opinion_label, "textarea", (raw or {}).get("opinion", ""), max_length=2000,
            required="opinion" in needs, errors=errors.get("opinion", []),
        ))  # fmt: skip
    if "files" in (*needs, *asks):
        spec = Spec("files", "附件", "files", effects.STEP_FILES.column, Field("files"), "files" in needs)
        fields.append(field_view(page.register, spec, None, raw=raw or {}, errors=errors, user_id=user_id))
    return fields
