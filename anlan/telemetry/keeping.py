"""How long single values are kept, and what an installation should know about its store of readings."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from anlan.kernel.upkeep.doctor import Finding, good, note, warning, wrong

from .quantities import BY_CODE
from .store import Unavailable, store
from .store.opening import address

DAY = 86_400_000
POSITIONS = "position"
NUMBERS = {POSITIONS: 0} | {code: quantity.number for code, quantity in BY_CODE.items()}
"""What ``settings.TELEMETRY_DAYS`` may name, and the number under which ``forget`` knows it."""


def limits(moment: int) -> tuple[dict[int, int], int]:
    """What ``TelemetryStore.forget`` is given at that moment (ms)."""
    named = {NUMBERS[code]: moment - days * DAY for code, days in settings.TELEMETRY_DAYS.items() if code}
    return named, moment - settings.TELEMETRY_DAYS[""] * DAY


def check_days(**_: object) -> list[CheckMessage]:
    """Start-up check: the setting names quantities that exist, and at least a day of each."""
    wrong_ones = [
        f"{code}: {days}"
        for code, days in settings.TELEMETRY_DAYS.items()
        if (code and code not in NUMBERS) or not isinstance(days, int) or days < 1
    ]
    if not wrong_ones:
        return []
    text = f"ANLAN_TELEMETRY_DAYS 中的 {'、'.join(wrong_ones)} 无效：名称须是监测量代码或 position，天数须是不小于 1 的整数"
    return [Error(text, id="telemetry.E001")]


def examined(full: bool) -> Iterator[Finding]:
    """监测数据"""
    try:
        devices = len(store().heard())
    except Unavailable as away:
        yield wrong(
            f"监测数据的存储不可用：{away}",
            "检查 ANLAN_TELEMETRY、磁盘和网关（anlan gateway）；恢复后暂存的数据会自动补入",
        )
    else:
        yield good(f"监测数据：{devices} 台设备上报过{_size()}")
    spool = settings.HOME / "spool"
    waiting = sum(path.stat().st_size for path in spool.glob("*.spool"))
    if waiting:
        yield warning(f"有 {waiting / 1e6:.1f} MB 监测数据暂存在 {spool}，尚未入库", "存储恢复且网关运行后会自动补入")
    if broken := list(spool.glob("*.spool-broken")):
        yield note(f"{spool} 里有 {len(broken)} 个不完整的暂存文件（断电或进程被杀时留下，设备未得到应答）；可以删除")


def left_out() -> str:
    """A sentence for whoever makes a backup: readings are not in the archive."""
    where = address()
    scheme = urlsplit(where).scheme
    if scheme == "sqlite":
        return f"监测数据（{where.removeprefix('sqlite:///')}）不在备份内，请另行备份（见 docs/operate.md）"
    if scheme in ("postgresql", "postgres") and not settings.TELEMETRY:
        return ""
    return "监测数据不在备份内，请按所用存储的方式另行备份（见 docs/operate.md）"


def _size() -> str:
    where = address()
    if not where.startswith("sqlite:///"):
        return ""
    path = Path(where.removeprefix("sqlite:///"))
    free = shutil.disk_usage(path.parent).free / 1e9
    return f"，文件 {path.stat().st_size / 1e6:.0f} MB，磁盘剩余 {free:.1f} GB"
