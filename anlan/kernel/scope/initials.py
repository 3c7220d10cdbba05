"""Pinyin initials, by which Chinese names are found from a plain keyboard."""

from pypinyin import Style, pinyin


def initials_of(text: str) -> str:
    """"武进化工" -> "wjhg"; letters and digits stay, everything else goes."""
    parts = pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: list(rest), strict=False)
    return "".join(p[0] for p in parts if p and p[0].isalnum()).lower()[:120]
