"""标准化月评统计, 终止监督和安标考评, 超期项目."""

from anlan.domain.evaluation.pages.detail import evidence_rows
from anlan.domain.evaluation.pages.overdue import overdue
from anlan.domain.evaluation.pages.statistics import statistics
from anlan.kernel.doors.portal import Group, Page, Rights, Screen
from anlan.kernel.figures import views as figures

from .roles import AUTHORITY, BRANCH, COMPANY, SITE, audience

ABOVE = audience(COMPANY, BRANCH, AUTHORITY)

GROUPS = (
    Group("标准化月评统计", (
        Screen("evaluation-statistics", "标准化月评统计", statistics, "monthlyevaluation.view", ABOVE, "chart-bar"),
        Page("evaluations", "标准化月评", "monthlyevaluation", top=("create", "export", "print"),
             row=("change", "redo", "order", "order_by_branch", "confirm", "confirm_by_branch"), icon="clipboard-check",
             words={"create": "填报月评"}, empty="还没有月评；点右上角“填报月评”，上传月评表扫描件或按评价项目打分"),
        Page("evaluation-items", "月评项目", "evaluationitem", audience=audience(AUTHORITY), top=("create", "import", "export"),
             icon="list", empty="还没有评价项目；可以新增，或把省、市的月评表项目整理后导入"),
        Screen("evaluation-figures", "月评和考评统计图表", figures.first_figure, "monthlyevaluation.view", audience(AUTHORITY), "chart-bar"),
    ), icon="clipboard-check"),
    Group("终止监督和安标考评", (
        Page("terminations", "终止监督和安标考评", "termination", top=("create", "export", "print"),
             row=("change", "submit", "agree"), icon="stamp", words={"create": "申请终止监督"},
             empty="还没有终止监督申请；项目完工后由项目部提交安标考评材料"),
        Screen("evidence", "考评依据", evidence_rows, "termination.view", menu=False),
        Screen("overdue", "超期项目核实", overdue, "overduecheck.view", ABOVE, "clock"),
        Page("overdue-checks", "核实记录", "overduecheck", audience=ABOVE, top=("create", "export", "print"), row=(),
             icon="checklist", words={"create": "核实"}, empty="还没有核实记录；在“超期项目核实”中逐个核实"),
    ), icon="stamp"),
)  # fmt: skip

SEE = tuple(
    f"{one}.{verb}" for one in ("monthlyevaluation", "termination", "overduecheck") for verb in ("view", "export")
)
RIGHTS: Rights = {
    COMPANY: (
        *SEE, "monthlyevaluation.order", "monthlyevaluation.confirm", "termination.agree", "termination.send_back",
        "termination.appeal_by_company", "overduecheck.create",
    ),
    BRANCH: (*SEE, "monthlyevaluation.order_by_branch", "monthlyevaluation.confirm_by_branch", "overduecheck.create"),
    SITE: (
        *SEE, "evaluationitem.view", "monthlyevaluation.create", "monthlyevaluation.change", "monthlyevaluation.redo",
        "termination.create", "termination.change", "termination.submit", "termination.appeal",
    ),
    AUTHORITY: (
        *SEE, "evaluationitem.*", "termination.grade", "termination.return", "termination.revoke", "termination.dismiss",
        "termination.finish",
    ),
}  # fmt: skip
