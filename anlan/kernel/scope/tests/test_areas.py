"""Area paths and the packaged list, on a small country of our own and on the built file if it is there."""

import importlib.util
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.scope.areas import LENGTHS, ancestors, level, parent, read_areas, subtree

ROOT = Path(__file__).resolve().parents[4]


def load_builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_areas", ROOT / "scripts/build_areas.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


builder = load_builder()

# Few different digits, so that random paths are often neighbours, parents and children of each other.
_digits = st.sampled_from("0189")
paths = (
    st.sampled_from(LENGTHS)
    .flatmap(lambda length: st.lists(_digits, min_size=length, max_size=length).map("".join))
    .filter(lambda path: not path.startswith("99"))
)


@given(paths, st.lists(paths, max_size=50))
def test_subtree_holds_exactly_the_path_and_what_is_below(path: str, others: list[str]) -> None:
    low, high = subtree(path)
    for other in [*others, path, *ancestors(path), path[:-1] + "9"]:
        if len(other) not in LENGTHS or other.startswith("99"):
            continue
        assert (low <= other < high) == (other == path or path in ancestors(other))


@given(paths)
def test_ancestors_agree_with_parent_and_level(path: str) -> None:
    above = ancestors(path)
    assert len(above) == level(path) - 1
    assert [level(one) for one in above] == list(range(1, level(path)))
    assert parent(path) == (above[-1] if above else "")
    for one in above:
        low, high = subtree(one)
        assert low <= path < high


def test_the_empty_path_is_the_whole_country() -> None:
    low, high = subtree("")
    assert all(low <= path < high for path in ("11", "32", "3204012100001", "98"))


@pytest.mark.parametrize("wrong", ["", "3", "320", "99", "9901", "32 4", "3204O12", "３２", "32041200", "32\n4"])
def test_what_is_no_path_is_refused(wrong: str) -> None:
    for function in (level, parent, ancestors, *([subtree] if wrong else [])):
        with pytest.raises(ValueError, match="not an area path"):
            function(wrong)


def sample() -> list:  # type: ignore[type-arg]
    one = builder.Source
    return [
        one("320000", "江苏省", 1, "", "mca2024"),
        one("110000", "北京市", 1, "", "mca2024"),
        one("440000", "广东省", 1, "", "mca2024"),
        one("320400", "常州市", 2, "320000", "mca2024"),
        one("110100", "市辖区", 2, "110000", "nbs2023"),
        one("441900", "东莞市", 2, "440000", "mca2024"),
        one("320412", "武进区", 3, "320400", "mca2024"),
        one("110101", "东城区", 3, "110100", "mca2024"),
        one("441900", "东莞市", 3, "441900", "nbs2023"),
        one("320412100", "湖塘镇", 4, "320412", "nbs2023"),
        one("441900003", "东城街道", 4, "441900", "nbs2023"),
        one("320412100001", "某社区", 5, "320412100", "nbs2023"),
    ]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    output = tmp_path / "areas.tsv.xz"
    builder.write(builder.place(sample()), output)
    return output


def test_the_list_is_read_back_in_order_with_true_parents(small: Path) -> None:
    rows = list(read_areas(source=small))
    assert [row.path for row in rows] == sorted(row.path for row in rows)
    assert len(rows) == len(sample())
    assert all(row.parent == parent(row.path) and row.level == level(row.path) for row in rows)
    assert {row.name: row.path for row in rows if row.level >= 3 and row.path.startswith("32")} == {
        "武进区": "3204012",
        "湖塘镇": "3204012100",
        "某社区": "3204012100001",
    }


def test_missing_levels_are_bridged(small: Path) -> None:
    bridges = {row.path: row.name for row in read_areas(source=small) if row.bridge}
    assert bridges == {"1101": "市辖区", "4419000": "东莞市"}
    assert [row.path for row in read_areas("4419", source=small)] == ["4419", "4419000", "4419000003"]


def test_reading_can_be_narrowed(small: Path) -> None:
    assert [row.name for row in read_areas("3204", levels=(3, 4), source=small)] == ["武进区", "湖塘镇"]
    assert [row.name for row in read_areas(levels=(1,), source=small)] == ["北京市", "江苏省", "广东省"]
    with pytest.raises(ValueError, match="not an area path"):
        read_areas("320", source=small)


def test_a_list_never_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"build_areas\.py"):
        list(read_areas(source=tmp_path / "areas.tsv.xz"))


def test_a_county_with_another_citys_code_stands_under_its_true_city() -> None:
    rows = builder.place([*sample(), builder.Source("320581", "常熟市", 3, "320400", "mca2024")])
    assert [row.path for row in rows if row.code == "320581"] == ["3204981"]


def test_a_new_code_keeps_the_published_path() -> None:
    rows = builder.place(
        [one._replace(code="320499") if one.code == "320412" else one for one in sample()[:7]],
        recoded={"320499": "320412"},
    )
    assert [row.path for row in rows if row.code == "320499"] == ["3204012"]


def test_two_areas_never_share_a_path() -> None:
    with pytest.raises(ValueError, match="is taken by 武进区"):
        builder.place([*sample(), builder.Source("320412", "又一区", 3, "320400", "mca2024")])
    with pytest.raises(ValueError, match="no parent"):
        builder.place([builder.Source("320412", "武进区", 3, "320400", "mca2024")])


@pytest.mark.skipif(not files("anlan.kernel.scope").joinpath("data/areas.tsv.xz").is_file(), reason="areas not built")
def test_the_packaged_list() -> None:
    counties = {row.code: row for row in read_areas(levels=(1, 2, 3))}
    assert counties["320412"].path == "3204012"
    assert counties["653228"].name == "和康县"
    assert counties["659012"].name == "白杨市"
    towns = {row.name for row in read_areas("3204012", levels=(4,))}
    assert {"湖塘镇", "牛塘镇", "横山桥镇", "雪堰镇"} <= towns
    assert sum(row.level == 5 for row in read_areas("3204012")) == 297
