"""Works for the tests of everything that hangs on them: a reservoir that the province supervises in a county that only reads."""

from dataclasses import dataclass
from typing import Any

from anlan.domain.project.flows import DELETED
from anlan.domain.project.models import Project
from anlan.kernel.testing import WORKS, Cast, RegisterTests

NAME = "澄江水库扩建工程"
NEAR_WORKS = ("builder", "engineer", "contractor")
"""Who takes part in the cast's works; what is reported is also read by province and bureau."""


@dataclass
class Works:
    """A project with two sections: the first is assigned to contractor and engineer, the second to nobody."""

    project: Project
    section: Any
    bare: Any


def build_works(cast: Cast) -> Works:
    """The builder's project through the one door, once for a cast."""
    mine = Project.objects.filter(unit=cast.builder.organisation_id, name__endswith=NAME)
    found = mine.exclude(state=DELETED).first() or _make(cast)
    section, bare = found.sections.order_by("ground")[:2]
    return Works(found, section, bare)


def _make(cast: Cast) -> Project:
    facts = {"name": NAME, "kind": "reservoir", "area": "3204012100", "grade": "3", "investment": "86000"}
    supervisor = str(cast.province.organisation_id)
    project = cast.does("builder", "project", "create", **facts, supervisor=supervisor, started_on="2024-03-01").row
    for name in ("大坝土建施工标", "溢洪道施工标"):
        cast.does("builder", "section", "create", project=str(project.pk), name=name)
    for party in ("contractor", "engineer"):
        assign(cast, project.sections.order_by("ground")[0], party, party)
    return project


def assign(cast: Cast, section: Any, member: str, party: str, **more: Any) -> Any:
    """分配标段 to a member of the cast."""
    unit = str(getattr(cast, member).organisation_id)
    facts = {"section": str(section.pk), "party": party, "unit": unit, "starts_on": "2024-03-01"}
    return cast.does("builder", "participation", "create", **(facts | more)).row


class WorksTests(RegisterTests):
    """RegisterTests of a type of works: the works stand before the row is made, and its own people walk."""

    maker = "contractor"
    members = (*WORKS, "owner", "stranger", "department", "office", "viewer", "platform", "security", "auditor")
    sees = NEAR_WORKS

    def arrange(self, cast: Cast) -> None:
        """The cast's works."""
        build_works(cast)

    def works(self, cast: Cast) -> Works:
        """The cast's works."""
        return build_works(cast)
