"""The generated walks of devices and what hangs on them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from anlan.domain.device.testing import (
    a_limit,
    a_source,
    a_station,
    a_tank,
    an_order,
    asked_station_of,
    lorry_of,
    station_of,
    tank_of,
)
from anlan.domain.site.testing import SiteTests
from anlan.kernel.clock import now
from anlan.kernel.testing import Cast, RegisterTests


class TestDevice(RegisterTests):
    register_key, change = "device", {"place": "罐区南侧"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_tank(cast)

    def twin(self, row: Any, number: int) -> Any:
        row.number = f"TK-9{number:02d}"
        return super().twin(row, number)


class TestDeviceOnASite(SiteTests):
    register_key, change = "device", {"place": "西大门"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_station(cast)

    def twin(self, row: Any, number: int) -> Any:
        row.number = f"YC-9{number:02d}"
        return super().twin(row, number)


class TestDeviceSource(RegisterTests):
    register_key, change = "devicesource", {"note": "数采仪"}
    sees = ("owner", "colleague")

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_source(tank_of(cast))

    def twin(self, row: Any, number: int) -> Any:
        row.address = f"ANL9{number:03d}"
        return super().twin(row, number)


class TestDeviceSourceOnASite(SiteTests):
    register_key, change = "devicesource", {"note": "数采仪"}
    sees = ("director", "foreman")

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_source(station_of(cast), address="ANL3204010000000000002B")

    def twin(self, row: Any, number: int) -> Any:
        row.address = f"ANL8{number:03d}"
        return super().twin(row, number)


class TestDeviceLimit(RegisterTests):
    register_key = "devicelimit"

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_limit(tank_of(cast))


class TestMaintenance(RegisterTests):
    register_key = "maintenance"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"device": str(tank_of(cast).pk), "reason": "更换变送器", "worker": "周师傅", "ends_at": soon()}


class TestCalibration(RegisterTests):
    register_key, change = "calibration", {"number": "LL-2"}

    def make(self, cast: Cast) -> dict[str, Any]:
        facts = {"device": str(tank_of(cast).pk), "done_on": "2026-01-10", "until": "2099-01-09", "by": "市计量所"}
        return facts | {"number": "LL-1", "result": "passed", "files": [cast.photo()]}


class TestDevicePaper(RegisterTests):
    register_key, change = "devicepaper", {"issuer": "防爆电气检验中心"}

    def make(self, cast: Cast) -> dict[str, Any]:
        facts = {"device": str(tank_of(cast).pk), "kind": "explosion", "number": "CE-1", "until": "2099-01-09"}
        return facts | {"files": [cast.photo()]}


class TestDeviceOrder(RegisterTests):
    register_key = "deviceorder"

    def make(self, cast: Cast) -> dict[str, Any]:
        return an_order(lorry_of(cast))


class TestDeviceOrderOnASite(SiteTests):
    register_key = "deviceorder"

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"device": str(asked_station_of(cast).pk), "kind": "set", "parameter": "report_interval", "value": "60"}


def soon() -> str:
    """In three hours, as a form says it."""
    return timezone.localtime(now() + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M")
