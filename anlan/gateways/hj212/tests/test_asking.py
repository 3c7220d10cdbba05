"""Questions to devices and what comes of them."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from anlan.gateways.hj212 import Listening, protocol, start
from anlan.gateways.hj212.requests import REQUESTS, Outcome, written
from anlan.gateways.hj212.tests.device import Device
from anlan.gateways.tests.house import House, until
from anlan.telemetry import outgoing
from anlan.telemetry.outgoing import Answer

pytestmark = pytest.mark.once


@pytest.fixture
def gateway(house: House) -> Iterator[Listening]:
    house.knows("hj212", "DUST01", "123456", 7)
    opened = house.run(start(house.desk, "127.0.0.1", 0))
    yield opened
    opened.close()


async def online(gateway: Listening, flag: int = 5) -> Device:
    device = await Device().dial(gateway.port)
    await device.send(device.realtime(flag=flag, LA=60))
    await device.hear()
    return device


def test_setting_the_clock(house: House, gateway: Listening) -> None:
    async def story() -> Outcome:
        device = await online(gateway)
        asked = asyncio.ensure_future(gateway.station.set_time(7))
        request = await device.hear()
        assert (request.cn, request.st, request.pw, request.flag) == ("1012", "39", "123456", 5)
        told = protocol.time_of(request.told["SystemTime"])
        assert told is not None and abs(told - time.time() * 1000) < 60_000
        await device.send(protocol.encode_answer(request, "9011", 1), protocol.encode_answer(request, "9012", 1))
        return await asked

    outcome = house.run(story())
    assert outcome.well and (outcome.ready, outcome.done) == (1, 1)
    assert outcome.sentence == "设置现场机时间：执行成功"


def test_what_the_device_sends_for_a_question_is_handed_over(house: House, gateway: Listening) -> None:
    async def story() -> Outcome:
        device = await online(gateway)
        asked = asyncio.ensure_future(gateway.station.ask(7, "1061"))
        request = await device.hear()
        await device.send(
            protocol.encode_answer(request, "9011", 1),
            device.says("1061", "RtdInterval=30", flag=4, qn=request.qn),
            protocol.encode_answer(request, "9012", 1),
        )
        return await asked

    outcome = house.run(story())
    assert outcome.well and outcome.content[0].told == {"RtdInterval": "30"}


def test_data_now(house: House, gateway: Listening) -> None:
    async def story() -> Outcome:
        device = await online(gateway)
        asked = asyncio.ensure_future(gateway.station.data_now(7))
        request = await device.hear()
        await device.send(protocol.encode_answer(request, "9011", 1), device.realtime(LA=66))
        assert (await device.hear()).cn == "9014"
        return await asked

    outcome = house.run(story())
    assert outcome.well and outcome.content[0].factors == {"LA": {"Rtd": "66", "Flag": "N"}}
    assert house.values(7, "noise") == [60, 66]


def test_history_under_a_number_of_its_own(house: House, gateway: Listening) -> None:
    async def story() -> Outcome:
        device = await online(gateway)
        asked = asyncio.ensure_future(
            gateway.station.ask(7, "2061", BeginTime="20261121000000", EndTime="20261121010000")
        )
        request = await device.hear()
        await device.send(
            protocol.encode_answer(request, "9011", 1),
            device.says("2061", "DataTime=20261121000000;LA-Avg=55,LA-Flag=N", flag=4),
            protocol.encode_answer(request, "9012", 1),
        )
        return await asked

    outcome = house.run(story())
    assert outcome.well and outcome.content[0].factors == {"LA": {"Avg": "55", "Flag": "N"}}
    # It sends realtime values: the hour's mean is not one of them.
    assert house.values(7, "noise") == [60]


def test_a_device_of_2005(house: House, gateway: Listening) -> None:
    async def story() -> Outcome:
        device = await online(gateway, flag=1)
        asked = asyncio.ensure_future(gateway.station.ask(7, "1062", RtdInterval="60"))
        request = await device.hear()
        assert request.flag == 1
        about = f"ST=91;CN={{}};PW=123456;MN=DUST01;CP=&&QN={request.qn};{{}}=1&&"
        await device.send(*(protocol.frame(about.format(cn, of)) for cn, of in (("9011", "QnRtn"), ("9012", "ExeRtn"))))
        return await asked

    assert house.run(story()).well


@pytest.mark.parametrize(
    "cn, code, sentence",
    [
        ("9011", 3, "设置实时数据间隔：设备答复“密码错误”"),
        ("9012", 4, "设置实时数据间隔：通信超时"),
        ("9012", 77, "设置实时数据间隔：77"),
    ],
)
def test_a_device_that_does_not_do_it(house: House, gateway: Listening, cn: str, code: int, sentence: str) -> None:
    async def story() -> Outcome:
        device = await online(gateway)
        asked = asyncio.ensure_future(gateway.station.ask(7, "1062", RtdInterval="60"))
        await device.send(protocol.encode_answer(await device.hear(), cn, code))
        return await asked

    outcome = house.run(story())
    assert not outcome.well and outcome.sentence == sentence


def test_no_answer(house: House, gateway: Listening) -> None:
    async def story() -> tuple[Outcome, Outcome, Outcome]:
        nobody = await gateway.station.set_time(7)
        device = await online(gateway)
        late = await gateway.station.ask(7, "1011", patience=0.05)
        asked = asyncio.ensure_future(gateway.station.ask(7, "1011"))
        assert [(await device.hear()).cn for _ in range(2)] == ["1011"] * 2
        device.hang_up()
        gone = await asked
        await until(lambda: not gateway.station.sessions)
        return nobody, late, gone

    assert [outcome.why for outcome in house.run(story())] == ["设备不在线", "0.05 秒内没有答复", "连接已断开"]


def test_two_questions_at_once_and_an_answer_to_none(house: House, gateway: Listening) -> None:
    async def story() -> list[Outcome]:
        device = await online(gateway)
        asked = [asyncio.ensure_future(gateway.station.ask(7, cn)) for cn in ("1011", "1063")]
        requests = [await device.hear() for _ in asked]
        assert requests[0].qn != requests[1].qn
        stranger = protocol.encode("DUST01", "123456", "91", "9012", "ExeRtn=1", qn="20000101000000000", flag=4)
        await device.send(stranger, *(protocol.encode_answer(one, "9012", 2) for one in reversed(requests)))
        return await asyncio.gather(*asked)

    assert [outcome.done for outcome in house.run(story())] == [2, 2]


@pytest.mark.parametrize("cn", REQUESTS)
def test_requests_are_written_and_read(cn: str) -> None:
    told = dict.fromkeys(REQUESTS[cn].needs, "1")
    sent = protocol.encode("M", "P", "39", cn, written(cn, told), qn="1", flag=5)
    assert protocol.parse(sent[6:-6]).told == told


@pytest.mark.parametrize(
    "cn, told, wrong",
    [
        ("4711", {}, "没有平台请求"),
        ("1012", {}, "缺少 SystemTime"),
        ("1072", {"NewPW": "1;CN=2"}, "NewPW 含有分隔符"),
        ("1072", {"NewPW": "1\r\n"}, "NewPW 含有分隔符"),
    ],
)
def test_requests_that_cannot_be(cn: str, told: dict[str, str], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        written(cn, told)


async def carried(
    device: Device, question: outgoing.Question, *answers: tuple[str, int]
) -> tuple[protocol.Message, Answer]:
    """Asks through the port from another thread; what the device heard, and what came of it."""
    future = asyncio.wrap_future(await asyncio.to_thread(outgoing.ask, 7, question))
    request = await device.hear()
    if isinstance(question, outgoing.Read):
        await device.send(device.says("1061", "RtdInterval=30", flag=4, qn=request.qn))
    await device.send(*(protocol.encode_answer(request, cn, code) for cn, code in answers))
    return request, await future


def test_what_people_ask_comes_through_the_port(house: House, gateway: Listening) -> None:
    async def story() -> None:
        assert await asyncio.to_thread(outgoing.on_line, {7}) == set()
        device, well = await online(gateway), (("9011", 1), ("9012", 1))
        assert await asyncio.to_thread(outgoing.on_line, {7, 8}) == {7}
        request, answer = await carried(device, outgoing.Set("report_interval", 60), *well)
        assert (request.cn, request.told["RtdInterval"]) == ("1062", "60")
        assert answer == Answer(outgoing.Outcome.DONE, "设置实时数据间隔：执行成功")
        request, answer = await carried(device, outgoing.Read(("report_interval",)), *well)
        assert request.cn == "1061" and answer.words == "数据（位置）上报间隔 30 秒"
        request, answer = await carried(device, outgoing.Clock(), ("9011", 2))
        assert request.cn == "1012" and answer == Answer(
            outgoing.Outcome.REFUSED, "设置现场机时间：设备答复“请求被拒绝”"
        )
        text = await asyncio.wrap_future(await asyncio.to_thread(outgoing.ask, 7, outgoing.Text("减速")))
        assert text == Answer(outgoing.Outcome.UNABLE, "HJ 212 设备不支持这种指令")
        future = asyncio.wrap_future(await asyncio.to_thread(outgoing.ask, 7, outgoing.Now()))
        assert (await device.hear()).cn == protocol.REALTIME
        device.hang_up()
        assert await future == Answer(outgoing.Outcome.SILENT, "连接已断开")
        assert await asyncio.to_thread(outgoing.on_line, {7}) == set()

    house.run(story())
