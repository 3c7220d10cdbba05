"""SMS through a sender that a setting chooses."""

import json
import logging
import urllib.request

from django.conf import settings


class Stay(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not the one an operator trusted with numbers and codes."""

    def redirect_request(self, *args: object) -> None:
        """No redirect is followed."""


log = logging.getLogger("anlan.sms")


def send(phone: str, text: str, key: str) -> None:
    """Sends one message. ``key`` lets a gateway drop a repeated one. OSError when the gateway can't be reached or redirects."""
    if settings.SMS_SENDER == "http":
        body = json.dumps({"phone": phone, "text": text, "key": key}).encode()
        request = urllib.request.Request(settings.SMS_URL, body, {"Content-Type": "application/json"})
        with urllib.request.build_opener(Stay).open(request, timeout=10) as answer:
            answer.read()
        return
    # The console sender is for demo and development: a log holds no number, and a code only there.
    log.info(
        "SMS to %s****%s: %s", phone[:3], phone[-4:], text if settings.SECRETS_MAY_DEFAULT else "（内容不写入日志）"
    )
