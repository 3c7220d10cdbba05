"""What the platform asks of a terminal. Each knows its message id, writes its body in either edition, and reads it back.

Source: JT/T 808-2013, 8.12 to 8.26 and 8.35; JT/T 808-2019 for the kind of a text; 0x9101: JT/T 1078.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from .frame import Frame
from .messages import (
    ANSWER,
    PARAMETERS,
    POSITION_ANSWER,
    REGISTERED,
    TERMINAL_ANSWER,
    Answer,
    Registered,
    need,
    parameter_list,
    read_parameters,
    text,
)

MOST_TEXT = 1024
"""Bytes of a text in GBK."""
URGENT, DISPLAY, SPEAK, ADVERTISE = 0x01, 0x04, 0x08, 0x10
"""How a text is shown: bits of its flag."""
NOTICE, SERVICE = 1, 2
"""Kinds of text in 2019: 通知, 服务."""


class Downlink(Protocol):
    """A message for a terminal."""

    @property
    def id(self) -> int:
        """The message id."""

    @property
    def answered_by(self) -> int:
        """The id of the message that answers it; a general answer (0x0001) then only refuses."""

    def write(self, modern: bool) -> bytes:
        """The body, in the 2019 edition or the one before."""


@dataclass(frozen=True, slots=True)
class SetParameters:
    """0x8103: number of the parameter -> its bytes."""

    values: Mapping[int, bytes]
    id: ClassVar[int] = 0x8103
    answered_by: ClassVar[int] = TERMINAL_ANSWER

    def write(self, modern: bool) -> bytes:
        return parameter_list(self.values)


@dataclass(frozen=True, slots=True)
class AskParameters:
    """0x8104 asks for all parameters, 0x8106 for those named; both are answered by 0x0104."""

    numbers: tuple[int, ...] = ()
    answered_by: ClassVar[int] = PARAMETERS

    @property
    def id(self) -> int:
        """Which of the two."""
        return 0x8106 if self.numbers else 0x8104

    def write(self, modern: bool) -> bytes:
        if not self.numbers:
            return b""
        return bytes([len(self.numbers)]) + b"".join(number.to_bytes(4, "big") for number in self.numbers)


@dataclass(frozen=True, slots=True)
class AskPosition:
    """0x8201, answered by 0x0201."""

    id: ClassVar[int] = 0x8201
    answered_by: ClassVar[int] = POSITION_ANSWER

    def write(self, modern: bool) -> bytes:
        return b""


@dataclass(frozen=True, slots=True)
class Track:
    """0x8202: for ``seconds`` report every ``interval`` seconds; interval 0 ends it."""

    interval: int
    seconds: int = 0
    id: ClassVar[int] = 0x8202
    answered_by: ClassVar[int] = TERMINAL_ANSWER

    def write(self, modern: bool) -> bytes:
        head = self.interval.to_bytes(2, "big")
        return head + self.seconds.to_bytes(4, "big") if self.interval else head


@dataclass(frozen=True, slots=True)
class Text:
    """0x8300. ValueError when it is written and longer than ``MOST_TEXT`` bytes."""

    text: str
    flag: int = DISPLAY | SPEAK
    kind: int = NOTICE
    id: ClassVar[int] = 0x8300
    answered_by: ClassVar[int] = TERMINAL_ANSWER

    def write(self, modern: bool) -> bytes:
        data = self.text.encode("gbk", "replace")
        if len(data) > MOST_TEXT:
            raise ValueError(f"下发文本最长 {MOST_TEXT} 字节（约 {MOST_TEXT // 2} 个汉字），请缩短。")
        return (bytes([self.flag, self.kind]) if modern else bytes([self.flag])) + data


@dataclass(frozen=True, slots=True)
class Said:
    """A platform's message as a terminal understands it."""

    id: int
    serial: int
    values: Mapping[str, Any] = field(default_factory=dict)


def _parameters(body: bytes, modern: bool) -> dict[str, Any]:
    need(body, 1, "参数编号")
    need(body, 1 + 4 * body[0], "参数编号")
    return {"numbers": [int.from_bytes(body[1 + 4 * n : 5 + 4 * n], "big") for n in range(body[0])]}


def _settings(body: bytes, modern: bool) -> dict[str, Any]:
    need(body, 1, "参数设置")
    return {"values": read_parameters(body)}


def _track(body: bytes, modern: bool) -> dict[str, Any]:
    need(body, 2, "临时位置跟踪")
    return {"interval": int.from_bytes(body[:2], "big"), "seconds": int.from_bytes(body[2:6], "big")}


def _text(body: bytes, modern: bool) -> dict[str, Any]:
    need(body, 2 if modern else 1, "文本信息下发")
    return {"flag": body[0], "text": text(body[2:]), "kind": body[1]} if modern else {
        "flag": body[0], "text": text(body[1:]),
    }  # fmt: skip


def _control(body: bytes, modern: bool) -> dict[str, Any]:
    need(body, 1, "车辆控制")
    return {} if modern else {"control_flag": body[0]}


def _video(body: bytes, modern: bool) -> dict[str, Any]:
    need(body, 1, "实时音视频传输请求")
    end = 1 + body[0]
    need(body, end + 7, "实时音视频传输请求")
    ports = {"tcp": int.from_bytes(body[end : end + 2], "big"), "udp": int.from_bytes(body[end + 2 : end + 4], "big")}
    rest = {"channel": body[end + 4], "data_type": body[end + 5], "stream_type": body[end + 6]}
    return {"ip": text(body[1:end]), **ports, **rest}


def _nothing(body: bytes, modern: bool) -> dict[str, Any]:
    return {}


def _answer(body: bytes, modern: bool) -> dict[str, Any]:
    one = Answer.read(body)
    return {"reply_serial": one.serial, "reply_id": one.to, "result": one.result}


def _registered(body: bytes, modern: bool) -> dict[str, Any]:
    one = Registered.read(body)
    return {"reply_serial": one.serial, "result": one.result, "auth_code": one.code}


READ: Mapping[int, Callable[[bytes, bool], dict[str, Any]]] = {
    ANSWER: _answer, REGISTERED: _registered, 0x8103: _settings, 0x8104: _nothing, 0x8106: _parameters, 0x8201: _nothing,
    0x8202: _track, 0x8300: _text, 0x8500: _control, 0x9101: _video,
}  # fmt: skip


def understand(frame: Frame) -> Said | None:
    """What the platform said; None: a message this terminal does not know. ``Broken``: its body is too short."""
    reader = READ.get(frame.id)
    return Said(frame.id, frame.serial, reader(frame.body, frame.form.modern)) if reader else None
