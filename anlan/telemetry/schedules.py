"""Every night: minutes and hours are brought up to date, single values that were kept long enough go."""

import logging
from typing import Any

from anlan.kernel.clock.schedule import payload_due, scheduled

from .keeping import limits
from .store import store

log = logging.getLogger("anlan.telemetry")


@scheduled("telemetry-kept", "汇总并清理监测数据", at="02:40")
def telemetry_kept(payload: dict[str, Any]) -> None:
    """Rolls up what the gateway has not, then forgets."""
    moment = int(payload_due(payload).timestamp() * 1000)
    written = store().roll_up(moment)
    gone = store().forget(*limits(moment))
    log.info("rolled up %d minutes and hours, forgot %d values", written, gone)
