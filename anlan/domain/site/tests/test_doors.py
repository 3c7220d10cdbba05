"""The generated walks of sites and branches."""

from typing import Any

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
