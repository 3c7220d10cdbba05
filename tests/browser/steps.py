"""``with step("S-4.1.b"):`` is passed only if somebody did something in the browser and saw the result."""

import functools
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponseAssertions, Locator, LocatorAssertions, Page, PageAssertions
from playwright.sync_api._generated import Keyboard, Mouse, Touchscreen

IDS = frozenset((Path(__file__).parent / "manual_ids.txt").read_text(encoding="utf-8").split())
REPORTS = Path(__file__).resolve().parents[2] / "reports"
ACTIONS = (
    "goto", "reload", "go_back", "click", "dblclick", "tap", "check", "uncheck", "set_checked", "fill", "clear", "press",
    "press_sequentially", "select_option", "set_input_files", "hover", "drag_to",
)  # fmt: skip
# Choosing a file stands for the tap that takes the photo.
TAPS = frozenset({"click", "dblclick", "tap", "check", "uncheck", "set_checked", "set_input_files"})


class Tally:
    """What has been done and seen since this process began."""

    actions = 0
    taps = 0
    expectations = 0


_walked: list[dict[str, Any]] = []
_moments: list[dict[str, Any]] = []


def _counted(method: Callable[..., Any], name: str) -> Callable[..., Any]:
    @functools.wraps(method)
    def counting(*args: Any, **kwargs: Any) -> Any:
        answer = method(*args, **kwargs)
        Tally.actions += 1
        Tally.taps += name in TAPS
        return answer

    return counting


def _seen(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def seeing(*args: Any, **kwargs: Any) -> Any:
        answer = method(*args, **kwargs)
        Tally.expectations += 1
        return answer

    return seeing


def count_everything() -> None:
    """Makes the browser's own classes keep the tally, so that no walk can forget to."""
    for kind in (Page, Locator, Keyboard, Mouse, Touchscreen):
        for name in ACTIONS:
            if name in vars(kind):
                setattr(kind, name, _counted(vars(kind)[name], name))
    for kind in (PageAssertions, LocatorAssertions, APIResponseAssertions):
        for name in [n for n in vars(kind) if n.startswith(("to_", "not_to_"))]:
            setattr(kind, name, _seen(vars(kind)[name]))


count_everything()


def expect_that(holds: bool, what: str) -> None:
    """An expectation about something that is not on the page: a file, an answer, a row."""
    assert holds, what
    Tally.expectations += 1


def expect_equal(found: Any, wanted: Any, what: str = "") -> None:
    """``found`` is what it should be."""
    assert found == wanted, f"{what or '所见'}：{found!r}，应为 {wanted!r}"
    Tally.expectations += 1


@contextmanager
def step(*ids: str) -> Iterator[None]:
    """One or more operations of the manual, walked for real.

    AssertionError when an id is unknown, or nothing was done or nothing was seen inside.
    """
    unknown = set(ids) - IDS
    assert not unknown, f"手册里没有这些操作：{sorted(unknown)}"
    assert ids, "没有写明走的是手册的哪一条"
    actions, expectations = Tally.actions, Tally.expectations
    yield
    done, seen = Tally.actions - actions, Tally.expectations - expectations
    assert done, f"{ids}：没有在浏览器里做任何操作"
    assert seen, f"{ids}：没有看任何结果"
    test = os.environ.get("PYTEST_CURRENT_TEST", "").split(" ")[0]
    _walked.extend({"id": one, "test": test, "actions": done, "expectations": seen} for one in ids)


@dataclass
class Measured:
    """What one moment took."""

    taps: int = 0
    seconds: float = 0.0


@contextmanager
def measure(name: str) -> Iterator[Measured]:
    """Taps and seconds of one of the moments that must be excellent; both stand in what it yields when it is over."""
    taps, begun, found = Tally.taps, time.monotonic(), Measured()
    yield found
    found.taps, found.seconds = Tally.taps - taps, round(time.monotonic() - begun, 2)
    _moments.append({"name": name, "taps": found.taps, "seconds": found.seconds})


def write_reports(worker: str) -> None:
    """Leaves what this process walked and measured for the process that joins it all."""
    for kind, rows in (("walked", _walked), ("moments", _moments)):
        if rows:
            REPORTS.mkdir(exist_ok=True)
            (REPORTS / f"{kind}-{worker}.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
