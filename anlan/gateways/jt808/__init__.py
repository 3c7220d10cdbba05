"""JT/T 808: what satellite terminals in vehicles speak. Editions 2011, 2013 and 2019, over TCP.

``frame`` cuts and checks, ``messages``, ``position``, ``items`` and ``downlink`` read and write bodies, ``codes`` names bits: pure
functions over bytes. ``session`` is one line, ``terminal`` the other end of it, for simulators and tests.
"""

from .server import Gateway, start

__all__ = ["Gateway", "start"]
