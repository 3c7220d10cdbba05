"""The generated walks of 应急预案, 应急演练 and 应急联系人."""

from typing import Any

from anlan.domain.project.testing import NEAR_WORKS, WorksTests, build_works
from anlan.kernel.testing import Cast

AUTHORITIES = ("bureau", "province")


def a_plan(cast: Cast, maker: str = "contractor", **more: Any) -> dict[str, Any]:
    """The values of a contractor's plan for the cast's first section."""
    section = str(build_works(cast).section.pk)
    facts = dict(title="防洪度汛专项应急预案", kind="special", edition="2026版", section=section, note="大坝土建施工标")
    return {**facts, "files": [cast.photo(maker)]} | more


def issued(cast: Cast, maker: str = "contractor", **more: Any) -> int:
    """A plan that is issued."""
    pk = cast.does(maker, "emergencyplan", "create", **a_plan(cast, maker, **more)).record
    cast.does(maker, "emergencyplan", "issue", pk, issued_by="郑远江", issued_on="2026-03-02")
    return pk


class TestEmergencyPlan(WorksTests):
    register_key, change = "emergencyplan", {"note": "大坝土建施工标全部施工现场"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_plan(cast)


class TestIssuedPlan(WorksTests):
    register_key, sees = "emergencyplan", (*NEAR_WORKS, *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_plan(cast, title="坍塌事故现场处置方案", kind="site")

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("contractor", "emergencyplan", "issue", pk, issued_by="郑远江", issued_on="2026-03-02")
        cast.does("contractor", "emergencyplan", "ask_filing", pk)


class TestDrill(WorksTests):
    register_key, change = "drill", {"people": "42"}
    sees = (*NEAR_WORKS, *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        facts = dict(
            plan=str(issued(cast, title="触电事故现场处置方案")),
            title="触电急救演练",
            kind="practical",
            held_on="2026-05-20",
        )
        told = dict(people="36", grade="good", evaluation="响应及时，急救动作规范", place="一号拌和站", leader="郑远江")
        return {**facts, **told, "photos": [cast.photo("contractor", 3)]}


class TestEmergencyContact(WorksTests):
    register_key, change = "emergencycontact", {"post": "生产副经理"}
    sees = (*NEAR_WORKS, *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        section = str(build_works(cast).section.pk)
        return dict(section=section, name="沈安澜", post="项目经理", phone="13912345679", is_day_and_night="true")
