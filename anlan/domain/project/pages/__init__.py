"""What no Register can say of works: the flows explained, a project and a section on one screen, a contractor's book."""

from .guide import guide
from .ledger import ledger, ledger_book
from .places import assign, taken_part

__all__ = ["assign", "guide", "ledger", "ledger_book", "taken_part"]
