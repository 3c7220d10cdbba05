"""应急信息管理: each unit enters its own, the engineer reads its contractors', the direct supervisor files (备案)."""

from anlan.domain.emergency import pages as emergency
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, UNITS, Rights, audience

EVERYBODY = audience(*UNITS, AUTHORITY)

GROUPS = (
    Group("应急信息管理", (
        Page("emergency-plans", "应急预案", "emergencyplan", audience=EVERYBODY, top=("create", "export", "print"),
             row=("issue", "ask_filing", "file", "send_back", "revise-plan", "change"), icon="file-text",
             words={"submit": "保存"}, tones={"file": "green"},
             empty="还没有应急预案，点右上角“新增”编制；发布以后主管部门可以看到"),
        Page("drills", "应急演练", "drill", audience=EVERYBODY, top=("create", "export", "print"), row=("change", "delete"),
             icon="flag", words={"submit": "保存"}, empty="还没有应急演练，每半年至少演练一次；演练后点右上角“新增”登记"),
        Page("emergency-contacts", "应急联系人", "emergencycontact", audience=EVERYBODY, row=("change", "delete"), icon="phone",
             words={"submit": "保存"}, empty="还没有应急联系人，点右上角“新增”登记"),
        Screen("not-drilled", "本半年未演练", emergency.not_drilled, "drill.view", EVERYBODY, "clock"),
        Screen("revise-plan", "修订", emergency.revise, "emergencyplan.create", audience(*UNITS), menu=False),
    ), icon="speakerphone"),
)  # fmt: skip

# What is fixed stays fixed: nobody holds "correct" here.
OWN = (
    "emergencyplan.view", "emergencyplan.create", "emergencyplan.change", "emergencyplan.export", "emergencyplan.issue",
    "emergencyplan.ask_filing", "emergencyplan.review", "emergencyplan.abolish", "emergencyplan.delete",
    "drill.view", "drill.create", "drill.change", "drill.export", "drill.delete",
    "emergencycontact.view", "emergencycontact.create", "emergencycontact.change", "emergencycontact.import",
    "emergencycontact.export", "emergencycontact.delete", "emergencycontact.reveal",
)  # fmt: skip
RIGHTS: Rights = dict.fromkeys(UNITS, OWN) | {
    AUTHORITY: ("emergencyplan.view", "emergencyplan.export", "emergencyplan.file", "emergencyplan.send_back",
                "drill.view", "drill.export", "emergencycontact.view", "emergencycontact.export",
                "emergencycontact.reveal"),
}  # fmt: skip
