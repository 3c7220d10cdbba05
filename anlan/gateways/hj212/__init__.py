"""HJ 212: how monitors of dust, noise, air and water speak. Editions 2017 and 2025, with 2005 as far as met."""

from .server import Listening, start

__all__ = ["Listening", "start"]
