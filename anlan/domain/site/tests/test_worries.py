"""Which sites come first, what they are red of, and what the clock makes of them."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from anlan.domain.enterprise import expiry
from anlan.domain.site import worries
from anlan.domain.site.models import Site
from anlan.domain.site.testing import build_site, facts
from anlan.domain.site.tests.test_doors import a_machine
from anlan.kernel import clock
from anlan.kernel.act.act import Refused
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast


def a_site(cast: Cast, number: str, **more: str) -> Site:
    """A site of the director's beside the cast's own."""
    pk = cast.does(
        "inspectorate", "site", "create", **facts(cast, number) | {"name": f"项目{number[-4:]}"} | more
    ).record
    return Site.objects.get(pk=pk)


@pytest.mark.django_db
def test_the_worst_come_first_with_their_reasons(cast: Cast) -> None:
    good, done, late = build_site(cast), a_site(cast, "320412-2026-0002"), a_site(cast, "320412-2026-0003")
    cast.does("inspectorate", "site", "complete", done.pk, completed_on="2026-06-01")
    cast.does("inspectorate", "site", "change", late.pk, finish_on=str(clock.today() - timedelta(days=91)))
    jobs.run_waiting()
    for site in (good, done, late):
        site.refresh_from_db()
    # Other subjects have their own to say of all three.
    assert "已竣工未办理终止监督和安标考评" in done.reasons and done.tone_of("reasons") == "red"
    assert "超过预计竣工日期 91 天" in late.reasons and "超过预计竣工日期" not in good.reasons + done.reasons
    Site.objects.filter(pk=good.pk).update(worry=0)
    Site.objects.filter(pk=late.pk).update(worry=10)
    page = cast.browser("director").get("/construction/sites/").content.decode()
    assert page.index(done.number) < page.index(late.number) < page.index(good.number)
    assert "已竣工未办理终止监督和安标考评" in page


@pytest.mark.django_db
def test_the_night_makes_a_site_late_by_itself(cast: Cast) -> None:
    site = build_site(cast)
    far = clock.now() + timedelta(days=(site.finish_on - clock.today()).days + 91)
    with clock.at(far):
        worries.ask_for_all(clock.today())
        jobs.run_waiting(far)
    site.refresh_from_db()
    assert "超过预计竣工日期 91 天" in site.reasons


@pytest.mark.django_db
def test_weighing_again_writes_nothing(cast: Cast, django_assert_max_num_queries: Any) -> None:
    sites = [build_site(cast), a_site(cast, "320412-2026-0002"), a_site(cast, "320412-2026-0003")]
    worries.weigh({"sites": [s.pk for s in sites]})
    with django_assert_max_num_queries(len(worries._looks) * 3 + 1):
        worries.weigh({"sites": [s.pk for s in sites]})


@pytest.mark.django_db
def test_a_report_runs_out(cast: Cast) -> None:
    """The site turns red, its people and the company are reminded once; without a report no machine is used."""
    site = build_site(cast)
    pk = cast.does("foreman", "sitemachine", "create", **a_machine(cast, inspected_until="")).record
    used = {"registration": "苏DT-S2026-11", "registered_on": "2026-02-01"}
    with pytest.raises(Refused, match="还没有检测报告"):
        cast.does("foreman", "sitemachine", "use", pk, **used)
    tomorrow = clock.today() + timedelta(days=1)
    cast.does("foreman", "sitemachine", "change", pk, inspected_until=str(tomorrow))
    cast.does("foreman", "sitemachine", "use", pk, **used)
    told = {paper.unit_id for paper in expiry.due_on(clock.today()) if paper.record == ("sitemachine", pk)}
    assert told == {site.unit_id, site.department_id}
    assert [p.unit_id for p in expiry.due_on(clock.today(), site.department_id) if p.record] == [site.department_id]
    with clock.at(clock.now() + timedelta(days=3)):
        worries.weigh({"sites": [site.pk]})
    site.refresh_from_db()
    assert "1 台机械设备检测报告过期" in site.reasons
    assert site.tone_of("reasons") == "red"


@pytest.mark.django_db
def test_one_machine_stands_on_one_site(cast: Cast) -> None:
    cast.does("foreman", "sitemachine", "create", **a_machine(cast))
    with pytest.raises(Refused, match="还没有拆除"):
        cast.does("foreman", "sitemachine", "create", **a_machine(cast, number="苏dt-t00871"))


@pytest.mark.django_db
def test_urging_tells_the_site_once_a_day_and_hears_its_answer(cast: Cast) -> None:
    site = build_site(cast)
    told = {"site": str(site.pk), "matter": "rectification", "text": "三条整改已逾期"}
    pk = cast.does("director", "siteurge", "create", **told).record
    assert Reminder.objects.filter(organisation=site.department_id, title__contains="督促整改回复").count() == 1
    with pytest.raises(Refused, match="今天已就"):
        cast.does("director", "siteurge", "create", **told)
    cast.does("regional", "siteurge", "create", **told)
    cast.does("foreman", "siteurge", "answer", pk, opinion="已全部回复")
    assert Reminder.objects.filter(organisation=cast.director.organisation_id, body="已全部回复").count() == 1
    with clock.at(clock.now() + timedelta(days=1)):
        cast.does("director", "siteurge", "create", **told)


@pytest.mark.django_db
def test_the_overview_counts_what_its_numbers_open(cast: Cast) -> None:
    site = build_site(cast)
    cast.does("foreman", "sitemachine", "create", **a_machine(cast))
    other = a_site(cast, "320412-2026-0002")
    browser = cast.browser("director")
    page = browser.get(f"/construction/sites/{site.pk}/").content.decode()
    assert "督促整改回复" in page
    assert f"/construction/machines/?site={site.pk}" in page
    assert "苏DT-T00871" in browser.get(f"/construction/machines/?site={site.pk}").content.decode()
    assert "苏DT-T00871" not in browser.get(f"/construction/machines/?site={other.pk}").content.decode()


@pytest.mark.django_db
def test_a_site_is_weighed_when_something_happens_there(cast: Cast) -> None:
    site = build_site(cast)
    jobs.run_waiting()
    cast.does("inspectorate", "site", "complete", site.pk, completed_on=date(2026, 1, 1).isoformat())
    assert Job.objects.filter(kind="listen", done_at=None).exists()
    jobs.run_waiting()
    site.refresh_from_db()
    assert "已竣工" in site.reasons


def test_each_reason_is_a_line_of_its_own(cast: Cast) -> None:
    site = build_site(cast)
    reasons = ["逾期整改 3 条", "超危大工程“地下室深基坑开挖”方案未经专家论证", "本月还没有标准化月评"]
    Site.objects.filter(pk=site.pk).update(worry=170, reasons="；".join(reasons))
    body = cast.browser("director").get(f"/construction/sites/{site.pk}/").content.decode()
    told = body[body.index('<ul class="reasons"') :]
    told = told[: told.index("</ul>")]
    lines = [unescape(re.sub("<[^>]+>", "", line)) for line in told.split("<li>")[1:]]
    assert lines == reasons and "state" not in told and told.count("tone-red") == len(reasons)
