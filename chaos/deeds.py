"""What people do in the house while it is being killed."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from queue import Empty, Queue
from random import Random
from typing import TYPE_CHECKING, Any

import requests

from .client import Client, GaveUp
from .ledger import Deed, Ledger
from .people import People
from .uploads import photo, upload

if TYPE_CHECKING:
    from .inspecting import Desks

LEDGER = "/self_check/ledger/"
MAJOR = {"level": "major", "criterion__unknown": "1", "criterion_note": "须停产治理", "interim": ["stopped"]}
DONE = (200, 201, 302)
PAGE, API, FILES = DOORS = ("page", "api", "files")
# Whoever only uploads leaves room for the others.
BREATH = 0.2
# The photo comparison is an act of its own; a form drawn before it is told that the row is newer.
NEWER = "别人刚刚办理"


class Worker:
    """One person who does one thing after another until told to stop; what has begun is carried to its end.

    ``door``: the only one it uses; without one chance decides each time.
    """

    register = "hazard"
    form_only: tuple[str, ...] = ("text", "done")

    def __init__(self, client: Client, door: str = "") -> None:
        self.client, self.random, self.ledger, self.door = client, client.random, client.ledger, door

    def deliver(
        self, verb: str, path: str, said: dict[str, Any], *, record: int = 0, mark: str = "", register: str = "", **more: Any
    ) -> int:  # fmt: skip
        """An act by form (by API alone without a ``path``) or by API, now and then by a double click; the record's id
        once it is acknowledged. ``register``: of another type than its own.
        """
        register = register or self.register
        by_api = not path or (self.door == API if self.door else self.random.random() < 0.5)
        while True:
            act = str(uuid.uuid4())
            answer = self._by_api(register, verb, act, said, record) if by_api else self.client.form(path, said, act)
            if answer.status_code != 422 or NEWER not in answer.text:
                break
            self.ledger.count("forms drawn again")
        if not self.client.expect(answer, DONE, f"{verb} {record or mark}"):
            raise GaveUp(verb)
        pk = record or _id_in(answer)
        assert self.client.person is not None
        self.ledger.note(
            Deed(act, verb, pk, self.client.person.user, mark, self.client.tries, register=register, **more)
        )
        return pk

    def _by_api(self, register: str, verb: str, act: str, said: dict[str, Any], record: int) -> requests.Response:
        rows = f"/api/v1/{register}/"
        path = rows if verb == "create" else f"{rows}{record}/{verb}/"
        # What only the form asks is no field of the API.
        body = {"uuid": act, "values": {k: v for k, v in said.items() if k not in self.form_only}}
        if self.random.random() < 0.2:
            return self.client.twice(lambda: self.client.api("POST", path, body))
        return self.client.api("POST", path, body)


def _id_in(answer: requests.Response) -> int:
    """The new row's id: in the API's answer, or in the address a form leads to."""
    if answer.status_code == 302:
        return int(answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1])
    return int(answer.json()["id"])


def found(random: Random, mark: str, level: str) -> dict[str, Any]:
    """A hazard as somebody tells it; few fall due in the days of the siege, which the reminders are for."""
    due = date.today() + timedelta(days=0 if random.random() < 0.1 else 400)
    more = MAJOR if level == "major" else {"level": "general"}
    return {"problem": f"{mark} 配电箱门缺失", "place": "二车间", "responsible": "王建国", "found_on": str(date.today()),
            "due_on": str(due), **more}  # fmt: skip


class Officer(Worker):
    """A firm's safety officer: finds hazards with photos, reports them, has them put right and accepts the work."""

    def __init__(self, client: Client, majors: "Queue[int]", reported: "Queue[int]") -> None:
        super().__init__(client)
        self.majors, self.reported = majors, reported

    def turn(self) -> None:
        """One hazard, as far as it goes."""
        level = "major" if self.random.random() < 0.25 else "general"
        pictures = [upload(self.client, photo(self.random)) for _ in range(self.random.choice((0, 1, 1, 2)))]
        mark = f"M{uuid.uuid4().hex}"
        said = found(self.random, mark, level) | {"photos": pictures}
        pk = self.deliver("create", LEDGER + "new/", said, mark=mark)
        if level == "general":
            if self.random.random() < 0.15:
                return
            self.move("report", pk, {})
        if level == "general" and self.random.random() < 0.25:
            self.reported.put(pk)
            return
        self.put_right(pk)
        if level == "major":
            self.majors.put(pk)

    def put_right(self, pk: int) -> None:
        """整改, 整改完毕 with a photo, 验收."""
        if self.random.random() < 0.5:
            self.move("rectify", pk, {"opinion": "已订货", "files": []}, text="已订货", done="false")
        after = [upload(self.client, photo(self.random))]
        self.move("finish", pk, {
            "responsible": "王建国", "place": "二车间", "rectification_note": "已换新", "photos_after": after,
        })  # fmt: skip
        if self.random.random() < 0.2:
            return
        self.move("accept", pk, {"acceptor": "周验收", "review_opinion": "合格", "acceptance_result": "passed"})

    def move(self, verb: str, pk: int, said: dict[str, Any], **form_only: Any) -> None:
        """A move of a hazard by its form or by the API."""
        self.deliver(verb, f"{LEDGER}{pk}/move/{verb}/", said | form_only, record=pk)


class Authority(Worker):
    """An authority: approves major hazards, presses firms, reports on a firm's behalf."""

    def __init__(self, client: Client, majors: "Queue[int]", reported: "Queue[int]", firms: list[int]) -> None:
        super().__init__(client)
        self.majors, self.reported, self.firms = majors, reported, firms

    def turn(self) -> None:
        """Whatever lies on the desk; else a hazard reported for a firm."""
        for queue, work in ((self.majors, self.approve), (self.reported, self.press)):
            try:
                work(queue.get_nowait())
            except Empty:
                continue
            return
        self.report_for()

    def approve(self, pk: int) -> None:
        """审核通过."""
        self.deliver("approve", f"/self_check/major-review/{pk}/move/approve/", {"opinion": "属实"}, record=pk)

    def press(self, pk: int) -> None:
        """督促."""
        self.deliver("press", f"/self_check/hazards/{pk}/move/press/", {}, record=pk)

    def report_for(self) -> None:
        """代企业上报."""
        mark = f"M{uuid.uuid4().hex}"
        said = found(self.random, mark, "general") | {"unit": self.random.choice(self.firms)}
        self.deliver("create", "/self_check/hazards/new/", said, mark=mark, reported_for=True)


class Standing(Worker):
    """Somebody at one door alone: acts without files by form or by API, or uploads and no act."""

    def turn(self) -> None:
        """One hazard, or one picture."""
        if self.door == FILES:
            upload(self.client, photo(self.random))
            self.client.pause.wait(BREATH)
            return
        mark = f"M{uuid.uuid4().hex}"
        self.deliver("create", LEDGER + "new/", found(self.random, mark, "general"), mark=mark)


def at_each_door(people: People, ports: list[int], ledger: Ledger, seed: str) -> dict[str, Callable[[], None]]:
    """The turn of one person at each door, by door: a second machine of some of the firms' officers."""
    told = zip(people.firms, DOORS, strict=False)
    return {door: Standing(Client(person, ports, ledger, Random(f"{seed}:{door}")), door).turn for person, door in told}


def workers(
    people: People, ports: list[int], ledger: Ledger, seed: str, desks: "Desks"
) -> dict[str, Callable[[], None]]:
    """The turn of everybody, by name; ``desks``: what lies ready on building sites."""
    from . import sites, works
    from .sheets import Forgetful, Importer

    majors, reported = Queue[int](), Queue[int]()
    firms = [p.unit for p in people.firms]

    def client(person: Any, name: str) -> Client:
        return Client(person, ports, ledger, Random(f"{seed}:{name}"))

    turns = {p.name: Officer(client(p, p.name), majors, reported).turn for p in people.firms}
    turns["部门"] = Authority(client(people.department, "部门"), majors, reported, firms).turn
    turns["属地"] = Authority(client(people.locality, "属地"), Queue(), reported, firms).turn
    turns["导入"] = Importer(client(people.locality, "导入")).turn
    turns["短信"] = Forgetful(client(None, "短信"), [p.username for p in people.firms]).turn
    return turns | works.turns(people, client) | sites.turns(people, client, desks)
