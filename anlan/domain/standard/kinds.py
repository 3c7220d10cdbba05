"""How a standard is judged, and what it is to those who inspect by it."""

from django.db import models


class Judging(models.TextChoices):
    """What somebody who checks by a standard says at each of its entries."""

    FINDING = "finding", "有无隐患"
    WORDING = "wording", "检查用语"
    MARKS = "marks", "扣分评分"


class Kind(models.TextChoices):
    """What a standard is for. An inspection asks for the edition in force of one kind."""

    SELF_CHECK = "self_check", "企业自查"
    JGJ59 = "jgj59", "JGJ59标准"
    DUST = "dust", "扬尘标准"
    PROVINCE_WORDING = "province_wording", "省标检查用语"
    OWN = "own", "其他"


JUDGED_BY = {
    Kind.SELF_CHECK: Judging.FINDING, Kind.JGJ59: Judging.MARKS, Kind.DUST: Judging.MARKS,
    Kind.PROVINCE_WORDING: Judging.WORDING,
}  # fmt: skip
"""How the standards of a kind are judged; a kind that is missing here may be judged in any way."""


class How(models.TextChoices):
    """How often the marks of a deduction are taken off."""

    ONCE = "once", "一次扣"
    EACH = "each", "每处扣"
    RANGE = "range", "扣…～…分"
