"""Sites for the tests of everything that hangs on them: one the city's district supervises, with its branch and its people."""

from typing import Any

from anlan.domain.site.flows import DELETED
from anlan.domain.site.models import Branch, Site
from anlan.kernel.testing import SITES, Cast, RegisterTests

NUMBER = "320412-2026-0001"
NEAR_SITES = ("director", "regional", "foreman", "inspectorate", "overseer")
"""Who reads the cast's site and what is made there."""


def facts(cast: Cast, number: str = NUMBER, company: str = "director") -> dict[str, Any]:
    """The values of a new site."""
    return {
        "number": number, "name": "澄湖花园二期", "kind": "housing", "area": "3204012100", "client": "澄湖置业有限公司",
        "unit": str(getattr(cast, company).organisation_id), "address": "湖塘镇人民路 8 号", "engineer": "润泽工程监理有限公司",
        "structure": "frame_shear", "storeys": "26", "floor_area": "48000", "cost": "16800", "manager": "周正", "manager_phone": "13900000077",
        "started_on": "2025-03-01", "finish_on": "2027-12-31",
    }  # fmt: skip


def build_site(cast: Cast, number: str = NUMBER) -> Any:
    """The director's site through the one door, once for a cast; branch and people on the site take their seats there."""
    # A world under attack puts a mark before what is entered.
    found = Site.objects.filter(number__endswith=number).exclude(state=DELETED).first()
    if found is None:
        found = cast.does("inspectorate", "site", "create", **facts(cast, number)).row
        cast.does("director", "site", "assign", found.pk, branch=str(build_branch(cast).pk))
        found.refresh_from_db()
    if number == NUMBER:
        _sit(cast, "foreman", found.department)
    return found


def build_branch(cast: Cast) -> Any:
    """The director's branch, in which the regional manager sits."""
    found = Branch.objects.filter(unit=cast.director.organisation_id).first()
    if found is None:
        values = {"name": "苏南区域公司", "head": "陆平", "phone": "13800000011"}
        found = cast.does("director", "branch", "create", **values).row
    _sit(cast, "regional", found.organisation)
    return found


def _sit(cast: Cast, member: str, place: Any) -> None:
    seat = getattr(cast, member)
    # Whether it sits there already is not asked of the seat in memory: it may remember a try that was taken back.
    seat.organisation = place
    seat.save()


class SiteTests(RegisterTests):
    """RegisterTests of a type of building sites: the site stands before the row is made, and its own people walk."""

    maker = "foreman"
    members = (*SITES, "owner", "department", "builder", "bureau", "platform", "security", "auditor")
    sees = NEAR_SITES

    def arrange(self, cast: Cast) -> None:
        """The cast's site."""
        build_site(cast)
