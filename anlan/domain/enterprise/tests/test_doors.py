"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.scope.models import Organisation
from anlan.kernel.testing import DISTRICT, Cast, RegisterTests

PERSON = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001", "citizen_id": "11010519491231002X"}
FIRM = {"name": "新办化工有限公司", "code__unknown": "1", "area": "3204012100", "industry": "chemical"}
NEW_CODE = "91320412MA1ANR71XM"


class FileTests(RegisterTests):
    """What both walks of a firm's file have in common."""

    __test__ = False
    register_key = "enterprise"

    def twin(self, row: Any, number: int) -> Any:
        """A file needs an organisation of its own."""
        name = f"{row.name}{number}"
        row.organisation = Organisation.objects.create(name=name, kind="enterprise", area_id=row.area_id)
        return super().twin(row, number)


class TestEnterprise(FileTests):
    """A file that an authority makes; nobody sits in the new firm yet."""

    __test__ = True
    maker = "locality"
    sees = ("locality", "department", "office", "viewer")
    change = {"head": "周正"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return dict(FIRM)


class TestOwnFile(FileTests):
    """The file of the cast's own firm, as the system made it."""

    __test__ = True
    maker = "locality"
    change = {"head": "周正"}

    def build(self, cast: Cast) -> Any:
        return cast.owner.organisation_id

    def made_by(self, cast: Cast) -> int | None:
        return None


class TestPhoto(RegisterTests):
    register_key = "photo"
    change = {"title": "改过的标题"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"title": "厂区全景", "kind": "厂区全景", "file": [cast.photo()]}


class TestPerson(RegisterTests):
    register_key = "person"
    change = {"post": "安全科长"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return dict(PERSON)


class TestRegistration(RegisterTests):
    """A company that came to the entrance by itself; only who oversees building in its area looks at it."""

    register_key = "registration"
    maker = "inspectorate"
    members = (*DISTRICT, "director", "competitor", "inspectorate", "overseer")
    sees = ("inspectorate", "overseer")

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"name": "远山建工集团有限公司", "code": NEW_CODE, "area": "3204012100", "portal": "construction",
                "contact": "阿依古丽买买提江", "citizen_id": "11010519491231002X", "phone": "19900000081",
                "licence": [cast.photo()]}  # fmt: skip

    def build(self, cast: Cast) -> Any:
        said = self.make(cast)
        # Nobody's seat makes it, so the attack's own cast is asked for its mark here.
        marked = cast.marked("registration", said) if hasattr(cast, "marked") else said
        return deliver(Act(None, "registration", "create", values=said | {"name": marked["name"]})).record

    def made_by(self, cast: Cast) -> int | None:
        return None

    def twin(self, row: Any, number: int) -> Any:
        """One registration a code waits."""
        row.code = f"{row.code[:-2]}{number:02}"
        return super().twin(row, number)


class TestChangeRequest(RegisterTests):
    register_key = "changerequest"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"field": "生产经营单位名称", "proposed": "岚泽精细化工有限公司", "reason": "更名"}
