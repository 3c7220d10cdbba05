"""Bodies of all messages but positions, as classes that read and write themselves. Strings are GBK.

Where the editions differ, ``modern`` tells the 2019 one. Source: JT/T 808-2013 section 8 and JT/T 808-2019 section 8,
field widths as in ``samples/SOURCES.md``.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

from . import position
from .frame import Broken

TERMINAL_ANSWER, HEARTBEAT, DEREGISTER = 0x0001, 0x0002, 0x0003
REGISTER, AUTHENTICATE, PARAMETERS = 0x0100, 0x0102, 0x0104
POSITION, POSITION_ANSWER, POSITIONS = 0x0200, 0x0201, 0x0704
ANSWER, REGISTERED = 0x8001, 0x8100
DONE, FAILED, WRONG, UNSUPPORTED = range(4)
"""Results of a general answer (4: alarm handled, platform only)."""
REGISTER_OK, VEHICLE_REGISTERED, NO_VEHICLE, TERMINAL_REGISTERED, NO_TERMINAL = range(5)
"""Results of a registration."""


def text(data: bytes) -> str:
    """A string of the protocol; what fills it (zeros, blanks) is away, what is not GBK shows as �."""
    return data.strip(b"\0 ").decode("gbk", "replace")


def filled(value: str, width: int) -> bytes:
    """A string in a field of fixed width. ValueError: too long."""
    data = value.encode("gbk", "replace")
    if len(data) > width:
        raise ValueError(f"{value}: longer than {width} bytes")
    return data.ljust(width, b"\0")


def need(body: bytes, least: int, what: str) -> None:
    """``Broken`` unless the body has so many bytes."""
    if len(body) < least:
        raise Broken("length", f"{what}只有 {len(body)} 字节，至少 {least} 字节")


@dataclass(frozen=True, slots=True)
class Answer:
    """0x0001 and 0x8001: which message (serial, id) came how."""

    serial: int
    to: int
    result: int
    LAYOUT: ClassVar = struct.Struct(">HHB")

    @classmethod
    def read(cls, body: bytes) -> Self:
        need(body, 5, "通用应答")
        return cls(*cls.LAYOUT.unpack_from(body))

    def write(self) -> bytes:
        return self.LAYOUT.pack(self.serial, self.to, self.result)


@dataclass(frozen=True, slots=True)
class Registration:
    """0x0100. ``colour`` of the plate by ``codes.PLATE_COLOURS``; 0: unlicensed, ``plate`` is then the chassis number."""

    province: int = 0
    city: int = 0
    maker: str = ""
    model: str = ""
    terminal: str = ""
    colour: int = 0
    plate: str = ""
    WIDTHS: ClassVar = {2011: (5, 8, 7), 2013: (5, 20, 7), 2019: (11, 30, 30)}

    @classmethod
    def read(cls, body: bytes, modern: bool) -> Self:
        """Only the length tells 2011 from 2013: a 2011 terminal's plate would have to be longer than twelve bytes."""
        edition = 2019 if modern else 2013 if len(body) >= 37 else 2011
        maker, model, terminal = cls.WIDTHS[edition]
        need(body, 5 + maker + model + terminal, "终端注册")
        province, city = struct.unpack_from(">HH", body)
        fields, place = [], 4
        for width in (maker, model, terminal):
            fields.append(text(body[place : place + width]))
            place += width
        return cls(province, city, fields[0], fields[1], fields[2], body[place], text(body[place + 1 :]))

    def write(self, edition: int) -> bytes:
        """``edition``: 2011, 2013 or 2019."""
        fields = zip((self.maker, self.model, self.terminal), self.WIDTHS[edition], strict=True)
        widths = b"".join(filled(value, width) for value, width in fields)
        plate = self.plate.encode("gbk", "replace")
        return struct.pack(">HH", self.province, self.city) + widths + bytes([self.colour]) + plate


@dataclass(frozen=True, slots=True)
class Registered:
    """0x8100: answer to a registration; the code only when it succeeded."""

    serial: int
    result: int
    code: str = ""

    @classmethod
    def read(cls, body: bytes) -> Self:
        need(body, 3, "终端注册应答")
        return cls(int.from_bytes(body[:2], "big"), body[2], text(body[3:]))

    def write(self) -> bytes:
        return self.serial.to_bytes(2, "big") + bytes([self.result]) + self.code.encode("gbk", "replace")


@dataclass(frozen=True, slots=True)
class Authentication:
    """0x0102; 2019 adds the terminal's IMEI and the version of its software."""

    code: str
    imei: str = ""
    software: str = ""

    @classmethod
    def read(cls, body: bytes, modern: bool) -> Self:
        if not modern:
            return cls(text(body))
        need(body, 1, "终端鉴权")
        end = 1 + body[0]
        need(body, end, "终端鉴权")
        return cls(text(body[1:end]), text(body[end : end + 15]), text(body[end + 15 : end + 35]))

    def write(self, modern: bool) -> bytes:
        code = self.code.encode("gbk", "replace")
        return bytes([len(code)]) + code + filled(self.imei, 15) + filled(self.software, 20) if modern else code


@dataclass(frozen=True, slots=True)
class Parameters:
    """0x0104: answer to a question for parameters: number of the parameter -> its value as it came."""

    serial: int
    values: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, body: bytes) -> Self:
        need(body, 3, "参数应答")
        return cls(int.from_bytes(body[:2], "big"), read_parameters(body[2:]))

    def write(self) -> bytes:
        return self.serial.to_bytes(2, "big") + parameter_list(self.values)


def read_parameters(data: bytes) -> dict[int, bytes]:
    """The opposite of ``parameter_list``."""
    values, place = {}, 1
    for _ in range(data[0]):
        need(data, place + 5, "终端参数")
        end = place + 5 + data[place + 4]
        need(data, end, "终端参数")
        values[int.from_bytes(data[place : place + 4], "big")] = data[place + 5 : end]
        place = end
    return values


def parameter_list(values: Mapping[int, bytes]) -> bytes:
    """Count 1, then number 4, length 1, value."""
    parts = (number.to_bytes(4, "big") + bytes([len(value)]) + value for number, value in values.items())
    return bytes([len(values)]) + b"".join(parts)


@dataclass(frozen=True, slots=True)
class PositionAnswer:
    """0x0201: the position that was asked for."""

    serial: int
    report: position.Report

    @classmethod
    def read(cls, body: bytes) -> Self:
        need(body, 2, "位置查询应答")
        return cls(int.from_bytes(body[:2], "big"), position.read(body[2:]))

    def write(self) -> bytes:
        return self.serial.to_bytes(2, "big") + position.write(self.report)
