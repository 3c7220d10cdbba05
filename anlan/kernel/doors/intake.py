"""What happens to a sheet that was handed in: first every cell is checked, then, when confirmed, all lines are saved."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from anlan.kernel import bulk
from anlan.kernel.act import effects
from anlan.kernel.act.act import Act, Refused
from anlan.kernel.act.many import PIECE, Line, create_many
from anlan.kernel.clock import jobs
from anlan.kernel.clock.models import Job
from anlan.kernel.register import registry
from anlan.kernel.register.entry import clean_values
from anlan.kernel.register.recall import Recall
from anlan.kernel.register.register import Register
from anlan.kernel.scope.models import Seat

from . import workbook

CHECK, SAVE = "check-sheet", "apply-sheet"
SHOWN = 10


@jobs.job(CHECK, outside=True)
def check(payload: dict[str, Any]) -> None:
    """Checks every cell, saves nothing, and writes the annotated copy when there are errors."""
    seat = Seat.objects.select_related("organisation", "role", "user").get(pk=payload["seat"])
    register, path, job = registry.register(payload["register"]), Path(payload["path"]), payload["_job"]
    faults, lines, places = workbook.parse(register, seat, path)
    specs = [s for s in places if s is not None]
    look = Look(register, seat, job)
    if not faults:
        with bulk.fewer_collections():
            look.through(lines)
        faults = [] if look.count else ["表格里没有数据行"]
    if look.bad:
        workbook.annotate(path, look.bad, places)
    Job.objects.filter(pk=job).update(progress={
        "checked": True, "count": look.count, "bad": len(look.bad) or len(faults), "faults": faults,
        "file": bool(look.bad), "heads": [s.label for s in specs],
        "preview": [[str(raw.get(s.name, "")) for s in specs] for raw in look.first],
        "sentences": [f"第 {n} 行：{told(register, e)}" for n, e in list(look.bad.items())[:50]],
    })  # fmt: skip


class Look:
    """What checking a sheet finds: how many lines, the first of them, and the sentences on those that are wrong."""

    def __init__(self, register: Register, seat: Seat, job: int) -> None:
        self.job, self.seat, self.row = job, seat, register.model()
        self.specs = workbook.import_specs(register, seat)
        self.count, self.first = 0, list[dict[str, Any]]()
        self.bad: dict[int, dict[str, list[str]]] = {}

    def through(self, lines: Iterable[Line]) -> None:
        """Cleans every line as saving it would; the job tells how far it is."""
        recall, defaults = Recall(self.specs, self.seat), effects.defaults_of(self.specs, self.seat)
        ahead = iter(lines)
        while piece := list(islice(ahead, PIECE)):
            recall.look_up(raw for _, raw in piece)
            for number, raw in piece:
                full = effects.filled(defaults, raw)
                found = clean_values(self.specs, full, self.seat, self.row, partial=False, clean=recall.clean)[2]
                if found:
                    self.bad[number] = found
            self.first = self.first or [raw for _, raw in piece[:SHOWN]]
            self.count += len(piece)
            jobs.still_working(self.job, done=self.count)


def told(register: Register, errors: dict[str, list[str]]) -> str:
    """The sentences of a line, each with its column's name where it does not say it itself."""
    said = []
    for name, sentences in errors.items():
        label = register.specs[name].label if name in register.specs else ""
        said += [text if not label or label in text else f"{label}：{text}" for text in sentences]
    return "；".join(said)


@jobs.job(SAVE)
def save_all(payload: dict[str, Any]) -> None:
    """Saves every line or none: the job's own transaction is around all of them."""
    seat = Seat.objects.select_related("organisation", "role", "user").get(pk=payload["seat"])
    register, path = registry.register(payload["register"]), Path(payload["path"])
    _, lines, _ = workbook.parse(register, seat, path)
    act = Act(seat, register.key, "create", origin=("sheet", payload["check"], payload["name"][:200]))
    try:
        saved = create_many(register, act, lines)
    except Refused as error:
        raise jobs.InVain(error=f"没有导入任何一行。{error}") from error
    Job.objects.filter(pk=payload["_job"]).update(progress={"saved": saved})
