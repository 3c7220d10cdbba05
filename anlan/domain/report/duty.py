"""Who owes a report of a period, since when, and what stands in the way of sending it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from anlan.domain.project.flows import ACTIVE, LISTED
from anlan.domain.project.models import Participation, Project
from anlan.domain.project.upward import RETURNED
from anlan.kernel.clock import day_of, start_of, today
from anlan.kernel.register import registry
from anlan.kernel.register.errors import FieldError
from anlan.kernel.scope.models import Organisation, OrganisationKind
from anlan.kernel.scope.scopes import Participating

from . import flows, freezing, models, rules
from .kinds import SORTS, Kind, Level

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

AT_WORK = ("building", "stopped")
PLAIN_KINDS = ("operator", "other")
"""Kinds of unit that report for themselves, without any section."""

WATER = "water"


def begin(report: Any) -> None:
    """The window of a new report; FieldError for a period that has not begun or was never owed."""
    kind, month = report.kind, report.month
    if month > today():
        raise FieldError(f"{report.period}还没有开始，不能生成报表")
    first = first_owed(report)
    if month < first:
        raise FieldError(rules.out_of_order(kind, month, first, None) or "")
    above = report.unit.parent_id if report.level == Level.AUTHORITY else report.home()[2]
    set_window(report, models.window.terms_for(kind, month, above))
    name = Organisation.objects.filter(pk=above).values_list("name", flat=True).first()
    report.asked = f"“{name}”" if name else report.asked


def set_window(report: Any, terms: rules.Terms) -> None:
    """Copies the days of its period onto a report."""
    days = rules.window(report.kind, report.month, terms)
    report.opens_on, report.due_on, report.locks_on = days.opens_on, days.due_on, days.locks_on


def keep_windows(kind: str) -> None:
    """Brings the days of reports that are not out up to what is set now."""
    waiting = models.MonthlyReport.objects.filter(kind=kind, reporting_state__in=flows.OPEN).select_related("unit")
    found: dict[tuple[date, int | None], rules.Terms] = {}
    for row in waiting.order_by("id"):
        above = row.unit.parent_id if row.level == Level.AUTHORITY else row.supervisor_id
        if (row.month, above) not in found:
            found[row.month, above] = models.window.terms_for(kind, row.month, above)
        set_window(row, found[row.month, above])
        models.MonthlyReport.objects.filter(pk=row.pk).update(
            opens_on=row.opens_on, due_on=row.due_on, locks_on=row.locks_on
        )


def first_owed(report: Any) -> date:
    """The first period of which this unit owes this report; none before the first that a setting speaks of."""
    begun = _begun(report)
    above = report.unit.parent_id if report.level == Level.AUTHORITY else report.home()[2]
    return max(begun, models.window.TermsBook().first(report.kind, above) or begun)


def _begun(report: Any) -> date:
    """Since its part began and was written down."""
    kind = report.kind
    if report.level == Level.PART:
        parts = Participation.objects.filter(unit=report.unit, ground=report.ground, party=report.party)
        begun = [rules.first_due(kind, one.starts_on, day_of(one.created_at)) for one in parts]
        return min(begun, default=rules.period_of(kind, today()))
    if report.level == Level.PROJECT:
        made = day_of(report.project.created_at)
        return rules.first_due(kind, made, report.project.started_on or made)
    if report.level == Level.PLAIN:
        return rules.first_due(kind, day_of(report.unit.created_at))
    below = below_authority(report.unit_id, kind).aggregate(first=Min("month"))["first"]
    return below or rules.period_of(kind, today())


def below_authority(authority_id: int, kind: str) -> QuerySet[Any]:
    """The reports that come to an authority: of projects and units it supervises directly, and of the authorities below."""
    reports = models.MonthlyReport.objects.filter(supervisor=authority_id, kind=kind)
    return reports.exclude(level=Level.PART)


def sending_refused(report: Any) -> str | None:
    """Why a report can't go out now: an earlier one is missing or lies returned, or the level below is not complete."""
    if report.edition == 0 and (why := _order_refused(report)):
        return why
    if report.level == Level.PROJECT and (late := parts_of(report.project, report.kind, report.month)):
        names = "、".join(f"{one.section or one.project}（{one.unit}）" for one in late[:5])
        more = f"等 {len(late)} 份" if len(late) > 5 else ""
        return f"还没有上报：{names}{more}；请先催报，或代为填报"
    if waiting := below(report).filter(reporting_state=flows.REPORTED).count():
        return f"下级还有 {waiting} 份报表没有确认，请先逐份“确认无误”或退回"
    return freezing.sealing_refused(report)


def _order_refused(report: Any) -> str | None:
    own = models.MonthlyReport.objects.filter(unit=report.unit, ground=report.ground, kind=report.kind)
    back = own.filter(reporting_state=RETURNED, month__lt=report.month).order_by("month").first()
    if back:
        return f"{back.period}的{back.get_kind_display()}已退回，请先修改后再次上报"
    last = own.filter(edition__gt=0).order_by("-month").values_list("month", flat=True).first()
    return rules.out_of_order(report.kind, report.month, first_owed(report), last)


def below(report: Any) -> QuerySet[Any]:
    """The reports of the level below, of the same period."""
    rows = models.MonthlyReport.objects.filter(kind=report.kind, month=report.month)
    if report.level == Level.PROJECT:
        return rows.filter(level=Level.PART, project=report.project_id)
    if report.level == Level.AUTHORITY:
        return below_authority(report.unit_id, report.kind).filter(month=report.month)
    return rows.none()


# Who has not reported ---------------------------------------------------------------------------------------------


def _sent(kind: str, month: date, unit: str, ground: str = "") -> Exists:
    """Is a report of the period out? One index range for each of those who owe it."""
    rows = models.MonthlyReport.objects.filter(unit=OuterRef(unit), kind=kind, month=month)
    rows = rows.filter(ground=OuterRef(ground)) if ground else rows.filter(ground="")
    return Exists(rows.filter(reporting_state__in=flows.SENT))


def _known(kind: str, month: date, column: str = "created_at") -> Q:
    """What was written down before the period was over."""
    return Q(**{f"{column}__lt": start_of(rules.period_end(kind, month) + timedelta(days=1))})


def owing_parts(rows: QuerySet[Any], kind: str, month: date) -> QuerySet[Any]:
    """Of these participations those that owe the period and have not reported it."""
    begun = Q(starts_on__lte=rules.period_end(kind, month), state=ACTIVE, party__in=SORTS[Kind(kind)].parties)
    here = rows.filter(begun, _known(kind, month), Participation.valid_on(today()))
    return here.exclude(_sent(kind, month, "unit", "ground"))


def parts_of(project: Any, kind: str, month: date) -> list[Any]:
    """The participations of a project that have not reported a period."""
    rows = owing_parts(Participation.objects.filter(project=project), kind, month)
    return list(rows.select_related("unit", "section", "project").order_by("ground", "id"))


def authority_of(seat: "Seat") -> int | None:
    """Under whose setting a seat looks at who is late: an authority's own, else that of who supervises its works."""
    if seat.is_authority:
        return int(seat.organisation_id)
    found: int | None = Project.objects.filter(unit=seat.organisation_id).values_list("supervisor", flat=True).first()
    return found


def owing(level: str, kind: str, month: date, seat: "Seat", first: date | None = None) -> QuerySet[Any]:
    """Those of a level who owe a period and have not reported it, as far as the seat may read.

    ``first``: the first period of which anybody owes this report (``TermsBook.first``).
    """
    rows = _owing(level, kind, month, seat)
    return rows.none() if first and month < first else rows


def _owing(level: str, kind: str, month: date, seat: "Seat") -> QuerySet[Any]:
    if level == Level.PART:
        rows = registry.register("participation").rows(seat).filter(project__progress__in=AT_WORK)
        return owing_parts(rows, kind, month).order_by("ground", "id")
    if level == Level.PROJECT:
        rows = registry.register("project").rows(seat).filter(state=LISTED, progress__in=AT_WORK)
        rows = rows.filter(_known(kind, month)).filter(
            Q(started_on=None) | Q(started_on__lte=rules.period_end(kind, month))
        )
        return rows.exclude(_sent(kind, month, "unit", "ground")).order_by("area_id", "id")
    if level == Level.PLAIN:
        rows = registry.register("enterprise").rows(seat).filter(industry=WATER, works_kind__in=PLAIN_KINDS)
        rows = rows.filter(
            _known(kind, month, "organisation__created_at"), status="operating", organisation__is_open=True
        )
        return rows.exclude(_sent(kind, month, "organisation")).order_by("area_id", "pk")
    return _owing_authorities(kind, month, seat)


def _owing_authorities(kind: str, month: date, seat: "Seat") -> QuerySet[Any]:
    """Authorities below the seat's to which something of the period has come, or which have works of their own."""
    rows = Organisation.objects.filter(parent=seat.organisation_id, kind=OrganisationKind.DEPARTMENT, is_open=True)
    if not seat.is_authority:
        return rows.none()
    works = Project.objects.filter(Q(supervisor=OuterRef("pk")) | Q(supervisor__parent=OuterRef("pk")), state=LISTED)
    came = models.MonthlyReport.objects.filter(supervisor=OuterRef("pk"), kind=kind, month=month)
    rows = rows.filter(Exists(works.filter(_known(kind, month))) | Exists(came))
    return rows.exclude(_sent(kind, month, "pk")).order_by("area_id", "id")


def pressing_refused(urge: Any, seat: "Seat | None") -> str | None:
    """Why nobody is to be pressed: it has come, it is another's to press, or was pressed today."""
    rows = models.MonthlyReport.objects.filter(unit=urge.unit_id, kind=urge.kind, month=urge.month, ground=urge.ground)
    if rows.filter(reporting_state__in=flows.SENT).exists():
        return f"{urge.unit}已上报{rules.period_title(urge.kind, urge.month)}的{urge.get_kind_display()}，不必催报"
    if seat is None:
        return None
    if seat.organisation_id not in pressers(urge):
        return f"由{urge.unit}的接收单位催报"
    told = models.ReportUrge.objects.filter(unit=urge.unit_id, kind=urge.kind, month=urge.month, ground=urge.ground)
    told = told.filter(made_for=seat.organisation_id, sent_at__gte=start_of(today()))
    return "今天已催报过，明天可以再催" if told.exists() else None


def pressers(urge: Any) -> tuple[int | None, ...]:
    """Who may press: the owner its participants, the direct supervisor all of a project or unit, an authority those below."""
    if urge.ground:
        return Project.objects.filter(ground=urge.ground[:8]).values_list("unit", "supervisor").first() or ()
    if not urge.unit.is_unit:
        return (urge.unit.parent_id,)
    return (Participating().place(urge.unit)[2],)
