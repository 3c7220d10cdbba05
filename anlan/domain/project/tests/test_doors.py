"""The generated walks of 在建工程, 标段, 参建单位 and 关键岗位人员."""

from typing import Any

from anlan.domain.project.testing import WorksTests, build_works
from anlan.kernel.testing import Cast

AUTHORITIES = ("bureau", "province")


class TestProject(WorksTests):
    register_key, maker, change = "project", "builder", {"progress": "stopped"}
    sees = ("builder", *AUTHORITIES)

    def arrange(self, cast: Cast) -> None:
        return None

    def make(self, cast: Cast) -> dict[str, Any]:
        facts = dict(name="南渡河节制闸改建工程", kind="reservoir", area="3204012100", note="在澄江上游新建大坝一座")
        return {**facts, "supervisor": str(cast.province.organisation_id), "files": [cast.photo("builder")]}

    def twin(self, row: Any, number: int) -> Any:
        row.ground = ""
        return super().twin(row, number)


class TestSection(WorksTests):
    register_key, maker, change = "section", "builder", {"content": "大坝填筑、防渗墙"}
    sees = ("builder", *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        return dict(project=str(build_works(cast).project.pk), name="输水隧洞施工标", number="CJ-SG-03")

    def twin(self, row: Any, number: int) -> Any:
        row.ground = f"{row.ground[:8]}{9000 + number * 2 + (row.ground[8] == '9')}"
        return super().twin(row, number)


class TestParticipation(WorksTests):
    register_key, maker, change = "participation", "builder", {"contract": "CJ-2026-07"}
    sees = ("builder", "engineer", "contractor", "rival", *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        works = build_works(cast)
        unit = str(cast.rival.organisation_id)
        return dict(section=str(works.section.pk), party="tester", unit=unit, contract="CJ-2026-06")


class TestKeyPerson(WorksTests):
    register_key, maker, change = "keyperson", "contractor", {"certificate": "苏水安B(2025)0001"}
    sees = ("builder", "engineer", "contractor", *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        section = str(build_works(cast).section.pk)
        return dict(
            section=section, post="project_manager", name="郑远江", phone="13912345678", certificate="苏水安B0007"
        )
