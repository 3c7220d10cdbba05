"""The restore drill: a backup while people work, restored elsewhere, looked at from all sides."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import tarfile
import threading
from pathlib import Path
from typing import Any

import pytest

from anlan.kernel.testing.cast import picture

from .house import ON_POSTGRES, House, Visitor, until

pytestmark = pytest.mark.slow
FOUND = {
    "level": "general",
    "problem": "配电箱门缺失",
    "place": "二车间",
    "responsible": "王建国",
    "found_on": "2026-05-06",
}


def manifest_of(path: Path) -> dict[str, Any]:
    """The manifest of an archive."""
    with tarfile.open(path) as tar:
        body = tar.extractfile("manifest.json")
        assert body is not None
        return dict(json.load(body))


class Worker(threading.Thread):
    """A firm that reports hazard after hazard, each with a photo; remembers what was acknowledged."""

    def __init__(self, house: House, base: str, number: int) -> None:
        super().__init__(daemon=True)
        self.visitor, self.number, self.stop = Visitor(house, base), number, threading.Event()
        self.done: list[tuple[int, str, str]] = []
        self.wrong: list[Any] = []
        assert self.visitor.sign_in(house.username("enterprise_safety_officer")) == 200
        self.visitor.take_token()

    def run(self) -> None:
        turn = 0
        while not self.stop.is_set():
            turn += 1
            body = picture(self.number * 1000 + turn)
            file = self.visitor.upload(body)
            status, answer = self.visitor.call("POST", "hazard/", {"values": FOUND | {"photos": [file]}})
            if status != 201:
                self.wrong.append((status, answer))
                return
            self.done.append((answer["id"], file, hashlib.sha256(body).hexdigest()))


def working(house: House, base: str, count: int) -> list[Worker]:
    """So many workers, each of which has something acknowledged already."""
    workers = [Worker(house, base, number) for number in range(count)]
    for one in workers:
        one.start()
    until(lambda: all(len(w.done) > 1 or w.wrong for w in workers), "nobody got anything done")
    return workers


def test_a_backup_while_people_write_is_of_one_moment(house: House, tmp_path: Path) -> None:
    path = tmp_path / "copy.tar"
    with house.serving() as base:
        workers = working(house, base, 3)
        before = [len(w.done) for w in workers]
        told = house.anlan("backup", str(path))
        after = [len(w.done) for w in workers]
        until(
            lambda: all(len(w.done) > n or w.wrong for w, n in zip(workers, after, strict=True)), "writing stood still"
        )
        for one in workers:
            one.stop.set()
            one.join(60)
    assert [w.wrong for w in workers] == [[], [], []]
    assert "已备份" in told and "备份完好" in house.anlan("backup", "--verify", str(path))
    assert [p.name for p in tmp_path.glob("copy*")] == ["copy.tar"] and not any(tmp_path.glob(".anlan-work-*/"))

    other = House(tmp_path / "other")
    assert "留痕相符" in other.anlan("restore", str(path))
    assert "相符" in other.anlan("verify")
    manifest = manifest_of(path)
    for table, count in manifest["tables"].items():
        assert other.rows(f'SELECT count(*) FROM "{table}"') == [(count,)], table
    kept = {row[0] for row in other.rows("SELECT id FROM hazard_hazard")}
    for one, first in zip(workers, before, strict=True):
        assert {pk for pk, _, _ in one.done[:first]} <= kept, "acknowledged before the backup, and lost"
    with other.serving() as base:
        visitor = Visitor(other, base)
        assert visitor.sign_in(other.username("enterprise_safety_officer")) == 200
        for one in workers:
            for pk, file, digest in one.done:
                if pk in kept:
                    body = (other.home / "files" / file[:2] / file).read_bytes()
                    assert hashlib.sha256(body).hexdigest() == digest
        assert "待办" in visitor.get("/web/home/")[1]
        fresh = working(other, base, 1)[0]
        fresh.stop.set()
        fresh.join(60)
        assert not fresh.wrong
    assert "相符" in other.anlan("verify")


def test_what_is_there_is_not_overwritten_unasked_and_kept_when_asked(house: House, tmp_path: Path) -> None:
    path = tmp_path / "copy.tar"
    house.anlan("backup", str(path))
    house.python("from anlan.kernel.scope.models import Organisation; Organisation.objects.update(name='改过')")
    extra = house.home / "files" / "ab"
    extra.mkdir(exist_ok=True)
    (extra / "ab000000-0000-4000-8000-000000000000").write_bytes(b"not named by the backup")
    assert "--replace" in house.anlan("restore", str(path), fails=True)
    assert house.rows("SELECT DISTINCT name FROM scope_organisation") == [("改过",)]
    told = house.anlan("restore", "--replace", str(path))
    assert house.rows("SELECT count(*) FROM scope_organisation WHERE name = '改过'") == [(0,)]
    aside = next(house.home.glob("before_restore_*"))
    assert (aside / "files" / "ab" / "ab000000-0000-4000-8000-000000000000").exists() and str(aside) in told
    assert not (extra / "ab000000-0000-4000-8000-000000000000").exists()
    if not ON_POSTGRES:
        old = House(tmp_path / "old")
        (aside / "anlan.sqlite3").rename(old.home / "anlan.sqlite3")
        assert old.rows("SELECT DISTINCT name FROM scope_organisation") == [("改过",)]


def test_a_running_house_is_not_replaced(house: House, tmp_path: Path) -> None:
    path = tmp_path / "copy.tar"
    house.anlan("backup", str(path))
    with house.serving() as base:
        assert Visitor(house, base).sign_in(house.username("viewer")) == 200
        assert "请先停止" in house.anlan("restore", "--replace", str(path), fails=True)


def test_a_changed_cut_or_foreign_archive_is_refused(house: House, tmp_path: Path) -> None:
    path = tmp_path / "copy.tar"
    house.anlan("backup", str(path))
    body = path.read_bytes()
    with tarfile.open(path) as tar:
        photo = next(m for m in tar if m.name.startswith("files/") and m.size > 2000)
    place = photo.offset_data + 1000
    (tmp_path / "changed.tar").write_bytes(body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])
    (tmp_path / "cut.tar").write_bytes(body[: len(body) // 2])
    (tmp_path / "text.tar").write_bytes(b"no archive at all")
    signed = body.index(b'"missing": []')
    forged = body[:signed] + b'"missing" :[]' + body[signed + 13 :]
    (tmp_path / "forged.tar").write_bytes(forged.replace(b'"version": "0.1.0"', b'"version": "0.1.9"'))
    for name, words in (
        ("changed", "被改动或损坏"),
        ("cut", "不能用"),
        ("text", "不是安澜的备份"),
        ("forged", "签名不符"),
    ):
        assert words in house.anlan("backup", "--verify", str(tmp_path / f"{name}.tar"), fails=True), name
    other = House(tmp_path / "other")
    assert "被改动或损坏" in other.anlan("restore", str(tmp_path / "changed.tar"), fails=True)
    assert not any((other.home).glob("files/*/*"))


def test_other_keys_are_told_and_no_key_lies_in_the_archive(house: House, tmp_path: Path) -> None:
    path = tmp_path / "copy.tar"
    house.anlan("backup", str(path))
    secret = house.python("from django.conf import settings; print(settings.SEAL_KEY, settings.FIELD_KEYS[0])").split()
    body = path.read_bytes()
    assert not any(one.encode() in body for one in secret)
    other = House(
        tmp_path / "other", ANLAN_FIELD_KEYS="another key of more than 32 characters", ANLAN_SEAL_KEY="x" * 40
    )
    told = other.anlan("restore", str(path), fails=True)
    assert "ANLAN_FIELD_KEYS" in told and "ANLAN_SEAL_KEY" in told and "指纹" in told
    assert "留痕校验不符" in other.anlan("restore", "--force", str(path))


def test_killed_at_any_moment_the_old_house_stands(house: House, tmp_path: Path) -> None:
    path, old = tmp_path / "copy.tar", "SELECT count(*) FROM scope_organisation WHERE name = '改过'"
    house.anlan("backup", str(path))
    house.python(
        "from anlan.kernel.scope.models import Organisation; Organisation.objects.filter(pk=1).update(name='改过')"
    )
    for line in ("核对", "校验"):
        process = house.start("restore", "--replace", str(path))
        assert process.stdout is not None
        for said in process.stdout:
            if line in said:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert house.rows(old) == [(1,)]
        assert "相符" in house.anlan("verify")
    # A killed one leaves nothing that hinders the next, which also sweeps up after it.
    house.anlan("restore", "--replace", str(path))
    assert house.rows(old) == [(0,)] and not any(house.home.glob(".anlan-work-*/"))


def test_a_killed_or_a_full_disk_leaves_no_archive(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    process = house.start("backup", str(folder))
    assert process.stdout is not None
    until(lambda: "已复制" in str(process.stdout and process.stdout.readline()), "no copy")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not any(folder.glob("*.tar"))

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    told = house.anlan("backup", str(folder), fails=True, preexec_fn=small_disk)
    assert "磁盘空间不足" in told and "Traceback" not in told
    assert [p.name for p in folder.iterdir()] == [".anlan-work-lock"]


def test_a_folder_keeps_the_newest(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("anlan-20200101-000000.tar", "anlan-20200102-000000.tar", "mine.tar"):
        (folder / name).write_bytes(b"old")
    house.anlan("backup", str(folder), "--keep", "2")
    kept = sorted(p.name for p in folder.glob("*.tar"))
    assert len(kept) == 3 and kept[0] == "anlan-20200102-000000.tar" and kept[-1] == "mine.tar"


@pytest.mark.skipif(not ON_POSTGRES, reason="pg_dump belongs to PostgreSQL")
def test_pg_dump_that_is_absent_or_too_old_is_told(house: House, tmp_path: Path) -> None:
    old = tmp_path / "bin"
    old.mkdir()
    house.more["ANLAN_PG_BIN"] = str(old)
    assert "没有找到 pg_dump" in house.anlan("backup", str(tmp_path / "a.tar"), fails=True)
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    os.chmod(old / "pg_dump", 0o755)
    assert "旧" in house.anlan("backup", str(tmp_path / "a.tar"), fails=True)
    assert not (tmp_path / "a.tar").exists()


def test_a_file_that_is_gone_is_named_and_does_not_stop_the_backup(house: House, tmp_path: Path) -> None:
    name = str(house.rows("SELECT id FROM trail_attachment WHERE ready AND record <> '' ORDER BY id LIMIT 1")[0][0])
    name = name if "-" in name else f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"
    (house.home / "files" / name[:2] / name).unlink()
    assert "缺少 1 个附件" in house.anlan("backup", str(tmp_path / "a.tar"))
    assert manifest_of(tmp_path / "a.tar")["missing"] == [f"{name[:2]}/{name}"]


def test_the_archive_can_be_read_by_tar(house: House, tmp_path: Path) -> None:
    house.anlan("backup", str(tmp_path / "a.tar"))
    listed = subprocess.run(
        ["tar", "tf", tmp_path / "a.tar"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert listed[-1] == "manifest.json" and listed[0].startswith("database.")
