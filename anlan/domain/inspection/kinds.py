"""The lists an inspection is told in: by what it judges, and who inspects."""

from django.db import models

from anlan.domain.standard.kinds import Kind


class Way(models.TextChoices):
    """检查方式: the four of manual J, section 三."""

    WORDING = "wording", "按省标检查用语检查"
    OWN = "own", "按企业内部检查"
    JGJ59 = "jgj59", "按JGJ59检查"
    DUST = "dust", "按扬尘标准检查"


class By(models.TextChoices):
    """Whose inspection it is."""

    COMPANY = "company", "企业检查"
    SITE = "site", "项目自查"
    AUTHORITY = "authority", "安监抽查"


MARKED = (Way.JGJ59, Way.DUST)
"""The ways that take marks off and end with a score."""

KIND_OF = {Way.WORDING: Kind.PROVINCE_WORDING, Way.JGJ59: Kind.JGJ59, Way.DUST: Kind.DUST}
"""By which kind of standard a way judges; a firm's own paper has none in the system."""
