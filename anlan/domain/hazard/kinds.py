"""The fixed lists of words a hazard is told in."""

from django.db import models


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


# The water regime (manual W). Each list is the trade's words kept as data; 依据待核 where no text was opened.
NATURES = (
    ("state", "物的危险状态"), ("behaviour", "人的不安全行为"), ("management", "管理上的缺陷"),
)  # fmt: skip
"""The three kinds of a 事故隐患: manual W, 1.2 (W-1.2.b)."""

WATER_CATEGORIES = (
    ("management", "基础管理"), ("temporary", "临时工程"), ("special", "专项工程"), ("earthwork", "土石方与基坑"),
    ("height", "高处作业"), ("lifting", "起重吊装与机械设备"), ("electric", "施工用电"), ("blasting", "爆破与危险物品"),
    ("fire", "消防"), ("flood", "防洪度汛"), ("traffic", "场内交通"), ("structure", "工程实体与设施设备"), ("other", "其他"),
)  # fmt: skip
"""隐患类别 of water works: the first three head the ministry's list of major hazards of works (依据待核)."""

JUDGEMENTS = (("direct", "直接判定"), ("comprehensive", "综合判定"))
"""How a major hazard of water works is judged: 水安监〔2017〕344号 (依据待核: the text was not read)."""

WATER_WORDINGS = (
    "临边洞口没有防护",
    "高处作业未系安全带",
    "配电箱未上锁或无漏电保护",
    "基坑边坡堆载过近",
    "脚手架缺少连墙件或剪刀撑",
    "起重吊装无人指挥",
    "作业人员未戴安全帽",
    "消防器材缺失或过期",
    "特种作业人员无证上岗",
    "汛期值守或物资不到位",
)
"""What is most often written of sites, for the taps of quick entry; a convenience, no list of law."""


class WaterFinder(models.TextChoices):
    """Who found it, told by who entered it."""

    ENGINEER = "engineer", "监理单位检查"
    CONTRACTOR = "contractor", "施工单位自查"
    OWNER = "owner", "项目法人检查"
    OTHER = "other", "其他参建单位检查"
    PLAIN = "plain", "本单位自查"
    AUTHORITY = "authority", "水行政主管部门检查"
