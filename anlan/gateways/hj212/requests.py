"""What the platform may ask of a device, and how each question ends.

Commands as public implementations of HJ 212-2017 list them; the standard itself was not at hand: 依据待核.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from .protocol import DONE, NOTICE_ANSWER, READY, REALTIME, RESULT, Message

FORBIDDEN = set(";,&=#\r\n")


class Request(NamedTuple):
    """``needs``: what must stand in CP. ``ends``: the command of the last answer."""

    name: str
    needs: tuple[str, ...] = ()
    ends: str = RESULT


_SPAN = ("BeginTime", "EndTime")
REQUESTS = {
    "1000": Request("设置超时时间及重发次数", ("OverTime", "ReCount")),
    "1011": Request("提取现场机时间"),
    "1012": Request("设置现场机时间", ("SystemTime",)),
    "1061": Request("提取实时数据间隔"),
    "1062": Request("设置实时数据间隔", ("RtdInterval",)),
    "1063": Request("提取分钟数据间隔"),
    "1064": Request("设置分钟数据间隔", ("MinInterval",)),
    "1072": Request("设置现场机密码", ("NewPW",)),
    REALTIME: Request("取实时数据", ends=REALTIME),
    "2012": Request("停止察看实时数据", ends=NOTICE_ANSWER),
    "2021": Request("取设备运行状态数据", ends="2021"),
    "2022": Request("停止察看设备运行状态", ends=NOTICE_ANSWER),
    "2031": Request("取日历史数据", _SPAN),
    "2041": Request("取设备运行时间日历史数据", _SPAN),
    "2051": Request("取分钟历史数据", _SPAN),
    "2061": Request("取小时历史数据", _SPAN),
    "3011": Request("零点校准量程校准", ("PolId",)),
    "3012": Request("即时采样", ("PolId",)),
    "3013": Request("启动清洗反吹", ("PolId",)),
    "3014": Request("比对采样", ("PolId",)),
    "3015": Request("超标留样"),
    "3016": Request("设置采样时间周期", ("PolId", "CstartTime", "Ctime")),
    "3017": Request("提取采样时间周期", ("PolId",)),
    "3018": Request("提取出样时间", ("PolId",)),
    "3019": Request("提取设备唯一标识", ("PolId",)),
    "3020": Request("提取现场机信息", ("PolId", "InfoId")),
    "3021": Request("设置现场机参数", ("PolId", "InfoId")),
}


@dataclass
class Outcome:
    """What came of a question. ``content``: messages that the device sent for it. ``why``: where no answer ended it."""

    request: str
    ready: int | None = None
    done: int | None = None
    content: list[Message] = field(default_factory=list)
    why: str = ""

    @property
    def well(self) -> bool:
        """The device did what it was asked."""
        return not self.why and self.ready in (None, 1) and self.done in (None, 1)

    @property
    def sentence(self) -> str:
        """The same for a person."""
        name = REQUESTS[self.request].name
        if self.why:
            return f"{name}：{self.why}"
        if self.ready not in (None, 1):
            return f"{name}：设备答复“{READY.get(self.ready or 0, self.ready)}”"
        return f"{name}：{DONE.get(self.done, self.done) if self.done is not None else '已收到答复'}"

    def take(self, message: Message) -> bool:
        """Notes an answer or content; whether that was the last."""
        if (code := message.told.get("QnRtn")) is not None:
            self.ready = _code(code)
            return self.ready != 1
        if (code := message.told.get("ExeRtn")) is not None:
            self.done = _code(code)
            return True
        if message.cn == NOTICE_ANSWER:
            return True
        self.content.append(message)
        return REQUESTS[self.request].ends == message.cn


def written(cn: str, told: dict[str, str]) -> str:
    """CP of a request. ValueError: no such request, something missing, or a value that would end its field."""
    request = REQUESTS.get(cn)
    if request is None:
        raise ValueError(f"HJ 212 没有平台请求 {cn}")
    if missing := [name for name in request.needs if not told.get(name)]:
        raise ValueError(f"{request.name}（{cn}）缺少 {'、'.join(missing)}")
    if wrong := [key for key, value in told.items() if FORBIDDEN & set(key + value)]:
        raise ValueError(f"{request.name}（{cn}）的 {'、'.join(wrong)} 含有分隔符")
    return ";".join(f"{key}={value}" for key, value in told.items())


def _code(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 100
