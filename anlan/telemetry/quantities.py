"""The quantities devices measure: number, code, name, unit. A number is never given to another quantity."""

from typing import NamedTuple


class Quantity(NamedTuple):
    """``number`` stands in the store, ``code`` everywhere else. ``low`` and ``high``: beyond them no value can be true."""

    number: int
    code: str
    name: str
    unit: str
    decimals: int
    low: float
    high: float


QUANTITIES = (
    Quantity(1, "tsp", "总悬浮颗粒物 TSP", "µg/m³", 0, 0, 20_000),
    Quantity(2, "pm10", "PM10", "µg/m³", 0, 0, 20_000),
    Quantity(3, "pm25", "PM2.5", "µg/m³", 0, 0, 20_000),
    Quantity(4, "noise", "噪声", "dB(A)", 1, 0, 160),
    Quantity(5, "temperature", "温度", "℃", 1, -270, 2_000),
    Quantity(6, "humidity", "湿度", "%RH", 1, 0, 100),
    Quantity(7, "air_pressure", "大气压", "kPa", 2, 30, 120),
    Quantity(8, "wind_speed", "风速", "m/s", 1, 0, 100),
    Quantity(9, "wind_direction", "风向", "°", 0, 0, 360),
    Quantity(10, "level", "液位", "m", 3, -5, 100),
    Quantity(11, "pressure", "压力", "MPa", 3, -0.2, 200),
    Quantity(12, "gas_lel", "可燃气体浓度", "%LEL", 1, 0, 100),
    Quantity(13, "gas_toxic", "有毒气体浓度", "ppm", 1, 0, 100_000),
    Quantity(14, "load", "起重量", "t", 2, 0, 5_000),
    Quantity(15, "moment", "力矩百分比", "%", 1, 0, 300),
    Quantity(16, "height", "高度", "m", 2, -100, 1_000),
    Quantity(17, "radius", "幅度", "m", 2, 0, 200),
    Quantity(18, "slewing", "回转角", "°", 1, -3_600, 3_600),
    Quantity(19, "tilt", "倾角", "°", 2, -90, 90),
    Quantity(20, "tilt_y", "倾角 Y", "°", 2, -90, 90),
    Quantity(21, "people", "人数", "人", 0, 0, 200),
    Quantity(22, "run_speed", "运行速度", "m/s", 2, -50, 50),
    Quantity(23, "weight", "载重", "t", 3, 0, 500),
    Quantity(24, "battery", "电量", "%", 0, 0, 100),
    Quantity(25, "displacement_h", "水平位移", "mm", 2, -10_000, 10_000),
    Quantity(26, "displacement_v", "竖向位移", "mm", 2, -10_000, 10_000),
    Quantity(27, "displacement_deep", "深层水平位移", "mm", 2, -10_000, 10_000),
    Quantity(28, "axial_force", "轴力", "kN", 1, -50_000, 50_000),
    Quantity(29, "water_level", "地下水位变化", "mm", 0, -50_000, 50_000),
    Quantity(30, "settlement", "沉降", "mm", 2, -10_000, 10_000),
    Quantity(31, "speed", "车速", "km/h", 1, 0, 300),
    Quantity(32, "mileage", "里程", "km", 1, 0, 5_000_000),
    Quantity(33, "fuel", "油量", "L", 1, 0, 5_000),
    Quantity(34, "cabin_temperature", "车厢温度", "℃", 1, -270, 500),
    Quantity(35, "heart_rate", "心率", "次/分", 0, 0, 300),
    Quantity(36, "fault_bits", "状态码", "", 0, 0, 4_294_967_295),
    Quantity(37, "door", "门锁状态", "", 0, 0, 255),
    Quantity(38, "rainfall", "雨量", "mm", 1, 0, 2_000),
)  # fmt: skip

BY_CODE = {q.code: q for q in QUANTITIES}
BY_NUMBER = {q.number: q for q in QUANTITIES}
