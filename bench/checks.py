"""Self-check sheets of the last half year with their answers."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from anlan.domain.selfcheck.models import Answer, SelfCheck
from anlan.domain.standard.models import CheckStandard, Item
from anlan.kernel.clock import today

from .fill import Plain, fill
from .places import Places

ANSWERS_A_SHEET = 20
COLUMNS = (
    "id", "unit_id", "area_id", "industry", "supervisor_id", "month", "checked_on", "checker", "state", "is_reported",
    "reported_at", "saved_at", "checked", "none_count", "general_count", "made_for_id", "created_at",
)  # fmt: skip


def make_checks(dice: Random, places: Places, answers: int) -> dict[str, int]:
    """Fills sheets and answers; returns how many of each there are."""
    sheets = answers // ANSWERS_A_SHEET
    standard = CheckStandard.objects.get(state="published")
    fill(SelfCheck, COLUMNS, _sheets(dice, places, sheets), standard_id=standard.pk)
    items = list(Item.objects.filter(standard=standard).values_list("pk", flat=True))
    fill(Answer, ("id", "selfcheck_id", "item_id", "answer", "made_at"), _answers(dice, sheets, items))
    return {"selfchecks": sheets, "answers": sheets * ANSWERS_A_SHEET}


def _sheets(dice: Random, places: Places, count: int) -> Iterator[tuple[Plain, ...]]:
    for pk in range(1, count + 1):
        firm, day = dice.choice(places.firms), today() - timedelta(days=180 - 180 * pk // (count + 1))
        state = dice.choices(("reported", "saved", "filling"), (85, 10, 5))[0]
        moment, found = f"{day} 08:30:00", dice.choice((0, 0, 1, 1, 2, 3))
        yield (
            pk, firm.pk, firm.area, firm.industry, firm.supervisor, f"{day:%Y-%m}-01", day.isoformat(), "安全员", state,
            int(state == "reported"), moment if state == "reported" else None, moment if state != "filling" else None,
            ANSWERS_A_SHEET, ANSWERS_A_SHEET - found, found, firm.pk, moment,
        )  # fmt: skip


def _answers(dice: Random, sheets: int, items: list[int]) -> Iterator[tuple[Plain, ...]]:
    pk = 0
    for sheet in range(1, sheets + 1):
        start = dice.randrange(len(items))
        for place in range(ANSWERS_A_SHEET):
            pk += 1
            answer = "general" if dice.random() < 0.06 else "none"
            yield pk, sheet, items[(start + place) % len(items)], answer, "2026-01-01 00:00:00"
