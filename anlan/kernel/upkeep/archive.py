"""One backup is one tar file: the database, the files its rows name, a list of both, and at the very end the manifest.

Everything streams: memory does not grow with the archive. The manifest comes last because only then every hash is known;
an archive without one was never finished. It is signed with the seal key, so that a changed archive shows.
"""

import errno
import hashlib
import hmac
import io
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings
from django.utils import timezone

from . import UpkeepError

FORMAT = 1
MANIFEST, LIST = "manifest.json", "members.jsonl"
DATABASES = ("database.sqlite3", "database.dump")
PIECE = 1 << 20
# Names are ours: nothing else is ever written below a restored home.
SAFE = re.compile(r"files/(?:[0-9a-f]{2}/[0-9a-f-]{36}(?:\.thumb\.jpg)?|imports/[A-Za-z0-9._-]+)")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def no_room(folder: Path) -> UpkeepError:
    """The sentence for a disk that is full."""
    return UpkeepError(f"磁盘空间不足：{folder} 写不下，没有留下不完整的文件。请清理或换一个更大的磁盘后重试")


@contextmanager
def room_needed(folder: Path) -> Iterator[None]:
    """Turns a full disk into a sentence; other faults of the system pass with their own."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise no_room(folder) from error
        raise UpkeepError(f"读写 {error.filename or folder} 时出错：{error.strerror or error}") from error


class Writer:
    """Writes an archive under ``PATH.part`` and gives it its name when it is whole and on the disk.

    Used as a context: leaving it by an error removes what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(path.name + ".part")
        self.bytes = self.members = 0

    def __enter__(self) -> Self:
        with room_needed(self.path.parent):
            self._out = os.fdopen(os.open(self.part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")
            self._tar = tarfile.open(fileobj=self._out, mode="w", format=tarfile.PAX_FORMAT)
            # Unnamed, in the archive's own folder: it may be large, and goes with the process.
            self._list = tempfile.TemporaryFile(dir=self.path.parent)
        return self

    def add(self, name: str, source: Path) -> None:
        """One file. FileNotFoundError when it is gone."""
        with source.open("rb") as body:
            self.add_stream(name, body, os.fstat(body.fileno()).st_size)

    def add_stream(self, name: str, body: IO[bytes], size: int) -> None:
        """``size`` bytes of a stream as one member."""
        reader = Hashing(body)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        with room_needed(self.path.parent):
            self._tar.addfile(member, reader)
            self._list.write(json.dumps([name, size, reader.hexdigest()]).encode() + b"\n")
        # tarfile remembers every member it wrote.
        self._tar.members = []  # type: ignore[attr-defined]
        self.bytes, self.members = self.bytes + size, self.members + 1

    def finish(self, manifest: dict[str, Any]) -> None:
        """Adds the list and the signed manifest."""
        with room_needed(self.path.parent):
            self._list.flush()
        size = self._list.tell()
        self._list.seek(0)
        digest = hashlib.file_digest(self._list, "sha256").hexdigest()
        self._list.seek(0)
        facts = manifest | {"format": FORMAT, "members": self.members, "bytes": self.bytes, "list": digest}
        body = json.dumps(facts | {"signature": sign(facts)}, ensure_ascii=False, indent=1).encode()
        with room_needed(self.path.parent):
            for name, stream, length in ((LIST, self._list, size), (MANIFEST, io.BytesIO(body), len(body))):
                member = tarfile.TarInfo(name)
                member.size, member.mode = length, 0o600
                self._tar.addfile(member, stream)
            self._tar.close()
            self._out.flush()
            os.fsync(self._out.fileno())
            self.part.replace(self.path)
            sync_folder(self.path.parent)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._list.close()
        if kind is not None:
            self.part.unlink(missing_ok=True)
        self._out.close()


def sync_folder(folder: Path) -> None:
    """Makes a rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Hashing(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body, self._hash = body, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._body.read(size)
        self._hash.update(piece)
        return piece

    def hexdigest(self) -> str:
        """SHA-256 of all that was read."""
        return self._hash.hexdigest()


def sign(facts: dict[str, Any]) -> str:
    """HMAC of a manifest with the seal key."""
    body = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.SEAL_KEY.encode(), b"anlan.backup\n" + body.encode(), hashlib.sha256).hexdigest()


@dataclass
class Archive:
    """A finished archive, opened for reading."""

    path: Path
    manifest: dict[str, Any]

    @property
    def database(self) -> str:
        """The name of the database's member."""
        return DATABASES[0] if self.manifest["database"] == "sqlite" else DATABASES[1]

    def members(self) -> Iterator[tuple[str, int, IO[bytes]]]:
        """(name, size, stream) of every member, in order; the stream must be read before the next is asked for."""
        with tarfile.open(self.path, "r:") as tar:
            yield from _members(tar, self.path)

    def checked(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Every listed member with its stream; whoever reads it to the end learns here if it differs from the list.

        Raises UpkeepError at the first member that is changed, missing, added, or named as none of ours.
        """
        with laid_aside(self) as listed:
            for name, size, body in self.members():
                if name in (LIST, MANIFEST):
                    continue
                line = listed.readline()
                if not line or json.loads(line)[:2] != [name, size]:
                    raise self.damaged(f"成员“{name}”与清单不符")
                if name != self.database and not SAFE.fullmatch(name):
                    raise self.damaged(f"成员“{name}”不是备份应有的内容")
                reader = Hashing(body)
                yield name, reader  # type: ignore[misc]
                while reader.read(PIECE):
                    pass
                if reader.hexdigest() != json.loads(line)[2]:
                    raise self.damaged(f"成员“{name}”的内容被改动或损坏")
            if listed.readline():
                raise self.damaged("有成员缺失")

    @property
    def made_at(self) -> str:
        """When it was made, for people: in the time of the place."""
        moment = timezone.localtime(datetime.fromisoformat(self.manifest["made_at"]))
        return f"{moment:%Y-%m-%d %H:%M:%S}"

    @property
    def genuine(self) -> bool:
        """Does the manifest carry this installation's signature? Meaningless under another seal key."""
        facts = {k: v for k, v in self.manifest.items() if k != "signature"}
        return hmac.compare_digest(str(self.manifest.get("signature", "")), sign(facts))

    def damaged(self, why: str) -> UpkeepError:
        """The sentence for an archive that is not what was written."""
        return UpkeepError(f"备份 {self.path} 不能用：{why}。请换用另一份备份")

    def verify(self) -> None:
        """Reads everything once. Raises UpkeepError when something differs."""
        for _ in self.checked():
            pass


def _members(tar: tarfile.TarFile, path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    while (member := tar.next()) is not None:
        body = tar.extractfile(member) if member.isreg() else None
        if body is None:
            raise UpkeepError(f"备份 {path} 不能用：“{member.name}”不是普通文件")
        yield member.name, member.size, body
        tar.members = []  # type: ignore[attr-defined]


@contextmanager
def laid_aside(archive: Archive) -> Iterator[IO[bytes]]:
    """The archive's list of members, laid aside so that it can be read beside the members themselves."""
    with tempfile.TemporaryFile() as aside:
        for name, _, body in archive.members():
            if name == LIST:
                reader = Hashing(body)
                while piece := reader.read(PIECE):
                    aside.write(piece)
                if reader.hexdigest() != archive.manifest["list"]:
                    raise archive.damaged("清单与签名不符")
        aside.seek(0)
        yield aside


def open_archive(path: Path) -> Archive:
    """Reads the manifest. Raises UpkeepError when the file is no finished archive of a format that we know."""
    found: dict[str, Any] | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            for name, _, body in _members(tar, path):
                found = json.loads(body.read()) if name == MANIFEST else None
    except FileNotFoundError as error:
        raise UpkeepError(f"找不到备份 {path}，请核对路径") from error
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise UpkeepError(f"备份 {path} 不能用：文件残缺，或不是安澜的备份。请换用另一份备份") from error
    except OSError as error:
        raise UpkeepError(f"读不了备份 {path}：{error.strerror}") from error
    if found is None:
        raise UpkeepError(f"备份 {path} 不能用：末尾没有清单，可能没有写完。请换用另一份备份")
    if found.get("format") != FORMAT:
        raise UpkeepError(f"备份 {path} 的格式是 {found.get('format')}，本版本只认识 {FORMAT}，请用制作它的版本恢复")
    return Archive(path, found)
