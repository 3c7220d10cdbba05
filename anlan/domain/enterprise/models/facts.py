"""The several dozen facts of a firm's file, in the manual's three groups (S-3.1.a). Abstract: Enterprise joins them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from anlan.kernel.register.modelfields import Column, FilesField, ManyChoicesField, TableField

from .. import kinds


def yes_no(label: str) -> models.BooleanField:
    """A 是否 or 有无 question that has not been answered yet."""
    return models.BooleanField(label, null=True, blank=True)


def text(label: str, most: int = 120) -> models.CharField:
    """A line of text that may be empty."""
    return models.CharField(label, max_length=most, blank=True, default="")


def number(label: str) -> models.PositiveIntegerField:
    """A count that is not known yet."""
    return models.PositiveIntegerField(label, null=True, blank=True)


def amount(label: str) -> models.DecimalField:
    """An amount of money or stuff, not negative; its unit is in the label."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


def day(label: str) -> models.DateField:
    """A date that is not known yet."""
    return models.DateField(label, null=True, blank=True)


def choice(label: str, options: kinds.Pairs) -> models.CharField:
    """One of a list, not chosen yet."""
    return models.CharField(label, max_length=24, choices=options, blank=True, default="")


def degrees(label: str, most: int) -> models.DecimalField:
    """A coordinate in degrees (CGCS2000), six decimals being about a tenth of a metre."""
    return models.DecimalField(
        label, max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-most), MaxValueValidator(most)],
    )  # fmt: skip


class BasicFacts(models.Model):
    """基本信息, what may be changed of it."""

    legal_form = choice("登记注册类型", kinds.LEGAL_FORMS)
    scale = choice("企业规模", kinds.SCALES)
    founded_on = day("成立日期")
    legal_person = text("法定代表人", 40)
    head = text("生产经营单位负责人", 40)
    head_phone = text("联系电话", 20)
    email = models.EmailField("电子邮箱", blank=True, default="")
    address = text("注册地址", 200)
    site_address = text("生产经营地址", 200)
    longitude = degrees("经度", 180)
    latitude = degrees("纬度", 90)
    capital = amount("注册资本（万元）")
    employees = number("从业人员数（人）")
    land_area = amount("占地面积（平方米）")
    floor_area = amount("建筑面积（平方米）")
    business_scope = models.TextField("经营范围", blank=True, default="", max_length=2000)
    has_permit = yes_no("有无安全生产相关许可")
    permit_name = text("许可证名称")
    permit_number = text("许可证编号", 60)
    permit_until = day("许可证有效期至")
    is_leased = yes_no("是否承包租赁")
    lease_role = choice("承包租赁身份", kinds.LEASE_ROLES)
    lease_others = text("承包租赁对方单位", 300)
    lease_agreement = yes_no("是否签订安全生产管理协议")

    class Meta:
        abstract = True


class SafetyFacts(models.Model):
    """安全管理组织信息."""

    has_safety_body = yes_no("是否设置安全管理机构")
    safety_body = text("安全管理机构名称")
    full_time_officers = number("专职安全管理人员数（人）")
    part_time_officers = number("兼职安全管理人员数（人）")
    safety_engineers = number("注册安全工程师数（人）")
    special_workers = number("特种作业人员数（人）")
    has_responsibility_system = yes_no("是否建立全员安全生产责任制")
    has_rules = yes_no("是否制定安全管理制度和操作规程")
    has_hazard_system = yes_no("是否建立隐患排查治理责任制")
    hazard_body = text("自查自改管理机构")
    hazard_clerk = text("填报工作人员", 40)
    hazard_fund = amount("隐患治理专项资金（万元）")
    is_standardised = yes_no("是否通过安全生产标准化")
    standard_level = choice("标准化级别", kinds.STANDARD_LEVELS)
    standard_certificate = text("标准化证书编号", 60)
    standard_until = day("标准化证书有效期至")
    is_insured = yes_no("是否投保安全生产责任保险")
    insurer = text("承保保险机构")
    policy_number = text("保险单号", 60)
    insured_amount = amount("保险金额（万元）")
    insured_until = day("保险期限至")
    has_emergency_plan = yes_no("有无生产安全事故应急预案")
    plan_number = text("应急预案备案编号", 60)
    plan_filed_on = day("应急预案备案日期")
    drills = number("上年度应急演练次数（次）")
    has_rescue_team = yes_no("有无应急救援队伍")
    rescue_team_size = number("应急救援人员数（人）")
    has_service = yes_no("是否委托安全服务机构")
    service_name = text("安全服务机构名称")
    safety_spending = amount("上年度安全投入（万元）")
    trained = number("上年度安全培训人次（人次）")

    class Meta:
        abstract = True


class ProductionFacts(models.Model):
    """生产经营信息."""

    products = text("主要产品或服务", 300)
    turnover = amount("上年度营业收入（万元）")
    shifts = number("生产班次（班）")
    fire_class = choice("生产或储存火灾危险性类别", kinds.FIRE_CLASSES)
    is_fire_key_unit = yes_no("是否消防安全重点单位")
    is_hazchem = yes_no("是否涉及危险化学品")
    hazchems = TableField(
        "危险化学品", columns=(
            Column("name", "名称", required=True), Column("cas", "CAS号"),
            Column("stock", "最大储量", "decimal", required=True), Column("measure", "计量单位", required=True),
            Column("place", "存放位置"),
        ),
    )  # fmt: skip
    is_major_hazard = yes_no("是否构成危险化学品重大危险源")
    major_hazard_level = choice("重大危险源级别", kinds.MAJOR_HAZARD_LEVELS)
    is_confined_space = yes_no("有无有限空间")
    confined_spaces = number("有限空间数量（处）")
    confined_places = text("有限空间位置", 300)
    has_special_equipment = yes_no("有无特种设备")
    special_equipment = TableField(
        "特种设备", columns=(
            Column("kind", "种类", "select", required=True, choices=kinds.SPECIAL_EQUIPMENT),
            Column("count", "数量", "integer", required=True), Column("until", "下次检验日期", "date"),
        ),
    )  # fmt: skip
    is_dust = yes_no("是否涉及可燃性粉尘")
    dust_kind = text("粉尘种类")
    dust_workers = number("涉粉作业场所单班最多人数（人）")
    is_ammonia = yes_no("是否涉氨制冷")
    ammonia_tonnes = amount("液氨存量（吨）")
    is_hot_metal = yes_no("是否涉及高温熔融金属")
    furnaces = text("熔炼炉种类及数量", 200)
    is_painting = yes_no("有无喷涂作业")
    painting_posts = number("喷涂岗位数（个）")
    uses_gas = yes_no("有无燃气使用")
    gas_kind = choice("燃气种类", kinds.GAS_KINDS)
    has_health_hazards = yes_no("有无职业病危害因素")
    health_hazards = ManyChoicesField("职业病危害因素", options=kinds.HEALTH_HAZARDS)
    exposed = number("接触职业病危害因素人数（人）")
    has_contractors = yes_no("有无外包作业")
    contractors = text("外包单位及作业内容", 300)
    has_dormitory = yes_no("有无员工宿舍")
    dormitory_people = number("住宿人数（人）")

    class Meta:
        abstract = True


class WorksFacts(models.Model):
    """水利单位信息: what a unit of the water ministry's system states of itself (W-3.2.1)."""

    works_kind = choice("单位类别", kinds.WORKS_KINDS)
    qualification = text("资质等级")
    qualification_number = text("资质证书编号", 60)
    safety_licence = text("安全生产许可证编号", 60)
    safety_licence_until = day("安全生产许可证有效期至")
    safety_head = text("安全生产分管负责人", 40)
    safety_head_phone = text("分管负责人电话", 20)
    attachments = FilesField("附件资料", most=10)

    class Meta:
        abstract = True
