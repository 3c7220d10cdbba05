"""The generated walks of 标准化月评, 月评项目, 终止监督 and 超期核实."""

from typing import Any

from anlan.domain.evaluation.tests.cases import an_evaluation
from anlan.domain.site.models import Site
from anlan.domain.site.testing import SiteTests, build_site
from anlan.kernel.testing import Cast, RegisterTests


class TestMonthlyEvaluation(SiteTests):
    register_key, change = "monthlyevaluation", {"score": "90"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return an_evaluation(cast)

    def twin(self, row: Any, number: int) -> Any:
        row.month = f"{2000 + number // 12}-{1 + number % 12:02d}-01"
        return super().twin(row, number)


class TestTermination(SiteTests):
    register_key, change = "termination", {"summary": "施工期间未发生生产安全事故"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"completed_on": "2026-06-01"}

    def twin(self, row: Any, number: int) -> Any:
        site = Site.objects.get(pk=row.site_id)
        site.pk, site.number, site.department, site._state.adding = None, f"320412-2026-8{number:03d}", None, True
        site.save()
        row.site = site
        return super().twin(row, number)


class TestOverdueCheck(SiteTests):
    register_key, maker = "overduecheck", "director"
    sees = ("director", "regional", "foreman", "inspectorate", "overseer")

    def make(self, cast: Cast) -> dict[str, Any]:
        # It should have been finished in the spring; said here, since others may have changed their common site meanwhile.
        late = build_site(cast)
        Site.objects.filter(pk=late.pk).update(finish_on="2026-03-01", state="building")
        facts = {"verdict": "delayed", "new_date": "2027-06-30", "reason": "设计变更，工期顺延"}
        return {**facts, "site": str(late.pk)}


class TestEvaluationItem(RegisterTests):
    register_key, maker, change = "evaluationitem", "inspectorate", {"name": "安全生产责任制落实"}
    members = (
        "owner",
        "locality",
        "department",
        "platform",
        "security",
        "auditor",
        "director",
        "regional",
        "foreman",
        "inspectorate",
        "overseer",
    )
    sees = ("foreman", "inspectorate", "overseer")

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"edition": "2026版", "valid_from": "2026-01-01", "number": "1", "name": "安全生产责任制", "full": "10"}

    def twin(self, row: Any, number: int) -> Any:
        row.number = number + 2
        return super().twin(row, number)
