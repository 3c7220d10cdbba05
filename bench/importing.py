"""导入 of a sheet of hazards, and django-import-export on the same file over the same table, without our checks.

``python -m bench.importing --rows 100000 --peer-rows 10000`` prints one line of JSON; the province must have been made.

*Ours* is what a person waits for after choosing the file: every cell checked (``check-sheet``), then all rows saved by acts
(``apply-sheet``), each with its scope asked again, its step, its task on a desk, its entry in the trail, its event and the
job that listens; both jobs read the file anew. The *peer* reads it once and saves it once. It is given what favours it: no
look for an existing row, no preview, one transaction, and a unit's area copied without asking whose it is.
"""

import argparse
import gc
import json
import os
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
os.environ.setdefault("ANLAN_MODE", "test")
HEADS = ("单位", "隐患级别", "发现方式", "主要问题", "隐患部位", "隐患类型", "发现日期", "整改措施", "整治负责人", "验收人", "完成期限",
         "资金使用情况（万元）")  # fmt: skip
ATTRIBUTES = ("unit", "level", "found_by_kind", "problem", "place", "category", "found_on", "measures", "responsible",
              "acceptor", "due_on", "money")  # fmt: skip


def make_sheet(path: Path, rows: int, seed: int) -> None:
    """A year's findings of the province's inspectors: the same for one seed and day."""
    import xlsxwriter

    from anlan.domain.standard.models import Phrase
    from anlan.kernel.clock import today
    from anlan.kernel.scope.models import Organisation

    from .hazards import PEOPLE, WORKPLACES

    dice, day = Random(f"{seed}:import"), today()
    firms = list(Organisation.objects.filter(kind="enterprise").order_by("pk").values_list("name", flat=True))
    phrases = [(" ".join(t.split()), n) for t, n in Phrase.objects.order_by("pk").values_list("text", "category__name")]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as file:
        sheet = file.add_worksheet("隐患")
        for column, head in enumerate(HEADS):
            sheet.write_string(0, column, head)
        for line in range(1, rows + 1):
            (text, category), (responsible, acceptor) = dice.choice(phrases), dice.sample(PEOPLE, 2)
            found = day - timedelta(days=dice.randrange(365))
            cells = (
                dice.choice(firms), "一般隐患", "检查发现" if dice.random() < 0.7 else "", f"{dice.randrange(1, 60)}号{dice.choice(WORKPLACES)}{text}",
                dice.choice(WORKPLACES), category, found.isoformat(), "已告知责任人按标准整改并复核。", responsible, acceptor,
                (found + timedelta(days=15)).isoformat(), f"{dice.randrange(300) / 10}" if dice.random() < 0.5 else "",
            )  # fmt: skip
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(line, column, text)


def seat_of_inspectors() -> Any:
    """The province's office, whose role is given the right to import hazards."""
    from .cases import seats

    seat = seats()["province"]
    seat.role.permissions = sorted({*seat.role.permissions, "hazard.import"})
    seat.role.save()
    return seat


def ours(path: Path, rows: int) -> dict[str, Any]:
    """Seconds of checking and of saving, and the most memory meanwhile."""
    from anlan.kernel.act.models import Event
    from anlan.kernel.clock import jobs
    from anlan.kernel.clock.models import Job
    from anlan.kernel.doors import intake
    from anlan.kernel.flow.models import Step, Task
    from anlan.kernel.trail.models import Entry

    from .sheet import Memory

    seat, seconds, kept = seat_of_inspectors(), {}, (Step, Task, Entry, Event, Job)
    before = [m._default_manager.count() for m in kept]
    payload = {"seat": seat.pk, "register": "hazard", "path": str(path), "name": path.name, "check": 0}
    cpu = time.process_time()
    with Memory() as most:
        for kind in (intake.CHECK, intake.SAVE):
            job = jobs.ask(kind, f"{path}:{time.time()}", payload)
            began = time.perf_counter()
            jobs.run_one(job)
            seconds[kind] = time.perf_counter() - began
            job.refresh_from_db()
            if job.error or job.progress.get("error") or job.progress.get("bad"):
                raise RuntimeError(f"{kind}: {job.error[-900:]}{job.progress}")
    cpu = time.process_time() - cpu
    made = [m._default_manager.count() - n for m, n in zip(kept, before, strict=True)]
    whole = sum(seconds.values())
    return {
        "rows": rows, "check_s": round(seconds[intake.CHECK], 1), "save_s": round(seconds[intake.SAVE], 1),
        "rows_per_s": round(rows / whole), "check_rows_per_s": round(rows / seconds[intake.CHECK]),
        "save_rows_per_s": round(rows / seconds[intake.SAVE]), "cpu_s": round(cpu, 1), "rss_mb": most.own, "rss_before_mb": most.before,
        "made": {m.__name__: n for m, n in zip(kept, made, strict=True)},
    }  # fmt: skip


def peer(path: Path, rows: int, *, use_bulk: bool) -> dict[str, Any]:
    """Rows a second of ``ModelResource.import_data``, reading of the file included; rolled back afterwards."""
    import tablib
    from django.db import transaction

    began, cpu = time.perf_counter(), time.process_time()
    data = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    with transaction.atomic():
        result = _resource(use_bulk).import_data(data, raise_errors=True)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        if result.totals["new"] != rows:
            raise RuntimeError(f"peer: {dict(result.totals)}")
        transaction.set_rollback(True)
    gc.collect()
    return {"rows": rows, "seconds": round(seconds, 1), "cpu_s": round(cpu, 1), "rows_per_s": round(rows / seconds)}


def _resource(use_bulk: bool) -> Any:
    """The peer's ordinary declaration: a field for each column, foreign keys by name."""
    from import_export.fields import Field
    from import_export.resources import ModelResource
    from import_export.widgets import CharWidget, DateWidget, DecimalWidget, ForeignKeyWidget

    from anlan.domain.hazard.models import Hazard
    from anlan.domain.standard.models import Category
    from anlan.kernel.scope.models import Organisation

    widgets = {
        "unit": ForeignKeyWidget(Organisation, "name"), "category": ForeignKeyWidget(Category, "name"),
        "found_on": DateWidget(), "due_on": DateWidget(), "money": DecimalWidget(),
    }  # fmt: skip
    columns = {
        name: Field(attribute=name, column_name=head, widget=widgets.get(name, CharWidget()))
        for name, head in zip(ATTRIBUTES, HEADS, strict=True)
    }

    class Meta:
        model = Hazard
        fields = ATTRIBUTES
        import_id_fields = ()
        force_init_instance = True
        use_transactions = True

    Meta.use_bulk = use_bulk  # type: ignore[attr-defined]

    def before_save_instance(self: Any, instance: Any, row: Any, **options: Any) -> None:
        instance.area_id = instance.unit.area_id

    return type("Peer", (ModelResource,), {**columns, "Meta": Meta, "before_save_instance": before_save_instance})()


def measure(rows: int, peer_rows: int, seed: int) -> dict[str, Any]:
    """Ours on the whole file and the peer, in its ordinary way and in bulk, on the first part of the same."""
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        whole, part = Path(folder) / "all.xlsx", Path(folder) / "part.xlsx"
        make_sheet(whole, rows, seed)
        make_sheet(part, peer_rows, seed)
        plain, bulk = peer(part, peer_rows, use_bulk=False), peer(part, peer_rows, use_bulk=True)
        own = ours(whole, rows)
    return {
        "import_vs_peer": round(own["rows_per_s"] / plain["rows_per_s"], 2),
        "import_vs_peer_bulk": round(own["rows_per_s"] / bulk["rows_per_s"], 2),
        "import_save_vs_peer": round(own["save_rows_per_s"] / plain["rows_per_s"], 2),
        # By processor time, which other work on the machine disturbs less.
        "import_vs_peer_cpu": round(plain["cpu_s"] / peer_rows * rows / own["cpu_s"], 2),
        "import_rows_per_s": own["rows_per_s"], "import_rss_mb": own["rss_mb"],
        "ours": own, "peer": plain, "peer_bulk": bulk, "database": connection.vendor, "load": os.getloadavg()[0],
    }  # fmt: skip


def main() -> None:
    """Prints what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--peer-rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=32)
    options = parser.parse_args()
    django.setup()
    print(json.dumps(measure(options.rows, min(options.peer_rows, options.rows), options.seed), ensure_ascii=False))


if __name__ == "__main__":
    main()
