"""The pictures of the demo: a pool drawn once, given out again and again as attachments of their own."""

import os
import shutil
import uuid
from importlib.resources import as_file, files
from random import Random
from typing import Any

from anlan.kernel.clock import now, today
from anlan.kernel.doors import paper
from anlan.kernel.doors.files import stored, take_in
from anlan.kernel.trail.models import Attachment

from .pictures import draw

VARIANTS = 3
"""Pictures of each scene, before and after each."""

SAME = ("kind", "size", "received", "digest", "width", "height", "fingerprint")
SAMPLE = "本文件为演示数据的附件，内容为虚构。"
SUFFIXES = ("", ".thumb.jpg")


class Album:
    """Draws the pool and copies from it."""

    def __init__(self, seed: int, variants: int = VARIANTS) -> None:
        self._seed, self._variants = seed, variants
        self._pool: dict[tuple[str, int, bool], Attachment] = {}
        self._dice = Random(f"{seed}:attachments")

    def give(self, scene: str, number: int, user_id: int, *, fixed: bool = False, name: str = "") -> str:
        """A picture of a scene as a fresh attachment of this user; ``fixed``: after it was put right. Returns its id."""
        name = name or f"IMG_{today():%Y%m%d}_{self._dice.randrange(10**6):06d}.jpg"
        return self._copy(self._source(scene, number % self._variants, fixed, user_id), user_id, name)

    def document(self, title: str, user_id: int) -> str:
        """A PDF as a fresh attachment of this user, called by its title; what it says is the same everywhere."""
        key = ("", 0, False)
        if key not in self._pool:
            data = {"title": "演示附件", "lines": [{"kind": "text", "text": SAMPLE}], "sender": "演示", "day": ""}
            with as_file(files("anlan.demo").joinpath("data", "paper.typ")) as template:
                self._pool[key] = take_in("sample.pdf", paper.pdf(template, data), user_id)
        return self._copy(self._pool[key], user_id, f"{title}.pdf")

    def _copy(self, source: Attachment, user_id: int, name: str) -> str:
        same: dict[str, Any] = {column: getattr(source, column) for column in SAME}
        made = Attachment(
            id=uuid.UUID(int=self._dice.getrandbits(128), version=4), user_id=user_id, ready=True,
            name=name, taken_at=source.taken_at and now(), **same,
        )  # fmt: skip
        made.save(force_insert=True)
        for suffix in SUFFIXES:
            if stored(source, suffix).exists():
                _link(stored(source, suffix), stored(made, suffix))
        return str(made.pk)

    def _source(self, scene: str, variant: int, fixed: bool, user_id: int) -> Attachment:
        key = (scene, variant, fixed)
        if key not in self._pool:
            self._pool[key] = take_in(f"{scene}.jpg", draw(self._seed, scene, variant, fixed=fixed), user_id)
        return self._pool[key]

    def put_away(self) -> None:
        """Removes the pool's own rows: nobody uploaded them for anything. Their bytes live on in the copies."""
        for row in self._pool.values():
            for suffix in SUFFIXES:
                stored(row, suffix).unlink(missing_ok=True)
            row.delete()
        self._pool.clear()


def _link(source: Any, target: Any) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        # Some file systems know no hard links.
        shutil.copyfile(source, target)
