"""Anybody pressing anything in any order: an inspection never leaves its law."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from anlan.domain.inspection.flows import COUNTED, DRAFT, OPEN
from anlan.domain.inspection.models import Inspection
from anlan.domain.inspection.testing import entry, ordered_values
from anlan.kernel.act.act import NotYours, Refused
from anlan.kernel.clock import today
from anlan.kernel.testing import Cast

from .conftest import World

MEMBERS = st.sampled_from(("director", "regional", "foreman", "inspectorate", "competitor", "overseer"))


def machine_of(world: World) -> Any:
    """A machine over one district; each run begins an inspection of its own."""

    class Machine(RuleBasedStateMachine):
        frozen: Any = None

        @initialize(member=st.sampled_from(("director", "regional", "foreman", "inspectorate")))
        def begin(self, member: str) -> None:
            self.row = world.begin(member)
            self.maker, self.photos = member, 0

        def tries(self, member: str, verb: str, **values: Any) -> bool:
            try:
                world.cast.does(member, "inspection", verb, self.row.pk, **values)
            except (Refused, NotYours):
                return False
            finally:
                self.row = Inspection.objects.get(pk=self.row.pk)
            return True

        @rule(
            member=MEMBERS,
            number=st.integers(0, 9),
            which=st.integers(0, 2),
            times=st.integers(0, 4),
            base=st.booleans(),
        )
        def answer(self, member: str, number: int, which: int, times: int, base: bool) -> None:
            slot = f"item:{world.item(number)['id']}"
            known = self.row.answers.filter(slot=slot).first()
            said = [
                entry(f"table:{world.tables[0]['id']}"),
                entry(slot, known.mark if known and base else "", taken=world.taken(number, (which, times))),
            ]
            was_draft = self.row.state == DRAFT
            if self.tries(member, "answer", entries=said):
                assert was_draft and member in (self.maker, "director")

        @rule(member=MEMBERS, needs=st.sampled_from(("true", "false")))
        def generate(self, member: str, needs: str) -> None:
            was = self.row.state
            if self.tries(member, "generate", **ordered_values(needs_rectification=needs)):
                assert was == DRAFT and member == self.maker

        @rule(member=MEMBERS)
        def reply(self, member: str) -> None:
            self.photos += 1
            photo = world.cast.photo("foreman", self.photos)
            if self.tries(member, "reply", reply="已整改", reply_photos=[photo], replied_on=today().isoformat()):
                assert member == "foreman"

        @rule(
            member=MEMBERS, verb=st.sampled_from(("pass_recheck", "fail_recheck", "delete", "discard", "stop", "join"))
        )
        def press(self, member: str, verb: str) -> None:
            if self.tries(member, verb, opinion="理由", due_on=today().isoformat()):
                assert verb != "stop"
                assert member == self.maker or (verb == "join" and member == "director")

        @invariant()
        def what_is_made_is_never_changed(self) -> None:
            if not hasattr(self, "row"):
                return
            row = self.row
            assert row.is_shared == (row.state in COUNTED)
            assert row.state not in OPEN or row.needs_rectification
            assert row.disputes == 0 or row.state not in COUNTED
            if row.state in COUNTED:
                now = (row.score, row.grade, row.scores, row.findings, row.inspected_on)
                assert self.frozen in (None, now)
                self.frozen = now

    return Machine


@pytest.mark.django_db
def test_an_inspection_never_leaves_its_law(cast: Cast) -> None:
    few = settings(max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine_of(World(cast)), settings=few)
