"""A small SMS gateway: it notes each key before it answers, and takes its time, as real ones do."""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

SLOWEST = 0.4


class Gateway:
    """Listens on a free port of this machine while the block runs."""

    def __init__(self, seed: str) -> None:
        self.keys: Counter[str] = Counter()
        self._random, self._lock, self._pause = Random(seed), threading.Lock(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.note(body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                return

        return Handler

    def note(self, body: dict[str, str]) -> None:
        """Notes a message's key."""
        with self._lock:
            self.keys[body["key"]] += 1
            seconds = self._random.uniform(0, SLOWEST)
        self._pause.wait(seconds)

    def __enter__(self) -> "Gateway":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._pause.set()
        self._server.shutdown()
        self._server.server_close()
