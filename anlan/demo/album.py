"""The pictures of the demo: a pool drawn once, given out again and again as attachments of their own."""

import os
import shutil
import uuid
from random import Random
from typing import Any

from anlan.kernel.clock import now
from anlan.kernel.doors.files import stored, take_in
from anlan.kernel.trail.models import Attachment

from .pictures import draw

VARIANTS = 3
"""Pictures of each scene, before and after each."""

SAME = ("kind", "size", "received", "digest", "width", "height", "fingerprint")
SUFFIXES = ("", ".thumb.jpg")


class Album:
    """Draws the pool and copies from it."""

    def __init__(self, seed: int, variants: int = VARIANTS) -> None:
        self._seed, self._variants = seed, variants
        self._pool: dict[tuple[str, int, bool], Attachment] = {}
        self._dice = Random(f"{seed}:attachments")

    def give(self, scene: str, number: int, user_id: int, *, fixed: bool = False, name: str = "") -> str:
        """A picture of a scene as a fresh attachment of this user; ``fixed``: after it was put right. Returns its id."""
        source = self._source(scene, number % self._variants, fixed, user_id)
        same: dict[str, Any] = {column: getattr(source, column) for column in SAME}
        made = Attachment(
            id=uuid.UUID(int=self._dice.getrandbits(128), version=4), user_id=user_id, ready=True,
            name=name or f"IMG_{now():%Y%m%d}_{self._dice.randrange(10**6):06d}.jpg", taken_at=now(), **same,
        )  # fmt: skip
        made.save(force_insert=True)
        for suffix in SUFFIXES:
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
