"""What a later subject makes out of a hazard (a notice, a report): its button stands on the hazard's page."""

from collections.abc import Callable
from typing import Any

Address = Callable[[Any, Any], str]
_papers: list[tuple[str, str, Address]] = []


def add_paper(register_key: str, label: str, address: Address) -> None:
    """Offers a paper on the page of each hazard of that register; ``address(request, row)`` is "" where it does not fit."""
    _papers.append((register_key, label, address))


def papers_of(request: Any, register_key: str, row: Any) -> list[dict[str, str]]:
    """The buttons of one hazard for whoever looks."""
    offered = [(label, address(request, row)) for key, label, address in _papers if key == register_key]
    return [{"label": label, "url": url} for label, url in offered if url]
