"""The province of construction, made alone and small, once for these tests."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from anlan.demo import authorities, clockwork, province, province_year
from anlan.demo.agenda import Agenda
from anlan.demo.album import Album
from anlan.demo.province import HERO, HERO_CODE, size_of
from anlan.demo.world import World, moment
from anlan.domain.dangerous_work.models import DangerousWork
from anlan.domain.enterprise.models import Registration
from anlan.domain.enterprise.rules import check_uscc
from anlan.domain.evaluation import flows as evaluation_flows
from anlan.domain.evaluation import owing
from anlan.domain.evaluation.models import MonthlyEvaluation, OverdueCheck, Termination
from anlan.domain.inspection.kinds import By, Way
from anlan.domain.inspection.models import Inspection
from anlan.domain.site.models import Branch, Site, SiteMachine, SiteUrge
from anlan.kernel.clock import at, today
from anlan.kernel.clock.models import Job
from anlan.kernel.people.demo import PASSWORD, demo_accounts
from anlan.kernel.people.models import User
from anlan.kernel.people.names import user_name
from anlan.kernel.people.seed import seed_roles
from anlan.kernel.scope.load import load_areas
from anlan.kernel.scope.models import Organisation, Seat
from anlan.kernel.trail import book

FIRMS, MONTHS = 12, 3
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("sites")]


@pytest.fixture(scope="module")
def sites(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The province by itself in the test database; everything is taken out again afterwards."""
    from django.conf import settings

    before, settings.FILES_ROOT = settings.FILES_ROOT, tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock():
        _make()
        yield
        call_command("flush", interactive=False, verbosity=0)
    settings.FILES_ROOT = before


def _make() -> None:
    world = World(20130110, MONTHS, Album(20130110))
    companies, count = size_of(FIRMS)
    start = moment(world.start, 0)
    with transaction.atomic(), at(start - timedelta(days=12)):
        load_areas("3204012")
        seed_roles()
        authorities.set_up(world)
        made = province.set_up(world, companies)
        province_year.prepare(world, made, count)
    agenda = Agenda(world.end)
    with transaction.atomic(), at(start):
        province_year.set_up(world, agenda, made)
        agenda.add(clockwork.schedules(world, start))
        agenda.add(clockwork.errands(world, start))
    agenda.run()
    with transaction.atomic():
        clockwork.leave_running(world)
        world.album.put_away()


def the_hero() -> Organisation:
    return Organisation.objects.get(name=HERO)


def test_sizes_grow_with_the_district() -> None:
    assert size_of(12) == size_of(40) == (4, 24)
    assert size_of(300) == size_of(1000) == (40, 400)
    assert 4 < size_of(170)[0] < 40


def test_the_trail_proves_itself_and_nothing_is_left_to_be_done() -> None:
    verdict = book.verify()
    assert verdict.fault is None
    assert verdict.checked > 400
    assert not Job.objects.filter(done_at=None).exists()
    assert not Job.objects.exclude(error="").exists()
    connection.check_constraints()


def test_companies_came_in_by_themselves() -> None:
    codes = list(Registration.objects.values_list("code", flat=True))
    assert [check_uscc(code) for code in codes] == [None] * len(codes)
    assert set(Registration.objects.values_list("state", flat=True)) == {"accepted", "submitted", "refused"}
    assert the_hero().code == HERO_CODE


def test_accounts_sign_in_by_the_names_the_manual_gives_them() -> None:
    hero = User.objects.get(username=HERO)
    assert hero.check_password(PASSWORD)
    assert user_name(HERO_CODE) == HERO
    for row in Site.objects.filter(account="open", state="building"):
        user = User.objects.get(username=row.number, seats__organisation=row.department)
        assert user.check_password(PASSWORD)
        assert not user.must_choose
    assert Branch.objects.filter(unit=the_hero(), account="open").count() == 3
    assert Seat.objects.filter(role__key="construction_branch").count() == 3
    shown = {account["role"]: account["username"] for account in demo_accounts()}
    assert shown["施工企业（安全总监）"] == HERO
    assert Site.objects.filter(number=shown["项目部"], unit=the_hero()).exists()
    assert {"区域公司", "建设主管部门（安全监督机构）"} <= shown.keys()
    first = Seat.objects.filter(role__key="construction_authority").order_by("id").first()
    assert first is not None
    assert first.organisation.name == "武进区建设工程安全监督站"


def test_a_site_passed_from_one_company_to_another() -> None:
    site = Site.objects.get(taken_over_on__isnull=False)
    assert site.unit == the_hero()
    assert site.account == "open"


def test_inspections_in_every_way_by_everybody() -> None:
    made = Inspection.objects.filter(is_shared=True)
    assert set(made.values_list("by", flat=True)) == set(By.values)
    assert {Way.WORDING, Way.OWN, Way.JGJ59} <= set(made.values_list("way", flat=True))
    assert {"rectify", "replied", "passed"} <= set(made.values_list("state", flat=True))
    assert made.filter(state="rectify", due_on__lt=today()).exists()
    scored = made.filter(way=Way.JGJ59)
    assert scored.exists()
    assert all(50 <= one.score <= 100 for one in scored if one.score is not None)
    assert made.filter(returned_because="", replies__gt=1).exists()


def test_the_worst_come_first_with_their_reasons() -> None:
    reasons = " ".join(Site.objects.filter(unit=the_hero()).values_list("reasons", flat=True))
    for one in (
        "已竣工未办理终止监督和安标考评",
        "安标考评逾期按不合格处理",
        "检测报告过期",
        "超过预计竣工日期",
        "逾期",
    ):
        assert one in reasons
    assert Site.objects.filter(finish_on__lt=today() - timedelta(days=90), state="building").exists()


def test_some_have_not_evaluated_this_month() -> None:
    month = today().replace(day=1)
    mine = Site.objects.filter(unit=the_hero())
    assert 2 <= owing.missing(mine, month).count() < mine.count()
    assert MonthlyEvaluation.objects.filter(site__unit=the_hero()).count() > 10


def test_every_stage_of_the_prompt() -> None:
    states = set(Termination.objects.values_list("state", flat=True))
    assert states >= {"draft", "submitted", "returned", "lapsed", "appealed", "upheld", "graded"}
    assert set(Termination.objects.filter(state=evaluation_flows.GRADED).values_list("grade", flat=True)) == {
        "excellent", "passed", "failed",
    }  # fmt: skip
    assert Termination.objects.filter(warned_on__isnull=False, state="draft").exists()
    assert set(OverdueCheck.objects.values_list("verdict", flat=True)) == {"delayed", "finished"}


def test_machines_and_dangerous_works_lack_something() -> None:
    assert SiteMachine.objects.filter(state="in_use", inspected_until__lt=today()).exists()
    soon = today() + timedelta(days=30)
    assert SiteMachine.objects.filter(state="in_use", inspected_until__range=(today(), soon)).exists()
    works = DangerousWork.objects.filter(level="super")
    assert works.exclude(state="drafting").exists()
    assert works.filter(state="drafting", starts_on__lt=today()).exists()
    assert SiteUrge.objects.filter(matter="rectification").exists()
