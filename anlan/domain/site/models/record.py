"""What every record of a site carries."""

from typing import TYPE_CHECKING, Any

from django.db import models

from anlan.kernel.register.errors import FieldError
from anlan.kernel.register.records import UnitRecord
from anlan.kernel.scope import grounds

from .branch import Branch
from .site import Site

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


class SiteRecord(UnitRecord):
    """A row of a site. ``unit`` is the company that answered for the site when the row was made, or since it took over.

    ``branch`` copies the site's, so that figures by branch need not ask the site.
    """

    site = models.ForeignKey(Site, models.PROTECT, db_index=False, related_name="+", verbose_name="项目")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, editable=False, db_index=False, related_name="+", verbose_name="区域公司"
    )
    ground = models.CharField(max_length=grounds.WORKS, default="", editable=False)

    class Meta:
        abstract = True

    def home(self) -> tuple[str, str, int | None]:
        """That of its site."""
        return self.site.home()

    def settle(self, seat: "Seat | None", is_new: bool) -> None:
        """Places a new row on its site. FieldError where the seat has no part in it, or supervision has ended."""
        if is_new:
            site: Site | None = getattr(self, "site", None)
            if site is None:
                raise FieldError("请选择项目")
            if why := not_here(site, seat):
                raise FieldError(why)
            self.unit, self.branch, self.ground = site.unit, site.branch, site.ground
        super().settle(seat, is_new)


def not_here(site: Site, seat: "Seat | None") -> str | None:
    """Why a seat can't make a row of a site; None when it can, and for the system itself."""
    if seat is None:
        return None
    if not site.is_standing:
        return f"“{site}”{site.get_state_display()}，不能再填报"
    if seat.is_authority:
        mine = seat.organisation_id == site.supervisor_id
        return None if mine else "该项目由其他安全监督机构直接监督，不能代为录入"
    return None if seat.takes_part(site.ground) else "贵单位没有参与这个项目，不能填报；请核对选择的项目"


def site_of(seat: Any) -> "Site | None":
    """The site of a seat in its 项目部; None for every other seat. Nobody there has to choose it."""
    return Site.objects.filter(department=seat.organisation_id).first() if seat.organisation.kind == "part" else None
