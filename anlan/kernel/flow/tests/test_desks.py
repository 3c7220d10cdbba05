"""Desks, optional steps, separation of duties, handing over, 待办 and 已办."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel.act.act import Forbidden
from anlan.kernel.clock import today
from anlan.kernel.flow import desk
from anlan.kernel.flow.models import Step, Switch, Task
from anlan.kernel.flow.table import Desk, Flow, Move, State
from anlan.kernel.notice.models import Reminder
from anlan.kernel.register import registry
from anlan.kernel.testing import Cast
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Entry

FOUND = {"level": "general", "problem": "反应釜安全阀未校验", "place": "一车间", "responsible": "王建国"}
MAJOR = {"level": "major", "criterion__unknown": "1", "criterion_note": "须停产治理", "interim": ["stopped"]}
ACCEPT = {"acceptor": "李红", "review_opinion": "符合", "acceptance_result": "passed"}


def hazard(pk: int) -> Any:
    """A hazard as it stands."""
    return registry.register("hazard").model.objects.select_related("unit").get(pk=pk)


def major(cast: Cast) -> int:
    """A new major hazard, which is reported at once."""
    return cast.does("owner", "hazard", "create", **(FOUND | MAJOR)).record


def fixed(cast: Cast) -> int:
    """A general hazard that waits for the firm's own acceptance."""
    pk = cast.does("owner", "hazard", "create", **FOUND).record
    cast.does("owner", "hazard", "report", pk)
    told = {"responsible": "王建国", "place": "一车间", "rectification_note": "已校验", "photos_after": [cast.photo()]}
    cast.does("owner", "hazard", "finish", pk, **told)
    return pk


@pytest.mark.django_db
def test_a_reported_hazard_lies_on_its_desks(cast: Cast) -> None:
    pk = major(cast)
    places = {
        t.organisation.name: (t.lead, t.due_on) for t in desk.open_tasks(hazard(pk)).select_related("organisation")
    }
    assert places["武进区应急管理局"][0] is True
    assert places["湖塘镇政府"][0] is False and places["武进区安委办"][0] is False
    assert places["岚泽化工有限公司"] == (True, hazard(pk).due_on)
    counts = {
        n: desk.inbox(cast.seat(n)).count() for n in ("owner", "department", "office", "other_locality", "stranger")
    }
    assert counts == {"owner": 1, "department": 1, "office": 1, "other_locality": 0, "stranger": 0}


@pytest.mark.django_db
def test_what_a_role_can_do_nothing_about_is_not_in_its_inbox(cast: Cast) -> None:
    major(cast)
    assert desk.inbox(cast.seat("viewer")).count() == 0
    assert desk.inbox(cast.seat("office")).count() == 1


@pytest.mark.django_db
def test_done_work_is_shown_to_who_did_it(cast: Cast) -> None:
    pk = major(cast)
    cast.does("department", "hazard", "approve", pk, opinion="属实")
    assert [t.record for t in desk.done(cast.seat("department"))] == [pk]
    assert desk.done(cast.seat("office")).count() == 0
    assert desk.inbox(cast.seat("department")).filter(axis="review").count() == 0
    assert desk.inbox(cast.seat("office")).filter(axis="supervision", lead=True).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["locality", "office", "owner", "colleague"])
def test_another_desk_is_told_whose_it_is(cast: Cast, name: str) -> None:
    pk = major(cast)
    with pytest.raises(Forbidden) as told:
        cast.does(name, "hazard", "approve", pk, opinion="属实")
    assert "权限" in str(told.value) or "行业主管部门" in str(told.value)
    assert hazard(pk).review_state == "reported"


@pytest.mark.django_db
def test_an_optional_step_is_passed_over_while_it_is_off(cast: Cast) -> None:
    pk = fixed(cast)
    cast.does("colleague", "hazard", "accept", pk, **ACCEPT)
    assert hazard(pk).state == "closed"
    assert hazard(pk).closed_at is not None


@pytest.mark.django_db
def test_an_optional_step_that_is_on_lies_on_its_desk(cast: Cast) -> None:
    Switch.objects.create(flow="rectification", state="review", is_on=True)
    pk = fixed(cast)
    cast.does("colleague", "hazard", "accept", pk, **ACCEPT)
    assert hazard(pk).state == "review"
    assert desk.inbox(cast.seat("locality")).filter(axis="rectification").count() == 1
    Switch.objects.update(is_on=False)
    cast.does("locality", "hazard", "pass_review", pk, opinion="通过")
    assert hazard(pk).state == "closed"


@pytest.mark.django_db
def test_the_settings_page_switches_a_step_and_writes_it_down(cast: Cast) -> None:
    url = "/self_check/flow-settings/"
    platform = cast.browser("platform")
    assert "属地复查" in platform.get(url).content.decode()
    assert platform.post(url, {"step": "rectification.review", "on": "1"}).status_code == 302
    assert Switch.objects.get().is_on
    assert platform.post(url, {"step": "rectification.open", "on": "0"}).status_code == 404
    assert cast.browser("office").post(url, {"step": "rectification.review", "on": "0"}).status_code == 404
    assert Switch.objects.get().is_on
    assert Entry.objects.filter(register="switch").count() == 1


FLOW = Flow(
    "duty", "验收",
    states=(State("fixed", "待验收"), State("closed", "已销号")),
    moves=(Move("verify", "验收", "fixed", "closed", desk="firm", not_by=("finish",)),),
    desks=(Desk("firm", "企业", lambda row: row.unit_id),),
)  # fmt: skip


@pytest.mark.django_db
def test_who_did_the_work_does_not_accept_it(cast: Cast) -> None:
    row = hazard(fixed(cast))
    verify = FLOW.moves[0]
    assert "须由他人" in (desk.repeated_by(FLOW, verify, row, cast.seat("owner")) or "")
    assert desk.repeated_by(FLOW, verify, row, cast.seat("colleague")) is None
    Step.objects.create(register="hazard", record=row.pk, axis="duty", move="finish", label="整改完毕", target="fixed",
                        user=cast.colleague.user, actor="同事")  # fmt: skip
    assert desk.repeated_by(FLOW, verify, row, cast.seat("owner")) is None
    assert desk.repeated_by(FLOW, verify, row, cast.seat("colleague")) is not None
    assert desk.repeated_by(FLOW, replace(verify, not_by=()), row, cast.seat("colleague")) is None


def give(cast: Cast, name: str, to: str, reason: str = "对口科室办理") -> Any:
    """Hands the member's review task over to another's organisation."""
    task = desk.inbox(cast.seat(name)).get(axis="review", lead=True)
    target = getattr(cast, to).organisation_id
    return cast.browser(name).post(f"/web/inbox/{task.pk}/hand-over/", {"to": target, "reason": reason})


@pytest.mark.django_db
def test_handing_over_moves_the_work_and_the_right_to_do_it(cast: Cast) -> None:
    pk = major(cast)
    assert give(cast, "department", "locality", reason="").status_code == 422
    assert give(cast, "department", "locality").status_code == 302
    assert desk.inbox(cast.seat("department")).filter(axis="review").count() == 0
    assert desk.inbox(cast.seat("locality")).filter(axis="review", lead=True).count() == 1
    assert Reminder.objects.filter(organisation=cast.locality.organisation_id).count() == 1
    entry = Entry.objects.get(verb="hand_over")
    assert entry.changes["原因"] == [None, "对口科室办理"] and entry.record == str(pk)
    cast.does("locality", "hazard", "approve", pk, opinion="属实")
    row = hazard(pk)
    assert row.review_state == "accepted"
    assert row.handed_over is False
    assert book.verify().fault is None


@pytest.mark.django_db
def test_work_is_not_handed_to_who_cannot_see_it(cast: Cast) -> None:
    pk = major(cast)
    for to in ("other_department", "other_locality", "owner", "platform", "department"):
        answer = give(cast, "department", to)
        assert answer.status_code == 422, f"{to} got what it cannot open"
    assert Task.objects.get(record=pk, axis="review", lead=True).organisation_id == cast.department.organisation_id


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["owner", "office", "stranger", "locality"])
def test_only_who_holds_the_work_hands_it_over(cast: Cast, name: str) -> None:
    major(cast)
    task = Task.objects.get(axis="review", lead=True)
    url = f"/web/inbox/{task.pk}/hand-over/"
    assert cast.browser(name).get(url).status_code == 404
    assert cast.browser(name).post(url, {"to": cast.office.organisation_id, "reason": "x"}).status_code == 404


@pytest.mark.django_db
def test_the_inbox_page_shows_the_most_urgent_first(cast: Cast) -> None:
    late = (today() + timedelta(days=3)).isoformat()
    soon = (today() + timedelta(days=1)).isoformat()
    for problem, due in (("后办的事", late), ("先办的事", soon)):
        pk = cast.does("owner", "hazard", "create", **(FOUND | {"problem": problem, "due_on": due})).record
        cast.does("owner", "hazard", "report", pk)
    text = cast.browser("owner").get("/web/inbox/").content.decode()
    assert 0 < text.index("先办的事") < text.index("后办的事")
    assert cast.browser("owner").get("/web/inbox/?tab=done").status_code == 200
    assert cast.browser("owner").get("/web/inbox/?kind=nosuch&page=99").status_code == 200


def test_a_table_with_mistakes_says_so() -> None:
    bad = Flow(
        "bad", "坏",
        states=(State("a", "甲", open="nobody"), State("b", "乙", optional="可选"), State("c", "丙", optional="x", skip_to="z")),
        moves=(Move("go", "走", "a", "x", desk="none", not_by=("nothing",)),),
    )  # fmt: skip
    said = "\n".join(bad.faults())
    for word in ("'nobody'", "optional 需要 skip_to", "'z'", "no state 'x'", "no desk 'none'", "'nothing'"):
        assert word in said
