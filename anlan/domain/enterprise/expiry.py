"""Which of a firm's papers run out soon. The thirty days are the house's habit, no law's."""

from collections.abc import Iterable, Iterator
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
    """Something that holds until a day. ``key`` names it for good, so that a reminder is sent once."""

    unit_id: int
    title: str
    until: date
    key: str

    def words(self, day: date) -> str:
        """The reminder's title on ``day``."""
        if self.until < day:
            return f"{self.title}已于 {self.until.isoformat()} 到期"
        return f"{self.title}将于 {self.until.isoformat()} 到期"


def due_on(day: date, unit: int | None = None) -> Iterator[Paper]:
    """Papers of open firms (or of one) that run out within thirty days of ``day``, before it or after."""
    low, high = day - timedelta(days=DAYS_BEFORE), day + timedelta(days=DAYS_BEFORE)
    return (p for p in _papers(unit) if low <= p.until <= high)


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
