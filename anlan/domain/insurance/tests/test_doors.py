"""The generated walks of 安全责任险 and 理赔记录."""

from typing import Any

from anlan.domain.insurance.models import SafetyInsurance
from anlan.domain.project.testing import NEAR_WORKS, WorksTests
from anlan.kernel.testing import Cast

EVERYBODY = (*NEAR_WORKS, "bureau", "province")


def a_policy(cast: Cast, **more: Any) -> dict[str, Any]:
    """The values of a policy of the cast's first section, taken out by the contractor."""
    from anlan.domain.project.testing import build_works

    works = build_works(cast)
    facts: dict[str, Any] = dict(
        section=str(works.section.pk), unit=str(cast.contractor.organisation_id), insured="远江水利工程有限公司及其分包单位",
        insurer="平江财产保险股份有限公司", number="PJAZ20260001", per_person="80", people="120", premium="9.6",
        starts_on="2026-01-01", due_on="2026-12-31", files=[cast.photo("builder")],
    )  # fmt: skip
    return facts | more


class TestSafetyInsurance(WorksTests):
    register_key, maker, change = "safetyinsurance", "builder", {"people": "150"}
    sees = EVERYBODY

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_policy(cast)


class TestClaim(WorksTests):
    register_key, maker, change = "claim", "builder", {"claimed": "45.5"}
    sees = EVERYBODY

    def make(self, cast: Cast) -> dict[str, Any]:
        made = SafetyInsurance.objects.filter(number__endswith="PJAZ20260002").first()
        facts = a_policy(cast, number="PJAZ20260002")
        policy = made.pk if made else cast.does("builder", "safetyinsurance", "create", **facts).record
        facts = dict(insurance=str(policy), happened_on="2026-05-06", happening="钢筋绑扎时一人从脚手架跌落")
        return {
            **facts,
            "injured": "1",
            "reported_on": "2026-05-06",
            "claimed": "40",
            "files": [cast.photo("builder", 2)],
        }
