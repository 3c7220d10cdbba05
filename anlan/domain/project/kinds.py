"""The lists that works are told in. They are the trade's words kept as data; none is a rule of law."""

from django.db import models

WORKS_KINDS = (
    ("reservoir", "水库枢纽工程"), ("sluice", "水闸工程"), ("dyke", "堤防工程"), ("pump", "泵站工程"),
    ("transfer", "引调水工程"), ("irrigation", "灌区工程"), ("hydropower", "水电站工程"), ("river", "河道治理工程"),
    ("supply", "农村供水工程"), ("conservation", "水土保持工程"), ("other", "其他水利工程"),
)  # fmt: skip

GRADES = (("1", "Ⅰ等"), ("2", "Ⅱ等"), ("3", "Ⅲ等"), ("4", "Ⅳ等"), ("5", "Ⅴ等"))
"""工程等别: five, by SL 252-2017 水利水电工程等级划分及洪水标准 (依据待核: the standard's text was not read)."""

PROGRESS = (
    ("prepared", "前期准备"),
    ("building", "在建"),
    ("stopped", "停工"),
    ("completed", "完工"),
    ("accepted", "竣工验收"),
)


class Party(models.TextChoices):
    """As what a unit takes part in works; ``PLAIN`` works for itself."""

    OWNER = "owner", "项目法人"
    ENGINEER = "engineer", "监理单位"
    CONTRACTOR = "contractor", "施工单位"
    DESIGNER = "designer", "设计单位"
    SURVEYOR = "surveyor", "勘察单位"
    TESTER = "tester", "检测单位"
    OTHER = "other", "其他参建单位"
    PLAIN = "plain", "生产经营单位"


PARTICIPANTS = tuple((p.value, str(p.label)) for p in Party if p not in (Party.OWNER, Party.PLAIN))

READS = {Party.OWNER: "*", Party.ENGINEER: Party.CONTRACTOR.value}
"""Whose rows a party reads besides its own (W-2.2: 监理 looks into 施工, 项目法人 into all of its project)."""

ENTERS = {
    Party.OWNER: tuple(Party),
    Party.ENGINEER: (Party.ENGINEER, Party.CONTRACTOR),
}
"""For whom a party may enter rows besides itself (W-2.2-danger.i, .w)."""

POSTS = (
    ("project_manager", "项目经理"), ("chief_engineer", "总监理工程师"), ("technical_head", "技术负责人"),
    ("safety_head", "安全生产分管负责人"), ("safety_officer", "专职安全生产管理人员"), ("supervisor", "监理工程师"),
    ("owner_representative", "法人代表（现场）"), ("design_representative", "设计代表"), ("quality_head", "质量负责人"),
)  # fmt: skip
