"""The generated walks of 督促, 机械设备 and 竣工备案."""

from typing import Any

from anlan.domain.site.testing import NUMBER, SiteTests, build_site
from anlan.kernel.testing import Cast


def a_machine(cast: Cast, **more: Any) -> dict[str, Any]:
    """The values of a tower crane."""
    facts = {"site": str(build_site(cast).pk), "kind": "tower_crane", "number": "苏DT-T00871", "model": "QTZ80"}
    return (
        facts | {"owner": "江南机械租赁有限公司", "inspected_on": "2026-01-10", "inspected_until": "2099-01-09"} | more
    )


class TestSiteUrge(SiteTests):
    register_key, maker = "siteurge", "director"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"site": str(build_site(cast).pk), "matter": "rectification", "text": "三条整改已逾期，请今天回复"}


class TestSiteMachine(SiteTests):
    register_key, change = "sitemachine", {"place": "2号楼北侧"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_machine(cast)


class TestUnmatchedCompletion(SiteTests):
    register_key, maker, change = "completionentry", "inspectorate", {"name": "澄湖花园三期（1至4号楼）"}
    sees = ("inspectorate", "overseer")

    def make(self, cast: Cast) -> dict[str, Any]:
        facts = {"filing": "JG2026-031", "number": "320412-2020-0999", "name": "澄湖花园三期"}
        return facts | {"code": "91320412MA1ANL078Y", "completed_on": "2026-02-10"}

    def twin(self, row: Any, number: int) -> Any:
        row.filing = f"JG2026-9{number:02d}"
        return super().twin(row, number)


class TestMatchedCompletion(TestUnmatchedCompletion):
    change: dict[str, Any] = {}
    sees = ("director", "inspectorate", "overseer")

    def make(self, cast: Cast) -> dict[str, Any]:
        return super().make(cast) | {"number": NUMBER, "name": "澄湖花园二期"}
