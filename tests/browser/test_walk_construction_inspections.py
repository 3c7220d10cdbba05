"""Manual J, section 三: inspections of a site in three ways at a desk and on a phone, their rectification, whose records."""

import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import expect

from .axe import barriers, too_wide
from .hands import attach, fill, fresh_picture
from .inspections import (
    MADE,
    READY,
    WAYS,
    ask_for_rectification,
    building,
    choice,
    clear,
    deduct,
    download,
    entry,
    inspect,
    photograph,
    save_table,
    table,
    tables_of,
)
from .people import Visitors
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser


def test_by_the_wordings_of_the_province(visitors: Visitors, site: Site) -> None:
    where = building(site)
    page = visitors.enter(where["director"])
    with step("J-3.a"):
        for title in WAYS.values():
            entry(page, title)
            expect(choice(page, where).get_by_role("link", name=re.compile("检查")).first).to_be_visible()
    with step("J-3.1.a"):
        entry(page, WAYS["wording"])
        expect(page.locator(".site-choice").first).to_be_visible()
    with step("J-3.1.b", "J-1.e"):
        inspect(page, where)
        expect(page.get_by_role("button", name="添加规范用语")).to_be_visible()
    with step("J-3.1.c"):
        page.get_by_role("button", name="添加规范用语").click()
        page.locator("#library-tree .table-choice").nth(1).click()
        expect(page.locator("#library-tree [aria-current]")).to_have_count(1)
        for number in (0, 1):
            page.locator("#library-list input:not(:disabled)").nth(number).check()
        expect(page.locator("#library-count")).to_contain_text("已选 2 条")
        page.get_by_role("button", name="添加", exact=True).click()
        expect(page.locator("#wordings > li")).to_have_count(2)
        page.get_by_role("button", name="添加规范用语").click()
        word = page.locator("#library-list .option-text").last.inner_text()[:4]
        page.get_by_role("searchbox", name="搜索检查内容").fill(word)
        expect(page.locator("#library-list .option").first).to_contain_text(word)
        page.get_by_role("button", name="取消", exact=True).click()
    with step("J-3.1.d"):
        page.locator("#wordings > li").first.get_by_role("button", name="编辑").click()
        page.get_by_label("部位", exact=True).fill("3号楼 12 层")
        page.get_by_label("列为隐患").select_option("major")
        photograph(page, "现场.jpg", 31, (7296, 5472))
        empty = {"name": "空的.jpg", "mimeType": "image/jpeg", "buffer": b""}
        page.get_by_label("检查时照片：选择照片").set_input_files(empty)
        expect(page.locator("#toasts")).to_contain_text("是空的")
        page.get_by_role("button", name="确定", exact=True).click()
        expect(page.locator("#wordings > li").first).to_contain_text("1 张照片")
    page.reload()
    page.wait_for_function(READY)
    expect(page.locator("#wordings > li").first).to_contain_text("1 张照片")
    with step("J-3.1.e", "J-3.b"):
        fill(page, "检查备注", "对 3 号楼作了重点检查")
        fill(page, "检查人员", "韩立、秦岚")
        page.locator("#f-needs_rectification-0").check()
        page.get_by_role("button", name="保存检查", exact=True).click()
        expect(page.locator("#head-errors")).to_contain_text("整改要求")
        expect(page.locator("#head-errors")).to_contain_text("整改时间")
        ask_for_rectification(page)
    with step("J-3.1.f"):
        page.get_by_role("button", name="保存检查", exact=True).click()
        expect(page.get_by_role("dialog", name="检查已保存")).to_be_visible()
        page.get_by_role("button", name="立即生成").click()
        expect(page.get_by_role("dialog", name="保存成功")).to_contain_text("检查单已生成，发现 2 条")
        words = "\n".join(p.text for p in Document(io.BytesIO(download(page, "下载检查单（Word）"))).paragraphs)
        expect_that("检查单" in words, words[:200])
        expect_that(download(page, "下载检查单（PDF）").startswith(b"%PDF"), "PDF")
    made = site.query(MADE, where["id"], "wording")[0]
    expect_equal((made["state"], made["findings"]), ("rectify", 2))
    page.get_by_role("link", name="查看检查记录").click()
    expect(page.locator("main")).to_contain_text("检查发现 2 项")
    expect(page.locator("main")).to_contain_text("重大隐患")
    _rectified(visitors, site, where, made["id"])


def _rectified(visitors: Visitors, site: Site, where: dict[str, Any], pk: int) -> None:
    """整改回复 by the site, 复查不通过, again, 复查通过."""
    foreman, director = visitors.enter(where["foreman"], phone=True), visitors.enter(where["director"])
    with step("J-3.f"):
        for told in ("", "防护栏杆高度不足"):
            foreman.goto(f"/doors/go/inspection/{pk}/")
            expect(foreman.locator("main")).to_contain_text(told or "待整改")
            foreman.get_by_role("link", name="整改回复", exact=True).click()
            fill(foreman, "整改回复", "已按要求整改完毕")
            attach(foreman, "整改后照片", "整改后.jpg", fresh_picture(32 + len(told)))
            expect(foreman.locator("li.file[data-file]")).to_have_count(1)
            fill(foreman, "整改完成日期", "2026-11-18")
            foreman.get_by_role("button", name="提交", exact=True).click()
            expect(foreman.locator("main")).to_contain_text("待复查")
            director.goto(f"/doors/go/inspection/{pk}/")
            if told:
                director.get_by_role("link", name="复查通过", exact=True).click()
            else:
                director.get_by_role("link", name="复查不通过", exact=True).click()
                fill(director, "不通过的原因", "防护栏杆高度不足")
            director.get_by_role("button", name="提交", exact=True).click()
            expect(director.locator("main")).to_contain_text("复查通过" if told else "待整改")
    expect_equal(site.value("select state from inspection_inspection where id = ?", pk), "passed")


def test_by_the_companys_own_paper(visitors: Visitors, site: Site) -> None:
    where = building(site)
    page = visitors.enter(where["director"])
    with step("J-3.2.a"):
        entry(page, WAYS["own"])
        expect(choice(page, where)).to_be_visible()
    with step("J-3.2.b", "J-3.c"):
        choice(page, where).get_by_role("link", name=re.compile("^检查")).click()
        fill(page, "检查备注", "季度综合检查")
        fill(page, "检查日期", "2027-11-16")
        for number in (1, 2):
            attach(page, "纸质检查单", f"检查单{number}.jpg", fresh_picture(40 + number))
            expect(page.locator("li.file[data-file]")).to_have_count(number)
        ask_for_rectification(page)
        fill(page, "整改时间", "2027-11-25")
        page.get_by_role("button", name="保存检查", exact=True).click()
        expect(page.locator(".errors")).to_contain_text("晚于今天")
        fill(page, "检查日期", "2026-11-16")
        fill(page, "整改时间", "2026-11-25")
        page.get_by_role("button", name="保存检查", exact=True).click()
        expect(page.locator("main")).to_contain_text("检查已保存")
    expect_equal(site.query(MADE, where["id"], "own")[0]["state"], "rectify")
    with step("J-3.2.c"):
        entry(page, WAYS["own"])
        choice(page, where).get_by_role("link", name=re.compile("^历史检查")).click()
        page.locator("tr[data-id] td.title a").first.click()
        expect(page.get_by_role("link", name="检查单1.jpg")).to_be_visible()
        page.get_by_role("link", name="检查单1.jpg").click()
        expect(page.locator("dialog[open] img").first).to_be_visible()
        page.keyboard.press("Escape")
    with step("J-3.2.d"):
        page.get_by_role("button", name=re.compile(r"删除\s*文件检查单2")).click()
        page.locator("dialog.confirm").get_by_role("button", name="确定").click()
        expect(page.locator("main")).to_contain_text("文件已删除")
        expect(page.get_by_role("link", name="检查单2.jpg")).to_have_count(0)
        expect(page.locator("main")).to_contain_text("只剩一个文件")
    with step("J-3.2.e"):
        page.get_by_role("link", name="删除记录", exact=True).click()
        fill(page, "删除原因", "上传错了项目")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.locator("main")).to_contain_text("删除记录")
    expect_equal(site.query(MADE, where["id"], "own")[0]["state"], "deleted")


def test_by_marks_of_jgj59_on_a_phone(visitors: Visitors, site: Site) -> None:
    where, names = building(site, 1), tables_of(site, "jgj59")
    page = visitors.enter(where["director"], phone=True)
    with step("J-3.3.a"):
        entry(page, WAYS["jgj59"])
        expect(page.locator(".site-choice").first).to_be_visible()
    with step("J-0.b", "J-3.g"):
        entry(page, WAYS["jgj59"])
        expect(page.locator(".toolbar .sub")).to_contain_text("每年不少于 3 次")
        expect(choice(page, where).locator(".site-said")).to_contain_text(re.compile(r"\d/\d"))
    with step("J-3.3.b"):
        inspect(page, where)
        expect(page.locator("#table-title")).to_contain_text(names[0])
    with step("J-3.3.c", "J-3.d"):
        table(page, names[1])
        deduct(page, 0, 0)
        expect(page.locator("#bar-why")).to_contain_text("本表记0")
        page.locator(".mark-item").first.locator(".deduction").first.click()
        expect(page.locator("#bar-score")).to_have_text("100分")
        deduct(page, 1, 1)
        expect(page.locator("#bar-score")).not_to_have_text("100分")
    # The phone dies between two parts: what was tapped is still there.
    score = page.locator("#bar-score").inner_text()
    context, address = page.context, page.url
    page.close()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(READY)
    expect(page.locator("#bar-score")).to_have_text(score)
    with step("J-3.3.d"):
        save_table(page)
        page.locator("#tables-fold").click()
        expect(page.locator(".table-choice").filter(has_text=names[1])).to_contain_text(score)
    with step("J-3.3.e"):
        expect(page.locator(".table-choice").filter(has_text=names[2])).to_contain_text("未检")
        table(page, names[2])
        expect(page.locator("#bar-why")).to_contain_text("未保存")
    with step("J-3.3.f"):
        table(page, names[0])
        page.get_by_role("button", name="缺项", exact=True).click()
        expect(page.locator("#bar-score")).to_have_text("缺项")
        save_table(page)
        expect(page.locator(".deviation")).to_contain_text("缺项按满分计")
        page.locator("#tables-fold").click()
        expect(page.locator(".table-choice").filter(has_text=names[0])).to_contain_text("缺项")
    expect_equal(barriers(page), [])
    expect_that(not too_wide(page), "比屏幕宽")
    with step("J-3.3.g"):
        clear(page)
        expect(page.locator("#tables-fold")).to_contain_text("还没有得分")
    table(page, names[0])
    for item in (6, 7, 8):
        deduct(page, item, 0)
    save_table(page)
    with step("J-3.3.h"):
        page.get_by_role("button", name="保存汇总").click()
        expect(page.locator("#head-errors")).to_contain_text("评语")
        fill(page, "评语", "总体受控，资料需完善")
        ask_for_rectification(page)
        page.get_by_role("button", name="保存汇总").click()
        expect(page.get_by_role("dialog", name="保存成功")).to_contain_text("汇总得分")
    made = site.query(MADE, where["id"], "jgj59")[0]
    expect_equal((made["state"], made["saved"]), ("rectify", 1))
    with step("J-3.3.i"):
        expect(page.get_by_role("dialog", name="保存成功")).to_contain_text("不作评定等级的依据")
        expect_that(download(page, "下载汇总表（PDF）").startswith(b"%PDF"), "PDF")
        body = download(page, "下载汇总表（Word）")
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            words = packed.read("word/document.xml").decode()
        expect_that("汇总表" in words and where["name"] in words, words[:300])


def test_the_sites_own_check_and_the_authoritys_spot_check(visitors: Visitors, site: Site) -> None:
    where = building(site)
    authority = site.query(
        "select u.username from scope_seat s join people_user u on u.id = s.user_id join site_site x on x.supervisor_id = s.organisation_id "
        "where x.id = ? and u.is_active and not u.must_choose",
        where["id"],
    )[0]["username"]
    for username, group, records in (
        (where["foreman"], "项目自查", "项目自查记录"), (authority, "安监抽查", "安监抽查记录"),
    ):  # fmt: skip
        page = visitors.enter(username)
        entry(page, WAYS["own"])
        choice(page, where).get_by_role("link", name=re.compile("^检查")).click()
        attach(page, "纸质检查单", "检查单.jpg", fresh_picture(60 + len(group)))
        expect(page.locator("li.file[data-file]")).to_have_count(1)
        page.get_by_role("button", name="保存检查", exact=True).click()
        expect(page.locator("main")).to_contain_text("检查已保存")
        entry_of = page.get_by_role("navigation", name="主菜单").get_by_role("link", name=records, exact=True)
        entry_of.click()
        expect(page.locator("table.list")).to_contain_text(where["name"])
