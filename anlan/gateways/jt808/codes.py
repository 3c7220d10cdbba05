"""Words of JT/T 808 as data: the 32 alarm bits, the 32 status bits, colours of plates, results. For pages and messages.

Bits marked 2019 are new in that edition; 29 and 31 of the alarms were reworded in it. Sources: ``samples/SOURCES.md``.
"""

from collections.abc import Mapping

ALARM_BITS: Mapping[int, str] = {
    0: "紧急报警", 1: "超速报警", 2: "疲劳驾驶", 3: "危险预警", 4: "GNSS 模块故障", 5: "GNSS 天线未接或剪断", 6: "GNSS 天线短路",
    7: "终端主电源欠压", 8: "终端主电源掉电", 9: "显示器故障", 10: "语音模块故障", 11: "摄像头故障", 12: "IC 卡模块故障",
    13: "超速预警", 14: "疲劳驾驶预警", 15: "违规行驶", 16: "胎压预警", 17: "右转盲区异常", 18: "当天累计驾驶超时", 19: "超时停车",
    20: "进出区域", 21: "进出路线", 22: "路段行驶时间不足或过长", 23: "路线偏离", 24: "车速传感器（VSS）故障", 25: "油量异常",
    26: "车辆被盗", 27: "非法点火", 28: "非法位移", 29: "碰撞报警", 30: "侧翻报警", 31: "非法开门",
}  # fmt: skip
"""Number of the bit -> what is wrong while it is 1."""

STATUS_BITS: Mapping[int, tuple[str, str]] = {
    0: ("点火关", "点火开"), 1: ("未定位", "已定位"), 2: ("北纬", "南纬"), 3: ("东经", "西经"), 4: ("运营", "停运"),
    5: ("经纬度未加密", "经纬度已加密"), 6: ("", "紧急刹车系统前撞预警"), 7: ("", "车道偏移预警"), 10: ("油路正常", "油路断开"),
    11: ("电路正常", "电路断开"), 12: ("车门解锁", "车门加锁"), 13: ("前门关", "前门开"), 14: ("中门关", "中门开"),
    15: ("后门关", "后门开"), 16: ("驾驶席门关", "驾驶席门开"), 17: ("第五门关", "第五门开"), 18: ("", "使用 GPS"),
    19: ("", "使用北斗"), 20: ("", "使用 GLONASS"), 21: ("", "使用 Galileo"), 22: ("停止", "行驶"),
}  # fmt: skip
"""Number of the bit -> what 0 and 1 mean; an empty word is not worth a line. Bits 8 and 9 together: ``LOADS``."""

LOADS = ("空车", "半载", "", "满载")
"""Bits 8 and 9 of the status; 2 is reserved."""

PLATE_COLOURS: Mapping[int, str] = {0: "未上牌", 1: "蓝色", 2: "黄色", 3: "黑色", 4: "白色", 5: "绿色", 9: "其他"}

RESULTS = ("成功", "失败", "消息有误", "终端不支持")
"""What a terminal answers to a message of the platform."""


def alarms(bits: int) -> list[str]:
    """The names of the alarm bits that are set."""
    return [name for bit, name in ALARM_BITS.items() if bits >> bit & 1]


def states(bits: int) -> list[str]:
    """What the status bits say, in words."""
    said = [words[bits >> bit & 1] for bit, words in STATUS_BITS.items()]
    return [word for word in (*said, LOADS[bits >> 8 & 3]) if word]
