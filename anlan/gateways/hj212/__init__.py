"""HJ 212: how monitors of dust, noise, air and water speak. Editions 2017 and 2025, with 2005 as far as met.

What 2025 says of encryption and keys (CN 1014) was not at hand: 依据待核. Such messages are kept as not supported.
"""

from .server import Listening, start

__all__ = ["Listening", "start"]
