"""忘记密码 by contact, identity number and mobile number: all three, and nothing told to who has not got them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anlan.domain.enterprise.joining.recover import account_of
from anlan.domain.enterprise.models import Registration
from anlan.kernel.act.act import Act, deliver
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.people.models import ApiToken, SmsCode
from anlan.kernel.scope.models import Seat
from anlan.kernel.testing import Cast
from anlan.kernel.trail.models import Entry

from .joining import (
    CITIZEN,
    CODE,
    CONTACT,
    FORGOT,
    NAME,
    NEW,
    PHONE,
    accepted,
    box,
    code_in,
    joined,
    quick,
    signed_in,
    with_picture,
)

__all__ = ["box", "quick"]
pytestmark = pytest.mark.django_db
Box = list[tuple[str, str]]
FACTS = {"code": CODE, "contact": CONTACT, "citizen_id": CITIZEN, "phone": PHONE}
BETTER = "Better-98765"


def ask(client: Client, **other: str) -> Any:
    """The first form; the jobs have run."""
    answer = client.post(FORGOT, with_picture(**(FACTS | other)))
    jobs.run_waiting()
    return answer


def choose(client: Client, code: str, new: str = BETTER, again: str = BETTER) -> Any:
    """The second form."""
    return client.post(NEW, {"code": code, "new": new, "again": again})


def test_the_three_facts_and_the_code_open_a_new_password(cast: Cast, box: Box) -> None:
    row = accepted(cast, box)
    inside, token = signed_in(CODE), ApiToken.issue(Seat.objects.get(organisation=row.unit_id), "test")[0]
    client = Client()
    assert ask(client, citizen_id=CITIZEN.lower(), phone=f"+86 {PHONE[:3]} {PHONE[3:]}")["Location"] == NEW
    assert box[-1][0] == PHONE
    code = code_in(box)
    weak = choose(client, code, "123456", "123456")
    assert weak.status_code == 422 and "至少" in weak.content.decode()
    assert "不一样" in choose(client, code, BETTER, BETTER + "1").content.decode()
    answer = choose(client, code)
    assert answer.status_code == 302 and "portal=construction" in answer["Location"]
    assert inside.get("/web/home/").status_code == 302, "every session ends"
    token.refresh_from_db()
    assert token.revoked_at is not None
    signed_in(CODE, BETTER)
    assert client.get(NEW)["Location"] == FORGOT, "once"
    assert Entry.objects.filter(verb="password_reset", title__contains=NAME).exists()


@pytest.mark.parametrize(
    "other",
    [
        {"contact": "沈平"},
        {"citizen_id": "110105198001010016"},
        {"phone": "19900000099"},
        {"code": "91320412MA1ANR728M"},
    ],
)
def test_one_fact_that_is_another_gets_no_message_and_the_same_answer(
    cast: Cast, box: Box, other: dict[str, str]
) -> None:
    accepted(cast, box)
    sent = len(box)
    right, wrong = Client(), Client()
    good, bad = ask(right), ask(wrong, **other)
    assert (good.status_code, good["Location"]) == (bad.status_code, bad["Location"])
    assert len(box) == sent + 1, "only the right one got a message"
    pages = [c.get(NEW).content.decode() for c in (right, wrong)]
    assert [p.count("验证码已发送") for p in pages] == [1, 1]
    refused = [choose(c, "000000") for c in (right, wrong)]
    assert [r.status_code for r in refused] == [422, 422]
    assert all("验证码不对、已过期或试错太多次" in r.content.decode() for r in refused)


def test_the_work_is_the_same_for_who_is_unknown(cast: Cast, box: Box) -> None:
    """Time follows work: the same statements are asked of the database, whoever is meant."""
    accepted(cast, box)
    asked = []
    for other in ({}, {"contact": "沈平"}, {"phone": "19900000098"}, {"code": "91320412MA1ANR736G"}):
        client, said = Client(), with_picture(**(FACTS | other))
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.post(FORGOT, said).status_code == 302
        asked.append([q["sql"].split(" ")[0] for q in found])
    assert asked[1:] == [asked[0]] * 3


def test_what_rests_of_it_is_encrypted(cast: Cast, box: Box) -> None:
    accepted(cast, box)
    ask(Client())
    kept = str(list(Job.objects.values_list("payload", flat=True))) + str(list(SmsCode.objects.values()))
    assert not [v for v in (*FACTS.values(), code_in(box)) if v in kept]


def test_a_number_that_went_with_the_password_opens_nothing(cast: Cast, box: Box) -> None:
    """Who left the company still knows all three: a password that the authority reset takes the number away."""
    row = accepted(cast, box)
    assert account_of(FACTS) == row.user
    row.user.refresh_from_db()
    row.user.issue_one_time()
    assert account_of(FACTS) is None


def test_who_waits_may_have_forgotten_too(cast: Cast, box: Box) -> None:
    joined(box)
    client = Client()
    ask(client)
    assert choose(client, code_in(box)).status_code == 302
    assert "企业注册审核中" in signed_in(CODE, BETTER).get("/web/home/").content.decode()


def test_a_contact_that_was_changed_is_the_one_asked_for(cast: Cast, box: Box) -> None:
    row = accepted(cast, box)
    seat = Seat.objects.select_related("organisation", "role", "user").get(organisation=row.unit_id)
    deliver(Act(seat, "registration", "change", row.pk, {"contact": "欧阳 平"}))
    assert account_of(FACTS) is None and account_of(FACTS | {"contact": "欧阳平"}) == row.user


def test_guessing_ends_and_floods_are_refused(cast: Cast, box: Box, settings: Any) -> None:
    accepted(cast, box)
    client = Client()
    ask(client)
    code = code_in(box)
    for guess in range(5):
        assert choose(client, f"{(int(code) + 1 + guess) % 10**6:06d}").status_code == 422
    assert choose(client, code).status_code == 422
    answers = [ask(Client()).status_code for _ in range(6)]
    assert answers[-1] == 422 and len([1 for phone, text in box if "找回密码" in text]) == 5
    settings.ADDRESS_FAILURES = 1
    assert choose(client, code).status_code == 429


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"code": "123"}, "应为18位"),
        ({"citizen_id": "110105194912310021"}, "校验位"),
        ({"phone": "123"}, "11 位"),
        ({"contact": ""}, "请填写联系人"),
    ],
)
def test_what_is_no_number_is_said_at_once(cast: Cast, box: Box, other: dict[str, str], sentence: str) -> None:
    answer = ask(Client(), **other)
    assert answer.status_code == 422 and sentence in answer.content.decode() and box == []


def test_the_second_step_needs_the_first(cast: Cast) -> None:
    assert Client().get(NEW)["Location"] == FORGOT
    assert choose(Client(), "123456")["Location"] == FORGOT
    assert Client().post(FORGOT, FACTS).status_code == 422, "no picture code"
    assert not Registration.objects.exists()


def test_the_usual_way_by_user_name_takes_the_code_too(cast: Cast, box: Box) -> None:
    accepted(cast, box)
    client = Client()
    client.post("/people/forgot/", with_picture(username=CODE.lower()))
    jobs.run_waiting()
    assert box[-1][0] == PHONE
    assert client.post("/people/new-password/", {"code": code_in(box), "new": BETTER}).status_code == 302
    signed_in(NAME, BETTER)
