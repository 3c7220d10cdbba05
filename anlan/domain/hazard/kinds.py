"""The fixed lists of words a hazard is told in."""

from django.db import models


class Regime(models.TextChoices):
    """Under which law a hazard lives; fixed when the row is made."""

    SELF_CHECK = "self_check", "自查自改"


class Level(models.TextChoices):
    """一般/重大: 安全生产事故隐患排查治理暂行规定(总局令第16号, 2008-02-01施行)第三条."""

    GENERAL = "general", "一般隐患"
    MAJOR = "major", "重大隐患"


class FoundBy(models.TextChoices):
    """Who found it. Figures keep these apart: what a firm found itself is never ranked with what an inspector found."""

    SELF = "self", "企业自查"
    INSPECTED = "inspected", "检查发现"
    REPORTED_FOR = "reported_for", "管理部门代上报"


class ListingLevel(models.TextChoices):
    """Which government supervises; the district's rule starts at the county."""

    COUNTY = "county", "区（县）级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"


INTERIM = (
    ("withdrawn", "从危险区域内撤出作业人员"),
    ("evacuated", "疏散可能危及的其他人员"),
    ("warned", "设置警戒标志"),
    ("stopped", "暂时停产停业或者停止使用"),
    ("guarded", "难以停产停用的设施设备加强监控、维护和保养"),
)
"""What is done while a hazard stands: 武政办发〔2013〕110号第十五条; 安全生产法(2021)第六十五条第一款第三项."""

ACCEPTANCE = (("passed", "验收合格"), ("partly", "基本合格，继续观察"))
"""验收结果 of the ledger: 武政办发〔2013〕110号第十三条. What does not pass goes back and is no result."""
