"""Inspections of building sites while the house is being killed, and what all who work there share."""

import json
import uuid
from datetime import date, timedelta
from queue import Empty, Queue
from typing import Any

from .client import Client, GaveUp
from .deeds import Worker
from .ledger import Deed
from .people import SitePeople
from .uploads import photo, upload

PAGES = "/construction/"
JSON = {"Accept": "application/json"}
LATER = str(date.today() + timedelta(days=400))
INSPECTORS = {"check": "company-inspections", "spot": "spot-inspections"}
"""The page of records, by the beginning of the pages on which one inspects."""


class Desks:
    """What lies where until somebody takes it, over all rounds: ids of rows; of an inspection its day and whose it is."""

    def __init__(self) -> None:
        self.ordered, self.redo, self.urged = Queue[tuple[int, str, str]](), Queue[int](), Queue[int]()
        self.replied = {page: Queue[tuple[int, str]]() for page in INSPECTORS.values()}
        self.evaluated, self.redone = Queue[int](), Queue[int]()
        self.dangerous = Queue[tuple[int, str]]()
        self.matters: list[str] = []

    def dawn(self) -> None:
        """A site is urged about a matter once a day, and a round is a day."""
        self.matters[:] = ["rectification", "evaluation", "termination", "dangerous", "other"]


class OnSite(Worker):
    """One of them, with the standing site."""

    form_only = ()

    def __init__(self, client: Client, people: SitePeople, desks: Desks) -> None:
        super().__init__(client)
        self.people, self.desks = people, desks

    def new(self, register: str, slug: str, said: dict[str, Any], **more: Any) -> int:
        """新增."""
        return self.deliver("create", f"{PAGES}{slug}/new/", said, register=register, **more)

    def move(self, register: str, slug: str, pk: int, verb: str, said: dict[str, Any], **more: Any) -> None:
        """A move of a row by its form, or by the API alone without a ``slug``."""
        path = f"{PAGES}{slug}/{pk}/move/{verb}/" if slug else ""
        self.deliver(verb, path, said, record=pk, register=register, **more)

    def pictures(self, most: int = 1) -> list[str]:
        """One photo or more, uploaded."""
        return [upload(self.client, photo(self.random)) for _ in range(self.random.randint(1, most))]


class Inspector(OnSite):
    """The company or the authority: inspects by marks or by wordings, page by page, and looks again at what was put right."""

    register = "inspection"

    def __init__(self, client: Client, people: SitePeople, desks: Desks, prefix: str) -> None:
        super().__init__(client, people, desks)
        self.prefix, self.slug = prefix, INSPECTORS[prefix]

    def turn(self) -> None:
        """What lies there, else an inspection."""
        try:
            pk, day = self.desks.replied[self.slug].get_nowait()
        except Empty:
            self.inspect()
            return
        if self.random.random() < 0.7:
            self.move("inspection", self.slug, pk, "pass_recheck", {"opinion": "复查合格"})
            return
        self.move("inspection", self.slug, pk, "fail_recheck", {"opinion": "仍有缺口", "due_on": LATER})
        self.desks.ordered.put((pk, day, self.slug))

    def inspect(self) -> None:
        """Two or three saves of some answers each, then the sheet."""
        way = self.random.choice(list(self.people.slots))
        url, ref = f"{PAGES}{self.prefix}-{way}/{self.people.site}/screen/", str(uuid.uuid4())
        slots, known = self.people.slots[way], dict[str, str]()
        stands: dict[str, Any] = {}
        for number in range(self.random.choice((2, 3))):
            said = self.random.sample(slots, 2) if number else slots[:1] + self.random.sample(slots[1:], 1)
            stands = self.answer(url, ref, {slot: self.content(slot) for slot in said}, known, begins=not number)
        pk, day = int(stands["inspection"]), str(stands["head"]["inspected_on"])
        has_work = self.random.random() < 0.8
        head = {
            "inspected_on": day, "inspectors": "沈安", "comment": "总体受控", "needs_rectification": "true" if has_work else "false",
        } | ({"rectifier": "周正", "requirement": "立即整改", "due_on": LATER} if has_work else {})  # fmt: skip
        if self.random.random() < 0.5:
            self.say(url, "generate", ref, head, pk)
        else:
            self.deliver("generate", "", head, record=pk)
        if has_work:
            self.desks.ordered.put((pk, day, self.slug))

    def content(self, slot: str) -> dict[str, Any]:
        """What is found at one thing; a table was gone through."""
        if slot.startswith("table"):
            return {"absent": False}
        told: dict[str, Any] = {"note": "防护缺失", "place": "2号楼", "hazard": self.random.choice(("", "general"))}
        told["photos"] = self.pictures() if self.random.random() < 0.5 else []
        return told | ({"taken": [{"text": "防护缺失", "marks": "2"}]} if slot.startswith("item") else {})

    def answer(
        self, url: str, ref: str, said: dict[str, dict[str, Any]], known: dict[str, str], *, begins: bool
    ) -> dict[str, Any]:
        """保存检查项: how it stands afterwards. The first one begins the inspection too, under the page's own ``ref``."""
        entries = [{"slot": slot, "base": known.get(slot, ""), "content": content} for slot, content in said.items()]
        photos = {slot: tuple(content.get("photos", ())) for slot, content in said.items()}
        told = {"entries": json.dumps(entries), "said": "保存检查项"}
        stands = self.say(url, "answer", ref, told, slots=photos, begins=begins)
        known |= {slot: one["mark"] for slot, one in stands["answers"].items()}
        return stands

    def say(
        self, url: str, do: str, ref: str, told: dict[str, Any], pk: int = 0, *, begins: bool = False, **more: Any
    ) -> dict[str, Any]:
        """One act of the inspection's page, now and then twice at once; the JSON that it is answered with."""
        if "csrftoken" not in self.client.cookies:
            self.client.send("GET", url)
        act = str(uuid.uuid4())
        body = {"do": do, "act": act, "ref": ref} | told

        def send() -> Any:
            return self.client.send(
                "POST", url, data=body, headers=JSON | {"X-CSRFToken": self.client.cookies["csrftoken"]}
            )

        found = self.client.twice(send) if self.random.random() < 0.2 else send()
        if not self.client.expect(found, (200,), f"{do} {pk or ref}"):
            raise GaveUp(do)
        stands: dict[str, Any] = found.json()
        pk, user, tries = int(stands["inspection"]), self.user, self.client.tries
        if begins:
            self.ledger.note(Deed(ref, "create", pk, user, tries=tries, register="inspection"))
        self.ledger.note(Deed(act, do, pk, user, tries=tries, register="inspection", **more))
        return stands

    @property
    def user(self) -> int:
        """Who it is."""
        assert self.client.person is not None
        return self.client.person.user
