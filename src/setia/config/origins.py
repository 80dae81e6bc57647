"""Which web pages of others may call the API from a browser: SETIA_CORS_ORIGINS, origins separated by spaces.

Such as `https://app.example https://shop.example:8443`, as browsers send them; `*` alone is every page. Empty: none.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

ANY = "*"
USUAL_PORTS = {"https": 443, "http": 80}

_ORIGIN = re.compile(r"(https?)://([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?")


def described(text: str) -> frozenset[str]:
    """The origins that a setting names. Raises ValueError, naming the first that a browser would never send."""
    origins = text.split()
    if ANY in origins and len(origins) > 1:
        raise ValueError("SETIA_CORS_ORIGINS: `*` is every page already, and stands alone or not at all")
    for one in origins:
        if one != ANY and not _is_sent(one):
            raise ValueError(
                f"SETIA_CORS_ORIGINS: {one[:80]!r} is no origin; write scheme and host as browsers send them, such as"
                " https://app.example: in small letters, with no path, with a port only where it is not the usual one"
            )
    return frozenset(origins)


def _is_sent(origin: str) -> bool:
    """Whether a browser could send it: none sends a path, a name with a password, or the usual port."""
    if _ORIGIN.fullmatch(origin) is None:
        return False
    try:
        parts = urlsplit(origin)
        return parts.port != USUAL_PORTS[parts.scheme]
    except ValueError:  # a port too high, an address that is none
        return False
