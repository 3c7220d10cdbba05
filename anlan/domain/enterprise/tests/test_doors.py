"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.kernel.testing import Cast, RegisterTests

PERSON = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001", "citizen_id": "11010519491231002X"}


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
