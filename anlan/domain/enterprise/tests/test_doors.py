"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.kernel.scope.models import Organisation
from anlan.kernel.testing import Cast, RegisterTests

PERSON = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001", "citizen_id": "11010519491231002X"}
FIRM = {"name": "新办化工有限公司", "code__unknown": "1", "area": "3204012100", "industry": "chemical"}


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


class TestChangeRequest(RegisterTests):
    register_key = "changerequest"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"field": "生产经营单位名称", "proposed": "岚泽精细化工有限公司", "reason": "更名"}
