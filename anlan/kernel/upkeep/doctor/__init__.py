"""What is wrong with this installation, and what to do about it.

A check is a function that yields findings. One that itself fails is a finding too: the doctor never falls ill.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

WRONG, WARNING, NOTE, GOOD = "错误", "注意", "说明", "正常"


@dataclass(frozen=True)
class Finding:
    """``level``: 错误 and 注意 want something done, 说明 and 正常 do not. ``todo``: what to do, "" when nothing."""

    level: str
    what: str
    todo: str = ""


BROKEN = re.compile("malformed|not a database|invalid page|could not read block")
REPAIR = "停止服务，用最近一份完好的备份恢复（anlan restore --replace）"

Check = Callable[[bool], Iterator[Finding]]
"""A check; its argument says whether it may take long (``--full``)."""

further: list[Check] = []
"""Checks of later floors."""

wrong, warning, note, good = (partial(Finding, level) for level in (WRONG, WARNING, NOTE, GOOD))


def examine(full: bool) -> list[Finding]:
    """Every finding, in the order in which they should be looked into."""
    from . import data, running, setup

    found = list(_run(setup.CHECKS, full))
    reachable = list(_run((data.reachable,), full))
    found += reachable
    if all(one.level in (GOOD, NOTE) for one in reachable):
        found += _run((*data.CHECKS, *running.CHECKS, *further), full)
    return found


def _run(checks: tuple[Check, ...], full: bool) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check(full)
        except Exception as error:
            if BROKEN.search(str(error)):
                yield wrong(f"数据库已损坏（{error}）", REPAIR)
                continue
            name = (check.__doc__ or check.__name__).splitlines()[0]
            yield wrong(f"检查没有做完（{name} {type(error).__name__}：{error}）", "先处理其他问题再运行一次")


def is_ill(found: list[Finding]) -> bool:
    """Is there anything to be done?"""
    return any(one.level in (WRONG, WARNING) for one in found)
