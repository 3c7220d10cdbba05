"""How 标准化月评, 月评项目, 终止监督 and 超期核实 are listed, entered and shared."""

from typing import TYPE_CHECKING, Any

from anlan.domain.site.registers import SITE
from anlan.kernel.clock import today
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.areas import ancestors
from anlan.kernel.scope.scopes import Broadcast, Participating

from . import models
from .flows import check_flow, evaluation_flow, termination_flow
from .pages.detail import termination_detail
from .rules import month_of

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

SEARCH = ("site__name", "site__initials", "site__number")


def blank_marks(seat: "Seat") -> list[dict[str, Any]]:
    """The items of the edition in force where the seat is, with no marks yet; none where no authority gave any out."""
    home = seat.organisation.area_id
    here = models.EvaluationItem.objects.filter(area__in=[*ancestors(home), home], valid_from__lte=today())
    last = here.order_by("-area_id", "-valid_from").values_list("area", "edition").first()
    if last is None:
        return []
    rows = here.filter(area=last[0], edition=last[1]).order_by("number")
    return [{"name": row.name, "full": f"{row.full:g}", "got": "", "note": ""} for row in rows]


class EvaluationItemRegister(Register):
    """月评项目: an edition is a list of items, given out for an area."""

    model = models.EvaluationItem
    columns = "edition", "number", "name", "full", "valid_from", "basis"
    order = "number", "-valid_from"
    search = ("name", "edition")
    filters = ("valid_from",)
    sections = (
        Section(
            "评价项目", "edition", "valid_from", "number", Field("name", wide=True), "full", Field("basis", wide=True)
        ),
    )
    share = Share("name", search=("name",), hint=("edition",))
    scope = Broadcast()


class MonthlyEvaluationRegister(Register):
    """标准化月评."""

    model = models.MonthlyEvaluation
    columns = "site", "month", "score", "grade", "evaluator", "evaluated_on", "is_late", "scans", "state"
    order = "-month", "-evaluated_on"
    search = SEARCH
    filters = "month", "state", "grade", "is_late", "branch", "site", "unit", "area"
    sections = (
        Section(
            "标准化月评", SITE,
            Field("month", fixed=True, default=lambda seat: month_of(today()), help="选该月任意一天"),
            Field("scans", wide=True, help="纸质月评表扫描或拍照上传；也可以只按下面的评价项目打分"),
            Field("marks", wide=True, default=blank_marks),
            Field("score", help="按评价项目打分的，不填则自动折算为百分制"), Field("grade", radio=True), "evaluator",
            Field("evaluated_on", default=lambda seat: today()), Field("note", wide=True),
        ),
    )  # fmt: skip
    share = Share("month", search=SEARCH, hint=("site",))
    scope = Participating("unit", parts=False)
    flow = evaluation_flow


class TerminationRegister(Register):
    """终止监督和安标考评."""

    model = models.Termination
    columns = "site", "completed_on", "self_grade", "due_on", "submitted_on", "grade", "graded_on", "state"
    order = "-created_at", "-graded_on", "due_on"
    search = SEARCH
    filters = "state", "grade", "graded_on", "due_on", "branch", "site", "unit", "area"
    sections = (
        Section("终止监督申请", SITE, "completed_on", Field("self_grade", radio=True), Field("summary", wide=True)),
        Section(
            "安标考评材料", Field("self_files", wide=True), Field("acceptance_files", wide=True),
            Field("record_files", wide=True), Field("other_files", wide=True),
        ),
    )  # fmt: skip
    share = Share("site", search=SEARCH, hint=("state",))
    scope = Participating("unit", parts=False)
    flow = termination_flow
    pages = {"detail": termination_detail}


class OverdueCheckRegister(Register):
    """超期项目核实."""

    model = models.OverdueCheck
    columns = "site", "verdict", "was_due_on", "new_date", "completed_on", "reason", "created_at"
    order = ("-created_at",)
    search = SEARCH
    filters = "verdict", "branch", "site", "unit", "area"
    sections = (
        Section(
            "核实情况", SITE, Field("verdict", radio=True), Field("completed_on", when=("verdict", "finished"), required=True),
            Field("new_date", when=("verdict", "delayed"), required=True), Field("reason", wide=True), Field("files", wide=True),
        ),
    )  # fmt: skip
    share = Share("verdict", search=SEARCH, hint=("site",))
    scope = Participating("unit", parts=False)
    flow = check_flow
