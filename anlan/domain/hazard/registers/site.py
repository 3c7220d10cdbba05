"""How hazards of building sites are listed and shared; they come from inspections alone."""

from anlan.domain.site.registers import SITE
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from ..models import SiteHazard
from ..site_flows import site_hazard_flow


class SiteHazardRegister(Register):
    """工地隐患."""

    model = SiteHazard
    columns = "name", "level", "site", "place", "found_on", "due_on", "state", "responsible", "branch", "unit"
    order = ("-found_on", "found_on", "due_on")
    search = ("name", "initials", "place")
    filters = ("level", "state", "found_on", "due_on", "site", "branch", "unit", "area")
    sections = (
        Section(
            "隐患信息", SITE, Field("name", wide=True), "level", "place", Field("problem", wide=True), "found_on",
            Field("responsible", required=False), "due_on",
        ),
    )  # fmt: skip
    share = Share("name", search=("name", "place"), hint=("place", "found_on"))
    scope = Participating("unit", parts=False)
    flow = site_hazard_flow
