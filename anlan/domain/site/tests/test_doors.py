"""The generated walks of sites, branches, 督促, 机械设备 and 竣工备案."""

from typing import Any

from anlan.domain.site.models import Site
from anlan.domain.site.standing import keep_part
from anlan.domain.site.testing import NUMBER, SiteTests, build_site, facts
from anlan.kernel.testing import Cast


class TestSite(SiteTests):
    register_key, maker, change = "site", "inspectorate", {"manager": "吴越"}
    sees = ("director", "inspectorate", "overseer")

    def arrange(self, cast: Cast) -> None:
        """Another site stands beside it."""
        build_site(cast)

    def twin(self, row: Any, number: int) -> Any:
        row.number, row.department = f"320412-2026-9{number:03d}", None
        return super().twin(row, number)

    def make(self, cast: Cast) -> dict[str, Any]:
        return facts(cast, "320412-2026-0002") | {"name": "澄湖花园三期"}


class TestSiteOfABranch(TestSite):
    """The branch and the people on the site see the site that is theirs."""

    sees = ("director", "regional", "foreman", "inspectorate", "overseer")

    def arrange(self, cast: Cast) -> None:
        """Nothing stands before it."""

    def build(self, cast: Cast) -> Any:
        return build_site(cast, NUMBER).pk


class TestBranch(SiteTests):
    register_key, maker, change = "branch", "director", {"region": "常州、无锡"}
    sees = ("director",)

    def arrange(self, cast: Cast) -> None:
        """It needs no site."""

    def twin(self, row: Any, number: int) -> Any:
        row.organisation = keep_part(None, f"区域公司{number}", row.unit, parent=row.unit)
        return super().twin(row, number)

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"name": "苏中区域公司", "head": "陆平", "phone": "13800000012"}


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

    def twin(self, row: Any, number: int) -> Any:
        site = Site.objects.get(pk=row.site_id)
        site.pk, site.number, site.department, site._state.adding = None, f"320412-2026-7{number:03d}", None, True
        site.save()
        row.site = site
        return super().twin(row, number)

    def make(self, cast: Cast) -> dict[str, Any]:
        return super().make(cast) | {"number": NUMBER, "name": "澄湖花园二期"}
