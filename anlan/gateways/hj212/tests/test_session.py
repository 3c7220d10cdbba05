"""Devices over real connections, with the real intake and store behind: who gets in, what is stored, who is answered."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.gateways.hj212 import Listening, protocol, start
from anlan.gateways.hj212.habits import PATIENCE
from anlan.gateways.hj212.session import MOST_GUESSES
from anlan.gateways.hj212.tests.device import Device
from anlan.gateways.line import MOST_STRANGE, SECONDS_TO_SPEAK
from anlan.gateways.tests.house import House, until

pytestmark = pytest.mark.once


@pytest.fixture
def gateway(house: House) -> Iterator[Listening]:
    house.knows("hj212", "DUST01", "123456", 7)
    house.knows("hj212", "DUST02", "654321", 8)
    opened = house.run(start(house.desk, "127.0.0.1", 0))
    yield opened
    opened.close()


def test_what_is_answered_is_stored(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        for value in (60.5, 61.5):
            await device.send(device.realtime(LA=value))
            answer = await device.hear()
            assert (answer.cn, answer.mn, answer.flag) == ("9014", "DUST01", 4)
            assert house.values(7, "noise")[-1] == value

    house.run(story())


def test_only_who_asks_is_answered(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        await device.send(device.realtime(flag=4, LA=60), device.realtime(flag=None, LA=61), device.realtime(LA=62))
        answer = await device.hear()
        assert protocol.time_of(answer.qn) == device._at
        assert house.values(7, "noise") == [60, 61, 62]

    house.run(story())


def test_nobody_is_answered_while_nothing_can_be_stored(db: None, tmp_path: Path) -> None:
    house = House(tmp_path, spool=0)
    house.knows("hj212", "DUST01", "123456", 7)
    house.store.away = True

    async def story() -> None:
        gateway = await start(house.desk, "127.0.0.1", 0)
        device = await Device().dial(gateway.port)
        await device.send(device.realtime(LA=60))
        answer = asyncio.ensure_future(device.hear())
        await until(lambda: house.intake.figures["refused"] >= 2)
        assert not answer.done()
        house.store.away = False
        assert (await answer).cn == "9014"
        assert house.values(7, "noise") == [60]
        gateway.close()

    house.run(story())
    house.close()


@pytest.mark.parametrize(
    "mn, password, reason",
    [
        ("DUST99", "123456", "stranger"),
        ("DUST01", "wrong", "password"),
        ("DUST01", "654321", "password"),
        ("", "", "stranger"),
    ],
)
def test_who_does_not_get_in(house: House, gateway: Listening, mn: str, password: str, reason: str) -> None:
    async def story() -> None:
        device = await Device(mn, password).dial(gateway.port)
        for _ in range(MOST_STRANGE):
            device.writer.write(device.realtime(LA=60))
        with pytest.raises((EOFError, ConnectionError)):
            await device.hear()

    house.run(story())
    assert house.unread.figures[f"hj212 {reason}"] >= 1
    assert house.intake.figures["readings"] == 0
    assert not gateway.station.sessions


def test_a_source_without_password_lets_nobody_in(house: House, gateway: Listening) -> None:
    house.knows("hj212", "OPEN", "", 9)

    async def story() -> None:
        device = await Device("OPEN", "").dial(gateway.port)
        await device.send(device.realtime(LA=60))
        assert await device.gone()

    house.run(story())
    assert house.unread.figures["hj212 password"] == 1


def test_a_changed_password_counts_at_once(house: House, gateway: Listening) -> None:
    device = Device()

    async def first() -> None:
        await device.dial(gateway.port)
        await device.send(device.realtime(LA=60))
        await device.hear()

    async def second() -> None:
        await device.send(device.realtime(LA=61))
        await until(lambda: house.unread.figures["hj212 password"])

    house.run(first())
    house.knows("hj212", "DUST01", "changed", 7)
    house.run(second())
    assert house.values(7, "noise") == [60]


def test_the_newer_of_two_lines_counts(house: House, gateway: Listening) -> None:
    async def story() -> None:
        older, newer = await Device().dial(gateway.port), await Device().dial(gateway.port)
        await older.send(older.realtime(LA=60))
        await older.hear()
        await newer.send(newer.realtime(LA=61))
        await newer.hear()
        assert await older.gone()
        asked = asyncio.ensure_future(gateway.station.set_time(7))
        assert (await newer.hear()).cn == "1012"
        asked.cancel()

    house.run(story())


def test_where_no_line_is_free_who_has_not_said_who_it_is_gives_way(house: House, gateway: Listening) -> None:
    async def story() -> None:
        house.desk.most = 2
        known, stranger, comer = Device(), Device(), Device("DUST02", "654321")
        await known.dial(gateway.port)
        await known.send(known.realtime(LA=60))
        await known.hear()
        await stranger.dial(gateway.port)
        await until(lambda: len(house.desk.lines) == 2)
        await comer.dial(gateway.port)
        await comer.send(comer.realtime(LA=61))
        assert (await comer.hear()).mn == "DUST02"
        assert await stranger.gone()
        # Both that are there now have said who they are: nobody gives way any more.
        late = await Device().dial(gateway.port)
        assert await late.gone()
        await known.send(known.realtime(LA=62))
        assert (await known.hear()).mn == "DUST01"

    house.run(story())


def test_one_line_may_speak_for_many(house: House, gateway: Listening) -> None:
    async def story() -> None:
        one, two = Device(), Device("DUST02", "654321")
        await one.dial(gateway.port)
        await one.send(one.realtime(LA=60), two.realtime(LA=70), two.realtime(LA=71), one.realtime(LA=61))
        assert [(await one.hear()).mn for _ in range(4)] == ["DUST01", "DUST02", "DUST02", "DUST01"]
        assert house.values(7, "noise") == [60, 61]
        assert house.values(8, "noise") == [70, 71]

    house.run(story())


def test_passwords_are_not_guessed_beside_a_proven_device(house: House, gateway: Listening) -> None:
    async def story() -> None:
        one, two = Device(), Device("DUST02", "wrong")
        await one.dial(gateway.port)
        for _ in range(MOST_GUESSES):
            await one.send(one.realtime(LA=60), two.realtime(LA=70))
            await one.hear()
        two.password = "654321"
        await one.send(two.realtime(LA=70), one.realtime(LA=61))
        assert (await one.hear()).mn == "DUST01"
        fresh = await Device("DUST02", "654321").dial(gateway.port)
        await fresh.send(fresh.realtime(LA=71))
        await fresh.hear()

    house.run(story())
    assert house.unread.figures == {"hj212 password": MOST_GUESSES + 1}
    assert house.values(8, "noise") == [71]


def test_byte_by_byte_and_glued(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        for byte in device.realtime(LA=60):
            device.writer.write(bytes([byte]))
            await device.writer.drain()
        await device.send(b"\r\n\r\n", device.realtime(LA=61), device.realtime(LA=62))
        assert [(await device.hear()).cn for _ in range(3)] == ["9014"] * 3
        (line,) = house.desk.lines
        assert line.half_since is None

    house.run(story())
    assert house.unread.figures.total() == 0


def test_the_same_hour_sent_three_times(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        same = device.realtime(LA=60)
        await device.send(same, same, same)
        assert [(await device.hear()).cn for _ in range(3)] == ["9014"] * 3
        assert house.values(7, "noise") == [60]

    house.run(story())


def test_packets(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        qn = protocol.moment(device.at())
        for number, cp in ((1, f"DataTime={qn[:14]};LA-Rtd=6"), (2, "1.5,LA-Flag=N")):
            head = f"QN={qn};ST=39;CN=2011;PW=123456;MN=DUST01;Flag=7;PNUM=2;PNO={number};"
            await device.send(protocol.frame(f"{head}CP=&&{cp}&&"))
        assert [(await device.hear()).qn for _ in range(2)] == [qn, qn]
        assert house.values(7, "noise") == [61.5]

    house.run(story())


def test_means_beside_realtime_values_are_answered_and_let_go(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        mean = protocol.encode_means("DUST01", "123456", "39", device.at(), {"LA": (50, 40, 60)})
        await device.send(mean, device.realtime(LA=60))
        assert [(await device.hear()).cn for _ in range(2)] == ["9014"] * 2
        assert house.values(7, "noise") == [60]

    house.run(story())


def test_means_of_a_device_that_sends_nothing_finer(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        minute = protocol.encode_means("DUST01", "123456", "39", device.at(), {"LA": (50, 40, 60)})
        hour = protocol.encode_means("DUST01", "123456", "39", device.at(), {"LA": (55, 40, 60)}, cn="2061")
        await device.send(minute, hour, device.says("9015"))
        # The hour is not awaited: minutes are finer. The minutes may yet prove to be means of something finer.
        assert [(await device.hear()).cn for _ in range(2)] == ["9014", "9013"]
        assert house.values(7, "noise") == []
        (line,) = house.desk.lines
        line.look(time.monotonic() + PATIENCE + 1)
        assert protocol.time_of((await device.hear()).qn) == device._at - 2000
        assert house.values(7, "noise") == [50]

    house.run(story())


def test_other_messages(house: House, gateway: Listening) -> None:
    """State of the devices, boot time, serial number are confirmed; who asks for the time is told; the rest is kept."""

    async def story() -> None:
        device = await Device().dial(gateway.port)
        for cn in ("2021", "2081", "3019", "3020"):
            await device.send(device.says(cn, "DataTime=20261121140000;SB1-RS=1"))
            assert (await device.hear()).cn == "9014"
        for cn in ("1001", "9015"):
            await device.send(device.says(cn))
            assert (await device.hear()).cn == "9013"
        await device.send(device.says("2999", "x=1"), device.says("1013"))
        assert (await device.hear()).cn == "9013"
        asked = await device.hear()
        told = protocol.time_of(asked.told["SystemTime"])
        assert asked.cn == "1012" and told is not None and abs(told - time.time() * 1000) < 60_000

    house.run(story())
    assert house.unread.figures == {"hj212 unsupported": 1}


def test_the_answer_of_2005(house: House, gateway: Listening) -> None:
    """QN stands in CP."""

    async def story() -> None:
        device = await Device().dial(gateway.port)
        sent = device.realtime(flag=1, LA=60)
        await device.send(sent)
        answer = await device.hear()
        assert (answer.qn, answer.told) == ("", {"QN": protocol.moment(device._at), "CN": "2011"})

    house.run(story())


def test_what_means_nothing_is_told_once(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        for _ in range(MOST_STRANGE + 5):
            await device.send(device.realtime(LA=60, w01018=5))
            await device.hear()

    house.run(story())
    assert house.unread.figures == {"hj212 unsupported": 1}


def test_a_line_of_nonsense_is_closed(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        await device.send(*[device.realtime(LA=60)[:-6] + b"0000\r\n"] * MOST_STRANGE)
        assert await device.gone()

    house.run(story())
    assert house.unread.figures["hj212 crc"] == MOST_STRANGE


def test_one_byte_a_second_is_closed(house: House, gateway: Listening) -> None:
    async def story() -> None:
        device = await Device().dial(gateway.port)
        await device.send(device.realtime(LA=60), device.realtime(LA=61)[:100])
        await device.hear()
        (line,) = house.desk.lines
        await until(lambda: line.half_since is not None)
        begun = line.half_since
        await device.send(b"a")
        await until(lambda: line.heard > (begun or 0))
        assert line.half_since == begun
        line.look(time.monotonic() + SECONDS_TO_SPEAK + 1)
        assert await device.gone()

    house.run(story())
    assert house.unread.figures["hj212 slow"] == 1
