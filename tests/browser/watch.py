"""Whatever goes wrong unseen fails the test: script errors, refused content, server errors, missing assets."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, Page

# A refused form (422), a conflict (409) or a stranger's row (404) is an answer the walk looks at itself.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Watch:
    """Listens to every page of its contexts."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.allowed: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """From now on this context is listened to, with all pages it opens."""
        context.on("page", self._page)
        context.on("response", self._response)
        context.on("weberror", lambda error: self.faults.append(f"脚本出错：{error.error}"))

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("crash", lambda crashed: self.faults.append(f"页面崩溃：{crashed.url}"))

    def _console(self, message: Any) -> None:
        if (
            message.type == "error"
            and not EXPECTED.match(message.text)
            and not any(a in message.text for a in self.allowed)
        ):
            self.faults.append(f"控制台：{message.text} {message.location.get('url', '')}")

    def _response(self, response: Any) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def allow(self, part: str) -> None:
        """A fault that the test is about to provoke on purpose, such as a lost signal."""
        self.allowed.append(part)

    def forget(self, part: str) -> None:
        """A fault the test has provoked on purpose and looked at."""
        self.faults = [fault for fault in self.faults if part not in fault]
