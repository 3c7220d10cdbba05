"""What an accepted registration leads to: the firm's file, its account's name, its seat."""

from typing import TYPE_CHECKING, Any

from anlan.kernel.act.act import Act, Refused, apply
from anlan.kernel.people.models import Role, User
from anlan.kernel.register import registry
from anlan.kernel.register.entry import FieldError
from anlan.kernel.scope.models import Organisation, Seat

from . import files
from .declared import enrolment_of

if TYPE_CHECKING:
    from ..models.registration import Registration

CATEGORIES = {"construction": "building"}
"""企业类型大类 of a new file, by its industry, where there is but one."""


def admit(row: "Registration") -> None:
    """Takes the firm in, within the act that accepts it. FieldError when meanwhile somebody else was."""
    try:
        unit = files.file_for(row.portal, row.name, row.code, but=row.pk)
    except FieldError as error:
        raise FieldError("该企业已有账号，或名称与代码分属不同单位，不能通过；请核对后退回") from error
    row.unit = unit if unit is not None else _new_file(row)
    role = Role.objects.filter(key=enrolment_of(row.portal).role).first()
    user = row.user
    if role is None or user is None:
        raise FieldError("系统中还没有注册企业的角色，请联系系统管理人员初始化角色后再通过")
    if User.objects.filter(username=row.unit.name).exclude(pk=user.pk).exists():
        raise FieldError(f"用户名“{row.unit.name}”已被使用，请联系系统管理人员处理")
    # A firm's account is called by the firm's full name wherever it was opened; the code leads to it all the same.
    user.username = row.unit.name
    user.save(update_fields=["username"])
    Seat.objects.create(user=user, organisation=row.unit, role=role)
    _write_file(row.unit, {"code": row.code})


def _new_file(row: "Registration") -> Organisation:
    values = {"name": row.name, "code": row.code, "area": row.area_id, "industry": row.industry}
    made = _apply(Act(None, "enterprise", "create", None, values | {"category": CATEGORIES.get(row.industry, "")}))
    found: Organisation = made.organisation
    return found


def _write_file(unit: Organisation, values: dict[str, Any]) -> None:
    """The file notes the code, if it had none, and that there is an account now."""
    _apply(Act(None, "enterprise", "change", unit.pk, values))
    unit.refresh_from_db()


def _apply(act: Act) -> Any:
    try:
        return apply(registry.register("enterprise"), act).row
    except Refused as error:
        raise FieldError(f"不能通过：{error}") from error
