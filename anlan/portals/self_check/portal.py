"""The menu of manual S, for the firm it describes and for the authorities it implies."""

from anlan.domain.enterprise import pages as enterprise
from anlan.domain.hazard import pages as hazard
from anlan.domain.news import pages as news
from anlan.domain.selfcheck.pages.compare import compare
from anlan.domain.selfcheck.pages.missing import missing
from anlan.domain.selfcheck.pages.walk import walk
from anlan.domain.standard import pages as standard
from anlan.kernel.doors.portal import Group, Page, Portal, Screen, add_portal
from anlan.kernel.figures import views as figures
from anlan.kernel.flow.settings import settings_page

from . import monitoring
from .roles import ROLES

UNFINISHED = ("open", "fixed", "review", "recheck")
LEDGER = ("name", "unit", "place", "category", "problem", "responsible", "due_on", "money", "review_opinion",
          "acceptance_result", "state")  # fmt: skip

firm_groups = (
    Group("自查自改", (
        Page("current", "当前月自查记录", "selfcheck", where={"state": "saved"}, audience="unit", top=("export", "print"),
             columns=("checked_on", "checker", "checked", "none_count", "general_count", "major_count", "state"),
             filters=("checked_on",), row=("change", "delete", "report"), icon="clipboard-check",
             empty="还没有已保存的自查记录，点右上角“新建自查”开始"),
        Page("history", "历史记录", "selfcheck", where={"state": "reported"}, audience="unit", top=("export", "print"),
             columns=("checked_on", "checker", "checked", "none_count", "general_count", "major_count", "reported_at",
                      "auto_reported"),
             filters=("checked_on", "auto_reported"), row=("compare",), icon="history", empty="上报后的自查记录会出现在这里"),
        Page("major", "重大隐患", "hazard", where={"level": "major"}, audience="unit", top=("create", "export", "print"), words={"create": "上报重大隐患"},
             columns=("name", "place", "found_on", "found_by_kind", "due_on", "state", "review_state", "supervision_state"),
             filters=("state", "found_on", "review_state"), row=("rectify", "finish", "accept", "reject"), icon="alert-triangle",
             empty="没有重大隐患"),
        Page("unrectified", "未整改隐患", "hazard", where={"state__in": UNFINISHED}, audience="unit", top=("export", "print"),
             columns=("name", "level", "place", "found_on", "responsible", "due_on", "state"),
             filters=("level", "found_on", "due_on"), order=("due_on",), row=("rectify", "finish", "accept", "reject"), icon="clock",
             empty="没有未整改的隐患"),
        Page("ledger", "隐患台账", "hazard", audience="unit", columns=LEDGER, top=("export", "print"), icon="book",
             filters=("level", "state", "found_on", "category"), row=("change", "report", "delete"),
             words={"review_opinion": "整改审查意见", "acceptance_result": "验收结果"}, empty="还没有隐患记录"),
        Screen("compare", "对比", compare, "selfcheck.view", "unit", "list"),
        Screen("selfcheck-new", "新建自查", walk, "selfcheck.create", "unit", "plus", menu=False, tone="green"),
        Screen("standard", "打印自查标准", standard.standard_table, "item.view", "both", "printer", menu=False, tone="blue"),
    ), icon="clipboard-check", buttons=("selfcheck-new", "standard"), one_entry=True),
    Group("随手报隐患", (
        Screen("quick", "随手报隐患", hazard.quick, "hazard.create", "unit", "camera", offline=True),
    ), icon="camera", one_entry=True),
    Group("单位基本信息", (
        Page("firm", "企业基本信息", "enterprise", audience="unit", top=(), words={"change": "信息修改", "submit": "提交"}, tones={"change": "green"},
             icon="building", menu=False),
        Screen("own", "企业基本信息", enterprise.own_file, "enterprise.view", "unit", "building"),
        Page("photos", "单位图片信息", "photo", audience="unit", top=("create", "print"), columns=("title", "kind", "file", "created_at"),
             filters=("kind",), words={"create": "添加图片"}, row=("change", "remove"), icon="photo",
             empty="还没有图片，点“添加图片”上传"),
        Page("people", "单位人员信息", "person", audience="unit", top=("create", "export", "print"),
             columns=("name", "kind", "post", "phone", "is_full_time"), filters=("kind",), words={"create": "添加人员"},
             row=("change", "remove"), icon="users", empty="还没有人员，点“添加人员”登记单位安全负责人"),
        Page("corrections", "固定信息更正申请", "changerequest", audience="unit", top=("create",), filters=("state",),
             columns=("field", "present", "proposed", "state", "created_at"), row=(), words={"create": "申请更正"}, icon="edit",
             empty="固定信息有误时，点“申请更正”交属地核实"),
        Screen("book", "迎检台账", enterprise.book, "enterprise.view", "both", "book", menu=False),
    ), icon="building", buttons=("book",), one_entry=True),
    monitoring.FIRM_GROUP,
    Group("公告通知", (
        Page("notices", "公告通知", "noticereceipt", audience="unit", top=(), columns=("title", "received_at", "state"),
             filters=("received_at", "title", "state"), row=(), icon="bell", empty="还没有收到通知"),
    ), icon="bell", one_entry=True),
)  # fmt: skip

authority_groups = (
    Group("隐患监管", (
        Page("hazards", "隐患台账", "hazard", audience="authority", top=("create", "export", "print"), words={"create": "代企业上报"},
             columns=("name", "unit", "level", "category", "found_on", "found_by_kind", "due_on", "state"), row=("press",),
             filters=("level", "state", "found_on", "unit", "area", "industry", "category", "found_by_kind", "due_on"),
             icon="list"),
        Page("major-review", "重大隐患审核", "hazard", where={"level": "major"}, audience="authority", top=("export", "print"),
             columns=("name", "unit", "found_on", "review_state", "supervision_state", "due_on", "state"),
             filters=("review_state", "state", "unit", "area", "industry"), row=("approve", "send_back", "press"),
             icon="alert-triangle"),
        Page("supervised", "挂牌督办", "hazard",
             where={"supervision_state__in": ("pending", "listed", "planned", "extension", "applied", "delisted")},
             audience="authority", top=("export", "print"), order=("listing_due_on",),
             columns=("name", "unit", "listing_number", "listing_due_on", "supervision_state", "state"),
             filters=("supervision_state", "unit", "area"), row=("list", "press"), icon="flag"),
        Page("overdue", "未整改隐患", "hazard", where={"state__in": UNFINISHED}, audience="authority", order=("due_on",),
             columns=("name", "unit", "level", "due_on", "responsible", "state"), top=("export", "print"),
             filters=("level", "due_on", "unit", "area", "industry"), row=("press",), icon="clock"),
        Screen("notice", "公示单", hazard.notice, "hazard.view", "both", "printer", menu=False),
    ), icon="alert-triangle"),
    Group("自查监管", (
        Screen("missing", "未自查单位", missing, "urge.create", "authority", "clock"),
        Page("selfchecks", "自查记录", "selfcheck", audience="authority", top=("export", "print"), row=(), icon="clipboard-check",
             columns=("checked_on", "unit", "checker", "checked", "general_count", "major_count", "reported_at", "same_as_last"),
             filters=("checked_on", "month", "same_as_last", "auto_reported", "unit", "area", "industry")),
        Page("urges", "催办记录", "urge", audience="authority", top=("export", "print"), row=(), icon="message"),
    ), icon="clipboard-check"),
    Group("企业管理", (
        Page("firms", "企业信息", "enterprise", audience="authority", icon="building",
             row=("change", "open_account", "reset_password"), words={"change": "修改"}),
        Page("firm-corrections", "固定信息更正", "changerequest", audience="authority", top=("export", "print"),
             row=("accept", "refuse"), icon="edit"),
        Page("firm-people", "人员信息", "person", audience="authority", top=("export", "print"), row=(), icon="users"),
        Page("firm-photos", "图片信息", "photo", audience="authority", top=("print",), row=(), icon="photo"),
    ), icon="building"),
    monitoring.AUTHORITY_GROUP,
    Group("信息发布", (
        Page("articles", "新闻与帮助", "article", audience="authority", top=("create", "import", "export"),
             row=("change", "publish", "withdraw", "delete"), icon="news"),
        Page("sent-notices", "发送通知", "notice", audience="authority", top=("create",), row=("change", "send", "press", "withdraw"), icon="send"),
        Page("receipts", "通知阅读情况", "noticereceipt", audience="authority", top=("export", "print"), row=("press",), icon="eye",
             columns=("title", "organisation", "received_at", "state", "read_at")),
    ), icon="news"),
    Group("检查标准", (
        Page("standards", "检查标准", "checkstandard", where={"kind": "self_check"}, audience="authority", top=("create", "standard"),
             row=("change", "load_packaged", "publish", "new_edition"), icon="book"),
        Page("categories", "检查分类", "category", where={"standard__kind": "self_check"}, audience="authority", icon="list"),
        Page("items", "检查条目", "item", where={"standard__kind": "self_check"}, audience="authority", icon="list"),
        Page("criteria", "重大隐患判定依据", "majorcriterion", audience="authority", icon="gavel"),
        Page("phrases", "常用表述", "phrase", where={"standard__kind": "self_check"}, audience="authority", icon="message"),
    ), icon="book"),
    Group("系统管理", (
        Page("accounts", "账号与岗位", "seat", audience="authority", top=("create", "export"),
             row=("change", "reset_password", "end", "grant", "lock", "unlock", "clear_second"), icon="user"),
        Page("organisations", "机构管理", "organisation", audience="authority", top=("create", "export"), icon="building",
             where={"kind__in": ("office", "department", "locality", "platform", "service")}, order=("name",)),
        Page("roles", "角色权限", "role", audience="authority", top=("create",), icon="key"),
        Page("policy", "安全策略", "policy", audience="authority", top=("create",), icon="lock",
             empty="尚未制定，按安装时的设置执行；点“新增”制定"),
        Page("days", "工作日调整", "dayoverride", audience="authority", top=("create",), icon="calendar"),
        Screen("flow-settings", "流程设置", settings_page, "switch.change", "authority", "settings"),
        Page("sign-ins", "登录日志", "signin", audience="authority", top=("export",), row=(), icon="lock"),
        Page("log", "操作日志", "entry", audience="authority", top=("export",), row=(), icon="history"),
        Page("disclosures", "敏感信息查看与导出", "entry", where={"verb__in": ("reveal", "export", "answerability")},
             audience="authority", top=("export",), row=(), icon="eye", empty="还没有人查看完整的敏感信息，也没有人导出"),
        Page("seals", "留痕封存", "seal", audience="authority", top=("export",), row=(), icon="lock"),
        Page("verifications", "留痕校验", "verification", audience="authority", top=("export",), row=(), icon="clipboard-check",
             words={"anchor": "相符至"}),
    ), icon="settings"),
    Group("统计分析", (
        Screen("figures", "统计图表", figures.first_figure, "hazard.view", "authority", "chart-bar"),
        Screen("briefs", "周报", figures.briefs_screen, "hazard.view", "authority", "report"),
    ), icon="chart-bar"),
)  # fmt: skip

help_group = (
    Group("在线帮助", (Screen("help", "在线帮助", news.online_help, "article.view", "both", "help-circle"),),
          icon="help-circle", one_entry=True),
)  # fmt: skip

SELF_CHECK = add_portal(
    Portal(
        key="self_check",
        title="生产经营单位事故隐患自查自改管理系统",
        brand="安澜 · 自查自改",
        groups=(*firm_groups, *authority_groups, *help_group),
        roles=ROLES,
        home=("firm", "overview", "alarms", "tasks", "firm_today", "messages", "news"),
    )
)
