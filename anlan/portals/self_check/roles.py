"""The roles this system brings; an administrator may change them later."""

from anlan.kernel.doors.portal import RoleSeed

from . import monitoring

READ_KNOWLEDGE = (
    "article.view",
    "checkstandard.view",
    "category.view",
    "item.view",
    "majorcriterion.view",
    "phrase.view",
)
ALSO = ("organisation.view", "role.view")
FIRM = (
    *READ_KNOWLEDGE, *ALSO,
    "enterprise.view", "enterprise.change", "enterprise.export", "photo.*", "person.*",
    "changerequest.view", "changerequest.create", "changerequest.withdraw",
    "selfcheck.*", "urge.view",
    "hazard.view", "hazard.create", "hazard.change", "hazard.export", "hazard.report", "hazard.delete", "hazard.rectify",
    "hazard.finish", "hazard.accept", "hazard.reject", "hazard.supplement", "hazard.file_report", "hazard.file_plan",
    "hazard.request_extension", "hazard.apply", "hazard.compare_photos",
    "notice.view", "noticereceipt.view", "noticereceipt.read", "noticereceipt.confirm",
    *monitoring.FIRM,
)  # fmt: skip
OVERSEE = (
    *READ_KNOWLEDGE, *ALSO,
    "enterprise.view", "enterprise.create", "enterprise.change", "enterprise.correct", "enterprise.import", "enterprise.export",
    "enterprise.open_account", "enterprise.reset_password",
    "photo.view", "person.view", "person.reveal", "person.export", "changerequest.*",
    "selfcheck.view", "selfcheck.export", "urge.*",
    "hazard.view", "hazard.create", "hazard.export", "hazard.press", "hazard.compare_photos",
    "article.*", "notice.*", "noticereceipt.view", "noticereceipt.press", "noticereceipt.export",
    "seat.view", "seat.create", "seat.change", "seat.reset_password", "seat.end", "entry.view",
    *monitoring.OVERSEE,
)  # fmt: skip
REVIEW = ("hazard.approve", "hazard.send_back", "hazard.regrade", "hazard.verify", "hazard.fail_verify")
LIST = (
    "hazard.list",
    "hazard.list_later",
    "hazard.waive",
    "hazard.grant_extension",
    "hazard.deny_extension",
    "hazard.close",
    "hazard.refuse",
)
STANDARDS = ("checkstandard.*", "category.*", "item.*", "majorcriterion.*", "phrase.*")
LOOK = tuple(
    f"{r}.view"
    for r in (
        "enterprise",
        "photo",
        "person",
        "changerequest",
        "selfcheck",
        "hazard",
        "article",
        "notice",
        "noticereceipt",
    )
)

# 三员 (decision 0025). S-3.1.g gives the firm's fixed information to 系统管理员, S-2.4 news and help to 管理员: those two
# reach beyond accounts and settings because the manual says so; no hazard, check, person or notice is among them.
SYSTEM_ADMINISTRATOR = (
    *READ_KNOWLEDGE, *ALSO, *STANDARDS, "article.*", "dayoverride.*", "switch.change",
    "seat.view", "seat.create", "seat.change", "seat.correct", "seat.reset_password", "seat.end", "seat.export", "seat.import",
    "organisation.create", "organisation.change", "organisation.export", "organisation.import",
    "enterprise.view", "enterprise.change", "enterprise.correct", "enterprise.open_account", "enterprise.reset_password",
    *monitoring.SYSTEM,
)  # fmt: skip
SECURITY_ADMINISTRATOR = (
    *ALSO,
    "role.*",
    "policy.*",
    "seat.view",
    "seat.grant",
    "seat.lock",
    "seat.unlock",
    "seat.clear_second",
)
AUDIT_ADMINISTRATOR = (
    *ALSO, "seat.view", "entry.view", "entry.export", "signin.view", "signin.export", "seal.view", "seal.export",
    "verification.view", "verification.export",
)  # fmt: skip

ROLES = (
    RoleSeed("enterprise_safety_officer", "企业安全员", ("enterprise",), FIRM),
    RoleSeed("locality_officer", "属地安监员", ("locality",), (*OVERSEE, "hazard.pass_review", "hazard.fail_review", *REVIEW)),
    RoleSeed("department_officer", "行业主管部门监管员", ("department",), (*OVERSEE, *REVIEW)),
    RoleSeed("office_officer", "区安委办工作人员", ("office",), (*OVERSEE, *REVIEW, *LIST, *STANDARDS)),
    RoleSeed("viewer", "查看人员", ("locality", "department", "office"), (*READ_KNOWLEDGE, *ALSO, *LOOK, *monitoring.LOOK)),
    RoleSeed("system_administrator", "系统管理员", ("platform",), SYSTEM_ADMINISTRATOR, duty="system"),
    RoleSeed("security_administrator", "安全管理员", ("platform",), SECURITY_ADMINISTRATOR, duty="security"),
    RoleSeed("audit_administrator", "审计管理员", ("platform",), AUDIT_ADMINISTRATOR, duty="audit"),
)  # fmt: skip
