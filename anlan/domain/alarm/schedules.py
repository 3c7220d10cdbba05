"""What happens by itself: the rules are at work in the gateway's process."""

from . import watcher

__all__ = ["watcher"]
