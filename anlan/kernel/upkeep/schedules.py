"""The nightly cleaning."""

import logging
from typing import Any

from anlan.kernel.clock.schedule import scheduled

from . import cleaning

log = logging.getLogger("anlan.upkeep")


@scheduled("files-abandoned", "清理未使用的上传", at="03:30")
def files(payload: dict[str, Any]) -> None:
    """Files that nothing names."""
    log.info("removed %d files", cleaning.forget_files())


@scheduled("sessions-ended", "清理过期的会话和验证码", at="03:45")
def sign_ins(payload: dict[str, Any]) -> None:
    """What was needed to sign in."""
    log.info("removed %d rows of signing in", cleaning.forget_sign_ins())


@scheduled("jobs-done", "清理办完的后台任务", at="04:00")
def work(payload: dict[str, Any]) -> None:
    """What was done long ago."""
    log.info("removed %d rows of work done", cleaning.forget_work())
