"""The hazards' chapters of 迎检台账."""

from anlan.domain.enterprise.chapters import chapter_titles, read_chapters

from .conftest import District


def chapters(district: District, seat: object) -> dict[str, list[dict[str, object]]]:
    found = read_chapters(district.owner.organisation, seat)  # type: ignore[arg-type]
    return {c["title"]: c["blocks"] for c in found}


def test_the_book_holds_the_ledger_and_the_steps_of_major_ones(district: District) -> None:
    district.hazard(problem="灭火器过期", money="0.20")
    row = district.major()
    district.does(district.department, "approve", row, opinion="情况属实")
    held = chapters(district, district.owner)
    (ledger,) = held["隐患排查治理台账"]
    assert ledger["columns"][:2] == ["隐患名称", "隐患部位"] and len(ledger["rows"]) == 2  # type: ignore[index,arg-type]
    assert any("0.20" in line for line in ledger["rows"])  # type: ignore[attr-defined]
    facts, steps = held["重大隐患"]
    assert ("判定说明", "须局部停产治理") in facts["facts"]  # type: ignore[operator]
    assert [line[1] for line in steps["rows"]] == ["上报", "审核通过"]  # type: ignore[attr-defined]
    assert steps["rows"][1][4] == "情况属实"  # type: ignore[index]


def test_an_authority_reads_only_what_was_reported_and_a_stranger_nothing(district: District) -> None:
    district.hazard(problem="灭火器过期")
    for seat in (district.office, district.neighbour):
        held = chapters(district, seat)
        assert [held[t][0]["note"] for t in ("隐患排查治理台账", "重大隐患")] == ["暂无记录"] * 2
    titles = chapter_titles()
    assert titles.index("隐患排查治理台账") < titles.index("重大隐患")
