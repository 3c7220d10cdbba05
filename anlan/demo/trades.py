"""Trades of the district: how such firms are called, which file they keep, what is risky in them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

COMPANY = ("有限公司",)
WORKS = ("有限公司", "有限公司", "厂")


@dataclass(frozen=True)
class Trade:
    """One trade. ``share``: how many of a hundred firms; ``facts``: what is always true of its file."""

    key: str
    share: int
    words: tuple[str, ...]
    forms: tuple[str, ...]
    industry: str
    subcategory: str
    kinds: tuple[str, ...]
    products: str
    sizes: tuple[int, int]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def category(self) -> str:
        """大类 of the 小类."""
        return self.subcategory.split(".")[0]


TRADES = (
    Trade("fine_chemical", 5, ("精细化工", "化工", "化学材料"), COMPANY, "chemical", "hazchem.production", ("chemical",),
          "水性树脂、工业助剂", (30, 160), {"fire_class": "a"}),
    Trade("chemical_trade", 4, ("化工贸易", "化工物资", "气体"), COMPANY, "chemical", "hazchem.trade",
          ("chemical", "warehouse"), "工业气体、化工原料经营", (6, 40), {"fire_class": "b"}),
    Trade("coating", 4, ("涂料", "新材料", "胶粘剂"), COMPANY, "chemical", "hazchem.use", ("chemical",),
          "工业涂料、胶粘剂", (20, 120), {"fire_class": "b", "is_painting": True, "painting_posts": 2}),
    Trade("machining", 18, ("精密机械", "机械", "五金制品", "汽车零部件", "轴承"), WORKS, "machinery", "industry.machinery",
          ("machinery",), "机械零部件加工", (12, 260), {"fire_class": "d"}),
    Trade("polishing", 5, ("车业配件", "金属表面处理", "轮毂"), WORKS, "machinery", "industry.machinery",
          ("machinery", "dust"), "铝制品打磨抛光", (15, 120),
          {"is_dust": True, "dust_kind": "铝粉尘", "fire_class": "d"}),
    Trade("foundry", 6, ("铸造", "铝业", "特种合金"), WORKS, "metallurgy", "industry.metallurgy",
          ("machinery", "hotmetal"), "铸件、合金锭", (20, 200),
          {"is_hot_metal": True, "furnaces": "中频感应炉 2 台（1.5 吨）", "fire_class": "d"}),
    Trade("materials", 6, ("新型建材", "混凝土", "耐火材料"), COMPANY, "building_materials", "industry.materials",
          ("construction_materials", "confined_space"), "预拌混凝土、墙体材料", (25, 180),
          {"is_confined_space": True, "fire_class": "e"}),
    Trade("dyeing", 5, ("印染", "染整"), COMPANY, "textile", "industry.textile", ("textile", "confined_space"),
          "印染加工", (40, 320), {"is_confined_space": True, "fire_class": "c"}),
    Trade("garment", 5, ("纺织", "服饰", "针织"), WORKS, "textile", "industry.textile", ("textile",), "面料、服装", (15, 150),
          {"fire_class": "c"}),
    Trade("wood", 5, ("木业", "地板", "家具"), WORKS, "light", "industry.wood", ("wood", "dust"), "强化地板、家具", (15, 140),
          {"is_dust": True, "dust_kind": "木粉尘", "fire_class": "c"}),
    Trade("plastic", 6, ("塑业", "包装材料", "橡塑"), WORKS, "light", "industry.light", ("machinery",), "塑料制品", (10, 110),
          {"fire_class": "c"}),
    Trade("food", 3, ("食品", "冷食品"), COMPANY, "light", "industry.food", ("ammonia", "warehouse"), "速冻食品", (20, 160),
          {"is_ammonia": True, "ammonia_tonnes": "6.5", "fire_class": "c"}),
    Trade("builder", 4, ("建设工程", "装饰工程"), COMPANY, "construction", "building.house", ("all",), "房屋建筑施工", (30, 300)),
    Trade("carrier", 4, ("运输", "物流"), COMPANY, "transport", "transport.goods", ("warehouse",), "道路货物运输", (8, 120)),
    Trade("market", 5, ("商贸", "生活超市"), COMPANY, "trade", "commerce.mall", ("retail",), "日用百货零售", (8, 150),
          {"fire_class": "c"}),
    Trade("restaurant", 6, ("餐饮管理", "酒楼", "大酒店"), COMPANY, "catering", "commerce.restaurant", ("catering",), "餐饮服务",
          (8, 90), {"uses_gas": True, "gas_kind": "pipe"}),
    Trade("storage", 4, ("仓储", "供应链"), COMPANY, "warehouse", "storage.general", ("warehouse",), "普通货物仓储", (6, 80),
          {"fire_class": "c"}),
    Trade("school", 2, ("艺术培训", "职业培训"), COMPANY, "education", "gathering.school", ("all",), "非学历培训", (8, 60)),
    Trade("clinic", 2, ("护理院", "口腔门诊"), COMPANY, "health", "gathering.hospital", ("all",), "医养服务", (10, 90)),
    Trade("leisure", 1, ("文旅发展", "影城"), COMPANY, "tourism", "gathering.leisure", ("all",), "文化娱乐", (10, 60)),
)  # fmt: skip

BY_KEY = {one.key: one for one in TRADES}


def some_trade(random: Random) -> Trade:
    """A trade by its share."""
    return random.choices(TRADES, [one.share for one in TRADES])[0]
