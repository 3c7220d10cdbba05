"""The people of the demo district, and how they sign in."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from .site import PASSWORD, Site
from .watch import Watch

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36",
}  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
SEATS = """
    select u.username, u.name, o.name as organisation, o.id as organisation_id, r.key as role
    from scope_seat s join people_user u on u.id = s.user_id join people_role r on r.id = s.role_id
    join scope_organisation o on o.id = s.organisation_id
    where u.is_active and not u.must_choose and s.ends_on is null and not s.proxy
"""


def fill_sign_in(page: Page, site: Site, username: str, password: str, captcha: str | None = None) -> None:
    """Types into the three fields; the right code is what the house has stored for the picture shown."""
    key = page.locator("[name=captcha_0]").input_value()
    code = (
        site.value("select response from captcha_captchastore where hashkey = ?", key) if captcha is None else captcha
    )
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=False).first.fill(password)
    page.get_by_label("验证码", exact=False).first.fill(code)


def sign_in(page: Page, site: Site, username: str, password: str = PASSWORD) -> None:
    """The real sign-in, as the manual has it: 用户名、密码、验证码、登录."""
    page.goto(f"{site.base}/people/sign-in/")
    fill_sign_in(page, site, username, password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


class Visitors:
    """Opens a browser context per person; remembers who has signed in to this house before."""

    def __init__(self, chrome: Browser, site: Site, watch: Watch) -> None:
        self.chrome, self.site, self.watch = chrome, site, watch
        self.contexts: list[BrowserContext] = []

    def page(self, phone: bool = False, cookies: list[Any] | None = None) -> Page:
        """A new page in a context of its own."""
        context = self.chrome.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", base_url=self.site.base, accept_downloads=True,
            **(PHONE if phone else DESKTOP),
        )  # fmt: skip
        context.set_default_timeout(30000)
        if cookies:
            context.add_cookies(cookies)
        self.watch.over(context)
        self.contexts.append(context)
        return context.new_page()

    def enter(self, username: str, phone: bool = False, path: str = "/web/home/") -> Page:
        """A page of somebody who is signed in; the first time by signing in."""
        page = self.page(phone, self.site.cookies.get(username))
        if username not in self.site.cookies:
            sign_in(page, self.site, username)
            self.site.cookies[username] = page.context.cookies()
        page.goto(path)
        return page

    def close(self) -> None:
        """Closes every context of this test."""
        for context in self.contexts:
            context.close()


class Cast:
    """Who is who in the demo district, found by what they are, not by name."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def seats(self, role: str) -> list[dict[str, Any]]:
        """Everybody in a role, in the order they were made."""
        return self.site.query(f"{SEATS} and r.key = ? order by s.id", role)

    @property
    def firm(self) -> dict[str, Any]:
        """The small chemical firm the story is about: the first one shown on the sign-in page."""
        return self.seats("enterprise_safety_officer")[0]

    def firms(self, where: str = "1", *values: Any) -> list[dict[str, Any]]:
        """Firms with an account: username, organisation, area and industry, under a condition over ``e`` and ``o``."""
        return self.site.query(
            f"select * from ({SEATS} and r.key = 'enterprise_safety_officer') x "
            f"join enterprise_enterprise e on e.organisation_id = x.organisation_id "
            f"join scope_organisation o on o.id = x.organisation_id where {where} order by o.id", *values,
        )  # fmt: skip

    @property
    def office(self) -> str:
        """区安委办's officer."""
        return str(self.seats("office_officer")[0]["username"])

    @property
    def administrator(self) -> str:
        """系统管理员."""
        return str(self.seats("system_administrator")[0]["username"])

    def _officer(self, organisation: int | None, role: str) -> str:
        found = self.site.query(f"{SEATS} and r.key = ? and o.id = ? order by s.id", role, organisation)
        assert found, f"演示数据里没有 {role}（机构 {organisation}）"
        return str(found[0]["username"])

    def _authority(self, firm: dict[str, Any], column: str) -> int | None:
        sql = f"select coalesce(supervisor_id, {column}) from scope_organisation where id = ?"
        found: int | None = self.site.value(sql, firm["organisation_id"])
        return found

    def locality_of(self, firm: dict[str, Any]) -> str:
        """The officer of the town a firm lies in."""
        return self._officer(self._authority(firm, "locality_id"), "locality_officer")

    def department_of(self, firm: dict[str, Any]) -> str:
        """The officer of the department that answers for a firm's industry."""
        return self._officer(self._authority(firm, "department_id"), "department_officer")
