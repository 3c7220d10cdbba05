"""What a device asks that has worked without signal, and the time it claims."""

import uuid
from datetime import UTC, datetime

import pytest

from anlan.kernel.act.act import Act, deliver
from anlan.kernel.act.claimed import CLAIMED
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

pytestmark = pytest.mark.django_db
URL = "/web/outbox/state/"


def test_it_is_told_what_has_arrived_and_only_of_its_own(cast: Cast) -> None:
    mine, theirs, never = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for member, act in (("owner", mine), ("neighbour", theirs)):
        deliver(Act(cast.seat(member), "hazard", "create", values=FOUND, uuid=act))
    said = cast.browser("owner").get(URL, {"acts": f"{mine},{theirs},{never},x"}).json()
    assert (said["known"], said["owner"]) == ([str(mine)], str(cast.owner.pk))
    assert len(said["csrf"]) > 20
    assert cast.browser("colleague").get(URL, {"acts": str(mine)}).json()["known"] == []


PERSON = {"kind": "单位安全负责人", "name": "沈安", "phone": "19900000001"}
FOUND = {"level": "general", "problem": "配电箱门缺失", "place": "二车间", "responsible": "王建国"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-01-05T08:00:00+08:00", datetime(2026, 1, 5, tzinfo=UTC)), ("2026-01-05T00:00:00.000Z", datetime(2026, 1, 5, tzinfo=UTC)),
        ("2026-01-05T08:00:00", None), ("昨天", None), ("0001-01-01T00:00:00+00:00", None), ("9999-01-01T00:00:00+00:00", None),
    ],
)  # fmt: skip
def test_a_form_may_say_when_it_was_filled_in(cast: Cast, said: str, kept: datetime | None) -> None:
    client, act = cast.browser("owner"), str(uuid.uuid4())
    client.post("/self_check/people/new/", PERSON | {"act": act, "claimed_at": said})
    entry = Entry.objects.get(act=act)
    assert entry.claimed_at == kept
    assert CLAIMED.get() is None


def test_the_worker_sees_the_whole_house_and_is_never_shared(cast: Cast) -> None:
    answer = cast.browser("owner").get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-store"


def test_an_answer_says_whose_page_it_is_and_whether_it_may_be_kept(cast: Cast) -> None:
    client = cast.browser("owner")
    kept, other = client.get("/self_check/quick/"), client.get("/web/home/")
    assert (kept["Anlan-Owner"], kept.headers.get("Anlan-Offline")) == (str(cast.owner.pk), "1")
    assert "Anlan-Offline" not in other.headers


@pytest.mark.parametrize(("waiting", "cleared"), [("", True), ("0", True), ("x", True), ("3", False)])
def test_what_waits_survives_signing_out(cast: Cast, waiting: str, cleared: bool) -> None:
    answer = cast.browser("owner").post("/people/sign-out/", {"outbox": waiting})
    assert ("storage" in answer["Clear-Site-Data"]) is cleared
