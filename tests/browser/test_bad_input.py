"""What goes wrong in real life: strange addresses, double clicks, two windows, broken sheets, forged forms."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from .hands import attach, attach_picture, fill, menu, row, said, saved_file, submit, tab
from .people import Cast, Visitors
from .site import Site
from .steps import expect_equal, expect_that
from .watch import Watch

pytestmark = pytest.mark.browser
BROKEN = 50


def status(page: Page, path: str) -> int:
    """What an address answers."""
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def strangers(site: Site, firm: dict[str, Any]) -> dict[str, Any]:
    """Another firm's hazard with a picture, and its sheet."""
    hazard = site.query(
        "select id, photos, unit_id from hazard_hazard where unit_id <> ? and is_reported and photos <> '[]' "
        "and state = 'open' order by id", firm["organisation_id"],
    )[0]  # fmt: skip
    sheet = site.value("select id from selfcheck_selfcheck where unit_id <> ? order by id", firm["organisation_id"])
    return {
        "hazard": hazard["id"],
        "unit": hazard["unit_id"],
        "sheet": sheet,
        "photo": re.findall(r'"([^"]+)"', hazard["photos"])[0],
    }


def test_a_strangers_id_in_an_address_is_not_there(visitors: Visitors, site: Site, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"])
    theirs = strangers(site, cast.firm)
    base = "/self_check"
    for path in (
        f"{base}/ledger/{theirs['hazard']}/", f"{base}/ledger/{theirs['hazard']}/edit/", f"{base}/ledger/{theirs['hazard']}/paper/",
        f"{base}/unrectified/{theirs['hazard']}/move/rectify/", f"{base}/history/{theirs['sheet']}/",
        f"{base}/selfcheck-new/{theirs['sheet']}/screen/", f"{base}/firm/{theirs['unit']}/", f"{base}/book/{theirs['unit']}/screen/",
        f"/files/{theirs['photo']}/", f"/files/{theirs['photo']}/thumb", f"/web/answerability/hazard/{theirs['hazard']}/",
        f"/doors/go/hazard/{theirs['hazard']}/", f"{base}/firms/", f"{base}/log/",
    ):  # fmt: skip
        expect_equal(status(page, path), 404, path)
        absent = re.sub(r"/\d+/", "/987654321/", path)
        expect_equal(status(page, absent), 404, f"{absent}：没有的和别人的应同样回答")
    token = page.goto("/web/home/") and page.locator("meta[name=csrf]").get_attribute("content")
    answer = page.request.post(
        f"{base}/unrectified/{theirs['hazard']}/move/rectify/",
        form={"csrfmiddlewaretoken": token or "", "done": "false", "text": "越权"}, headers={"Referer": site.base},
    )  # fmt: skip
    expect_equal(answer.status, 404)
    expect_equal(status(page, f"{base}/ledger/?unit={theirs['unit']}"), 200)
    expect_that(not page.locator(f"tr[data-id='{theirs['hazard']}']").count(), "筛选条件带出了别人的记录")


def test_a_double_click_is_one_row(visitors: Visitors, site: Site, cast: Cast, watch: Watch) -> None:
    page = visitors.enter(cast.firm["username"], path="/self_check/quick/")
    attach_picture(page, "照片", 401)
    fill(page, "或自己写", "配电箱前堆放杂物")
    with page.expect_navigation():
        page.get_by_role("button", name="提交", exact=True).dblclick()
    expect(said(page)).to_contain_text("已上报")
    count = "select count(*) from hazard_hazard where problem = '配电箱前堆放杂物'"
    expect_equal(site.value(count), 1)
    page.go_back()
    page.reload()
    expect_equal(site.value(count), 1, "后退再刷新")
    # The browser keeps the typed text on going back and would ask before losing it, had anybody touched the page.
    watch.forget("beforeunload")


def test_two_windows_edit_one_file(visitors: Visitors, site: Site, cast: Cast) -> None:
    firm = cast.firms()[0]
    one, two = (
        visitors.enter(firm["username"], path=f"/self_check/firm/{firm['organisation_id']}/edit/") for _ in range(2)
    )
    fill(one, "电子邮箱", "one@example.com")
    submit(one)
    expect(said(one)).to_contain_text("已保存")
    fill(two, "电子邮箱", "two@example.com")
    fill(two, "注册地址", "武进区第二窗口路2号")
    submit(two)
    told = two.get_by_role("alert").first
    expect(told).to_contain_text("别人刚刚修改了这条记录")
    expect(told).to_contain_text("one@example.com")
    expect(told).to_contain_text("two@example.com")
    expect(two.get_by_label(re.compile("^注册地址"))).to_have_value("武进区第二窗口路2号")
    column = "select email from enterprise_enterprise where organisation_id = ?"
    expect_equal(site.value(column, firm["organisation_id"]), "one@example.com")
    submit(two)
    expect(said(two)).to_contain_text("已保存")
    expect_equal(site.value(column, firm["organisation_id"]), "two@example.com")


def test_a_programme_that_calls_itself_a_picture(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"], path="/self_check/quick/")
    box = attach(page, "照片", "现场照片.jpg", b"MZ\x90\x00\x03" + bytes(range(256)) * 40)
    expect(box).to_contain_text(re.compile("打不开|不是图片"))
    expect(box.locator("li.file[data-file]")).to_have_count(0)
    box = attach(page, "照片", "清单.exe", b"MZ\x90\x00", "application/x-msdownload")
    expect(box.locator("[data-file-error]")).to_contain_text("不收")


def write_rows(template: Path, rows: list[dict[str, str]]) -> Path:
    """The downloaded template with these rows under its heads."""
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    heads = {}
    for line in sheet.iter_rows(min_row=1, max_row=5):
        heads = {str(cell.value).rstrip("*").strip(): cell.column for cell in line if cell.value}
        if "生产经营单位名称" in heads:
            first = line[0].row + 1
            break
    for offset, values in enumerate(rows):
        for head, value in values.items():
            sheet.cell(first + offset, heads[head], value)
    path = template.with_name("填好的.xlsx")
    book.save(path)
    return path


def upload_sheet(page: Page, path: Path) -> None:
    """选择文件 and 上传并检查, waited for until it has been checked."""
    page.get_by_label(re.compile("^选择文件")).set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name=re.compile("处需要改|检查通过|没有导入"))).to_be_visible(timeout=30000)


def test_a_sheet_with_fifty_broken_rows(visitors: Visitors, site: Site, cast: Cast, tmp_path: Path) -> None:
    page = visitors.enter(cast.office)
    before = site.value("select count(*) from enterprise_enterprise")
    menu(page, "企业信息")
    page.get_by_role("link", name="导入", exact=True).click()
    template = saved_file(page, page.get_by_role("link", name="下载导入模板"), tmp_path)
    area = "江苏省常州市武进区湖塘镇"
    good = {
        "生产经营单位名称": "常州市禾川涂料有限公司",
        "所属镇（区域）": area,
        "监管行业": "危险化学品",
        "统一社会信用代码": "暂不清楚",
    }
    broken = [
        good | {"生产经营单位名称": f"坏行{n}有限公司", **({"监管行业": "造船"} if n % 3 == 0 else {"所属镇（区域）": "没有这个镇"} if n % 3 == 1
                else {"成立日期": "2026-13-45"})}
        for n in range(BROKEN)
    ]  # fmt: skip
    upload_sheet(page, write_rows(template, [good, *broken]))
    expect(page.get_by_role("heading", name=re.compile("处需要改，一行都没有保存"))).to_be_visible()
    marked = saved_file(page, page.get_by_role("link", name="下载标注了错误的表格"), tmp_path)
    notes = [
        c.comment.text for line in openpyxl.load_workbook(marked).worksheets[0].iter_rows() for c in line if c.comment
    ]
    text = "\n".join(
        [*notes, *(str(c.value) for line in openpyxl.load_workbook(marked).worksheets[0].iter_rows() for c in line)]
    )
    expect_that("造船" in text and "没有这个镇" in text and "2026-13-45" in text, "返回的表格里没有原来填的内容")
    expect_equal(site.value("select count(*) from enterprise_enterprise"), before, "有错时一行都不该保存")
    page.get_by_role("link", name="改好后重新上传").click()
    upload_sheet(page, write_rows(template, [good]))
    expect(page.get_by_role("heading", name="检查通过：共 1 行")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible(timeout=30000)
    expect_equal(site.value("select count(*) from enterprise_enterprise"), before + 1)


def test_a_sheet_that_is_none(visitors: Visitors, cast: Cast, tmp_path: Path) -> None:
    page = visitors.enter(cast.office, path="/self_check/firms/import/")
    fake = tmp_path / "名单.xlsx"
    fake.write_bytes(b"PK\x03\x04 not a workbook")
    page.get_by_label(re.compile("^选择文件")).set_input_files(fake)
    with page.expect_navigation():
        page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_days_that_do_not_exist(visitors: Visitors, site: Site, cast: Cast) -> None:
    page = visitors.enter(cast.office)
    for day in ("2026-13-45", "2026-02-29", "昨天"):
        expect_equal(status(page, f"/self_check/hazards/?found_on_from={day}"), 200)
        expect(page.get_by_role("alert").filter(visible=True).first).to_contain_text("不是有效日期")
        expect(page.locator("table.list tbody tr")).to_have_count(0)
    expect_equal(status(page, "/self_check/hazards/?found_on_from=2024-02-29"), 200)
    expect(page.locator("table.list tbody tr").first).to_be_visible()
    unit = visitors.enter(cast.firm["username"], path="/self_check/ledger/")
    draft = site.value(
        "select id from hazard_hazard where unit_id = ? and state = 'draft' order by id", cast.firm["organisation_id"]
    )
    expect_equal(status(unit, f"/self_check/ledger/{draft}/edit/"), 200)
    unit.locator("[name=found_on]").evaluate("e => { e.type = 'text'; e.value = '2026-13-45'; }")
    submit(unit)
    expect(unit.get_by_role("alert").first).to_contain_text("发现日期")


def test_a_state_forced_in_a_post(visitors: Visitors, site: Site, cast: Cast) -> None:
    draft = site.value(
        "select id from hazard_hazard where unit_id = ? and state = 'draft' order by id", cast.firm["organisation_id"]
    )
    page = visitors.enter(cast.firm["username"], path=f"/self_check/ledger/{draft}/edit/")
    page.locator("form.record").evaluate("""form => {
      for (const [name, value] of Object.entries({ state: "closed", is_reported: "true", review_state: "accepted", unit: "1",
        supervision_state: "delisted", made_by: "1", version: form.elements.version.value })) {
        const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
        form.append(input);
      } }""")
    fill(page, "主要问题", "仓库防爆灯罩破损")
    submit(page)
    found = site.query("select * from hazard_hazard where id = ?", draft)[0]
    expect_equal(found["problem"], "仓库防爆灯罩破损")
    expect_equal((found["state"], found["is_reported"], found["review_state"]), ("draft", 0, "none"))
    expect_equal((found["unit_id"], found["supervision_state"]), (cast.firm["organisation_id"], "none"))
    expect_equal(status(page, f"/self_check/ledger/{draft}/move/verify/"), 403, "别人的步骤")


def test_a_draft_survives_a_closed_tab(visitors: Visitors, cast: Cast) -> None:
    page = visitors.enter(cast.firm["username"], path="/self_check/quick/")
    fill(page, "或自己写", "叉车倒车报警不响")
    expect(page.locator("[data-draft-saved]")).to_contain_text("草稿已存")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto("/self_check/quick/")
    again.get_by_role("button", name="恢复").click()
    expect(again.get_by_label(re.compile("^或自己写"))).to_have_value("叉车倒车报警不响")
    again.get_by_role("button", name="提交", exact=True).click()
    expect(said(again)).to_contain_text("已上报")
    menu(again, "自查自改")
    tab(again, "隐患台账")
    expect(row(again, "叉车倒车报警不响")).to_have_count(1)
