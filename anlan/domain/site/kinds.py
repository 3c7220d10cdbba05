"""The lists that building sites are told in: the trade's words kept as data; none is a rule of law."""

from django.db import models

SITE_KINDS = (
    ("housing", "房屋建筑工程"), ("municipal", "市政基础设施工程"), ("decoration", "装饰装修工程"), ("steel", "钢结构工程"),
    ("demolition", "拆除工程"), ("other", "其他工程"),
)  # fmt: skip

STRUCTURES = (
    ("frame", "框架结构"), ("shear", "剪力墙结构"), ("frame_shear", "框架-剪力墙结构"), ("tube", "筒体结构"),
    ("masonry", "砌体结构"), ("steel", "钢结构"), ("precast", "装配式混凝土结构"), ("other", "其他"),
)  # fmt: skip


class Part(models.TextChoices):
    """As what an organisation has a stake in a site."""

    COMPANY = "company", "施工企业"
    BRANCH = "branch", "区域公司"
    SITE = "site", "项目部"
    AUTHORITY = "authority", "安全监督机构"


class Account(models.TextChoices):
    """How the account of a site's people, or of a branch, stands."""

    NONE = "none", "未开通"
    OPEN = "open", "已开通"
    CLOSED = "closed", "已停用"


ACCOUNT_TONES = {Account.NONE: "orange", Account.OPEN: "green", Account.CLOSED: "grey"}

MATTERS = (
    ("rectification", "整改回复"), ("evaluation", "标准化月评"), ("termination", "终止监督和安标考评"),
    ("dangerous", "超危大工程整改完善"), ("other", "其他"),
)  # fmt: skip
"""What a site may be urged to do."""

MACHINES = (
    ("tower_crane", "塔式起重机"), ("hoist", "施工升降机"), ("material_hoist", "物料提升机"), ("basket", "高处作业吊篮"),
    ("climbing", "附着式升降脚手架"), ("gantry", "门式起重机"), ("other", "其他机械"),
)  # fmt: skip
