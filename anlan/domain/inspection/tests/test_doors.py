"""The generated walks of inspections: by the company, by the site itself, by the authority, begun and ordered."""

from typing import Any

from anlan.domain.inspection.testing import entry, ordered_values, publish
from anlan.domain.site.testing import SiteTests, build_site
from anlan.domain.standard import catalogue
from anlan.domain.standard.kinds import Kind
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.testing import Cast


class TestDraftInspection(SiteTests):
    """Until its sheet is made only who inspects knows of it."""

    register_key, maker, change = "inspection", "director", {"remark": "先看资料"}
    sees = ("director",)

    def arrange(self, cast: Cast) -> None:
        """A site, and a standard to judge it by."""
        build_site(cast)
        publish(Kind.JGJ59)

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"site": build_site(cast).pk, "way": "jgj59", "inspectors": "沈安"}

    def say(self, cast: Cast, action: str) -> dict[str, Any]:
        """What 保存检查项 is given."""
        table = catalogue.tree(publish(Kind.JGJ59))["groups"][0]["tables"][0]
        return {"entries": [entry(f"table:{table['id']}", absent=False)]} if action == "answer" else {}


class TestOrdered(TestDraftInspection):
    """Once its sheet is made everybody who has to do with the site reads it."""

    sees, change = ("director", "regional", "foreman", "inspectorate", "overseer"), {}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"site": build_site(cast).pk, "way": "own", "files": [cast.photo(self.maker)], "inspectors": "沈安"}

    def prepare(self, cast: Cast, pk: int) -> None:
        row = self.register.model._default_manager.get(pk=pk)
        cast.does(self.maker, "inspection", "generate", pk, **ordered_values(place=row.place, remark=row.remark))


class TestOwnInspection(TestOrdered):
    """项目自查."""

    maker = "foreman"


class TestSpotInspection(TestOrdered):
    """安监抽查."""

    maker = "inspectorate"


class TestSiteHazard(SiteTests):
    """工地隐患: the system alone makes it, out of an inspection."""

    register_key = "sitehazard"

    def made_by(self, cast: Cast) -> int | None:
        return None

    def build(self, cast: Cast) -> Any:
        values = {
            "site": str(build_site(cast).pk), "name": "临边防护缺失", "level": "general", "place": "3号楼",
            "found_on": "2026-01-05", "due_on": "2026-01-12", "responsible": "周正",
        }  # fmt: skip
        return deliver(Act(None, "sitehazard", "create", values=values, origin=("inspection", 1, "检查"))).record

    def make(self, cast: Cast) -> dict[str, Any]:
        return {}
