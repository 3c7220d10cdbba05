"""The demo's devices and the stories told of them belong together."""

from anlan.demo.devices import OF_FIRMS, ON_SITES
from anlan.simulate import day


def test_every_story_and_fault_of_the_day_falls_on_a_device_that_is_there() -> None:
    there = dict(OF_FIRMS + ON_SITES)
    happens = {(kind, rank) for kind, rank, *_ in day.HAPPENS}
    assert all(rank < there[kind] for kind, rank in happens | day.FAULTY.keys())
    assert not happens & day.FAULTY.keys()
    assert "broken" in day.FAULTY.values()
