"""From the scheme to acceptance: what must come first, what is missing, and how a site is urged (J-0.c, J-4)."""

import pytest
from django.urls import reverse

from anlan.domain.dangerous_work.models import DangerousRecord, DangerousWork
from anlan.domain.dangerous_work.testing import a_pit, build_work, record, review, scheme
from anlan.domain.site.models import Site, SiteUrge
from anlan.domain.site.testing import build_site
from anlan.kernel.act.act import Forbidden, Refused
from anlan.kernel.clock import jobs
from anlan.kernel.notice.models import Reminder
from anlan.kernel.testing import Cast


def state(work: DangerousWork) -> str:
    """Where it is now."""
    return DangerousWork.objects.values_list("state", flat=True).get(pk=work.pk)


@pytest.mark.django_db
def test_its_records_move_it_along(cast: Cast) -> None:
    work = build_work(cast)
    assert (work.level, work.edition, work.because) == ("super", "31-2018", "开挖深度 9.6 m（5 m及以上）")
    with pytest.raises(Forbidden, match="须经专家论证"):
        cast.does("foreman", "dangerouswork", "sign", work.pk, **scheme(cast))
    with pytest.raises(Refused, match="不能交底"):
        record(cast, work.pk, "briefing")
    cast.does("foreman", "dangerouswork", "send_to_experts", work.pk, **scheme(cast))
    cast.does("foreman", "dangerouswork", "argued", work.pk, **review(cast))
    with pytest.raises(Refused, match="还没有交底"):
        record(cast, work.pk, "progress")
    record(cast, work.pk, "briefing")
    assert state(work) == "briefed"
    with pytest.raises(Refused, match="不能验收"):
        record(cast, work.pk, "acceptance", result="passed")
    record(cast, work.pk, "progress")
    assert state(work) == "working"
    record(cast, work.pk, "acceptance", result="failed")
    assert state(work) == "working"
    record(cast, work.pk, "acceptance", result="amended")
    assert state(work) == "accepted"
    cast.does("foreman", "dangerouswork", "finish", work.pk)
    work.refresh_from_db()
    assert (work.state, work.briefings, work.progresses, work.acceptances) == ("finished", 1, 1, 2)


@pytest.mark.django_db
def test_below_the_second_threshold_no_experts_are_asked(cast: Cast) -> None:
    work = build_work(cast, depth="4.2")
    assert work.level == "dangerous"
    with pytest.raises(Forbidden, match="不须专家论证"):
        cast.does("foreman", "dangerouswork", "send_to_experts", work.pk, **scheme(cast))
    cast.does("foreman", "dangerouswork", "sign", work.pk, **scheme(cast))
    assert state(work) == "approved"


@pytest.mark.django_db
def test_what_is_no_dangerous_work_is_not_kept(cast: Cast) -> None:
    with pytest.raises(Refused, match="不属于危大工程"):
        build_work(cast, depth="2.9")
    work = build_work(cast, kind="basket", depth="9.6")
    assert (work.level, work.depth) == ("dangerous", None), "a number the kind does not ask for is forgotten"


@pytest.mark.django_db
def test_a_changed_scheme_is_argued_and_briefed_anew(cast: Cast) -> None:
    work = build_work(cast, "working")
    cast.does("foreman", "dangerouswork", "revise", work.pk, opinion="设计变更，加深 1 米")
    cast.does("foreman", "dangerouswork", "change", work.pk, depth="10.6")
    cast.does("foreman", "dangerouswork", "send_to_experts", work.pk, **scheme(cast))
    work.refresh_from_db()
    assert (work.review_result, work.experts) == ("", [])
    cast.does("foreman", "dangerouswork", "argued", work.pk, **review(cast))
    with pytest.raises(Refused, match="还没有交底"):
        record(cast, work.pk, "progress")


@pytest.mark.django_db
def test_the_row_unfolds_into_five_parts_with_what_is_missing(cast: Cast) -> None:
    work = build_work(cast)
    url = reverse("page:screen", args=["construction", "dangerous-more", work.pk])
    bare = cast.browser("director").get(url).content.decode()
    for title in ("施工方案", "专家论证", "交底记录", "验收纪录（结论）", "实施情况"):
        assert f'aria-label="{title}"' in bare
    for text in ("没有专项施工方案", "没有专家论证", "没有交底记录", "没有实施情况"):
        assert f'<p class="missing">{text}' in bare
    cast.does("foreman", "dangerouswork", "send_to_experts", work.pk, **scheme(cast))
    cast.does("foreman", "dangerouswork", "argued", work.pk, **review(cast, experts=4))
    record(cast, work.pk, "briefing", content="三级交底已完成")
    page = cast.browser("regional").get(url).content.decode()
    assert "三级交底已完成" in page
    assert "论证专家只有 4 名" in page
    assert "没有专项施工方案" not in page
    assert cast.browser("competitor").get(url).status_code == 404


@pytest.mark.django_db
def test_the_company_checks_and_urges_and_the_site_answers(cast: Cast) -> None:
    work, site = build_work(cast), build_site(cast)
    with pytest.raises(Forbidden):
        cast.does("foreman", "dangerouswork", "urge", work.pk, opinion="自己督促自己")
    cast.does("director", "dangerouswork", "urge", work.pk, opinion="请在周五前完成专家论证")
    urge = SiteUrge.objects.get(origin_type="dangerouswork", origin_id=work.pk)
    assert (urge.matter, urge.text) == ("dangerous", "地下室深基坑开挖：请在周五前完成专家论证")
    assert Reminder.objects.filter(organisation=site.department_id, body=urge.text).count() == 1
    with pytest.raises(Refused, match="今天已就"):
        cast.does("director", "dangerouswork", "urge", work.pk, opinion="再催一次")
    jobs.run_waiting()
    site.refresh_from_db()
    assert "1 项危大工程须整改完善" in site.reasons
    assert "1 项超危大工程到期未通过论证" in site.reasons
    cast.does("foreman", "siteurge", "answer", urge.pk, opinion="周四组织论证")
    cast.does("inspectorate", "dangerouswork", "approve", work.pk, opinion="资料齐全")
    jobs.run_waiting()
    assert "须整改完善" not in Site.objects.get(pk=site.pk).reasons


@pytest.mark.django_db
def test_the_form_judges_while_the_numbers_are_typed(cast: Cast) -> None:
    browser, url = cast.browser("foreman"), "/construction/judge-dangerous/"
    assert "选择类别" in browser.get(url).content.decode()
    assert "超危大工程" in browser.get(url, {"kind": "pit", "depth": "5"}).content.decode()
    assert "不属于危大工程" in browser.get(url, {"kind": "pit", "depth": "2.9"}).content.decode()
    assert "还没有填：开挖深度" in browser.get(url, {"kind": "pit", "depth": "五米"}).content.decode()
    assert not DangerousWork.objects.exists()


@pytest.mark.django_db
def test_a_lone_record_the_state_rests_on_stays(cast: Cast) -> None:
    work = build_work(cast, "working")
    first = DangerousRecord.objects.get(work=work, kind="briefing")
    with pytest.raises(Forbidden, match="仅有的一条"):
        cast.does("foreman", "dangerousrecord", "delete", first.pk)
    record(cast, work.pk, "briefing", content="新进场工人补充交底")
    cast.does("foreman", "dangerousrecord", "delete", first.pk)
    work.refresh_from_db()
    assert work.briefings == 1


@pytest.mark.django_db
def test_dates_that_can_not_be(cast: Cast) -> None:
    with pytest.raises(Refused, match="早于计划开工日期"):
        cast.does("foreman", "dangerouswork", "create", **a_pit(cast, ends_on="2026-01-01"))
    work = build_work(cast, "approved")
    with pytest.raises(Refused, match="不能晚于今天"):
        record(cast, work.pk, "briefing", held_on="2099-01-01")
