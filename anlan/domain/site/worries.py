"""What is wrong with a site, as each subject sees it; kept on the site, so that a list of a million has its worst first.

Asked while a list is drawn, a dozen subjects would have to be asked of every site before the first row is known. So the
answer is a column: weighed again by night (time alone makes most of them) and whenever a subject says that something
happened on a site. A reason is some seconds old at most, one that only a new day brings some hours.

    @worry("inspection.overdue", weight=100)
    def overdue(sites, day):
        late = Rectification.objects.filter(site__in=sites, due_on__lt=day, state="open")
        return {site: f"逾期整改 {count} 条" for site, count in late.values_list("site").annotate(Count("pk"))}

    @on("inspection.fix")
    def weigh(event):
        weigh_again(site_id, event)
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from anlan.kernel.clock import today
from anlan.kernel.clock.jobs import ask, job

from . import flows

if TYPE_CHECKING:
    from anlan.kernel.act.models import Event

JOB = "site.weigh"
BATCH = 500
RED = 50
"""A reason of this weight or more is red, a lighter one orange."""

Look = Callable[[Collection[int], date], Mapping[int, str]]
_looks: dict[str, tuple[int, Look]] = {}


def worry(key: str, weight: int) -> Callable[[Look], Look]:
    """Lets a subject say what is wrong: ``look(ids of sites, day)`` gives the reason in words by site, in a few queries.

    ``weight``: 100 what endangers people now or is overdue, 50 a duty of law or programme not done, 10 what should be
    looked at; the weights of a site's reasons add up and the sum is its place in the list. ValueError for a second look
    of that key.
    """

    def register(look: Look) -> Look:
        if key in _looks:
            raise ValueError(f"worry({key!r}) 已登记")
        _looks[key] = (weight, look)
        return look

    return register


def weigh_again(site: int, event: "Event") -> None:
    """Something happened on a site: its worries are weighed anew, once for the event."""
    ask(JOB, f"event:{event.pk}:{site}", {"sites": [site]})


def ask_for_all(day: date) -> None:
    """Asks for every site that is still supervised, some hundreds in each job."""
    from .models import Site

    ids = list(Site.objects.filter(state__in=flows.STANDING).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        ask(JOB, f"{day}:{start}", {"sites": ids[start : start + BATCH]})


@job(JOB)
def weigh(payload: dict[str, Any]) -> None:
    """Writes the worries of these sites as they are today. Doing it again changes nothing."""
    from .models import Site

    day = today()
    sites = list(Site.objects.filter(pk__in=payload["sites"]).order_by("id").select_for_update())
    standing = [site.pk for site in sites if site.is_standing]
    found: dict[int, list[tuple[int, str]]] = {site.pk: [] for site in sites}
    for weight, look in _looks.values():
        for pk, text in look(standing, day).items():
            found[pk].append((weight, text))
    changed = []
    for site in sites:
        reasons = sorted(found[site.pk], key=lambda one: (-one[0], one[1]))
        told = sum(weight for weight, _ in reasons), "；".join(text for _, text in reasons)[:500]
        if told != (site.worry, site.reasons):
            site.worry, site.reasons = told
            changed.append(site)
    Site.objects.bulk_update(changed, ["worry", "reasons"])
