"""Paper by typst, for several who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from anlan.kernel.doors import paper

LINES = "#let d = json(bytes(sys.inputs.data))\n#for n in range(400) [#d.text #n #parbreak()]"


def test_the_same_paper_for_many_at_once(tmp_path: Path) -> None:
    template = tmp_path / "long.typ"
    template.write_text(LINES, encoding="utf-8")
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: paper.pdf(template, {"text": f"第 {n} 份"}), range(24)))
    assert all(one.startswith(b"%PDF-") for one in made)


def test_pages_as_pictures_are_the_pages_of_the_paper(tmp_path: Path) -> None:
    template = tmp_path / "pages.typ"
    template.write_text("#let d = json(bytes(sys.inputs.data))\n一#pagebreak()二#pagebreak()#d.text", encoding="utf-8")
    made = paper.pictures(template, {"text": "三"}, 40)
    assert len(made) == 3 and all(one.startswith(b"\x89PNG") for one in made)
    template = tmp_path / "one.typ"
    template.write_text("只有一页", encoding="utf-8")
    assert len(paper.pictures(template, {}, 40)) == 1
