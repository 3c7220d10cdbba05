"""When a project's area or direct supervisor changes, its open rows follow (house law 2); closed ones keep their stamp."""

from typing import TYPE_CHECKING, Any

from anlan.domain.enterprise.moving import restamp_rows
from anlan.kernel.clock.jobs import ask, job
from anlan.kernel.register import registry
from anlan.kernel.scope import grounds
from anlan.kernel.scope.scopes import Participating

if TYPE_CHECKING:
    from .models import Project

JOB = "project.restamp"


def ask_to_restamp(project: "Project") -> None:
    """Asks for the job once per version of the project, in the transaction of the change."""
    ask(JOB, f"{project.pk}:{project.version}", {"project": project.pk})


@job(JOB)
def restamp(payload: dict[str, Any]) -> None:
    """Brings the stamps of the project's open rows up to where it is now. Doing it again changes nothing."""
    project = registry.register("project").model._default_manager.get(pk=payload["project"])
    for register in registry.every_register():
        if isinstance(register.scope, Participating) and register.key != "project":
            restamp_rows(register, grounds.on(project.ground), project.home(), "随工程变更所属")
