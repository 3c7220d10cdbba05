"""Random walks along the three axes of a hazard of works: anybody tries anything, in any order."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from anlan.domain.hazard import water_flows as flows
from anlan.domain.hazard.models import WaterHazard
from anlan.domain.project import upward
from anlan.domain.project.testing import build_works
from anlan.kernel.act.act import Act, NotYours, Refused, deliver
from anlan.kernel.flow.models import Step, Switch
from anlan.kernel.register import registry
from anlan.kernel.testing import MEMBERS, Cast

from . import works

KEY = "waterhazard"
MAKERS = (
    ("contractor", ""),
    ("engineer", ""),
    ("engineer", "contractor"),
    ("builder", "engineer"),
    ("province", "contractor"),
)
ACTORS = ("builder", "engineer", "contractor", "rival", "bureau", "province", "owner")
PARTIES = {"contractor": ("builder", "engineer", "contractor"), "engineer": ("builder", "engineer")}
VERBS = [m.name for flow in flows.FLOWS for m in flow.moves]
ONWARD = ("finish", "pass_recheck", "confirm", "report", "supervise", "apply", "agree", "refuse", "resubmit")


class WaterWalk(RuleBasedStateMachine):
    """One hazard; ``cast`` stands before the walk, and everything is taken back after it."""

    cast: Cast
    seats: dict[str, Any]
    reached: set[tuple[str, str]]

    def __init__(self) -> None:
        super().__init__()
        self.alone = transaction.atomic()
        self.alone.__enter__()
        self.pk, self.rechecks = 0, False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.alone.__exit__(None, None, None)

    @initialize(made=st.sampled_from(MAKERS), rechecks=st.booleans())
    def made(self, made: tuple[str, str], rechecks: bool) -> None:
        """Somebody enters it; 复查 is switched on or off for the whole walk."""
        member, party = made
        self.rechecks = rechecks
        Switch.objects.create(flow=flows.water_rectification_flow.key, state=flows.RECHECK, is_on=rechecks)
        self.pk = works.enter(self.cast, member, photos=[], **({"party": party} if party else {})).pk

    @property
    def row(self) -> WaterHazard:
        return WaterHazard.objects.get(pk=self.pk)

    def steps(self, *moves: str) -> list[Step]:
        return list(Step.objects.filter(register=KEY, record=self.pk, move__in=moves).order_by("id"))

    def tries(self, member: str, verb: str) -> None:
        """One act with sound values; refused or done."""
        values: dict[str, Any] = {"opinion": "说明", "listing_content": "立即整改", "listing_due_on": "2099-01-01"}
        if verb == "finish":
            values |= works.DONE | {"rectified_on": "2020-05-20", "photos_after": [self.cast.photo(member, 7)]}
        if verb == "rectify":
            values |= {"responsible": "郑远江", "plan_measures": "补设栏杆"}
        if verb == "change":
            values = {"place": "坝顶"}
        before = self.row.version
        try:
            deliver(Act(self.seats[member], KEY, verb, self.pk, values))
        except (NotYours, Refused):
            assert self.row.version == before
            return
        self.reached |= {(flow.key, getattr(self.row, flow.column)) for flow in flows.FLOWS}

    @rule(member=st.sampled_from(ACTORS), verb=st.sampled_from([*VERBS, "change"]))
    def anybody(self, member: str, verb: str) -> None:
        """Anybody tries anything."""
        self.tries(member, verb)

    def able(self, verbs: Iterable[str]) -> list[tuple[str, str]]:
        """Who may do what now."""
        register, row = registry.register(KEY), self.row
        return [(n, v) for n in ACTORS for v in verbs if register.step_refused(row, self.seats[n], v) is None]

    @rule(data=st.data(), verbs=st.sampled_from([ONWARD, ONWARD, VERBS]))
    def those_who_may(self, data: Any, verbs: Any) -> None:
        """What is possible now, so that walks lead far."""
        for _ in range(data.draw(st.integers(1, 4))):
            if not (able := self.able(verbs)):
                return
            member, verb = data.draw(st.sampled_from(able))
            if verb != "delete":
                self.tries(member, verb)

    @rule(member=st.sampled_from(ACTORS), really=st.integers(0, 2))
    def somebody_deletes(self, member: str, really: int) -> None:
        """Now and then, or all walks were short."""
        if not really:
            self.tries(member, "delete")

    @invariant()
    def no_path_loses_it(self) -> None:
        """It stands in the table; hidden only by a 删除 of somebody who may, and never once it was reported."""
        if not self.pk:
            return
        row, deleted = self.row, self.steps("delete")
        assert (row.state == flows.DELETED) == bool(deleted)
        assert not (deleted and row.is_reported)
        who = {getattr(self.cast, n).user_id for n in ("builder", "engineer", "contractor", "province")}
        assert all(step.user_id in who for step in deleted)

    @invariant()
    def supervised_ones_end_by_closing_alone(self) -> None:
        """After 督办 it is over only by 同意销号 of the direct supervisor, upon 整改完成 and 申请销号."""
        if not self.pk or not self.steps("supervise"):
            return
        row, agreed = self.row, self.steps("agree")
        assert row.supervision_state in (*flows.UNDER, flows.DELISTED)
        assert row.is_over == bool(agreed)
        if agreed:
            assert agreed[-1].organisation_id == self.cast.province.organisation_id and row.state == flows.CLOSED
            assert self.steps("apply", "agree")[-2].move == "apply" and self.steps("finish")

    @invariant()
    def no_step_that_is_on_is_skipped(self) -> None:
        """A contractor's rectification ends only by the engineer's 复查 where that is switched on."""
        if not self.pk:
            return
        row = self.row
        for step in self.steps("finish"):
            waits = self.rechecks and row.party == "contractor"
            assert step.target == (flows.RECHECK if waits else flows.CLOSED)
        if row.state == flows.CLOSED and self.rechecks and row.party == "contractor":
            assert self.steps("finish", "pass_recheck")[-1].move == "pass_recheck"

    @invariant()
    def the_owner_alone_reports(self) -> None:
        """Nothing goes up that the owner has not confirmed and reported, but what the authority entered itself."""
        if self.pk:
            for step in self.steps("report"):
                assert step.organisation_id in (self.cast.builder.organisation_id, self.cast.province.organisation_id)
            if self.row.reporting_state in upward.UP:
                assert self.row.is_reported and self.row.held_by_id

    @invariant()
    def only_those_of_its_works_see_it(self) -> None:
        """And authorities once it was reported; deleted, nobody."""
        if not self.pk:
            return
        row, register = self.row, registry.register(KEY)
        wanted = set(PARTIES[row.party]) | ({"bureau", "province"} if row.is_reported else set())
        wanted = set() if row.state == flows.DELETED else wanted
        seen = {n for n in MEMBERS if register.rows(self.seats[n]).filter(pk=self.pk).exists()}
        assert seen == wanted


@pytest.mark.django_db
def test_no_walk_breaks_the_three_axes(cast: Cast) -> None:
    build_works(cast)
    reached: set[tuple[str, str]] = set()
    walk = type("Walk", (WaterWalk,), {"cast": cast, "reached": reached, "seats": {n: cast.seat(n) for n in MEMBERS}})
    effort = settings(
        max_examples=30, stateful_step_count=10, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(walk, settings=effort)
    every = {(f.key, s.key) for f in flows.FLOWS for s in f.states} - {(flows.water_reporting_flow.key, upward.FILED)}
    assert reached == every, f"never reached: {sorted(every - reached)}"
