"""The one door for change: once, wholly, or not at all (house law 5)."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from anlan.kernel.act import events
from anlan.kernel.act.act import Act, Forbidden, NotYours, Refused, Stale, deliver
from anlan.kernel.act.models import Delivered, Event
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry, Head

FOUND = {"level": "general", "problem": "配电箱门缺失", "place": "二车间", "responsible": "王建国"}
PERSON = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001"}


def rows(key: str) -> Any:
    """All rows of a type, whoever's they are."""
    return registry.register(key).model._default_manager


def traces() -> tuple[int, ...]:
    """How much has been written down so far."""
    head = Head.objects.first()
    return (
        Delivered.objects.count(),
        Entry.objects.count(),
        Event.objects.count(),
        Job.objects.count(),
        head.count if head else 0,
    )


@pytest.mark.django_db
def test_the_same_act_twice_is_one_act(cast: Cast) -> None:
    act = Act(cast.seat("owner"), "hazard", "create", values=FOUND)
    first = deliver(act)
    written = traces()
    second = deliver(act)
    assert (second.record, second.version, second.again) == (first.record, first.version, True)
    assert rows("hazard").count() == 1
    assert traces() == written


@pytest.mark.django_db
def test_an_act_id_of_somebody_else_tells_nothing(cast: Cast) -> None:
    act = Act(cast.seat("owner"), "hazard", "create", values=FOUND)
    deliver(act)
    with pytest.raises(NotYours):
        deliver(Act(cast.seat("stranger"), "hazard", "create", values=FOUND, uuid=act.uuid))


@pytest.mark.django_db
def test_an_act_id_used_for_another_type_does_not_answer_for_it(cast: Cast) -> None:
    first = deliver(Act(cast.seat("owner"), "hazard", "create", values=FOUND))
    used = Delivered.objects.get(register="hazard", record=first.record).uuid
    with pytest.raises((Refused, NotYours)):
        deliver(Act(cast.seat("owner"), "person", "create", values=PERSON, uuid=used))


@pytest.mark.django_db
def test_the_system_may_deliver_its_own_act_again(cast: Cast) -> None:
    row = cast.does("owner", "hazard", "create", **FOUND).record
    act = Act(None, "hazard", "change", row, {"place": "三车间"})
    first = deliver(act)
    assert deliver(act).again
    assert rows("hazard").get(pk=row).version == first.version


def test_a_double_click_from_two_threads_is_one_row(shared_cast: Cast) -> None:
    cast = shared_cast
    act = Act(cast.seat("owner"), "hazard", "create", values=FOUND)
    outcomes: list[Any] = []
    gate = threading.Barrier(2)

    def go() -> None:
        gate.wait()
        try:
            outcomes.append(deliver(act))
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    assert {o.record for o in outcomes} == {rows("hazard").get().pk}
    assert sorted(o.again for o in outcomes) == [False, True]
    assert Entry.objects.filter(register="hazard").count() == 1


def test_a_move_sent_twice_at_once_is_made_once_and_both_learn_it(shared_cast: Cast) -> None:
    cast = shared_cast
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    act = Act(cast.seat("owner"), "hazard", "report", pk)
    outcomes: list[Any] = []
    gate = threading.Barrier(4)

    def go() -> None:
        gate.wait()
        try:
            outcomes.append(deliver(act).again)
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["False", "True", "True", "True"]
    assert Entry.objects.filter(register="hazard", verb="report").count() == 1


def test_of_two_people_at_once_one_wins_and_the_other_is_told(shared_cast: Cast) -> None:
    cast = shared_cast
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    outcomes: dict[str, Any] = {}
    gate = threading.Barrier(2)

    def go(name: str) -> None:
        seat = cast.seat(name)
        gate.wait()
        try:
            outcomes[name] = deliver(Act(seat, "hazard", "change", pk, {"place": name}, base_version=1))
        except Stale as stale:
            outcomes[name] = stale
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(name,)) for name in ("owner", "colleague")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = rows("hazard").get(pk=pk)
    loser = next(n for n, o in outcomes.items() if isinstance(o, Stale))
    assert row.version == 2
    assert row.place != loser and row.place in outcomes
    assert outcomes[loser].row.place == row.place


@pytest.mark.django_db
def test_a_stale_act_changes_nothing(cast: Cast) -> None:
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    cast.does("colleague", "hazard", "change", pk, place="三车间")
    written = traces()
    with pytest.raises(Stale) as told:
        deliver(Act(cast.seat("owner"), "hazard", "change", pk, {"place": "四车间"}, base_version=1))
    assert (told.value.row.place, told.value.row.version) == ("三车间", 2)
    assert traces() == written


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("register", "verb", "values", "kind"),
    [
        ("hazard", "create", {**FOUND, "problem": ""}, Refused),
        ("hazard", "create", {**FOUND, "found_on": "2026-13-45"}, Refused),
        ("hazard", "create", {**FOUND, "responsible": "同一人", "acceptor": "同一人"}, Refused),
        ("article", "create", {"title": "x", "kind": "news", "body": "y"}, Forbidden),
        ("hazard", "press", {}, Forbidden),
        ("hazard", "nosuch", {}, Refused),
    ],
)
def test_what_is_refused_leaves_no_trace(
    cast: Cast, register: str, verb: str, values: dict[str, Any], kind: Any
) -> None:
    pk = cast.does("owner", "hazard", "create", **FOUND).record if verb != "create" else None
    written, before = traces(), rows(register).count()
    with pytest.raises(kind) as told:
        deliver(Act(cast.seat("owner"), register, verb, pk, values))
    assert str(told.value)
    assert traces() == written
    assert rows(register).count() == before


@pytest.mark.django_db
def test_a_row_that_would_leave_ones_sight_is_not_saved(cast: Cast) -> None:
    values = {"name": "外镇化工有限公司", "code__unknown": "1", "area": "3204012102", "industry": "chemical"}
    written = traces()
    with pytest.raises(Refused, match="看不到"):
        deliver(Act(cast.seat("locality"), "enterprise", "create", values=values))
    assert not rows("enterprise").filter(name=values["name"]).exists()
    assert traces() == written


@pytest.mark.django_db
def test_a_forged_state_and_forged_ownership_do_nothing(cast: Cast) -> None:
    forged = {
        "state": "closed", "is_reported": True, "unit": cast.stranger.organisation_id, "unit_id": cast.stranger.organisation_id,
        "made_by": cast.stranger.user_id, "version": 99, "area": "32", "closed_at": "2026-01-01", "id": 4711, "pk": 4711,
        "supervisor": cast.office.organisation_id, "handed_over": True,
    }  # fmt: skip
    receipt = deliver(Act(cast.seat("owner"), "hazard", "create", values=FOUND | forged))
    row = rows("hazard").get(pk=receipt.record)
    assert (row.state, row.is_reported, row.unit_id) == ("draft", False, cast.owner.organisation_id)
    assert (row.made_by_id, row.version, row.closed_at) == (cast.owner.user_id, 1, None)
    assert (row.area_id, row.supervisor_id, row.handed_over) == ("3204012100", None, False)
    assert row.pk != 4711
    for name in ("state", "is_reported", "version", "made_by"):
        deliver(Act(cast.seat("owner"), "hazard", "change", row.pk, {name: forged[name]}))
    row.refresh_from_db()
    assert (row.state, row.is_reported, row.made_by_id, row.version) == ("draft", False, cast.owner.user_id, 5)


@pytest.mark.django_db
def test_fixed_information_takes_the_right_to_correct_it(cast: Cast) -> None:
    pk = cast.owner.organisation_id
    with pytest.raises(Forbidden, match="固定信息"):
        cast.does("owner", "enterprise", "change", pk, name="改名有限公司")
    with pytest.raises(Forbidden, match="固定信息"):
        cast.does("owner", "enterprise", "change", pk, industry="trade", head="周正")
    assert rows("enterprise").get(pk=pk).head == ""


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["neighbour", "stranger", "locality", "other_locality"])
def test_a_row_that_is_not_yours_is_not_there(cast: Cast, name: str) -> None:
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    for verb in ("change", "report", "delete"):
        with pytest.raises(NotYours):
            cast.does(name, "hazard", verb, pk, place="我的")
    with pytest.raises(NotYours):
        cast.does(name, "hazard", "change", pk + 1000, place="没有")


@pytest.mark.django_db
def test_a_unique_value_twice_is_a_sentence_and_no_crash(cast: Cast) -> None:
    values = {"day": "2026-10-10", "is_workday": "true", "reason": "调休"}
    cast.does("platform", "dayoverride", "create", **values)
    with pytest.raises(Refused) as told:
        cast.does("platform", "dayoverride", "create", **values)
    assert str(told.value)
    assert rows("dayoverride").count() == 1


@pytest.mark.django_db
def test_what_acts_do_not_write_is_refused_to_everybody(cast: Cast) -> None:
    role = cast.platform.role
    role.permissions = [*role.permissions, "entry.*", "signin.*"]
    role.save()
    for key in ("entry", "signin"):
        with pytest.raises(Refused):
            cast.does("platform", key, "create", title="x", username="x", name="x")


@pytest.mark.django_db
def test_the_trail_says_who_what_and_before_and_after(cast: Cast) -> None:
    act = Act(cast.seat("owner"), "hazard", "create", values=FOUND)
    pk = deliver(act).record
    cast.does("colleague", "hazard", "change", pk, place="三车间")
    cast.does("owner", "hazard", "report", pk)
    made, changed, moved = Entry.objects.filter(register="hazard", record=str(pk)).order_by("seq")
    assert (made.verb, changed.verb, moved.verb) == ("create", "change", "report")
    assert made.act == act.uuid and made.unit_id == cast.owner.organisation_id
    assert changed.user_id == cast.colleague.user_id and "colleague某" in changed.actor
    assert changed.changes == {"隐患部位": ["二车间", "三车间"]}
    assert moved.changes["整改状态"] == ["未上报", "未整改"]


@pytest.mark.django_db
def test_an_empty_change_is_allowed_and_says_nothing_changed(cast: Cast) -> None:
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    cast.does("owner", "hazard", "change", pk)
    assert Entry.objects.filter(register="hazard", verb="change").get().changes == {}


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A listener of our own that fails at first."""
    heard: list[int] = []
    tries: list[int] = []

    def listen(event: Event) -> None:
        tries.append(event.pk)
        heard.append(event.record)
        if len(tries) == 1:
            heard.pop()
            raise RuntimeError("the first try fails")

    monkeypatch.setitem(events._functions, "test.listen", listen)
    monkeypatch.setattr(events, "_listeners", {"hazard.report": ["test.listen"]})
    return heard


@pytest.mark.django_db
def test_an_event_is_heard_once_though_the_first_try_fails(cast: Cast, ear: list[int]) -> None:
    from datetime import timedelta

    from anlan.kernel.clock import now

    pk = cast.does("owner", "hazard", "create", **FOUND).record
    cast.does("owner", "hazard", "report", pk)
    assert Event.objects.filter(name="hazard.report", record=pk).count() == 1
    jobs.run_waiting()
    assert ear == []
    job = Job.objects.get(kind="listen", payload__listener="test.listen")
    assert job.done_at is None and "the first try fails" in job.error
    for later in (1, 2, 3):
        jobs.run_waiting(now() + timedelta(hours=later))
    assert ear == [pk]
    job.refresh_from_db()
    assert job.done_at is not None and job.attempts == 2


@pytest.mark.django_db
def test_a_refused_act_announces_nothing(cast: Cast, ear: list[int]) -> None:
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    with pytest.raises(Refused):
        deliver(Act(cast.seat("owner"), "hazard", "finish", pk, {}))
    assert not Event.objects.filter(record=pk).exists()


@pytest.mark.django_db
def test_values_no_database_can_hold_are_sentences(cast: Cast) -> None:
    for bad in ("a\x00b", "\ud800"):
        for name in ("problem", "place", "criterion_note"):
            with pytest.raises(Refused):
                cast.does(
                    "owner", "hazard", "create", **(FOUND | {"level": "major", "criterion__unknown": "1", name: bad})
                )
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    cast.does("owner", "hazard", "report", pk)
    for bad in ("a\x00b", "\ud800"):
        with pytest.raises(Refused):
            cast.does("owner", "hazard", "rectify", pk, opinion=bad)


@pytest.mark.django_db
def test_an_act_keeps_the_claimed_time_beside_ours(cast: Cast) -> None:
    from datetime import UTC, datetime, timedelta, timezone

    claimed = datetime(2026, 1, 31, 8, tzinfo=timezone(timedelta(hours=8)))
    act = Act(cast.seat("owner"), "hazard", "create", values=FOUND, claimed_at=claimed, uuid=uuid.uuid4())
    pk = deliver(act).record
    entry = Entry.objects.get(register="hazard", record=str(pk))
    assert entry.claimed_at == datetime(2026, 1, 31, tzinfo=UTC)
    assert entry.at > claimed
