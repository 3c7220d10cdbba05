"""No type without its generated walks (house law 12)."""

import re
from pathlib import Path

from anlan.kernel.register import registry
from anlan.kernel.register.records import Record

ROOT = Path(__file__).resolve().parents[3]
KEY = re.compile(r"^    register_key(?:, \w+)* = \"(\w+)\"", re.MULTILINE)


def test_every_register_that_acts_write_has_its_walks() -> None:
    walked = {
        key for path in ROOT.glob("**/tests/test_doors.py") for key in KEY.findall(path.read_text(encoding="utf-8"))
    }
    written = {one.key for one in registry.every_register() if issubclass(one.model, Record)}
    assert written - walked == set(), "types without RegisterTests"
    assert walked - {one.key for one in registry.every_register()} == set()


def test_what_acts_do_not_write_can_only_be_read() -> None:
    readable = {one.key for one in registry.every_register() if not issubclass(one.model, Record)}
    assert readable == {"signin", "entry", "seal", "verification", "unreadable"}
