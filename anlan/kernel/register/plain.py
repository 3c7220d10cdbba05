"""Numbers and texts out of addresses and forms, whatever somebody put there."""

import uuid

MOST_DIGITS = 18


def whole(text: object, default: int = 0) -> int:
    """A whole number that a database id can hold, or the default."""
    word = str(text or "").strip()
    return int(word) if word.isdecimal() and len(word) <= MOST_DIGITS else default


def is_uuid(text: str) -> bool:
    """Is this an id of an attachment or an act, whether or not there is one?"""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def holdable(value: object) -> bool:
    """Can every database hold this value of a JSON body, and every page show it? Halves of characters and NUL can't be."""
    if isinstance(value, dict):
        return all(holdable(k) and holdable(v) for k, v in value.items())
    if isinstance(value, list):
        return all(holdable(v) for v in value)
    return not isinstance(value, str) or storable(value) == value.strip()


def storable(text: str) -> str:
    """A search text without what no database can hold, so that it simply finds nothing."""
    return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff").strip()
