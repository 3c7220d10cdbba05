"""What follows by itself: reminders, pressing, pictures looked at."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from anlan.domain.hazard.models import Hazard
from anlan.domain.hazard.schedules import hazard as schedules
from anlan.domain.hazard.schedules.hazard import ask_for_reminders, remind_of
from anlan.kernel.act.act import Act, Forbidden, deliver
from anlan.kernel.clock import jobs, now, today
from anlan.kernel.clock.models import Job
from anlan.kernel.notice.models import Reminder

from .conftest import District, bound, picture

LATE = "隐患整改已逾期：反应釜安全阀未校验"


def due_in(district: District, days: int) -> Hazard:
    row = district.does(district.owner, "report", district.hazard())
    Hazard.objects.filter(pk=row.pk).update(due_on=today() + timedelta(days=days))
    return row


def morning() -> None:
    ask_for_reminders({"due": now().isoformat()})
    jobs.run_waiting()


def titles(seat: object) -> list[str]:
    return list(Reminder.objects.filter(organisation=seat.organisation_id).values_list("title", flat=True))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("days", "firm", "town"), [
    (4, [], 0), (3, ["隐患限期整改信息填报：还剩 3 天"], 0), (2, [], 0), (0, ["隐患限期整改信息填报：今天到期"], 0),
    (-1, [LATE], 0), (-7, [LATE], 0), (-8, [LATE], 1),
])  # fmt: skip
def test_reminders_come_on_their_days(district: District, days: int, firm: list[str], town: int) -> None:
    due_in(district, days)
    jobs.run_waiting()
    morning()
    assert titles(district.owner) == firm
    assert len(titles(district.locality)) == town


def test_twice_a_morning_is_once(district: District) -> None:
    due_in(district, -1)
    morning()
    morning()
    assert len(titles(district.owner)) == 1


def test_an_overdue_hazard_is_not_told_again_while_unread_and_weekly_at_most(district: District) -> None:
    row, last_week = due_in(district, -20), now() - timedelta(days=8)
    jobs.run_waiting()
    morning()
    assert (titles(district.owner), len(titles(district.locality))) == ([LATE], 1)
    sent = Reminder.objects.filter(organisation=district.owner.organisation_id)
    for read, total in ((None, 1), (now(), 2)):
        sent.update(at=last_week, read_at=read, key=f"hazard-late:{row.pk}:earlier")
        remind_of({"hazards": [row.pk]})
        assert sent.count() == total
    sent.update(read_at=now())
    remind_of({"hazards": [row.pk]})
    assert sent.count() == 2


def test_a_job_tells_of_some_dozens_and_all_are_told(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "BATCH", 2)
    rows = [due_in(district, -1) for _ in range(5)]
    ask_for_reminders({"due": now().isoformat()})
    asked = Job.objects.filter(kind="hazard-remind").order_by("id").values_list("payload__hazards", flat=True)
    assert list(asked) == [[rows[0].pk, rows[1].pk], [rows[2].pk, rows[3].pk], [rows[4].pk]]
    jobs.run_waiting()
    assert titles(district.owner) == [LATE] * 5


def test_what_was_put_right_meanwhile_is_not_reminded(district: District) -> None:
    row = due_in(district, -1)
    ask_for_reminders({"due": now().isoformat()})
    district.finishes(row)
    jobs.run_waiting()
    assert titles(district.owner) == []


def test_pressing_tells_the_firm_once_a_day(district: District) -> None:
    row = district.does(district.owner, "report", district.hazard())
    for _ in range(2):
        told = deliver(Act(district.locality, "hazard", "press", row.pk))
    assert told.result == {"show": "今天已督促过，不重复发送"}
    assert len([t for t in titles(district.owner) if t.startswith("督促整改")]) == 1
    with pytest.raises(Forbidden, match="由管理部门督促"):
        deliver(Act(district.owner, "hazard", "press", row.pk))


def test_the_firm_learns_of_decisions_and_of_what_was_reported_for_it(district: District) -> None:
    row = district.major(district.locality, unit=district.owner.organisation_id)
    district.does(district.department, "approve", row, opinion="属实")
    jobs.run_waiting()
    told = titles(district.owner)
    assert any("为贵单位上报了重大隐患" in t for t in told) and any("重大隐患已审核" in t for t in told)


def recut(body: bytes) -> bytes:
    """The same picture, cropped a little and saved again."""
    image = Image.open(BytesIO(body))
    out = BytesIO()
    image.crop((10, 8, image.width - 12, image.height - 8)).save(out, "JPEG", quality=60)
    return out.getvalue()


@pytest.mark.parametrize("change", [lambda body: body, recut])
def test_an_old_picture_handed_in_again_is_pointed_out(district: District, change: object) -> None:
    old = district.photo(seed=3)
    row = district.does(district.owner, "report", district.hazard(photos=[old]))
    again = district.photo(body=change(picture(3)))  # type: ignore[operator]
    new = district.photo(seed=4)
    district.finishes(row, photos_after=[again, new])
    jobs.run_waiting()
    row = Hazard.objects.get(pk=row.pk)
    assert [(w["new"], w["old"]) for w in row.photo_warnings] == [(again, old)]
    assert "本条隐患的隐患照片" in row.photo_warnings[0]["where"]
    assert bound(again).record == str(row.pk)


def test_a_picture_of_another_hazard_of_the_firm_is_found_too(district: District) -> None:
    district.hazard(photos=[district.photo(seed=6)])
    row = district.does(district.owner, "report", district.hazard())
    district.finishes(row, photos_after=[district.photo(seed=6)])
    jobs.run_waiting()
    assert "本单位" in Hazard.objects.get(pk=row.pk).photo_warnings[0]["where"]


def test_what_the_system_notes_beside_leaves_an_open_form_good(district: District) -> None:
    """The pictures are compared a moment after 整改完毕; who opened 验收 in between is not told that somebody else acted."""
    row = district.finishes(district.does(district.owner, "report", district.hazard()))
    drawn = row.version
    deliver(Act(None, "hazard", "compare_photos", row.pk))
    row.refresh_from_db()
    assert row.version == drawn
    values = {"acceptor": "李晓红", "review_opinion": "符合要求", "acceptance_result": "passed"}
    assert deliver(Act(district.owner, "hazard", "accept", row.pk, values, base_version=drawn)).row.version == drawn + 1
