"""How sheets and reminders are listed, entered and shared."""

from anlan.kernel.clock import today
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share
from anlan.kernel.scope.scopes import Supervised

from .flows import selfcheck_flow
from .models import SelfCheck, Urge
from .pages import sheet
from .rules import month_of, urge_text


def _closed(row: SelfCheck, seat: object) -> str | None:
    return None if row.may_be_answered else "自查记录已上报，不能再修改"


class SelfCheckRegister(Register):
    """自查记录: kept inside the firm until it is reported."""

    model = SelfCheck
    columns = (
        "checked_on", "unit", "checker", "checked", "none_count", "general_count", "major_count", "state",
        "reported_at", "auto_reported", "same_as_last",
    )  # fmt: skip
    order = ("-checked_on", "checked_on", "-reported_at", "reported_at")
    search = ("checker", "unit__name", "unit__initials")
    filters = ("checked_on", "month", "state", "same_as_last", "auto_reported", "unit", "industry", "area")
    sections = (Section("自查记录", Field("checked_on", required=True), "checker"),)
    share = Share(label="checked_on", search=("checker", "unit__name"), hint=("checker",))
    scope = Supervised("unit", shared="is_reported")
    flow = selfcheck_flow
    tallied = ("month", "state", "same_as_last", "auto_reported", "industry")
    pages = {"detail": sheet.detail, "edit": sheet.edit}
    actions = (
        Action("answer", "填报标准细则", permission="change", run=SelfCheck.answer, refused=_closed),
        Action("answer_rest", "其余均无此隐患", permission="change", run=SelfCheck.answer_rest, refused=_closed),
    )


class UrgeRegister(Register):
    """自查催办: what an authority told a firm, and when."""

    model = Urge
    columns = ("sent_at", "unit", "month", "made_for", "made_by")
    order = ("-sent_at", "sent_at")
    search = ("unit__name", "unit__initials")
    filters = ("sent_at", "month", "unit", "industry", "area")
    sections = (
        Section(
            "自查催办",
            Field("unit", pick="enterprise"),
            Field("month", default=lambda seat: month_of(today())),
            Field("text", wide=True, default=lambda seat: urge_text(month_of(today()))),
        ),
    )
    share = Share(label="month")
    scope = Supervised("unit")
