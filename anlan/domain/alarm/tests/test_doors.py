"""The generated walks of 预警 and 报警接收方式."""

from typing import Any

from anlan.domain.alarm.testing import an_alarm
from anlan.domain.device.testing import station_of, tank_of
from anlan.domain.site.testing import NEAR_SITES, SiteTests
from anlan.kernel.testing import Cast, RegisterTests


class AlarmTests(RegisterTests):
    __test__ = False
    register_key = "alarm"

    def made_by(self, cast: Cast) -> int | None:
        return None

    def make(self, cast: Cast) -> dict[str, Any]:
        return {}

    def twin(self, row: Any, number: int) -> Any:
        row.key = f"twin:{number}"
        return super().twin(row, number)


class TestUrgentAlarmOfAFirm(AlarmTests):
    """Of the highest rank: the authority sees it at once."""

    __test__ = True

    def build(self, cast: Cast) -> Any:
        return an_alarm(tank_of(cast), rank=4, level="高高").pk


class TestSmallAlarmOfAFirm(AlarmTests):
    """A blip: the firm's own."""

    __test__ = True
    sees = ("owner", "colleague")

    def build(self, cast: Cast) -> Any:
        return an_alarm(tank_of(cast), 2, rank=2).pk


class TestAlarmOfASite(AlarmTests, SiteTests):
    __test__ = True
    maker = "foreman"
    sees = NEAR_SITES

    def build(self, cast: Cast) -> Any:
        return an_alarm(station_of(cast), rank=4, quantity="pm10", level="报警").pk


class TestAlarmChannel(RegisterTests):
    register_key, change = "alarmchannel", {"least_rank": "3"}
    sees = ("owner",)

    def make(self, cast: Cast) -> dict[str, Any]:
        return {"on_page": "true", "by_sms": "false", "least_rank": "2", "sound": "true"}

    def twin(self, row: Any, number: int) -> Any:
        # Nobody has two: the others belong to nobody.
        row.made_for_id = None
        return super().twin(row, number)
