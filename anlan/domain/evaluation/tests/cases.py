"""What the tests of this subject say again and again."""

from typing import Any

from anlan.domain.evaluation.models import Termination
from anlan.domain.site.flows import COMPLETED
from anlan.domain.site.models import Site
from anlan.kernel.testing import Cast


def an_evaluation(cast: Cast, month: str = "2026-03-01", **more: Any) -> dict[str, Any]:
    """The values of an evaluation with its scan."""
    facts = dict(month=month, score="86.5", grade="excellent", evaluator="周正", evaluated_on="2026-03-28")
    return {**facts, "scans": [cast.photo("foreman", int(month[5:7]))]} | more


def materials(cast: Cast, **more: Any) -> dict[str, Any]:
    """What is asked for when an application goes in."""
    facts = dict(completed_on="2026-06-01", self_grade="passed", summary="施工期间未发生生产安全事故")
    files = {"self_files": [cast.photo("foreman", 31)], "acceptance_files": [cast.photo("foreman", 32)]}
    return {**facts, **files} | more


def complete(site: Any) -> Any:
    """The site as the completion list leaves it."""
    Site.objects.filter(pk=site.pk).update(state=COMPLETED, completed_on="2026-06-01")
    site.refresh_from_db()
    return site


def application(cast: Cast, **more: Any) -> Any:
    """An application of the cast's site, in the making."""
    return cast.does("foreman", "termination", "create", **more).row


def submitted(cast: Cast) -> Termination:
    """An application that lies with the authority."""
    row = application(cast)
    cast.does("foreman", "termination", "submit", row.pk, **materials(cast))
    return Termination.objects.get(pk=row.pk)
