"""隐患管理 (manual W 3.4) and 隐患监管: each role's pages, in the manual's order and words."""

from anlan.kernel.doors.portal import Group, Page

from .roles import AUTHORITY, CONTRACTOR, ENGINEER, OWNER, UNIT, Rights, audience

KEY = "waterhazard"
WORDS = {
    "create": "新建", "change": "编辑", "submit": "保存", "export": "导出", "unit": "单位", "made_for": "发现单位",
    "listed_on": "督办日期", "closed_at": "整改完成时间",
}  # fmt: skip
ENTERED = (
    "name",
    "level",
    "section",
    "place",
    "found_on",
    "found_by",
    "due_on",
    "state",
    "reporting_state",
    "supervision_state",
)
OTHERS = ("name", "unit", *ENTERED[1:])
BACK = (*ENTERED, "returned_because")
NO_PARTY = ("所在标段", "隐患信息", "重大隐患判定", "整改要求")
ALONE = NO_PARTY[1:]
NONE_YET = "还没有隐患；发现隐患后点右上角“新建”"
MANY = {"delete:many": "删除", "confirm:many": "确认无误", "report:many": "上报"}

GROUPS = (
    Group("隐患管理", (
        Page("engineer-hazards", "本单位标段隐患", KEY, where={"party": "engineer"}, columns=BACK, audience=audience(ENGINEER),
             filters=("level", "state", "reporting_state", "section", "found_on"), top=("create", "delete", "export"),
             row=("change", "delete", "rectify", "resubmit"), words=WORDS | MANY, empty=NONE_YET),
        Page("contractor-hazards", "施工单位隐患", KEY, where={"party": "contractor"}, columns=(*OTHERS, "returned_because"),
             audience=audience(ENGINEER), filters=("unit", "level", "state", "reporting_state", "section", "found_on"),
             top=("create", "delete", "export"), row=("change", "engineer_return", "delete", "pass_recheck", "fail_recheck"),
             words=WORDS | MANY, empty=NONE_YET),
        Page("our-hazards", "隐患管理", KEY, columns=BACK, audience=audience(CONTRACTOR), sections=NO_PARTY,
             filters=("level", "state", "reporting_state", "section", "found_on"), top=("create", "delete", "export"),
             row=("change", "delete", "rectify", "resubmit"), words=WORDS | MANY, empty=NONE_YET),
        Page("owner-hazards", "本单位隐患", KEY, where={"party": "owner"}, columns=ENTERED, audience=audience(OWNER),
             filters=("level", "state", "reporting_state", "supervision_state", "section", "found_on"),
             top=("create", "confirm", "report", "delete", "export"),
             row=("change", "delete", "rectify", "confirm", "report", "apply"), words=WORDS | MANY, empty=NONE_YET),
        *(Page(slug, title, KEY, where=where, columns=OTHERS, audience=audience(OWNER),
               filters=("unit", "level", "state", "reporting_state", "supervision_state", "section", "found_on"),
               top=("create", "confirm", "report", "export") if creates else ("confirm", "report", "export"),
               row=("confirm", "report", "send_back", "notify", "apply"), words=WORDS | MANY, empty="还没有填报的隐患")
          for slug, title, where, creates in (
              ("owner-contractors", "施工单位隐患", {"party": "contractor"}, True),
              ("owner-engineers", "监理单位隐患", {"party": "engineer"}, True),
              ("owner-others", "其他参建单位隐患", {"party__in": ("designer", "surveyor", "tester", "other")}, False),
          )),
        Page("unit-hazards", "隐患管理", KEY, columns=("name", "level", *BACK[3:]), audience=audience(UNIT), sections=ALONE,
             filters=("level", "state", "reporting_state", "supervision_state", "found_on"),
             top=("create", "report", "delete", "export"),
             row=("change", "delete", "rectify", "report", "apply", "resubmit"), words=WORDS | MANY, empty=NONE_YET),
    ), icon="alert-triangle"),
)  # fmt: skip

OWN = (
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
    ENGINEER: (*OWN, "waterhazard.engineer_return", "waterhazard.pass_recheck", "waterhazard.fail_recheck"),
    CONTRACTOR: OWN,
    OWNER: (*OWN, "waterhazard.confirm", "waterhazard.report", "waterhazard.send_back", "waterhazard.notify", "waterhazard.apply"),
    UNIT: (*OWN, "waterhazard.report", "waterhazard.apply"),
    AUTHORITY: ("waterhazard.view", "waterhazard.export", "waterhazard.create", "waterhazard.change", "waterhazard.pass_up",
                "waterhazard.return", "waterhazard.resubmit", "waterhazard.supervise", "waterhazard.agree", "waterhazard.refuse",
                "waterhazard.press", "waterhazard.compare_photos"),
}  # fmt: skip
