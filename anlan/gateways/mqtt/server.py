"""The gateway's side of MQTT: a client of the embedded broker, or of any other (``ANLAN_MQTT_URL``).

A message is answered by hand, after durable storage. The embedded broker answers the device only then (``hall.py``).
Another broker answers the device by itself as soon as it has the message; it keeps what we have not answered for our
session (QoS 1, no clean session) as durably as it is told to, and sends it again when we come back.
"""

import asyncio
import logging
import secrets
import socket
import threading
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as paho
from django.conf import settings
from paho.mqtt.enums import CallbackAPIVersion

from anlan.gateways.line import Desk
from anlan.telemetry.intake import now_ms
from anlan.telemetry.words import Batch

from .keeper import Keeper
from .protocol import GATEWAY, MOST_BYTES, UP, address_of, decode

log = logging.getLogger("anlan.gateways")
KEEP_ALIVE = 20
LONGEST_WAIT = 60.0
"""Seconds a message may wait for room in the intake; the embedded broker gives up on it long before."""


class MqttGateway:
    """Hears what devices publish and hands it in."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.directory = desk, desk.directories["mqtt"]
        self.keeper: Keeper | None = None
        self.client: paho.Client | None = None

    async def embedded(self, host: str, port: int) -> None:
        """Over a broker of our own."""
        secret = secrets.token_urlsafe(24)
        self.keeper = Keeper(host, port, secret, self.connected)
        await self.keeper.ready()
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        self._connect(f"mqtt://{GATEWAY}:{secret}@{f'[{near}]' if ':' in near else near}:{self.keeper.port}", GATEWAY)

    async def external(self, url: str) -> None:
        """Over somebody else's: mqtt://user:password@host:1883, mqtts:// with TLS."""
        self._connect(url, "anlan-gateway")

    @property
    def port(self) -> int:
        """Where the embedded broker listens."""
        return self.keeper.port if self.keeper else 0

    def connected(self) -> bool:
        """Is the broker there?"""
        return self.client is not None and self.client.is_connected()

    def close(self) -> None:
        """Ends hearing; the broker of our own goes too."""
        if self.client is not None:
            self.client.disconnect()
        if self.keeper is not None:
            self.keeper.close()

    async def wait_closed(self) -> None:
        """Until all of it has ended."""
        if self.client is not None:
            await asyncio.to_thread(self.client.loop_stop)
        if self.keeper is not None:
            await self.keeper.wait_closed()

    def _connect(self, url: str, name: str) -> None:
        parts = urlsplit(url)
        client = self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=name, clean_session=name == GATEWAY, manual_ack=True
        )
        if parts.username:
            client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
        if parts.scheme == "mqtts":
            client.tls_set()
        client.reconnect_delay_set(1, 10)
        client.on_socket_open = _at_once
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.connect_async(
            parts.hostname or "", parts.port or (8883 if parts.scheme == "mqtts" else 1883), KEEP_ALIVE
        )
        client.loop_start()

    def _on_connect(self, client: paho.Client, _data: object, _flags: object, reason: object, _more: object) -> None:
        if getattr(reason, "is_failure", False):
            log.error("the MQTT broker refuses the gateway: %s", reason)
            return
        client.subscribe(UP, 1)

    def _on_message(self, client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        """In paho's thread: decodes and hands in. What cannot be read is noted and answered, or it would come for ever."""
        answer = partial(_answer, client, message.mid, message.qos)
        batch = self.read(message.topic, bytes(message.payload))
        if batch is None:
            answer()
            return
        batch.stored = answer
        self.desk.figures["mqtt messages"] += 1
        if not self.desk.intake.put(batch):
            room = threading.Event()
            self.desk.intake.when_room(room.set)
            room.wait(LONGEST_WAIT)

    def read(self, topic: str, body: bytes) -> Batch | None:
        """What a message holds, or None when that is nothing; the rest is noted."""
        address = ""
        try:
            address = address_of(topic)
            known = self.directory.find(address)
            if known is None or len(body) > MOST_BYTES:
                self._strange("too_long" if known else "stranger", body, topic, address)
                return None
            found = decode(body, known.device, known.units, now_ms())
        except ValueError as error:
            self._strange("content" if address else "topic", body, str(error), address)
            return None
        if found.strange:
            self._strange("content", body, f"不认识：{found.strange}", address)
        return Batch(known.device, found.readings, found.positions) if found.readings or found.positions else None

    def _strange(self, reason: str, body: bytes, detail: str, address: str) -> None:
        self.desk.unread.note("mqtt", address, reason, body, detail=detail, address=address)


def _at_once(_client: object, _data: object, line: Any) -> None:
    """An answer does not wait for the one before it to be acknowledged: that costs 40 ms each."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _answer(client: paho.Client, number: int, qos: int) -> None:
    client.ack(number, qos)


async def start(desk: Desk, host: str, port: int) -> MqttGateway:
    """Begins to hear; with ``ANLAN_MQTT_URL`` nothing listens here."""
    gateway = MqttGateway(desk)
    url: str = settings.MQTT_URL
    await (gateway.external(url) if url else gateway.embedded(host, port))
    return gateway
