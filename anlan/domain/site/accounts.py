"""Accounts of a company's branches and of the people on its sites: opened, reset and closed by the company itself (J-1.f).

The people on a site sign in by its filing number (监督备案号), a branch by its full name. A password is shown once. When a
site passes to another company its account is closed with it: who worked there until yesterday knows the password, so the
new company opens it again with a password of its own.
"""

from typing import TYPE_CHECKING

from anlan.domain.enterprise.accounts import give_account
from anlan.kernel.people.models import User
from anlan.kernel.register.errors import FieldError

from .kinds import Account

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

    from .models import Branch, Site

SITE_ROLE, BRANCH_ROLE = "construction_site", "construction_branch"


def open_for(part: "Organisation", username: str, holder: str, role: str) -> dict[str, str]:
    """The account with its one-time password; one that was closed is opened again under a new password."""
    user = User.objects.filter(username=username, seats__organisation=part).first()
    if user is None:
        return _told(username, give_account(part.pk, username, holder, role))
    user.seats.filter(organisation=part).update(ends_on=None)
    return _told(username, user.issue_one_time())


def reset(part: "Organisation", username: str) -> dict[str, str]:
    """A new one-time password; whoever is signed in is out. FieldError where the account has gone."""
    user = User.objects.filter(username=username, seats__organisation=part).first()
    if user is None:
        raise FieldError("没有找到这个帐号，请联系系统管理人员处理")
    return _told(username, user.issue_one_time())


def rename(before: str, after: str) -> None:
    """The user name follows what the account stands for. FieldError when somebody else has it."""
    if before != after and User.objects.filter(username=before).exists():
        if User.objects.filter(username=after).exists():
            raise FieldError(f"用户名“{after}”已被使用，请联系系统管理人员处理")
        User.objects.filter(username=before).update(username=after)


def not_to_open(row: "Site | Branch", seat: "Seat") -> str | None:
    """Why 开通帐号 is grey."""
    return _not_mine(row, seat) or ("帐号已开通" if row.account == Account.OPEN else None)


def not_to_use(row: "Site | Branch", seat: "Seat") -> str | None:
    """Why 重置密码 and 停用帐号 are grey."""
    return _not_mine(row, seat) or (None if row.account == Account.OPEN else "帐号没有开通")


def _not_mine(row: "Site | Branch", seat: "Seat") -> str | None:
    # Who takes part in a site and is not the people on it is the company or the branch that looks after it.
    if seat.is_authority or seat.organisation_id == getattr(row, "department_id", None):
        return "由施工企业或区域公司管理"
    return None if row.is_standing else "已终止或停用，不能再开通、重置帐号"


def _told(username: str, word: str) -> dict[str, str]:
    return {"show": f"用户名：{username}，初始密码：{word}（只显示这一次，七天内有效，登录后须先改密码）"}
