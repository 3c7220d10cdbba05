"""What works put on the home page: 待办工作 and 预警提示 (W-3.1.b, W-3.1.c)."""

from typing import Any

from anlan.kernel.doors.home import panel, tasks

from .warnings import warnings_of
from .works import no_section_refused


@panel("works_tasks", "doors/panel_tasks.html")
def works_tasks(request: Any) -> dict[str, Any] | None:
    """待办工作: the same desk as everywhere, under this manual's name."""
    found = tasks(request)
    return None if found is None else found | {"title": "待办工作"}


@panel("works_warnings", "project/panel_warnings.html")
def works_warnings(request: Any) -> dict[str, Any]:
    """预警提示: what every subject warns of; first of all that a unit has no section and can report nothing."""
    return {"warnings": warnings_of(request.seat), "stopped": no_section_refused(request.seat)}
