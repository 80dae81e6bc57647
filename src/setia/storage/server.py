"""Where the database works: in this process, in another one of this machine, or elsewhere."""

from __future__ import annotations

from ipaddress import ip_address

from django.db import connection


def is_here() -> bool:
    """Whether the database has a server, and that shares the cores of this machine."""
    if connection.vendor != "postgresql":
        return False
    host = str(connection.settings_dict["HOST"])
    if not host or host.startswith("/") or host == "localhost":  # a socket, by its folder
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
