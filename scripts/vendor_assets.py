"""Copies what the pages need of the npm packages into ``anlan/web/static/vendor/`` and draws the icon sprite.

Called by ``make assets``; needs only Python's own library, reads ``node_modules/`` and ``anlan/web/icons.txt``.
"""

import re
import shutil
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
ICON_LIST = ROOT / "anlan/web/icons.txt"
ICONS = MODULES / "@tabler/icons/icons/outline"
VENDOR = ROOT / "anlan/web/static/vendor"

FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    # The smallest build that still has tooltip, legend and title (echarts.simple has none of them).
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
    "tus.min.js": "tus-js-client/dist/tus.min.js",
    "swagger-ui.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
}
# Pictures that a style names; they keep their place beside it.
PICTURES = {
    f"images/{name}": f"leaflet/dist/images/{name}" for name in ("layers.png", "layers-2x.png", "marker-icon.png")
}
LICENCES = {
    "htmx": ("htmx.org", "LICENSE"),
    "echarts": ("echarts", "LICENSE", "NOTICE"),
    "tus": ("tus-js-client", "LICENSE"),
    "swagger-ui": ("swagger-ui-dist", "LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"),
    "icons": ("@tabler/icons", "LICENSE"),
    "leaflet": ("leaflet", "LICENSE"),
}
# A source map is not shipped; naming it would make every browser console and every static-file manifest complain.
SOURCE_MAP = re.compile(r"^\s*(//[#@]\s*sourceMappingURL=\S*|/\*[#@]\s*sourceMappingURL=.*?\*/)\s*$", re.MULTILINE)
SVG = "{http://www.w3.org/2000/svg}"
STROKE = {"fill": "none", "stroke": "currentColor", "stroke-width": "2", "stroke-linecap": "round"}


def copy_files(target: Path) -> None:
    """Copy scripts and styles without their source-map comments, and the licence texts beside them."""
    for name, source in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (target / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
    for name, source in PICTURES.items():
        (target / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(MODULES / source, target / name)
    for name, (package, *papers) in LICENCES.items():
        texts = [(MODULES / package / paper).read_text(encoding="utf-8").strip() for paper in papers]
        (target / f"{name}.LICENSE.txt").write_text("\n\n".join(texts) + "\n", encoding="utf-8")


def icon_names(listing: str) -> dict[str, str]:
    """Our name of each icon and the icon set's, in the order of the list; comments and blank lines do not count."""
    names: dict[str, str] = {}
    for line in listing.splitlines():
        entry = line.split("#")[0].strip()
        if entry:
            ours, _, theirs = (part.strip() for part in entry.partition("="))
            names[ours] = theirs or ours
    return names


def symbol(name: str, drawing: Path) -> ET.Element:
    """One icon as a ``<symbol>`` that keeps the stroke it was drawn with."""
    svg = ET.parse(drawing).getroot()
    result = ET.Element("symbol", {"id": name, "viewBox": svg.get("viewBox", "0 0 24 24"), **STROKE})
    result.set("stroke-linejoin", "round")
    for shape in svg:
        # Every drawing starts with an invisible square of the whole area; it draws nothing.
        if shape.get("d") != "M0 0h24v24H0z":
            result.append(ET.Element(shape.tag.removeprefix(SVG), shape.attrib))
    return result


def draw_sprite(target: Path) -> None:
    """Write ``icons.svg`` with a symbol for each listed icon.

    Raises:
        SystemExit: names an icon of the list that the icon set does not have.
    """
    sprite = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    for ours, theirs in icon_names(ICON_LIST.read_text(encoding="utf-8")).items():
        drawing = ICONS / f"{theirs}.svg"
        if not drawing.exists():
            sys.exit(f"anlan/web/icons.txt：图标库里没有“{theirs}”，请改用 {ICONS.relative_to(ROOT)}/ 中的名称")
        sprite.append(symbol(ours, drawing))
    ET.indent(sprite)
    (target / "icons.svg").write_text(ET.tostring(sprite, encoding="unicode") + "\n", encoding="utf-8")


def main() -> None:
    """Build the folder beside its place and swap it in, so that a failure leaves the old one whole."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    copy_files(fresh)
    draw_sprite(fresh)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


if __name__ == "__main__":
    main()
