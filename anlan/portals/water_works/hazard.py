"""隐患管理 (manual W 3.4) and 隐患监管: each role's pages, in the manual's order and words."""

from anlan.domain.hazard import pages
from anlan.domain.hazard.water_flows import UNFINISHED
from anlan.domain.project.upward import REPORTED
from anlan.kernel.doors.portal import OWN, Group, Page, Screen
from anlan.kernel.figures import views as figures

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, UNIT, UNITS, Rights, audience

KEY = "waterhazard"
WORDS = {
    "create": "新建", "change": "编辑", "submit": "保存", "export": "导出", "unit": "单位", "made_for": "发现单位",
    "listed_on": "督办日期", "closed_at": "整改完成时间", "saved": "保存成功", "delete:many": "删除",
    "confirm:many": "确认无误", "report:many": "上报",
}  # fmt: skip
ENTERED = (
    "name", "level", "state", "reporting_state", "supervision_state", "due_on", "section", "place", "found_on", "found_by",
)  # fmt: skip
OTHERS = ("name", "unit", *ENTERED[1:])
BACK = ("name", "level", "state", "reporting_state", "returned_because", *ENTERED[4:])
WATCHED = (
    "name", "unit", "level", "state", "reporting_state", "supervision_state", "due_on", "section", "held_by", "found_on",
)  # fmt: skip
SOUGHT = (
    "level", "state", "reporting_state", "supervision_state", "found_on", "due_on", "unit", "project", "area", "found_by",
)  # fmt: skip
NO_PARTY = ("所在标段", "隐患信息", "重大隐患判定", "整改要求")
ALONE = NO_PARTY[1:]
NONE_YET = "还没有隐患；发现隐患后点右上角“新建”"

GROUPS = (
    Group("隐患管理", (
        Page("engineer-hazards", "本单位标段隐患", KEY, where={"party": "engineer"}, columns=BACK, audience=audience(ENGINEER),
             filters=("level", "state", "reporting_state", "section", "found_on"), top=("create", "delete", "export"),
             row=("change", "delete", "rectify", "resubmit", "make-notice"), words=WORDS, empty=NONE_YET),
        Page("contractor-hazards", "施工单位隐患", KEY, where={"party": "contractor"}, columns=("name", "unit", *BACK[1:]),
             audience=audience(ENGINEER), filters=("unit", "level", "state", "reporting_state", "section", "found_on"),
             top=("create", "delete", "export"), row=("change", "engineer_return", "delete", "make-notice"),
             words=WORDS, empty=NONE_YET),
        Page("our-hazards", "隐患管理", KEY, columns=BACK, audience=audience(CONTRACTOR), sections=NO_PARTY,
             filters=("level", "state", "reporting_state", "section", "found_on"), top=("create", "delete", "export"),
             row=("change", "delete", "rectify", "resubmit"), words=WORDS, empty=NONE_YET),
        Page("owner-hazards", "本单位隐患", KEY, where={"party": "owner"}, columns=ENTERED, audience=audience(OWNER),
             filters=("level", "state", "reporting_state", "supervision_state", "section", "found_on"),
             top=("create", "confirm", "report", "delete", "export"),
             row=("change", "delete", "rectify", "confirm", "report", "apply"), words=WORDS, empty=NONE_YET),
        *(Page(slug, title, KEY, where=where, columns=OTHERS, audience=audience(OWNER),
               filters=("unit", "level", "state", "reporting_state", "supervision_state", "section", "found_on"),
               top=("create", "confirm", "report", "export") if creates else ("confirm", "report", "export"),
               row=("confirm", "report", "send_back", last), words=WORDS, empty="还没有填报的隐患")
          for slug, title, where, creates, last in (
              ("owner-contractors", "施工单位隐患", {"party": "contractor"}, True, "apply"),
              ("owner-engineers", "监理单位隐患", {"party": "engineer"}, True, "notify"),
              ("owner-others", "其他参建单位隐患", {"party__in": ("designer", "surveyor", "tester", "other")}, False, "apply"),
          )),
        Page("unit-hazards", "隐患管理", KEY, columns=tuple(name for name in BACK if name != "section"), audience=audience(UNIT), sections=ALONE,
             filters=("level", "state", "reporting_state", "supervision_state", "found_on"),
             top=("create", "report", "delete", "export"),
             row=("change", "delete", "rectify", "report", "apply", "resubmit"), words=WORDS, empty=NONE_YET),
        Screen("quick-hazard", "随手报隐患", pages.water_quick, "waterhazard.create", audience(*UNITS), "plus", tone="primary"),
    ), icon="alert-triangle", buttons=("quick-hazard",)),
    Group("隐患监管", (
        Page("held-hazards", "待处理", KEY, where={"held_by": OWN, "reporting_state": REPORTED}, columns=WATCHED,
             filters=SOUGHT, audience=audience(AUTHORITY), top=("pass_up", "export", "print"), words=WORDS,
             row=("pass_up", "return", "supervise"), icon="list", empty="没有等待贵单位处理的隐患"),
        Page("watched-hazards", "隐患督办", KEY, where={"supervision_state__in": ("supervised", "applied", "delisted")},
             columns=("name", "level", "unit", "section", "listing_number", "listing_due_on", "state", "supervision_state"),
             filters=("supervision_state", "state", "unit", "area"), audience=audience(AUTHORITY), top=("export", "print"),
             row=("press",), words=WORDS, icon="flag", empty="还没有督办的隐患"),
        Page("closing-hazards", "隐患销号", KEY, where={"supervision_state": "applied", "supervisor": OWN},
             columns=("name", "level", "unit", "section", "listing_due_on", "rectified_on", "supervision_state"),
             filters=("level", "unit", "section"), audience=audience(AUTHORITY), top=("export", "print"),
             row=("agree", "refuse"), words=WORDS, icon="circle-check", empty="没有等待贵单位同意销号的隐患"),
        Page("open-hazards", "未整改隐患", KEY, where={"state__in": UNFINISHED}, columns=WATCHED, filters=SOUGHT,
             order=("due_on",), audience=audience(AUTHORITY), top=("export", "print"), row=("press", "supervise"),
             words=WORDS, icon="clock", empty="没有未整改的隐患"),
        Page("all-hazards", "隐患台账", KEY, columns=WATCHED, filters=SOUGHT, audience=audience(AUTHORITY),
             top=("create", "export", "print"), row=("supervise", "press"), words=WORDS | {"create": "录入隐患"}, icon="list",
             empty="还没有上报的隐患"),
        Screen("hazard-figures", "隐患统计", figures.first_figure, "waterhazard.view", audience(AUTHORITY), "chart-bar"),
    ), icon="eye"),
)  # fmt: skip

MINE = (
    "waterhazard.view",
    "waterhazard.export",
    "waterhazard.create",
    "waterhazard.change",
    "waterhazard.delete",
    "waterhazard.rectify",
    "waterhazard.finish",
    "waterhazard.resubmit",
    "waterhazard.compare_photos",
)
RIGHTS: Rights = {
    ENGINEER: (*MINE, "waterhazard.engineer_return", "waterhazard.pass_recheck", "waterhazard.fail_recheck"),
    CONTRACTOR: MINE,
    OWNER: (*MINE, "waterhazard.confirm", "waterhazard.report", "waterhazard.send_back", "waterhazard.notify", "waterhazard.apply"),
    UNIT: (*MINE, "waterhazard.report", "waterhazard.apply"),
    AUTHORITY: ("waterhazard.view", "waterhazard.export", "waterhazard.create", "waterhazard.change", "waterhazard.pass_up",
                "waterhazard.return", "waterhazard.resubmit", "waterhazard.supervise", "waterhazard.agree", "waterhazard.refuse",
                "waterhazard.press", "waterhazard.compare_photos"),
}  # fmt: skip
