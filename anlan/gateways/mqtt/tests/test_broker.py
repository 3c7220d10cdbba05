"""The embedded broker and its gateway over real sockets: who may say what, what is answered when, and kill -9."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from amqtt.broker import Broker
from paho.mqtt.enums import CallbackAPIVersion

from anlan.gateways.line import Desk
from anlan.gateways.mqtt.hall import MOST_PACKET
from anlan.gateways.mqtt.server import MqttGateway, start
from anlan.telemetry.directory import Directory
from anlan.telemetry.intake import Intake, now_ms
from anlan.telemetry.models import Source, Unreadable
from anlan.telemetry.spool import Spool
from anlan.telemetry.store import Unavailable
from anlan.telemetry.unreadable import Unread
from anlan.telemetry.words import Position, Reading

# The broker's process reads a database in a file; nothing here hangs on which database it is.
pytestmark = [pytest.mark.once, pytest.mark.slow]
WITHIN = 30.0


class Kept:
    """A store in memory that can be away."""

    def __init__(self) -> None:
        self.rows: list[Reading] = []
        self.away = threading.Event()

    def append(self, readings: list[Reading], positions: list[Position], heard: int) -> None:
        if self.away.is_set():
            raise Unavailable("away")
        self.rows += readings


class NoRoom(Spool):
    """A spool on a full disk."""

    def write(self, *_: Any) -> None:
        raise OSError("full")


def until(true: Callable[[], Any], what: str = "") -> None:
    end = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < end, what or "in vain"
        threading.Event().wait(0.02)


class House:
    """A gateway in a loop of its own thread, over a store in memory."""

    def __init__(self, tmp_path: Path) -> None:
        self.store, self.unread = Kept(), Unread()
        directory = Directory("mqtt")
        directory.refresh()
        self.intake = Intake(self.store, NoRoom(tmp_path), self.unread)  # type: ignore[arg-type]
        self.desk = Desk(self.intake, self.unread, {"mqtt": directory})
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.intake.start(self.loop)
        self.gateway: MqttGateway = self.do(start(self.desk, "127.0.0.1", 0))
        until(self.gateway.connected)

    def do(self, what: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(WITHIN)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.gateway.close)
        self.do(self.gateway.wait_closed())
        self.intake.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(WITHIN)


@pytest.fixture
def house(shared_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("ANLAN_DATABASE_URL", shared_database)
    monkeypatch.setenv("ANLAN_MODE", "test")
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path / "home"))
    for number in (1, 2):
        Source.objects.create(protocol="mqtt", address=f"T{number}", secret=f"secret-{number}", device=number)
    made = House(tmp_path)
    yield made
    made.close()


@contextlib.contextmanager
def device(house: House, name: str, password: str, wait: bool = True, **more: Any) -> Iterator[paho.Client]:
    client = paho.Client(
        CallbackAPIVersion.VERSION2, client_id=more.pop("client_id", name), clean_session=False, **more
    )
    client.username_pw_set(name, password)
    client.reconnect_delay_set(1, 1)
    client.user_data_set(set())
    client.on_publish = lambda c, answered, number, reason, p: answered.add(number)
    client.connect_async("127.0.0.1", house.gateway.port)
    client.loop_start()
    try:
        if wait:
            until(client.is_connected)
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def publishes(client: paho.Client, topic: str, body: bytes, qos: int = 1) -> Callable[[], bool]:
    """Whether it was answered."""
    number, answered = client.publish(topic, body, qos).mid, client.user_data_get()
    return lambda: number in answered


def says(client: paho.Client, name: str, value: float, at: int = 0) -> Callable[[], bool]:
    body = json.dumps({"at": at or now_ms(), "values": {"load": value}}).encode()
    return publishes(client, f"anlan/{name}/up/values", body)


def noted(reason: str) -> bool:
    return Unreadable.objects.filter(protocol="mqtt", reason=reason).exists()


def test_what_a_device_says_is_answered_after_it_is_stored(house: House) -> None:
    with device(house, "T1", "secret-1") as one:
        first = says(one, "T1", 1.5)
        until(first)
        assert [(r.device, r.value) for r in house.store.rows] == [(1, 1.5)]
        house.store.away.set()
        second = says(one, "T1", 2.5)
        until(lambda: house.intake.figures["refused"] > 2)
        assert not second()
        house.store.away.clear()
        until(second)
        assert {r.value for r in house.store.rows} == {1.5, 2.5}


def test_a_wrong_password_and_a_stranger_get_nowhere(house: House) -> None:
    reasons: list[str] = []
    for name, password in (("T1", "secret-2"), ("T9", "secret-1"), ("$gateway", "secret-1")):
        # The client id of another is nobody's right either.
        with device(house, name, password, wait=False, client_id="T2") as one:
            one.on_connect = lambda c, d, f, reason, p: reasons.append(str(reason))
            until(lambda: reasons)
            assert not one.is_connected()
        assert reasons.pop() == "Not authorized"
        reasons.clear()
    until(lambda: noted("password") and noted("stranger"))
    assert house.gateway.connected()


def test_another_devices_topic_closes_the_line_and_is_noted(house: House) -> None:
    codes: list[Any] = []
    with device(house, "T1", "secret-1", client_id="T2") as one:
        one.on_subscribe = lambda c, d, number, reasons, p: codes.extend(r.value for r in reasons)
        one.subscribe([("anlan/T2/down/#", 1), ("#", 1), ("anlan/T1/down/#", 1)])
        until(lambda: len(codes) == 3)
        assert codes == [0x80, 0x80, 1]
        gone = threading.Event()
        one.on_disconnect = lambda *_: gone.set()
        says(one, "T2", 9.0)
        assert gone.wait(WITHIN)
        until(lambda: noted("topic"))
    assert house.store.rows == []


def test_a_megabyte_closes_the_line_unread_and_the_broker_stays(house: House) -> None:
    gone = threading.Event()
    with device(house, "T1", "secret-1") as one:
        one.on_disconnect = lambda *_: gone.set()
        one.publish("anlan/T1/up/values", b"x" * 2**20, qos=0)
        assert gone.wait(WITHIN)
    with device(house, "T2", "secret-2") as two:
        until(says(two, "T2", 1.0))
    assert house.gateway.keeper is not None and house.gateway.keeper.started == 1


def test_a_packet_announced_too_long_by_nobody_in_particular(house: House) -> None:
    with socket.create_connection(("127.0.0.1", house.gateway.port), WITHIN) as line:
        size = MOST_PACKET * 100
        header = b"\x10" + bytes([size & 0x7F | 0x80, size >> 7 & 0x7F | 0x80, size >> 14 & 0x7F | 0x80, size >> 21])
        line.sendall(header + b"\x00\x04MQTT\x04\xc2\x00\x3c" + b"\xff\xff" + b"x" * 70_000)
        line.settimeout(WITHIN)
        with contextlib.suppress(ConnectionResetError):
            while line.recv(4096):
                continue


def test_mqtt_5_is_told_that_311_is_spoken_here(house: House) -> None:
    reasons: list[str] = []
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="T1", protocol=paho.MQTTv5)
    client.username_pw_set("T1", "secret-1")
    client.on_connect = lambda c, d, f, reason, p: reasons.append(str(reason))
    client.on_disconnect = lambda c, d, f, reason, p: reasons.append(str(reason))
    client.connect_async("127.0.0.1", house.gateway.port)
    client.loop_start()
    try:
        until(lambda: reasons)
        assert not client.is_connected() and "protocol version" in reasons[0].lower(), reasons
    finally:
        client.disconnect()
        client.loop_stop()


def test_what_cannot_be_read_is_noted_and_does_not_come_again(house: House) -> None:
    with device(house, "T1", "secret-1") as one:
        until(publishes(one, "anlan/T1/up/values", b"{not json"))
        until(publishes(one, "anlan/T1/up/values", b'{"values": {"colour": 1}}', qos=2))
    house.unread.write()
    assert Unreadable.objects.get(protocol="mqtt", reason="content", peer="T1").times == 2


def test_another_broker_is_heard_by_its_address(house: House, settings: Any) -> None:
    """A stock broker that lets everybody in: who is unknown to the house is noted, not stored."""
    anonymous = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}

    async def foreign() -> Broker:
        broker = Broker({"listeners": {"default": {"type": "tcp", "bind": "127.0.0.1:0"}}, "plugins": anonymous})
        await broker.start()
        return broker

    broker = house.do(foreign())
    port = broker._servers["default"].instance.sockets[0].getsockname()[1]
    settings.MQTT_URL = f"mqtt://127.0.0.1:{port}"
    gateway = house.do(start(house.desk, "127.0.0.1", 0))
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="anybody")
    try:
        until(lambda: gateway.connected() and "anlan/+/up/#" in broker.subscriptions)
        client.connect("127.0.0.1", port)
        client.loop_start()
        for name in ("T1", "T9"):
            client.publish(f"anlan/{name}/up/values", b'{"values": {"load": 4.5}}', qos=1)
        until(lambda: [(r.device, r.value) for r in house.store.rows] == [(1, 4.5)])
        until(lambda: house.unread.figures["mqtt stranger"] == 1)
        assert gateway.port == 0
    finally:
        client.disconnect()
        client.loop_stop()
        house.loop.call_soon_threadsafe(gateway.close)
        house.do(gateway.wait_closed())
        house.do(broker.shutdown())


def test_the_broker_killed_comes_back_and_nothing_that_was_answered_is_lost(house: House) -> None:
    keeper = house.gateway.keeper
    assert keeper is not None
    with device(house, "T1", "secret-1") as one, device(house, "T2", "secret-2") as two:
        at, sent = now_ms() - 100_000, []
        for number in range(40):
            sent += [says(one, "T1", number, at + number), says(two, "T2", number, at + number)]
            if number == 20:
                until(sent[0])
                os.kill(keeper.pid, signal.SIGKILL)
        until(lambda: all(answered() for answered in sent), "messages were not answered after the broker came back")
    assert keeper.started == 2
    assert len({(r.device, r.at) for r in house.store.rows}) == 80
