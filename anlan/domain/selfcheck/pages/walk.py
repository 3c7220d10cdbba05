"""新建自查: the walk through the items. Each tap is one act; the first one makes the sheet."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, deliver
from anlan.kernel.act.models import Delivered
from anlan.kernel.doors.context import tell
from anlan.kernel.doors.entry import act_id
from anlan.kernel.doors.pages import render
from anlan.kernel.register import registry
from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.plain import whole

from ..answering import CLEARED
from ..flows import SAVED
from ..models import SelfCheck
from ..rules import FOUND
from . import finding
from .rounds import Round, address_of, new_round, round_of, unfinished


def walk(request: HttpRequest, screen: Any, pk: int | None = None) -> HttpResponse:
    """The page, the parts of it that change, and what is posted from it."""
    register, seat = registry.register("selfcheck"), request.seat  # type: ignore[attr-defined]
    pk = pk or _begun(request)
    sheet = None
    if pk is not None:
        sheet = register.rows(seat).select_related("unit", "standard").filter(pk=pk).first()
        if sheet is None:
            raise Http404
    why = register.create_refused(seat) if sheet is None else register.change_refused(sheet, seat)
    if why or (sheet is None and not seat.organisation.is_unit):
        reason = why or "自查由生产经营单位填报，管理部门不能代填"
        return render(request, "doors/refused.html", {"title": screen.title, "reason": reason}, status=403)
    if request.method == "POST":
        return _posted(request, screen, sheet)
    if sheet is None and not request.GET and (begun := unfinished(request.portal.key, seat)):  # type: ignore[attr-defined]
        context = {"title": screen.title, "unfinished": begun, "start": uuid.uuid4(), "new_id": uuid.uuid4}
        return render(request, "selfcheck/begin.html", context)
    return _shown(request, screen, sheet)


def _title(screen: Any, sheet: SelfCheck) -> str:
    return f"修改自查记录 {sheet.checked_on}" if sheet.state == SAVED else str(screen.title)


def _number(raw: Any) -> int:
    text = str(raw or "")
    return whole(text)


def _start(request: Any) -> uuid.UUID:
    """The id under which the first answer makes the sheet; a page that was drawn once keeps it."""
    try:
        return uuid.UUID(request.POST.get("start") or request.GET.get("start") or "")
    except ValueError:
        return uuid.uuid4()


def _begun(request: Any) -> int | None:
    """The sheet that an earlier answer from this very page has made."""
    made = Delivered.objects.filter(uuid=_start(request), user=request.user, register="selfcheck").first()
    return made.record if made else None


def _round(request: Any, sheet: SelfCheck | None) -> Round:
    asked = request.POST if request.method == "POST" else request.GET
    chosen = _number(asked.get("class"))
    found = round_of(sheet, chosen) if sheet is not None else new_round(request.seat, str(_start(request)), chosen)
    found.person = request.user.name
    return found


def _shown(request: Any, screen: Any, sheet: SelfCheck | None) -> HttpResponse:
    try:
        current = _round(request, sheet)
    except FieldError as error:
        return render(request, "doors/refused.html", {"title": screen.title, "reason": str(error)}, status=409)
    if level := request.GET.get("level"):
        return finding.ask(request, current, _number(request.GET.get("item")), level)
    return _page(request, screen, current)


def _page(
    request: Any, screen: Any, current: Round, errors: Any = None, checker: str | None = None, status: int = 200
) -> Any:
    part = "round" if request.headers.get("HX-Request") else "walk"
    return render(request, f"selfcheck/{part}.html", context(request, current) | {
        "title": _title(screen, current.sheet), "errors": errors or {},
        "checker": current.sheet.checker or current.person if checker is None else checker,
    }, status=status)  # fmt: skip


def context(request: Any, current: Round) -> dict[str, Any]:
    """What every part of the walk needs."""
    key = request.portal.key
    return {"round": current, "here": address_of(key, current.sheet), "new_id": uuid.uuid4}


# What is posted ---------------------------------------------------------------------------------------------------


def _posted(request: Any, screen: Any, sheet: SelfCheck | None) -> HttpResponse:
    wanted = request.POST.get("do", "answer")
    if wanted not in DOING or (wanted == "delete" and sheet is None):
        raise Http404
    if wanted == "save" and sheet is None:
        errors = {"": [SelfCheck().cannot_be_saved()]}
        return _page(request, screen, _round(request, None), errors, request.POST.get("checker", ""), status=422)
    try:
        made = sheet or _begin(request)
        return DOING[wanted](request, screen, made)
    except NotYours as gone:
        raise Http404 from gone


def _begin(request: Any) -> SelfCheck:
    """The sheet of this page: made by its first answer, found again by the next ones."""
    receipt = deliver(Act(request.seat, "selfcheck", "create", uuid=_start(request)))
    if receipt.row is None:
        raise NotYours
    return SelfCheck.objects.select_related("unit", "standard").get(pk=receipt.record)


def _answer(request: Any, screen: Any, sheet: SelfCheck) -> HttpResponse:
    """One answer; with a finding its hazard comes along."""
    said, item = request.POST.get("answer", ""), request.POST.get("item", "")
    values: dict[str, Any] = {"item": item, "answer": said}
    if said in FOUND:
        values["hazard"] = finding.posted_values(request, said)
    try:
        deliver(Act(request.seat, "selfcheck", "answer", sheet.pk, values, uuid=act_id(request)))
    except Refused as refused:
        if said in FOUND and not isinstance(refused, Forbidden):
            return finding.again(request, _round(request, sheet), _number(item), said, values["hazard"], refused.errors)
        return _failed(request, screen, sheet, refused)
    return _changed(request, sheet, _number(item), taken_back=said == CLEARED)


def _changed(request: Any, sheet: SelfCheck, item: int, taken_back: bool = False) -> HttpResponse:
    """The item as it stands now, with the progress around it."""
    sheet.refresh_from_db()
    current = _round(request, sheet)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"{address_of(request.portal.key, sheet)}?class={current.chosen}#item-{item}")
    of_item = current.items[item]
    part = current.class_of(of_item)
    response = render(request, "selfcheck/answered.html", context(request, current) | {
        "item": of_item, "part": part, "first": current.first_of(part),
    })  # fmt: skip
    response["HX-Trigger"] = "selfcheck-taken-back" if taken_back else "selfcheck-answered"
    return _with_address(response, request, sheet)


def _with_address(response: HttpResponse, request: Any, sheet: SelfCheck) -> HttpResponse:
    """From the first answer on the address names the sheet, so that reloading goes on with it."""
    chosen = _number(request.POST.get("class"))
    tail = f"?class={chosen}" if chosen else ""
    response["HX-Replace-Url"] = address_of(request.portal.key, sheet) + tail
    return response


def _rest(request: Any, screen: Any, sheet: SelfCheck) -> HttpResponse:
    """其余均无此隐患 of a class."""
    category = request.POST.get("category", "")
    values = {"category": category, "signed_by": request.POST.get("signed_by", "")}
    error = ""
    try:
        deliver(Act(request.seat, "selfcheck", "answer_rest", sheet.pk, values, uuid=act_id(request)))
    except Forbidden as forbidden:
        return _failed(request, screen, sheet, forbidden)
    except Refused as refused:
        error = str(refused)
    sheet.refresh_from_db()
    current = _round(request, sheet)
    part = next((c for c in current.all_classes if c.category.pk == _number(category)), None)
    if part is None:
        raise Http404
    if not request.headers.get("HX-Request"):
        if error:
            tell(request, "error", error)
        return HttpResponseRedirect(f"{address_of(request.portal.key, sheet)}?class={category}")
    response = render(request, "selfcheck/class_answered.html", context(request, current) | {
        "part": part, "first": current.first_of(part), "error": error, "signed_by": values["signed_by"],
    }, status=422 if error else 200)  # fmt: skip
    if not error:
        response["HX-Trigger"] = "selfcheck-class-answered"
    return _with_address(response, request, sheet)


def _save(request: Any, screen: Any, sheet: SelfCheck) -> HttpResponse:
    """姓名 and 保存: the sheet is formed and lies in 当前月自查记录."""
    checker = request.POST.get("checker", "")
    try:
        deliver(Act(request.seat, "selfcheck", "save", sheet.pk, {"checker": checker}, uuid=act_id(request)))
    except Refused as refused:
        return _page(request, screen, _round(request, sheet), refused.errors, checker, status=422)
    tell(request, "success", f"自查记录已保存到“当前月自查记录”，共 {sheet.checked} 条。上报前可以修改或删除")
    page = request.portal.page_for("selfcheck", request.seat, sheet.pk)
    return HttpResponseRedirect(page.url(request.portal.key) if page else address_of(request.portal.key, sheet))


def _delete(request: Any, screen: Any, sheet: SelfCheck) -> HttpResponse:
    """删除 of an unfinished round."""
    try:
        deliver(Act(request.seat, "selfcheck", "delete", sheet.pk, uuid=act_id(request)))
    except Refused as refused:
        return _failed(request, screen, sheet, refused)
    tell(request, "success", f"已删除未完成的自查（{sheet.checked_on}）")
    return HttpResponseRedirect(reverse("web:home"))


def _failed(request: Any, screen: Any, sheet: SelfCheck | None, refused: Refused) -> HttpResponse:
    """The whole page again with the sentence on top."""
    tell(request, "error", str(refused))
    url = address_of(request.portal.key, sheet)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


DOING = {"answer": _answer, "rest": _rest, "save": _save, "delete": _delete}
