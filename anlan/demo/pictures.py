"""Draws workplaces: no photographs of anybody's, but enough like one to be told apart by man and machine."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from .scenes import SCENES, Brush

__all__ = ["SCENES", "draw"]

SIZE = (960, 720)
SHOWN = (720, 540)
FLOOR = 500
WALLS = ((206, 205, 196), (188, 199, 204), (214, 206, 186), (176, 188, 178), (198, 190, 200))
FLOORS = ((128, 132, 130), (146, 138, 122), (96, 128, 112), (120, 120, 132))


def draw(seed: int, scene: str, variant: int, *, fixed: bool) -> bytes:
    """A JPEG of about 40 KB: the same room before and after, seen from slightly different places."""
    room = Random(f"{seed}:{scene}:{variant}")
    image = _room(room)
    # The room is the same before and after, so its dice are thrown before what differs.
    brush = Brush(ImageDraw.Draw(image), Random(f"{seed}:{scene}:{variant}:things"), fixed)
    SCENES[scene](brush)
    eye = Random(f"{seed}:{scene}:{variant}:{fixed}")
    return _photograph(image, eye)


def _room(random: Random) -> Image.Image:
    image = Image.new("RGB", SIZE, random.choice(WALLS))
    pen = ImageDraw.Draw(image)
    floor = random.choice(FLOORS)
    pen.rectangle((0, FLOOR, *SIZE), fill=floor)
    for _ in range(random.randint(2, 4)):
        _window(pen, random)
    for x in range(random.randrange(60), SIZE[0], random.choice((120, 160, 240))):
        pen.line((x, FLOOR, x - (480 - x) // 3, SIZE[1]), fill=tuple(c - 16 for c in floor), width=2)
    for _ in range(random.randint(2, 5)):
        _clutter(pen, random)
    stripe = random.choice(((230, 190, 40), (70, 110, 170), (90, 130, 90)))
    pen.rectangle((0, FLOOR - random.choice((12, 160)), SIZE[0], FLOOR), fill=stripe)
    return image


def _window(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x, y = random.randrange(0, 860), random.randrange(10, 120)
    width, height = random.randint(70, 180), random.randint(60, 150)
    pen.rectangle((x, y, x + width, y + height), fill=(220, 232, 240), outline=(110, 110, 110), width=5)
    pen.line((x + width // 2, y, x + width // 2, y + height), fill=(110, 110, 110), width=4)


def _clutter(pen: ImageDraw.ImageDraw, random: Random) -> None:
    """Machines and crates along the wall."""
    x, width = random.randrange(-40, 900), random.randint(60, 190)
    top = FLOOR - random.randint(60, 240)
    base = random.randint(80, 150)
    colour = (base, base + random.randint(-10, 25), base + random.randint(-10, 30))
    pen.rectangle((x, top, x + width, FLOOR + random.randint(0, 40)), fill=colour, outline=(60, 60, 60), width=3)
    pen.rectangle((x + 12, top + 14, x + width - 12, top + 40), fill=tuple(c + 40 for c in colour))


def _photograph(image: Image.Image, random: Random) -> bytes:
    """Where the camera stood, the light, and the grain of a telephone's picture."""
    left, top = random.randint(0, 46), random.randint(0, 34)
    right, bottom = random.randint(0, 46), random.randint(0, 34)
    image = image.crop((left + 16, top + 16, SIZE[0] - right - 16, SIZE[1] - bottom - 16)).resize(SHOWN)
    image = image.rotate(random.uniform(-2.2, 2.2), Image.Resampling.BILINEAR, fillcolor=(90, 90, 90))
    light = Image.linear_gradient("L").rotate(random.choice((0, 90, 180, 270))).resize(SHOWN)
    grain = Image.frombytes("L", (240, 180), random.randbytes(240 * 180)).resize(SHOWN, Image.Resampling.BILINEAR)
    haze = Image.blend(light, grain, 0.4)
    image = Image.blend(image, Image.merge("RGB", (haze, haze, haze)), random.uniform(0.12, 0.22))
    out = BytesIO()
    image.save(out, "JPEG", quality=78)
    return out.getvalue()
