"""检查标准: what sites are inspected by. The authority keeps the editions; everybody reads what is published."""

from anlan.domain.standard import pages as standard
from anlan.kernel.doors.portal import Group, Page, Rights, Screen

from .roles import AUTHORITY, BRANCH, COMPANY, SITE, audience

KINDS = ("jgj59", "dust", "province_wording", "own")
OF_SITES = {"standard__kind__in": KINDS}

GROUPS = (
    Group("检查标准", (
        Page("standards", "检查标准", "checkstandard", where={"kind__in": KINDS}, icon="book",
             columns=("title", "edition", "kind", "area", "valid_from", "state"), row=("standard-contents", "publish", "new_edition"),
             empty="还没有检查标准；点“新增”建立一份，再点“载入内置标准”或导入检查条目"),
        Page("standard-tables", "检查评分表与分类", "category", where=OF_SITES, audience=audience(AUTHORITY), icon="list",
             empty="还没有检查评分表"),
        Page("standard-items", "检查条目", "item", where=OF_SITES, audience=audience(AUTHORITY), icon="list",
             columns=("code", "text", "category", "full_marks", "is_guarantee", "basis_clause", "basis_state", "state"),
             empty="还没有检查条目；可先下载导入模板，填好应得分数后导入"),
        Page("standard-deductions", "扣分标准", "deduction", where=OF_SITES, audience=audience(AUTHORITY), icon="list",
             empty="还没有扣分标准；可先下载导入模板，填好后导入"),
        Page("standard-wordings", "检查用语", "phrase", where=OF_SITES, audience=audience(AUTHORITY), icon="message",
             words={"text": "检查用语", "category": "检查项"}, empty="还没有检查用语；可先下载导入模板，填好后导入"),
        Screen("standard-contents", "标准内容", standard.contents, "checkstandard.view", menu=False),
    ), icon="book"),
)  # fmt: skip

PARTS = ("checkstandard", "category", "item", "deduction", "phrase")
READ = tuple(f"{part}.view" for part in PARTS)
RIGHTS: Rights = {
    COMPANY: READ,
    BRANCH: READ,
    SITE: READ,
    AUTHORITY: tuple(f"{part}.*" for part in PARTS),
}
