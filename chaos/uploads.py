"""Uploading in pieces (tus), going on where the line broke off."""

import base64
import hashlib
import io
import time
from random import Random

from PIL import Image

from .client import PATIENCE, Client, GaveUp

PIECE = 24 * 1024
SIDE = 200
HEADERS = {"Tus-Resumable": "1.0.0"}


def photo(random: Random) -> bytes:
    """A picture that resembles no other and does not shrink when packed."""
    image = Image.frombytes("RGB", (SIDE, SIDE), random.randbytes(SIDE * SIDE * 3))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def upload(client: Client, body: bytes) -> str:
    """The id of an acknowledged upload: the house has said that it has all of it and what it is."""
    length = {
        "Upload-Length": str(len(body)),
        "Upload-Metadata": f"filename {base64.b64encode('现场.jpg'.encode()).decode()}",
    }
    token = {"X-CSRFToken": _token(client)}
    made = client.send("POST", "/files/", headers=HEADERS | length | token)
    if not client.expect(made, (201,), "上传开始"):
        raise GaveUp("upload")
    url, end = made.headers["Location"], time.monotonic() + PATIENCE
    offset = 0
    while offset < len(body):
        if time.monotonic() > end:
            raise GaveUp(f"PATCH {url}")
        offset = _piece(client, url, body, offset, token)
    found = client.send("GET", url.removesuffix("upload") + "info")
    if not client.expect(found, (200,), f"上传 {url} 全部收下后查不到"):
        raise GaveUp("upload")
    pk = url.split("/")[2]
    with client.ledger.lock:
        client.ledger.files[pk] = hashlib.sha256(body).hexdigest()
        client.ledger.figures["files"] += 1
    return pk


def _piece(client: Client, url: str, body: bytes, offset: int, token: dict[str, str]) -> int:
    """Sends the next piece; the offset to go on at. After a broken line the house is asked how much it has."""
    said = HEADERS | token | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    answer = client.once("PATCH", url, data=body[offset : offset + PIECE], headers=said)
    if answer is not None and answer.status_code == 204:
        return int(answer.headers["Upload-Offset"])
    if answer is not None and answer.status_code != 409:
        client.expect(answer, (204,), f"上传 {url}")
        raise GaveUp("upload")
    client.ledger.count("uploads resumed")
    return int(client.send("HEAD", url, headers=HEADERS).headers["Upload-Offset"])


def _token(client: Client) -> str:
    """The form token; any page sets it."""
    if "csrftoken" not in client.cookies:
        client.send("GET", "/self_check/ledger/new/")
    return client.cookies.get("csrftoken", "")
