"""The three reports, the levels they are made on, and who fills in which."""

from dataclasses import dataclass

from django.db import models

from anlan.domain.project.kinds import Party


class Kind(models.TextChoices):
    """What is reported. 水监督〔2022〕156号 has hazards, accidents and risk sources among what is filed in the ministry's system."""

    HAZARD = "hazard", "隐患月报"
    ACCIDENT = "accident", "事故月报"
    RISK = "risk", "危险源季报"


class Level(models.TextChoices):
    """On which level of the tree a report is made."""

    PART = "part", "标段"
    PROJECT = "project", "在建工程"
    PLAIN = "plain", "生产经营单位"
    AUTHORITY = "authority", "水行政主管部门"


@dataclass(frozen=True)
class Sort:
    """``months``: how many a period of this kind has. ``parties``: who makes one for its part of a project."""

    months: int
    parties: tuple[Party, ...]


SORTS = {
    Kind.HAZARD: Sort(1, (Party.CONTRACTOR, Party.ENGINEER)),
    Kind.ACCIDENT: Sort(1, (Party.CONTRACTOR,)),
    Kind.RISK: Sort(3, (Party.CONTRACTOR,)),
}
"""W-2.2-danger.l: 施工, 监理 and 法人 each report hazards; W-2.2-accident.p: of accidents the engineer only reads."""
