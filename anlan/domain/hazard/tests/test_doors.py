"""The generated walks of this subject's Registers."""

from typing import Any

from anlan.kernel.testing import Cast, RegisterTests

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
