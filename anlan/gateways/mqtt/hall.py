"""The embedded broker: amqtt, held to our law. Runs in a child process (``broker.py``).

What amqtt does by itself would not do here, so this is decided before it gets to see a message:

- nobody has a session before the password was right, and each address has one, whatever the client calls itself;
- a message is answered (PUBACK) only after the gateway has answered for it, which it does after durable storage; when
  the gateway does not, the line is closed, and the device sends again what was not answered;
- wills, retained messages and sessions that outlive a line are not kept: they would be memory a device can fill;
- a packet is read only up to ``MOST_PACKET``, within ``SECONDS``; a silent line is closed.

MQTT 3.1.1. A client that speaks 5 is told so (CONNACK: unacceptable protocol version) and most then speak 3.1.1.
"""

import asyncio
import hmac
import logging

from amqtt.adapters import BufferReader, ReaderAdapter, StreamReaderAdapter, StreamWriterAdapter, WriterAdapter
from amqtt.broker import Broker
from amqtt.contexts import Action, BrokerConfig, ListenerConfig
from amqtt.errors import AMQTTError, MQTTError, NoDataError
from amqtt.mqtt.connack import NOT_AUTHORIZED, UNACCEPTABLE_PROTOCOL_VERSION, ConnackPacket
from amqtt.mqtt.constants import QOS_1, QOS_2
from amqtt.mqtt.packet import CONNECT, MQTTFixedHeader
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.mqtt.puback import PubackPacket
from amqtt.mqtt.pubcomp import PubcompPacket
from amqtt.mqtt.publish import PublishPacket
from amqtt.mqtt.pubrec import PubrecPacket
from amqtt.mqtt.pubrel import PubrelPacket
from amqtt.session import Session

from anlan.telemetry.directory import Directory
from anlan.telemetry.unreadable import Unread

from .protocol import GATEWAY, MOST_BYTES, UP, may_publish, may_subscribe

log = logging.getLogger("anlan.gateways")

LEVEL = 4
"""Of MQTT 3.1.1 in CONNECT; 5 is MQTT 5."""
MOST_PACKET = MOST_BYTES + 1024
MOST_LINES = 10_000
MOST_UNANSWERED = 500
"""Messages of one device that wait for storage; whoever sends on without waiting is closed."""
SECONDS = 30.0
SECONDS_OF_SILENCE = 600


class TooLong(ConnectionError):
    """A packet nobody of ours sends."""


class BoundedReader(StreamReaderAdapter):
    """Reads a packet up to a size and within a time; amqtt would take 256 MB from anybody."""

    async def read(self, n: int = -1) -> bytes:
        if n > MOST_PACKET:
            raise TooLong
        if n == 1:
            return await super().read(n)
        async with asyncio.timeout(SECONDS):
            return await super().read(n)


async def first_packet(reader: ReaderAdapter) -> tuple[BufferReader, int]:
    """CONNECT as a whole and the protocol level in it. amqtt would read on where a client's version has more fields."""
    head = await MQTTFixedHeader.from_stream(reader)
    if head is None or head.packet_type != CONNECT:
        raise MQTTError("the first packet is no CONNECT")
    body = await reader.read(head.remaining_length)
    if body[:6] != b"\x00\x04MQTT" or len(body) < 10:
        raise MQTTError("not MQTT")
    return BufferReader(head.to_bytes() + body), body[6]


class Guest(BrokerProtocolHandler):
    """One line to a client."""

    hall: "Hall"
    unanswered = 0
    leaving: asyncio.Future[None] | None = None

    async def handle_publish(self, publish_packet: PublishPacket) -> None:
        """Passes a device's message on, and answers for it when the gateway has."""
        assert self.session is not None
        if self.session.client_id == GATEWAY:
            return await super().handle_publish(publish_packet)
        if not may_publish(self.session.client_id or "", publish_packet.topic_name):
            self.hall.refuse(self.session, "topic", publish_packet.data or b"", publish_packet.topic_name)
            return await self.hang_up()
        self.unanswered += 1
        try:
            passed = self.unanswered < MOST_UNANSWERED and await self.hall.pass_on(publish_packet)
        finally:
            self.unanswered -= 1
        if not passed:
            return await self.hang_up()
        number = publish_packet.variable_header.packet_id if publish_packet.variable_header else None
        if publish_packet.qos == QOS_1:
            await self._send_packet(PubackPacket.build(number))
        elif publish_packet.qos == QOS_2:
            await self._send_packet(PubrecPacket.build(number))
        return None

    async def handle_pubrel(self, pubrel: PubrelPacket) -> None:
        """The end of QoS 2. A message that comes twice is stored once, so nothing is remembered between the halves."""
        await self._send_packet(PubcompPacket.build(pubrel.packet_id))

    async def hang_up(self) -> None:
        """Closes the line: the client connects again and sends again what was not answered."""
        if self.writer is not None:
            await self.writer.close()
        await self.handle_connection_closed()

    def handle_read_timeout(self) -> None:
        """Nothing for longer than the client promised."""
        self.leaving = asyncio.ensure_future(self.hang_up())


class Hall(Broker):
    """A broker in which every device may speak on its own topics, to the gateway alone."""

    def __init__(self, host: str, port: int, secret: str, directory: Directory, unread: Unread) -> None:
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        listener = ListenerConfig(bind=bind, max_connections=MOST_LINES)
        super().__init__(BrokerConfig(listeners={"default": listener}, plugins={}))
        self.secret, self.directory, self.unread = secret, directory, unread

    @property
    def port(self) -> int:
        """Where it listens, once started."""
        return int(self._servers["default"].instance.sockets[0].getsockname()[1])

    async def pass_on(self, packet: PublishPacket) -> bool:
        """Gives a message to the gateway; whether that has answered for it. False: nobody is there, or it took too long."""
        session, gateway = self._sessions.get(GATEWAY, (None, None))
        if (
            session is None
            or gateway is None
            or UP not in self._subscriptions
            or not session.transitions.is_connected()
        ):
            return False
        try:
            await gateway.mqtt_publish(packet.topic_name, packet.data or b"", QOS_1, retain=False)
        except (TimeoutError, AMQTTError, asyncio.CancelledError):
            return False
        return True

    def refuse(self, session: Session, reason: str, body: bytes = b"", detail: str = "") -> None:
        """Notes who was turned away, where an administrator can read it."""
        self.unread.note(
            "mqtt", str(session.remote_address), reason, body, detail=detail, address=session.username or ""
        )

    def admits(self, session: Session) -> bool:
        """Is that the gateway, or a device with its own password?"""
        name, password = session.username or "", (session.password or "").encode()
        if name == GATEWAY:
            return hmac.compare_digest(password, self.secret.encode())
        known = self.directory.find(name)
        if known is None or not known.secret or {"/", "+", "#", "$"} & set(name):
            self.refuse(session, "stranger")
            return False
        if not hmac.compare_digest(password, known.secret.encode()):
            self.refuse(session, "password")
            return False
        return True

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        await self._client_connected(listener_name, BoundedReader(reader), StreamWriterAdapter(writer))

    async def _initialize_client_session(
        self, reader: ReaderAdapter, writer: WriterAdapter, remote_address: str, remote_port: int
    ) -> tuple[BrokerProtocolHandler, Session]:
        """Reads CONNECT; the password is asked before anything of the session of that name is touched."""
        try:
            async with asyncio.timeout(SECONDS):
                packet, level = await first_packet(reader)
                if level != LEVEL:
                    await ConnackPacket.build(0, UNACCEPTABLE_PROTOCOL_VERSION).to_stream(writer)
                    raise MQTTError(f"level {level}")
                guest, session = await Guest.init_from_connect(packet, writer, self.plugins_manager)
        except (AMQTTError, MQTTError, NoDataError, TimeoutError, OSError, EOFError, ValueError) as error:
            await writer.close()
            raise MQTTError(f"{remote_address}: {error!r}") from error
        if not self.admits(session):
            await ConnackPacket.build(0, NOT_AUTHORIZED).to_stream(writer)
            await writer.close()
            raise MQTTError(f"{remote_address}: not admitted")
        assert isinstance(guest, Guest)
        guest.hall = self
        await self._settle(session)
        return guest, session

    async def _settle(self, session: Session) -> None:
        """One session of each address, a new one; its earlier line is closed."""
        session.client_id, session.clean_session, session.parent = session.username or "", True, 0
        session.will_flag = False
        session.keep_alive = session.keep_alive * 3 // 2 or SECONDS_OF_SILENCE
        _, earlier = self._sessions.get(session.client_id, (None, None))
        if isinstance(earlier, Guest):
            await earlier.hang_up()
        await self._delete_session(session.client_id)

    async def _authenticate(self, session: Session, _: ListenerConfig) -> bool:
        """Who has come so far was admitted."""
        return True

    async def _topic_filtering(self, session: Session, topic: str, action: Action) -> bool:
        if session.client_id == GATEWAY or action == Action.RECEIVE:
            return True
        return action == Action.SUBSCRIBE and may_subscribe(session.client_id or "", topic)
