"""When the disk is full or the database is away: a sentence that says what to do, by every door."""

import errno
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
# https://www.postgresql.org/docs/15/errcodes-appendix.html
PG_DISK_FULL = "53100"
# https://www.sqlite.org/rescode.html: what lies with the machine, not with the question that was asked.
SQLITE_OF_THE_MACHINE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
# With less than this left SQLite can't grow its log, and says no more than "disk I/O error".
LEAST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Trouble:
    """What the house can't do now. ``again``: seconds after which trying again makes sense."""

    status: int
    title: str
    sentence: str
    again: int


FULL = Trouble(507, "服务器磁盘空间不足", "服务器磁盘空间不足，本次未保存，请稍后重试或联系管理员清理磁盘。", 60)
AWAY = Trouble(503, "系统暂时不可用", "数据库暂时连不上，请稍后重新提交；同一次提交只生效一次，不会重复。", 5)


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble behind an error, or None when it is a mistake of ours."""
    for one in _chain(error):
        if isinstance(one, OSError) and one.errno in NO_SPACE:
            return FULL
        if isinstance(one, OperationalError | InterfaceError):
            return _of_database(one.__cause__)
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_database(cause: BaseException | None) -> Trouble | None:
    if not isinstance(cause, sqlite3.Error):
        return FULL if getattr(cause, "sqlstate", None) == PG_DISK_FULL else AWAY
    # The low byte is the kind, the rest its particulars.
    kind = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if kind == sqlite3.SQLITE_FULL:
        return FULL
    if kind not in SQLITE_OF_THE_MACHINE:
        return None
    return FULL if shutil.disk_usage(settings.HOME).free < LEAST_BYTES else AWAY


def failed(request: Any) -> HttpResponse:
    """The site's answer to an error nobody caught: 507 or 503 with its sentence, else the page for our own mistakes."""
    found = trouble_of(sys.exc_info()[1])
    return server_error(request) if found is None else _answer(request, found)


def refused(request: Any, exception: Exception) -> HttpResponse:
    """The site's answer to a request it can't read: Django takes a session that could not be saved for one."""
    found = trouble_of(exception)
    # Without the request: what every page knows is not known yet where a request is refused early.
    return HttpResponse(render_to_string("400.html"), status=400) if found is None else _answer(request, found)


def _answer(request: Any, found: Trouble) -> HttpResponse:
    response = HttpResponse(_body(request, found), status=found.status, content_type=_kind(request))
    response["Retry-After"] = str(found.again)
    return response


def _kind(request: Any) -> str:
    if request.path.startswith("/api/"):
        return "application/json"
    kind = "plain" if request.path.startswith("/files/") else "html"
    return f"text/{kind}; charset=utf-8"


def _body(request: Any, found: Trouble) -> str:
    """As the asker reads it. Nothing here may ask the database or write a file."""
    if request.path.startswith("/api/"):
        return json.dumps({"detail": found.sentence}, ensure_ascii=False)
    if request.path.startswith("/files/"):
        return found.sentence
    return render_to_string("unavailable.html", {"trouble": found})
