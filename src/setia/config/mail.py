"""Where mail is handed over: SETIA_MAIL_SERVER, such as `smtp://name:password@mail.example:587`, and SETIA_MAIL_FROM.

`smtp` is encrypted by STARTTLS unless the server is this machine, `smtps` from the first byte. Without it no mail is
sent, and pages say so.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from msgspec import Struct

OWN = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 587, "smtps": 465}


class MailServer(Struct, frozen=True):
    """A mail server, and from whom mail comes; without a sender there is none."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    sender: str = ""


def described(url: str, sender: str) -> MailServer:
    """The mail server at an address; none where there is no address. Raises ValueError for one that is none."""
    if not url:
        return MailServer()
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("SETIA_MAIL_SERVER must be such as smtp://name:password@mail.example:587")
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and parts.hostname not in OWN,
        tls=parts.scheme == "smtps",
        sender=sender or f"setia@{parts.hostname}",
    )
