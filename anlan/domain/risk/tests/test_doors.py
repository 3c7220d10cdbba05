"""The generated walks of 危险源, 日常监控记录, 危险物品 and 出入库记录."""

from typing import Any

from anlan.domain.project.testing import NEAR_WORKS, WorksTests
from anlan.domain.risk.testing import a_source, goods, record, stock_in
from anlan.kernel.testing import Cast

AUTHORITIES = ("bureau", "province")


class TestMajorRiskSource(WorksTests):
    register_key, sees = "risksource", (*NEAR_WORKS, *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_source(cast, level="major", name="高边坡开挖")

    def prepare(self, cast: Cast, pk: int) -> None:
        cast.does("builder", "risksource", "confirm", pk)
        cast.does("builder", "risksource", "report", pk)
        cast.does("province", "risksource", "accept", pk)
        cast.does("province", "risksource", "supervise", pk, watcher="季明", watcher_phone="02586338123")


class TestRiskSource(WorksTests):
    register_key, change = "risksource", {"measures": "增设限位器，专人指挥"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return a_source(cast)


class TestMonitoringRecord(WorksTests):
    register_key = "monitoringrecord"

    def make(self, cast: Cast) -> dict[str, Any]:
        return record(cast)


class TestDangerousGoods(WorksTests):
    register_key, sees, change = "dangerousgoods", (*NEAR_WORKS, *AUTHORITIES), {"place": "2号库房"}

    def make(self, cast: Cast) -> dict[str, Any]:
        return goods(cast)


class TestStockMove(WorksTests):
    register_key, sees = "stockmove", (*NEAR_WORKS, *AUTHORITIES)

    def make(self, cast: Cast) -> dict[str, Any]:
        return stock_in(cast)
