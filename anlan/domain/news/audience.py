"""Who receives a notice: firms within the sender's own reach, narrowed by what the notice says."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from anlan.domain.enterprise.models import Enterprise
from anlan.kernel.scope.areas import subtree
from anlan.kernel.scope.models import Organisation, OrganisationKind, Seat
from anlan.kernel.scope.scopes import Supervised

from .rules import addressed

if TYPE_CHECKING:
    from .models import Notice


def within_reach(notice: "Notice") -> QuerySet[Organisation]:
    """The open firms in the notice's area that its sender oversees; a notice of the system itself reaches all there."""
    low, high = subtree(notice.area_id)
    firms = Organisation.objects.filter(
        kind=OrganisationKind.ENTERPRISE, is_open=True, area_id__gte=low, area_id__lt=high
    )
    if notice.made_for is None:
        return firms
    return firms.filter(Supervised().q(Seat(organisation=notice.made_for)))


def ids_by_name(notice: "Notice", names: list[str]) -> dict[str, int]:
    """Full names to ids, of those within reach."""
    return dict(within_reach(notice).filter(name__in=names).values_list("name", "id"))


def firms_of(notice: "Notice") -> list[int]:
    """The ids of all firms that receive the notice, as things stand now."""
    firms = within_reach(notice)
    if notice.audience == "chosen":
        return list(firms.filter(pk__in=notice.firm_ids).order_by("pk").values_list("pk", flat=True))
    if notice.audience == "area":
        return list(firms.order_by("pk").values_list("pk", flat=True))
    kinds: dict[Any, Any] = dict(Enterprise.objects.filter(pk__in=firms).values_list("pk", "firm_kinds"))
    return [
        pk
        for pk, industry in firms.order_by("pk").values_list("pk", "industry")
        if addressed(industry, kinds.get(pk) or [], notice.industries, notice.firm_kinds)
    ]
