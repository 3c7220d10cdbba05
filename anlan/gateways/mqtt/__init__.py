"""MQTT: an embedded broker in a child process, or any other broker; JSON values on a topic of each device's own.

``protocol.py`` topics and payload, pure; ``hall.py`` the embedded broker's law, ``broker.py`` its process, ``keeper.py``
who watches it; ``server.py`` the gateway's client of either broker.
"""

from typing import Any


async def start(desk: Any, host: str, port: int) -> Any:
    """Begins to hear. Imported late: the broker's process comes through here before Django is ready."""
    from .server import start as begin

    return await begin(desk, host, port)
