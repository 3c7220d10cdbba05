"""What is sent down to a device: who may, what may be said, how it waits, and what becomes of it."""

import asyncio
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from anlan.domain.device import flows, orders, sending
from anlan.domain.device.models import DeviceOrder
from anlan.domain.device.testing import an_order, asked_station_of, lorry_of, tank_of
from anlan.kernel.act.act import NotYours, Refused
from anlan.kernel.clock import jobs, now
from anlan.kernel.testing import Cast
from anlan.telemetry import outgoing
from anlan.telemetry.outgoing import Answer, Outcome

PATIENCE = 10.0


def test_what_may_be_said() -> None:
    assert orders.text_refused("汉" * 249) is None and orders.text_refused("a" * 499) is None
    assert "现有 500 字节" in (orders.text_refused("汉" * 250) or "")
    assert "不能显示“😀”" in (orders.text_refused("减速😀") or "")
    assert orders.tracking_refused(10, 600) is None and orders.tracking_refused(0, None) is None
    assert orders.tracking_refused(3600, 86_400) is None
    for interval, duration in ((10, None), (10, 9), (10, 86_401), (3601, 86_400), (0, 60)):
        assert orders.tracking_refused(interval, duration), (interval, duration)
    assert orders.setting_refused("top_speed", 80) is None and orders.setting_refused("top_speed", 150) is None
    assert "5 至 150 km/h" in (orders.setting_refused("top_speed", 151) or "")


def test_what_devices_can_be_asked() -> None:
    text, read = outgoing.Text("减速"), outgoing.Read(("report_interval", "top_speed"))
    assert orders.unable({"jt808"}, text) is None and orders.unable({"hj212", "jt808"}, text) is None
    assert orders.unable({"hj212"}, text) == "HJ 212 设备不支持这种指令"
    assert orders.unable({"hj212"}, read) == "HJ 212 设备没有参数“最高速度”"
    assert orders.unable({"hj212"}, outgoing.Clock()) is None and orders.unable({"jt808"}, outgoing.Clock())
    assert "不支持" in (orders.unable({"mqtt"}, text) or "") and "没有启用的接入方式" in (
        orders.unable(set(), text) or ""
    )
    assert orders.can_be_asked({"mqtt", "hj212"}) and not orders.can_be_asked({"http"})


def order_of(cast: Cast, member: str = "owner", **more: Any) -> DeviceOrder:
    """A new order to the firm's lorry."""
    row = cast.does(member, "deviceorder", "create", **an_order(lorry_of(cast), **more)).row
    assert isinstance(row, DeviceOrder)
    return row


def state_of(row: DeviceOrder) -> str:
    row.refresh_from_db()
    return str(row.state)


def test_every_kind_says_what_it_asks(cast: Cast) -> None:
    asked = (
        ({}, "前方施工，请减速", outgoing.Text("前方施工，请减速", shown=True, spoken=True)),
        ({"urgent": "true"}, "【紧急】前方施工，请减速", outgoing.Text("前方施工，请减速", True, True, True)),
        (
            {"kind": "track", "interval": "10", "duration": "600"},
            "每 10 秒上报一次位置，持续 600 秒",
            outgoing.Track(10, 600),
        ),
        ({"kind": "track", "interval": "0"}, "停止跟踪", outgoing.Track(0)),
        (
            {"kind": "read", "parameters": ["top_speed", "rest"]},
            "最高速度、最小休息时间",
            outgoing.Read(("top_speed", "rest")),
        ),
        (
            {"kind": "set", "parameter": "top_speed", "value": "80"},
            "最高速度设为 80 km/h",
            outgoing.Set("top_speed", 80),
        ),
        ({"kind": "now"}, "立即上报数据", outgoing.Now()),
    )
    for values, content, question in asked:
        row = order_of(cast, **values)
        assert (row.content, orders.question_of(row), row.state) == (content, question, flows.WAITING)
        assert timedelta(hours=23) < row.valid_until - now() <= timedelta(hours=24)
    assert row.text == "" and row.ways == [], "what is not asked is not kept"


def test_what_is_refused(cast: Cast) -> None:
    lorry, tank, station = lorry_of(cast), tank_of(cast), asked_station_of(cast)
    refused = (
        ("owner", an_order(lorry, text="长" * 250), "499 字节"), ("owner", an_order(lorry, ways=[]), "播报方式"),
        ("owner", an_order(lorry, kind="track", interval="10", duration="5"), "跟踪时长"),
        ("owner", an_order(lorry, kind="read", parameters=["engine"]), "不在可选范围"),
        ("owner", an_order(lorry, kind="set", parameter="top_speed", value="500"), "可设置 5 至 150"),
        ("owner", an_order(lorry, kind="clock"), "JT/T 808 设备不支持"), ("owner", an_order(tank), "没有启用的接入方式"),
        ("foreman", an_order(station), "HJ 212 设备不支持"), ("office", an_order(lorry), "直接监管"),
        ("neighbour", an_order(lorry), "找不到"),
    )  # fmt: skip
    for member, values, why in refused:
        with pytest.raises(Refused, match=why):
            cast.does(member, "deviceorder", "create", **values)
    cast.does("owner", "device", "stop", lorry.pk, opinion="检修")
    with pytest.raises(Refused, match="找不到"):
        order_of(cast)
    assert not DeviceOrder.objects.exists()


def test_who_supervises_it_sends_too_and_each_takes_back_its_own(cast: Cast) -> None:
    row = order_of(cast, "department")
    assert row.made_for_id == cast.department.organisation_id and row.keeper_id == cast.owner.organisation_id
    with pytest.raises(Refused, match="由下发指令的单位办理"):
        cast.does("owner", "deviceorder", "withdraw", row.pk)
    for move in ("send", "answer", "lapse"):
        with pytest.raises(Refused):
            cast.does("department", "deviceorder", move, row.pk)
    cast.does("department", "deviceorder", "withdraw", row.pk)
    assert state_of(row) == flows.WITHDRAWN
    with pytest.raises(NotYours):
        cast.does("builder", "deviceorder", "withdraw", row.pk)


class Gateway:
    """A carrier for which devices are on line as told; ``answers`` are given in turn, one of None never."""

    def __init__(self, *on_line: int) -> None:
        self.on_line, self.asked = set(on_line), list[tuple[int, outgoing.Question]]()
        self.answers: list[Answer | None] = []
        self.heard = threading.Event()

    def here(self, wanted: Collection[int]) -> set[int]:
        return self.on_line & set(wanted)

    async def carry(self, device: int, question: outgoing.Question) -> Answer:
        self.asked.append((device, question))
        answer = self.answers.pop(0)
        self.heard.set()
        return answer or await asyncio.get_running_loop().create_future()


@contextmanager
def at_work(gateway: Gateway, protocol: str = "jt808") -> Iterator[None]:
    """Its event loop in a thread, as the gateway's process has it beside the sender's."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    ends = []

    def run() -> None:
        loop.call_soon(lambda: (ends.append(outgoing.offer(protocol, gateway)), ready.set()))
        loop.run_forever()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield
    finally:
        ends[0]()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def fly(sender: sending.Sender) -> None:
    """A round, until all that went out has come back, and the round that notes it."""
    sender.round()
    for one in sender.flights:
        one.answer.exception(PATIENCE)
    sender.note()


def test_an_order_waits_goes_out_and_is_answered(cast: Cast) -> None:
    row, sender = order_of(cast), sending.Sender()
    gateway = Gateway()
    sender.round()
    with at_work(gateway):
        fly(sender)
        assert state_of(row) == flows.WAITING and not gateway.asked, "the lorry is away"
        gateway.on_line.add(row.device_id)
        gateway.answers = [Answer(Outcome.DONE, "终端答复：成功")]
        fly(sender)
    assert gateway.asked == [(row.device_id, orders.question_of(row))]
    assert state_of(row) == flows.ANSWERED and row.answer == "终端答复：成功" and row.sent_at and row.answered_at
    sender.round()
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (Answer(Outcome.REFUSED, "终端答复：终端不支持"), flows.REFUSED, "终端答复：终端不支持"),
        (Answer(Outcome.UNABLE, "太长"), flows.REFUSED, "太长"),
        (Answer(Outcome.SILENT, "20 秒内没有应答"), flows.SILENT, "20 秒内没有应答"),
        (Answer(Outcome.AWAY, "终端不在线"), flows.WAITING, ""),
    ],
)
def test_what_else_may_come_of_it(cast: Cast, answer: Answer, state: str, words: str) -> None:
    row, gateway = order_of(cast), Gateway(lorry_of(cast).pk)
    gateway.answers = [answer]
    with at_work(gateway):
        fly(sending.Sender())
    assert state_of(row) == state and row.answer == words
    assert (row.sent_at is None) == (state == flows.WAITING)


def test_one_device_is_asked_one_thing_after_another(cast: Cast) -> None:
    first, second = order_of(cast), order_of(cast, text="已恢复通行")
    gateway, sender = Gateway(first.device_id), sending.Sender()
    gateway.answers = [None]
    with at_work(gateway):
        sender.round()
        assert gateway.heard.wait(PATIENCE)
        sender.round()
        assert (state_of(first), state_of(second)) == (flows.SENT, flows.WAITING)
        sender.flights[0].answer.cancel()
        gateway.answers = [Answer(Outcome.DONE)]
        fly(sender)
    assert (state_of(first), state_of(second)) == (flows.SILENT, flows.ANSWERED), "what broke off is no answer"


def test_two_gateways_send_it_once(cast: Cast) -> None:
    row, gateway = order_of(cast), Gateway(lorry_of(cast).pk)
    gateway.answers = [None, None]
    with at_work(gateway):
        one, other = sending.Sender(), sending.Sender()
        one.round()
        other.send(row.pk)
        other.round()
        assert len(one.flights) == 1 and not other.flights


def test_what_the_clock_gives_up_a_person_may_send_again(cast: Cast) -> None:
    """A gateway that was killed after it had noted the order as sent; then a lorry that does not come back in time."""
    row, gateway = order_of(cast), Gateway(lorry_of(cast).pk)
    gateway.answers = [None]
    with at_work(gateway):
        sending.Sender().round()
        assert gateway.heard.wait(PATIENCE)
    jobs.run_waiting()
    assert state_of(row) == flows.SENT, "not yet"
    DeviceOrder.objects.update(sent_at=now() - timedelta(minutes=3))
    sending.look(row.pk)
    assert state_of(row) == flows.SILENT and row.answer == "超时没有收到应答"
    sending.look(row.pk)
    cast.does("owner", "deviceorder", "send_again", row.pk)
    assert state_of(row) == flows.WAITING and row.answer == ""
    DeviceOrder.objects.update(valid_until=now() - timedelta(seconds=1))
    with at_work(gateway):
        sending.Sender().round()
    assert len(gateway.asked) == 1, "nothing that is over goes out"
    sending.look(row.pk)
    assert state_of(row) == flows.LAPSED
    sending.note(row.pk, Answer(Outcome.DONE))
    assert state_of(row) == flows.LAPSED
    cast.does("owner", "deviceorder", "send_again", row.pk)
    cast.does("owner", "device", "scrap", row.device_id, opinion="到期")
    cast.does("owner", "deviceorder", "withdraw", row.pk)


def test_the_clock_is_asked_for_both_ends(cast: Cast) -> None:
    row = order_of(cast)
    with at_work(gateway := Gateway(row.device_id)):
        gateway.answers = [None]
        sending.Sender().round()
    due = jobs.Job.objects.filter(kind="deviceorder:look").order_by("run_at").values_list("run_at", flat=True)
    row.refresh_from_db()
    assert [round((at - now()).total_seconds() / 60) for at in due] == [2, 1440] and row.sent_at


def test_nobody_to_send() -> None:
    assert outgoing.on_line({1, 2}) == set()
    assert outgoing.ask(1, outgoing.Now()).result(0).outcome == Outcome.AWAY
