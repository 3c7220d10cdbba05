"""Accounts, roles and logs as Registers: the same doors as everything else."""

from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share
from anlan.kernel.scope.models import Organisation, Seat
from anlan.kernel.scope.scopes import Accounts, Everyone, Platform, Trail
from anlan.kernel.trail.models import Entry, Seal, Verification

from .models import Policy, Role, SignIn


class OrganisationRegister(Register):
    """机构."""

    model = Organisation
    columns = ("name", "kind", "area", "industry")
    order = ("name", "-id")
    search = ("name", "initials", "code")
    filters = ("kind", "is_open")
    sections = (
        Section(
            "机构",
            "name",
            Field("kind"),
            Field("area", default=lambda seat: seat.organisation.area_id),
            "code",
            Field("supervisor", help="由上级直接监管时填写"),
            "is_open",
        ),
        Section("管辖范围", Field("oversees", wide=True)),
    )
    share = Share("name", search=("name", "initials", "code"), hint=("kind",))
    scope = Everyone(because="机构名称是公开信息，账号管理和转办时须能选到")


class SeatRegister(Register):
    """账号与岗位."""

    model = Seat
    columns = ("account", "holder", "organisation", "role", "standing", "proxy", "starts_on", "ends_on")
    order = ("-id", "account")
    search = ("account", "holder", "organisation__name", "organisation__initials")
    filters = ("role", "organisation", "proxy")
    sections = (
        Section(
            "账号",
            Field("account", fixed=True, required=True),
            Field("holder", required=True),
            Field("organisation", fixed=True),
            "role",
            "starts_on",
            Field("ends_on", help="到期后自动失效；不填为长期"),
            "proxy",
        ),
    )
    scope = Accounts()
    share = Share("account", search=("account", "holder"))
    actions = (
        Action("reset_password", "重置密码", permission="reset_password", run=Seat.reset_password, refused=Seat.not_managed_by,
               confirm="重置后原密码和绑定的手机号立即失效，并退出所有设备。确定吗？"),
        Action("end", "停用", permission="end", run=Seat.end, tone="danger", confirm="停用后该岗位不能再登录，确定吗？",
               refused=lambda row, seat: "不能停用自己正在使用的岗位" if row.pk == seat.pk else row.not_managed_by(seat)),
        Action("grant", "授权", permission="grant", run=Seat.grant, refused=Seat.not_to_grant,
               confirm="授权后该账号即可使用所列角色的全部权限。确定吗？"),
        Action("lock", "锁定", permission="lock", run=Seat.lock, tone="danger", refused=Seat.not_to_lock,
               confirm="锁定后该账号不能登录，已登录的会话立即退出。确定吗？"),
        Action("unlock", "解锁", permission="unlock", run=Seat.unlock),
        Action("clear_second", "解除二次验证", permission="clear_second", run=Seat.clear_second, refused=Seat.not_to_unbind,
               confirm="确认是本人丢失了验证器后再解除；该账号会退出所有设备，下次登录时重新设置。确定吗？"),
    )  # fmt: skip


class RoleRegister(Register):
    """角色: made of (register, verb)."""

    model = Role
    columns = ("title", "portal")
    order = ("portal", "title")
    search = ("title", "key")
    sections = (Section("角色", Field("title"), Field("key", fixed=True), Field("portal", fixed=True), "permissions"),)
    share = Share("title", search=("title", "key"))
    scope = Everyone(because="角色名称与权限清单不含业务数据，开通账号时须能选到；修改另需权限")


class PolicyRegister(Register):
    """安全策略: one row."""

    model = Policy
    columns = ("password_length", "password_days", "lock_after", "sessions_most", "updated_at")
    order = ("-id",)
    sections = (
        Section(
            "密码与登录",
            Field("password_length", required=True),
            Field("password_days", required=True),
            Field("lock_after", required=True),
            Field("sessions_most", required=True),
            Field("second_roles", wide=True),
        ),
    )
    share = Share("password_length")
    scope = Platform(because="安全策略由平台安全管理员制定")


class SignInRegister(Register):
    """登录日志."""

    model = SignIn
    columns = ("username", "at", "way", "outcome", "ip", "agent")
    order = ("-at",)
    search = ("username",)
    filters = ("at", "outcome")
    scope = Platform(because="登录日志含登录地址，只给平台审计人员")
    share = Share("username")


class EntryRegister(Register):
    """操作日志."""

    model = Entry
    columns = ("title", "at", "actor", "proxy", "register", "verb")
    order = ("-seq",)
    search = ("title", "actor")
    filters = ("at", "register", "verb")
    share = Share("title")
    scope = Trail()


class SealRegister(Register):
    """留痕封存: what is signed each day, for the auditor."""

    model = Seal
    columns = ("day", "count", "hash", "algorithm", "at")
    order = ("-day",)
    share = Share("hash")
    scope = Platform(because="封存记录只供平台审计人员核对")


class VerificationRegister(Register):
    """留痕校验: what each walk over the chain found, for the auditor."""

    model = Verification
    columns = ("at", "checked", "fault", "anchor")
    order = ("-at",)
    share = Share("anchor")
    scope = Platform(because="校验结果只供平台审计人员核对")
