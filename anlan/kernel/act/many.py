"""A sheet's rows: one act that makes many records, all of them or none.

Each row goes through the very steps of a single ``create`` (``act.begin``, ``settle``, ``follow``, ``finish``); only what
reaches the database is gathered (``kernel/bulk``), so that a thousand rows cost some dozen statements.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from anlan.kernel import bulk, clock
from anlan.kernel.register.entry import clean_values
from anlan.kernel.register.recall import Recall
from anlan.kernel.register.records import Record
from anlan.kernel.register.register import Register

from . import effects
from .act import OUT_OF_SIGHT, Act, Refused, begin, finish, follow, refuse_twins, settle
from .wording import Words

PIECE = 1000
Line = tuple[int, dict[str, Any]]


class RefusedLine(Refused):
    """A line that can't be saved; the sentence names it."""

    def __init__(self, line: int, why: Refused) -> None:
        self.line = line
        super().__init__(f"第 {line} 行：{why}")


def create_many(register: Register, act: Act, lines: Iterable[Line]) -> int:
    """Makes a row of every (line number, raw values); returns how many. RefusedLine names the first that can't be.

    The caller's transaction is undone with it: a savepoint would have SQLite keep every page as it was, in memory.
    What cells name (a unit, an area) is looked up once for all lines; so a line can't name what a line before it made.
    """
    rows, ahead, done = NewRows(register, act), iter(lines), 0
    with transaction.atomic(savepoint=False), bulk.opened(rows.batch), bulk.fewer_collections():
        while piece := list(islice(ahead, PIECE)):
            # One act, one moment: rows that came together bear the same time.
            with clock.at(clock.now()):
                rows.take(piece)
            done += len(piece)
    return done


class NewRows:
    """New rows of one type on their way into the database."""

    def __init__(self, register: Register, act: Act) -> None:
        self.register, self.act, self.model = register, act, register.model
        columns = self.model._meta.concrete_fields
        self.specs = effects.new_specs(register, act.seat)
        self.defaults = effects.defaults_of(self.specs, act.seat)
        self.file_specs = [s for s in self.specs if s.kind == "files"]
        self.words = Words(register)
        self.recall = Recall(self.specs, effects.cleaning_seat(act.seat))
        made = {c for c in columns if c.has_default() and callable(c.default)}
        self.blanks = [(c.default, None) if c in made else (None, c.get_default()) for c in columns]
        self.waiting: list[tuple[int, Any]] = []
        self.once = one_by_one(self.model)
        self.unique = [f for f in columns if f.unique and not isinstance(f, models.AutoField)]
        self.batch = bulk.Batch(
            self.model._meta.db_table,
            lambda: bool(self.waiting),
            self.save,
            eager=self.model.settled is not Record.settled,
        )

    def blank(self) -> Any:
        """A row of defaults; by position, which spares the model most of its looking."""
        return self.model(*[make() if make else value for make, value in self.blanks])

    def take(self, piece: list[Line]) -> None:
        """Cleans, settles and saves some lines, with all that follows from them."""
        self.recall.look_up(raw for _, raw in piece)
        for line, raw in piece:
            row = self.blank()
            try:
                values = effects.filled(self.defaults, raw)
                seat = effects.cleaning_seat(self.act.seat)
                begin(self.register, self.act, row, clean_values(
                    self.specs, values, seat, row, partial=False, clean=self.recall.clean
                ))  # fmt: skip
                settle(self.register, self.act, row, is_new=True)
            except RefusedLine:
                raise
            except Refused as why:
                # What follows from the lines before may fail as well; the first line that does is the one named.
                self.batch.flush()
                raise RefusedLine(line, why) from why
            self.waiting.append((line, row))
        self.batch.flush()

    def save(self) -> None:
        """Saves the rows that wait and does what follows from each, in order."""
        waiting, self.waiting = self.waiting, []
        with self.batch.writing():
            clash = self.once or self._clash([row for _, row in waiting])
            if not clash:
                bulk.insert([row for _, row in waiting])
        for place, (line, row) in enumerate(waiting):
            try:
                if clash:
                    refuse_twins(row)
                    row.save()
                follow(self.act, row, is_new=True)
                finish(self.register, self.act, row, self.file_specs, self.words)
            except Refused as why:
                self._see(waiting[:place])
                raise RefusedLine(line, why) from why
        self._see(waiting)

    def _clash(self, rows: list[Any]) -> bool:
        """Does a value that must be unique occur twice, among these rows or already there?"""
        for column in self.unique:
            values = [v for row in rows if (v := getattr(row, column.attname)) is not None]
            if len(set(values)) < len(values):
                return True
            if self.register.model._base_manager.filter(**{f"{column.attname}__in": values}).exists():
                return True
        return False

    def _see(self, saved: list[tuple[int, Any]]) -> None:
        """Whoever makes a row must see it afterwards.

        The scope is asked row by row inside the database: beside a list of keys SQLite would rather walk through all that
        the seat can see.
        """
        if self.act.seat is None or not saved:
            return
        made = self.model._base_manager.filter(pk__in=[row.pk for _, row in saved])
        unseen = set(made.filter(
            ~Exists(self.register.rows(self.act.seat).filter(pk=OuterRef("pk")))
        ).values_list("pk", flat=True))  # fmt: skip
        if unseen:
            line = next(line for line, row in saved if row.pk in unseen)
            raise RefusedLine(line, Refused(OUT_OF_SIGHT))


def one_by_one(model: type[models.Model]) -> bool:
    """Must rows of this type be saved one after the other: does it save itself, or hold several columns unique together?"""
    meta = model._meta
    saves_itself = model.save is not models.Model.save or bool(meta.get_parent_list())
    return saves_itself or bool(meta.constraints or meta.unique_together)
