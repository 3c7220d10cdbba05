"""Pinyin initials, by which Chinese names are found from a plain keyboard."""

from functools import lru_cache
from typing import Any

from pypinyin import Style, pinyin
from pypinyin.seg.simpleseg import seg


def _letters(rest: str) -> Any:
    """What has no pinyin, letter by letter: pypinyin takes a list here, which its own types leave out."""
    return list(rest)


@lru_cache(maxsize=20_000)
def _initials_of_word(word: str) -> str:
    """Words recur where texts do not, and how a character is read hangs on its word alone."""
    parts = pinyin(word, style=Style.FIRST_LETTER, errors=_letters, strict=False)
    return "".join(p[0] for p in parts if p and p[0].isalnum()).lower()


def initials_of(text: str) -> str:
    """ "武进化工" -> "wjhg"; letters and digits stay, everything else goes."""
    return "".join(_initials_of_word(word) for word in seg(text))[:120]
