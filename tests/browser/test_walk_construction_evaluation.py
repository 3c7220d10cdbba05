"""Manual J, 二.2, 二.3 and the note of 三: monthly evaluations, the prompts of the clock, termination and grade."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .axe import barriers, too_wide
from .hands import attach, button, choose, fill, fresh_picture, menu, row, said, submit
from .people import Visitors
from .site import Site
from .steps import expect_equal, step
from .watch import Watch

pytestmark = pytest.mark.browser
WORLD = (Path(__file__).parent / "evaluation_world.py").read_text(encoding="utf-8")
DIRECTOR, STATION = "月湖总监", "月湖监督"
FIRST, SECOND, PROMPTED, LAPSED, LATE, FINISHED = (
    "月湖花园一期",
    "月湖花园二期",
    "月湖学校",
    "月湖医院",
    "月湖大厦",
    "月湖车站",
)
PROMPT = (
    "请施工企业在省安管系统中尽快办理终止监督和安标考评，逾期30天未办理，安标考评结果自动按不合格等次处理，将直接影响企业安标考评等次"
    "及安全生产许可证延期，进而影响企业信用、工伤保险费率等"
)
STATISTICS, GRADES = "标准化月评统计", "终止监督和安标考评"


@pytest.fixture(scope="module", autouse=True)
def world(site: Site) -> None:
    """The company of this walk."""
    site.manage("shell", "-c", WORLD)


def people_on(number: int) -> str:
    """The account of a site: its filing number."""
    return f"320412-2026-6{number:03d}"


def main(page: Page) -> Any:
    """What the page itself says."""
    return page.locator("main")


def query(page: Page, **values: str) -> None:
    """查询 under conditions."""
    for label, value in values.items():
        page.get_by_label(label, exact=True).select_option(label=value)
    page.get_by_role("button", name="查询", exact=True).click()


def evaluate(page: Page, seed: int, grade: str = "优良") -> None:
    """填报月评 of the present month with a scan."""
    menu(page, "标准化月评")
    button(page, "填报月评").click()
    attach(page, "月评表扫描件", "月评表.jpg", fresh_picture(seed))
    expect(page.locator("li.file[data-file]")).to_have_count(1)
    fill(page, "得分", "92")
    choose(page, "评价等次", grade)
    fill(page, "评价人", "周正")
    submit(page)


def sees_well(page: Page) -> None:
    """No barrier, nothing too wide."""
    expect_equal(barriers(page), [])
    expect_equal(too_wide(page), "")


def test_monthly_evaluations(visitors: Visitors, site: Site, watch: Watch) -> None:
    # The browser's own picture viewer styles itself inline; the file's headers forbid that to everybody.
    watch.allow("Applying inline style")
    director = visitors.enter(DIRECTOR)
    with step("J-2.2.a"):
        menu(director, STATISTICS)
        expect(director.get_by_label("状态", exact=True)).to_have_value("missing")
        expect(director.get_by_label("月份", exact=True)).to_have_value("11")
        expect(row(director, SECOND)).to_contain_text("未月评")
        sees_well(director)
        row(director, SECOND).get_by_role("checkbox").check()
        director.get_by_role("button", name="督促", exact=True).click()
        expect(said(director)).to_contain_text("已向 1 个项目部发出督促")
        site.settled()
        director.reload()
        expect(row(director, SECOND)).to_contain_text("1 次")
    foreman = visitors.enter(people_on(2), path="/web/reminders/")
    expect(main(foreman)).to_contain_text("督促标准化月评")
    evaluate(foreman, 611)
    expect(said(foreman)).to_contain_text("2026年11月标准化月评")
    with step("J-2.2.b"):
        menu(director, STATISTICS)
        expect(row(director, SECOND)).to_have_count(0)
        query(director, 状态="已月评")
        expect(row(director, SECOND)).to_contain_text("92.00")
    with step("J-2.2.c"):
        with director.context.expect_page() as opened:
            row(director, SECOND).get_by_role("link", name="月评表.jpg").click()
        expect(opened.value).to_have_url(re.compile("/files/"))
        opened.value.close()
    with step("J-2.2.d"):
        button(row(director, SECOND), "责令整改").click()
        expect(main(director)).to_contain_text("自评不真不实，责令项目部整改")
        fill(director, "整改期限", "2026-11-25")
        fill(director, "责令整改原因", "与企业检查情况不符，脚手架未按实扣分")
        submit(director)
        expect(said(director)).to_contain_text("责令整改")
        foreman.goto("/web/inbox/")
        foreman.get_by_role("link", name=re.compile("标准化月评")).first.click()
        button(foreman, "重新评价").first.click()
        fill(foreman, "得分", "76")
        fill(foreman, "整改说明", "已按现场情况重新评价")
        attach(foreman, "月评表扫描件", "月评表二.jpg", fresh_picture(612))
        expect(foreman.locator("form.record li.file[data-file]")).to_have_count(2)
        submit(foreman)
        expect(row(foreman, "2026-11-01")).to_contain_text("已重新评价")
    share_of_a_year(director)


def share_of_a_year(director: Page) -> None:
    """Each number of the pictures opens its rows; on a phone nothing is too wide."""
    menu(director, STATISTICS)
    year = director.locator("section").filter(has_text="2026年各月月评完成率")
    year.get_by_role("row", name=re.compile("^11月")).get_by_role("link").first.click()
    expect(main(director)).to_contain_text("1 个项目已月评")


def prompted(site: Site, name: str) -> None:
    """The site's completion has been heard of, by however many listeners one after the other."""
    found = "select count(*) from evaluation_termination t join site_site s on s.id = t.site_id where s.name = ?"
    site.until(lambda: site.value(found, name) == 1, f"“{name}”竣工后没有提示", 30)
    site.settled()


def test_the_prompts_of_the_clock(visitors: Visitors, site: Site) -> None:
    director = visitors.enter(DIRECTOR)
    with step("J-2.3.c"):
        station = visitors.enter(STATION)
        menu(station, "竣工备案")
        station.get_by_role("link", name="新增", exact=True).click()
        fill(station, "竣工备案号", "备2026-118")
        fill(station, "监督备案号", people_on(6))
        fill(station, "项目名称", FINISHED)
        fill(station, "竣工日期", "2026-11-10")
        submit(station)
        prompted(site, FINISHED)
        menu(station, GRADES)
        expect(row(station, FINISHED)).to_contain_text("编制中")
    with step("J-2.3.d"):
        director.goto("/web/home/")
        expect(director.locator("#evaluation-prompts")).to_contain_text(PROMPT)
        expect(director.locator("#evaluation-prompts")).to_contain_text(PROMPTED)
    with step("J-2.3.e"):
        menu(director, GRADES)
        expect(row(director, LAPSED)).to_contain_text("不合格")
        row(director, LAPSED).get_by_role("link").first.click()
        expect(main(director)).to_contain_text("已自动按不合格等次处理")
        expect(main(director)).to_contain_text("苏建质安〔2017〕683号")
        sees_well(director)
    with step("J-2.3.f"):
        director.goto("/web/reminders/")
        expect(main(director)).to_contain_text(f"{FINISHED}：请尽快办理终止监督和安标考评")
        expect(main(director)).to_contain_text(f"{LAPSED}：安标考评结果已自动按不合格等次处理")
    with step("J-2.3.g"):
        director.goto("/web/home/")
        director.locator("#evaluation-prompts").get_by_role("link", name=re.compile(PROMPTED)).click()
        expect(director.locator("#prompt")).to_contain_text(PROMPT)
        button(director, "督促项目部").click()
        fill(director, "督促内容", "请本周内提交终止监督和安标考评材料")
        submit(director)
        expect(said(director)).to_contain_text("已发给项目部")
    with step("J-2.3.h"):
        menu(director, "超期项目核实")
        expect(main(director)).to_contain_text("共 1 个")
        expect(row(director, LATE)).to_contain_text("超期")
        sees_well(director)
    with step("J-2.3.i"):
        button(row(director, LATE), "核实").click()
        choose(director, "核实情况", "实际已竣工")
        fill(director, "实际竣工日期", "2026-10-20")
        fill(director, "情况说明", "已通过竣工验收，资料整理中")
        submit(director)
        prompted(site, LATE)
        menu(director, GRADES)
        expect(row(director, LATE)).to_contain_text("编制中")
    appeal(visitors, site)


def appeal(visitors: Visitors, site: Site) -> None:
    """申诉 of the people on the site, and what the authority decides."""
    foreman, station = visitors.enter(people_on(4)), visitors.enter(STATION)
    menu(foreman, GRADES)
    row(foreman, LAPSED).get_by_role("link").first.click()
    button(foreman, "申诉").first.click()
    fill(foreman, "申诉理由", "竣工日期登记有误，室外工程尚未完成")
    submit(foreman)
    expect(foreman.locator("h1")).to_contain_text("申诉中")
    menu(station, GRADES)
    row(station, LAPSED).get_by_role("link").first.click()
    button(station, "申诉成立").first.click()
    fill(station, "决定理由", "经核查属实")
    submit(station)
    expect(station.locator("h1")).to_contain_text("编制中")
    expect(main(station)).to_contain_text("历次考评")


def test_termination_and_its_grade(visitors: Visitors, site: Site) -> None:
    with step("J-2.3.a"):
        foreman = visitors.enter(people_on(3))
        menu(foreman, GRADES)
        row(foreman, PROMPTED).get_by_role("link").first.click()
        button(foreman, "提交终止监督申请").first.click()
        choose(foreman, "自评等次", "合格")
        fill(foreman, "安全生产标准化自评情况", "施工期间未发生生产安全事故，月评资料齐全")
        attach(foreman, "安全生产标准化考评材料", "考评材料.jpg", fresh_picture(621))
        attach(foreman, "竣工验收材料", "竣工验收.jpg", fresh_picture(622))
        expect(foreman.locator("li.file[data-file]")).to_have_count(2)
        submit(foreman)
        expect(foreman.locator("h1")).to_contain_text("待考评")
    station = visitors.enter(STATION)
    with step("J-3.g"):
        menu(station, GRADES)
        row(station, PROMPTED).get_by_role("link").first.click()
        expect(station.locator("#evidence")).to_contain_text(
            "建议等次：不合格（2025年企业检查 0/1；2026年企业检查 0/3）"
        )
        sees_well(station)
    with step("J-2.3.b"):
        for evidence in ("标准化月评", "项目自查", "企业检查", "安监抽查", "未整改回复"):
            expect(station.locator("#evidence")).to_contain_text(evidence)
        station.get_by_label("考评等次", exact=True).select_option(label="合格")
        station.get_by_label("考评意见", exact=True).fill("企业检查次数不足，其余资料齐全")
        station.get_by_role("button", name="给予等次并终止监督").click()
        expect(station.locator("h1")).to_contain_text("已终止监督")
        expect(station.locator("#grade")).to_contain_text("合格")
        expect(station.locator("#evidence")).to_contain_text("校验相符")
    menu(station, "项目信息")
    expect(row(station, PROMPTED)).to_contain_text("已终止监督")


def test_on_a_phone(visitors: Visitors, site: Site) -> None:
    page = visitors.enter(DIRECTOR, phone=True)
    for path in (
        "evaluation-statistics",
        "evaluation-statistics/?state=done",
        "terminations",
        "overdue",
        "evaluations",
    ):
        page.goto(f"/construction/{path}" + ("" if "?" in path else "/"))
        expect(page.locator("h1").first).to_be_visible()
        sees_well(page)


def test_what_a_director_knows_of_a_site(visitors: Visitors, site: Site) -> None:
    director = visitors.enter(DIRECTOR)
    with step("J-0.a"):
        expect(main(director)).to_contain_text("2026年11月未月评项目")
        menu(director, "项目信息")
        row(director, FIRST).get_by_role("link").first.click()
        expect(main(director)).to_contain_text("检查信息")
        for duty in ("项目自查", "标准化月评", "企业检查", "安监抽查"):
            expect(main(director)).to_contain_text(duty)
