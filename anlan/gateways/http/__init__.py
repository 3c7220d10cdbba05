"""Readings pushed by HTTP: for devices and platforms that speak JSON. Repeating a message does no harm."""

from .server import Listening, routes, start

__all__ = ["Listening", "routes", "start"]
