"""Pinyin initials, by which Chinese names are found from a plain keyboard."""

from typing import Any

from pypinyin import Style, pinyin


def _letters(rest: str) -> Any:
    """What has no pinyin, letter by letter: pypinyin takes a list here, which its own types leave out."""
    return list(rest)


def initials_of(text: str) -> str:
    """ "武进化工" -> "wjhg"; letters and digits stay, everything else goes."""
    parts = pinyin(text, style=Style.FIRST_LETTER, errors=_letters, strict=False)
    return "".join(p[0] for p in parts if p and p[0].isalnum()).lower()[:120]
