"""One person's browser over real HTTP: a kept connection, cookies, forms; every answer's time goes into the tally."""

import base64
import http.client
import json
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

# Longer than this and a person has given up.
PATIENCE = 60.0
TUS = {"Tus-Resumable": "1.0.0"}
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


class Failed(Exception):
    """An answer that must not be, already in the tally."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")


@dataclass
class Tally:
    """Filled by many threads: milliseconds by kind of request, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    again: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, kind: str, ms: float) -> None:
        """An answer came."""
        with self.lock:
            self.times.setdefault(kind, []).append(ms)

    def wrong(self, kind: str, what: str) -> Failed:
        """Something went wrong; to be raised."""
        with self.lock:
            self.errors.setdefault(kind, []).append(what)
        return Failed(what)


class Browser:
    """Requests of one person; ``ports`` are the web processes, of which a balancer has chosen one for good."""

    def __init__(self, port: int, session: str, token: str, tally: Tally) -> None:
        self.port, self.token, self.tally = port, token, tally
        self.cookies = {"sessionid": session}
        self.line: http.client.HTTPConnection | None = None

    def ask(
        self,
        kind: str,
        method: str,
        path: str,
        body: bytes | None = None,
        good: tuple[int, ...] = (200, 302),
        **headers: str,
    ) -> Answer:
        """One request; Failed unless it is answered in time with a good status, and not by the sign-in page."""
        said = {k.replace("_", "-"): v for k, v in headers.items()}
        said["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        began = time.perf_counter()
        try:
            answer = self._once(method, path, body, said)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise self.tally.wrong(kind, f"{method} {path}: {error!r}") from error
        self.tally.took(kind, (time.perf_counter() - began) * 1000)
        if answer.status not in good or "sign-in" in answer.headers.get("location", ""):
            raise self.tally.wrong(kind, f"{method} {path}: {answer.status} {_words(answer.text)}")
        return answer

    def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.line.request(method, path, body, headers)
        got = self.line.getresponse()
        content = got.read()
        for cookie in got.headers.get_all("set-cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, content)

    def close(self) -> None:
        """Ends the connection; the next request opens another."""
        if self.line is not None:
            self.line.close()
        self.line = None

    def page(self, kind: str, path: str) -> Answer:
        """A page; a redirect is followed once, as browsers do."""
        answer = self.ask(kind, "GET", path)
        return answer if answer.status == 200 else self.ask(kind, "GET", answer.headers["location"])

    def form(self, kind: str, path: str, said: dict[str, Any], act: str) -> Answer:
        """Opens a form, fills it in and sends it as the act ``act``."""
        drawn = self.page("form opened", path)
        hidden = dict(HIDDEN.findall(drawn.text))
        # Where the browser came from; without it a form leads to the row it made.
        hidden.pop("back", None)
        body = urlencode(hidden | said | {"act": act}, doseq=True).encode()
        return self.ask(
            kind, "POST", path, body, (302, 422), Content_Type="application/x-www-form-urlencoded",
            Referer=f"http://127.0.0.1:{self.port}{path}",
        )  # fmt: skip

    def api(self, kind: str, path: str, said: dict[str, Any]) -> dict[str, Any]:
        """A request with the person's API key."""
        answer = self.ask(
            kind, "POST", path, json.dumps(said).encode(), (200, 201), Content_Type="application/json",
            Authorization=f"Bearer {self.token}",
        )  # fmt: skip
        return dict(json.loads(answer.body))

    def upload(self, picture: bytes) -> str:
        """A photo in one piece; its id."""
        if "csrftoken" not in self.cookies:
            self.page("form opened", "/self_check/quick/")
        more = {"X-CSRFToken": self.cookies["csrftoken"], **TUS}
        name = base64.b64encode("现场.jpg".encode()).decode()
        start = {"Upload-Length": str(len(picture)), "Upload-Metadata": f"filename {name}"}
        made = self.ask("photo", "POST", "/files/", b"", (201,), **more, **start)
        url = made.headers["location"]
        piece = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        self.ask("photo", "PATCH", url, picture, (204,), **more, **piece)
        return url.split("/")[2]


def _words(text: str) -> str:
    """What a page says in its main part."""
    text = text[max(0, text.find('<main id="main"')) :]
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", text, flags=re.S))[:300]
