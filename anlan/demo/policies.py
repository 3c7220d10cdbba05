"""相关政策 and 安全生产标准规范 of the basin: summaries of our own, each with a real PDF to download."""

from datetime import timedelta
from importlib.resources import as_file, files
from typing import Any

from anlan.kernel.clock import today
from anlan.kernel.doors import paper
from anlan.kernel.doors.files import take_in

from .agenda import Agenda, Play
from .basin import PROVINCES, Basin
from .news import Text, texts
from .world import World, moment


def set_up(world: World, agenda: Agenda, basin: Basin) -> None:
    """Each province gives out the same summaries to its own area."""
    for path, _ in PROVINCES:
        for text in texts("water_policies.md"):
            agenda.add(_give_out(world, basin, path, text))


def _give_out(world: World, basin: Basin, path: str, text: Text) -> Play:
    yield max(moment(world.today - timedelta(days=text.days_ago), 9, 30), moment(world.start, 9, 30))
    author = basin.bureaus[path]
    lines = list(_lines(text.body))
    body = "\n\n".join(line["text"] for line in lines if line["kind"] == "head")
    made = _pdf(text.title, lines, author.organisation.name)
    kept = str(take_in(f"{text.title}.pdf", made, author.user_id).pk)
    values = {
        "title": text.title, "kind": text.kind, "body": body, "area": path, "pinned": text.about == "pinned", "files": [kept],
    }  # fmt: skip
    record = world.act(author, "article", "create", **values).record
    world.act(author, "article", "publish", record)


def _lines(body: str) -> Any:
    for line in filter(None, body.splitlines()):
        kind = {"# ": "head", "- ": "point"}.get(line[:2], "text")
        yield {"kind": kind, "text": line if kind == "text" else line[2:]}


def _pdf(title: str, lines: list[dict[str, str]], sender: str) -> bytes:
    data = {"title": title, "lines": lines, "sender": sender, "day": today().isoformat()}
    with as_file(files("anlan.demo").joinpath("data", "paper.typ")) as template:
        return paper.pdf(template, data)
