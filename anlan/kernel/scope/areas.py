"""Administrative areas: our own paths, and the packaged list of areas.

A path is made of digits only, of fixed width per level, so that a subtree is one range of strings in whatever
collation the database uses (punctuation and letters sort differently from one collation to the next, digits do not):

====== ======== ============ ================
level  word     path length  example
====== ======== ============ ================
1      省       2            ``32``
2      市       4            ``3204``
3      县       7            ``3204012``
4      镇       10           ``3204012100``
5      村       13           ``3204012100001``
====== ======== ============ ================

Paths are ours and never change once published; the GB/T 2260 code is a dated attribute of the area (``AreaRow.code``
with ``AreaRow.edition``). Every level is always present: where the state has no unit at a level (a municipality has no
prefecture, 东莞 no county) a *bridge* row stands in, which full names and pickers pass over.
"""

import lzma
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import TextIOWrapper

LENGTHS = (2, 4, 7, 10, 13)
"""Length of a path at levels 1 to 5."""

LEVEL_NAMES = ("省", "市", "县", "镇", "村")

EDITIONS = {
    "mca2024": "民政部《2024年中华人民共和国县以上行政区划代码》",
    "nbs2023": "国家统计局《2023年统计用区划代码》（截至2023-06-30）",
}
"""What ``AreaRow.edition`` stands for, in the words to show."""

WHOLE = ("", ":")
"""The range of every path: ":" sorts right after the digits."""

_LEVEL_OF = {length: number for number, length in enumerate(LENGTHS, start=1)}
_DIGITS = re.compile(r"[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of the packaged list.

    ``code``: 6 digits for 省/市/县 (GB/T 2260), 9 for 镇, 12 for 村 (统计用区划代码). ``parent``: path of the level
    above, empty for a province. ``bridge``: no real unit, only fills its level (see the module).
    """

    path: str
    code: str
    name: str
    level: int
    parent: str
    edition: str
    bridge: bool


def level(path: str) -> int:
    """The level of a path: 1 省, 2 市, 3 县, 4 镇, 5 村.

    Raises ValueError if it is no path: other than digits, another length, or province ``99``, which is never given
    out because nothing sorts after it.
    """
    number = _LEVEL_OF.get(len(path))
    if number is None or not _DIGITS.match(path) or path.startswith("99"):
        raise ValueError(f"not an area path: {path!r}")
    return number


def parent(path: str) -> str:
    """The path one level up, or an empty string for a province. Raises ValueError if ``path`` is no path."""
    number = level(path)
    return path[: LENGTHS[number - 2]] if number > 1 else ""


def ancestors(path: str) -> list[str]:
    """All paths above this one, the province first, without the path itself.

    Raises ValueError if ``path`` is no path.
    """
    return [path[:length] for length in LENGTHS[: level(path) - 1]]


def subtree(path: str) -> tuple[str, str]:
    """The half-open range ``low <= x < high`` that holds the path itself and everything below it, nothing else.

    Use it as ``filter(area_path__gte=low, area_path__lt=high)``. An empty path is the whole country. Raises ValueError
    if ``path`` is no path.
    """
    if not path:
        return WHOLE
    level(path)
    # A trailing 9 has no successor of its own length: "3299" must end at "33", for "3300" would let "33" itself in.
    stem = path.rstrip("9")
    return path, stem[:-1] + str(int(stem[-1]) + 1)


def read_areas(
    under: str | None = None,
    levels: Collection[int] = (1, 2, 3, 4, 5),
    source: Traversable | None = None,
) -> Iterator[AreaRow]:
    """Stream the packaged areas in the order of their paths, parents before children.

    ``under``: only this area and what lies below it. ``levels``: only these levels. ``source``: another file of the
    same form (default: the one built into the package by ``scripts/build_areas.py``).

    Raises ValueError if ``under`` is no path, FileNotFoundError if the list was never built.
    """
    low, high = subtree(under or "")
    chosen = {str(number) for number in levels}
    return _read(low, high, chosen, source or files("anlan.kernel.scope").joinpath("data", "areas.tsv.xz"))


def _read(low: str, high: str, levels: Collection[str], source: Traversable) -> Iterator[AreaRow]:
    if not source.is_file():
        raise FileNotFoundError("缺少区划数据：请先运行 python scripts/build_areas.py 生成 areas.tsv.xz。")
    with source.open("rb") as packed, lzma.open(packed) as unpacked, TextIOWrapper(unpacked, "utf-8") as lines:
        for line in lines:
            path, code, name, number, above, edition, bridge = line.rstrip("\n").split("\t")
            if path >= high:
                return
            if path >= low and number in levels:
                yield AreaRow(path, code, name, int(number), above, edition, bridge == "1")
