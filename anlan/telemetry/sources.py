"""What gateways may write about a source: the code that a terminal of JT/T 808 gets when it registers."""

import hashlib
import secrets

from django.db import transaction

from anlan.kernel.clock import now

from .models import Source

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
RANDOM, MARK = 10, 6
"""Characters of a code: fifty random bits, then a mark of the terminal it was given to."""


class Taken(Exception):
    """Another terminal is registered under this number, or a person has set its code."""


def register_terminal(address: str, identity: str) -> str:
    """The authentication code of the terminal with this telephone number: a new one, or again the one it was given.

    ``identity``: maker and number of the terminal. Another terminal under the same number is let in only after a person
    has emptied the code (Source.secret), else whoever knows a telephone number could take the vehicle's place. Raises
    Taken, and KeyError for a number that is not listed or switched off.
    """
    mark = hashlib.sha256(identity.encode()).hexdigest()[:MARK]
    with transaction.atomic():
        source = _source(address)
        if source.secret:
            if len(source.secret) == RANDOM + MARK and source.secret.endswith(mark):
                return source.secret
            raise Taken(address)
        source.secret = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM)) + mark
        _save(source)
    return source.secret


def forget_terminal(address: str) -> None:
    """A terminal has deregistered: its code is void, and the next terminal may register."""
    with transaction.atomic():
        source = _source(address)
        source.secret = ""
        _save(source)


def _source(address: str) -> Source:
    try:
        return Source.objects.select_for_update().get(protocol="jt808", address=address, is_active=True)
    except Source.DoesNotExist as missing:
        raise KeyError(address) from missing


def _save(source: Source) -> None:
    source.changed_at = now()
    source.save(update_fields=["secret", "changed_at"])
