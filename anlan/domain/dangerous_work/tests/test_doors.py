"""The generated walks of 危大工程 and its records."""

from typing import Any

from anlan.domain.dangerous_work.testing import a_pit, build_work
from anlan.domain.site.testing import SiteTests
from anlan.kernel.testing import Cast


class TestDangerousWork(SiteTests):
    register_key, change = "dangerouswork", {"depth": "12.5"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_pit(cast)


class TestDangerousRecord(SiteTests):
    register_key, change = "dangerousrecord", {"content": "按方案第三、四章交底"}

    def prepare(self, cast: Cast, pk: int) -> None:
        # The only briefing stays, since the work's state rests on it.
        again = self.make(cast) | {"work": str(self.register.model._default_manager.get(pk=pk).work_id)}
        cast.does("foreman", "dangerousrecord", "create", **again | {"held_on": "2026-02-03"})

    def make(self, cast: Cast) -> dict[str, Any]:
        work = str(build_work(cast, "approved").pk)
        return {
            "work": work,
            "kind": "briefing",
            "held_on": "2026-02-02",
            "leader": "周正",
            "content": "按方案第三章交底",
        }
