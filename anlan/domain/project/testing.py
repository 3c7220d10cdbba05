"""Works for the tests of everything that hangs on them: a reservoir that the province supervises in a county that only reads."""

from dataclasses import dataclass
from typing import Any

from anlan.kernel.testing import WORKS, Cast, RegisterTests

NEAR_WORKS = ("builder", "engineer", "contractor")
"""Who takes part in the cast's works; what is reported is also read by province and bureau."""


@dataclass
class Works:
    """A project with two sections: the first is assigned to contractor and engineer, the second to nobody."""

    project: Any
    section: Any
    bare: Any


def build_works(cast: Cast) -> Works:
    """The builder's project through the one door, once for a cast."""
    made = getattr(cast, "made_works", None)
    if made is not None:
        return made
    facts = {"name": "澄江水库扩建工程", "kind": "reservoir", "area": "3204012100", "grade": "3", "investment": "86000"}
    supervisor = str(cast.province.organisation_id)
    project = cast.does("builder", "project", "create", **facts, supervisor=supervisor, started_on="2024-03-01").row
    sections = [
        cast.does("builder", "section", "create", project=str(project.pk), name=name).row
        for name in ("大坝土建施工标", "溢洪道施工标")
    ]
    for party in ("contractor", "engineer"):
        assign(cast, sections[0], party, party)
    sections[0].refresh_from_db()
    works = Works(project, sections[0], sections[1])
    cast.made_works = works  # type: ignore[attr-defined]
    return works


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
