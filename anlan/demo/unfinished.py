"""A demo that is being made, or whose making was broken off, is marked beside its files, so that nobody takes it for a whole one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

WORD = b"unfinished"


class BeingMade(Exception):
    """Another process is making this demo at the moment."""


def mark() -> Path:
    """The file that says so; it lies beside the folder of files and says nothing while nothing was begun."""
    return Path(settings.FILES_ROOT).with_name("demo.making")


def found() -> bool:
    """Is there a demo that is not whole?"""
    try:
        return mark().read_bytes() == WORD
    except FileNotFoundError:
        return False


@contextmanager
def alone() -> Iterator[IO[bytes]]:
    """Holds the mark against every other process; it goes away with the end, unless the demo is left unfinished. BeingMade."""
    mark().parent.mkdir(parents=True, exist_ok=True)
    with mark().open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BeingMade from error
        try:
            yield held
        finally:
            if not found():
                mark().unlink(missing_ok=True)


def begin(held: IO[bytes]) -> None:
    """From now on it is unfinished, even if the power goes."""
    held.truncate(0)
    held.write(WORD)
    _to_disk(held)


def end(held: IO[bytes]) -> None:
    """Now it is whole."""
    held.truncate(0)
    _to_disk(held)


def _to_disk(held: IO[bytes]) -> None:
    held.flush()
    os.fsync(held.fileno())
