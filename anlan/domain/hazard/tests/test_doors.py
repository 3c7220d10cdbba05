"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.domain.hazard.water_flows import RECHECK
from anlan.domain.project.testing import NEAR_WORKS, WorksTests
from anlan.kernel.testing import Cast, RegisterTests

from .works import finish, found_on_site, recheck, switch_recheck_on

FOUND = {
    "level": "general",
    "problem": "配电箱门缺失",
    "place": "二车间",
    "responsible": "王建国",
    "found_on": "2020-05-06",
}
MAJOR = {"level": "major", "criterion__unknown": "1", "criterion_note": "须停产治理", "interim": ["stopped"]}


class TestUnreportedHazard(RegisterTests):
    """What is not reported yet stays inside the firm."""

    register_key = "hazard"
    sees = ("owner", "colleague")
    change = {"place": "三车间"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {**FOUND, "photos": [cast.photo()]}


class TestReportedHazard(TestUnreportedHazard):
    """Reported: the firm's authorities see it, nobody else, and it can't be changed."""

    sees = RegisterTests.sees
    change = {}

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("owner", "hazard", "report", pk)


class TestMajorHazard(TestUnreportedHazard):
    """A major one is reported by its first 提交."""

    sees = RegisterTests.sees
    change = {}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {**FOUND, **MAJOR, "photos": [cast.photo()]}


class TestHazardReportedFor(TestUnreportedHazard):
    """An authority reports on a firm's behalf."""

    maker = "locality"
    sees = RegisterTests.sees
    change = {}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {**FOUND, "unit": cast.owner.organisation_id, "photos": [cast.photo("locality")]}


class TestWaterHazard(WorksTests):
    """What a contractor entered: those of its section see it, no authority before it is reported."""

    register_key, change = "waterhazard", {"place": "坝段二"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return found_on_site(cast, self.maker)


class TestEngineersHazard(TestWaterHazard):
    """The engineer's own section's: the contractor does not see it."""

    maker = "engineer"
    sees = ("builder", "engineer")


class TestContractorsHazardByTheEngineer(TestWaterHazard):
    """Entered by the engineer for its contractor, who sees it at once; 复查 is switched on, and it was failed once."""

    maker = "engineer"
    change = {}

    def arrange(self, cast: Cast) -> None:
        super().arrange(cast)
        switch_recheck_on()

    def make(self, cast: Cast) -> dict[str, Any]:
        return found_on_site(cast, "engineer", party="contractor")

    def prepare(self, cast: Cast, pk: int) -> None:
        finish(cast, "contractor", pk)
        recheck(cast, pk, passed=False)
        cast.does("builder", "waterhazard", "confirm", pk)


class TestReportedWaterHazard(TestWaterHazard):
    """Reported: the authorities of its area see it, and it can't be changed any more."""

    sees = (*NEAR_WORKS, "bureau", "province")
    change = {}

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("builder", "waterhazard", "confirm", pk)
        cast.does("builder", "waterhazard", "report", pk)


class TestSupervisedWaterHazard(TestReportedWaterHazard):
    """Under 督办, put right, 销号 applied for."""

    def prepare(self, cast: Cast, pk: int) -> None:
        super().prepare(cast, pk)
        cast.does("province", "waterhazard", "supervise", pk, listing_content="立即整改", listing_due_on="2099-01-01")
        # Another test of the same world may have switched 监理复查 on.
        if finish(cast, "contractor", pk).state == RECHECK:
            recheck(cast, pk, passed=True)
        cast.does("builder", "waterhazard", "apply", pk, opinion="已整改完成，申请销号")


class TestWaterHazardOfAnAuthority(TestReportedWaterHazard):
    """Entered by the authority that supervises the works directly: reported at once."""

    maker = "province"

    def make(self, cast: Cast) -> dict[str, Any]:
        return found_on_site(cast, "province", party="contractor")

    def prepare(self, cast: Cast, pk: int) -> None:
        return None
