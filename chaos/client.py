"""A person's browser or program: it sends again, with the same act uuid, until the house answers it."""

import re
import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

import requests

from .ledger import Ledger
from .people import Person

PATIENCE = 40.0
ONE_ANSWER = 25.0


class GaveUp(Exception):
    """The house did not answer in time, or the round is over and nothing new begins."""


class Client:
    """One person at one machine; ``ports`` are the web servers a load balancer would know."""

    def __init__(self, person: Person | None, ports: list[int], ledger: Ledger, random: Random) -> None:
        self.person, self.ports, self.ledger, self.random = person, ports, ledger, random
        self.pause = threading.Event()
        self.cookies: dict[str, str] = {} if person is None else {"sessionid": person.session}
        self.tries = 0

    def once(self, method: str, path: str, **body: Any) -> requests.Response | None:
        """One try: None when the line broke or the house said, in a sentence, that it can't now."""
        base = f"http://127.0.0.1:{self.random.choice(self.ports)}"
        self.tries += 1
        try:
            answer = requests.request(
                method, base + path, timeout=ONE_ANSWER, allow_redirects=False, cookies=self.cookies, **body
            )
        except requests.RequestException:
            self.ledger.count("broken lines")
            return None
        self.cookies |= answer.cookies.get_dict()
        if answer.status_code < 500:
            return answer
        self._trouble(method, path, answer)
        return None

    def _trouble(self, method: str, path: str, answer: requests.Response) -> None:
        """An answer of 5xx must be one of ours: with a sentence that says what to do, and when to try again."""
        door = path.split("/")[1] if path.startswith(("/api/", "/files/")) else "page"
        self.ledger.count(f"answers {answer.status_code}")
        self.ledger.count(f"{door} {answer.status_code}")
        calm = answer.status_code in (503, 507) and (
            method == "HEAD" or "稍后" in answer.content.decode(errors="replace")
        )
        if not calm or "Retry-After" not in answer.headers or "Traceback" in answer.text:
            self.ledger.fault(f"{method} {path}：{answer.status_code} {answer.text[:200]}")

    def send(self, method: str, path: str, **body: Any) -> requests.Response:
        """The answer, however often the request must be sent; GaveUp when nobody answers for ``PATIENCE`` seconds."""
        end, self.tries = time.monotonic() + PATIENCE, 0
        while time.monotonic() < end:
            answer = self.once(method, path, **body)
            if answer is not None:
                return answer
            self.pause.wait(self.random.uniform(0.05, 0.3))
        self.ledger.fault(f"{method} {path}：{PATIENCE:.0f} 秒没有答复")
        raise GaveUp(f"{method} {path}")

    def expect(self, answer: requests.Response, statuses: tuple[int, ...], what: str) -> bool:
        """Notes a fault unless the answer has one of the statuses."""
        if answer.status_code in statuses and "sign-in" not in answer.headers.get("Location", ""):
            return True
        self.ledger.fault(f"{what}：{answer.status_code} {self.words(answer)}")
        return False

    @staticmethod
    def words(answer: requests.Response) -> str:
        """What a page says in its main part."""
        text = answer.text[max(0, answer.text.find('<main id="main"')) :]
        return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", text, flags=re.S))[:500]

    def api(self, method: str, path: str, said: dict[str, Any]) -> requests.Response:
        """A request with the person's API key."""
        assert self.person is not None
        return self.send(method, path, json=said, headers={"Authorization": f"Bearer {self.person.token}"})

    def form(self, path: str, said: dict[str, Any], act: str) -> requests.Response:
        """Opens a form, fills it in and sends it as the act ``act``."""
        page = self.send("GET", path)
        if page.status_code != 200:
            return page
        hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.text))
        # Where the browser came from; without it a form leads to the row it made.
        hidden.pop("back", None)
        return self.send("POST", path, data=hidden | said | {"act": act})

    def twice(self, work: Callable[[], requests.Response]) -> requests.Response:
        """A double click: the same request from two threads at once. The later answer counts; both must agree."""
        answers: list[requests.Response] = []

        def click() -> None:
            try:
                answers.append(work())
            except GaveUp:
                return

        threads = [threading.Thread(target=click) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(answers) < 2:
            raise GaveUp("double click")
        self.ledger.count("double clicks")
        if (first := answers[0].status_code // 100) != answers[1].status_code // 100:
            said = next(a for a in answers if a.status_code // 100 != 2)
            self.ledger.fault(f"双击：一个 {first}xx，另一个 {answers[1].status_code} {said.text[:200]}")
        return answers[-1]
