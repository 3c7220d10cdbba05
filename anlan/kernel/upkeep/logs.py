"""Log lines that can be handed to anybody: numbers and patterns, never what people typed or are called.

Every line carries the request it belongs to. A message of our own loggers is written in full; of other libraries only
the constant part, since their arguments quote paths, names and values. Numbers that look like a telephone's or a
citizen's are blotted out wherever they come from. Of an exception there stay its type, its frames and what the system
said; its text does not, for it quotes values (``ANLAN_LOG``: ``line`` for people, ``json`` for programs).
"""

import logging
import re
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from traceback import extract_tb
from typing import Any

from django.utils import timezone
from pythonjsonlogger.json import JsonFormatter

EXTRAS = ("method", "route", "status", "ms", "queries", "kind")
MOST_FRAMES = 20
MOST_CAUSES = 5
# Eleven digits of a mobile number, the fifteen or eighteen of a citizen's, and mail addresses.
PERSONAL = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{15}|\d{17}[\dXx])(?![0-9A-Za-z])|[\w.+-]+@[\w-]+\.[\w.-]+")


@dataclass
class Current:
    """The request that is being answered."""

    id: str
    user: int | None = None
    seat: int | None = None


current: ContextVar[Current | None] = ContextVar("anlan_request", default=None)


def request_id() -> str:
    """The number of the request that is being answered, which its answer also carries; "" outside of one."""
    found = current.get()
    return found.id if found else ""


def blotted(text: str) -> str:
    """The text without numbers and addresses of people."""
    return PERSONAL.sub("***", text)


def message_of(record: logging.LogRecord) -> str:
    """What may be written of a record's message."""
    ours = record.name == "anlan" or record.name.startswith("anlan.")
    return blotted(record.getMessage() if ours else str(record.msg))


def trouble_of(error: BaseException | None) -> list[str]:
    """Type and frames of an exception and of what led to it, the outermost frame first."""
    lines: list[str] = []
    for _ in range(MOST_CAUSES):
        if error is None:
            break
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}{_said_by_the_system(error)}")
        frames = extract_tb(error.__traceback__)[-MOST_FRAMES:]
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    return lines


def _said_by_the_system(error: BaseException) -> str:
    """What is known to hold no values: the system's own words, and the database's number of the fault."""
    if isinstance(error, OSError) and error.strerror:
        return f" ({error.strerror})"
    number = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f" ({number})" if number else ""


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """All that is written of a record, in order."""
    found = current.get()
    facts: dict[str, Any] = {
        "time": timezone.localtime(datetime.fromtimestamp(record.created, tz=timezone.get_default_timezone())).isoformat(
            timespec="milliseconds"
        ),
        "level": record.levelname, "logger": record.name, "message": message_of(record),
        "request": found.id if found else "-", "user": found.user if found else None,
        "seat": found.seat if found else None,
    }  # fmt: skip
    facts |= {name: record.__dict__[name] for name in EXTRAS if name in record.__dict__}
    if record.exc_info and record.exc_info[1] is not None:
        facts["trouble"] = trouble_of(record.exc_info[1])
    return facts


class JsonLines(JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        """The record's facts and nothing else of it."""
        return self.serialize_log_record(facts_of(record))


class PlainLines(logging.Formatter):
    """A line for people; of an exception one line a frame."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, message, then what is known as ``name=value``."""
        facts = facts_of(record)
        head = " ".join(str(facts.pop(name)) for name in ("time", "level", "logger", "message"))
        trouble = facts.pop("trouble", [])
        known = " ".join(f"{k}={v}" for k, v in facts.items() if v not in (None, ""))
        return "\n".join([f"{head} {known}", *trouble])


def logging_settings(form: str) -> dict[str, Any]:
    """Django's LOGGING. ValueError when the form is neither ``line`` nor ``json``."""
    forms = {"line": PlainLines, "json": JsonLines}
    if form not in forms:
        raise ValueError(f"ANLAN_LOG：没有“{form}”，可用 line 或 json")
    own = {"handlers": ["console"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{__name__}.{forms[form].__name__}"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "anlan": {"level": "INFO"},
            "axes": {"level": "ERROR"},
            # Refused requests have their line already; here only what went wrong by our fault.
            "django.request": {"level": "ERROR"},
            # The web server brings its own handlers unless it is told of these.
            "_granian": own | {"level": "INFO"},
            "granian.access": own | {"level": "WARNING"},
        },
    }
