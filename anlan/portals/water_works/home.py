"""首页 and what stands beside it: 公告通知, what authorities give out to read, the flows explained."""

from anlan.domain.news import pages as news
from anlan.domain.project import pages as project
from anlan.kernel.doors.portal import Group, Page, Screen

from .roles import AUTHORITY, UNITS, audience, everyone

GROUPS: tuple[Group, ...] = (
    Group("公告通知", (
        Page("notices", "公告通知", "noticereceipt", audience=audience(*UNITS), top=(), columns=("title", "received_at", "state"),
             filters=("received_at", "title", "state"), row=(), icon="bell", empty="还没有收到通知"),
    ), icon="bell", one_entry=True),
    Group("信息发布", (
        Page("articles", "政策和标准规范", "article", audience=audience(AUTHORITY), top=("create", "export"),
             where={"kind__in": ("policy", "spec")}, row=("change", "publish", "withdraw", "delete"), icon="news",
             words={"create": "新建"}, empty="还没有发布；发布时附上文件，辖区内的单位就能在首页下载"),
        Page("sent-notices", "发送通知", "notice", audience=audience(AUTHORITY), top=("create",),
             row=("change", "send", "press", "withdraw"), icon="send"),
    ), icon="news"),
    Group("系统说明", (
        Screen("flows", "系统流程说明", project.guide, icon="help-circle"),
        Screen("help", "在线帮助", news.online_help, "article.view", icon="help-circle"),
    ), icon="help-circle"),
)  # fmt: skip

READ = ("article.view", "notice.view", "noticereceipt.view", "noticereceipt.read", "noticereceipt.confirm")
RIGHTS = everyone(*READ) | {AUTHORITY: ("article.*", "notice.*", "noticereceipt.view", "noticereceipt.press")}
