"""What stands in the middle of each picture, before and after it was put right."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL.ImageDraw import ImageDraw

DARK, STEEL, RED, YELLOW, GREEN, BLUE = (
    (50, 50, 52),
    (150, 156, 160),
    (196, 40, 36),
    (240, 200, 30),
    (40, 140, 70),
    (40, 90, 170),
)
WOOD, RUST, WHITE = (176, 130, 80), (140, 80, 50), (240, 240, 236)
Colour = tuple[int, int, int]


@dataclass
class Brush:
    """Draws around a place that the dice have chosen. ``fixed``: after it was put right."""

    pen: ImageDraw
    random: Random
    fixed: bool

    def __post_init__(self) -> None:
        self.x, self.y = self.random.randint(220, 620), self.random.randint(330, 400)
        self.size = self.random.uniform(0.9, 1.35)

    def box(self, left: float, top: float, width: float, height: float, colour: Colour, edge: Colour = DARK) -> None:
        """A box at an offset from the place, in units of the picture."""
        x, y = self.x + left * self.size, self.y + top * self.size
        self.pen.rectangle((x, y, x + width * self.size, y + height * self.size), fill=colour, outline=edge, width=3)

    def disc(self, left: float, top: float, radius: float, colour: Colour, edge: Colour = DARK) -> None:
        """A disc around an offset."""
        x, y, r = self.x + left * self.size, self.y + top * self.size, radius * self.size
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill=colour, outline=edge, width=3)

    def line(self, *points: tuple[float, float], colour: Colour = DARK, width: int = 6) -> None:
        """A bent line through offsets."""
        self.pen.line([(self.x + a * self.size, self.y + b * self.size) for a, b in points], fill=colour, width=width)

    def rubbish(self, count: int, left: float, top: float, spread: float) -> None:
        """Cartons and scraps in the way."""
        for _ in range(count):
            a, b = left + self.random.uniform(0, spread), top + self.random.uniform(-30, 60)
            self.box(
                a, b, self.random.randint(30, 80), self.random.randint(24, 60), self.random.choice((WOOD, RUST, STEEL))
            )


def panel(b: Brush) -> None:
    """A switch box."""
    b.box(-80, -150, 160, 210, STEEL)
    if b.fixed:
        b.box(-74, -144, 148, 198, (176, 182, 186))
        b.box(-30, -110, 60, 40, YELLOW)
        return
    b.box(-70, -140, 140, 190, DARK)
    for n, colour in enumerate((RED, YELLOW, GREEN, BLUE)):
        b.line((-50 + 30 * n, -120), (-40 + 28 * n, -40), (-60 + 34 * n, 40), colour=colour)
    b.box(90, -150, 110, 210, STEEL)
    b.rubbish(4, -120, 130, 240)


def cable(b: Brush) -> None:
    """A lead across the way."""
    if b.fixed:
        b.box(-240, -220, 480, 16, STEEL)
        b.box(-20, -120, 40, 50, WHITE)
        return
    b.line((-300, 180), (-120, 230), (20, 170), (160, 240), (300, 190), width=9)
    b.box(-60, 150, 120, 34, WHITE)
    b.disc(120, 220, 10, RUST)


def extinguisher(b: Brush) -> None:
    """Fire extinguishers in their box."""
    b.box(-90, 40, 180, 120, RED)
    for left in (-50, 40):
        b.box(left - 20, -60 if b.fixed else -40, 40, 130, (210, 30, 30))
        b.disc(left, -74 if b.fixed else -54, 14, GREEN if b.fixed else DARK)
    if b.fixed:
        b.box(-130, 170, 260, 14, YELLOW)
    else:
        b.rubbish(7, -150, 60, 260)


def exit_door(b: Brush) -> None:
    """A door to the outside."""
    b.box(-90, -220, 180, 380, (120, 150, 120))
    b.box(-60, -270, 120, 40, GREEN if b.fixed else (70, 80, 70))
    b.box(50, -40, 20, 50, STEEL)
    if not b.fixed:
        b.rubbish(9, -180, 90, 320)


def hose(b: Brush) -> None:
    """A hydrant with its hose."""
    b.box(-30, -60, 60, 220, RED)
    b.disc(0, -70, 34, RED)
    b.disc(-60, 20, 26, STEEL if b.fixed else RUST)
    if b.fixed:
        b.line((-90, 20), (-220, 80), (-260, 180), colour=WHITE, width=18)


def guard(b: Brush) -> None:
    """A belt drive."""
    b.box(-200, 40, 400, 130, (90, 110, 130))
    b.disc(-110, -30, 70, STEEL)
    b.disc(120, -10, 46, STEEL)
    b.line((-110, -100), (120, -56), colour=DARK, width=10)
    b.line((-110, 40), (120, 36), colour=DARK, width=10)
    if b.fixed:
        b.box(-200, -120, 390, 170, YELLOW)
        for n in range(9):
            b.line((-180 + 42 * n, -110), (-180 + 42 * n, 40), width=4)


def lathe(b: Brush) -> None:
    """A lathe with its chuck."""
    b.box(-240, 0, 480, 60, (80, 120, 90))
    b.box(-240, -120, 130, 130, (90, 130, 100))
    b.disc(-90, -50, 46, STEEL)
    if b.fixed:
        b.box(160, -80, 60, 70, WOOD)
    else:
        b.line((-90, -50), (-40, -150), colour=RUST, width=14)


def crane(b: Brush) -> None:
    """A crane's hook."""
    b.box(-320, -300, 640, 44, YELLOW)
    b.line((0, -256), (0, -60), colour=DARK, width=8)
    b.disc(0, -40, 34, STEEL)
    b.line((0, -10), (34, 40), (0, 74), (-34, 44), colour=RED if b.fixed else RUST, width=18)
    if b.fixed:
        b.line((-34, 10), (24, 40), colour=STEEL, width=10)


def forklift(b: Brush) -> None:
    """A forklift."""
    b.box(-140, -40, 220, 130, YELLOW)
    b.box(-110, -170, 130, 130, (60, 66, 70))
    b.box(80, -180, 20, 280, DARK)
    b.box(100, 80 if b.fixed else -20, 140, 14, STEEL)
    for left in (-90, 40):
        b.disc(left, 100, 40, DARK)
    if b.fixed:
        b.box(-260, 150, 520, 12, YELLOW)


def valve(b: Brush) -> None:
    """A receiver with gauge and safety valve."""
    b.box(-110, -60, 220, 230, (170, 186, 190))
    b.disc(-50, -100, 40, WHITE)
    b.line((-50, -100), (-26, -120) if b.fixed else (-80, -84), colour=RED, width=6)
    b.box(40, -130, 30, 80, (190, 160, 60))
    if b.fixed:
        b.box(30, -40, 60, 34, GREEN)
    else:
        b.line((-76, -124), (-30, -84), width=3)


def drum(b: Brush) -> None:
    """Drums of chemicals."""
    places = (-160, -50, 60) if b.fixed else (-190, -60, 40, 150)
    for n, left in enumerate(places):
        b.box(left, -40 + (0 if b.fixed else b.random.randint(-10, 50)), 90, 150, BLUE if n % 2 else (60, 120, 140))
        if b.fixed:
            b.box(left + 16, 10, 58, 40, WHITE)
    if b.fixed:
        b.box(-190, 112, 360, 26, YELLOW)
    else:
        b.disc(-60, 190, 90, (110, 90, 60))


def detector(b: Brush) -> None:
    """A gas detector."""
    b.box(-12, -260, 24, 120, STEEL)
    b.box(-70, -140, 140, 140, (190, 192, 196))
    b.disc(0, -70, 40, GREEN if b.fixed else RED)
    b.disc(0, 30, 30, STEEL)


def tank(b: Brush) -> None:
    """Tanks behind a dike."""
    for left in (-230, -40):
        b.box(left, -240, 170, 330, (214, 216, 214))
    b.box(-280, 90, 560, 50, (150, 146, 140))
    b.disc(240, 60, 26, RED if not b.fixed else GREEN)
    b.line((210, 60), (270, 60) if b.fixed else (240, 20), width=12)
    if b.fixed:
        b.box(210, -20, 66, 40, WHITE)


def pit(b: Brush) -> None:
    """A manhole."""
    b.disc(0, 140, 120, DARK if not b.fixed else STEEL)
    if b.fixed:
        b.box(-40, -120, 80, 100, YELLOW)
        b.line((-160, 60), (160, 60), colour=RED, width=8)
        b.line((-160, 110), (160, 110), colour=WHITE, width=8)
    else:
        b.disc(190, 150, 100, STEEL)


def weld(b: Brush) -> None:
    """Gas bottles and a place of hot work."""
    b.box(-170, -120, 50, 230, BLUE)
    b.box(110 if b.fixed else -100, -110, 54, 220, WHITE)
    if b.fixed:
        b.box(-20, 60, 40, 90, RED)
    else:
        b.rubbish(6, -40, 110, 200)
        b.disc(60, 60, 30, (255, 200, 90), (255, 240, 180))


def ladder(b: Brush) -> None:
    """Somebody's way up."""
    b.line((-60, 180), (-10, -260), colour=WOOD, width=12)
    b.line((60, 180), (60, -260), colour=WOOD, width=12)
    for n in range(8):
        b.line((-54 + 6 * n, 140 - 54 * n), (60, 140 - 54 * n), colour=WOOD, width=9)
    if b.fixed:
        b.line((-300, -220), (300, -230), colour=RED, width=6)
        b.line((20, -225), (20, -110), colour=YELLOW, width=8)


def sign(b: Brush) -> None:
    """A warning sign."""
    b.line((-110, 60), (0, -140), (110, 60), (-110, 60), colour=DARK, width=16)
    b.box(-96, 80, 192, 50, YELLOW if b.fixed else (190, 184, 160))
    if b.fixed:
        b.disc(0, -20, 50, YELLOW)
        b.line((0, -56), (0, 0), width=14)


def rack(b: Brush) -> None:
    """Racking."""
    lean = 0 if b.fixed else 46
    for left in (-220, 0, 220):
        b.line((left, 180), (left + lean, -250), colour=BLUE, width=14)
    for n, top in enumerate((-180, -40, 100)):
        b.line((-220 + lean * (2 - n) // 3, top), (220 + lean * (2 - n) // 3, top), colour=RUST, width=10)
        for left in range(-190, 190, 96):
            b.box(left, top - 70, 70, 66, WOOD)
    if not b.fixed:
        b.rubbish(5, -200, -270, 400)


def dust(b: Brush) -> None:
    """A dust duct."""
    b.box(-320, -190, 640, 60, STEEL)
    b.box(60, -130, 120, 260, (140, 150, 156))
    if b.fixed:
        return
    for _ in range(160):
        b.disc(
            b.random.uniform(-320, 300),
            b.random.uniform(-206, -180) + b.random.choice((0, 320)),
            b.random.uniform(3, 14),
            (150, 126, 92),
            (150, 126, 92),
        )


def gas(b: Brush) -> None:
    """A stove with its hose."""
    b.box(-160, 40, 320, 120, STEEL)
    for left in (-80, 80):
        b.disc(left, 30, 44, DARK)
    colour = (200, 180, 60) if b.fixed else (150, 90, 40)
    b.line((160, 100), (230, 40), (210, -120), (260, -220), colour=colour, width=14)
    b.box(-120, -220, 60, 60, GREEN if b.fixed else (100, 100, 100))


def paper(b: Brush) -> None:
    """Papers on a desk."""
    b.box(-320, 60, 640, 40, WOOD)
    b.box(-150, -160, 200, 220, WHITE)
    for n in range(7):
        b.line((-130, -130 + 24 * n), (30, -130 + 24 * n), width=3)
    if b.fixed:
        b.disc(0, 20, 34, RED, RED)
        b.box(80, -140, 180, 200, WHITE)


def mask(b: Brush) -> None:
    """Protective equipment on its hooks."""
    for left in (-160, -20, 120):
        b.line((left, -180), (left, -120), width=5)
        b.disc(left, -60, 54, (90, 96, 100) if not b.fixed else (60, 130, 110))
        b.disc(left, -30, 22, RUST if not b.fixed else WHITE)


SCENES: dict[str, Callable[[Brush], None]] = {
    "panel": panel, "cable": cable, "extinguisher": extinguisher, "exit": exit_door, "hose": hose, "guard": guard,
    "lathe": lathe, "crane": crane, "forklift": forklift, "valve": valve, "drum": drum, "detector": detector,
    "tank": tank, "pit": pit, "weld": weld, "ladder": ladder, "sign": sign, "rack": rack, "dust": dust, "gas": gas,
    "paper": paper, "mask": mask,
}  # fmt: skip
