"""Manual J 0, 1 and 2.1, 2.3.h/i, 4: a company's sites, what is wrong with them, their accounts, and 超危大工程."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .hands import attach_picture, button, confirm, do, fill, menu, row, said, search, submit
from .people import Cast, Visitors, fill_sign_in
from .site import Site
from .steps import expect_equal, expect_that, step

pytestmark = pytest.mark.browser
PITS = "地下室深基坑开挖（二区）"
NEW_PASSWORD = "Anlan-2026-sites"
EXPERTS = ("方诚", "吴越", "钱正", "孙明", "李安")
OWN_SITE = """
    select s.id, s.number, s.name, s.account, s.branch_id from site_site s join scope_seat c on c.organisation_id = s.unit_id
    join people_user u on u.id = c.user_id
    where u.username = ? and s.state in ('building', 'stopped') order by s.account = 'none' desc, s.id
"""


@pytest.fixture
def company(cast: Cast) -> str:
    """The user name of the safety director of a construction company that has sites."""
    return str(cast.seats("construction_company")[0]["username"])


@pytest.fixture
def place(site: Site, company: str) -> dict[str, Any]:
    """A site of that company that is being built."""
    found: dict[str, Any] = site.query(OWN_SITE, company)[0]
    return found


def one_time(page: Page) -> str:
    """The password that was shown once."""
    told = page.locator(".messages").inner_text()
    found = re.search(r"初始密码：(\S+?)（", told)
    assert found, told
    return found[1]


def enter_first(visitors: Visitors, username: str, word: str) -> Page:
    """Signs in with a one-time password and chooses one's own."""
    page = visitors.page()
    page.goto(f"{visitors.site.base}/people/sign-in/?portal=construction")
    fill_sign_in(page, visitors.site, username, word)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label(re.compile("^原密码")).fill(word)
    page.get_by_label(re.compile("^新密码")).fill(NEW_PASSWORD)
    page.get_by_label(re.compile("^确认新密码")).fill(NEW_PASSWORD)
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    return page


def site_page(visitors: Visitors, site: Site, company: str, place: dict[str, Any]) -> Page:
    """Somebody of the 项目部, let in by the company with a new password."""
    page = visitors.enter(company, path=f"/construction/site-accounts/?q={place['number']}")
    line = row(page, place["number"])
    if site.value("select account from site_site where id = ?", place["id"]) == "open":
        do(page, button(line, "重置密码"))
    else:
        do(page, button(line, "开通帐号"))
    return enter_first(visitors, place["number"], one_time(page))


def test_the_company_finds_its_sites_and_what_is_wrong(
    visitors: Visitors, site: Site, company: str, place: dict[str, Any]
) -> None:
    page = visitors.enter(company)
    with step("J-1.d", "J-2.1.a"):
        menu(page, "项目信息")
        count = site.value(
            "select count(*) from site_site s join scope_seat c on c.organisation_id = s.unit_id join people_user u "
            "on u.id = c.user_id where u.username = ? and s.state != 'deleted'", company,
        )  # fmt: skip
        expect(page.get_by_text(f"共 {count} 条")).to_be_visible()
        worries = site.query(
            f"select worry from ({OWN_SITE.replace('s.id, ', 's.id, s.worry, ')}) order by worry desc", company
        )
        worst = page.locator("table.list tbody tr").first
        if worries and worries[0]["worry"]:
            expect(worst.locator("td[data-label='需要关注'] .state")).not_to_be_empty()
        page.get_by_label("关键字").fill(place["number"])
        search(page)
        expect(row(page, place["number"])).to_contain_text(place["name"])
    with step("J-2.1.b"):
        page.get_by_role("link", name=place["number"], exact=True).click()
        expect(page.get_by_role("heading", name=re.compile(place["name"]))).to_be_visible()
        for title in ("项目信息", "机械设备", "危大工程"):
            expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    with step("J-2.1.d"):
        page.get_by_role("link", name="督促整改回复").click()
        expect(page.get_by_role("combobox", name=re.compile("^项目"))).to_have_value(re.compile(place["name"]))
        fill(page, "督促内容", "二区临边防护整改已逾期，请今天回复")
        submit(page)
        expect(said(page)).to_contain_text("已发给项目部")
    people = site_page(visitors, site, company, place)
    people.goto("/web/reminders/")
    expect(people.get_by_text("督促整改回复").first).to_be_visible()
    menu(people, "督促记录")
    button(row(people, "二区临边防护"), "回复").click()
    people.get_by_label(re.compile("^回复内容")).fill("已整改完成，照片已上传")
    submit(people)
    page.goto("/construction/site-urges/")
    expect(row(page, "二区临边防护")).to_contain_text("已整改完成")


def test_a_number_of_the_overview_opens_its_sheets(visitors: Visitors, site: Site, company: str) -> None:
    inspected = site.query(
        f"select s.id, s.name, count(*) as made from inspection_inspection i join ({OWN_SITE}) s on s.id = i.site_id "
        "where i.\"by\" = 'company' and i.state != 'draft' and i.state != 'deleted' group by 1, 2 order by 3 desc", company,
    )[0]  # fmt: skip
    page = visitors.enter(company, path=f"/construction/sites/{inspected['id']}/")
    with step("J-2.1.c"):
        figure = page.get_by_label("检查信息").get_by_role("link", name=re.compile("^企业检查"))
        expect(figure).to_contain_text(str(inspected["made"]))
        figure.click()
        lines = page.locator("table.list tbody tr")
        expect(lines.first).to_contain_text(inspected["name"])
        lines.first.locator("td.title a").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main")).to_contain_text(inspected["name"])
        expect(page.get_by_role("heading", name=re.compile("检查"))).not_to_have_count(0)


def test_accounts_and_passwords_of_the_sites(
    visitors: Visitors, site: Site, company: str, place: dict[str, Any]
) -> None:
    page = visitors.enter(company)
    with step("J-1.f"):
        menu(page, "项目帐号")
        page.get_by_label("关键字").fill(place["number"])
        search(page)
        line = row(page, place["number"])
        if site.value("select account from site_site where id = ?", place["id"]) == "open":
            do(page, button(line, "停用帐号"))
            expect(row(page, place["number"])).to_contain_text("已停用")
        do(page, button(row(page, place["number"]), "开通帐号"))
        expect(said(page)).to_contain_text(f"用户名：{place['number']}")
        word = one_time(page)
        people = enter_first(visitors, place["number"], word)
        menu(people, "项目信息")
        expect(people.get_by_text("共 1 条")).to_be_visible()
        do(page, button(row(page, place["number"]), "停用帐号"))
        expect(row(page, place["number"])).to_contain_text("已停用")
        people.reload()
        expect(
            people.get_by_role("button", name="登录", exact=True).or_(people.get_by_text("没有岗位"))
        ).to_be_visible()


def test_sites_are_given_to_a_branch(visitors: Visitors, site: Site, company: str) -> None:
    page = visitors.enter(company)
    menu(page, "区域公司")
    page.get_by_role("link", name="新增", exact=True).click()
    fill(page, "区域公司名称", "浙北区域公司")
    fill(page, "负责人", "陆平")
    fill(page, "联系电话", "13800000021")
    submit(page)
    do(page, button(row(page, "浙北区域公司"), "开通帐号"))
    word = one_time(page)
    numbers = [one["number"] for one in site.query(OWN_SITE, company)[-2:]]
    menu(page, "项目信息")
    for number in numbers:
        page.goto(f"/construction/sites/?q={number}")
        row(page, number).get_by_role("checkbox").check()
        page.locator("#batch select[name=branch]").select_option(label="浙北区域公司")
        with page.expect_navigation():
            page.get_by_role("button", name="归到区域公司", exact=True).click()
            if page.locator("dialog[open]").count():
                confirm(page)
        expect(said(page)).to_contain_text("已完成 1 条")
    firm = site.value("select o.name from scope_organisation o where o.name like '%浙北区域公司'")
    regional = enter_first(visitors, str(firm), word)
    menu(regional, "项目信息")
    expect(regional.get_by_text(f"共 {len(numbers)} 条")).to_be_visible()
    expect(row(regional, numbers[0])).to_be_visible()


def test_super_dangerous_works_from_the_site_to_the_company(
    visitors: Visitors, site: Site, company: str, place: dict[str, Any]
) -> None:
    people = site_page(visitors, site, company, place)
    with step("J-0.c"):
        menu(people, "危大工程")
        people.get_by_role("link", name="新增", exact=True).click()
        fill(people, "危大工程名称", PITS)
        people.get_by_label(re.compile("^类别")).select_option(label="基坑工程：基坑（槽）土方开挖、支护、降水")
        people.get_by_label(re.compile("^开挖深度")).fill("4.9")
        expect(people.locator("#judged")).to_contain_text("危大工程")
        expect(people.locator("#judged")).to_contain_text("3 m及以上")
        people.get_by_label(re.compile("^开挖深度")).fill("9.6")
        expect(people.locator("#judged")).to_contain_text("超危大工程")
        expect(people.locator("#judged")).to_contain_text("方案须经专家论证")
        fill(people, "计划开工日期", "2026-10-01")
        fill(people, "计划完工日期", "2027-03-01")
        submit(people)
        expect(people.get_by_text("开挖深度 9.6 m（5 m及以上）").first).to_be_visible()
        people.get_by_role("link", name=PITS, exact=True).click()
        expect(people.get_by_text("没有专家论证")).to_be_visible()
    page = visitors.enter(company)
    with step("J-0.d", "J-4.a"):
        menu(page, "超危大工程清单")
        expect(row(page, PITS)).to_contain_text(place["name"])
    with step("J-4.b"):
        row(page, PITS).get_by_role("button", name=re.compile("^展开")).click()
        below = page.locator("tr.unfolded")
        for title in ("施工方案", "专家论证", "交底记录", "验收纪录（结论）", "实施情况"):
            expect(below.get_by_role("heading", name=title, exact=True)).to_be_visible()
        expect(below.locator(".missing").filter(has_text="没有专家论证")).to_be_visible()
    with step("J-4.c"):
        button(row(page, PITS), "督促整改完善").click()
        page.get_by_label(re.compile("^整改完善要求")).fill("请在周五前完成专家论证，论证前不得开挖")
        submit(page)
        page.goto("/construction/super-dangerous/")
        expect(row(page, PITS)).to_contain_text("须整改完善")
    people.goto("/web/reminders/")
    expect(people.get_by_text("督促超危大工程整改完善").first).to_be_visible()
    complete_papers(people, site)
    page.goto("/construction/super-dangerous/")
    row(page, PITS).get_by_role("button", name=re.compile("^展开")).click()
    below = page.locator("tr.unfolded")
    expect(below).to_contain_text("第一层土方开挖完成")
    expect(below).to_contain_text("方诚")
    expect_equal(below.locator(".missing").count(), 0)
    expect_that(
        site.value("select state from dangerous_work_dangerouswork where name = ?", PITS) == "working", "施工中"
    )


def complete_papers(page: Page, site: Site) -> None:
    """The people on the site bring scheme, expert review, briefing and course."""
    key = site.value("select id from dangerous_work_dangerouswork where name = ?", PITS)
    page.goto(f"/construction/dangerous/{key}/")
    button(page, "送专家论证").click()
    attach_picture(page, "专项施工方案", 11, "专项施工方案.jpg")
    for label, value in (
        ("编制人", "李工"), ("审核人（施工单位技术负责人）", "王总工"), ("审核日期", "2026-09-20"),
        ("审查人（总监理工程师）", "赵总监"), ("审查日期", "2026-09-21"),
    ):  # fmt: skip
        page.get_by_label(re.compile(f"^{re.escape(label)}")).fill(value)
    submit(page)
    page.goto(f"/construction/dangerous/{key}/")
    button(page, "登记论证通过").click()
    fill(page, "专家论证日期", "2026-09-28")
    page.get_by_role("radio", name="通过", exact=True).check()
    for number, name in enumerate(EXPERTS):
        page.get_by_role("button", name=re.compile("添加|增加")).click()
        page.get_by_label("姓名").nth(number).fill(name)
    fill(page, "论证意见", "方案可行，加强周边道路沉降监测")
    attach_picture(page, "专家论证报告", 12, "论证报告.jpg")
    submit(page)
    for slug, text in (("dangerous-briefings", "逐级交底，双方签字"), ("dangerous-progress", "第一层土方开挖完成")):
        page.goto(f"/construction/{slug}/new/?work={key}")
        fill(page, "日期", "2026-10-02")
        page.get_by_label(re.compile("^负责人")).fill("周正")
        fill(page, "内容", text)
        submit(page)
