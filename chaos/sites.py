"""What the people of building sites do beside inspecting: answer, evaluate, keep the dangerous works, urge, apply, grade."""

from collections.abc import Callable
from datetime import date
from queue import Empty, Queue
from typing import Any

from .client import Client
from .inspecting import LATER, Desks, Inspector, OnSite
from .people import People, Person, SitePeople

TODAY = str(date.today())
# A month is evaluated once, so the site has stood long enough for more rounds than anybody plays.
FIRST_YEAR = 2000
SCHEME = {
    "drafted_by": "李工", "checked_by": "王总工", "checked_on": "2026-01-05", "approved_by": "赵总监", "approved_on": "2026-01-06",
}  # fmt: skip
REVIEW = {
    "reviewed_on": "2026-01-12", "review_result": "passed", "conclusion": "方案可行，加强监测",
    "experts": [{"name": f"专家{n}", "title": "教授级高工", "field": "岩土", "unit": "设计院"} for n in "甲乙丙丁戊"],
}  # fmt: skip
RECORDS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "briefing": ("dangerous-briefings", "brief", "progress", {}),
    "progress": ("dangerous-progress", "begin", "acceptance", {}),
    "acceptance": ("dangerous-acceptances", "accept", "accepted", {"result": "passed"}),
}
"""By kind: its page, the move of the work that follows from it, what comes next, and what else it says."""


class Foreman(OnSite):
    """The people on the site: answer whatever lies there, and evaluate months."""

    def turn(self) -> None:
        """One thing that lies there, else a month."""
        lying: list[tuple[Queue[Any], Callable[[Any], None]]] = [
            (self.desks.ordered, self.reply), (self.desks.redo, self.redo), (self.desks.urged, self.answer),
        ]  # fmt: skip
        self.random.shuffle(lying)
        for queue, work in lying:
            try:
                work(queue.get_nowait())
            except Empty:
                continue
            return
        self.evaluate()

    def reply(self, told: tuple[int, str, str]) -> None:
        """整改回复."""
        pk, day, slug = told
        said = {"reply": "已整改", "reply_photos": self.pictures(2), "replied_on": day}
        self.move("inspection", slug, pk, "reply", said)
        self.desks.replied[slug].put((pk, day))

    def evaluate(self) -> None:
        """月评 of a month that has none yet."""
        done = {deed.mark for deed in list(self.ledger.deeds) if deed.register == "monthlyevaluation"}
        year, month = next(
            (y, m) for y in range(FIRST_YEAR, date.today().year) for m in range(1, 13) if f"{y}-{m:02}" not in done
        )
        mark = f"{year}-{month:02}"
        said = {
            "site": str(self.people.site), "month": f"{mark}-01", "score": "86.5", "grade": "excellent", "evaluator": "周正",
            "evaluated_on": TODAY, "scans": self.pictures(2),
        }  # fmt: skip
        pk = self.new("monthlyevaluation", "evaluations", said, mark=mark)
        self.desks.evaluated.put(pk)

    def redo(self, pk: int) -> None:
        """重新评价."""
        said = {
            "opinion": "已按实评价", "score": "78", "grade": "passed", "evaluator": "周正", "evaluated_on": TODAY,
            "scans": self.pictures(),
        }  # fmt: skip
        self.move("monthlyevaluation", "evaluations", pk, "redo", said)
        self.desks.redone.put(pk)

    def answer(self, pk: int) -> None:
        """The answer to an urging."""
        self.move("siteurge", "site-urges", pk, "answer", {"opinion": "已落实"})


class Keeper(OnSite):
    """Another of the people on the site, who keeps its dangerous works: one step of one of them at a time."""

    def turn(self) -> None:
        """The next step of what lies there, else a new work."""
        try:
            pk, state = self.desks.dangerous.get_nowait()
        except Empty:
            self.begin()
            return
        if state in RECORDS:
            self.record(pk, state)
        elif state == "arguing":
            self.move("dangerouswork", "", pk, "argued", REVIEW | {"review_files": self.pictures()})
            self.desks.dangerous.put((pk, "briefing"))
        else:
            self.move("dangerouswork", "dangerous", pk, "finish", {})

    def begin(self) -> None:
        """A pit with its scheme, which experts review where it is deep."""
        is_deep = self.random.random() < 0.5
        facts = {"name": "地下室基坑开挖", "kind": "pit", "depth": "9.6" if is_deep else "3.5", "place": "2号地块"}
        days = {"starts_on": "2026-02-01", "ends_on": "2099-06-30", "site": str(self.people.site)}
        pk = self.new("dangerouswork", "dangerous", facts | days)
        scheme = SCHEME | {"scheme_files": self.pictures()}
        self.move("dangerouswork", "dangerous", pk, "send_to_experts" if is_deep else "sign", scheme)
        self.desks.dangerous.put((pk, "arguing" if is_deep else "briefing"))

    def record(self, pk: int, kind: str) -> None:
        """交底, 实施情况 or 验收, which moves the work along."""
        slug, follows, then, more = RECORDS[kind]
        said = {"work": str(pk), "kind": kind, "held_on": TODAY, "leader": "周正", "content": "按方案进行"} | more
        said |= {"photos": self.pictures()} if self.random.random() < 0.5 else {}
        self.new("dangerousrecord", slug, said, brings=("dangerouswork", pk, follows))
        self.desks.dangerous.put((pk, then))


class Branch(OnSite):
    """The regional company: looks at what was evaluated, and urges."""

    def turn(self) -> None:
        """What lies there, else an urging; then a breath, since others have more to do."""
        try:
            self.judge(self.desks.evaluated.get_nowait())
        except Empty:
            self.look()
        self.client.pause.wait(0.5)

    def judge(self, pk: int) -> None:
        """责令整改 of some."""
        if self.random.random() < 0.4:
            said = {"opinion": "评分与现场不符", "redo_by": LATER}
            self.move("monthlyevaluation", "evaluations", pk, "order_by_branch", said)
            self.desks.redo.put(pk)

    def look(self) -> None:
        """确认整改, or 督促."""
        try:
            pk = self.desks.redone.get_nowait()
        except Empty:
            if self.desks.matters:
                said = {"site": str(self.people.site), "matter": self.desks.matters.pop(), "text": "请尽快整改"}
                self.desks.urged.put(self.new("siteurge", "site-urges", said))
            return
        self.move("monthlyevaluation", "evaluations", pk, "confirm_by_branch", {})


class Closing(OnSite):
    """People of the sites that come to their end: apply, are sent back, apply again, until the authority has graded one."""

    register, slug = "termination", "terminations"

    def __init__(self, client: Client, authority: Client, site: int, people: SitePeople, desks: Desks) -> None:
        super().__init__(client, people, desks)
        self.site, self.other = site, OnSite(authority, people, desks)
        self.row = 0

    def turn(self) -> None:
        """One application and what comes of it; nothing once the site is graded."""
        mine = [d for d in list(self.ledger.deeds) if d.register == "termination" and d.mark == str(self.site)]
        if any(deed.verb == "grade" for deed in mine):
            self.client.pause.wait(1)
            return
        self.row = next((d.record for d in mine if d.verb == "create"), 0) or self.apply()
        said = {"completed_on": "2026-06-01", "self_grade": "passed", "summary": "未发生事故"}
        said |= {"self_files": self.pictures(), "acceptance_files": self.pictures()}  # type: ignore[dict-item]
        self.move("termination", self.slug, self.row, "submit", said, mark=str(self.site))
        if self.random.random() < 0.7:
            self.other.move("termination", self.slug, self.row, "return", {"opinion": "材料不全"}, mark=str(self.site))
            return
        said = {"opinion": "考评合格", "grade": "passed"}
        brings = ("site", self.site, "terminate")
        self.other.move("termination", self.slug, self.row, "grade", said, mark=str(self.site), brings=brings)

    def apply(self) -> int:
        """终止监督申请."""
        return self.new("termination", self.slug, {"site": str(self.site)}, mark=str(self.site))


def turns(people: People, client: Callable[[Any, str], Client], desks: Desks) -> dict[str, Callable[[], None]]:
    """The turn of everybody of the building sites, by name; ``desks`` outlive the round."""
    sites = people.sites
    desks.dawn()

    def at(name: str, machine: str = "") -> tuple[Client, SitePeople, Desks]:
        return client(sites.people[name], machine or name), sites, desks

    found: dict[str, Callable[[], None]] = {
        "director": Inspector(*at("director"), "check").turn, "inspectorate": Inspector(*at("inspectorate"), "spot").turn,
        "foreman": Foreman(*at("foreman")).turn, "keeper": Keeper(*at("foreman", "keeper")).turn,
        "regional": Branch(*at("regional")).turn,
    }  # fmt: skip
    authority = sites.people["inspectorate"]
    ends: list[tuple[int, Person]] = sites.closing
    found |= {
        person.name: Closing(client(person, person.name), client(authority, f"{person.name}/"), site, sites, desks).turn
        for site, person in ends
    }
    return found
