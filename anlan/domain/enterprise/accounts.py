"""The firm's account: its user name is the firm's full name (S-1.b), its password is given once (house: people)."""

from typing import TYPE_CHECKING

from django.db.models import F

from anlan.kernel.people.models import Role, User
from anlan.kernel.people.names import other_name
from anlan.kernel.register.entry import FieldError
from anlan.kernel.scope.models import Seat

from .rules import check_uscc, tidy_number

if TYPE_CHECKING:
    from .models import Enterprise

ROLE = "enterprise_safety_officer"
WATER = "water"
WATER_ROLES = {"owner": "works_owner", "contractor": "works_contractor", "engineer": "works_engineer"}
WATER_ROLE = "works_unit"
"""What a unit of the water ministry's system is there, by its 单位类别; any other kind works for itself."""


def role_of(firm: "Enterprise") -> str:
    """The key of the role that the firm's account has."""
    return WATER_ROLES.get(firm.works_kind, WATER_ROLE) if firm.industry == WATER else ROLE


def open_account(firm: "Enterprise") -> str:
    """Makes the user and its seat; returns its one-time password. FieldError when the name or the role is lacking."""
    return give_account(firm.pk, firm.name, firm.hazard_clerk or firm.name[:60], role_of(firm))


def give_account(organisation_id: int, username: str, holder: str, role_key: str) -> str:
    """A user of that name with a seat in the organisation; its one-time password. FieldError as ``open_account``."""
    role = Role.objects.filter(key=role_key).first()
    if role is None:
        raise FieldError("系统中还没有该类单位的角色，请联系系统管理人员初始化角色后再开通")
    if User.objects.filter(username=username).exists():
        raise FieldError(f"用户名“{username}”已被使用，请联系系统管理人员处理")
    user = User.objects.make(username, name=holder[:60])
    Seat.objects.create(user=user, organisation_id=organisation_id, role=role)
    return user.issue_one_time()


def account_of(firm: "Enterprise") -> User:
    """The firm's own account. FieldError when there is none."""
    user = User.objects.filter(username=firm.name, seats__organisation=firm.pk).first()
    if user is None:
        raise FieldError("该单位还没有账号，请先开通账号")
    return user


@other_name
def by_code(typed: str) -> str:
    """The firm's own account by its credit code (J-1.b), as its licence prints it or with blanks and small letters."""
    code = tidy_number(typed)
    if check_uscc(code) is not None:
        return ""
    held = User.objects.filter(seats__organisation__code=code, seats__organisation__is_open=True)
    user = held.filter(username=F("seats__organisation__name")).first()
    # Who only registered is called by the code itself.
    return user.username if user is not None else code


def rename(before: str, after: str) -> None:
    """The user name follows the firm's name. FieldError when somebody else has it."""
    if User.objects.filter(username=after).exists():
        raise FieldError(f"用户名“{after}”已被使用，不能更名，请联系系统管理人员处理")
    User.objects.filter(username=before).update(username=after)


def cannot_open(firm: "Enterprise", seat: Seat) -> str | None:
    """Why 开通账号 is grey."""
    if firm.status == "closed":
        return "单位已关闭，不能开通账号"
    if firm.industry == WATER and not firm.works_kind:
        return "请先在“修改”中填写单位类别，再开通账号"
    return "该单位已开通账号" if firm.has_account else None


def cannot_reset(firm: "Enterprise", seat: Seat) -> str | None:
    """Why 重置密码 is grey."""
    return None if firm.has_account else "该单位还没有账号，请先开通账号"
