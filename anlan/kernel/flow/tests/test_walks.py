"""Random walks of hazards through all their axes."""

from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from anlan.kernel.clock import today
from anlan.kernel.testing import Cast, make_cast
from anlan.kernel.testing.walks import Walk

FOUND = {"level": "general", "problem": "反应釜安全阀未校验", "place": "一车间", "responsible": "王建国"}
MAJOR = {"level": "major", "criterion__unknown": "1", "criterion_note": "须停产治理", "interim": ["stopped"]}


def said(cast: Cast, member: str, move: str) -> dict[str, Any]:
    """Everything any move of a hazard asks for."""
    soon = {n: (today() + timedelta(days=d)).isoformat() for n, d in (
        ("listing_due_on", 40), ("plan_due_on", 30), ("extension_due_on", 60))}  # fmt: skip
    more = {"listed_on": today().isoformat(), "listing_level": "county"}
    words = ("rectification_note", "review_opinion", "report_cause", "report_severity", "report_plan", "listing_number",
             "listing_content", "plan_goal", "plan_measures", "plan_responsible", "plan_emergency", "extension_reason",
             "opinion")  # fmt: skip
    files = {"photos_after": [cast.photo(member, 7)]} if move == "finish" else {}
    files |= {"files": [cast.photo(member, 8)]} if move == "close" else {}
    return {n: "如实" for n in words} | soon | more | files | {
        "responsible": "王建国", "place": "一车间", "acceptor": "李红", "acceptance_result": "passed", "plan_money": "1.5",
    }  # fmt: skip


class HazardWalks(HypothesisCase):
    """Eleven people, three axes, any order."""

    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = make_cast()

    @given(data=st.data(), major=st.booleans())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_only_permitted_moves_move_it(self, data: Any, major: bool) -> None:
        assert str(django_settings.FILES_ROOT).endswith("files")
        pk = self.cast.does("owner", "hazard", "create", **(FOUND | (MAJOR if major else {}))).record
        walk = Walk(self.cast, "hazard", pk, said)
        walk.check_tasks()
        for _ in range(14):
            walk.step(data)

    def test_the_whole_way_of_a_major_hazard(self) -> None:
        pk = self.cast.does("owner", "hazard", "create", **(FOUND | MAJOR)).record
        walk = Walk(self.cast, "hazard", pk, said)
        way = (("department", "approve"), ("office", "list"), ("owner", "file_plan"), ("owner", "finish"),
               ("colleague", "accept"), ("owner", "apply"), ("office", "close"))  # fmt: skip
        for member, move in way:
            self.cast.does(member, "hazard", move, pk, **said(self.cast, member, move))
            walk.check_tasks()
        row = walk.row
        assert (row.state, row.review_state, row.supervision_state) == ("closed", "accepted", "delisted")
