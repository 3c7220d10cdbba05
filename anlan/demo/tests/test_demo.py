"""The demo district: made once for these tests, once more for the comparison. Each test's own changes are rolled back."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from anlan.demo.firms import HERO
from anlan.demo.majors import SCENARIOS
from anlan.domain.enterprise.models import ChangeRequest, Enterprise, Person, Registration
from anlan.domain.enterprise.rules import check_citizen_id, check_uscc
from anlan.domain.hazard import flows
from anlan.domain.hazard.models import Hazard, WaterHazard
from anlan.domain.hazard.water_flows import UNFINISHED
from anlan.domain.news.models import Article, NoticeReceipt
from anlan.domain.selfcheck.models import SelfCheck
from anlan.kernel.clock import today
from anlan.kernel.clock.models import Job
from anlan.kernel.clock.schedule import ask_for_due, every_schedule
from anlan.kernel.flow.models import Step, Task
from anlan.kernel.notice.models import Reminder
from anlan.kernel.people.demo import PASSWORD, demo_accounts
from anlan.kernel.people.models import User
from anlan.kernel.scope.models import Organisation, Seat
from anlan.kernel.trail import book
from anlan.kernel.trail.models import Attachment, Entry


class Made(NamedTuple):
    """A district: where its files lie, and its ``summary`` as it was before anybody looked around."""

    files: Path
    told: str


SMALL = {"firms": 12, "months": 3}
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A small district in the test database, with its ``summary``; everything is taken out again afterwards."""
    from django.conf import settings

    before, settings.FILES_ROOT = settings.FILES_ROOT, tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock():
        call_command("demo_data", fresh=True, verbosity=0, **SMALL)
        yield Made(settings.FILES_ROOT, summary())
        call_command("flush", interactive=False, verbosity=0)
    settings.FILES_ROOT = before


def summary() -> str:
    """One value for everything that people can see, without the random parts (keys, salts, uuids)."""
    told: list[Any] = []
    told += Enterprise.objects.order_by("pk").values_list("name", "code", "area", "employees", "grade")
    told += SelfCheck.objects.order_by("pk").values_list(
        "unit__name", "month", "state", "checked", "general_count", "saved_at"
    )
    told += Hazard.objects.order_by("pk").values_list(
        "unit__name",
        "problem",
        "place",
        "state",
        "review_state",
        "supervision_state",
        "due_on",
        "reported_at",
        "closed_at",
    )
    told += Step.objects.order_by("pk").values_list("register", "record", "move", "at", "actor", "opinion")
    told += NoticeReceipt.objects.order_by("pk").values_list("title", "organisation", "state", "read_at")
    told += Reminder.objects.order_by("key").values_list("title", "organisation", "read_at")
    told += Entry.objects.order_by("seq").values_list("seq", "at", "actor", "register", "verb", "title")
    told += Attachment.objects.order_by("register", "record", "field", "name").values_list("name", "digest", "field")
    return hashlib.sha256(repr(told).encode()).hexdigest()


@pytest.mark.once
def test_two_runs_make_the_same_district(district: Made) -> None:
    call_command("demo_data", fresh=True, verbosity=0, **SMALL)
    assert summary() == district.told


def test_a_second_start_leaves_everything_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    count = Entry.objects.count()
    call_command("demo_data")
    assert "未作改动" in capsys.readouterr().out
    assert Entry.objects.count() == count


def test_production_refuses(settings: Any) -> None:
    settings.MODE = "production"
    with pytest.raises(CommandError, match="正式环境"):
        call_command("demo_data")


def test_the_trail_proves_itself_and_grows_in_time() -> None:
    verdict = book.verify()
    assert verdict.fault is None
    assert verdict.checked == Entry.objects.count() > 300
    moments = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_nothing_of_history_is_left_to_be_done() -> None:
    assert not Job.objects.filter(done_at=None).exists()
    assert not Job.objects.exclude(error="").exists()
    # Only what fell due today, after history ended.
    assert ask_for_due() <= len(every_schedule())


def test_numbers_are_well_formed() -> None:
    codes = list(Enterprise.objects.exclude(code="").values_list("code", flat=True))
    others = Enterprise.objects.filter(industry="water").count() + Registration.objects.filter(state="accepted").count()
    assert len(set(codes)) == len(codes) == SMALL["firms"] + others
    assert [check_uscc(code) for code in codes] == [None] * len(codes)
    ids = [person.citizen_id for person in Person.objects.all()]
    assert len(ids) >= SMALL["firms"]
    assert [check_citizen_id(number) for number in ids] == [None] * len(ids)


def test_the_sign_in_page_opens_with_the_hero() -> None:
    shown = {account["role"]: account for account in demo_accounts()}
    assert shown["企业安全员"]["username"] == HERO
    assert shown["属地安监员"]["username"] == "湖塘镇-严明"
    assert {"行业主管部门监管员", "区安委办工作人员", "查看人员", "系统管理员"} <= shown.keys()
    for account in shown.values():
        user = User.objects.get(username=account["username"])
        assert user.check_password(PASSWORD)
        assert not user.must_choose
    assert User.objects.get(username="区安委办-新同事").must_choose


def test_the_hero_has_work() -> None:
    hero = Organisation.objects.get(name=HERO)
    mine = Hazard.objects.filter(unit=hero)
    assert SelfCheck.objects.filter(unit=hero, state="saved", month=today().replace(day=1)).count() == 3
    assert mine.filter(state="open", level="general", due_on=today() + timedelta(days=2)).exists()
    assert mine.filter(state="open", level="general", due_on=today() - timedelta(days=5)).exists()
    assert mine.filter(level="major", supervision_state="listed", state="open").count() == 1
    assert NoticeReceipt.objects.filter(organisation=hero, state="unread").exists()
    assert Reminder.objects.filter(organisation=hero, read_at=None).exists()
    assert ChangeRequest.objects.filter(unit=hero, state="submitted").exists()
    assert not Enterprise.objects.get(pk=hero.pk).gaps()


def test_the_engineer_of_the_reservoir_has_work() -> None:
    shown = {account["role"]: account["username"] for account in demo_accounts()}
    parties = ("监理单位", "施工单位", "项目法人", "水行政主管部门", "生产经营单位")
    assert [role for role in shown if role in parties] == list(parties)
    engineer = Organisation.objects.get(name=shown["监理单位"])
    mine = WaterHazard.objects.filter(section__engineer=engineer)
    assert mine.filter(reporting_state="returned", made_for=engineer).exists()
    assert mine.filter(supervision_state="supervised").exists()
    assert mine.filter(state__in=UNFINISHED, due_on__lt=today()).exists()
    assert mine.filter(party="contractor", reporting_state="unreported", found_on=today() - timedelta(days=1)).exists()
    assert Task.objects.filter(organisation=engineer, state="recheck", done_at=None).exists()
    assert not User.objects.filter(seats__role__portal="water_works", phone_index="").exists()


def test_services_fill_in_for_others() -> None:
    seats = Seat.objects.filter(user__username="安全管家-卓然", proxy=True)
    assert seats.count() == 3
    assert Entry.objects.filter(proxy=True, register="selfcheck").exists()


def test_news_stands_in_every_state() -> None:
    assert set(Article.objects.values_list("state", flat=True)) == {"draft", "published", "withdrawn"}
    assert set(Article.objects.values_list("kind", flat=True)) == {"news", "policy", "spec", "faq", "help"}
    assert {"unread", "read"} <= set(NoticeReceipt.objects.values_list("state", flat=True))
    assert set(ChangeRequest.objects.values_list("state", flat=True)) == {
        "accepted",
        "refused",
        "withdrawn",
        "submitted",
    }


def test_files_belong_to_rows(district: Made) -> None:
    assert not Attachment.objects.filter(record="").exists()
    some = Attachment.objects.filter(register="hazard").first()
    assert some is not None
    name = str(some.pk)
    assert (district.files / name[:2] / name).stat().st_size == some.size
    assert (district.files / name[:2] / f"{name}.thumb.jpg").exists()


@pytest.mark.once
def test_every_state_of_the_three_axes_occurs() -> None:
    call_command("demo_data", fresh=True, verbosity=0, firms=60, months=6)
    found = {flow.column: set(Hazard.objects.values_list(flow.column, flat=True)) for flow in flows.FLOWS}
    # 属地复查 is switched off, and nobody deletes.
    assert found["state"] >= {flows.DRAFT, flows.OPEN, flows.FIXED, flows.RECHECK, flows.CLOSED}
    assert found["review_state"] == {s.key for s in flows.review_flow.states}
    assert found["supervision_state"] == {s.key for s in flows.supervision_flow.states}
    made = set(Step.objects.filter(register="hazard").values_list("move", flat=True))
    assert made >= {move for moves in SCENARIOS for move in moves}
    assert Hazard.objects.exclude(photo_warnings=[]).exists()
    assert set(SelfCheck.objects.values_list("auto_reported", flat=True)) == {True, False}


def test_no_row_points_into_the_void() -> None:
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("SELECT count(*) FROM hazard_hazard")
        assert cursor.fetchone()[0] > 10
