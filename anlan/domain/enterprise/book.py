"""迎检台账: the firm's own chapters, and the data of the whole book."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anlan.kernel.clock import now
from anlan.kernel.doors.show import moment_text, text_of
from anlan.kernel.register import registry
from anlan.kernel.register.entry import asked
from anlan.kernel.register.spec import Spec

from .chapters import FIRM, WORKS, Block, add_chapter, chapter_titles, read_chapters

if TYPE_CHECKING:
    from anlan.kernel.scope.models import Organisation, Seat

TEMPLATE = Path(__file__).parent / "templates" / "enterprise" / "book.typ"
PEOPLE = ("kind", "name", "sex", "post", "phone", "education", "is_full_time", "started_on")
PHOTOS = ("kind", "title", "created_at")
REQUESTS = ("created_at", "field", "present", "proposed", "state")


TITLES = {FIRM: "迎检台账", WORKS: "安全生产台账"}


def book_data(unit: "Organisation", seat: "Seat", book: str = FIRM) -> dict[str, Any]:
    """What the template prints: cover and chapters, as far as the seat may see them."""
    return {
        "title": TITLES[book],
        "unit": unit.name,
        "code": unit.code,
        "made_at": moment_text(now()),
        "made_by": f"{seat.organisation.name} {seat.user.name}",
        "titles": chapter_titles(book),
        "chapters": read_chapters(unit, seat, book),
    }


def facts_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """企业基本信息: each section's facts that were asked, then its small tables."""
    yield from facts_of(unit, seat)


def facts_of(unit: "Organisation", seat: "Seat", titles: tuple[str, ...] = ()) -> Iterator[Block]:
    """The sections of a unit's file of these titles, () for all; nothing where nothing of a section was asked."""
    register = registry.register("enterprise")
    firm = register.rows(seat).filter(pk=unit.pk).select_related("area", "parent").first()
    if firm is None:
        return
    for section in register.sections:
        specs = [register.specs[f.name] for f in section.fields if asked(register.specs[f.name], {}, firm)]
        if not specs or (titles and section.title not in titles):
            continue
        plain = [s for s in specs if s.kind != "table"]
        if not plain:
            continue
        yield Block(section.title, facts=[(s.label, words_of(s, firm) or "未填") for s in plain])
        for spec in specs:
            if spec.kind == "table" and getattr(firm, spec.name):
                yield small_table(spec, getattr(firm, spec.name), spec.label)


def people_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """单位人员信息 in the page's order, numbers masked as on the page, then who holds which certificate."""
    people = list(_rows("person", unit, seat))
    yield table("person", people, PEOPLE)
    held = [[p.name, c["name"], c["number"], c["until"]] for p in people for c in p.certificates]
    if held:
        yield Block("持证情况", columns=["姓名", "证书名称", "证书编号", "有效期至"], rows=held, widths=[2, 4, 4, 2])


def photos_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """单位图片信息, as a list."""
    yield table("photo", _rows("photo", unit, seat), PHOTOS)


def requests_chapter(unit: "Organisation", seat: "Seat") -> Iterator[Block]:
    """固定信息更正申请 and what became of them."""
    yield table("changerequest", _rows("changerequest", unit, seat), REQUESTS)


def table(register_key: str, rows: Iterable[Any], names: tuple[str, ...], heading: str = "") -> Block:
    """A table of some columns of a Register's rows, in the words of its pages. For the chapters of others too."""
    register = registry.register(register_key)
    specs = [register.spec(n) for n in names]
    lines = [[words_of(s, row) for s in specs] for row in rows]
    return Block(heading, columns=[s.label for s in specs], rows=lines, note="" if lines else "暂无记录")


def words_of(spec: Spec, row: Any) -> str:
    """A value as the record's own page words it: 暂不清楚 with its 待补."""
    said = text_of(spec, row)
    if spec.name in row.unknown:
        return f"{said}（待补）"
    return said


def small_table(spec: Spec, lines: list[dict[str, Any]], heading: str) -> Block:
    """A table that is one field of a row."""
    columns = spec.column.columns
    rows = [[str(dict(c.choices).get(line.get(c.name), line.get(c.name, ""))) for c in columns] for line in lines]
    return Block(heading, columns=[c.label for c in columns], rows=rows)


def _rows(key: str, unit: "Organisation", seat: "Seat") -> Iterable[Any]:
    register = registry.register(key)
    return register.rows(seat).filter(unit=unit).select_related("unit", "area").order_by(*register.order)


add_chapter("企业基本信息", 10, facts_chapter)
add_chapter("单位人员信息", 12, people_chapter)
add_chapter("单位图片信息", 14, photos_chapter)
add_chapter("固定信息更正申请", 16, requests_chapter)
