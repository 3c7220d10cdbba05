"""Invented names: firms from syllables and a trade, people from family and given names."""

from collections.abc import Iterator
from random import Random

FIRST = "岚澄珩骐昱沅翎峤璟湉珂霁芃曜砚栩蓁垣禛筠"
SECOND = "朔禾屿桁铄垚漪旸骁稷翊峣衡泓瀚棠邺"
TAKEN = ("岚泽",)

FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚"
GIVEN_M = (
    "建国",
    "志强",
    "伟明",
    "海峰",
    "国华",
    "晓东",
    "文斌",
    "永康",
    "立新",
    "卫东",
    "俊杰",
    "振华",
    "少军",
    "长青",
    "宏亮",
    "德胜",
)
GIVEN_F = ("红梅", "秀英", "丽华", "雪琴", "亚萍", "晓燕", "文娟", "玉兰", "静怡", "海霞", "春芳", "佳慧")


def syllables(random: Random) -> Iterator[str]:
    """Pairs of syllables in a shuffled order, none twice."""
    pairs = [a + b for a in FIRST for b in SECOND]
    random.shuffle(pairs)
    yield from (pair for pair in pairs if pair not in TAKEN)
    # More firms than pairs: the second round is told apart by a third syllable.
    yield from (pair + third for third in SECOND for pair in pairs)


def firm_name(random: Random, syllable: str, trade: str, forms: tuple[str, ...], town: str) -> str:
    """常州市岚朔机械有限公司, or 常州湖塘岚朔机械厂: place, syllables, trade, legal form."""
    form = random.choice(forms)
    place = town.removesuffix("镇").removesuffix("街道")
    head = f"常州{place}" if form.endswith(("厂", "店", "馆")) and len(place) <= 3 else "常州市"
    return f"{head}{syllable}{trade}{form}"


def person_name(random: Random, sex: str) -> str:
    """A common family name and a common given name."""
    return random.choice(FAMILY) + random.choice(GIVEN_M if sex == "m" else GIVEN_F)


def other_name(random: Random, *taken: str) -> str:
    """A person who is none of these."""
    while (name := person_name(random, random.choice("mf"))) in taken:
        pass
    return name
