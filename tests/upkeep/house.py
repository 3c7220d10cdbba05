"""A house of real processes: its own folder, its own database, its own server."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "123456"
MAIN = "from anlan.config.cli import main; main()"
ADDRESS = os.environ.get("ANLAN_DATABASE_URL", "")
ON_POSTGRES = ADDRESS.startswith("postgres")


def until(holds: Callable[[], Any], otherwise: str, seconds: float = 60) -> Any:
    """What ``holds()`` returns as soon as it is true; TimeoutError after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.05)
    return found


class House:
    """One installation. On PostgreSQL it has a database of its own on the server that ANLAN_DATABASE_URL names."""

    def __init__(self, home: Path, template: str = "", **more: str) -> None:
        self.home, self.more = home, more
        home.mkdir(parents=True, exist_ok=True)
        self.address = f"sqlite:///{home}/anlan.sqlite3"
        self.log = home.with_suffix(".log")
        if ON_POSTGRES:
            self.database = f"house_{uuid.uuid4().hex[:10]}"
            self.address = ADDRESS.rsplit("/", 1)[0] + "/" + self.database
            with psycopg.connect(ADDRESS, autocommit=True) as session:
                session.execute(f"CREATE DATABASE {self.database} TEMPLATE {template or 'template1'}".encode())

    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        own = ("ANLAN_", "DJANGO_", "PYTEST_", "PORT", "HOST")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(own)}
        given = {"ANLAN_MODE": "demo", "ANLAN_HOME": str(self.home), "ANLAN_DATABASE_URL": self.address}
        return kept | given | {"PYTHONUNBUFFERED": "1"} | self.more

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """``anlan ...`` in the background."""
        command = [sys.executable, "-c", MAIN, *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} | options
        return subprocess.Popen(command, cwd=ROOT, env=self.environment(), **pipes)

    def anlan(self, *arguments: str, fails: bool = False, **options: Any) -> str:
        """``anlan ...``; what it said. AssertionError when it ends otherwise than expected."""
        process = self.start(*arguments, **options)
        said, _ = process.communicate(timeout=900)
        assert bool(process.returncode) is fails, f"anlan {' '.join(arguments)}: {process.returncode}\n{said}"
        return str(said)

    def python(self, code: str) -> str:
        """Runs a few lines inside the house; what they printed."""
        lines = (
            f"import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'anlan.config.settings'\ndjango.setup()\n{code}"
        )
        done = subprocess.run(
            [sys.executable, "-c", lines], cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows straight from the database."""
        if ON_POSTGRES:
            with psycopg.connect(self.address) as session:
                return session.execute(sql.encode()).fetchall()
        import sqlite3

        with closing(sqlite3.connect(f"file:{self.home}/anlan.sqlite3?mode=ro", uri=True, timeout=20)) as file:
            return file.execute(sql).fetchall()

    @contextmanager
    def serving(self, workers: int = 1) -> Iterator[str]:
        """A running server; its address."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        base = f"http://127.0.0.1:{port}"
        with self.log.open("a") as out:
            process = self.start("serve", "--port", str(port), "--workers", str(workers), stdout=out, stderr=out)

        def answers() -> bool:
            assert process.poll() is None, self.log.read_text()
            try:
                return urllib.request.urlopen(f"{base}/people/sign-in/", timeout=20).status == 200
            except OSError:
                return False

        try:
            until(answers, "the server did not start")
            yield base
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def username(self, role: str) -> str:
        """The first account of a role."""
        sql = (
            "SELECT u.username FROM scope_seat s JOIN people_user u ON u.id = s.user_id JOIN people_role r ON r.id ="
            f" s.role_id WHERE r.key = '{role}' AND NOT u.must_choose ORDER BY s.id LIMIT 1"
        )
        return str(self.rows(sql)[0][0])


class Visitor:
    """Somebody's browser, without a screen."""

    def __init__(self, house: House, base: str) -> None:
        self.house, self.base, self.jar, self.token = house, base, CookieJar(), ""
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Message, str]:
        """(status, heads, text) of one request; an error's answer too."""
        given = {k.replace("_", "-"): v for k, v in headers.items()}
        for cookie in self.jar:
            if cookie.name == "csrftoken":
                given["X-CSRFToken"] = str(cookie.value)
        request = urllib.request.Request(self.base + path, body, given, method=method)
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode("utf-8", "replace")

    def get(self, path: str) -> tuple[int, str]:
        """(status, text)."""
        status, _, text = self.ask("GET", path)
        return status, text

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """A form; (status, text) of where it leads."""
        head = {"Content_Type": "application/x-www-form-urlencoded"}
        status, _, text = self.ask("POST", path, urllib.parse.urlencode(fields).encode(), **head)
        return status, text

    def sign_in(self, username: str, password: str = PASSWORD) -> int:
        """The real form; the code of the picture is what the house has stored for it."""
        _, page = self.get("/people/sign-in/")
        found = re.search(r'name="captcha_0"[^>]*value="([0-9a-f]+)"', page) or re.search(
            r'value="([0-9a-f]{40})"[^>]*name="captcha_0"', page
        )
        assert found, page
        code = self.house.rows(f"SELECT response FROM captcha_captchastore WHERE hashkey = '{found[1]}'")[0][0]
        fields = {"username": username, "password": password, "captcha_0": found[1], "captcha_1": code}
        return self.post("/people/sign-in/", **fields)[0]

    def upload(self, body: bytes, name: str = "photo.jpg") -> str:
        """A file in one piece; its id."""
        head = {"Tus_Resumable": "1.0.0"}
        status, heads, text = self.ask("POST", "/files/", b"", Upload_Length=str(len(body)), **head)
        assert status == 201, text
        place = heads["Location"]
        content = "application/offset+octet-stream"
        status, _, text = self.ask("PATCH", place, body, Upload_Offset="0", Content_Type=content, **head)
        assert status == 204, text
        return place.split("/")[2]

    def take_token(self) -> None:
        """A key for the API from the page that gives one."""
        _, page = self.post("/people/tokens/", title="drill")
        found = re.search(r"anlan_[A-Za-z0-9_-]{30,}", page)
        assert found, page
        self.token = found[0]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One call of the API; (status, JSON)."""
        head = {"Authorization": f"Bearer {self.token}", "Content_Type": "application/json"}
        status, _, text = self.ask(
            method, f"/api/v1/{path}", json.dumps(body).encode() if body is not None else None, **head
        )
        return status, json.loads(text)
