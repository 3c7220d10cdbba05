"""企业检查, 项目自查, 安监抽查: inspections of sites by company, site and authority, in four ways each."""

from functools import partial

from anlan.domain.inspection import pages
from anlan.domain.inspection.kinds import Way
from anlan.kernel.doors.portal import Group, Page, Rights, Screen

from .roles import AUTHORITY, BRANCH, COMPANY, SITE, audience

MADE = ("done", "rectify", "replied", "passed", "stopped")
COLUMNS = ("inspected_on", "site", "way", "inspectors", "score", "grade", "findings", "due_on", "state")


def _records(slug: str, title: str, by: str, empty: str) -> Page:
    return Page(
        slug, title, "inspection", where={"by": by, "state__in": MADE}, top=("export", "print"), columns=COLUMNS,
        row=("reply", "pass_recheck", "fail_recheck"), filters=("state", "way", "grade", "inspected_on", "site", "branch"),
        icon="history", empty=empty,
    )  # fmt: skip


def _ways(prefix: str, whose: str) -> tuple[Screen, ...]:
    """The four ways, each a list of sites to choose from and the inspection of one."""
    return tuple(
        Screen(
            f"{prefix}-{way}",
            way.label,
            partial(pages.inspect, way=way),
            "inspection.create",
            whose,
            ICONS[way],
            offline=True,
        )
        for way in Way
    )


ICONS = {Way.WORDING: "message", Way.OWN: "camera", Way.JGJ59: "clipboard-check", Way.DUST: "layers-subtract"}
GROUPS = (
    Group("企业检查", (
        *_ways("check", audience(COMPANY, BRANCH)),
        _records("company-inspections", "企业检查记录", "company", "还没有企业检查记录"),
    ), icon="clipboard-check"),
    Group("项目自查", (
        *_ways("self", SITE),
        _records("self-inspections", "项目自查记录", "site", "还没有项目自查记录"),
    ), icon="shield-check"),
    Group("安监抽查", (
        *_ways("spot", AUTHORITY),
        _records("spot-inspections", "安监抽查记录", "authority", "还没有安监抽查记录"),
        Page("begun-inspections", "检查中的检查", "inspection", where={"state": "draft"}, top=(), row=("discard",), menu=False,
             columns=("inspected_on", "site", "way", "inspectors", "last_answer"), filters=("way", "site"), empty="没有没做完的检查"),
        Page("all-inspections", "全部检查", "inspection", top=("export", "print"), row=(), menu=False, columns=("inspected_on", "by", *COLUMNS[1:])),
        Page("site-hazards", "工地隐患", "sitehazard", top=("export", "print"), row=(), icon="alert-triangle",
             empty="还没有列为隐患的检查发现"),
        Screen("inspection-figures", "检查统计图表", pages.figure, "inspection.view",
               audience(COMPANY, BRANCH, AUTHORITY), "chart-bar"),
        Screen("inspection-paper", "检查单", pages.paper, "inspection.view", menu=False, icon="file-text"),
    ), icon="search"),
)  # fmt: skip

READ = ("sitehazard.view", "sitehazard.export", "inspection.view", "inspection.export", "checkstandard.view")
INSPECT = (
    *READ, "inspection.create", "inspection.change", "inspection.generate", "inspection.discard", "inspection.pass_recheck",
    "inspection.fail_recheck", "inspection.delete", "inspection.drop_file",
)  # fmt: skip
RIGHTS: Rights = {
    COMPANY: INSPECT,
    BRANCH: INSPECT,
    SITE: (*INSPECT, "inspection.reply"),
    AUTHORITY: INSPECT,
}
