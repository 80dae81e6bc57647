"""Django's settings, read from the environment once.

DATABASE_URL names the database: `sqlite:///path/to/file` (the default is setia.sqlite3 in the current folder) or
`postgresql://user:password@host:port/name`.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from setia.config import mail, origins

DEFAULT_DATABASE_URL = "sqlite:///setia.sqlite3"

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; "
    "PRAGMA wal_autocheckpoint=10000;"
)
"""Durable at every commit; REPLACE fires the triggers that refuse it; what is deleted is overwritten.

The log is copied into the database every 40 MB and not every four: a batch of an import is more than that, and most
pages are written again by the next one.
"""


IDLE_IN_TRANSACTION_MAX = "10s"
"""How long a process that has stopped in the middle of a transaction keeps what it has locked from the others.

PostgreSQL then ends its session and undoes the transaction; should the process go on, its next statement fails.
"""


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`. Raises ValueError for a scheme that is neither of the two."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or "setia.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS},
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {
                "options": f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_MAX}",
                **dict(parse_qsl(parts.query)),
            },
        }
    raise ValueError(f"DATABASE_URL must begin with sqlite: or postgresql:, not {parts.scheme or 'nothing'!r}")


DATABASES = {"default": database(os.environ.get("DATABASE_URL", DEFAULT_DATABASE_URL))}
INSTALLED_APPS = ["setia.storage"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
ERASURE_LIST = os.environ.get("SETIA_ERASURE_LIST", "")
"""The file that outlives the database and names the erased; empty: beside a SQLite file, and nowhere else."""
SETIA_WEBHOOK_PLACES = os.environ.get("SETIA_WEBHOOK_PLACES", "")
"""Receivers of webhooks inside, which would be refused otherwise: `host:port`, separated by spaces."""
SETIA_METRICS_TOKEN = os.environ.get("SETIA_METRICS_TOKEN", "")
"""Who shows it may read /metrics; empty: there is no such path."""
SETIA_CORS_ORIGINS = origins.described(os.environ.get("SETIA_CORS_ORIGINS", ""))
"""Of the web pages that may call the API from a browser; empty: of none."""
SETIA_SECRET_KEY = os.environ.get("SETIA_SECRET_KEY", "")
"""What pages sign with; empty: the key that the database keeps."""
PUBLIC_URLS = tuple(os.environ.get("SETIA_PUBLIC_URL", "").split())
"""The addresses that people type, such as `https://loyalty.example`; the first stands in letters."""
SETIA_IS_SECURE = bool(PUBLIC_URLS) and all(url.startswith("https:") for url in PUBLIC_URLS)
"""Whether people and systems come by https alone, whatever a proxy speaks with us."""

_MAIL = mail.described(os.environ.get("SETIA_MAIL_SERVER", ""), os.environ.get("SETIA_MAIL_FROM", ""))
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_TIMEOUT = 10
"""Seconds."""
DEFAULT_FROM_EMAIL = _MAIL.sender
"""From whom mail comes; empty: none is sent."""
