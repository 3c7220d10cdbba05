"""How 危险源, 日常监控记录, 危险物品 and 出入库记录 are listed, entered and shared."""

from anlan.domain.project.works import SECTION, WorksRegister
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from . import flows, models, pages
from .flows import phone

LEVELS = (
    ("general", "一般危险源", "用评价方法评定风险等级"),
    ("major", "重大危险源", "直接判定为重大风险，核对后报送直管水行政主管单位"),
)


class RiskSourceRegister(WorksRegister):
    """危险源: seen by those who take part; authorities see what has been reported."""

    model = models.RiskSource
    columns = (
        "name", "level", "risk_level", "section", "unit", "category", "place", "site_keeper", "reassess_due_on",
        "reporting_state", "supervision_state",
    )  # fmt: skip
    order = "-created_at", "reassess_due_on", "-reassess_due_on"
    search = "name", "initials", "place"
    filters = (
        "name", "level", "risk_level", "unit", "category", "project", "section", "reporting_state", "supervision_state",
        "reassess_due_on", "is_lacking", "area",
    )  # fmt: skip
    sections = (
        Section("所在标段", SECTION),
        Section(
            "危险源信息",
            Field("name", wide=True), "category", "place",
            Field("danger", wide=True, help="一旦触发，可能造成的危害程度或损失大小，或可能释放的能量强度、危险物质量的大小"),
            Field("existence", wide=True, help="所处的物理、化学状态和约束条件状态"), Field("trigger", wide=True),
            Field("accidents", wide=True, help="如坍塌、高处坠落、淹溺"),
        ),
        Section("风险评价", Field("level", ask=LEVELS), *flows.ASSESSMENT, note="评价一经保存即留存，以后重新评价不改变以前的记录"),
        Section(
            "管控措施和责任人",
            Field("measures", wide=True), "site_keeper", phone("site_phone"), "unit_keeper", phone("unit_phone"), "overseer",
            phone("overseer_phone"), "check_every",
        ),
        Section("位置和附件", "longitude", "latitude", "files"),
        Section("监管", Field("watcher", authority_only=True), Field("watcher_phone", authority_only=True)),
    )  # fmt: skip
    share = Share("name", search=("name", "initials"), hint=("place", "risk_level"))
    pages = {"detail": pages.detail}
    scope = Participating("unit", shared="is_reported", holder="held_by")
    flow = flows.reporting_flow, flows.supervision_flow
    tallied = ("level", "risk_level", "reporting_state", "supervision_state", "category")


class MonitoringRecordRegister(WorksRegister):
    """日常监控记录."""

    model = models.MonitoringRecord
    columns = "source", "checked_on", "checker", "measures", "found", "handling", "unit", "section"
    order = ("-checked_on",)
    search = "found", "checker"
    filters = "source", "measures", "checked_on", "unit", "section"
    sections = (
        Section(
            "日常监控记录",
            Field("source", fixed=True), "checked_on", "checker",
            Field("measures", radio=True, help="缺失或失效的，系统自动登记一条隐患并启动隐患处理"),
            Field("found", wide=True), Field("handling", wide=True), "photos",
        ),
    )  # fmt: skip
    scope = Participating("unit", shared="is_reported")


class DangerousGoodsRegister(WorksRegister):
    """危险物品登记."""

    model = models.DangerousGoods
    columns = "name", "kind", "stock", "measure", "safe_limit", "place", "keeper", "section", "unit", "is_over"
    order = ("-created_at",)
    search = "name", "initials"
    filters = "name", "kind", "is_over", "unit", "section"
    sections = (
        Section("所在标段", SECTION),
        Section(
            "危险物品登记",
            Field("name", wide=True), "kind", Field("measure", help="如千克、升、瓶、发"), "place",
            Field("safe_limit", required=False), "keeper", phone("keeper_phone"), Field("note", wide=True), "files",
        ),
    )  # fmt: skip
    share = Share("name", search=("name", "initials"), hint=("place", "measure"))
    scope = Participating("unit")
    flow = flows.goods_flow


class StockMoveRegister(WorksRegister):
    """出入库记录."""

    model = models.StockMove
    columns = "goods", "way", "amount", "moved_on", "person", "purpose", "left", "unit"
    order = ("-moved_on",)
    search = "person", "purpose"
    filters = "goods", "way", "moved_on", "unit"
    sections = (
        Section(
            "出入库记录",
            Field("goods", fixed=True), Field("way", radio=True), Field("amount", help="按该物品的计量单位"), "moved_on",
            "person", Field("purpose", wide=True), "files",
        ),
    )  # fmt: skip
    scope = Participating("unit")
