"""Numbers and texts out of addresses and forms, whatever somebody put there."""

MOST_DIGITS = 18


def whole(text: object, default: int = 0) -> int:
    """A whole number that a database id can hold, or the default."""
    word = str(text or "").strip()
    return int(word) if word.isdecimal() and len(word) <= MOST_DIGITS else default


def storable(text: str) -> str:
    """A search text without what no database can hold, so that it simply finds nothing."""
    return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff").strip()
