"""What the parties of a section of works do in the house while it is being killed."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from queue import Empty, Queue
from typing import Any

from .client import Client
from .deeds import Worker
from .people import People
from .uploads import photo, upload

PAGES = "/water_works/"
BEGUN = {"responsible": "吴工长", "plan_measures": "更换并复测"}


class Party(Worker):
    """One of them: takes what lies on its desk, and finds hazards when nothing does."""

    register = "waterhazard"

    def __init__(self, client: Client, section: int, page: str, desks: dict[str, "Queue[int]"]) -> None:
        super().__init__(client)
        self.section, self.page, self.desks = section, f"{PAGES}{page}/", desks

    def move(self, verb: str, pk: int, said: dict[str, Any], *, by_form: bool = True) -> None:
        """A move of a hazard of works."""
        self.deliver(verb, f"{self.page}{pk}/move/{verb}/" if by_form else "", said, record=pk)

    def find(self) -> int:
        """新建, with a picture more often than not."""
        mark = f"M{uuid.uuid4().hex}"
        said = {
            "name": "配电箱防护缺失", "level": "general", "problem": f"{mark} 箱门缺失", "place": "左岸坝段", "section": self.section,
            "responsible": "吴工长", "found_on": str(date.today()), "due_on": str(date.today() + timedelta(days=400)),
            "party": "contractor", "photos": [upload(self.client, photo(self.random))] if self.random.random() < 0.7 else [],
        }  # fmt: skip
        return self.deliver("create", f"{self.page}new/", said, mark=mark)


class Contractor(Party):
    """Finds, and puts right what it and its engineer have found."""

    def turn(self) -> None:
        """One hazard as far as the contractor brings it."""
        try:
            pk = self.desks["contractor"].get_nowait()
        except Empty:
            pk = self.find()
            self.desks["owner"].put(pk)
        if self.random.random() < 0.5:
            self.move("rectify", pk, BEGUN | {"opinion": "已订货", "files": []}, by_form=False)
        after = [upload(self.client, photo(self.random))]
        self.move("finish", pk, BEGUN | {
            "rectified_on": str(date.today()), "rectification_note": "已换新", "photos_after": after, "acceptor": "周验收",
        }, by_form=False)  # fmt: skip
        self.desks["engineer"].put(pk)


class Engineer(Party):
    """Re-checks what was put right, and finds more for the contractor."""

    def turn(self) -> None:
        """What lies there, else something new."""
        try:
            pk = self.desks["engineer"].get_nowait()
        except Empty:
            pk = self.find()
            self.desks["owner"].put(pk)
            self.desks["contractor"].put(pk)
            return
        self.move("pass_recheck", pk, {"opinion": "复查合格"})


class Owner(Party):
    """Confirms and reports upward."""

    def turn(self) -> None:
        """What lies there; a short wait when nothing does."""
        try:
            pk = self.desks["owner"].get(timeout=0.5)
        except Empty:
            return
        self.move("confirm", pk, {})
        if self.random.random() < 0.8:
            self.move("report", pk, {})


def turns(people: People, client: Callable[[Any, str], Client]) -> dict[str, Callable[[], None]]:
    """The turn of everybody on the section, by name."""
    desks = {part: Queue[int]() for part in ("contractor", "engineer", "owner")}
    parts: tuple[tuple[type[Any], str, str], ...] = (
        (Contractor, "contractor", "our-hazards"), (Engineer, "engineer", "contractor-hazards"), (Owner, "owner", "owner-contractors"),
    )  # fmt: skip
    return {
        part: made(client(people.works[part], part), people.section, page, desks).turn for made, part, page in parts
    }
