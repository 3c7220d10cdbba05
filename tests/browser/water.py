"""Hands at the pages of water hazards: who is who, entering, rectifying, reporting."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from .hands import (
    attach_picture,
    button,
    choose,
    do,
    fill,
    menu,
    row,
    said,
    submit,
    tab,
)
from .people import Cast

SECTION, OTHER_SECTION = "大坝加固工程施工标", "溢洪道改建工程施工标"


def party(cast: Cast, role: str) -> str:
    """The user of the hero project in a role."""
    return str(cast.seats(f"works_{role}")[0]["username"])


def authority(cast: Cast, name: str) -> str:
    """An officer of a water authority."""
    return str(next(s["username"] for s in cast.seats("water_authority") if s["organisation"] == name))


def pick_section(page: Page, name: str = SECTION) -> None:
    """The section of the form."""
    box = page.get_by_role("combobox", name=re.compile("^标段"))
    box.fill(name)
    page.get_by_role("option", name=name).first.click()


def enter(page: Page, name: str, section: str = SECTION, major: bool = False) -> None:
    """新建, filled in and 保存."""
    page.get_by_role("link", name="新建", exact=True).click()
    if section:
        pick_section(page, section)
    fill(page, "隐患名称", name)
    choose(page, "隐患级别", "重大隐患" if major else "一般隐患")
    fill(page, "隐患部位", "左岸坝肩 0+120")
    if major:
        choose(page, "重大判定方式", "直接判定")
        fill(page, "判定依据", "深基坑未按专项方案支护")
    fill(page, "整改责任人", "郑远江")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存成功")


def open_tab(page: Page, entry: str, title: str = "") -> None:
    """A menu entry, then a tab of it."""
    menu(page, entry)
    if title:
        tab(page, title)


def begin_rectifying(page: Page, name: str) -> None:
    """整改 of a row, and 整改落实 filled in."""
    row(page, name).get_by_role("link", name="整改", exact=True).click()
    expect(page.locator("h1")).to_contain_text("工程隐患整改记录维护")
    fill(page, "整改责任人", "郑远江")
    fill(page, "整改措施", "补设防护栏杆并挂安全网")
    fill(page, "整改资金（万元）", "1.2")


def finish(page: Page, name: str, seed: int) -> None:
    """整改 to its end."""
    begin_rectifying(page, name)
    fill(page, "本次进展", "已全部补设")
    choose(page, "是否已整改完毕", "整改完成")
    fill(page, "完成日期", "2026-11-18")
    fill(page, "完成情况", "已补设并验收")
    attach_picture(page, "整改后照片", seed)
    fill(page, "验收人", "周衡")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存成功")


def say(page: Page, one: Locator, label: str, text: str, sent: str = "保存") -> None:
    """A move that asks for words."""
    one.click()
    fill(page, label, text)
    submit(page, sent)


def report(owner: Page, name: str, title: str) -> None:
    """确认无误, then 上报, on one of the owner's tabs."""
    open_tab(owner, title)
    do(owner, button(row(owner, name), "确认无误"))
    do(owner, button(row(owner, name), "上报"))
    expect(row(owner, name)).to_contain_text("已上报")


def grey(page: Page, name: str, label: str = "删除") -> Locator:
    """A button of a row that is grey."""
    one = row(page, name).get_by_role("button", name=re.compile(f"^{label}"))
    expect(one).to_be_disabled()
    return one


def rows_of(path: Path) -> list[list[str]]:
    """The cells of an exported sheet."""
    return [[str(c) for c in line] for line in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


def finish_major(page: Page, name: str, seed: int) -> None:
    """整改完成 of a major one: all five points."""
    begin_rectifying(page, name)
    fill(page, "整改时限", "2026-12-01")
    fill(page, "应急预案", "撤离作业人员，设专人监测")
    choose(page, "是否已整改完毕", "整改完成")
    fill(page, "完成日期", "2026-11-18")
    fill(page, "完成情况", "锚索张拉完成")
    attach_picture(page, "整改后照片", seed)
    fill(page, "验收人", "周衡")
    submit(page, "保存")
    expect(said(page)).to_contain_text("保存成功")


def recheck(engineer: Page, name: str) -> None:
    """监理复查, from the engineer's 待办."""
    engineer.goto("/web/inbox/")
    row(engineer, name).get_by_role("link", name=re.compile(name)).click()
    say(engineer, button(engineer.locator(".sticky-actions"), "复查通过"), "复查意见", "现场复查合格")
