"""Terminals over real sockets: who comes in, what is stored and answered, what is asked of them."""

import asyncio
from typing import Any

import pytest

from anlan.gateways.jt808 import downlink
from anlan.gateways.jt808 import messages as m
from anlan.gateways.jt808.asking import MOST, Reply
from anlan.gateways.jt808.frame import Frame, form, write
from anlan.gateways.jt808.terminal import Terminal, report
from anlan.gateways.line import MOST_STRANGE, SECONDS_TO_SPEAK
from anlan.telemetry.models import Source, Unreadable

from .house import AT, OTHER, PHONE, WHO, House, away, reply_to, until

HERE = report(AT, 30.274151, 120.15507, speed=61.5, mileage=100.5, fuel=33.0, alarm=1)


@pytest.mark.parametrize("modern", [False, True])
def test_from_registration_to_a_stored_position(run: Any, modern: bool) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE, modern)
        far.send(far.terminal.position(HERE))
        said = await far.said()
        assert dict(said.values) == {"reply_serial": 2, "reply_id": m.POSITION, "result": m.DONE}
        (position,) = one.positions()
        assert position == (7, AT, 30.274151, 120.15507, 0, 61.5, 0, 3, 1, 100.5)
        told = {"speed": 61.5, "mileage": 100.5, "fuel": 33.0, "fault_bits": 1}
        assert {code: [reading.value for reading in one.readings(code)] for code in told} == {
            code: [value] for code, value in told.items()
        }

    run(walk)


def test_no_answer_before_it_is_stored(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        one.held.open.clear()
        far.send(far.terminal.position(HERE), far.terminal.heartbeat())
        assert (await far.said()).values["reply_id"] == m.HEARTBEAT, "the position was sent first"
        assert not one.positions()
        one.held.open.set()
        assert (await far.said()).values["reply_id"] == m.POSITION and one.positions()

    run(walk)


def test_nothing_is_stored_before_authentication(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.dial(PHONE)
        far.send(far.terminal.position(HERE), far.terminal.authenticate(""), far.terminal.authenticate("wrong"))
        assert [await far.result() for _ in range(3)] == [m.FAILED] * 3
        await far.enter()
        far.send(far.terminal.heartbeat())
        assert await far.result() == m.DONE and not one.positions() and not one.readings("speed")
        await one.noted("password", 3)
        stranger = await one.dial("19900000000")
        stranger.send(stranger.terminal.register(WHO), stranger.terminal.position(HERE))
        assert (await stranger.said()).values == {"reply_serial": 0, "result": m.NO_TERMINAL, "auth_code": ""}
        assert await stranger.result() == m.FAILED
        await one.noted("stranger", 2)

    run(walk)


def test_the_code_is_kept_for_its_terminal(run: Any) -> None:
    async def walk(one: House) -> None:
        first = await one.enter(PHONE)
        again = await one.enter(PHONE)
        assert again.code == first.code and len(first.code) == 16
        impostor = await one.dial(PHONE)
        impostor.send(impostor.terminal.register(m.Registration(terminal="T999999")))
        assert (await impostor.said()).values["result"] == m.TERMINAL_REGISTERED
        person = await one.dial(OTHER)
        person.send(person.terminal.register(WHO), person.terminal.authenticate("SET-BY-A-PERSON"))
        assert sorted([(await person.said()).id for _ in range(2)]) == [m.ANSWER, m.REGISTERED]
        again.send(again.terminal.deregister())
        assert await again.result() == m.DONE
        await again.closed()
        await away(lambda: one.directory.refresh(True))
        late = await one.dial(PHONE)
        late.send(late.terminal.authenticate(first.code))
        assert await late.result() == m.FAILED, "deregistered"
        late.send(late.terminal.register(m.Registration(terminal="T999999")))
        new = await late.said()
        assert new.values["result"] == m.REGISTER_OK and new.values["auth_code"] != first.code

    run(walk)


def test_damaged_frames_are_kept_and_the_line_goes_on(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        good = far.terminal.heartbeat()
        bad = good[:-2] + bytes([good[-2] ^ 1]) + b"\x7e"
        short = write(Frame(m.POSITION, form(PHONE), 3, b"1234"))[:-4] + b"\x7e"
        far.send(bad, b"\x00noise", good, short, good)
        assert [await far.result() for _ in range(2)] == [m.DONE] * 2
        await one.noted("crc", 1)
        await one.noted("length", 1)
        await one.noted("frame", 1)
        assert await away(one.unread.write) == 3
        rows = await away(lambda: {row.reason: row for row in Unreadable.objects.all()})
        assert rows["crc"].body == bad[1:-1].hex() and rows["crc"].address == PHONE and rows["length"].times == 1

    run(walk)


def test_a_line_of_rubbish_ends(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.dial(PHONE)
        far.send(b"rubbish\x7e" * 1000)
        await far.closed()
        await one.noted("frame", MOST_STRANGE)

    run(walk)


def test_a_frame_that_never_ends(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        line = one.line(PHONE)
        far.send(far.terminal.heartbeat()[:-3])
        await until(lambda: line.half_since is not None)
        began = line.half_since
        assert began is not None
        far.send(b"\x01")
        await until(lambda: line.heard > began)
        assert line.half_since == began, "one byte more doesn't begin it anew"
        line.look(began + SECONDS_TO_SPEAK + 1)
        await far.closed()
        await one.noted("slow")

    run(walk)


def test_the_newer_line_of_a_terminal_wins(run: Any) -> None:
    async def walk(one: House) -> None:
        old = await one.enter(PHONE)
        new = await one.enter(PHONE)
        await old.closed()
        new.send(new.terminal.heartbeat())
        assert await new.result() == m.DONE
        await until(lambda: len(one.desk.lines) == 1)
        assert one.line(PHONE) in one.desk.lines and len(one.gateway.terminals) == 1
        new.writer.close()
        await until(lambda: one.gateway.terminals.find(PHONE) is None)

    run(walk)


def test_a_line_speaks_for_one_terminal(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        other = Terminal(OTHER)
        far.send(other.position(HERE), other.authenticate("SET-BY-A-PERSON"), far.terminal.heartbeat())
        assert await far.result() == m.DONE
        await one.noted("stranger", 2)
        assert not one.positions() and one.gateway.terminals.find(OTHER) is None

    run(walk)


def test_what_is_not_supported_is_answered_and_kept(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        times = MOST_STRANGE + 5
        far.send(*(far.terminal.send(0x0900, b"\x00data") for _ in range(times)))
        assert [await far.result() for _ in range(times)] == [m.UNSUPPORTED] * times
        far.send(write(Frame(m.POSITION, far.terminal.form, 99, b"secret", cipher=1)), far.terminal.heartbeat())
        assert [await far.result() for _ in range(2)] == [m.UNSUPPORTED, m.DONE]
        await one.noted("unsupported", times + 1)

    run(walk)


@pytest.mark.parametrize("modern", [False, True])
def test_a_batch_from_an_area_without_signal_in_parts(run: Any, modern: bool) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE, modern)
        many = [HERE._replace(at=AT - n * 10_000) for n in range(100)]
        sent = far.terminal.batch(many)
        assert sent.count(b"\x7e\x7e") == 3
        far.send(sent)
        said = [(await far.said()).values for _ in range(4)]
        assert [(one["reply_serial"], one["reply_id"], one["result"]) for one in said] == [
            (2 + n, m.POSITIONS, m.DONE) for n in range(4)
        ]
        assert [position.at for position in one.positions()] == sorted(r.at or 0 for r in many)

    run(walk)


def test_positions_that_cannot_be(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        swapped = HERE._replace(lat=HERE.lon, lon=HERE.lat)
        zero, lost = HERE._replace(lat=0.0, lon=0.0, at=AT - 1000), HERE._replace(status=1, at=AT - 2000)
        old, future = HERE._replace(at=AT - 27 * 365 * 86_400_000), HERE._replace(at=AT + 73 * 365 * 86_400_000)
        for each in (swapped, zero, lost, old, future):
            far.send(far.terminal.position(each))
            assert await far.result() == m.DONE, "sent again it would be no better"
        timeless = far.terminal.position(HERE)
        body = b"".join((bytes(4), HERE.status.to_bytes(4, "big"), bytes(14), b"\x99" * 6))
        far.send(far.terminal.send(m.POSITION, body), far.terminal.send(m.POSITION, b"short"), timeless)
        assert [await far.result() for _ in range(3)] == [m.WRONG, m.WRONG, m.DONE]
        assert [position.at for position in one.positions()] == [AT]
        assert [reading.at for reading in one.readings("fuel")] == [AT - 2000, AT - 1000, AT]
        await one.noted("clock", 1)
        assert one.unread.figures[" place"] == 2 and one.unread.figures[" clock"] > 2

    run(walk)


@pytest.mark.parametrize("modern", [False, True])
def test_what_is_asked_of_a_terminal(run: Any, modern: bool) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE, modern)
        line, terminal = one.line(PHONE), far.terminal
        said, reply = await reply_to(far, line.ask(downlink.Text("前方施工")), terminal.answer)
        assert said.values["text"] == "前方施工" and reply == Reply(m.DONE)
        said, reply = await reply_to(far, line.ask(downlink.Track(5, 600)), lambda f: terminal.answer(f, m.UNSUPPORTED))
        assert said.values == {"interval": 5, "seconds": 600} and reply.result == m.UNSUPPORTED
        said, reply = await reply_to(
            far, line.ask(downlink.AskPosition()), lambda f: terminal.answer(f) + terminal.position_answer(f, HERE)
        )
        assert reply.report is not None and reply.report.lat == HERE.lat
        await until(one.positions)
        values = {1: b"\x00\x00\x00\x1e", 0x13: b"10.0.0.1"}
        said, reply = await reply_to(far, line.ask(downlink.SetParameters(values)), terminal.answer)
        assert said.values == {"values": values}
        for numbers in ((), (1, 0x13)):
            said, reply = await reply_to(
                far, line.ask(downlink.AskParameters(numbers)), lambda f: terminal.parameters(f, values)
            )
            assert reply.parameters == values and list(said.values.get("numbers", ())) == list(numbers)

    run(walk)


def test_questions_without_an_answer(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        line = one.line(PHONE)
        with pytest.raises(TimeoutError):
            await line.ask(downlink.AskPosition(), 0.05)
        far.send(far.terminal.answer(await far.frame()), far.terminal.heartbeat())
        assert await far.result() == m.DONE, "too late, and no harm"
        asked = [asyncio.create_task(line.ask(downlink.AskPosition())) for _ in range(MOST)]
        for _ in asked:
            await far.frame()
        with pytest.raises(ConnectionError, match="太多"):
            await line.ask(downlink.AskPosition())
        far.writer.close()
        ends = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(end, ConnectionError) for end in ends)
        with pytest.raises(ConnectionError, match="不在线"):
            await line.ask(downlink.AskPosition())

    run(walk)


def test_a_terminal_that_is_switched_off_loses_its_line(run: Any) -> None:
    async def walk(one: House) -> None:
        far = await one.enter(PHONE)
        await away(lambda: one.directory.refresh(True))
        far.send(far.terminal.heartbeat())
        assert await far.result() == m.DONE, "the directory has caught up with the code"
        await away(lambda: Source.objects.filter(address=PHONE).update(is_active=False))
        await away(lambda: one.directory.refresh(True))
        far.send(far.terminal.position(HERE))
        await far.closed()
        assert not one.positions()

    run(walk)
