"""The generated walks of accounts, roles and declared days."""

from typing import Any

from anlan.kernel.people.models import Role, User
from anlan.kernel.testing import MEMBERS, Cast, RegisterTests


class TestOrganisation(RegisterTests):
    """Who there is is no secret; only the platform's administration writes authorities down."""

    register_key = "organisation"
    maker = "platform"
    sees = MEMBERS
    change = {"code": "11320412MB0123456X"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"name": "牛塘镇应急所", "kind": "locality", "area": "3204012102", "oversees": [{"area": "3204012102"}]}


class TestSeat(RegisterTests):
    """A firm's account: seen by the authorities over the firm."""

    register_key = "seat"
    maker = "locality"
    sees = ("locality", "department", "office")
    change = {"holder": "周正"}

    def make(self, cast: Cast) -> dict[str, Any]:
        role = Role.objects.get(key="enterprise_safety_officer")
        return {"account": "兼任安全员", "holder": "周某", "organisation": cast.owner.organisation_id, "role": role.pk}

    def twin(self, row: Any, number: int) -> Any:
        """One seat a user, place and role."""
        row.user = User.objects.make(f"另一人{number}")
        return super().twin(row, number)


class TestRole(RegisterTests):
    """Who opens an account must be able to pick its role; to change one takes more."""

    register_key = "role"
    maker = "security"
    sees = MEMBERS
    change = {"title": "改过的角色"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"title": "巡查员", "key": "patrol", "portal": "self_check", "permissions": ["hazard.view"]}

    def twin(self, row: Any, number: int) -> Any:
        row.key = f"patrol-{number}"
        return super().twin(row, number)


class TestDayOverride(RegisterTests):
    """Kept by the platform's administration, whose view RegisterTests does not judge."""

    register_key = "dayoverride"
    maker = "platform"
    sees = ()
    change = {"reason": "国务院办公厅通知"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"day": "2026-10-10", "is_workday": "true", "reason": "调休"}

    def twin(self, row: Any, number: int) -> Any:
        row.day = row.day.replace(month=11, day=number + 1)
        return super().twin(row, number)


class TestPolicy(RegisterTests):
    """安全管理员's alone."""

    register_key = "policy"
    maker = "security"
    sees = ()
    change = {"password_days": "60"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"password_length": "10", "password_days": "30", "lock_after": "4", "sessions_most": "3",
                "second_roles": ["audit_administrator"]}  # fmt: skip
