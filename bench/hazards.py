"""Hazards over two years, and the open tasks of those that are not done."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from anlan.domain.hazard import flows, rules
from anlan.domain.hazard.models import Hazard
from anlan.domain.standard.models import Item, MajorCriterion, Phrase
from anlan.kernel.clock import today
from anlan.kernel.flow.models import Task
from anlan.kernel.scope.initials import initials_of

from .fill import Plain, fill
from .places import Firm, Places

DAYS = 730
WORKPLACES = ("总装车间", "喷涂车间", "原料仓库", "成品仓库", "配电房", "锅炉房", "罐区", "实验室", "食堂", "宿舍", "空压机房", "机修间",
              "装卸区", "地下车库", "污水站")  # fmt: skip
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", ("建国", "志强", "海燕", "晓明", "丽华", "国平", "文斌", "秀英")
PEOPLE = [s + g for s in SURNAMES for g in GIVEN]
COLUMNS = (
    "id", "unit_id", "area_id", "industry", "supervisor_id", "name", "initials", "level", "category_id", "item_id", "place",
    "problem", "responsible", "due_on", "money", "found_on", "found_by_kind", "criterion_id", "is_reported", "reported_at",
    "rectified_on", "closed_at", "state", "review_state", "supervision_state", "listing_due_on", "made_for_id",
    "created_at", "updated_at", "measures",
)  # fmt: skip
TASK_COLUMNS = (
    "id", "register", "record", "axis", "state", "title", "step", "desk", "organisation_id", "unit_id", "needs", "lead",
    "level", "since", "due_on",
)  # fmt: skip
# What a general hazard is after so many days: shares of 未整改, 待验收, 属地复查; the rest is closed.
BY_AGE = ((7, (0.62, 0.12, 0.02)), (15, (0.45, 0.14, 0.03)), (30, (0.28, 0.10, 0.03)), (90, (0.12, 0.03, 0.01)),
          (DAYS, (0.05, 0.01, 0.002)))  # fmt: skip


class Maker:
    """Makes the rows of hazards one after the other, and collects their tasks."""

    def __init__(self, dice: Random, places: Places) -> None:
        self.dice, self.places, self.today = dice, places, today()
        self.tasks: list[tuple[Plain, ...]] = []
        self.days = {n: (self.today - timedelta(days=n)).isoformat() for n in range(-120, DAYS + 2)}
        items = list(Item.objects.values_list("pk", "category_id"))
        of_category: dict[int, list[int]] = {}
        for pk, category in items:
            of_category.setdefault(category, []).append(pk)
        self.items = of_category
        self.texts = [
            (rules.title_of(text), initials_of(rules.title_of(text)), text, category)
            for raw, category in Phrase.objects.values_list("text", "category_id")
            if (text := " ".join(raw.split()))
        ]
        self.criteria = list(MajorCriterion.objects.values_list("pk", flat=True))

    def rows(self, count: int) -> Iterator[tuple[Plain, ...]]:
        """Rows in the order of time, more of them lately and on working days."""
        weights = [(2 - n / DAYS) * (0.15 if _day(self.today, n).weekday() > 4 else 1) for n in range(DAYS)]
        ages = sorted(self.dice.choices(range(DAYS), cum_weights=list(accumulate(weights)), k=count), reverse=True)
        firms = self.dice.choices(self.places.firms, cum_weights=list(accumulate(self.places.weights)), k=count)
        for pk, (age, firm) in enumerate(zip(ages, firms, strict=True), 1):
            yield self.row(pk, age, firm)

    def row(self, pk: int, age: int, firm: Firm) -> tuple[Plain, ...]:
        """One hazard as it stands today."""
        dice, chance = self.dice, self.dice.random
        found_by = "self" if (c := chance()) < 0.8 else "inspected" if c < 0.95 else "reported_for"
        major = chance() < 0.01
        name, initials, problem, category = dice.choice(self.texts)
        state, review, supervision = self.states(age, major, found_by)
        reported = state not in (flows.DRAFT, flows.DELETED)
        moment = (
            f"{self.days[max(0, age - (0 if major else int(chance() * 3)))]} 0{int(chance() * 10)}:{10 + pk % 50}:00"
        )
        term = 30 if major else (5, 7, 10, 15, 15, 15, 20)[int(chance() * 7)]
        due = self.days[age - term]
        fixed = self.days[max(0, age - int(chance() * term * 1.4))] if state in _FIXED else None
        closed = f"{fixed} 08:{10 + pk % 50}:00" if state == flows.CLOSED else None
        listing_due = self.days[max(-120, age - 90)] if supervision in (*flows.SUPERVISED, flows.DELISTED) else None
        entered = f"{self.days[age]} 07:{10 + pk % 50}:00"
        level = "major" if major else "general"
        if reported and state != flows.CLOSED:
            self.lay_on_desks(
                pk, firm, f"{'重大' if major else '一般'}隐患：{name}", level, (state, review, supervision), due, moment
            )
        return (
            pk, firm.pk, firm.area, firm.industry, firm.supervisor, name, initials, level, category,
            dice.choice(self.items[category]) if chance() < 0.7 and category in self.items else None,
            WORKPLACES[int(chance() * 15)], problem, PEOPLE[int(chance() * len(PEOPLE))], due,
            f"{int(chance() * 30) / 10}" if chance() < 0.5 else None, self.days[age], found_by,
            dice.choice(self.criteria) if major else None, int(reported), moment if reported else None, fixed, closed,
            state, review, supervision, listing_due, firm.pk, entered, closed or entered, "已告知责任人按标准整改并复核。",
        )  # fmt: skip

    def states(self, age: int, major: bool, found_by: str) -> tuple[str, str, str]:
        """(rectification, review, supervision) after ``age`` days."""
        chance = self.dice.random()
        if major:
            return self.major_states(age, chance)
        if found_by == "self" and chance > 0.975:
            return (flows.DRAFT if chance > 0.98 else flows.DELETED), flows.NONE, flows.NONE
        opened, fixed, review = next(shares for most, shares in BY_AGE if age <= most)
        chance = self.dice.random()
        for share, state in ((opened, flows.OPEN), (fixed, flows.FIXED), (review, flows.REVIEW)):
            if chance < share:
                return state, flows.NONE, flows.NONE
            chance -= share
        return flows.CLOSED, flows.NONE, flows.NONE

    def major_states(self, age: int, chance: float) -> tuple[str, str, str]:
        """A major hazard is reviewed first, sometimes listed, and takes longer."""
        if age < 4:
            return flows.OPEN, flows.REPORTED, flows.NONE
        if (age < 60 and chance < 0.5) or chance < 0.1:
            listed = self.dice.choice((flows.PENDING, flows.LISTED, flows.PLANNED, flows.APPLIED, flows.UNLISTED))
            return (flows.RECHECK if listed == flows.APPLIED else flows.OPEN), flows.ACCEPTED, listed
        if chance < 0.14:
            return flows.RECHECK, flows.ACCEPTED, flows.UNLISTED
        return flows.CLOSED, flows.ACCEPTED, self.dice.choice((flows.UNLISTED, flows.UNLISTED, flows.DELISTED))

    def lay_on_desks(
        self, pk: int, firm: Firm, title: str, level: str, states: tuple[str, str, str], due: str, since: str
    ) -> None:
        """The open tasks of a hazard, as its flows would have opened them."""
        reviewer = firm.supervisor or firm.department
        state, review, supervision = states
        desks: list[tuple[str, str, str, str, int, int]] = []
        if state in (flows.OPEN, flows.FIXED):
            desks.append(("rectification", state, "unit", "hazard.finish", firm.pk, 1))
        elif state == flows.REVIEW:
            desks.append(
                ("rectification", state, "locality", "hazard.pass_review", firm.supervisor or firm.locality, 1)
            )
        elif supervision not in flows.SUPERVISED:
            desks.append(("rectification", state, "verifier", "hazard.verify", reviewer, 1))
        if review == flows.REPORTED:
            desks.append(("review", review, "reviewer", "hazard.approve", reviewer, 1))
            if not firm.supervisor:
                desks += [
                    ("review", review, d, "", o, 0) for d, o in (("locality", firm.locality), ("office", firm.office))
                ]
        if supervision in (flows.PENDING, flows.APPLIED):
            desks.append(("supervision", supervision, "office", "hazard.list", firm.supervisor or firm.office, 1))
        elif supervision in (flows.LISTED, flows.PLANNED):
            desks.append(("supervision", supervision, "unit", "hazard.file_plan", firm.pk, 1))
        for axis, where, desk, need, holder, lead in desks:
            self.tasks.append((
                len(self.tasks) + 1, "hazard", pk, axis, where, title, _LABELS[axis, where], desk, holder, firm.pk,
                f'["{need}"]' if need else "[]", lead, level, since, due,
            ))  # fmt: skip


_FIXED = (flows.FIXED, flows.REVIEW, flows.RECHECK, flows.CLOSED)
_LABELS = {(flow.key, state.key): state.label for flow in flows.FLOWS for state in flow.states}


def _day(end: date, back: int) -> date:
    return end - timedelta(days=back)


def make_hazards(dice: Random, places: Places, count: int) -> dict[str, Any]:
    """Fills hazards and their tasks; returns how many of each there are."""
    maker = Maker(dice, places)
    fill(Hazard, COLUMNS, maker.rows(count))
    fill(Task, TASK_COLUMNS, maker.tasks)
    return {"hazards": count, "tasks": len(maker.tasks)}
