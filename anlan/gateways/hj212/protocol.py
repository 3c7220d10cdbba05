"""A data segment of HJ 212 read and written: pure functions over bytes.

Sources: HJ 212-2017 as quoted in public copies of the standard (frame, CP, flags, answers, Annex A); the answers of
HJ/T 212-2005, whose QN stands in CP, and the additions of 2025 as public implementations have them: 依据待核.
Frames are cut out of a stream in ``framing``; what a factor means stands in ``factors``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from .crc import crc

CHINA = timezone(timedelta(hours=8))
"""Devices of HJ 212 tell Chinese time."""
ANSWER, PACKETS = 1, 2
"""Bits of Flag: the sender waits for an answer; the message is one of several packets."""
V2005, V2017, V2025 = 0, 1, 2
"""Flag without its two lowest bits."""
DATA_ANSWER, NOTICE_ANSWER, REQUEST_ANSWER, RESULT = "9014", "9013", "9011", "9012"
DATA = {
    "2011",
    "2021",
    "2031",
    "2041",
    "2051",
    "2061",
    "2081",
    "3015",
    "3017",
    "3018",
    "3019",
    "3020",
    "1011",
    "1061",
    "1063",
}
"""What a device uploads and the platform confirms by 9014."""
NOTICES = {"1001", "1013", "9015"}
"""What a device tells and the platform confirms by 9013: its serial number, its wish for the time, that it lives."""
REALTIME, MEANS = "2011", ("2051", "2061", "2031")
"""Measured now; means of a minute, an hour, a day, the finest first."""
READY = {
    1: "准备执行请求", 2: "请求被拒绝", 3: "密码错误", 4: "设备编码错误", 5: "系统编码错误", 6: "标志错误", 7: "请求编码错误",
    8: "命令编码错误", 9: "校验码错误", 100: "未知错误",
}  # fmt: skip
"""QnRtn of 9011."""
DONE = {
    1: "执行成功",
    2: "执行失败，原因不详",
    3: "命令请求条件错误",
    4: "通信超时",
    5: "系统繁忙",
    6: "系统故障",
    100: "没有数据",
}
"""ExeRtn of 9012."""


class Unclear(ValueError):
    """A data segment with a right CRC whose content cannot be read."""


@dataclass(slots=True)
class Message:
    """What one data segment says. ``flag``: None where the field is missing. ``told``: what stands in CP for itself
    (DataTime, PolId ...); ``factors``: what is said of each pollutant, ``{"a34002": {"Rtd": "35", "Flag": "N"}}``.
    """

    qn: str = ""
    st: str = ""
    cn: str = ""
    pw: str = ""
    mn: str = ""
    flag: int | None = None
    packets: int = 0
    packet: int = 0
    cp: str = ""
    told: dict[str, str] = field(default_factory=dict)
    factors: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def wants_answer(self) -> bool:
        return bool((self.flag or 0) & ANSWER)

    @property
    def version(self) -> int:
        """0: 2005, 1: 2017, 2: 2025. A message without Flag is answered as of 2017."""
        return V2017 if self.flag is None else self.flag >> 2


_CP = re.compile(r"CP=&&", re.IGNORECASE)
_ITEM = re.compile(r"(?:\A|[;,])\s*([^;,=\-\s]++)(?:-([^;,=\s]*+))?=([^;,]*+)")
"""``name=value`` or ``code-field=value``; whichever of ``;`` and ``,`` parts them, trailing ones do no harm. Begins at
separators only and never goes back, so that no text takes more than linear time."""
_FIELDS = {"QN": "qn", "ST": "st", "CN": "cn", "PW": "pw", "MN": "mn"}
MOST_ITEMS = 2_000


def parse(segment: bytes) -> Message:
    """Reads a data segment, keys in any case. Raises ``Unclear`` where there is no command in it."""
    text = _decoded(segment)
    found = _CP.search(text)
    message = Message()
    for item in (text[: found.start()] if found else text).split(";"):
        key, sign, value = item.partition("=")
        if sign:
            _take_field(message, key.strip().upper(), value.strip())
    if not message.cn:
        raise Unclear("没有命令编码 CN")
    if found:
        read_cp(message, text[found.end() :].rstrip().removesuffix("&&"))
    return message


def read_cp(message: Message, cp: str) -> None:
    """Reads the content of CP into the message, which of its packets it may be."""
    items = _ITEM.findall(cp)
    if len(items) > MOST_ITEMS:
        raise Unclear(f"数据区多于 {MOST_ITEMS} 项")
    message.cp = cp
    told, factors = message.told, message.factors
    for code, name, value in items:
        if name:
            of = factors.get(code)
            if of is None:
                of = factors[code] = {}
            of[name] = value
        else:
            told[code] = value


def _decoded(segment: bytes) -> str:
    """ASCII by the standard; names of sites come in GBK, whose second bytes are none of the separators."""
    try:
        return segment.decode("ascii")
    except UnicodeDecodeError:
        return segment.decode("gbk", "replace")


def _take_field(message: Message, key: str, value: str) -> None:
    name = _FIELDS.get(key)
    if name is not None:
        setattr(message, name, value)
    elif key == "FLAG":
        message.flag = _number(value)
    elif key == "PNUM":
        message.packets = _number(value) or 0
    elif key == "PNO":
        message.packet = _number(value) or 0


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None


def frame(segment: str | bytes) -> bytes:
    """The segment as it goes over the line. ValueError: longer than four digits can say."""
    body = segment.encode("gbk", "replace") if isinstance(segment, str) else segment
    if len(body) > 9999:
        raise ValueError(f"a data segment of {len(body)} bytes cannot be framed")
    return b"##%04d%s%04X\r\n" % (len(body), body, crc(body))


def encode(mn: str, password: str, st: str, cn: str, cp: str, *, qn: str, flag: int | None = 5) -> bytes:
    """A message: from a device, or a request of the platform."""
    return frame(_told(mn, password, st, cn, cp, qn, flag))


def _told(mn: str, password: str, st: str, cn: str, cp: str, qn: str, flag: int | None) -> str:
    head = f"QN={qn};ST={st};CN={cn};PW={password};MN={mn};"
    return head + ("" if flag is None else f"Flag={flag};") + f"CP=&&{cp}&&"


def encode_realtime(
    mn: str,
    password: str,
    st: str,
    time: int,
    factors: Mapping[str, float | tuple[float, str]],
    flag: int | None = 5,
) -> bytes:
    """A device's realtime data (2011) of ``time`` (ms): ``{"a34002": 35.2, "LA": (71.0, "D")}``; flags default to N."""
    told = [
        f"{code}-Rtd={shown(value)},{code}-Flag={state}"
        for code, of in factors.items()
        for value, state in [of if isinstance(of, tuple) else (of, "N")]
    ]
    return encode(mn, password, st, REALTIME, _dated(time, told), qn=moment(time), flag=flag)


def encode_means(
    mn: str,
    password: str,
    st: str,
    time: int,
    factors: Mapping[str, tuple[float, float, float]],
    flag: int | None = 5,
    cn: str = "2051",
) -> bytes:
    """A device's means of a minute, hour or day (``cn``): mean, least and greatest value of each factor."""
    told = [
        f"{code}-Avg={shown(mean)},{code}-Min={shown(low)},{code}-Max={shown(high)},{code}-Flag=N"
        for code, (mean, low, high) in factors.items()
    ]
    return encode(mn, password, st, cn, _dated(time, told), qn=moment(time), flag=flag)


def encode_answer(message: Message, cn: str, code: int | None = None) -> bytes:
    """The answer to a message: 9011 with QnRtn, 9012 with ExeRtn, 9013, 9014 without."""
    return frame(answer_of(message, cn, code))


def answer_of(message: Message, cn: str, code: int | None = None) -> str:
    """The data segment of an answer.

    Since 2017 it carries the question's QN as its own; in 2005 QN stood in CP, in 9014 with CN.
    """
    told = {REQUEST_ANSWER: f"QnRtn={code}", RESULT: f"ExeRtn={code}"}.get(cn, "")
    if message.flag is None or message.version:
        return _told(message.mn, message.pw, "91", cn, told, message.qn, message.version << 2)
    about = f"QN={message.qn}" + (f";CN={message.cn}" if cn == DATA_ANSWER else "")
    cp = f"{about};{told}" if told else about
    return f"ST=91;CN={cn};PW={message.pw};MN={message.mn};Flag=0;CP=&&{cp}&&"


def moment(time: int, precise: bool = True) -> str:
    """A time (ms) as QN has it, to the millisecond, or as DataTime has it, to the second."""
    told = datetime.fromtimestamp(time // 1000, UTC).astimezone(CHINA).strftime("%Y%m%d%H%M%S")
    return f"{told}{time % 1000:03d}" if precise else told


def shown(value: float) -> str:
    """A number as devices write it: no exponent, no zeros at its end."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _dated(time: int, told: list[str]) -> str:
    return ";".join([f"DataTime={moment(time, precise=False)}", *told])


_DAYS: dict[str, int] = {}


def time_of(told: str) -> int | None:
    """The milliseconds of ``yyyyMMddHHmmss`` with or without milliseconds, None when it is no time."""
    if len(told) not in (14, 17) or not (told.isascii() and told.isdigit()):
        return None
    day = _DAYS.get(told[:8])
    if day is None and (day := _midnight(told[:8])) is None:
        return None
    hour, minute, second = int(told[8:10]), int(told[10:12]), int(told[12:14])
    if hour > 23 or minute > 59 or second > 59:
        return None
    return day + ((hour * 60 + minute) * 60 + second) * 1000 + int(told[14:] or 0)


def _midnight(day: str) -> int | None:
    try:
        found = datetime(int(day[:4]), int(day[4:6]), int(day[6:]), tzinfo=CHINA)
    except ValueError:
        return None
    if len(_DAYS) > 1000:
        _DAYS.clear()
    _DAYS[day] = int(found.timestamp()) * 1000
    return _DAYS[day]
