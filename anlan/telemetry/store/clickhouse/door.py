"""A door on loopback through which other processes use the engine of this one: as much of ClickHouse's HTTP as they speak."""

import base64
import hmac
import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from clickhouse_connect.driver.exceptions import ClickHouseError

DOOR = "door.json"
INSERT = re.compile(rb"\s*INSERT INTO\s+`?(\w+)`?\s*\(([^)]*)\)\s*FORMAT (\w+)\n", re.IGNORECASE)
FORMAT = re.compile(rb"\bFORMAT\s+(\w+)\s*$", re.IGNORECASE)
MOST = 256 * 1024 * 1024


class Door:
    """Open from the beginning; ``folder/door.json`` tells those who may read that file the port and the key."""

    def __init__(self, folder: Path, connect: Callable[[], Any]) -> None:
        self.key, self.connect = secrets.token_urlsafe(32), connect
        self.idle: LifoQueue[Any] = LifoQueue()
        door = self

        class Asked(_Asked):
            pass

        Asked.door = door
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        self.server.daemon_threads = True
        self.file = folder / DOOR
        draft = folder / f"{DOOR}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({"port": self.server.server_port, "key": self.key}))
        draft.replace(self.file)
        threading.Thread(target=self.server.serve_forever, name="anlan-telemetry-door", daemon=True).start()

    def close(self) -> None:
        """Shuts it."""
        self.file.unlink(missing_ok=True)
        self.server.shutdown()
        self.server.server_close()
        while not self.idle.empty():
            self.idle.get().close()

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A line for one question; lines can't be shared, so there are as many as questions at once."""
        try:
            found = self.idle.get_nowait()
        except Empty:
            found = self.connect()
        try:
            yield found
        finally:
            self.idle.put(found)


class _Asked(BaseHTTPRequestHandler):
    door: Door
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, b"Ok.\n") if self.path == "/ping" else self.do_POST()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST:
            self.close_connection = True
            return self._answer(413, b"too large")
        body = self.rfile.read(length)
        said = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if not self._allowed():
            return self._answer(403, b"Code: 516. Authentication failed")
        try:
            self._run(said, body)
        except (ClickHouseError, ValueError) as error:
            self._answer(500, str(error).encode())

    def _allowed(self) -> bool:
        given = self.headers.get("X-ClickHouse-Key") or ""
        basic = self.headers.get("Authorization") or ""
        if basic.startswith("Basic "):
            given = base64.b64decode(basic[6:]).decode().partition(":")[2]
        return hmac.compare_digest(given.encode(), self.door.key.encode())

    def _run(self, said: dict[str, str], body: bytes) -> None:
        content = b"\n".join(part for part in (said.get("query", "").encode(), body) if part)
        with self.door.client() as client:
            if insert := INSERT.match(content):
                table, columns, form = (piece.decode() for piece in insert.groups())
                names = [column.strip(" `") for column in columns.split(",")]
                client.raw_insert(table, names, content[insert.end() :], fmt=form)
                return self._answer(200, b"")
            asked = FORMAT.search(content)
            self._answer(200, client.raw_query(content.decode()), asked[1].decode() if asked else "TabSeparated")

    def _answer(self, status: int, body: bytes, form: str = "") -> None:
        self.send_response(status)
        if form and body:
            self.send_header("X-ClickHouse-Format", form)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the asking process logs what goes wrong."""
