"""The three groups of the firm's file, named as the manual names them (S-3.1.a), with their 是否/有无 follow-ups."""

import re

from anlan.kernel.register.words import Field, Section

from .rules import check_uscc, tidy_number

PHONE = re.compile(r"(1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|400-?\d{3}-?\d{4})")


def check_code(code: str) -> str | None:
    """The credit code as typed: spaces and small letters do not count as mistakes."""
    return check_uscc(tidy_number(code))


def check_phone(phone: str) -> str | None:
    """A mobile number, a landline with its area code, or a 400 number."""
    if PHONE.fullmatch(phone.replace(" ", "")):
        return None
    return "电话号码格式不对，请填写11位手机号，或带区号的固定电话，如 0519-86312345"


def check_contact(name: str) -> str | None:
    """A person's name; the longest on an identity card are far shorter."""
    return None if len(name) <= 40 else "联系人最多 40 字，请填写身份证上的姓名"


def follow(question: str, *names: str) -> tuple[Field, ...]:
    """Fields asked only when a 是否/有无 question is answered 是/有; 暂不清楚 is offered."""
    return tuple(Field(n, when=(question, True), required=False, may_be_unknown=True) for n in names)


FIXED = (
    Field("name", fixed=True, wide=True),
    Field("code", fixed=True, required=True, may_be_unknown=True, check=check_code),
    Field("area", fixed=True),
    Field("industry", fixed=True),
    Field("category", fixed=True),
    Field("subcategory", fixed=True),
    Field("grade", fixed=True),
    Field("score", fixed=True),
    Field("firm_kinds", fixed=True, help="决定新建自查时自动显示哪些排查标准"),
    Field("parent", fixed=True, pick="enterprise", help="二级单位填写其上级单位"),
    Field("status", fixed=True),
)

BASIC = Section(
    "基本信息",
    *FIXED,
    "legal_form", "scale", "founded_on", "legal_person", "head", Field("head_phone", check=check_phone, may_be_unknown=True), "email",
    "address", "site_address", "longitude", "latitude",
    Field("capital", may_be_unknown=True), "employees",
    Field("land_area", may_be_unknown=True), Field("floor_area", may_be_unknown=True),
    Field("business_scope", wide=True),
    "has_permit", *follow("has_permit", "permit_name", "permit_number", "permit_until"),
    "is_leased", *follow("is_leased", "lease_role", "lease_others", "lease_agreement"),
)  # fmt: skip

WATER = ("industry", "water")

WORKS = Section(
    "水利单位信息",
    Field("works_kind", when=WATER, required=False),
    *(Field(name, when=WATER, required=False, may_be_unknown=True)
      for name in ("qualification", "qualification_number", "safety_licence", "safety_licence_until")),
    Field("safety_head", when=WATER, required=False),
    Field("safety_head_phone", when=WATER, required=False, check=check_phone),
    Field("attachments", when=WATER, required=False, most=10, wide=True,
          help="pdf、jpg、png 格式，单个文件不超过 10M，最多 10 个"),
)  # fmt: skip

SAFETY = Section(
    "安全管理组织信息",
    "has_safety_body", *follow("has_safety_body", "safety_body"),
    "full_time_officers", "part_time_officers",
    Field("safety_engineers", may_be_unknown=True), Field("special_workers", may_be_unknown=True),
    "has_responsibility_system", "has_rules",
    "has_hazard_system", *follow("has_hazard_system", "hazard_body", "hazard_clerk", "hazard_fund"),
    "is_standardised", *follow("is_standardised", "standard_level", "standard_certificate", "standard_until"),
    "is_insured", *follow("is_insured", "insurer", "policy_number", "insured_amount", "insured_until"),
    "has_emergency_plan", *follow("has_emergency_plan", "plan_number", "plan_filed_on"),
    Field("drills", may_be_unknown=True),
    "has_rescue_team", *follow("has_rescue_team", "rescue_team_size"),
    "has_service", *follow("has_service", "service_name"),
    Field("safety_spending", may_be_unknown=True), Field("trained", may_be_unknown=True),
)  # fmt: skip

PRODUCTION = Section(
    "生产经营信息",
    Field("products", wide=True), Field("turnover", may_be_unknown=True), "shifts",
    Field("fire_class", may_be_unknown=True), Field("is_fire_key_unit", may_be_unknown=True),
    "is_hazchem", *follow("is_hazchem", "hazchems", "is_major_hazard"),
    *follow("is_major_hazard", "major_hazard_level"),
    "is_confined_space", *follow("is_confined_space", "confined_spaces", "confined_places"),
    "has_special_equipment", *follow("has_special_equipment", "special_equipment"),
    "is_dust", *follow("is_dust", "dust_kind", "dust_workers"),
    "is_ammonia", *follow("is_ammonia", "ammonia_tonnes"),
    "is_hot_metal", *follow("is_hot_metal", "furnaces"),
    "is_painting", *follow("is_painting", "painting_posts"),
    "uses_gas", *follow("uses_gas", "gas_kind"),
    Field("has_health_hazards", may_be_unknown=True), *follow("has_health_hazards", "health_hazards", "exposed"),
    "has_contractors", *follow("has_contractors", "contractors"),
    "has_dormitory", *follow("has_dormitory", "dormitory_people"),
)  # fmt: skip
