"""What is recorded of building sites over two years: row after row, as the registers would have left it today."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random

from anlan.kernel.clock import today
from anlan.kernel.scope.initials import initials_of

from .hazards import PEOPLE
from .sites import DAYS, Building, Row, Where, day

WAYS, WAY_SHARES = ("wording", "jgj59", "own", "dust"), (50, 25, 15, 10)
BY, BY_SHARES = ("company", "site", "authority"), (40, 50, 10)


class Maker:
    """Makes what is recorded of sites, and collects what comes of it: hazards of inspections, records of works, tasks."""

    INSPECTION = (
        "way", "by", "company_id", "by_branch_id", "inspected_on", "inspectors", "needs_rectification", "rectifier", "due_on", "score",
        "grade", "saved", "findings", "is_shared", "generated_at", "replied_on", "closed_on", "state", "made_for_id",
    )  # fmt: skip
    HAZARD = (
        "name", "initials", "problem", "level", "place", "found_on", "due_on", "responsible", "state", "origin_type", "origin_id",
        "origin_label",
    )  # fmt: skip
    EVALUATION = ("month", "score", "grade", "evaluator", "evaluated_on", "is_late", "state", "made_for_id")
    TERMINATION = (
        "completed_on", "self_grade", "due_on", "submitted_on", "grade", "graded_on", "state", "made_for_id",
    )  # fmt: skip
    WORK = ("name", "kind", "place", "starts_on", "ends_on", "level", "because", "state", "made_for_id")
    RECORD = ("work_id", "kind", "held_on", "leader", "content", "result", "made_for_id")
    MACHINE = ("kind", "number", "model", "owner", "inspected_until", "registration", "state", "made_for_id")
    URGE = ("matter", "text", "sender", "sent_at", "state", "made_for_id")

    def __init__(self, dice: Random, building: Building) -> None:
        self.dice, self.building = dice, building
        self.hazards: list[Row] = []
        self.records: list[Row] = []

    def head(self, pk: int, site: Where, ago: int) -> Row:
        """What all of them carry."""
        moment = f"{day(ago)} 0{pk % 10}:{10 + pk % 50}:00"
        return (pk, site.company, site.area, site.supervisor, site.ground, site.branch, site.pk, moment, moment)

    def inspections(self, number: int) -> Iterator[Row]:
        """In the order of time, more of them lately."""
        weights = list(accumulate(2 - n / DAYS for n in range(DAYS)))
        ages = sorted(self.dice.choices(range(DAYS), cum_weights=weights, k=number), reverse=True)
        for pk, ago in enumerate(ages, 1):
            yield self.inspection(pk, ago, self.dice.choice(self.building.sites))

    def inspection(self, pk: int, ago: int, site: Where) -> Row:
        """One inspection as it stands today."""
        dice = self.dice
        way, by = dice.choices(WAYS, WAY_SHARES)[0], dice.choices(BY, BY_SHARES)[0]
        state = self.state_of(ago)
        has_work, term = state not in ("done", "draft"), dice.choice((3, 5, 7, 15))
        is_marked, fixed = way in ("jgj59", "dust"), max(0, ago - dice.randrange(term + 3))
        maker = {"company": site.company, "site": site.department, "authority": site.supervisor}[by]
        score, findings = dice.randrange(550, 980), dice.randrange(1, 9) if has_work else 0
        for _ in range(dice.choice((0, 0, 1)) if has_work else 0):
            self.hazards.append(
                self.hazard(pk, ago, site, term, {"rectify": "open", "replied": "replied"}.get(state, "closed"))
            )
        if state in ("rectify", "replied"):
            holder = site.department if state == "rectify" else maker
            self.lay(
                "inspection",
                pk,
                state,
                "待整改" if state == "rectify" else "待复查",
                holder,
                site,
                ago,
                day(ago - term),
            )
        return (
            *self.head(pk, site, ago), way, by, site.company, site.branch if by == "company" else None, day(ago), dice.choice(PEOPLE),
            int(has_work), dice.choice(PEOPLE) if has_work else "", day(ago - term) if has_work else None,
            f"{score / 10}" if is_marked and state != "draft" else None,
            ("不合格" if score < 700 else "合格" if score < 800 else "优良") if is_marked and state != "draft" else "",
            dice.randrange(1, 9), findings, int(state != "draft"), f"{day(ago)} 09:00:00" if state != "draft" else None,
            day(fixed) if state in ("replied", "passed") else None, day(fixed) if state == "passed" else None, state, maker,
        )  # fmt: skip

    def state_of(self, ago: int) -> str:
        """检查中 only lately, 待整改 and 待复查 the less the longer ago, else done."""
        late = (0.1, 0.35, 0.15) if ago < 15 else (0.0, 0.08, 0.04) if ago < 60 else (0.0, 0.008, 0.002)
        states = ("draft", "rectify", "replied", "passed", "done")
        rest = 1 - sum(late)
        return self.dice.choices(states, (*late, rest * 0.7, rest * 0.3))[0]

    def hazard(self, inspection: int, ago: int, site: Where, term: int, state: str) -> Row:
        """A finding of an inspection."""
        name, level = "临边防护缺失", "major" if self.dice.random() < 0.03 else "general"
        return (
            *self.head(len(self.hazards) + 1, site, ago), name, initials_of(name), "洞口没有防护", level, "2号楼", day(ago),
            day(ago - term), self.dice.choice(PEOPLE), state, "inspection", inspection, "检查",
        )  # fmt: skip

    def evaluations(self) -> Iterator[Row]:
        """Most months of most sites."""
        numbers, first = count(1), today().replace(day=1)
        months = sorted({date.fromisoformat(day(n)).replace(day=1) for n in range(DAYS)})
        for month in months:
            for site in self.building.sites:
                began = today() - timedelta(days=site.began)
                if began > month or self.dice.random() > (0.55 if month == first else 0.93):
                    continue
                is_late, ago = self.dice.random() < 0.04, max(0, (today() - month).days - 26)
                state = self.dice.choices(("evaluated", "ordered", "redone", "confirmed"), (95, 1, 1, 3))[0]
                yield (
                    *self.head(next(numbers), site, ago), month.isoformat(), str(self.dice.randrange(60, 100)),
                    self.dice.choice(("excellent", "passed", "passed", "failed")), self.dice.choice(PEOPLE), day(ago), int(is_late), state,
                    site.department,
                )  # fmt: skip

    def terminations(self) -> Iterator[Row]:
        """Of every site that is over, and of some that soon will be."""
        numbers = count(1)
        for site in self.building.sites:
            if site.state not in ("completed", "terminated"):
                continue
            ago = self.dice.randrange(1, site.began)
            waiting = self.dice.choice(("draft", "submitted", "returned", "lapsed", "appealed"))
            state = "graded" if site.state == "terminated" else waiting
            pk, is_graded = next(numbers), state in ("graded", "lapsed", "appealed")
            if state == "submitted":
                self.lay("termination", pk, state, "待考评", site.supervisor, site, ago, None)
            yield (
                *self.head(pk, site, ago), day(ago), "passed", day(ago - 30) if state in ("draft", "returned") else None,
                day(max(0, ago - 9)) if state in ("submitted", "graded") else None,
                self.dice.choice(("passed", "excellent", "failed")) if is_graded else "", day(max(0, ago - 20)) if is_graded else None,
                state, site.department,
            )  # fmt: skip

    def works(self) -> Iterator[Row]:
        """Some five of each site, with their records."""
        numbers, states = count(1), ("drafting", "arguing", "approved", "briefed", "working", "accepted", "finished")
        for site in self.building.sites:
            for place in range(self.dice.randrange(3, 8)):
                pk, ago = next(numbers), self.dice.randrange(site.began)
                level = "super" if self.dice.random() < 0.25 else "dangerous"
                state = self.dice.choices(states, (8, 3, 6, 8, 25, 10, 40))[0]
                for kind in ("briefing", "progress", "acceptance")[: max(0, states.index(state) - 2)]:
                    self.records.append((
                        *self.head(len(self.records) + 1, site, ago), pk, kind, day(ago), self.dice.choice(PEOPLE), "按方案进行",
                        "passed" if kind == "acceptance" else "", site.department,
                    ))  # fmt: skip
                yield (
                    *self.head(pk, site, ago), f"第{place + 1}项深基坑开挖", self.dice.choice(("pit", "formwork", "hoisting", "scaffold")),
                    "2号地块", day(ago), day(ago - 120), level, "开挖深度 9.6 m（5 m及以上）", state, site.department,
                )  # fmt: skip

    def machines(self) -> Iterator[Row]:
        """Some four of each site."""
        numbers = count(1)
        for site in self.building.sites:
            for _ in range(self.dice.randrange(2, 7)):
                pk, ago = next(numbers), self.dice.randrange(site.began)
                state = self.dice.choices(("planned", "in_use", "idle", "removed"), (8, 60, 6, 26))[0]
                yield (
                    *self.head(pk, site, ago), self.dice.choice(("tower_crane", "hoist", "basket")), f"苏A-{pk:07d}", "QTZ80",
                    "租赁有限公司", day(ago - 365), f"SY{pk:07d}" if state == "in_use" else "", state, site.department,
                )  # fmt: skip

    def urges(self) -> Iterator[Row]:
        """Some ten of each site, one in ten still unanswered."""
        numbers = count(1)
        for site in self.building.sites:
            for _ in range(self.dice.randrange(4, 17)):
                pk, ago = next(numbers), self.dice.randrange(min(DAYS, site.began))
                state = "sent" if self.dice.random() < 0.1 else "answered"
                if state == "sent":
                    self.lay("siteurge", pk, state, "待回复", site.department, site, ago, None)
                yield (
                    *self.head(pk, site, ago), self.dice.choice(("rectification", "evaluation", "termination", "dangerous")),
                    "请尽快办理", "施工企业", f"{day(ago)} 09:00:00", state, site.company,
                )  # fmt: skip

    def lay(
        self, register: str, pk: int, state: str, step: str, holder: int, site: Where, ago: int, due: str | None
    ) -> None:
        """An open task."""
        needs = {"rectify": "inspection.reply", "replied": "inspection.pass_recheck", "submitted": "termination.grade"}
        self.building.tasks.append((
            register, pk, register, state, f"项目{site.pk:05d}", step, "site", holder, site.company,
            f'["{needs.get(state, "siteurge.answer")}"]', 1, "", f"{day(ago)} 09:00:00", due,
        ))  # fmt: skip
