"""``bench/results.json``: figures by database, each part of the measuring keeps the others'."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.json")


def keep(quick: bool, found: dict[str, Any], *, whole: bool = False) -> None:
    """Writes figures of the present database; ``whole``: they replace all that were kept for it."""
    from django.db import connection

    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    key = connection.vendor + ("-quick" if quick else "")
    kept = found if whole else before.get(key, {}) | found
    RESULTS.write_text(json.dumps(before | {key: kept}, ensure_ascii=False, indent=1) + "\n")
