"""监管行业: what decides which department answers for a unit, and the kinds of firm that check standards apply to.

Both lists are how a district divides its work, not law. A department's remit follows 安全生产法(2021)第三条第三款
(管行业必须管安全、管业务必须管安全、管生产经营必须管安全); which department takes which industry is each
organisation's own ``department``.
"""

from anlan.kernel.scope.industries import declare

INDUSTRIES = declare(
    (
        ("chemical", "危险化学品"),
        ("machinery", "机械"),
        ("metallurgy", "冶金有色"),
        ("building_materials", "建材"),
        ("textile", "纺织"),
        ("light", "轻工"),
        ("construction", "建筑施工"),
        ("transport", "道路运输"),
        ("trade", "商贸"),
        ("catering", "餐饮"),
        ("warehouse", "仓储物流"),
        ("education", "教育"),
        ("health", "卫生"),
        ("tourism", "文化旅游"),
        ("water", "水利"),
    )
)

FIRM_KINDS = (
    ("all", "通用"),
    ("chemical", "危险化学品"),
    ("machinery", "机械制造"),
    ("warehouse", "仓储"),
    ("catering", "餐饮"),
    ("construction_materials", "建材"),
    ("textile", "纺织"),
    ("wood", "木材加工"),
    ("dust", "粉尘涉爆"),
    ("ammonia", "涉氨制冷"),
    ("confined_space", "有限空间"),
    ("hotmetal", "高温熔融金属"),
    ("retail", "商场超市"),
)
"""适用标准类型: an item of a check standard names the kinds it applies to, a firm the kinds it is of."""


def industry_label(key: str) -> str:
    """The Chinese name of an industry; an unknown key stands for itself."""
    return dict(INDUSTRIES).get(key, key)
