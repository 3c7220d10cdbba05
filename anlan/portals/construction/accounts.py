"""企业注册: how companies come in, and who of the authority looks at them."""

from anlan.domain.enterprise.joining.declared import Enrolment, declare
from anlan.kernel.doors.portal import Entrance, Group, Page, Rights

from .roles import AUTHORITY, COMPANY, audience

ENROLMENT = declare(Enrolment("construction", "construction", COMPANY, "建设主管部门"))

ENTRANCE = Entrance(
    name_help="统一社会信用代码（施工企业）或分配的用户名",
    links=(("企业注册", "joining:start"),),
    forgot="joining:forgot",
)

SAID = ("企业", "联系人")
GROUPS = (
    Group("账号管理", (
        Page("registrations", "企业注册审核", "registration", audience=audience(AUTHORITY), where={"portal": "construction"},
             columns=("name", "code", "area", "contact", "phone", "finding", "state", "created_at"), filters=("state", "area"),
             top=("export",), row=("accept", "refuse"), sections=SAID, icon="building",
             empty="还没有企业注册；施工企业在登录页点“企业注册”提交后，在这里审核"),
        Page("own-registration", "注册信息", "registration", audience=audience(COMPANY), where={"portal": "construction"}, top=(),
             row=("change",), sections=SAID, icon="building",
             empty="本单位的账号由主管部门开通，没有注册信息；找回密码请联系主管部门"),
    ), icon="users"),
)  # fmt: skip

RIGHTS: Rights = {
    COMPANY: ("registration.view", "registration.change"),
    AUTHORITY: ("registration.view", "registration.export", "registration.accept", "registration.refuse", "registration.reveal"),
}  # fmt: skip
