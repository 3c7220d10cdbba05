"""The demo's day: all its devices speak, and within the first quarter of an hour something happens to some of them."""

from collections.abc import Iterable, Iterator

from anlan.telemetry.quantities import BY_CODE
from anlan.telemetry.words import Position, Reading

from .devices import Simulated
from .kinds import KINDS
from .run import Part
from .stories import NOTHING, Story

MINUTE = 60_000
FASTER = 4
"""How much oftener than real ones the demo's devices speak, down to once in ``LEAST`` seconds: somebody is watching."""
LEAST = 5.0
HAPPENS = (
    ("tower_crane", 0, "overload", 1, 35), ("lorry", 0, "speeding", 2, 30), ("dust", 0, "dust_storm", 4, 45),
    ("tank", 0, "tank_overfill", 7, 60), ("gas_lel", 0, "tank_overfill", 8, 60), ("pit", 0, "pit_creep", 3, 0),
    ("platform", 0, "overload", 11, 50), ("hoist", 1, "overload", 16, 70),
)  # fmt: skip
"""Kind, which of them, what, after how many minutes, and after how many again (0: once)."""
FAULTY = {
    ("dust", 2): "flat", ("tower_crane", 3): "silence", ("tank", 5): "spikes", ("gas_lel", 2): "clock", ("formwork", 0): "broken",
    ("dust", 6): "broken",
}  # fmt: skip


def parts(devices: Iterable[Simulated], began: int) -> list[Part]:
    """What each device plays when the day begins to be told at ``began`` (ms)."""
    stories = {
        (kind, rank): Story(name, began + after * MINUTE, again * MINUTE) for kind, rank, name, after, again in HAPPENS
    }
    found, ranks = [], dict.fromkeys(KINDS, 0)
    for one in devices:
        place = one.kind.key, ranks[one.kind.key]
        ranks[one.kind.key] += 1
        every = max(LEAST, one.kind.every / FASTER)
        found.append(Part(one, every, stories.get(place, NOTHING), FAULTY.get(place, "none")))
    return found


def past(
    devices: Iterable[Simulated], start: int, end: int, step: int = MINUTE, seed: int = 32
) -> Iterator[Reading | Position]:
    """What the devices would have said from ``start`` to ``end`` (ms), every ``step``: a demo begins with a yesterday."""
    for one in devices:
        for at in range(start // step * step, end, step):
            values, place = one.kind.say(seed, one.device, at, NOTHING)
            yield from (Reading(one.device, BY_CODE[code].number, at, value) for code, value in values.items())
            if place is not None:
                yield place
