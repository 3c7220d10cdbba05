"""Pure judgements about notices."""

from collections.abc import Iterable


def names_in(text: str) -> list[str]:
    """The firms' names in a text with one a line (、 and ； part them too), each once, in order."""
    for mark in ("；", ";", "、"):
        text = text.replace(mark, "\n")
    return list(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))


def missing_sentence(names: Iterable[str], found: Iterable[str], most: int = 5) -> str | None:
    """What to say about names that are no firm of the sender's; None when all were found."""
    known = set(found)
    missing = [name for name in names if name not in known]
    if not missing:
        return None
    more = f"等 {len(missing)} 家" if len(missing) > most else ""
    return f"管辖范围内找不到以下单位，请核对全称：{'、'.join(missing[:most])}{more}"


def addressed(industry: str, kinds: Iterable[str], industries: Iterable[str], firm_kinds: Iterable[str]) -> bool:
    """Is a firm of this industry and these kinds meant by a notice? An empty list means any; both lists must agree."""
    wanted, meant = set(industries), set(firm_kinds)
    return (not wanted or industry in wanted) and (not meant or not meant.isdisjoint(kinds))
