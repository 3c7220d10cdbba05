"""Machines and sites: MQTT 3.1.1, QoS 1; paho's client driven by our event loop, without a thread for each device."""

import asyncio
import contextlib
import json
import socket
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from . import SECONDS_FOR_AN_ANSWER, NotUnderstood, Told

KEEP_ALIVE = 60
SECONDS_BETWEEN_LOOKS = 5.0


class MqttSpeaker:
    """One device, user name and password; publishes to ``anlan/<user>/up/values``."""

    def __init__(self, host: str, port: int, user: str, password: str) -> None:
        self.host, self.port, self.user, self.password = host, port, user, password
        self.client: paho.Client | None = None
        self.waiting: dict[int, asyncio.Future[None]] = {}
        self.entered: asyncio.Future[None] | None = None
        self.care: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.entered = self.loop.create_future()
        client = self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id=self.user, clean_session=True)
        client.username_pw_set(self.user, self.password)
        client.on_connect, client.on_disconnect, client.on_publish = (
            self._on_connect,
            self._on_disconnect,
            self._on_publish,
        )
        client.on_socket_open, client.on_socket_close = self._on_open, self._on_close
        client.on_socket_register_write, client.on_socket_unregister_write = self._on_writing, self._on_written
        async with asyncio.timeout(SECONDS_FOR_AN_ANSWER):
            await asyncio.to_thread(client.connect, self.host, self.port, KEEP_ALIVE)
            await self.entered
        self.care = self.loop.create_task(self._care(client))

    async def say(self, told: Told) -> None:
        if self.client is None or not self.client.is_connected():
            raise ConnectionError("not connected")
        said: dict[str, Any] = {"at": told.at, "values": {code: round(value, 4) for code, value in told.values.items()}}
        if told.flag:
            said["flags"] = dict.fromkeys(told.values, told.flag)
        if told.place is not None:
            said["position"] = {
                name: getattr(told.place, name) for name in ("lat", "lon", "altitude", "speed", "direction")
            }
        info = self.client.publish(f"anlan/{self.user}/up/values", json.dumps(said), qos=1)
        answered = self.waiting[info.mid] = self.loop.create_future()
        async with asyncio.timeout(SECONDS_FOR_AN_ANSWER):
            await answered

    async def close(self) -> None:
        if self.care is not None:
            self.care.cancel()
        if self.client is not None:
            self.client.disconnect()

    async def _care(self, client: paho.Client) -> None:
        while client.loop_misc() == paho.MQTT_ERR_SUCCESS:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    def _on_connect(self, _client: object, _data: object, _flags: object, reason: Any, _more: object) -> None:
        if self.entered is None or self.entered.done():
            return
        if reason.is_failure:
            self.entered.set_exception(NotUnderstood(str(reason)))
        else:
            self.entered.set_result(None)

    def _on_disconnect(self, *_: object) -> None:
        gone = [*self.waiting.values(), *([self.entered] if self.entered else [])]
        self.waiting = {}
        for one in gone:
            if not one.done():
                one.set_exception(ConnectionError("closed without an answer"))

    def _on_publish(self, _client: object, _data: object, number: int, *_: object) -> None:
        answered = self.waiting.pop(number, None)
        if answered is not None and not answered.done():
            answered.set_result(None)

    def _on_open(self, client: paho.Client, _data: object, line: Any) -> None:
        # Called in the thread that connects.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.loop.call_soon_threadsafe(self._listen, client, line)

    def _listen(self, client: paho.Client, line: socket.socket) -> None:
        if line.fileno() >= 0:
            self.loop.add_reader(line, client.loop_read)

    def _on_close(self, _client: object, _data: object, line: Any) -> None:
        with contextlib.suppress(ValueError, OSError):
            self.loop.remove_reader(line)
            self.loop.remove_writer(line)

    def _on_writing(self, client: paho.Client, _data: object, line: Any) -> None:
        self.loop.call_soon_threadsafe(self._write, client, line)

    def _write(self, client: paho.Client, line: socket.socket) -> None:
        if line.fileno() >= 0:
            self.loop.add_writer(line, client.loop_write)

    def _on_written(self, _client: object, _data: object, line: Any) -> None:
        with contextlib.suppress(ValueError, OSError):
            self.loop.remove_writer(line)
