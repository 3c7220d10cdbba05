"""The time line of a record: what its fields held before and after, each as people read its kind."""

from collections.abc import Callable

from django.utils import timezone

from anlan.kernel.doors.detail import history, plain
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast

LIKE_A_MOMENT = "2026-05-06T00:30:00+00:00"


def test_moments_are_said_in_our_time_and_texts_as_they_were_typed(cast: Cast, hazard: Callable[..., int]) -> None:
    receipt = cast.does("owner", "hazard", "report", hazard(reported=False, problem=LIKE_A_MOMENT))
    told = history(registry.register("hazard"), receipt.row)
    said = {pair["label"]: pair["after"] for entry in told for pair in entry["diff"]}
    assert said["主要问题"] == LIKE_A_MOMENT
    assert said["上报时间"] == f"{timezone.localtime(receipt.row.reported_at):%Y-%m-%d %H:%M}"


def test_what_was_kept_before_a_field_held_moments_stays_as_it_is() -> None:
    assert plain(LIKE_A_MOMENT, moment=True) == "2026-05-06 08:30"
    assert plain("2026-05-06", moment=True) == "2026-05-06"
    assert plain("五月初六", moment=True) == "五月初六"
    assert plain(None, moment=True) == "" == plain("", moment=True)
    assert plain(LIKE_A_MOMENT) == LIKE_A_MOMENT
