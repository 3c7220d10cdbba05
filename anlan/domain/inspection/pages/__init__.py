"""What no register can say: choosing a site, inspecting in four ways, the papers, an inspection with its findings."""

from .detail import detail, drop_file
from .figure import figure
from .inspecting import inspect
from .papers import paper

__all__ = ["detail", "drop_file", "figure", "inspect", "paper"]
