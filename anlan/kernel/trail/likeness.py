"""Is this picture one that was handed in before? Also re-saved, made smaller, brightened or cropped a little.

Two stages, because one is not enough. A 64-bit fingerprint tells pictures of different places apart, quickly and
without the files. But a cropped copy and a second photo of the same place have fingerprints equally near, so pictures
whose fingerprints are near are laid over each other and compared in their pixels.
"""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from .pictures import open_upright

NEAR = 20
"""Bits of 64 in which two fingerprints may differ and still be worth a comparison. Measured on drawn scenes: copies
cropped by up to 5 % a side differed in at most 20 bits, different places in 17 to 46 (median 31)."""

SAME = 12
"""How far the worst block (a 16th of each side) of two overlaid pictures may differ, in grey levels of 255 at equal
contrast. Measured on 30 drawn scenes and 30 pages: copies (quality 35 to 88, a third of the size, cropped up to 8 %,
brightened 12 %) stayed at 8 or below; second photos with a thing changed or the camera 1 % aside began at 23."""

LARGEST_CROP = 0.12
"""Share of a side that may have been cut off."""

_FINE, _GRID, _BLOCKS = 256, 64, 16
_CONTRAST = 48
_STEPS = (0.02, 0.01, 0.005, 0.0025, 0.00125)

Edges = tuple[float, float, float, float]


def fingerprint(path: Path) -> int:
    """64 bits that hardly change when a picture is re-saved, resized or slightly cropped; below 2**64, 16 hex digits.

    Half of the bits say whether brightness falls from left to right, half from top to bottom (difference hash).
    Raises PictureError if the file is no intact JPEG or PNG.
    """
    grey = open_upright(path, _FINE).convert("L")
    across, down = _shrunk(grey, 9, 4), _shrunk(grey, 4, 9)
    falls = [across[y * 9 + x] > across[y * 9 + x + 1] for y in range(4) for x in range(8)]
    falls += [down[y * 4 + x] > down[y * 4 + 4 + x] for y in range(8) for x in range(4)]
    return sum(1 << place for place, fall in enumerate(falls) if fall)


def likeness(a: int, b: int) -> float:
    """How near two fingerprints are: 1.0 equal, about 0.5 unrelated."""
    return 1 - (a ^ b).bit_count() / 64


def may_be_same(a: int, b: int) -> bool:
    """Whether two fingerprints are near enough for ``same_picture`` to be asked."""
    return (a ^ b).bit_count() <= NEAR


def same_picture(a: Path, b: Path) -> bool:
    """Whether one of two files is a copy of the other, perhaps a slightly cropped one. Takes about 0.15 s.

    Thumbnails of 320 pixels do as well as the files themselves. Two photos from one tripod between which nothing has
    changed count as the same: a person decides. Raises PictureError if a file is no intact JPEG or PNG.
    """
    one, other = (_squared(path) for path in (a, b))
    return any(_worst_difference(whole, part) <= SAME for whole, part in ((one, other), (other, one)))


def _shrunk(grey: Image.Image, width: int, height: int) -> bytes:
    # Coarse levels, so that even walls and white paper do not turn noise into bits.
    return grey.resize((width, height), Image.Resampling.LANCZOS).point([level >> 2 for level in range(256)]).tobytes()


def _squared(path: Path) -> Image.Image:
    return open_upright(path, _FINE).convert("L").resize((_FINE, _FINE), Image.Resampling.LANCZOS)


def _worst_difference(whole: Image.Image, part: Image.Image) -> int:
    grid = _cut(part, (0, 0, 0, 0))
    edges = _best_edges(whole, grid)
    blocks = _difference(whole, grid, edges).resize((_BLOCKS, _BLOCKS), Image.Resampling.BOX)
    return int(blocks.getextrema()[1])  # type: ignore[arg-type]  # one band gives one pair


def _best_edges(whole: Image.Image, grid: Image.Image) -> Edges:
    """What must be cut off ``whole`` on each side to lie best over ``grid``: a descent from several starts."""
    distance, best = min((_distance(whole, grid, edges), edges) for edges in _starts())
    for step in _STEPS:
        moved = True
        while moved:
            moved = False
            for edges in _neighbours(best, step):
                nearer = _distance(whole, grid, edges)
                if nearer < distance:
                    distance, best, moved = nearer, edges, True
    return best


def _starts() -> Iterator[Edges]:
    for amount in (0.0, 0.025, 0.05):
        yield (amount, amount, amount, amount)
    for sides in (0b0001, 0b0010, 0b0100, 0b1000, 0b0011, 0b0110, 0b1100, 0b1001):
        left, top, right, bottom = (0.05 * (sides >> side & 1) for side in range(4))
        yield (left, top, right, bottom)


def _neighbours(edges: Edges, step: float) -> Iterator[Edges]:
    for side in range(4):
        for change in (step, -step):
            moved = min(LARGEST_CROP, max(0.0, edges[side] + change))
            if moved != edges[side]:
                left, top, right, bottom = (moved if place == side else edges[place] for place in range(4))
                yield (left, top, right, bottom)


def _distance(whole: Image.Image, grid: Image.Image, edges: Edges) -> float:
    return ImageStat.Stat(_difference(whole, grid, edges)).mean[0]


def _difference(whole: Image.Image, grid: Image.Image, edges: Edges) -> Image.Image:
    return ImageChops.difference(_cut(whole, edges), grid)


def _cut(whole: Image.Image, edges: Edges) -> Image.Image:
    """The rest of the picture as a small grid of equal mean and contrast, so that mere exposure does not count."""
    left, top, right, bottom = (edge * _FINE for edge in edges)
    box = (left, top, _FINE - right, _FINE - bottom)
    grid = whole.resize((_GRID, _GRID), Image.Resampling.BICUBIC, box=box)
    stat = ImageStat.Stat(grid)
    # An almost even picture would otherwise be nothing but enlarged noise.
    gain = _CONTRAST / max(stat.stddev[0], _CONTRAST / 4)
    return grid.point([max(0, min(255, round(128 + (level - stat.mean[0]) * gain))) for level in range(256)])
