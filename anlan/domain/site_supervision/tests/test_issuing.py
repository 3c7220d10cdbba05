"""What happens to a paper from draft to its end: numbers, words that stay, answers, who may."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from anlan.domain.project.testing import assign, build_works
from anlan.domain.site_supervision import sheets
from anlan.domain.site_supervision.models import SupervisionPaper
from anlan.domain.site_supervision.tests.making import KEY, a_paper, facts_of
from anlan.kernel.act.act import Forbidden, NotYours, Refused
from anlan.kernel.clock import today
from anlan.kernel.flow import desk
from anlan.kernel.flow.models import Task
from anlan.kernel.testing import Cast

YEAR = today().year


def test_numbers_follow_one_another_in_each_kind(cast: Cast) -> None:
    build_works(cast)
    numbers = [a_paper(cast, kind).number for kind in ("notice", "notice", "stop", "report", "notice")]
    assert numbers == [
        f"监理〔{YEAR}〕通知001号", f"监理〔{YEAR}〕通知002号", f"监理〔{YEAR}〕停工001号", f"监理〔{YEAR}〕报告001号",
        f"监理〔{YEAR}〕通知003号",
    ]  # fmt: skip


def test_drafts_and_deleted_drafts_use_no_number(cast: Cast) -> None:
    build_works(cast)
    gone = cast.does("engineer", KEY, "create", **facts_of(cast)).record
    cast.does("engineer", KEY, "discard", gone)
    assert a_paper(cast).sequence == 1
    withdrawn = a_paper(cast)
    cast.does("engineer", KEY, "withdraw", withdrawn.pk, opinion="发错标段")
    assert a_paper(cast).sequence == 3, "a withdrawn number is not given out again"


def test_two_who_issue_at_once_get_two_numbers_without_a_gap(shared_cast: Cast) -> None:
    cast = shared_cast
    build_works(cast)
    drafts = [cast.does("engineer", KEY, "create", **facts_of(cast)).record for _ in range(6)]
    ready, failed = threading.Barrier(len(drafts)), []

    def issue(pk: int) -> None:
        try:
            ready.wait(20)
            cast.does("engineer", KEY, "issue", pk)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=(pk,)) for pk in drafts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not failed
    numbers = SupervisionPaper.objects.filter(pk__in=drafts).values_list("sequence", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_what_was_issued_stays_word_for_word(cast: Cast) -> None:
    build_works(cast)
    paper = a_paper(cast)
    with pytest.raises(Forbidden):
        cast.does("engineer", KEY, "change", paper.pk, text="另外的话")
    cast.does("builder", "project", "change", paper.project_id, name="改了名的工程")
    paper = SupervisionPaper.objects.get(pk=paper.pk)
    assert paper.printed["facts"][0][1].endswith("澄江水库扩建工程") and paper.is_whole
    assert paper.digest == sheets.digest_of(paper.sheet) and len(paper.code) >= 22
    paper.sheet["paragraphs"] = ["另外的话"]
    assert not paper.is_whole


def test_a_notice_from_draft_to_review(cast: Cast) -> None:
    build_works(cast)
    due = today() + timedelta(days=3)
    paper = a_paper(cast, due_on=due.isoformat(), reply_due_on=(due + timedelta(days=1)).isoformat())
    task = desk.inbox(cast.seat("contractor")).get(register=KEY)
    assert (task.record, task.due_on) == (paper.pk, due + timedelta(days=1))
    cast.does("contractor", KEY, "reply", paper.pk, reply_text="只补了一半")
    assert not desk.inbox(cast.seat("contractor")).filter(register=KEY).exists()
    assert desk.inbox(cast.seat("engineer")).filter(register=KEY, record=paper.pk).exists()
    cast.does("engineer", KEY, "refuse_reply", paper.pk, opinion="右岸还没有补")
    cast.does("contractor", KEY, "reply", paper.pk, reply_text="已全部补设")
    cast.does("engineer", KEY, "review", paper.pk)
    answers = SupervisionPaper.objects.filter(origin_type=KEY, origin_id=paper.pk).order_by("sequence")
    assert [(a.number, a.printed["paragraphs"]) for a in answers] == [
        (f"承包〔{YEAR}〕回复001号", ["只补了一半"]),
        (f"承包〔{YEAR}〕回复002号", ["已全部补设"]),
    ], "an answer that was refused stays as it was given"
    assert all(a.is_whole and a.unit_id == cast.contractor.organisation_id for a in answers)
    assert not Task.objects.filter(register=KEY, done_at=None).exists()


def test_work_goes_on_only_when_the_engineer_agrees(cast: Cast) -> None:
    build_works(cast)
    paper = a_paper(cast, "stop")
    with pytest.raises(Forbidden):
        cast.does("engineer", KEY, "agree_resume", paper.pk)
    cast.does("contractor", KEY, "apply_resume", paper.pk, reply_text="已消除")
    cast.does("engineer", KEY, "refuse_resume", paper.pk, opinion="排水沟未清")
    cast.does("contractor", KEY, "apply_resume", paper.pk, reply_text="已清排水沟")
    cast.does("engineer", KEY, "agree_resume", paper.pk, opinion="同意")
    paper.refresh_from_db()
    assert paper.state == "resumed"


def test_a_report_lies_with_the_direct_supervisor(cast: Cast) -> None:
    build_works(cast)
    paper = a_paper(cast, "report")
    assert paper.addressee == "江苏省水利厅"
    assert desk.inbox(cast.seat("province")).filter(register=KEY, record=paper.pk).exists()
    with pytest.raises(Forbidden):
        cast.does("bureau", KEY, "receive", paper.pk)
    with pytest.raises(NotYours):
        cast.does("contractor", KEY, "file_scan", paper.pk, scans=[cast.photo("contractor")])
    cast.does("province", KEY, "receive", paper.pk, opinion="已派员核查")
    paper.refresh_from_db()
    assert paper.state == "received"


@pytest.mark.parametrize("member", ["contractor", "builder", "province"])
def test_only_the_engineer_writes_papers(cast: Cast, member: str) -> None:
    build_works(cast)
    with pytest.raises(Refused):
        cast.does(member, KEY, "create", **facts_of(cast))


def test_what_can_not_be_a_paper_is_refused_with_a_sentence(cast: Cast) -> None:
    works = build_works(cast)
    early, late = today() + timedelta(days=2), today() + timedelta(days=5)
    for wrong, said in (
        ({"kind": "reply"}, "点“回复”生成"),
        ({"signer_post": "project_manager"}, "不在可选范围内"),
        ({"due_on": late.isoformat(), "reply_due_on": early.isoformat()}, "回复期限早于"),
        ({"section": str(works.bare.pk)}, "请重新选择"),
        ({"section": ""}, "标段"),
    ):
        with pytest.raises(Refused, match=said):
            cast.does("engineer", KEY, "create", **facts_of(cast, **wrong))


def test_nothing_is_issued_to_nobody_or_for_yesterday(cast: Cast) -> None:
    works = build_works(cast)
    assign(cast, works.bare, "engineer", "engineer")
    alone = cast.does("engineer", KEY, "create", **facts_of(cast, section=str(works.bare.pk))).record
    with pytest.raises(Forbidden, match="还没有分配施工单位"):
        cast.does("engineer", KEY, "issue", alone)
    past = cast.does(
        "engineer", KEY, "create", **facts_of(cast, due_on=(today() - timedelta(days=1)).isoformat())
    ).record
    with pytest.raises(Forbidden, match="早于今天"):
        cast.does("engineer", KEY, "issue", past)


def test_a_section_with_an_unanswered_paper_is_not_taken_back(cast: Cast) -> None:
    works = build_works(cast)
    a_paper(cast)
    taken: Any = works.section.participations.get(party="contractor")
    with pytest.raises(Refused, match="1 条监理文书"):
        cast.does("builder", "participation", "take_back", taken.pk, opinion="换单位", ends_on=today().isoformat())
