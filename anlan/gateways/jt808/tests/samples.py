"""The recorded frames, and a way to read one from its bytes on the line."""

import json
from pathlib import Path
from typing import Any

from anlan.gateways.jt808.frame import Frame, Splitter, read

SAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "samples" / "frames.json").read_text(encoding="utf-8")
)
VALID = [one for one in SAMPLES if one["valid"]]
REJECTED = [one for one in SAMPLES if not one["valid"]]


def framed(data: bytes) -> Frame:
    """The one frame in these bytes."""
    (raw,) = Splitter().feed(data)
    return read(raw)
