"""Articles to read, and notices with their readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

from anlan.domain.news.models import NoticeReceipt
from anlan.kernel.clock import now, today

from .agenda import Agenda, Play
from .authorities import DISTRICT
from .world import World, after, moment


@dataclass(frozen=True)
class Text:
    """One piece of a file like data/news.md: its head says ``## kind | days ago | who or for whom | title``."""

    kind: str
    days_ago: int
    about: str
    title: str
    body: str


def texts(name: str = "news.md") -> Iterator[Text]:
    """All pieces of a file of this form, in its order."""
    whole = files("anlan.demo").joinpath("data", name).read_text(encoding="utf-8")
    for piece in whole.split("\n## ")[1:]:
        head, _, body = piece.partition("\n")
        kind, days, about, title = (part.strip() for part in head.split("|"))
        yield Text(kind, int(days), about, title, body.strip())


def set_up(world: World, agenda: Agenda) -> None:
    """Plays for all of them; what is older than the history is published as it begins."""
    for number, text in enumerate(texts()):
        agenda.add(_notice(world, number, text) if text.kind == "notice" else _article(world, text))


def _when(world: World, days_ago: int) -> datetime:
    return max(moment(world.today - timedelta(days=days_ago), 9, days_ago % 60), moment(world.start, 9))


def _article(world: World, text: Text) -> Play:
    yield _when(world, text.days_ago)
    author = world.office[1]
    values = {
        "title": text.title,
        "kind": text.kind,
        "body": text.body,
        "area": DISTRICT,
        "pinned": text.about == "pinned",
    }
    made = world.act(author, "article", "create", **values)
    if text.about == "draft":
        return
    world.act(author, "article", "publish", made.record)
    if text.about == "withdrawn":
        yield after(world.dice(text.title), now(), 3, 5)
        world.act(author, "article", "withdraw", made.record)


def _audience(world: World, about: str) -> dict[str, object]:
    """all; town; kind:chemical,dust; industry:chemical; chosen:20."""
    word, _, rest = about.partition(":")
    if word == "kind":
        return {"audience": "kind", "firm_kinds": rest.split(","), "area": DISTRICT}
    if word == "industry":
        return {"audience": "kind", "industries": rest.split(","), "area": DISTRICT}
    if word == "chosen":
        return {
            "audience": "chosen",
            "firm_names": "\n".join(f.unit.name for f in world.firms[: int(rest)]),
            "area": DISTRICT,
        }
    return {"audience": "area", "area": world.firms[0].unit.area_id[:10] if word == "town" else DISTRICT}


def _notice(world: World, number: int, text: Text) -> Play:
    """Sent in the morning; the receipts come in the evening; then one firm after another reads, or does not."""
    random = world.dice("notice", number)
    yield _when(world, text.days_ago)
    author = world.locality_of(world.firms[0]) if text.about == "town" else world.office[number % 2]
    values = {"title": text.title, "body": text.body, "needs_receipt": random.random() < 0.4} | _audience(
        world, text.about
    )
    notice = world.act(author, "notice", "create", **values).record
    if text.title.startswith("（草稿）"):
        return
    world.act(author, "notice", "send", notice)
    yield moment(today(), 22, 30)
    receipts = dict(NoticeReceipt.objects.filter(notice=notice).values_list("organisation", "pk"))
    # Whoever has many to inform gets many readers; a firm that never checks never reads either.
    readers = [f for f in world.firms if f.unit.pk in receipts and random.random() < min(f.diligence, 0.85)]
    if text.days_ago < 9:
        readers = [f for f in readers[: len(readers) // 2] if f is not world.firms[0]]
    for firm in random.sample(readers, min(len(readers), 60)):
        yield after(random, now(), 0, 0 if random.random() < 0.85 else 1)
        world.act(firm.seat, "noticereceipt", "read", receipts[firm.unit.pk])
        if values["needs_receipt"] and random.random() < 0.7:
            world.act(firm.seat, "noticereceipt", "confirm", receipts[firm.unit.pk], opinion="已收到，已组织学习。")
    if text.days_ago > 20:
        world.act(author, "notice", "press", notice)
