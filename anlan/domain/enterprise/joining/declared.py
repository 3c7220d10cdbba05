"""Which portals let firms register themselves, and as what."""

from dataclasses import dataclass

from django.http import Http404


@dataclass(frozen=True)
class Enrolment:
    """``portal``: its key. ``industry`` and ``role``: what a new firm is, and what its account becomes there.

    ``authority``: what people call the department that looks at it.
    """

    portal: str
    industry: str
    role: str
    authority: str


_declared: dict[str, Enrolment] = {}


def declare(enrolment: Enrolment) -> Enrolment:
    """Lets firms register in a portal."""
    _declared[enrolment.portal] = enrolment
    return enrolment


def enrolment_of(portal: str) -> Enrolment:
    """What a portal declared. Http404 when it lets nobody register."""
    found = _declared.get(portal)
    if found is None:
        raise Http404
    return found
