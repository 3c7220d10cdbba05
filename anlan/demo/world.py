"""What every part of the generator shares: the day, the dice, the cast, and the way to act."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from anlan.kernel.act.act import Act, Receipt, apply
from anlan.kernel.clock import day_of, now, today
from anlan.kernel.register import registry
from anlan.kernel.scope.models import Organisation, Seat

if TYPE_CHECKING:
    from .album import Album

NAMES = uuid.UUID("7c5d8c3e-9a3a-4f35-8d0b-4a8d2b1f6e90")


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in the district's own time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def month_start(day: date, back: int = 0) -> date:
    """The first day of the month that lies ``back`` months before ``day``'s."""
    count = day.year * 12 + day.month - 1 - back
    return date(count // 12, count % 12 + 1, 1)


@dataclass
class Firm:
    """A firm on the stage: its seat, its people by part, its manners.

    ``diligence``: how likely it checks in a month. ``promptness``: how likely a hazard is put right in time.
    ``joined``: the first month it reports in. ``hazards``: how many it has told of, which picks the next picture.
    """

    unit: Organisation
    seat: Seat
    trade: str
    kinds: tuple[str, ...]
    checker: str
    responsible: tuple[str, ...]
    acceptor: str
    diligence: float
    promptness: float
    joined: date
    hazards: int = 0


@dataclass
class World:
    """The district while its history is played."""

    seed: int
    months: int
    album: "Album"
    today: date = field(default_factory=today)
    end: datetime = field(init=False)
    office: list[Seat] = field(default_factory=list)
    departments: dict[str, Seat] = field(default_factory=dict)
    localities: dict[str, Seat] = field(default_factory=dict)
    platform: Seat | None = None
    firms: list[Firm] = field(default_factory=list)
    _acts: int = 0

    def __post_init__(self) -> None:
        # History ends as today begins; what comes later is for whoever looks at the demo.
        self.end = min(moment(self.today, 0), now())

    @property
    def start(self) -> date:
        """The first day of history."""
        return month_start(self.today, self.months - 1)

    def dice(self, *names: Any) -> Random:
        """Dice of its own for each part, so that one part's throws don't disturb another's."""
        return Random(":".join(map(str, (self.seed, *names))))

    def act(self, seat: Seat | None, register: str, verb: str, record: int | None = None, /, **values: Any) -> Receipt:
        """Applies one act now. Refused here is a mistake of the generator, so it is not caught."""
        return self._apply(Act(seat, register, verb, record, values))

    def act_from(self, origin: tuple[str, int, str], seat: Seat, register: str, **values: Any) -> Receipt:
        """A new row that comes out of another: ``origin`` is that one's register, number and name."""
        return self._apply(Act(seat, register, "create", values=values, origin=origin))

    def _apply(self, act: Act) -> Receipt:
        self._acts += 1
        return apply(registry.register(act.register), replace(act, uuid=uuid.uuid5(NAMES, f"{self.seed}:{self._acts}")))

    def reviewer_of(self, firm: Firm) -> Seat:
        """Who reviews a major hazard of this firm: the department of its industry, else the office."""
        return self.departments.get(firm.unit.industry) or self.office[0]

    def locality_of(self, firm: Firm) -> Seat:
        """The officer of the firm's town."""
        return self.localities[firm.unit.area_id[:10]]


def some_time(random: Random, day: date) -> datetime:
    """A moment in working hours."""
    return moment(day, random.choice((8, 9, 10, 13, 14, 15, 16)), random.randrange(60))


def after(random: Random, when: datetime, least: int, most: int) -> datetime:
    """A moment in working hours, so many days later."""
    day = day_of(when) + timedelta(days=random.randint(least, most))
    return max(some_time(random, day), when + timedelta(minutes=random.randint(5, 50)))
