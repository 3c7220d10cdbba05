"""The lists a firm's file chooses from. They are how districts sort firms, kept as data; none is a rule of law."""

Pairs = tuple[tuple[str, str], ...]

CATEGORIES: Pairs = (
    ("industry", "工业企业"),
    ("hazchem", "危险化学品单位"),
    ("building", "建筑施工单位"),
    ("transport", "交通运输单位"),
    ("commerce", "商贸服务单位"),
    ("gathering", "人员密集场所"),
    ("storage", "仓储物流单位"),
    ("other", "其他单位"),
)

WORKS_KINDS: Pairs = (
    ("owner", "项目法人"),
    ("contractor", "施工单位"),
    ("engineer", "监理单位"),
    ("designer", "勘察设计单位"),
    ("tester", "质量检测单位"),
    ("operator", "运行管理单位"),
    ("other", "其他生产经营单位"),
)
"""单位类别 of 水利: what a unit usually is. As what it takes part in works is said there, section by section."""

TAKES_SECTIONS = ("contractor", "engineer")
"""Kinds of unit that report nothing until a section has been assigned to them."""

SUBCATEGORIES: Pairs = (
    ("industry.machinery", "机械制造"),
    ("industry.metallurgy", "冶金有色"),
    ("industry.materials", "建材生产"),
    ("industry.textile", "纺织印染"),
    ("industry.light", "轻工制造"),
    ("industry.wood", "木材家具"),
    ("industry.electronics", "电子电器"),
    ("industry.food", "食品加工"),
    ("industry.chemical", "一般化工"),
    ("hazchem.production", "危险化学品生产"),
    ("hazchem.trade", "危险化学品经营"),
    ("hazchem.use", "危险化学品使用"),
    ("hazchem.storage", "危险化学品储存"),
    ("building.house", "房屋建筑"),
    ("building.municipal", "市政工程"),
    ("building.installation", "安装装修"),
    ("transport.goods", "道路货运"),
    ("transport.passengers", "道路客运"),
    ("transport.repair", "机动车维修"),
    ("commerce.mall", "商场超市"),
    ("commerce.restaurant", "餐饮服务"),
    ("commerce.hotel", "住宿服务"),
    ("commerce.fuel", "加油加气"),
    ("gathering.school", "学校及培训机构"),
    ("gathering.hospital", "医疗养老机构"),
    ("gathering.leisure", "文化娱乐旅游"),
    ("storage.general", "普通仓储"),
    ("storage.cold", "冷链仓储"),
    ("other.other", "其他"),
)
"""企业类型小类: the part before the point is the 大类 it belongs to."""

GRADES: Pairs = (("county", "区级监管"), ("township", "镇级监管"), ("village", "村级监管"))

STATUSES: Pairs = (("operating", "正常生产经营"), ("suspended", "停产停业"), ("closed", "已关闭"))

LEGAL_FORMS: Pairs = (
    ("limited", "有限责任公司"),
    ("shares", "股份有限公司"),
    ("state", "国有企业"),
    ("collective", "集体企业"),
    ("sole", "个人独资企业"),
    ("partnership", "合伙企业"),
    ("foreign", "外商及港澳台商投资企业"),
    ("individual", "个体工商户"),
    ("institution", "事业单位或社会组织"),
    ("other", "其他"),
)

SCALES: Pairs = (("large", "大型"), ("medium", "中型"), ("small", "小型"), ("micro", "微型"))

STANDARD_LEVELS: Pairs = (("1", "一级"), ("2", "二级"), ("3", "三级"), ("micro", "小微企业达标"))

LEASE_ROLES: Pairs = (("lessor", "出租（发包）方"), ("lessee", "承租（承包）方"), ("both", "既出租又承租"))

MAJOR_HAZARD_LEVELS: Pairs = (("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级"))

FIRE_CLASSES: Pairs = (("a", "甲类"), ("b", "乙类"), ("c", "丙类"), ("d", "丁类"), ("e", "戊类"))

GAS_KINDS: Pairs = (("pipe", "管道天然气"), ("bottle", "瓶装液化石油气"), ("other", "醇基燃料等其他燃料"))

SPECIAL_EQUIPMENT: Pairs = (
    ("boiler", "锅炉"),
    ("vessel", "压力容器（含气瓶）"),
    ("pipeline", "压力管道"),
    ("lift", "电梯"),
    ("crane", "起重机械"),
    ("cableway", "客运索道"),
    ("amusement", "大型游乐设施"),
    ("vehicle", "场（厂）内专用机动车辆"),
)

HEALTH_HAZARDS: Pairs = (
    ("dust", "粉尘"),
    ("chemical", "化学因素"),
    ("noise", "噪声"),
    ("heat", "高温"),
    ("vibration", "振动"),
    ("radiation", "放射性因素"),
    ("biological", "生物因素"),
    ("other", "其他因素"),
)

PHOTO_KINDS: Pairs = (
    ("panorama", "厂区全景"),
    ("licence", "营业执照"),
    ("safety_permit", "安全生产许可证"),
    ("plan", "平面布置图"),
    ("key_place", "重点部位"),
    ("fire", "消防设施"),
    ("other", "其他"),
)

PERSON_KINDS: Pairs = (
    ("safety_head", "单位安全负责人"),
    ("principal", "主要负责人"),
    ("safety_manager", "安全管理人员"),
    ("special", "特种作业人员"),
    ("other", "其他"),
)
"""In the order of the page: the manual shows 单位安全负责人 first."""

SEXES: Pairs = (("m", "男"), ("f", "女"))

EDUCATION: Pairs = (
    ("junior", "初中及以下"),
    ("senior", "高中或中专"),
    ("college", "大专"),
    ("bachelor", "本科"),
    ("master", "研究生及以上"),
)
