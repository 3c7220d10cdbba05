"""待办 and 已办: what lies on the desks of the seat's organisation."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.clock.due import due_note, due_tone
from anlan.kernel.flow import desk
from anlan.kernel.flow.models import Task
from anlan.kernel.notice import remind
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.register.plain import storable
from anlan.kernel.register.register import Register
from anlan.kernel.scope.models import Organisation, Seat
from anlan.kernel.trail import book

from .conditions import plain_day
from .context import badges_of, tell
from .listing import SIZES, pager, place
from .pages import render, signed_in
from .show import moment_text
from .waiting import waiting_of


def to_do(task: Task) -> str:
    """What the desk may do about it, in the moves' own words."""
    register = registry.register(task.register)
    found = (register.find_move(name.partition(".")[2]) for name in task.needs)
    return "、".join(dict.fromkeys(f[1].label for f in found if f))


def task_view(task: Task) -> dict[str, Any]:
    """A task as the lists show it."""
    return {
        "id": task.pk, "title": task.title, "step": task.step, "todo": to_do(task), "lead": task.lead, "due": task.due_on,
        "unit": task.unit.name if task.unit else "", "kind": registry.register(task.register).title,
        "tone": due_tone(task.due_on, task.level, task.done_at is not None), "since": moment_text(task.since),
        "note": due_note(task.due_on) if task.due_on and not task.done_at else "",
        "done": moment_text(task.done_at) if task.done_at else "",
        "url": reverse("doors:go", args=[task.register, task.record]), "level": task.level,
    }  # fmt: skip


@signed_in
def inbox(request: Any) -> HttpResponse:
    """待办工作, the most urgent first; 已办 behind the second tab."""
    old = request.GET.get("tab") == "done"
    rows = desk.done(request.seat).order_by("-done_at") if old else desk.by_urgency(desk.inbox(request.seat))
    kinds = sorted(set(rows.values_list("register", flat=True).distinct())) if not old else []
    kind = storable(request.GET.get("kind", ""))
    if kind:
        rows = rows.filter(register=kind)
    total, size = rows.count(), SIZES[0]
    number, pages = place(request, total, size)
    shown = rows.select_related("unit")[(number - 1) * size : number * size]
    return render(request, "doors/inbox.html", {
        "title": "待办工作", "old": old, "tasks": [task_view(t) for t in shown], "total": total,
        "kinds": [{"key": k, "title": registry.register(k).title} for k in kinds], "kind": kind,
        "pager": pager(request, total, size, number, pages), "may_hand_over": request.seat.is_authority,
        "waiting": waiting_of(request.seat).count(),
    })  # fmt: skip


@signed_in
def hand_over(request: Any, pk: int) -> HttpResponse:
    """转办: another organisation of the same line takes the task; the reason is kept in the trail."""
    task = desk.inbox(request.seat).filter(pk=pk, lead=True).first()
    if task is None or not request.seat.is_authority:
        raise Http404
    register = registry.register(task.register)
    row = register.rows(request.seat).filter(pk=task.record).first()
    if row is None:
        raise Http404
    offices = takers(register, row, request.seat)
    error = ""
    if request.method == "POST":
        to = next((o for o in offices if str(o.pk) == request.POST.get("to")), None)
        reason = storable(request.POST.get("reason", ""))
        error = "请选择转给哪个单位" if to is None else "请填写转办原因" if not reason else ""
        if to is not None and not error:
            _hand(request.seat, task, row, to, reason)
            tell(request, "success", f"已转办给{to.name}")
            return HttpResponseRedirect(reverse("web:inbox"))
    context = {"title": "转办", "task": task_view(task), "offices": offices, "error": error}
    return render(request, "doors/hand_over.html", context, status=422 if error else 200)


def takers(register: Register, row: Any, seat: Seat) -> list[Organisation]:
    """The authorities within the seat's reach that may see the row: work is never handed to who would find nothing."""
    others = Organisation.objects.filter(is_open=True).exclude(kind__in=("enterprise", "service", "platform"))
    others = others.exclude(pk=seat.organisation_id).select_related("area").order_by("kind", "name")
    near = [o for o in others if seat.oversees(o.area_id)]
    rows = register.model._default_manager.filter(pk=row.pk)
    return [o for o in near if rows.filter(register.scope.q(Seat(organisation=o))).exists()]


def _hand(seat: Any, task: Task, row: Any, to: Organisation, reason: str) -> None:
    with transaction.atomic():
        Task.objects.filter(pk=task.pk, done_at=None).update(organisation=to)
        type(row).objects.filter(pk=row.pk).update(handed_over=True)
        note = book.Note(task.register, str(task.record), "hand_over", f"转办：{row}",
                         {"转给": [seat.organisation.name, to.name], "原因": [None, reason]}, task.unit_id)  # fmt: skip
        book.write(seat, [note])
        remind(to.pk, f"{seat.organisation.name}转来待办：{row}", reason, key=f"hand-over:{task.pk}:{to.pk}",
               url=reverse("doors:go", args=[task.register, task.record]), sender=seat.organisation.name)  # fmt: skip


@signed_in
def reminders(request: Any) -> HttpResponse:
    """系统提醒, found by receiving time or title."""
    rows = Reminder.objects.filter(organisation=request.seat.organisation_id)
    title, start, end = (storable(request.GET.get(k, "")) for k in ("title", "at_from", "at_to"))
    if title:
        rows = rows.filter(title__icontains=title[:100])
    for text, lookup, plus in ((start, "at__date__gte", 0), (end, "at__date__lt", 1)):
        try:
            if text:
                rows = rows.filter(**{lookup: plain_day(text) + timedelta(days=plus)})
        except ValueError:
            rows = rows.none()
    state = request.GET.get("state", "")
    if state in ("read", "unread"):
        rows = rows.filter(read_at__isnull=state == "unread")
    rows = rows.order_by("-at", "-id")
    total, size = rows.count(), SIZES[0]
    number, pages = place(request, total, size)
    return render(request, "doors/reminders.html", {
        "title": "系统提醒", "rows": rows[(number - 1) * size : number * size], "asked": request.GET, "moment": moment_text,
        "pager": pager(request, total, size, number, pages), "total": total,
    })  # fmt: skip


@signed_in
def reminder(request: Any, pk: int) -> HttpResponse:
    """One reminder; reading it makes it read."""
    from anlan.kernel.clock import now

    row = Reminder.objects.filter(pk=pk, organisation=request.seat.organisation_id).first()
    if row is None:
        raise Http404
    if row.read_at is None:
        Reminder.objects.filter(pk=pk, read_at=None).update(read_at=now(), read_by=request.user.pk)
        row.refresh_from_db()
    return render(request, "doors/reminder.html", {"title": row.title, "reminder": row, "moment": moment_text})


@signed_in
def badges(request: HttpRequest) -> HttpResponse:
    """The three counts of the top bar, fetched every now and then."""
    return render(request, "web/badges.html", {"badges": badges_of(request.seat)})  # type: ignore[attr-defined]
