"""What is kept on the disk while the store is away, in the order in which it came."""

import errno
import fcntl
import logging
import os
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from .packing import pack, unpack
from .store import TelemetryStore
from .words import Position, Reading

log = logging.getLogger("anlan.telemetry")

HEAD = struct.Struct("<4sIIq")
"""Of each record: mark, bytes of the body, CRC-32 of body and time, when it was received."""
MARK = b"ANSP"
SEGMENT = 8 * 1024 * 1024
"""A file as large as that gets no more records; it is removed when all of it is in the store."""
AT_ONCE, SPAN = 20_000, 5_000
"""Records are stored together up to so many values received within so many ms: one commit instead of hundreds."""
Record = tuple[list[Reading], list[Position], int]


class Spool:
    """A folder of files, each record written and synced before it counts. OSError when there is no room.

    A record that a killed process left unfinished is told by its length and checksum; nobody was answered for it. What was
    stored but not yet removed is stored again, which changes nothing. ``most``: bytes the folder may hold.
    """

    def __init__(self, folder: Path, most: int | None = None) -> None:
        self.folder = folder
        self.most = settings.TELEMETRY_SPOOL_BYTES if most is None else most
        self._file: BinaryIO | None = None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.waiting = bool(self._segments())

    def size(self) -> int:
        """Bytes that lie there."""
        return sum(path.stat().st_size for path in self.folder.glob("*.spool*"))

    def write(self, readings: Sequence[Reading], positions: Sequence[Position], heard: int) -> None:
        """Keeps them durably."""
        body = pack(readings, positions)
        record = HEAD.pack(MARK, len(body), _check(body, heard), heard) + body
        if self.size() + len(record) > self.most:
            raise OSError(errno.ENOSPC, "the spool is full", str(self.folder))
        file = self._file or self._begin()
        before = file.tell()
        try:
            left = memoryview(record)
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            # What is half there may not stand before the next record; nothing follows in this file.
            self._file = None
            with suppress(OSError):
                if before:
                    os.truncate(file.name, before)
                else:
                    # Nothing of it counts, so nobody would come to drain it.
                    os.unlink(file.name)
            with suppress(OSError):
                file.close()
            raise
        self.waiting = True
        if file.tell() >= SEGMENT:
            self._end()

    def drain(self, store: TelemetryStore) -> None:
        """Brings everything into the store, oldest first; Unavailable when that does not take it."""
        self._end()
        for path in self._segments():
            with suppress(FileNotFoundError), path.open("rb") as file:
                if not _only_ours(file):
                    continue
                for readings, positions, heard in _together(_records(file, path)):
                    store.append(readings, positions, heard)
                path.unlink()
        self.waiting = False

    def close(self) -> None:
        """Ends writing; what waits is drained by whoever comes next."""
        self._end()

    def _segments(self) -> list[Path]:
        return sorted(self.folder.glob("*.spool"))

    def _begin(self) -> BinaryIO:
        """A new file; never one of a killed process, whose last record may be half there."""
        path = self.folder / f"{time.time_ns():020d}-{os.getpid()}.spool"
        # Unbuffered, so that nothing of a record that failed is written when the file is closed.
        file = path.open("xb", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)
        sync_folder(self.folder)
        self._file = file
        return file

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _only_ours(file: BinaryIO) -> bool:
    """No other process writes or drains it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _records(file: BinaryIO, path: Path) -> Iterator[Record]:
    """All whole records. What can't be read is kept beside under another name, with its reason in the log."""
    while head := file.read(HEAD.size):
        mark, length, check, heard = HEAD.unpack(head) if len(head) == HEAD.size else (b"", 0, 0, 0)
        body = file.read(length) if mark == MARK else b""
        if mark == MARK and len(body) == length and _check(body, heard) == check:
            yield (*unpack(body), heard)
            continue
        if mark == MARK and len(body) == length:
            # Its length is right, so the next one can be found.
            _set_aside(path, head + body)
            continue
        _set_aside(path, head + body + file.read())
        return


def _set_aside(path: Path, rest: bytes) -> None:
    aside = path.with_suffix(".spool-broken")
    log.error("%s: %d bytes are no whole record and were set aside in %s", path, len(rest), aside.name)
    with aside.open("ab") as file:
        file.write(rest)


def _together(records: Iterator[Record]) -> Iterator[Record]:
    readings: list[Reading] = []
    positions: list[Position] = []
    first = last = 0
    for more, places, heard in records:
        if (readings or positions) and (len(readings) + len(positions) >= AT_ONCE or abs(heard - first) > SPAN):
            yield readings, positions, last
            readings, positions = [], []
        if not readings and not positions:
            first = heard
        readings, positions, last = readings + more, positions + places, heard
    if readings or positions:
        yield readings, positions, last


def _check(body: bytes, heard: int) -> int:
    return zlib.crc32(body, heard & 0xFFFFFFFF)


def sync_folder(folder: Path) -> None:
    """A new name in it outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
