"""When the disk is full or the database is away, every door says so in a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, connection
from django.test import RequestFactory

from anlan.kernel.doors.trouble import AWAY, FULL, refused, trouble_of
from anlan.kernel.testing import Cast

from .conftest import FOUND
from .test_files import begin

# https://man7.org/linux/man-pages/man4/full.4.html: writing there always fails as on a full disk.
ALWAYS_FULL = Path("/dev/full")
ASKED = ("/web/home/", "/self_check/ledger/new/", "/people/sign-in/", "/api/v1/hazard/", "/files/")
ASK = """
import json, sys, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"Authorization": "Bearer anlan_x"})
client.cookies["sessionid"] = "a-session-that-was-signed-in"
answers = {path: client.post(path) if path == "/files/" else client.get(path) for path in json.loads(sys.argv[1])}
print(json.dumps({p: [a.status_code, a["Content-Type"], a.get("Retry-After"), a.content.decode()] for p, a in answers.items()}))
"""


@pytest.fixture(scope="module", params=["sqlite:////nowhere/anlan.sqlite3", "postgresql://anlan@127.0.0.1:1/anlan"])
def answers(request: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What a house whose database is away answers to somebody who was signed in."""
    told = {
        "ANLAN_MODE": "test", "ANLAN_HOME": str(tmp_path_factory.mktemp("home")), "ANLAN_DATABASE_URL": request.param,
        "DJANGO_SETTINGS_MODULE": "anlan.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(ASKED)], env=os.environ | told, cwd=settings.ROOT.parent, text=True,
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    found: dict[str, list[Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("path", ASKED)
def test_without_its_database_every_door_is_calm(answers: dict[str, list[Any]], path: str) -> None:
    status, kind, again, text = answers[path]
    assert (status, again) == (503, str(AWAY.again))
    assert AWAY.sentence in text and "Traceback" not in text
    assert kind.split(";")[0] == {"/api/v1/hazard/": "application/json", "/files/": "text/plain"}.get(path, "text/html")
    if path.startswith("/api/"):
        assert json.loads(text) == {"detail": AWAY.sentence}


def test_a_session_that_can_not_be_saved_is_no_bad_request() -> None:
    """Django takes a failed save of the session for a session that is gone, and would answer 400."""
    lost = SessionInterrupted("The request's session was deleted before the request completed.")
    lost.__context__ = OperationalError("the connection is closed")
    assert refused(RequestFactory().get("/web/home/"), lost).status_code == 503
    ours = refused(RequestFactory().get("/web/home/"), SessionInterrupted("signed out meanwhile"))
    assert ours.status_code == 400 and "请返回上一页" in ours.content.decode()


def test_on_a_full_disk_every_door_says_so_and_keeps_nothing_half(shared_cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite 的页数上限；PostgreSQL 由 make chaos 的小磁盘检验 (tests/chaos)")
    browser, token = shared_cast.browser("owner"), shared_cast.token("owner")
    browser.raise_request_exception = False
    said = FOUND | {"problem": "满" * 2000}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 20}")
    statuses = []
    while 507 not in statuses and len(statuses) < 200:
        statuses.append(browser.post("/self_check/ledger/new/", said).status_code)
    assert statuses[-1] == 507 and set(statuses[:-1]) == {302}
    rows = browser.get("/api/v1/hazard/", headers={"Authorization": token}).json()["total"]
    assert rows == len(statuses) - 1
    page = browser.post("/self_check/ledger/new/", said)
    assert (page.status_code, page["Retry-After"]) == (507, str(FULL.again)) and FULL.sentence in page.content.decode()
    api = browser.post("/api/v1/hazard/", {"values": said}, "application/json", headers={"Authorization": token})
    assert (api.status_code, api.json()) == (507, {"detail": FULL.sentence})
    uploads = [begin(browser, 100, "满" * 190) for _ in range(60)]
    assert uploads[-1].status_code == 507 and uploads[-1].content.decode() == FULL.sentence
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    assert browser.post("/self_check/ledger/new/", said).status_code == 302


def written(path: Path) -> BaseException:
    """The error of writing there."""
    with pytest.raises(OSError) as caught, path.open("wb") as out:
        out.write(b"x" * 100_000)
    return caught.value


@pytest.mark.skipif(not ALWAYS_FULL.exists(), reason="没有 /dev/full (no such device)")
def test_a_full_disk_is_known_by_its_error_however_deep() -> None:
    error = written(ALWAYS_FULL)
    assert trouble_of(error) is FULL
    wrapped = ValueError("the sheet could not be written")
    wrapped.__cause__ = error
    assert trouble_of(wrapped) is FULL
    assert trouble_of(ValueError("ours")) is None
    assert trouble_of(FileNotFoundError(2, "not there")) is None


@pytest.mark.django_db
def test_a_mistake_of_ours_is_no_trouble_of_the_machine() -> None:
    with pytest.raises(Exception, match="no_such_table") as caught, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert trouble_of(caught.value) is None
