"""Copies of a picture are found; a second photo of the same place is not taken for a copy."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from anlan.kernel.trail.likeness import fingerprint, likeness, may_be_same, same_picture
from anlan.kernel.trail.pictures import make_thumbnail

WIDTH, HEIGHT = 1000, 750
PLACES = range(5)


def workshop(place: int, fixed: bool = False) -> Image.Image:
    """A drawn workshop, larger than a photo of it: walls, floor, machines, dirt, and a hazard that may be put right."""
    rng = random.Random(place)
    image = Image.new("RGB", (WIDTH + 300, HEIGHT + 250), tuple(rng.randint(90, 200) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, rng.randint(350, 600), WIDTH + 300, HEIGHT + 250), fill=(110, 105, 95))
    for _ in range(35):
        x, y, w, h = (rng.randint(low, high) for low, high in ((0, 1200), (0, 900), (20, 260), (20, 260)))
        colour = tuple(rng.randint(20, 235) for _ in range(3))
        rng.choice((draw.rectangle, draw.ellipse))((x, y, x + w, y + h), fill=colour, outline=(20, 20, 20), width=4)
        draw.line((x, y, x + 2 * w, y + h - 130), fill=colour, width=rng.randint(6, 26))
    x, y, size = rng.randint(350, 800), rng.randint(300, 600), rng.randint(60, 130)
    if not fixed:
        draw.rectangle((x, y, x + 2 * size, y + size), fill=(200, 40, 30))
        draw.line((x, y, x + 2 * size, y + size), fill=(250, 220, 60), width=12)
    dirt = Image.frombytes("L", (40, 30), bytes(rng.randint(90, 165) for _ in range(1200)))
    return ImageChops.overlay(image, Image.merge("RGB", [dirt.resize(image.size, Image.Resampling.BICUBIC)] * 3))


def shot(scene: Image.Image, aside: float = 0.0, up: float = 0.0, tilt: float = 0.0, light: float = 1.0) -> Image.Image:
    """A photo: where the camera stood (shares of the picture), its tilt (degrees), light, lens and sensor noise."""
    x, y = scene.width / 2 + aside * WIDTH, scene.height / 2 + up * HEIGHT
    turned = scene.rotate(tilt, Image.Resampling.BICUBIC, center=(x, y))
    box = (x - WIDTH / 2, y - HEIGHT / 2, x + WIDTH / 2, y + HEIGHT / 2)
    seen = ImageEnhance.Brightness(turned.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC, box=box)).enhance(light)
    noise = Image.merge("RGB", [Image.effect_noise((WIDTH, HEIGHT), 14)] * 3)
    return ImageChops.add(seen.filter(ImageFilter.GaussianBlur(1)), noise, 1, -128)


def cropped(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    return image.crop((int(left * width), int(top * height), int((1 - right) * width), int((1 - bottom) * height)))


COPIES: dict[str, tuple[Callable[[Image.Image], Image.Image], int]] = {
    "saved again": (lambda image: image, 40),
    "half size": (lambda image: image.resize((WIDTH // 2, HEIGHT // 2)), 70),
    "cropped all round": (lambda image: cropped(image, 0.025, 0.025, 0.025, 0.025), 60),
    "cropped 5 % all round": (lambda image: cropped(image, 0.05, 0.05, 0.05, 0.05), 85),
    "cropped at the right": (lambda image: cropped(image, 0, 0, 0.05, 0), 85),
    "cropped at a corner": (lambda image: cropped(image, 0.05, 0.05, 0, 0), 85),
    "cropped, small, poor": (lambda image: cropped(image, 0, 0.05, 0, 0).resize((530, 380)), 50),
    "brightened": (lambda image: ImageEnhance.Brightness(image).enhance(1.12), 60),
}

SECOND_PHOTOS: dict[str, Callable[[int], Image.Image]] = {
    "a step aside": lambda place: shot(workshop(place), aside=0.05, up=0.02, light=1.05),
    "a hand's breadth aside": lambda place: shot(workshop(place), aside=0.02, up=0.01),
    "tilted, put right": lambda place: shot(workshop(place, fixed=True), aside=0.03, up=-0.02, tilt=2, light=0.9),
    "over the ghost, put right": lambda place: shot(workshop(place, fixed=True), aside=0.01, up=0.01, tilt=0.5),
    "over the ghost, not put right": lambda place: shot(workshop(place), aside=0.01, tilt=0.5, light=0.85),
    "from a tripod, put right": lambda place: shot(workshop(place, fixed=True)),
}


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("originals")
    for place in PLACES:
        shot(workshop(place)).save(folder / f"{place}.jpg", quality=88)
    return {place: folder / f"{place}.jpg" for place in PLACES}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_found(name: str, originals: dict[int, Path], tmp_path: Path) -> None:
    change, quality = COPIES[name]
    for path in originals.values():
        with Image.open(path) as original:
            change(original).save(tmp_path / "copy.jpg", quality=quality)
        assert may_be_same(fingerprint(path), fingerprint(tmp_path / "copy.jpg"))
        assert same_picture(path, tmp_path / "copy.jpg")
        assert same_picture(tmp_path / "copy.jpg", path)


@pytest.mark.parametrize("name", SECOND_PHOTOS)
def test_a_second_photo_of_the_same_place_is_not_a_copy(name: str, originals: dict[int, Path], tmp_path: Path) -> None:
    for place, path in originals.items():
        SECOND_PHOTOS[name](place).save(tmp_path / "second.jpg", quality=88)
        assert not same_picture(path, tmp_path / "second.jpg")


def test_photos_of_different_places_are_not_even_compared(originals: dict[int, Path]) -> None:
    prints = [fingerprint(path) for path in originals.values()]
    for place, one in enumerate(prints):
        assert 0 <= one < 2**64 and likeness(one, one) == 1
        assert not any(may_be_same(one, other) for other in prints[place + 1 :])


def test_thumbnails_do_as_well(originals: dict[int, Path], tmp_path: Path) -> None:
    with Image.open(originals[0]) as original:
        cropped(original, 0.05, 0, 0, 0.05).save(tmp_path / "copy.png")
    shot(workshop(0, fixed=True), aside=0.01).save(tmp_path / "second.jpg")
    for source, name in ((originals[0], "a"), (tmp_path / "copy.png", "b"), (tmp_path / "second.jpg", "c")):
        make_thumbnail(source, tmp_path / name)
    assert same_picture(tmp_path / "a", tmp_path / "b")
    assert not same_picture(tmp_path / "a", tmp_path / "c")


def test_turning_by_a_note_changes_nothing(originals: dict[int, Path], tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(originals[1]) as original:
        original.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.jpg", quality=90, exif=exif)
    assert may_be_same(fingerprint(originals[1]), fingerprint(tmp_path / "turned.jpg"))
    assert same_picture(originals[1], tmp_path / "turned.jpg")
