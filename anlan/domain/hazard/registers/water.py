"""How hazards of works are listed, entered and shared."""

from anlan.domain.project.works import PARTY, SECTION, WorksRegister
from anlan.kernel.register.words import Field, Section, Share
from anlan.kernel.scope.scopes import Participating

from .. import pages
from ..models import WaterHazard
from ..water_flows import FLOWS
from .actions import ACTIONS

WATER_LEVELS = (
    ("general", "一般隐患", "危害和整改难度较小，发现后能够立即整改排除"),
    ("major", "重大隐患", "须全部或者局部停工、停产并经一定时间整改治理，或因外部因素自身难以排除；发现后立即上报"),
)
MAJOR = ("level", "major")


class WaterHazardRegister(WorksRegister):
    """工程隐患: an authority sees it once it has been reported."""

    model = WaterHazard
    columns = (
        "name", "level", "unit", "section", "place", "found_on", "found_by", "due_on", "state", "reporting_state",
        "supervision_state", "returned_because", "project", "category", "nature", "responsible", "made_for",
        "listing_number", "listing_due_on", "rectified_on", "delisted_on", "reported_at",
    )  # fmt: skip
    order = ("-found_on", "found_on", "due_on", "-due_on")
    search = ("name", "initials", "place", "unit__name", "unit__initials")
    filters = (
        "level", "state", "found_on", "due_on", "unit", "project", "section", "area", "category", "found_by",
        "reporting_state", "supervision_state",
    )  # fmt: skip
    sections = (
        Section("所在标段", SECTION),
        Section("所属单位", PARTY),
        Section(
            "隐患信息",
            Field("unit", required=False, authority_only=True, fixed=True, pick="enterprise", label="单位",
                  help="不属于在建工程的生产经营单位；选了标段的不填"),
            Field("name", wide=True), Field("level", ask=WATER_LEVELS, required=True),
            Field("photos", most=10), Field("problem", wide=True, help="写清什么东西、哪里不对"),
            Field("place", may_be_unknown=True, help="坝段、隧洞桩号、闸室、作业面等"),
            "category", Field("nature", radio=True), Field("found_on", required=True),
        ),
        Section(
            "重大隐患判定",
            Field("judgement", when=MAJOR, required=True, radio=True, help="水安监〔2017〕344号（依据待核）"),
            Field("criterion_note", label="判定依据", when=MAJOR, required=True, wide=True,
                  help="直接判定的写明对应条目；综合判定的写明基础条件和物的不安全状态"),
        ),
        Section(
            "整改要求",
            Field("responsible", label="整改责任人", may_be_unknown=True),
            Field("due_on", label="整改期限", help="不填时，一般隐患为发现后 15 天，重大隐患为 30 天"),
        ),
    )  # fmt: skip
    pages = {
        "detail": pages.water_detail, "move:rectify": pages.water_rectify, "move:finish": pages.water_rectify,
    }  # fmt: skip
    share = Share(label="name", search=("name", "initials", "place"), hint=("place", "found_on"))
    scope = Participating("unit", shared="is_reported", holder="held_by")
    flow = FLOWS
    tallied = ("level", "state", "category", "found_by", "reporting_state", "supervision_state")
    actions = ACTIONS
