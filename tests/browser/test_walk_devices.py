"""A device on the pages of its firm and of the authority: what it says is seen without reloading; the map; a lorry's day."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

from anlan.gateways.hj212.protocol import encode_realtime
from anlan.gateways.jt808 import messages
from anlan.gateways.jt808.downlink import understand
from anlan.gateways.jt808.frame import Frame, Splitter, read
from anlan.gateways.jt808.terminal import Terminal

from . import site as house
from .hands import submit
from .people import Cast, Visitors
from .site import ROOT, Site, free_port, prepared_home

pytestmark = pytest.mark.browser
MN, WORD, PHONE = "ANLWALK00000000000000001", "A1B2C3", "13800008808"
MADE = """
import sys
import django
django.setup()
from anlan.domain.device import present
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import now
from anlan.kernel.scope.models import Seat
from anlan.telemetry.store import store
from anlan.telemetry.words import Position, Reading
seat = Seat.objects.filter(user__username=sys.argv[1]).first()
where = {"longitude": "119.950000", "latitude": "31.700000", "place": "北厂界"}
values = {"name": "北厂界扬尘监测站", "kind": "dust", "number": "WALK-1"} | where
station = deliver(Act(seat, "device", "create", values=values)).row
source = {"device": str(station.pk), "protocol": "hj212", "address": sys.argv[2], "secret": sys.argv[3]}
deliver(Act(seat, "devicesource", "create", values=source))
values = {"name": "危货运输车", "kind": "lorry", "number": "WALK-2", "plate": "苏D88888", "plate_colour": "yellow"}
lorry = deliver(Act(seat, "device", "create", values=values)).row
terminal = {"device": str(lorry.pk), "protocol": "jt808", "address": sys.argv[4]}
deliver(Act(seat, "devicesource", "create", values=terminal))
at = int(now().timestamp() * 1000)
past = [Reading(station.pk, 2, at - n * 60_000, 60.0) for n in range(10, 50)]
out = [Position(lorry.pk, at - 7_200_000 + n * 10_000, 31.7 + n * 0.0015, 119.9, speed=60) for n in range(120)]
stand = [Position(lorry.pk, out[-1].at + n * 10_000, out[-1].lat, 119.9, speed=0) for n in range(1, 60)]
store().append(past, [*out, *stand], at - 600_000)
present.look_at([station.pk, lorry.pk])
print(station.pk, lorry.pk)
"""


class Live(Site):
    """A house with a gateway beside it: the live line, and the door of HJ 212."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.door = free_port()
        self.lorries = free_port()
        self.gateways = f"live:{free_port()},hj212:{self.door},jt808:{self.lorries}"

    def makes(self, *arguments: str) -> list[int]:
        """A dust station and a lorry with their past; their numbers."""
        command = [sys.executable, "-c", MADE, *arguments]
        told = house.environment(self.home, self.now()) | {"DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
        done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120, check=False)
        assert not done.returncode, done.stderr
        return [int(word) for word in done.stdout.split()[-2:]]

    def says(self, **factors: float | tuple[float, str]) -> None:
        """The station sends values over a socket; returns once they were stored and answered."""
        self.until(lambda: self._answered(factors), "网关没有应答", 40)

    def _answered(self, factors: dict[str, float | tuple[float, str]]) -> bool:
        moment = int(self.now().timestamp()) * 1000
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.door), timeout=5) as line:
            line.sendall(encode_realtime(MN, WORD, "39", moment, factors, flag=5))
            return b"CN=9014" in line.recv(4096)
        return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Replaces the plain house of the other walks."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home = tmp_path_factory.mktemp("house") / "home"
    shutil.copytree(prepared_home(shared), home)
    live, plain = Live(home), house.environment
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house, "environment", lambda *about: plain(*about) | {"ANLAN_GATEWAYS": live.gateways})
        try:
            live.start()
            yield live
        finally:
            live.stop()


@pytest.fixture(scope="module")
def devices(site: Live) -> list[int]:
    """The station and the lorry of the firm the story is about."""
    return site.makes(Cast(site).firm["username"], MN, WORD, PHONE)


class Lorry:
    """A lorry's terminal."""

    def __init__(self, port: int) -> None:
        self.port, self.terminal = port, Terminal(PHONE, modern=True)

    def enters(self) -> bool:
        """Dials, registers and authenticates; False while the gateway does not know it yet."""
        self._splitter, self._heard = Splitter(), list[Frame]()
        self._line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self._line.sendall(self.terminal.register(messages.Registration(32, 412, "AL", "AL-808", "T1", 2, "苏D88888")))
        answer = messages.Registered.read(self.hears(messages.REGISTERED).body)
        if answer.result:
            self._line.close()
            return False
        self._line.sendall(self.terminal.authenticate(answer.code))
        return messages.Answer.read(self.hears(messages.ANSWER).body).result == messages.DONE

    def hears(self, kind: int) -> Frame:
        """The next message of that kind."""
        while not (found := [frame for frame in self._heard if frame.id == kind]):
            data = self._line.recv(4096)
            assert data, "网关断开了连接"
            self._heard += [read(raw) for raw in self._splitter.feed(data)]
        self._heard.clear()
        return found[0]

    def answers(self, to: Frame) -> None:
        """成功."""
        self._line.sendall(self.terminal.answer(to))


def test_what_a_device_says_is_on_the_wall_and_on_its_curve_without_reloading(
    visitors: Visitors, cast: Cast, site: Live, devices: list[int]
) -> None:
    page = visitors.enter(cast.firm["username"], path="/self_check/devices-wall/?q=WALK-1")
    expect(page.locator("[data-live-state]")).to_have_text("实时", timeout=30_000)
    page.evaluate("window.never_left = true")
    card = page.locator(f"[data-device='{devices[0]}']")
    site.says(a34002=88)
    expect(card.locator("[data-quantity='2'] [data-text]")).to_have_text("88")
    expect(card.locator("[data-state]")).to_have_text("正常")
    sound = page.locator("[data-wall-sound]")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.press("Enter")
    expect(sound).to_have_text("报警声音：开")
    assert page.evaluate("window.never_left")
    card.get_by_role("link", name="北厂界扬尘监测站").click()
    figure = page.locator("#curve-pm10")
    expect(figure).to_have_attribute("data-drawn", re.compile(r"\d+"))
    before = int(figure.get_attribute("data-drawn") or 0)
    page.evaluate("window.never_left = true")
    site.says(a34002=91, a34001=1250)
    expect(page.locator("[data-device] [data-quantity='1']")).to_contain_text("超过报警限值 1000")
    page.wait_for_function(f"Number(document.querySelector('#curve-pm10').dataset.drawn) > {before}")
    assert page.evaluate("window.never_left")
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出 CSV").click()
    assert "60" in Path(taken.value.path()).read_text("utf-8-sig")
    page.get_by_role("link", name="近30天").click()
    expect(page.locator("#curve-pm10")).to_have_attribute("data-drawn", re.compile(r"\d+"))


def test_the_authority_sees_it_and_another_firm_does_not(
    visitors: Visitors, cast: Cast, site: Live, devices: list[int]
) -> None:
    page = visitors.enter(cast.office, path="/self_check/firm-devices-wall/?q=WALK-1")
    expect(page.locator(f"[data-device='{devices[0]}']")).to_be_visible()
    other = visitors.enter(cast.seats("enterprise_safety_officer")[1]["username"])
    for slug in ("device-live", "device-track"):
        assert other.request.get(f"/self_check/{slug}/{devices[0]}/screen/").status == 404


def test_a_state_that_changes_is_on_the_map_without_reloading_or_asking_before(
    visitors: Visitors, cast: Cast, site: Live, devices: list[int]
) -> None:
    page = visitors.enter(cast.firm["username"], path="/self_check/devices-map/?kind=dust")
    expect(page.locator("[data-live-state]")).to_have_text("实时", timeout=30_000)
    station = page.locator("[data-map-list] li").filter(has_text="北厂界扬尘监测站")
    site.says(a34002=90)
    expect(station).to_contain_text("正常")
    page.evaluate("window.never_left = true")
    site.says(a34002=(90, "D"))
    expect(station).to_contain_text("故障")
    site.says(a34002=90)
    expect(station).to_contain_text("正常")
    assert page.evaluate("window.never_left")


def test_the_map_on_a_phone(visitors: Visitors, cast: Cast, devices: list[int]) -> None:
    page = visitors.enter(cast.firm["username"], phone=True, path="/self_check/devices-map/")
    expect(page.locator("#map")).to_have_attribute("data-shown", re.compile("^[1-9]"))
    expect(page.locator("[data-map-list] li").first).not_to_have_text("正在读取…")
    page.get_by_role("button", name="放大地图", exact=True).tap()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_lorrys_day_is_replayed(visitors: Visitors, cast: Cast, devices: list[int]) -> None:
    page = visitors.enter(cast.firm["username"], path=f"/self_check/device-track/{devices[1]}/screen/")
    expect(page.locator("#map")).to_have_attribute("data-drawn", re.compile(r"\d+"))
    expect(page.get_by_text("19.8 km")).to_be_visible()
    output = page.locator("[data-at]")
    began = output.inner_text()
    play = page.locator("[data-play]")
    play.press("Enter")
    expect(output).not_to_have_text(began)
    play.press("Enter")
    expect(play).to_have_text("播放")
    page.locator("[data-place]").press("End")
    expect(output).to_contain_text("0 km/h")
    page.locator("[data-jump]").first.press("Enter")
    expect(output).not_to_have_text(began)


def test_a_text_to_a_lorry_and_its_answer(visitors: Visitors, cast: Cast, site: Live, devices: list[int]) -> None:
    lorry = Lorry(site.lorries)
    site.until(lorry.enters, "网关不认识终端", 30)
    page = visitors.enter(cast.firm["username"], path=f"/self_check/devices/{devices[1]}/")
    page.get_by_role("link", name="下发指令").click()
    page.locator("select[name=kind]").select_option(label="文本信息")
    page.get_by_label("文本内容").fill("前方施工，请减速")
    page.get_by_label("终端语音播读").check()
    submit(page)
    expect(page).to_have_url(re.compile(rf"/devices/{devices[1]}/$"))
    orders = page.locator("#orders")
    expect(orders).to_contain_text(re.compile("待下发|已下发"))
    text = lorry.hears(0x8300)
    said = understand(text)
    assert said is not None and said.values["text"] == "前方施工，请减速" and said.values["flag"] == 0x08
    lorry.answers(text)
    expect(orders).to_contain_text("终端已应答", timeout=20_000)
    expect(orders).to_contain_text("终端答复：成功")
    orders.get_by_role("link").nth(1).click()
    expect(page.locator(".page-head")).to_contain_text("终端已应答")
