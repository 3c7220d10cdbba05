"""How 检查 is listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.domain.site.registers import SITE
from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Action, Field, Section, Share

from . import pages
from .flows import inspection_flow
from .kinds import MARKED, Way
from .models import Inspection
from .scopes import Inspecting

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat


def _me(seat: "Seat") -> str:
    return str(seat.user.name)


class InspectionRegister(Register):
    """检查 in every way, by whomever."""

    model = Inspection
    columns = (
        "inspected_on", "site", "way", "by", "inspectors", "score", "grade", "findings", "due_on", "state", "rectifier",
        "replied_on", "branch", "unit", "generated_at", "returned_because",
    )  # fmt: skip
    order = ("-inspected_on", "inspected_on", "due_on")
    search = ("site__name", "site__initials", "site__number", "inspectors")
    filters = ("state", "way", "grade", "inspected_on", "due_on", "site", "branch", "unit", "area")
    sections = (
        Section("检查对象", SITE, Field("way", fixed=True)),
        Section(
            "检查情况", "inspected_on", Field("inspectors", default=_me), "place", Field("remark", wide=True),
            Field("comment", when=("way", MARKED), wide=True),
            Field("files", when=("way", Way.OWN), help="纸质检查单的扫描件或照片，jpg、png、pdf"),
        ),
        Section(
            "整改", Field("needs_rectification", required=True),
            Field("rectifier", when=("needs_rectification", True)),
            Field("requirement", when=("needs_rectification", True), wide=True),
            Field("due_on", when=("needs_rectification", True)),
        ),
    )  # fmt: skip
    share = Share("inspected_on", search=("site__name", "inspectors"), hint=("way", "by"))
    scope = Inspecting("unit", parts=False)
    flow = inspection_flow
    pages = {"detail": pages.detail, "move:drop_file": pages.drop_file}
    actions = (
        Action("answer", "保存检查项", permission="change", beside=True, run=Inspection.answer,
               refused=lambda row, seat: row.answer_refused(seat)),
        Action("join", "加入检查", permission="change", beside=True, run=Inspection.join,
               refused=lambda row, seat: row.answer_refused(seat)),
        Action("drop_file", "删除文件", permission="drop_file", run=Inspection.drop_file, tone="danger",
               refused=lambda row, seat: row.drop_refused(seat)),
    )  # fmt: skip
