"""Hands at the pages of works: units, sections, who takes part, a hazard of a tab."""

import re

from playwright.sync_api import Page, expect

from .hands import button, choose, do, fill, menu, row, said, search, submit
from .people import Visitors, fill_sign_in
from .site import Site

HERO, SECTION, BARE = "澄溪水库扩建工程", "大坝加固工程施工标", "管理区附属工程施工标"
OWNER, CONTRACTOR, ENGINEER = "澄溪水库扩建工程建设管理处", "苏衡水利建设集团有限公司", "润衡水利工程监理有限公司"


def pick(page: Page, label: str, name: str) -> None:
    """A record by typing its name and choosing it from what is offered."""
    box = page.get_by_role("combobox", name=re.compile(f"^{re.escape(label)}"))
    box.fill(name)
    page.get_by_role("option", name=re.compile(re.escape(name))).first.click()
    expect(box).to_have_value(re.compile(re.escape(name)))


def enter_hazard(page: Page, tab_title: str, name: str, level: str = "一般隐患") -> None:
    """新建 on one of the engineer's two pages of hazards."""
    page.goto("/web/home/")
    menu(page, tab_title)
    page.get_by_role("link", name="新建", exact=True).click()
    pick(page, "标段", SECTION)
    fill(page, "隐患名称", name)
    choose(page, "隐患级别", level)
    fill(page, "隐患部位", "坝体下游")
    fill(page, "整改责任人", "郑工")
    if level == "重大隐患":
        choose(page, "重大判定方式", "直接判定")
        fill(page, "判定依据", "临时度汛方案没有审批")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存")


def new_contractor(visitors: Visitors, site: Site, name: str) -> Page:
    """A contractor that the county's bureau registers; its own page after its first sign-in."""
    bureau = visitors.enter(str(site.value(
        "select u.username from scope_seat s join people_user u on u.id = s.user_id join scope_organisation o "
        "on o.id = s.organisation_id where o.name = '武进区水利局' order by s.id"
    )))  # fmt: skip
    menu(bureau, "辖区单位信息")
    bureau.get_by_role("link", name="新增", exact=True).click()
    fill(bureau, "生产经营单位名称", name)
    bureau.locator("[name=code__unknown]").check()
    place(bureau, "所属镇（区域）")
    bureau.get_by_label(re.compile("^单位类别")).select_option(label="施工单位")
    submit(bureau)
    menu(bureau, "辖区单位信息")
    fill(bureau, "关键字", name)
    search(bureau)
    do(bureau, button(row(bureau, name), "开通账号"))
    word = re.search(r"初始密码：(\w+)", said(bureau).inner_text())
    assert word is not None, "没有给出一次性初始密码"
    page = visitors.page()
    page.goto("/people/sign-in/")
    fill_sign_in(page, site, name, word[1])
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label(re.compile("^原密码")).fill(word[1])
    page.get_by_label(re.compile("^新密码")).fill("Xindao-2026-1118")
    page.get_by_label(re.compile("^确认新密码")).fill("Xindao-2026-1118")
    page.get_by_role("button", name="提交").click()
    return page


def place(page: Page, label: str) -> None:
    """An area by its levels."""
    area = page.get_by_role("group", name=re.compile(f"^{re.escape(label)}"))
    for level, name in (("省", "江苏省"), ("市", "常州市"), ("县", "武进区")):
        area.get_by_label(re.compile(f"：{level}$")).select_option(label=name)


def assign(owner: Page, section: str, unit: str) -> None:
    """分配标段 from the section's own row."""
    menu(owner, "标段划分")
    row(owner, section).get_by_role("link", name="分配标段").click()
    expect(owner.get_by_role("combobox", name=re.compile("^标段"))).to_have_value(section)
    pick(owner, "参建单位", unit)
    submit(owner)
    expect(said(owner)).to_contain_text("已保存")


def take_back(owner: Page, section: str, unit: str) -> None:
    """收回标段 from the section's own row."""
    menu(owner, "标段划分")
    row(owner, section).get_by_role("link", name="收回标段").click()
    button(row(owner, unit), "收回标段").click()
    fill(owner, "收回原因", "合同解除")
    fill(owner, "收回日期", "2026-11-18")
    submit(owner)
    expect(said(owner)).to_contain_text("收回标段")
