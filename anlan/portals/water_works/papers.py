"""监理文书, beside 隐患管理: what the engineer issues, what the contractor answers, what the authority is sent."""

from anlan.domain.site_supervision import pages
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, WORKS, Rights, audience

KEY = "supervisionpaper"
SCANS = "paper-scans"
ALL = audience(*WORKS)
TOLD = audience(ENGINEER, OWNER, AUTHORITY)
READ = audience(*WORKS, AUTHORITY)
ISSUED = ("title", "number", "section", "addressee", "due_on", "reply_due_on", "issued_at", "scans", "state")

GROUPS = (
    Group("监理文书", (
        Page("supervision-notices", "监理通知单", KEY, where={"kind": "notice"}, audience=ALL, columns=ISSUED,
             filters=("state", "section", "project"), top=("create", SCANS, "export", "print"),
             row=("issue", "reply", "review"), icon="file-text",
             empty="还没有监理通知单；监理单位在隐患上点“生成监理通知单”"),
        Page("notice-replies", "监理通知回复单", KEY, where={"kind": "reply"}, audience=ALL,
             columns=("title", "number", "section", "unit", "signer", "issued_at", "scans"), filters=("section", "project"),
             top=(SCANS, "export", "print"), row=(), words={"issued_at": "提交时间", "signer": "提交人", "unit": "施工单位"},
             icon="file-text", empty="还没有回复单；施工单位在监理通知单上点“回复”"),
        Page("stop-orders", "暂停令", KEY, where={"kind": "stop"}, audience=ALL, columns=ISSUED,
             filters=("state", "section", "project"), top=("create", SCANS, "export", "print"),
             row=("issue", "apply_resume", "agree_resume"), icon="alert-triangle",
             empty="还没有暂停令"),
        Page("supervision-reports", "监理报告", KEY, where={"kind": "report"}, audience=TOLD,
             columns=("title", "number", "section", "addressee", "issued_at", "scans", "state"),
             filters=("state", "section", "project"), top=("create", SCANS, "export", "print"),
             row=("issue", "receive"), icon="file-text", empty="还没有监理报告"),
        Screen(SCANS, "上传盖章扫描件", pages.file_scans, f"{KEY}.file_scan", ALL, "camera", menu=False),
        Screen("paper-sheet", "文书", pages.sheet, f"{KEY}.view", READ, menu=False),
        Screen("paper-check", "文书核对", pages.check, menu=False),
        Screen("make-notice", "生成监理通知单", pages.make_notice, f"{KEY}.create", ENGINEER, menu=False),
        Screen("make-stop", "签发暂停令", pages.make_stop, f"{KEY}.create", ENGINEER, menu=False),
        Screen("make-report", "报送监理报告", pages.make_report, f"{KEY}.create", ENGINEER, menu=False),
    ), icon="file-text"),
)  # fmt: skip

RIGHTS: Rights = {
    ENGINEER: tuple(
        f"{KEY}.{verb}"
        for verb in (
            "view",
            "export",
            "create",
            "change",
            "import",
            "issue",
            "discard",
            "review",
            "refuse_reply",
            "agree_resume",
            "refuse_resume",
            "withdraw",
            "file_scan",
        )
    ),
    CONTRACTOR: tuple(f"{KEY}.{verb}" for verb in ("view", "export", "reply", "apply_resume", "file_scan")),
    OWNER: tuple(f"{KEY}.{verb}" for verb in ("view", "export")),
    AUTHORITY: tuple(f"{KEY}.{verb}" for verb in ("view", "export", "receive")),
}
