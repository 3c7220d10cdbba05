"""A company's branch, a building site, what hangs on one, and the list of those that are complete."""

from .branch import Branch
from .completion import CompletionEntry
from .machine import SiteMachine
from .record import SiteRecord, not_here, site_of
from .site import Site
from .urge import SiteUrge

__all__ = ["Branch", "CompletionEntry", "Site", "SiteMachine", "SiteRecord", "SiteUrge", "not_here", "site_of"]
