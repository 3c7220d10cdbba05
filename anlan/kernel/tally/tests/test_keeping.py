"""Setting up, putting right, and many hands at once."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Q

from anlan.kernel.clock import now, today
from anlan.kernel.clock.worker import turn
from anlan.kernel.figures.declare import Figure, Measure, compute, every_figure
from anlan.kernel.register import registry
from anlan.kernel.tally import install, schedules, tally, triggers
from anlan.kernel.tally.keeping import differences, fold, rebuild
from anlan.kernel.tally.models import Change, Head, Line
from anlan.kernel.tally.plan import Compiler, plans
from anlan.kernel.testing import Cast

ROWS, WRITERS, TURNS = 40, 3, 40


def hazards() -> Any:
    """All hazards."""
    return registry.register("hazard").model.objects


def fill(cast: Cast, count: int, **facts: Any) -> None:
    """Reported hazards of the owner."""
    unit = cast.owner.organisation
    facts = {"state": "open", "is_reported": True, "found_on": today()} | facts
    hazards().bulk_create(
        hazards().model(unit=unit, area_id=unit.area_id, industry=unit.industry, name="x", **facts)
        for _ in range(count)
    )


def asked(cast: Cast) -> int | None:
    """What the office is told."""
    return tally.total(registry.register("hazard"), cast.seat("office"), {})


def fold_all() -> None:
    """Until nothing waits."""
    while fold(plans()["hazard"]):
        pass


@pytest.mark.django_db
def test_every_plan_stands_after_migrating() -> None:
    assert {"hazard", "selfcheck", "enterprise"} <= set(plans())
    assert all(install.holds(plan) for plan in plans().values())
    assert triggers.standing() == {name for plan in plans().values() for name in triggers.expected(plan)}


@pytest.mark.django_db
def test_between_two_definitions_rows_are_counted_and_the_new_one_is_set_up(cast: Cast) -> None:
    fill(cast, 3)
    fold_all()
    plan = plans()["hazard"]
    install.before_migrating()
    assert triggers.standing() == set()
    fill(cast, 2)
    assert asked(cast) is None and fold(plan) == 0
    assert compute(every_figure()[0], "level", Q(), cast.seat("office"))[1].numbers[0].value == 5
    Line.objects.create(register="gone", source="", by="", area="", industry="", value="", n0=1)
    install.after_migrating()
    assert asked(cast) == 5 and install.holds(plan) and differences(plan) == []
    assert not Line.objects.filter(register="gone").exists()


@pytest.mark.django_db
def test_a_lost_trigger_is_noticed_and_made_again(cast: Cast) -> None:
    plan = plans()["hazard"]
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else ' ON "hazard_hazard"'
        cursor.execute(f'DROP TRIGGER "{triggers.name(plan, "insert")}"{on}')
    fill(cast, 2)
    assert not install.holds(plan)
    schedules.check({})
    assert install.holds(plan) and asked(cast) == 2


@pytest.mark.django_db
def test_the_nightly_look_says_a_difference_aloud_and_puts_it_right(
    cast: Cast, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(cast, 2)
    fold_all()
    call_command("tally", "--check")
    assert "隐患：相符" in capsys.readouterr().out
    Line.objects.filter(register="hazard", source="", by="level").update(n0=7)
    with pytest.raises(CommandError, match="1 处不符"):
        call_command("tally", "--check")
    assert "[2, 0, 0, 0, 0, 0, 0, 0]，汇总为 [7," in capsys.readouterr().out
    schedules.check({})
    assert "1 lines differed" in caplog.text and [r.levelname for r in caplog.records if r.name == "anlan.tally"] == [
        "ERROR", "ERROR",
    ]  # fmt: skip
    assert differences(plans()["hazard"]) == []
    Line.objects.all().delete()
    call_command("tally", "--rebuild")
    assert asked(cast) == 2


@pytest.mark.django_db
def test_a_worker_folds_what_is_much_at_once_and_what_is_little_by_the_minute(cast: Cast) -> None:
    fold_all()
    waiting = Change.objects.filter(register="hazard")
    fill(cast, 1)
    turn()
    assert waiting.count() == 1
    Head.objects.filter(pk="hazard").update(folded_at=now() - schedules.AT_LEAST_EVERY * 2)
    turn()
    assert waiting.count() == 0
    for number in range(schedules.ENOUGH):
        fill(cast, 1, money=number)
    turn()
    assert waiting.count() == 0 and asked(cast) == schedules.ENOUGH + 1


def test_what_can_not_be_kept_is_refused_at_start_up() -> None:
    one = registry.register("hazard")
    figure = Figure(
        "f", "f", "hazard", (Measure("a", "a", {"place": "x"}), Measure("b", "b", {"due_on__lt": "2026-01-01"}),
                             Measure("c", "c", total_of="name"), *(Measure(f"m{n}", "m", {"level": str(n)}) for n in range(9))),
        ("area", "levle", "month:reported_at"), {"unit__kind": "office"}, kept=True,
    )  # fmt: skip
    compiler = Compiler(one)
    compiler.compiled([figure])
    assert compiler.faults == [
        "figure 'f'.where: 'unit__kind' can't be kept; only exact values and __in are",
        "figure 'f'.a: 'place' can't be kept, it is a CharField",
        "figure 'f'.b: 'due_on__lt' can't be kept; only exact values and __in are",
        "figure 'f'.c: 'sum:name' can't be kept, it is a CharField",
        "figure 'f': 13 sums, at most 8 are kept (all rows count as one)",
        "figure 'f'.by: no 'levle', did you mean 'level'?",
        "figure 'f'.by: 'month:reported_at' can't be kept, it is a DateTimeField",
    ]


def at_once(*works: Callable[[], None]) -> None:
    """Runs each in a thread and a connection of its own; what one raises, the test raises."""
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def shuffle(cast: Cast, keys: list[int], seed: int) -> None:
    """Writes that leave the number of rows as it was: whoever counts another number has seen half a transaction."""
    dice = random.Random(seed)
    for _ in range(TURNS):
        with transaction.atomic():
            for pk in sorted(dice.sample(keys, 4)):
                hazards().filter(pk=pk).update(state=dice.choice(("open", "fixed", "closed")))
            fill(cast, 2, level="major", place=f"writer {seed}")
            hazards().filter(place=f"writer {seed}").delete()
            transaction.set_rollback(dice.random() < 0.2)


@pytest.mark.slow
def test_writers_folds_and_readers_at_once(shared_cast: Cast) -> None:
    fill(shared_cast, ROWS)
    keys = list(hazards().values_list("pk", flat=True))
    seat, one, figure = shared_cast.seat("office"), registry.register("hazard"), every_figure()[0]
    assert seat.legs and seat.permissions
    writing = threading.Barrier(WRITERS + 1)
    done, folds, reads = threading.Event(), [], []

    def write(seed: int) -> None:
        shuffle(shared_cast, keys, seed)
        writing.wait()

    def end() -> None:
        writing.wait()
        done.set()

    def fold_on() -> None:
        while not done.is_set():
            folds.append(fold(plans()["hazard"], 7))

    def read_on() -> None:
        while not done.is_set():
            groups = tally.figure_groups(figure, "state", seat)
            assert groups is not None
            reads.append((tally.total(one, seat, {}), sum(g["found"] for g in groups)))

    writers = [lambda seed=seed: write(seed) for seed in range(WRITERS)]
    at_once(*writers, end, fold_on, fold_on, read_on, read_on)
    assert set(reads) == {(ROWS, ROWS)} and sum(folds) > 0
    assert [differences(plan) for plan in plans().values()] == [[] for _ in plans()]


@pytest.mark.slow
def test_sums_are_made_anew_while_others_write_and_read(shared_cast: Cast) -> None:
    fill(shared_cast, ROWS)
    keys = list(hazards().values_list("pk", flat=True))
    seat, reads = shared_cast.seat("office"), []
    assert seat.legs and seat.permissions

    def rebuild_on() -> None:
        for _ in range(5):
            rebuild(plans()["hazard"])
            reads.append(tally.total(registry.register("hazard"), seat, {}))

    at_once(lambda: shuffle(shared_cast, keys, 1), lambda: shuffle(shared_cast, keys, 2), rebuild_on, rebuild_on)
    assert set(reads) == {ROWS}
    assert differences(plans()["hazard"]) == []


DIES = """
import os, django
django.setup()
from django.db import connection
from anlan.kernel.tally.keeping import fold
from anlan.kernel.tally.plan import plans
def dies(execute, sql, params, many, context):
    found = execute(sql, params, many, context)
    if sql.startswith('DELETE FROM "tally_change"'):
        os.kill(os.getpid(), 9)
    return found
with connection.execute_wrapper(dies):
    fold(plans()["hazard"])
"""


@pytest.mark.slow
def test_a_fold_that_is_killed_half_way_loses_nothing_and_counts_nothing_twice(
    shared_database: str, shared_cast: Cast
) -> None:
    for number in range(9):
        fill(shared_cast, 1, money=number)
    fold(plans()["hazard"], 4)
    waiting, lines = Change.objects.count(), list(Line.objects.order_by("pk").values_list("pk", "n0"))
    home = {
        "ANLAN_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
        "ANLAN_DATABASE_URL": shared_database,
    }
    assert subprocess.run([sys.executable, "-c", DIES], env=os.environ | home).returncode == -9
    assert Change.objects.count() == waiting and list(Line.objects.order_by("pk").values_list("pk", "n0")) == lines
    assert asked(shared_cast) == 9
    fold_all()
    assert asked(shared_cast) == 9 and differences(plans()["hazard"]) == []


@pytest.mark.django_db
def test_an_emptied_table_is_an_empty_sum(cast: Cast) -> None:
    fill(cast, 3)
    fold(plans()["hazard"], 1)
    fill(cast, 2)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1")
        cursor.execute(
            "TRUNCATE hazard_hazard CASCADE" if connection.vendor == "postgresql" else "DELETE FROM hazard_hazard"
        )
    assert asked(cast) == 0 and differences(plans()["hazard"]) == []
