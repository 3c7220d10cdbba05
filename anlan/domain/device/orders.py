"""What an order to a device asks for, and what may not be asked. Pure."""

from typing import TYPE_CHECKING

from anlan.telemetry import outgoing
from anlan.telemetry.outgoing import CAN, PARAMETERS

if TYPE_CHECKING:
    from .models import DeviceOrder

TEXT, TRACK, READ, SET, CLOCK, NOW = "text", "track", "read", "set", "clock", "now"
KINDS = (
    (TEXT, "文本信息"), (TRACK, "临时位置跟踪"), (READ, "读取参数"), (SET, "设置参数"), (CLOCK, "校准时钟"), (NOW, "立即上报数据"),
)  # fmt: skip
SHOW, SPEAK, ADVERTISE = "show", "speak", "advertise"
WAYS = ((SHOW, "终端显示器显示"), (SPEAK, "终端语音播读"), (ADVERTISE, "广告屏显示"))
MOST_BYTES = 499
"""Of a text in GBK, which terminals of every edition of JT/T 808 take: 2011 says 499, later ones 1024 (依据待核)."""
MOST_INTERVAL, MOST_DURATION = 3600, 86_400
"""Seconds, ours: the protocol would take more (a WORD and a DWORD)."""


def parameter_choices() -> list[tuple[str, str]]:
    """(key, title with unit) of every parameter."""
    return [(key, f"{one.title}（{one.unit}）") for key, one in PARAMETERS.items()]


def text_refused(text: str) -> str | None:
    """Why a text can't go to a terminal; None when it can."""
    try:
        size = len(text.encode("gbk"))
    except UnicodeEncodeError as error:
        return f"终端不能显示“{text[error.start]}”，请删除或换成汉字、字母、数字和常用标点"
    return (
        f"文本最长 {MOST_BYTES} 字节（约 {MOST_BYTES // 2} 个汉字），现有 {size} 字节，请删减"
        if size > MOST_BYTES
        else None
    )


def tracking_refused(interval: int, duration: int | None) -> str | None:
    """Why a device can't be tracked so; interval 0 ends tracking and has no duration."""
    if interval > MOST_INTERVAL:
        return f"上报间隔最长 {MOST_INTERVAL} 秒，请改正"
    if interval and not duration:
        return "请填写跟踪时长；要停止跟踪的，上报间隔填 0"
    if duration and not interval:
        return "上报间隔为 0 是停止跟踪，跟踪时长请留空"
    if duration and not interval <= duration <= MOST_DURATION:
        return f"跟踪时长须不短于上报间隔，最长 {MOST_DURATION} 秒（一天），请改正"
    return None


def setting_refused(key: str, value: int) -> str | None:
    """Why a parameter can't be set to this."""
    one = PARAMETERS[key]
    if one.low <= value <= one.high:
        return None
    return f"“{one.title}”可设置 {one.low} 至 {one.high} {one.unit}，请改正"


def question_of(row: "DeviceOrder") -> outgoing.Question:
    """What is asked of the device."""
    match row.kind:
        case "text":
            return outgoing.Text(row.text, row.urgent, SHOW in row.ways, SPEAK in row.ways, ADVERTISE in row.ways)
        case "track":
            return outgoing.Track(row.interval or 0, row.duration or 0)
        case "read":
            return outgoing.Read(tuple(row.parameters))
        case "set":
            return outgoing.Set(row.parameter, row.value or 0)
        case "clock":
            return outgoing.Clock()
        case _:
            return outgoing.Now()


def content_of(row: "DeviceOrder") -> str:
    """The same in words, for lists."""
    match row.kind:
        case "text":
            return f"【紧急】{row.text}" if row.urgent else row.text
        case "track" if not row.interval:
            return "停止跟踪"
        case "track":
            return f"每 {row.interval} 秒上报一次位置，持续 {row.duration} 秒"
        case "read":
            return "、".join(PARAMETERS[key].title for key in row.parameters)
        case "set":
            one = PARAMETERS[row.parameter]
            return f"{one.title}设为 {row.value} {one.unit}"
        case _:
            return dict(KINDS)[row.kind]


def unable(protocols: set[str], question: outgoing.Question) -> str | None:
    """Why a device that speaks only these protocols can't be asked; None when it can."""
    refusals = [outgoing.unable(one, question) for one in sorted(protocols)]
    if not refusals:
        return "这台设备没有启用的接入方式，不能下发指令；请先在“设备接入”中登记"
    return None if "" in refusals else refusals[0]


def can_be_asked(protocols: set[str]) -> bool:
    """Is there anything a device that speaks these can be asked?"""
    return bool(protocols & CAN.keys())
