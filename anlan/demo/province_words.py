"""Words of the province of construction: what is built there and what people say of it. All invented."""

from dataclasses import dataclass
from random import Random

ESTATES = ("花园", "雅苑", "府", "名邸", "华庭", "家园", "新城", "佳园")
WORKS = (
    ("housing", "{}{}{}期住宅工程", (18, 33), (42000, 168000), "frame_shear"),
    ("housing", "{}{}{}期人才公寓", (11, 18), (21000, 56000), "shear"),
    ("housing", "{}路小学{}{}期教学楼", (4, 6), (9000, 26000), "frame"),
    ("housing", "{}{}{}期商业综合体", (5, 24), (36000, 120000), "frame"),
    ("steel", "{}智能装备{}{}号厂房", (1, 4), (12000, 48000), "steel"),
    ("municipal", "{}路快速化改造{}{}标", (0, 0), (0, 0), "other"),
    ("municipal", "{}污水处理厂{}{}期扩建工程", (0, 2), (5000, 18000), "other"),
    ("decoration", "{}{}{}号楼精装修工程", (8, 26), (15000, 60000), "other"),
)
"""(kind, name, least and most storeys, least and most square metres, structure)."""
NUMBERS = "一二三四五六七八九十"
CLIENTS = ("置业有限公司", "城市建设发展有限公司", "产业投资有限公司", "房地产开发有限公司")
ENGINEERS = ("润泽工程监理有限公司", "苏恒建设监理有限公司", "正衡工程项目管理有限公司", "华筑监理咨询有限公司")
ROADS = ("人民路", "延政路", "长虹路", "通江路", "龙城大道", "滨湖路", "清江路", "迎宾路", "和平路", "兴业路")
PLACES = ("1号楼", "2号楼", "3号楼", "5号楼", "地下车库", "塔吊基础", "钢筋加工场", "生活区", "卸料平台", "基坑北侧")
REMARKS = (
    "检查中发现的问题已当场告知项目部。", "现场总体受控，个别部位防护不到位。", "对照上次检查，大部分问题已整改。",
    "请项目部举一反三，自查同类问题。",
)  # fmt: skip
COMMENTS = (
    "安全管理体系运行正常，资料与现场基本一致；临边防护、用电管理仍需加强。",
    "文明施工情况较好，脚手架和模板支架搭设较规范，请抓好已发现问题的整改。",
    "现场管理有所松懈，保证项目扣分较多，请项目经理亲自组织整改。",
    "总体受控，围挡、喷淋、冲洗设施运行正常，裸土覆盖须及时。",
)
ANSWERS = (
    "已按要求整改完成，整改情况见照片，并对班组进行了交底。",
    "防护已恢复，责任班组已处理，项目部每日巡查。",
    "已更换不合格构件，重新验收合格后使用。",
    "裸土已全部覆盖，喷淋设施已修复并开启。",
)
RETURNED = (
    "照片看不出整改部位，请补拍同角度照片。",
    "只整改了一处，同类问题没有排查，请继续整改。",
    "临边防护仍缺踢脚板，请整改到位。",
)
PASSED = ("复查合格。", "现场复查，已整改到位。", "照片与现场一致，同意销项。")
OWN_ORDERS = (
    "按检查单所列问题逐条整改，整改后书面回复。",
    "脚手架连墙件、临边防护按方案恢复。",
    "配电箱门锁、接地按规范整改。",
)
EVALUATED = (
    "本月标准化管理体系运行正常。",
    "本月重点整治临边洞口防护，效果较好。",
    "本月开展用电专项检查，发现问题均已整改。",
)
ITEMS = (
    ("安全生产责任制落实", 10), ("安全教育培训和班前会", 10), ("专项方案和技术交底", 15), ("企业和项目检查及整改", 15),
    ("现场防护和设施", 20), ("施工用电和机械设备", 15), ("文明施工和扬尘防治", 10), ("应急管理和劳务实名制", 5),
)  # fmt: skip
"""What a monthly evaluation gives marks for: our own example, not a table of any authority."""
REDO = "月评记录与公司检查结果不符，临边防护扣分项未如实反映。"
REDONE = "已重新组织自评，按实际扣分，问题已整改。"


def work_name(random: Random, syllable: str) -> tuple[str, tuple[str, str, tuple[int, int], tuple[int, int], str]]:
    """A name for a work, and what sort it is."""
    sort = random.choices(WORKS, (30, 10, 8, 10, 14, 10, 6, 12))[0]
    return sort[1].format(
        syllable, random.choice(ESTATES) if sort[1].startswith("{}{}") else "", random.choice(NUMBERS[:5])
    ), sort


MACHINES = (
    ("tower_crane", "QTZ80", "江苏华建重工有限公司"), ("tower_crane", "QTZ63", "徐州起远机械有限公司"),
    ("hoist", "SC200/200", "无锡升达建筑机械有限公司"), ("basket", "ZLP630", "无锡高作机械有限公司"),
    ("gantry", "MG20", "常州起重装备有限公司"),
)  # fmt: skip


@dataclass(frozen=True)
class DangerousTold:
    """A work above the second threshold of 建办质〔2018〕31号 by its numbers."""

    name: str
    kind: str
    place: str
    numbers: dict[str, str]
    progress: str


SUPER_WORKS = (
    DangerousTold("深基坑支护及土方开挖", "pit", "地下室", {"depth": "8.6"}, "第二道支撑完成，监测数据在控制值以内。"),
    DangerousTold(
        "高大模板支撑体系",
        "form_support",
        "一层大堂",
        {"height": "9.2", "span": "18.5"},
        "立杆、剪刀撑搭设完成，正在铺设模板。",
    ),
    DangerousTold(
        "悬挑式脚手架", "scaffold_cantilever", "六层以上", {"height": "20.4"}, "型钢安装完成，架体搭设至第三步。"
    ),
    DangerousTold(
        "落地式钢管脚手架", "scaffold_ground", "裙房四周", {"height": "51"}, "架体搭设随主体进度，连墙件按方案设置。"
    ),
)
EXPERT_FIELDS = ("岩土工程", "结构工程", "施工技术", "建筑机械", "安全管理")
EXPERT_UNITS = ("常州市建筑科学研究院", "江苏筑远设计有限公司", "常州工程检测中心", "苏恒建设监理有限公司")
