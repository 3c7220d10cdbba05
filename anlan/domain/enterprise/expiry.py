"""Which of a firm's papers run out soon. The thirty days are the house's habit, no law's."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .kinds import SPECIAL_EQUIPMENT
from .models import Enterprise, Person

DAYS_BEFORE = 30
PAPERS = (
    ("has_permit", "permit_until", "安全生产相关许可证"),
    ("is_standardised", "standard_until", "安全生产标准化证书"),
    ("is_insured", "insured_until", "安全生产责任保险"),
)


@dataclass(frozen=True)
class Paper:
    """Something that holds until a day. ``key`` names it for good, so that a reminder of each stage is sent once.

    ``stages``: how many days before the end it is reminded of, the longest first. ``record``: (register, id) that the
    reminder opens, else the unit's own file. ``remedy``: what is to be done.
    """

    unit_id: int
    title: str
    until: date
    key: str
    stages: tuple[int, ...] = (DAYS_BEFORE,)
    record: tuple[str, int] | None = None
    remedy: str = "延期或换证"

    def words(self, day: date) -> str:
        """The reminder's title on ``day``."""
        if self.until < day:
            return f"{self.title}已于 {self.until.isoformat()} 到期"
        return f"{self.title}将于 {self.until.isoformat()} 到期"

    def advice(self, day: date) -> str:
        """What to do about it on ``day``."""
        if self.until < day:
            return "请尽快办理，办妥后更新登记的有效期。"
        return f"请提前办理{self.remedy}，办妥后更新登记的有效期。"

    def stage(self, day: date) -> str:
        """Which reminder is due on ``day``: "before", then "before-7" and the like, and "after" the end."""
        left = (self.until - day).days
        if left < 0:
            return "after"
        reached = min((n for n in self.stages if left <= n), default=self.stages[0])
        return "before" if reached == self.stages[0] else f"before-{reached}"


Source = Callable[[date, date, int | None], Iterable[Paper]]
_sources: list[Source] = []


def papers(source: Source) -> Source:
    """Lets a later subject name papers: ``source(low, high, unit)`` of those that end within these days."""
    _sources.append(source)
    return source


def due_on(day: date, unit: int | None = None) -> Iterator[Paper]:
    """Papers of open firms (or of one) that run out within thirty days of ``day``, before it or after."""
    low, high = day - timedelta(days=DAYS_BEFORE), day + timedelta(days=DAYS_BEFORE)
    yield from (p for p in _papers(unit) if low <= p.until <= high)
    for source in _sources:
        yield from source(low, high, unit)


def _papers(unit: int | None) -> Iterator[Paper]:
    columns = [name for question, until, _ in PAPERS for name in (question, until)]
    firms = Enterprise.objects.exclude(status="closed").only("organisation_id", "special_equipment", *columns)
    for firm in (firms.filter(pk=unit) if unit else firms).iterator(chunk_size=2000):
        yield from _of_firm(firm)
    people = Person.objects.filter(state="kept").exclude(certificates=[]).exclude(unit__is_open=False)
    rows = (people.filter(unit=unit) if unit else people).values_list("pk", "unit_id", "name", "certificates")
    for pk, unit_id, name, certificates in rows.iterator(chunk_size=2000):
        for line, until in _dated(certificates):
            yield Paper(unit_id, f"{name}的{line['name']}", until, f"person:{pk}:{line['name']}:{until}")


def _of_firm(firm: Enterprise) -> Iterator[Paper]:
    for question, column, title in PAPERS:
        until = getattr(firm, column)
        if until and getattr(firm, question):
            yield Paper(firm.pk, title, until, f"enterprise:{firm.pk}:{column}:{until}")
    for line, until in _dated(firm.special_equipment):
        kind = dict(SPECIAL_EQUIPMENT)[line["kind"]]
        yield Paper(firm.pk, f"特种设备（{kind}）检验", until, f"enterprise:{firm.pk}:{line['kind']}:{until}")


def _dated(lines: Iterable[dict[str, str]]) -> Iterator[tuple[dict[str, str], date]]:
    for line in lines:
        if line.get("until"):
            yield line, date.fromisoformat(line["until"])
