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
