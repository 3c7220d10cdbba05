"""Two hundred people: who they are, and what each does, one thing after another, with time to think between."""

import io
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from .browser import Answer, Browser, Failed, Tally

SHARES = {"firm": 0.6, "town": 0.12, "county": 0.08, "city": 0.04, "department": 0.13, "province": 0.03}
THINK = (0.5, 3.0)
# As often as an open page asks by itself.
BADGES_EVERY = 20.0
WORDS = ("消防", "配电", "通道", "警示", "没有这样的隐患")
NEWER = "别人刚刚办理"
ROW = re.compile(r'href="(?:/self_check/[\w-]+|/doors/go/hazard)/(\d+)/')


@dataclass(frozen=True)
class Deed:
    """One write that was acknowledged. ``act``: its uuid in the trail. ``mark``: words only the row it made carries."""

    act: str
    verb: str
    record: int
    user: int
    mark: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody signed in. ``rows``: hazards of a firm by state, to be moved; ``units``: firms to report for."""

    kind: str
    user: int
    session: str
    token: str
    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    units: tuple[int, ...] = ()


@dataclass
class Work:
    """What all people share: what was acknowledged, when to stop."""

    tally: Tally
    deeds: list[Deed] = field(default_factory=list)
    drawn_again: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


def gather(count: int, seed: int) -> list[Person]:
    """So many people of the province, signed in: most at firms, the others at every rank of authority."""
    from anlan.kernel.scope.models import Seat

    dice, seats = Random(f"{seed}:people"), {kind: [] for kind in SHARES}  # type: dict[str, list[int]]
    columns = ("pk", "organisation__kind", "organisation__area", "organisation__industry")
    # Those of works and of building sites have pages of their own.
    every = Seat.objects.filter(role__portal="self_check")
    for pk, kind, area, industry in every.order_by("pk").values_list(*columns):
        if rank := _rank(kind, area, industry):
            seats[rank].append(pk)
    people = []
    for kind, share in SHARES.items():
        wanted = max(1, round(count * share))
        chosen = dice.sample(seats[kind], min(wanted, len(seats[kind])))
        people += [_person(kind, pk) for pk in chosen + dice.choices(seats[kind], k=wanted - len(chosen))]
    return people


def _rank(kind: str, area: str, industry: str) -> str:
    if kind == "office":
        return {2: "province", 4: "city", 7: "county"}.get(len(area), "")
    if kind == "department" and len(area) == 2 and industry:
        return "province"
    return {"enterprise": "firm", "locality": "town", "department": "department"}.get(kind, "")


def _person(kind: str, seat_id: int) -> Person:
    from anlan.domain.hazard.models import Hazard
    from anlan.kernel.people.models import ApiToken
    from anlan.kernel.scope.models import Organisation, Seat
    from anlan.kernel.testing.cast import signed_in

    seat = Seat.objects.select_related("organisation__area", "role", "user").get(pk=seat_id)
    rows, units = {}, ()
    if kind == "firm":
        own = Hazard.objects.filter(unit=seat.organisation_id, level="general").order_by("-id")
        rows = {state: tuple(own.filter(state=state).values_list("pk", flat=True)[:20]) for state in ("open", "fixed")}
    elif kind == "town":
        under = Organisation.objects.filter(kind="enterprise", area=seat.organisation.area_id, supervisor=None)
        units = tuple(under.values_list("pk", flat=True)[:10])
    session = str(signed_in(seat).session.session_key)
    return Person(kind, seat.user_id, session, ApiToken.issue(seat, "bench")[1], rows, units)


def photo(dice: Random) -> bytes:
    """A picture of about 60 KB that resembles no other."""
    from PIL import Image

    out = io.BytesIO()
    Image.frombytes("RGB", (40, 30), dice.randbytes(3600)).resize((640, 480)).save(out, "JPEG", quality=88)
    return out.getvalue()


class Someone:
    """One person at work."""

    def __init__(self, person: Person, browser: Browser, work: Work, dice: Random) -> None:
        self.person, self.browser, self.work, self.dice = person, browser, work, dice
        self.list = "/self_check/ledger/" if person.kind == "firm" else "/self_check/hazards/"
        self.seen: list[str] = []
        self.open = list(person.rows.get("open", ()))
        self.fixed = list(person.rows.get("fixed", ()))
        self.badges_at = time.monotonic() + dice.uniform(0, BADGES_EVERY)
        reading = {self.home: 12, self.inbox: 12, self.rows: 20, self.narrowed: 22, self.search: 9, self.detail: 18}
        own = {self.report: 9, self.progress: 5, self.finish: 9, self.accept: 6}
        other = {self.figure: 3, self.report_for: 4 if person.units else 0}
        self.turns = reading | (own if person.kind == "firm" else other)

    def live(self) -> None:
        """Does one thing after another until told to stop; nothing that went wrong ends the day."""
        # Nobody arrives at the same moment as everybody else.
        self.work.stop.wait(self.dice.uniform(0, THINK[1]))
        while not self.work.stop.is_set():
            try:
                if time.monotonic() > self.badges_at:
                    self.badges_at = time.monotonic() + BADGES_EVERY
                    self.browser.page("badges", "/web/badges/")
                self.dice.choices(list(self.turns), list(self.turns.values()))[0]()
            except Failed:
                pass
            except Exception as error:
                self.work.tally.wrong("client", repr(error))
            self.work.stop.wait(self.dice.uniform(*THINK))
        self.browser.close()

    # Reading

    def home(self) -> None:
        """The home page."""
        self.browser.page("home", "/web/home/")

    def inbox(self) -> None:
        """待办."""
        self.browser.page("待办", "/web/inbox/")

    def figure(self) -> None:
        """Hazards by area or by month."""
        self.browser.page("figure", f"/web/figures/hazards-self/?by={self.dice.choice(('area', 'month:found_on'))}")

    def rows(self) -> None:
        """隐患台账, the first pages."""
        self._listed("list", f"page={self.dice.choice((1, 1, 1, 2, 3, 5, 40 if self.person.kind != 'firm' else 2))}")

    def narrowed(self) -> None:
        """隐患台账 with conditions and an order."""
        since = date.today() - timedelta(days=self.dice.choice((7, 30, 90)))
        asked = [
            self.dice.choice(("state=open", "state=closed", "level=general", "level=major", f"found_on_from={since}"))
        ]
        if self.dice.random() < 0.4:
            asked.append("order=" + self.dice.choice(("-found_on", "found_on", "due_on", "-due_on")))
        self._listed("list, narrowed", "&".join(asked))

    def search(self) -> None:
        """隐患台账 by free words."""
        from urllib.parse import quote

        self._listed("search", f"q={quote(self.dice.choice(WORDS))}")

    def _listed(self, kind: str, asked: str) -> None:
        found = ROW.findall(self.browser.page(kind, f"{self.list}?{asked}").text)
        self.seen = found[:20] or self.seen

    def detail(self) -> None:
        """A row of the list last looked at."""
        if not self.seen:
            return self.rows()
        self.browser.page("detail", f"{self.list}{self.dice.choice(self.seen)}/")
        return None

    # Writing

    def report(self) -> None:
        """随手报隐患 as a form, or by a program of the firm's."""
        mark, act = f"L{uuid.uuid4().hex}", str(uuid.uuid4())
        said = {"problem": f"{mark} 配电箱门缺失", "place": "二车间"}
        if self.dice.random() < 0.7:
            answer = self.browser.form("report (form)", "/self_check/quick/", said | {"then": "report"}, act)
            pk = self._led_to(answer)
            self._done(act, "create", pk, mark)
            self._done(str(uuid.uuid5(uuid.UUID(act), "report")), "report", pk)
        else:
            values = said | {"responsible": "王建国", "level": "general", "found_on": str(date.today())}
            pk = int(self.browser.api("report (API)", "/api/v1/hazard/", {"uuid": act, "values": values})["id"])
            self._done(act, "create", pk, mark)
            self._move("report", pk, {}, by_api=True)
        self.open.append(pk)

    def report_for(self) -> None:
        """代企业上报."""
        mark, act = f"L{uuid.uuid4().hex}", str(uuid.uuid4())
        said = {"problem": f"{mark} 消防通道堵塞", "place": "仓库", "responsible": "王建国", "level": "general",
                "found_on": str(date.today()), "unit": self.dice.choice(self.person.units)}  # fmt: skip
        pk = self._led_to(self.browser.form("report (form)", "/self_check/hazards/new/", said, act))
        self._done(act, "create", pk, mark)

    def progress(self) -> None:
        """整改: what has been done so far."""
        if self.open:
            by_api = self.dice.random() < 0.3
            more = {} if by_api else {"text": "已订货", "done": "false"}
            self._move("rectify", self.dice.choice(self.open), {"opinion": "已订货"} | more, by_api=by_api)

    def finish(self) -> None:
        """整改完毕, with a photo."""
        if self.open:
            pk = self.open.pop(self.dice.randrange(len(self.open)))
            said = {"responsible": "王建国", "place": "二车间", "rectification_note": "已换新",
                    "photos_after": [self.browser.upload(photo(self.dice))]}  # fmt: skip
            self._move("finish", pk, said)
            self.fixed.append(pk)

    def accept(self) -> None:
        """验收通过."""
        if self.fixed:
            pk = self.fixed.pop(self.dice.randrange(len(self.fixed)))
            said = {"acceptor": "周验收", "review_opinion": "合格", "acceptance_result": "passed"}
            self._move("accept", pk, said)

    def _move(self, verb: str, pk: int, said: dict[str, Any], by_api: bool | None = None) -> None:
        act = str(uuid.uuid4())
        if self.dice.random() < 0.3 if by_api is None else by_api:
            self.browser.api("move (API)", f"/api/v1/hazard/{pk}/{verb}/", {"uuid": act, "values": said})
        else:
            answer = self.browser.form("move (form)", f"/self_check/ledger/{pk}/move/{verb}/", said, act)
            while answer.status == 422 and NEWER in answer.text:
                # The comparison of photos is the system's own act: the form is drawn from the row as it was before.
                act, self.work.drawn_again = str(uuid.uuid4()), self.work.drawn_again + 1
                answer = self.browser.form("move (form)", f"/self_check/ledger/{pk}/move/{verb}/", said, act)
            self._led_to(answer)
        self._done(act, verb, pk)

    def _led_to(self, answer: Answer) -> int:
        """Follows a form's answer to the row, as browsers do; Failed when the form was refused."""
        if answer.status != 302:
            raise self.work.tally.wrong("refused", answer.text[-2000:])
        where = answer.headers["location"]
        self.browser.page("detail", where)
        return int(where.rstrip("/").rsplit("/", 1)[-1])

    def _done(self, act: str, verb: str, pk: int, mark: str = "") -> None:
        self.work.deeds.append(Deed(act, verb, pk, self.person.user, mark))


def begin(people: list[Person], ports: list[int], work: Work, seed: int) -> Callable[[], None]:
    """Lets everybody work, spread over the web processes; the returned function waits until all are done."""
    threads = []
    for number, person in enumerate(people):
        browser = Browser(ports[number % len(ports)], person.session, person.token, work.tally)
        someone = Someone(person, browser, work, Random(f"{seed}:{number}"))
        threads.append(threading.Thread(target=someone.live, daemon=True))
    for thread in threads:
        thread.start()

    def join() -> None:
        for thread in threads:
            thread.join()

    return join
