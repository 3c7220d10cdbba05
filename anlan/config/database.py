"""One setting chooses the database."""

from typing import Any
from urllib.parse import unquote, urlparse


def database_from_url(address: str) -> dict[str, Any]:
    """Django's database settings for ``sqlite:///path`` or ``postgresql://user:password@host:port/name``.

    SQLite writes take the write lock at once (IMMEDIATE), so that two writers queue instead of one failing half-way;
    ``synchronous=FULL`` keeps every acknowledged act through a power cut.
    """
    if address.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address.removeprefix("sqlite:///"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlparse(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"ANLAN_DATABASE_URL: {parts.scheme} 不支持，请用 sqlite:/// 或 postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
