"""How many frames a second one gateway takes, from socket to answer, and whether what it answered is stored."""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from .children import Children
from .gateways import GOALS, SECONDS_BACK, VALUES, Gateway, Moments, device, flatness, gateway

T = TypeVar("T")
MOST = {"jt808": 60_000, "hj212": 36_000}
"""Frames a second for which frames are written beforehand."""


class Phase:
    """One kind, one way of sending: ``rate`` frames a second, 0 for as fast as they are answered."""

    def __init__(
        self, kind: str, options: argparse.Namespace, rate: float, seconds: float, moments: Moments, lines: int = 0
    ) -> None:
        self.kind, self.rate, self.lines = kind, rate, lines or options.lines
        self.frames = int((rate or MOST[kind]) * seconds * 1.05 / self.lines) + 2
        self.begin, share = moments.take(self.frames), self.lines // options.crowds
        common = [
            "--kind", kind, "--frames", str(self.frames), "--begin", str(self.begin), "--seconds", str(seconds),
            "--window", str(options.window), "--lines", str(share), "--rate", str(rate / options.crowds),
        ]  # fmt: skip
        self.commands = [[*common, "--first", str(n * share)] for n in range(options.crowds)]

    def prepare(self, port: int) -> None:
        """Lets the crowds write their frames and come in."""
        self.crowd = Children("bench.devices", [[*command, "--port", str(port)] for command in self.commands])
        self.crowd.ready()

    def go(self) -> None:
        """Now."""
        self.crowd.go()

    def result(self) -> dict[str, Any]:
        """What all crowds together saw."""
        told = self.crowd.told()
        times = sorted(one for each in told for one in each["times"])
        answered, seconds = sum(one["answered"] for one in told), max(one["seconds"] for one in told)
        at = {share: times[min(len(times) - 1, int(len(times) * share))] if times else 0.0 for share in (0.5, 0.99)}
        return {
            "frames": answered, "a_second": round(answered / seconds), "values_a_second": round(answered * VALUES[self.kind] / seconds),
            "p50_ms": at[0.5], "p99_ms": at[0.99], "max_ms": max(one["max"] for one in told), "seconds": seconds,
            "unanswered": sum(one["unanswered"] for one in told), "lines_lost": sum(one["lost"] for one in told),
            "late": sum(one["late"] for one in told),
        }  # fmt: skip

    def stored(self) -> int:
        """Its frames that are in the store."""
        from anlan.telemetry.quantities import BY_CODE
        from anlan.telemetry.store import store

        total, end = 0, self.begin + self.frames * 1000
        for number in range(self.lines):
            who = device(self.kind, number)
            if self.kind == "jt808":
                total += len(store().track(who, self.begin, end))
            else:
                of_two = (BY_CODE[code].number for code in ("tsp", "noise"))
                total += min(len(store().raw(who, quantity, self.begin, end)) for quantity in of_two)
        return total


def run_beside(
    phases: list[Phase], house: Gateway, work: Callable[[Callable[[], None]], T]
) -> tuple[list[dict[str, Any]], T]:
    """The phases at the same time, and ``work`` beside them, which lets them begin by calling what it is given.

    ``cpu``: cores that the gateway computed on meanwhile.
    """
    for phase in phases:
        phase.prepare(house.ports[phase.kind])
    began: list[float] = []

    def go() -> None:
        began.extend((house.computed(), time.perf_counter()))
        for phase in phases:
            phase.go()

    done = work(go)
    told = [phase.result() for phase in phases]
    cores = round((house.computed() - began[0]) / (time.perf_counter() - began[1]), 2)
    for phase, one in zip(phases, told, strict=True):
        one |= {"cpu": cores, "stored": phase.stored(), "load": round(os.getloadavg()[0], 1)}
        one["missing"] = max(0, one["frames"] - one["stored"])
    return told, done


def run(phases: list[Phase], house: Gateway) -> list[dict[str, Any]]:
    """The phases at the same time."""
    return run_beside(phases, house, lambda go: go())[0]


def flow(options: argparse.Namespace, folder: Path, moments: Moments) -> dict[str, Any]:
    """Each kind as fast as it is answered, then at its goal, then both at once."""
    found: dict[str, Any] = {}
    with gateway(folder) as house:
        for kind, goal in GOALS.items():
            for name, rate in (("fast", 0.0), ("paced", float(goal))):
                found[f"{kind}_{name}"] = run([Phase(kind, options, rate, options.seconds, moments)], house)[0]
        both = [Phase(kind, options, float(goal), options.seconds, moments) for kind, goal in GOALS.items()]
        found["both_paced"] = dict(zip(GOALS, run(both, house), strict=True))
        found["complaints"] = house.complaints()
    found["bare_values_a_second"] = bare(300_000 if options.quick else 1_000_000, folder)
    found["share_of_bare"] = round(found["hj212_fast"]["values_a_second"] / found["bare_values_a_second"], 2)
    return found


def soak(options: argparse.Namespace, folder: Path, moments: Moments) -> dict[str, Any]:
    """Both kinds together at a third of their goals for ``options.soak`` minutes: what memory does."""
    with gateway(folder) as house:
        phases = [Phase(kind, options, goal / 3, options.soak * 60, moments) for kind, goal in GOALS.items()]
        told = dict(zip(GOALS, run(phases, house), strict=True))
        return told | {"memory": flatness(house.memory), "complaints": house.complaints()}


def bare(rows: int, folder: Path) -> float:
    """Values a second that the engine alone stores, in commits of the intake's size, interleaved as devices send them."""
    from anlan.telemetry.intake import MOST_AT_ONCE
    from anlan.telemetry.store.opening import address, open_store
    from anlan.telemetry.words import Reading

    at = int(time.time() * 1000) - SECONDS_BACK * 1000
    made = [Reading(1 + n // 8 % 400, 1 + n % 8, at + n // 3200 * 1000, float(n % 97)) for n in range(rows)]
    where = address()
    alone = open_store(f"sqlite:///{folder}/bare.sqlite3" if where.startswith("sqlite") else where)
    began = time.perf_counter()
    for first in range(0, rows, MOST_AT_ONCE):
        alone.append(made[first : first + MOST_AT_ONCE], [], at + SECONDS_BACK * 1000)
    taken = time.perf_counter() - began
    alone.close()
    return round(rows / taken)
