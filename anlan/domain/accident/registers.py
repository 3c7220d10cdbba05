"""How 现场急报, 事故快报 and 事故月报 are listed, entered and shared."""

from anlan.domain.enterprise.rules import mask_phone
from anlan.domain.enterprise.sections import check_phone
from anlan.domain.project.works import PARTY, SECTION, WorksRegister
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from . import models, pages
from .flows import NUMBERS, quick_flow, record_flow, urgent_flow

WHERE = (SECTION, Field("project", fixed=True, required=False, help="不在某个标段内的，只选在建工程"), PARTY)
SEARCH = ("name", "initials", "place", "unit__name", "unit__initials")
KIND = Field("kind", help="按事故发生之日有效的版本选择")
NAME = Field("name", wide=True, help="不填时按工程、日期和类型取名")


class UrgentReportRegister(WorksRegister):
    """现场急报."""

    model = models.UrgentReport
    columns = "happened_at", "place", "project", "section", "unit", "caller", "called_unit", "called_at", "state"
    order = ("-happened_at",)
    search = ("place", "unit__name", "unit__initials")
    filters = "happened_at", "state", "unit", "area"
    sections = (
        Section(
            "事故情况", *WHERE, "happened_at", Field("place", wide=True), Field("brief", wide=True), "casualties", "photos",
            note="保存后立即送达项目法人和直管水行政主管单位，不能再修改",
        ),
        Section(
            "越级上报（电话）", "caller", Field("caller_phone", required=True, secret=mask_phone, check=check_phone),
            "called_unit", "called_person", "called_at",
        ),
    )  # fmt: skip
    share = Share("place", search=("place",), hint=("happened_at", "unit"))
    scope = Participating("unit")
    flow = urgent_flow


class QuickReportRegister(WorksRegister):
    """事故快报: kept with the owner until it is reported."""

    model = models.QuickReport
    columns = (
        "name", "grade", "kind", "happened_at", "project", "section", "unit", "deaths", "serious", "report_by", "reported_at",
        "is_late", "reporting_state", "held_by", "pass_by", "passed_late",
    )  # fmt: skip
    order = ("-happened_at",)
    search = SEARCH
    filters = "grade", "happened_at", "kind", "reporting_state", "is_late", "unit", "area"
    sections = (
        Section(
            "事故信息", *WHERE, NAME, "happened_at", "told_at", "told_by", KIND, "is_road", Field("place", wide=True), "urgent",
        ),
        Section("伤亡和损失", *NUMBERS, Field("loss", required=False, help="初步估计")),
        Section(
            "报告内容", *(Field(name, wide=True) for name in ("overview", "scene", "course", "measures", "other")),
            "photos", "files", note="生产安全事故报告和调查处理条例第十二条",
        ),
    )  # fmt: skip
    pages = {"detail": pages.quick_detail}
    share = Share("name", search=("name", "initials"), hint=("happened_at", "unit"))
    scope = Participating("unit", shared="is_reported", holder="held_by")
    flow = quick_flow
    tallied = ("grade", "kind", "reporting_state")


class AccidentRecordRegister(WorksRegister):
    """事故月报: contractor and owner fill in; authorities see it once its month was reported."""

    model = models.AccidentRecord
    columns = (
        "name", "grade", "kind", "happened_at", "month", "project", "section", "unit", "deaths", "serious", "light", "missing",
        "loss", "state", "amendments", "frozen_at",
    )  # fmt: skip
    order = ("-happened_at",)
    search = SEARCH
    filters = "grade", "happened_at", "kind", "month", "state", "unit", "area"
    sections = (
        Section("事故信息", *WHERE, NAME, "happened_at", KIND, "is_road", Field("place", wide=True)),
        Section("伤亡和损失", *NUMBERS, Field("loss", required=False)),
        Section("事故说明", Field("note", wide=True), Field("cause", wide=True), "files"),
    )
    pages = {"detail": pages.record_detail}
    share = Share("name", search=("name", "initials"), hint=("happened_at", "unit"))
    scope = Participating("unit", shared="is_reported")
    flow = record_flow
    tallied = ("grade", "kind", "state")
