"""Other names of an account: what somebody may type instead of the user name, such as the number of the firm's licence."""

from collections.abc import Callable

Finder = Callable[[str], str]
_finders: list[Finder] = []


def other_name(find: Finder) -> Finder:
    """Lets a subject name accounts in another way: from what was typed to the user name, "" where it knows of none."""
    _finders.append(find)
    return find


def user_name(typed: str) -> str:
    """The user name that is meant: all that is counted, locked and written down goes by it, whichever name was typed."""
    plain = typed.strip()
    return next((name for find in _finders if (name := find(plain))), plain)
