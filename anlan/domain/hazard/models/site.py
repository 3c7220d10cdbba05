"""The hazard of a building site (manual J 三): what an inspection found and called a hazard."""

from typing import ClassVar

from django.db import models

from anlan.domain.site.models import SiteRecord
from anlan.kernel.register.indexes import list_indexes

from ..site_flows import OPEN, UNFINISHED, site_hazard_flow
from .finding import Finding


class SiteHazard(Finding, SiteRecord):
    """A finding of an inspection that counts as a hazard; its origin is the inspection, whose steps it follows."""

    regime: ClassVar[str] = "site"
    unfinished: ClassVar[tuple[str, ...]] = UNFINISHED

    name = models.CharField("隐患名称", max_length=120)
    problem = models.TextField("隐患描述", max_length=2000, blank=True)
    state = models.CharField("整改状态", max_length=10, choices=site_hazard_flow.choices, default=OPEN, editable=False)

    class Meta:
        verbose_name = "工地隐患"
        indexes: ClassVar = [
            *list_indexes(
                "sitehazard", ("-found_on", "due_on"), ("state", "level", "branch", "site"), grounded=True, party=False
            ),
            models.Index(fields=["site", "state"], name="sitehazard_of_site"),
            models.Index(fields=["origin_type", "origin_id"], name="sitehazard_origin"),
        ]
