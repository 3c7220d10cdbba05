"""安全责任险管理: the owner enters, everybody on the section reads."""

from anlan.domain.insurance import pages as insurance
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, WORKS, Rights, audience

READERS = audience(*WORKS, AUTHORITY)

GROUPS = (
    Group("安全责任险管理", (
        Page("safety-insurance", "安全责任险", "safetyinsurance", audience=READERS, top=("create", "export", "print"),
             row=("renew-insurance", "change", "delete"), icon="shield-check",
             words={"create": "新增安全责任险", "submit": "保存", "unit": "投保单位"},
             empty="还没有登记安全责任险；开工前必须投保，由项目法人点右上角“新增安全责任险”登记"),
        Page("insurance-claims", "理赔记录", "claim", audience=READERS, top=("create", "export", "print"),
             row=("pay", "change", "delete"), icon="gavel", words={"submit": "保存", "unit": "投保单位"},
             empty="还没有理赔记录；出险报案后由项目法人登记"),
        Screen("uninsured", "未投保标段", insurance.uninsured, "safetyinsurance.view", READERS, "alert-triangle"),
        Screen("renew-insurance", "续保", insurance.renew, "safetyinsurance.create", audience(OWNER), menu=False),
    ), icon="shield-check"),
)  # fmt: skip

# What is fixed stays fixed: nobody holds "correct" here.
SEE = ("safetyinsurance.view", "safetyinsurance.export", "claim.view", "claim.export")
RIGHTS: Rights = {
    ENGINEER: SEE,
    CONTRACTOR: SEE,
    AUTHORITY: SEE,
    OWNER: (*SEE, "safetyinsurance.create", "safetyinsurance.change", "safetyinsurance.delete", "claim.create", "claim.change",
            "claim.delete", "claim.pay", "claim.refuse", "claim.withdraw", "claim.reopen"),
}  # fmt: skip
