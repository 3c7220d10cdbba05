"""What people ask of devices, through the port, to terminals of both editions over real sockets."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from anlan.gateways.jt808 import carrying, downlink
from anlan.gateways.jt808 import messages as m
from anlan.gateways.jt808.asking import MOST
from anlan.gateways.jt808.frame import Frame
from anlan.gateways.jt808.terminal import report
from anlan.telemetry import outgoing
from anlan.telemetry.models import Source
from anlan.telemetry.outgoing import PARAMETERS, Answer, Outcome

from .house import AT, OTHER, PHONE, Far, House, away, reply_to, until

HERE = report(AT, 30.274151, 120.15507, speed=61.5)


async def asked(
    far: Far, question: outgoing.Question, answer: Callable[[Frame], bytes]
) -> tuple[downlink.Said, Answer]:
    """Asks through the port from another thread, answers as the terminal; what both have heard."""
    return await reply_to(far, asyncio.wrap_future(await asyncio.to_thread(outgoing.ask, 7, question)), answer)


@pytest.mark.parametrize("modern", [False, True])
def test_text_tracking_parameters_and_place(run: Any, modern: bool) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE, modern)
        terminal = far.terminal
        text = outgoing.Text("前方施工，请减速", urgent=True, shown=True, spoken=True)
        said, answer = await asked(far, text, terminal.answer)
        assert said.id == 0x8300 and said.values["text"] == "前方施工，请减速" and said.values["flag"] == 0x0D
        assert answer == Answer(Outcome.DONE, "终端答复：成功")
        said, answer = await asked(far, outgoing.Track(10, 600), lambda f: terminal.answer(f, m.UNSUPPORTED))
        assert said.values == {"interval": 10, "seconds": 600}
        assert answer == Answer(Outcome.REFUSED, "终端答复：终端不支持")
        said, answer = await asked(far, outgoing.Set("top_speed", 80), terminal.answer)
        assert said.values == {"values": {0x55: b"\0\0\0\x50"}} and answer.outcome == Outcome.DONE
        read = outgoing.Read(("top_speed", "rest"))
        said, answer = await asked(far, read, lambda f: terminal.parameters(f, {0x55: b"\0\0\0\x50"}))
        assert said.values == {"numbers": [0x55, 0x59]}
        assert answer == Answer(Outcome.DONE, "最高速度 80 km/h；最小休息时间 终端没有答复")
        said, answer = await asked(far, outgoing.Now(), lambda f: terminal.position_answer(f, HERE))
        assert said.id == 0x8201
        assert answer.words == "2026-09-21 22:13:20，经度 120.155070，纬度 30.274151，速度 61.5 km/h"

    run(walk)


def test_who_is_on_line_and_who_is_not(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def walk(one: House) -> None:
        async def here() -> set[int]:
            return await asyncio.to_thread(outgoing.on_line, {7, 8})

        async def come_of(question: outgoing.Question) -> Answer:
            return await asyncio.wrap_future(await asyncio.to_thread(outgoing.ask, 7, question))

        assert await here() == set()
        assert await come_of(outgoing.Now()) == Answer(Outcome.AWAY, "设备不在线")
        far = await one.enter(PHONE)
        await until(lambda: one.gateway.terminals.find(PHONE))
        assert await here() == {7}
        assert await come_of(outgoing.Clock()) == Answer(Outcome.UNABLE, "JT/T 808 设备不支持这种指令")
        monkeypatch.setattr(carrying, "SECONDS_TO_ANSWER", 0.05)
        assert await come_of(outgoing.Now()) == Answer(Outcome.SILENT, "0.05 秒内没有应答")
        monkeypatch.setattr(carrying, "SECONDS_TO_ANSWER", 10.0)
        many = [asyncio.create_task(come_of(outgoing.Now())) for _ in range(MOST + 1)]
        await asyncio.wait(many, return_when=asyncio.FIRST_COMPLETED)
        assert [task.result().outcome for task in many if task.done()] == [Outcome.AWAY], "too many at once wait"
        far.writer.close()
        ends = [task.result() for task in (await asyncio.wait(many))[0]]
        assert sorted(end.outcome for end in ends) == [Outcome.AWAY] + [Outcome.SILENT] * MOST
        assert await here() == set()
        await one.dial(PHONE)
        assert await here() == set(), "it has not shown who it is"

    run(walk)


def test_one_that_is_switched_off_is_not_asked(run: Any) -> None:
    async def walk(one: House) -> None:
        await one.enter(PHONE)
        await away(lambda: Source.objects.update(is_active=False))
        await away(lambda: one.directory.refresh(True))
        assert await asyncio.to_thread(outgoing.on_line, {7}) == set()

    run(walk)


def test_a_line_is_asked_for_the_device_it_speaks_for(run: Any) -> None:
    """A terminal that is moved to another device speaks for that one from its next message on."""

    async def walk(one: House) -> None:
        async def here() -> set[int]:
            return await asyncio.to_thread(outgoing.on_line, {7, 8, 9})

        async def of(device: int) -> None:
            await away(lambda: Source.objects.filter(address=PHONE).update(device=device))
            await away(lambda: one.directory.refresh(True))

        terminals, far = one.gateway.terminals, await one.enter(PHONE)
        (line,) = terminals.lines(7)
        assert await here() == {7} and not list(terminals.lines(9))
        await of(9)
        assert await here() == set(), "it has said nothing yet"
        far.send(far.terminal.heartbeat())
        assert await far.result() == m.DONE
        assert await here() == {9} and list(terminals.lines(9)) == [line] and not list(terminals.lines(7))
        await of(7)
        far.send(far.terminal.authenticate(far.code))
        assert await far.result() == m.DONE
        assert await here() == {7} and not list(terminals.lines(9))
        newer = await one.enter(PHONE)
        await far.closed()
        await until(lambda: list(terminals.lines(7)) == [one.line(PHONE)] != [line])
        assert await here() == {7}
        newer.writer.close()
        await until(lambda: not list(terminals.lines(7)))
        assert await here() == set()

    run(walk)


def test_two_terminals_of_one_device(run: Any) -> None:
    """While a lorry's terminal is exchanged both may be on line: whichever is left is asked."""

    async def walk(one: House) -> None:
        await away(lambda: Source.objects.filter(address=OTHER).update(device=7, secret=""))
        await away(lambda: one.directory.refresh(True))
        for gone, left in ((PHONE, OTHER), (OTHER, PHONE)):
            first, second = [await one.enter(number) for number in (gone, left)]
            assert {line.number for line in one.gateway.terminals.lines(7)} == {PHONE, OTHER}
            first.writer.close()
            await until(lambda gone=gone: one.gateway.terminals.find(gone) is None)
            assert await asyncio.to_thread(outgoing.on_line, {7}) == {7}
            second.writer.close()
            await until(lambda left=left: one.gateway.terminals.find(left) is None)

    run(walk)


def test_every_parameter_has_its_number() -> None:
    assert carrying.NUMBERS.keys() == PARAMETERS.keys() and len(set(carrying.NUMBERS.values())) == len(PARAMETERS)
    assert all(one.low <= one.high < 1 << 32 for one in PARAMETERS.values())
    with pytest.raises(ValueError, match="不支持"):
        carrying.message(outgoing.Clock())
