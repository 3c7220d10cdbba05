"""监管行业, as a subject declares them: the kernel only needs their names where a grant is written down."""

_known: dict[str, str] = {}


def declare(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Makes industries (key, Chinese name) known; returns them unchanged."""
    _known.update(pairs)
    return pairs


def industries() -> list[tuple[str, str]]:
    """All known industries."""
    return list(_known.items())
