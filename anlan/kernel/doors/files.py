"""Files: taken in pieces so that a bad line can go on where it broke off (tus 1.0), judged by content, served by scope."""

import base64
import binascii
import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from anlan.kernel.register import registry
from anlan.kernel.register.plain import MOST_DIGITS, whole
from anlan.kernel.trail import likeness, pictures
from anlan.kernel.trail.models import Attachment

from .pages import signed_in
from .show import file_view

MOST_BYTES = 10 * 1024 * 1024
PIECE_BYTES = 11 * 1024 * 1024
TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
TUS = {
    "Tus-Resumable": "1.0.0",
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,termination",
    "Tus-Max-Size": str(MOST_BYTES),
}


def stored(attachment: Attachment, suffix: str = "") -> Path:
    """Where an attachment's bytes lie; the name is ours, never the uploader's."""
    name = str(attachment.pk)
    return settings.FILES_ROOT / name[:2] / (name + suffix)


def _answer(status: int, text: str = "", **headers: str) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    for name, value in (TUS | {k.replace("_", "-"): v for k, v in headers.items()}).items():
        response[name] = value
    return response


def _file_name(header: str) -> str:
    """The name out of tus' metadata, without any path and without control characters."""
    for part in header.split(","):
        key, _, value = part.strip().partition(" ")
        if key == "filename":
            try:
                text = base64.b64decode(value).decode()
            except (binascii.Error, UnicodeDecodeError):
                return "文件"
            text = text.replace("\\", "/").rsplit("/", 1)[-1]
            return "".join(c for c in text if c.isprintable())[:200] or "文件"
    return "文件"


@signed_in
def create(request: Any) -> HttpResponse:
    """Begins an upload: 201 with the address to send the pieces to."""
    if request.method == "OPTIONS":
        return _answer(204)
    if request.method != "POST":
        return _answer(405)
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal() or len(length) > MOST_DIGITS:
        return _answer(400, "缺少文件大小，请重新选择文件")
    if int(length) > MOST_BYTES:
        return _answer(413, "文件超过 10 MB，请压缩后再传")
    if int(length) == 0:
        return _answer(400, "文件是空的，请检查后重新选择")
    row = Attachment.objects.create(
        name=_file_name(request.headers.get("Upload-Metadata", "")), kind="", size=int(length), user_id=request.user.pk
    )
    path = stored(row, ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return _answer(201, Location=reverse("files:piece", args=[row.pk]))


@signed_in
def piece(request: Any, pk: uuid.UUID) -> HttpResponse:
    """Takes the next piece (PATCH), tells how much is there (HEAD), or gives the upload up (DELETE)."""
    if request.method not in ("HEAD", "DELETE", "PATCH"):
        return _answer(405)
    mine = Attachment.objects.filter(pk=pk, user_id=request.user.pk, record="")
    if not mine.exists():
        return _answer(404)
    # Read before anybody else is kept waiting: a bad line may take its time.
    body = request.read(PIECE_BYTES) if request.method == "PATCH" else b""
    with _alone_with(Attachment(pk=pk)):
        row = mine.first()
        # Whoever was at it may have given it up.
        if row is None:
            return _answer(404)
        if request.method == "PATCH":
            return _append(row, request.headers.get("Upload-Offset", ""), body)
        if request.method == "HEAD":
            if row.received == row.size and not row.ready and (why := finish(row)):
                return _answer(422, why)
            return _answer(200, Upload_Offset=str(row.received), Upload_Length=str(row.size))
        _remove(row)
        return _answer(204)


@contextmanager
def _alone_with(row: Attachment) -> Iterator[None]:
    """One at a time at one upload: a line that seemed dead may still deliver its piece while the next try asks how far it is.

    The lock lies on the bytes themselves, which keep it while they are given their final name.
    """
    with ExitStack() as kept:
        for path in (stored(row, ".part"), stored(row)):
            with suppress(FileNotFoundError):
                fcntl.flock(kept.enter_context(path.open("rb")), fcntl.LOCK_EX)
                break
        yield


def _append(row: Attachment, offset: str, body: bytes) -> HttpResponse:
    path = stored(row, ".part")
    if row.ready or whole(offset, -1) != row.received or not path.exists():
        return _answer(409, Upload_Offset=str(row.received))
    if row.received + len(body) > row.size:
        return _answer(413, "收到的内容比说明的大，请重新上传")
    with path.open("r+b") as out:
        out.seek(row.received)
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    row.received += len(body)
    row.save(update_fields=["received"])
    if row.received == row.size and (why := finish(row)):
        return _answer(422, why)
    return _answer(204, Upload_Offset=str(row.received))


def finish(row: Attachment) -> str | None:
    """All bytes are there: judge them by content. A refused file is removed; the sentence says why."""
    part = stored(row, ".part")
    if not part.exists():
        # Killed between the renaming and the note of it.
        part = stored(row)
    try:
        facts = pictures.inspect(part)
    except ValueError as error:
        part.unlink(missing_ok=True)
        row.delete()
        return str(error)
    row.kind, row.width, row.height, row.taken_at = facts.kind, facts.width or 0, facts.height or 0, facts.taken_at
    row.digest = hashlib.sha256(part.read_bytes()).hexdigest()
    if row.kind in ("jpg", "png"):
        row.fingerprint = str(likeness.fingerprint(part))
        pictures.make_thumbnail(part, stored(row, ".thumb.jpg"))
    part.replace(stored(row))
    _keep_name(stored(row).parent)
    row.ready = True
    row.save()
    return None


def _keep_name(folder: Path) -> None:
    """A new name outlives a power cut only once its folder is on the disk; the database must not know it earlier."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def take_in(name: str, body: bytes, user_id: int) -> Attachment:
    """An attachment from bytes at hand (imports, generated papers, the demo). ValueError when it is not accepted."""
    if len(body) > MOST_BYTES:
        raise ValueError("文件超过 10 MB，请压缩后再传")
    row = Attachment.objects.create(name=name[:200], kind="", size=len(body), received=len(body), user_id=user_id)
    path = stored(row, ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    if why := finish(row):
        raise ValueError(why)
    return row


def visible(request: Any, pk: uuid.UUID) -> Attachment:
    """The attachment if this seat may see the row it belongs to; else 404."""
    row = Attachment.objects.filter(pk=pk, ready=True).first()
    if row is None:
        raise Http404
    if not row.record:
        if row.user_id != request.user.pk:
            raise Http404
        return row
    if not registry.register(row.register).rows(request.seat).filter(pk=row.record).exists():
        raise Http404
    return row


def _send(row: Attachment, path: Path, kind: str) -> FileResponse:
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=TYPES[kind])
    # A picture is looked at in its page; anything else is only ever saved, since a browser would run what is in it.
    response["Content-Disposition"] = content_disposition_header(kind == "pdf", row.name) or "attachment"
    response["Cache-Control"] = "private, max-age=86400"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
    return response


@signed_in
def get(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The file itself."""
    row = visible(request, pk)
    return _send(row, stored(row), row.kind)


@signed_in
def thumb(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A picture, small."""
    row = visible(request, pk)
    return _send(row, stored(row, ".thumb.jpg"), "jpg")


@signed_in
def info(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the form needs to show an uploaded file."""
    return JsonResponse(file_view(visible(request, pk)))


def _remove(row: Attachment) -> None:
    """The row first: a file without a row harms nobody, a row without its file does."""
    lying = [stored(row, suffix) for suffix in ("", ".part", ".thumb.jpg")]
    row.delete()
    for path in lying:
        path.unlink(missing_ok=True)


def forget_abandoned(before: Any) -> int:
    """Removes uploads that no row took up; returns how many."""
    count = 0
    for row in Attachment.objects.filter(record="", uploaded_at__lt=before).iterator():
        _remove(row)
        count += 1
    return count
