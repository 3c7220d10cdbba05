"""How hazards of self-inspection are listed, entered and shared."""

from typing import TYPE_CHECKING

from anlan.kernel.register.register import Register
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Supervised

from .. import pages
from ..flows import FLOWS
from ..kinds import FoundBy
from ..models import Hazard
from .actions import ACTIONS

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Seat

LEVEL_CARDS = (
    ("general", "一般隐患", "危害和整改难度较小，发现后能够立即整改排除"),
    ("major", "重大隐患", "须停产停业并经一定时间治理才能排除，或本单位自身难以排除；上报后不能修改删除"),
)


def _finder(seat: "Seat") -> str:
    return FoundBy.REPORTED_FOR if seat.is_authority else FoundBy.SELF


class HazardRegister(Register):
    """隐患: kept inside the firm until it is reported."""

    model = Hazard
    columns = (
        "name", "level", "unit", "place", "category", "found_on", "found_by_kind", "responsible", "due_on", "state",
        "review_state", "supervision_state", "money", "closed_at", "criterion", "listing_number", "listing_due_on",
        "reported_at",
    )  # fmt: skip
    order = ("-found_on", "found_on", "due_on", "-due_on")
    search = ("name", "initials", "place", "unit__name", "unit__initials")
    filters = (
        "level", "state", "found_on", "due_on", "unit", "area", "industry", "category", "found_by_kind", "review_state",
        "supervision_state", "listing_due_on",
    )  # fmt: skip
    sections = (
        Section(
            "隐患信息",
            Field("unit", required=False, authority_only=True, pick="enterprise", label="单位"),
            Field("level", ask=LEVEL_CARDS, required=True),
            Field("found_by_kind", authority_only=True, default=_finder, required=False),
            Field("photos", most=10),
            Field("problem", wide=True, help="写清哪里、什么东西、哪里不对"),
            Field("place", may_be_unknown=True, help="车间、工段、设备或库房的名称"),
            "category", "item", Field("found_on", required=True),
        ),
        Section(
            "重大隐患判定",
            Field("criterion", when=("level", "major"), required=True, may_be_unknown=True),
            Field("criterion_note", when=("level", "major"), wide=True, help="没有对应依据时，写明为何判为重大"),
            Field("interim", when=("level", "major"), required=True, may_be_unknown=True),
            note="重大隐患上报后不能修改删除",
        ),
        Section(
            "整改要求",
            Field("measures", wide=True),
            Field("responsible", may_be_unknown=True),
            Field("acceptor", help="须与整治负责人不是同一人"),
            Field("due_on", help="不填时，一般隐患为发现后 15 天，重大隐患为 30 天"),
            "money",
        ),
    )  # fmt: skip
    pages = {"detail": pages.detail, "move:rectify": pages.rectify}
    share = Share(label="name", search=("name", "initials", "place"), hint=("place", "found_on"))
    scope = Supervised("unit", shared="is_reported")
    flow = FLOWS
    tallied = ("level", "state", "category", "found_by_kind", "industry", "review_state", "supervision_state")
    actions = ACTIONS
