"""危险源管理 of those who take part in works, 危险源监管 of the authorities, and the four-colour picture."""

from typing import Any

from anlan.domain.risk import pages
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, UNIT, UNITS, WORKS, Rights, audience

WORDS = {"create": "新建", "change": "编辑", "submit": "保存", "unit": "参建单位", "risk_level": "风险等级"}
SOURCES: dict[str, Any] = {
    "columns": ("name", "level", "risk_level", "unit", "section", "reporting_state", "supervision_state", "recorded_on"),
    "filters": (
        "name", "level", "risk_level", "unit", "section", "reporting_state", "supervision_state", "is_lacking",
        "reassess_due_on",
    ),
    "icon": "alert-triangle",
}  # fmt: skip
OWN: dict[str, Any] = {
    "columns": tuple(name for name in SOURCES["columns"] if name not in ("section", "unit")),
    "filters": tuple(name for name in SOURCES["filters"] if name not in ("section", "unit")),
}
GOODS = ("name", "kind", "stock", "measure", "safe_limit", "is_over", "place", "keeper", "section", "unit")

GROUPS = (
    Group("危险源管理", (
        Page("risk-sources", "标段危险源管理", "risksource", audience=audience(ENGINEER, CONTRACTOR), **SOURCES, words=WORDS,
             row=("change", "delete", "risk-records"), empty="还没有危险源；施工单位点右上角“新建”填写"),
        Page("owner-risk-sources", "标段危险源管理", "risksource", audience=audience(OWNER), **SOURCES, words=WORDS,
             row=("confirm", "report", "delete", "risk-records"), empty="还没有危险源；参建单位填写以后在这里核对、报送"),
        Page("own-risk-sources", "本单位危险源", "risksource", audience=audience(UNIT), **SOURCES | OWN,
             sections=("危险源信息", "风险评价", "管控措施和责任人", "位置和附件", "监管"), words=WORDS,
             row=("confirm", "report", "change", "delete", "risk-records"),
             empty="还没有危险源，点右上角“新建”填写"),
        Page("dangerous-goods", "危险物品登记", "dangerousgoods", audience=audience(*WORKS), columns=GOODS,
             filters=("name", "kind", "is_over", "unit", "section"), row=("change", "delete", "stock-records"),
             icon="clipboard-list", words=WORDS, empty="还没有登记危险物品；保管单位点右上角“新建”登记"),
        Page("own-dangerous-goods", "危险物品登记", "dangerousgoods", audience=audience(UNIT), columns=GOODS[:-2],
             sections=("危险物品登记",), filters=("name", "kind", "is_over"), row=("change", "delete", "stock-records"),
             icon="clipboard-list", words=WORDS, empty="还没有登记危险物品，点右上角“新建”登记"),
        Screen("risk-colours", "风险四色图", pages.colours, "risksource.view", audience(*UNITS), "map"),
        Screen("risk-records", "填报记录", pages.records, "monitoringrecord.view", menu=False),
        Screen("stock-records", "出入库记录", pages.stock, "stockmove.view", menu=False),
        Page("monitoring-records", "日常监控记录", "monitoringrecord", top=("create", "export", "print"), row=(), menu=False,
             words=WORDS),
        Page("stock-moves", "出入库记录", "stockmove", top=("create", "export", "print"), row=(), menu=False, words=WORDS),
    ), icon="alert-triangle", one_entry=True),
    Group("危险源监管", (
        Page("risk-supervision", "危险源监管", "risksource", audience=audience(AUTHORITY), **SOURCES,
             top=("export", "print"), row=("accept", "supervise", "return", "risk-records"), words=WORDS,
             empty="还没有报送的危险源；项目法人核对报送以后在这里接受监管申请"),
        Page("goods-supervision", "危险物品", "dangerousgoods", audience=audience(AUTHORITY), columns=GOODS,
             filters=("name", "kind", "is_over", "unit", "area"), top=("export", "print"), row=("stock-records",),
             icon="clipboard-list", words=WORDS, empty="辖区内还没有登记危险物品"),
        Screen("risk-colours-area", "风险四色图", pages.colours, "risksource.view", audience(AUTHORITY), "map"),
    ), icon="alert-triangle", one_entry=True),
)  # fmt: skip

READ = (
    "risksource.view", "risksource.export", "monitoringrecord.view", "monitoringrecord.export", "dangerousgoods.view",
    "dangerousgoods.export", "stockmove.view", "stockmove.export", "risksource.reveal", "dangerousgoods.reveal",
)  # fmt: skip
KEEP = (
    *READ, "risksource.create", "risksource.change", "risksource.import", "risksource.delete", "risksource.reassess",
    "risksource.resubmit", "monitoringrecord.create", "monitoringrecord.import", "dangerousgoods.create",
    "dangerousgoods.change", "dangerousgoods.import", "dangerousgoods.delete", "stockmove.create", "stockmove.import",
)  # fmt: skip
LEAD = ("risksource.confirm", "risksource.report", "risksource.report_later", "risksource.send_back")

RIGHTS: Rights = {
    ENGINEER: (*READ, "risksource.delete"),
    CONTRACTOR: KEEP,
    OWNER: (*KEEP, *LEAD),
    UNIT: (*KEEP, *LEAD),
    AUTHORITY: (*READ, "risksource.accept", "risksource.supervise", "risksource.return"),
}
