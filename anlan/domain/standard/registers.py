"""How check standards and their parts are listed, entered and shared."""

from anlan.domain.news.scopes import GivenOut
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share

from .flows import (
    PUBLIC,
    category_flow,
    criterion_flow,
    deduction_flow,
    item_flow,
    phrase_flow,
    standard_flow,
)
from .kinds import How, Kind
from .models import Category, CheckStandard, Deduction, Item, MajorCriterion, Phrase

DRAFTS = {"standard__state": "draft"}
BASIS = Section("依据", "basis_title", "basis_edition", "basis_clause", Field("basis_state", radio=True))


class CheckStandardRegister(Register):
    model = CheckStandard
    columns = ("title", "edition", "kind", "judging", "area", "valid_from", "valid_to", "state")
    order = ("-valid_from", "-id")
    search = ("title", "edition")
    filters = ("state", "kind", "area", "valid_from")
    sections = (
        Section(
            "检查标准", "title", Field("edition", help="例如 2026版"), "kind",
            Field("judging", when=("kind", Kind.OWN.value), help="其他用途的评判方式由用途决定"),
            Field("area", default=lambda seat: seat.organisation.area_id, help="这个区域内的单位和工地按它检查"),
            Field("valid_from", help="发布前必须填写"), "valid_to", Field("note", wide=True),
        ),
    )  # fmt: skip
    share = Share("name", search=("title", "edition"), hint=("state",))
    scope = GivenOut(*PUBLIC)
    flow = standard_flow
    actions = (
        Action(
            "new_edition", "新建版本", permission="new_edition", run=CheckStandard.new_edition,
            refused=lambda row, seat: None if row.state in PUBLIC else "只有已发布的标准才能新建版本",
        ),
        Action(
            "load_packaged", "载入内置标准", permission="load_packaged", run=CheckStandard.load_packaged,
            refused=lambda row, seat: None if row.state == "draft" else "只能载入到编制中的标准",
        ),
    )  # fmt: skip


class CategoryRegister(Register):
    model = Category
    columns = ("code", "name", "parent", "weight", "order", "basis_state", "standard", "state")
    order = ("code", "id")
    search = ("code", "name")
    filters = ("standard", "parent", "state")
    sections = (
        Section(
            "检查分类", Field("standard", pick_where={"state": "draft"}), "code", "name",
            Field("parent", pick_where={"parent": None, **DRAFTS}, help="一级分类本身不填"), "order",
            Field("weight", help="只在扣分评分标准的一级分类（汇总表的项目）上填写，合计100分"),
        ),
        BASIS,
    )  # fmt: skip
    share = Share("name", search=("code", "name"), hint=("code", "standard"))
    scope = GivenOut("published")
    flow = category_flow


class ItemRegister(Register):
    model = Item
    columns = (
        "code", "text", "category", "full_marks", "is_guarantee", "basis_title", "basis_clause", "basis_state", "state",
    )  # fmt: skip
    order = ("code", "id")
    search = ("code", "text")
    filters = ("standard", "category", "basis_state", "state")
    sections = (
        Section(
            "检查条目", Field("category", pick_where={"parent__isnull": False, **DRAFTS}), "code",
            Field("text", required=True, wide=True), Field("method", wide=True),
            Field("applies_to", wide=True, default=lambda seat: ["all"]),
            Field("major_hint", wide=True),
        ),
        Section("评分", "full_marks", "is_guarantee", note="扣分评分标准须填写应得分数，一张检查评分表各项合计100分"),
        BASIS,
    )  # fmt: skip
    share = Share("code", search=("code", "text"), hint=("text",))
    scope = GivenOut("published")
    flow = item_flow


class DeductionRegister(Register):
    model = Deduction
    columns = ("item", "text", "how", "least", "marks", "basis_state", "state")
    order = ("item", "order", "id")
    search = ("text",)
    filters = ("standard", "item", "basis_state", "state")
    sections = (
        Section(
            "扣分标准", Field("item", pick_where={"full_marks__isnull": False, **DRAFTS}), Field("text", wide=True),
            Field("how", radio=True), Field("least", when=("how", How.RANGE.value), required=True),
            Field("marks", help="不能超过条目的应得分数"), "order",
        ),
        BASIS,
    )  # fmt: skip
    share = Share("text", search=("text",), hint=("item",))
    scope = GivenOut("published")
    flow = deduction_flow


class MajorCriterionRegister(Register):
    model = MajorCriterion
    columns = ("code", "title", "basis_title", "basis_clause", "basis_state", "state")
    order = ("code", "id")
    search = ("code", "title", "text")
    filters = ("standard", "basis_state", "state")
    sections = (
        Section(
            "重大隐患判定依据", Field("standard", pick_where={"state": "draft"}), "code", "title",
            Field("text", wide=True), Field("applies_to", required=True, wide=True),
        ),
        BASIS,
    )  # fmt: skip
    share = Share("title", search=("code", "title", "text"), hint=("code", "basis_title"))
    scope = GivenOut("published")
    flow = criterion_flow


class PhraseRegister(Register):
    model = Phrase
    columns = ("category", "text", "requirement", "standard", "state")
    order = ("category", "id")
    search = ("text",)
    filters = ("category",)
    sections = (
        Section(
            "常用表述", Field("category", pick_where={"parent__isnull": False}), Field("text", wide=True),
            Field("requirement", wide=True, help="建议的整改要求，检查时可以改"),
        ),
    )  # fmt: skip
    share = Share("text", search=("text",))
    scope = GivenOut("published")
    flow = phrase_flow
