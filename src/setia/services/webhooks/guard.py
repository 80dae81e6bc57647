"""The guard: which addresses may be sent to, so that nobody makes this server knock at doors inside (T11, F21).

Looked at when an endpoint is saved, and again at every send. A host is resolved once, every address that it has is
judged, and the connection goes to one of those that were judged: a name that says something else a moment later changes
nothing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from msgspec import Struct

URL_MAX = 500
PORT = 443
"""The port that needs no leave."""

_URL = re.compile(
    r"(?P<scheme>https?)://(?:(?P<host>[A-Za-z0-9._-]{1,253})|\[(?P<six>[0-9A-Fa-f:.]{2,45})\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[!$-\[\]^_`a-z~|{}A-Z0-9]*)?",
    re.ASCII,
)
"""Scheme, host, port, path and query, each in one reading; no user, fragment, backslash, space or other alphabet."""
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*", re.ASCII)

_CLOSED = tuple(
    ip_network(one)
    for one in """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12
    192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24
    198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
    2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20""".split()
)
"""This network, private, shared by carriers, loopback, a cloud's own (metadata too), link-local, for documentation and
measurement, multicast, reserved; of IPv6 what has an IPv4 address inside: tunnels would lead to it."""
_OPEN_SIX = IPv6Network("2000::/3")
"""Of IPv6 nothing else is anybody's in the open: no loopback, mapped, translated (NAT64), unique local, link-local or
site-local address, no multicast."""

Resolve = Callable[[str, int], Sequence[str]]
"""Addresses of a host. Raises OSError where it has none."""


class Refused(Exception):
    """Not to be sent to; `code` says why."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


class Target(Struct, frozen=True):
    """An address in its parts."""

    scheme: str
    host: str
    port: int
    path: str
    """With the query."""

    @property
    def authority(self) -> str:
        """As the `Host` header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_usual = self.port == (443 if self.scheme == "https" else 80)
        return host if is_usual else f"{host}:{self.port}"


class Allowed(Struct, frozen=True):
    """What the operator allows although the guard would not: `host:port`, as in `erp.internal:8443`."""

    places: frozenset[str] = frozenset()

    def has(self, target: Target) -> bool:
        """Whether this host and port may be sent to wherever they lead, without TLS too."""
        return f"{target.host}:{target.port}" in self.places


def allowed(setting: str) -> Allowed:
    """Places from a setting, separated by spaces or commas."""
    return Allowed(frozenset(one.lower() for one in re.split(r"[\s,]+", setting) if one))


def resolve(host: str, port: int) -> list[str]:
    """Every address that this machine finds for a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def target(url: str, allowed: Allowed) -> Target:
    """The parts of an address that may be sent to as far as can be said without resolving it. Raises Refused."""
    if len(url) > URL_MAX:
        raise Refused("url_too_long", most=URL_MAX)
    match = _URL.fullmatch(url)
    if match is None:
        raise Refused("not_a_url")
    scheme, port = match["scheme"], int(match["port"] or (443 if match["scheme"] == "https" else 80))
    if not 0 < port < 65_536:
        raise Refused("not_a_url")
    host = _six(match["six"]) if match["six"] else _host(match["host"].lower())
    found = Target(scheme, host, port, match["path"] or "/")
    if allowed.has(found):
        return found
    if scheme != "https":
        raise Refused("not_https")
    if port != PORT:
        raise Refused("port_not_allowed", port=port, expected=PORT)
    return found


def addresses(found: Target, allowed: Allowed, resolve: Resolve = resolve) -> tuple[str, ...]:
    """The addresses to connect to, each of them judged. Raises Refused, also where one of several is closed."""
    try:
        texts = resolve(found.host, found.port)
    except (OSError, UnicodeError):
        raise Refused("host_unknown") from None
    if not texts:
        raise Refused("host_unknown")
    if not allowed.has(found) and any(is_closed(text) for text in texts):
        raise Refused("address_not_allowed")
    return tuple(texts)


def is_closed(text: str) -> bool:
    """Whether this address is not anybody's in the open."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return True
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _OPEN_SIX):
        return True
    return any(address.version == one.version and address in one for one in _CLOSED)


def _six(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except ValueError:
        raise Refused("not_a_url") from None


def _host(host: str) -> str:
    """A name, or four numbers; not the other ways in which some programs write an IPv4 address."""
    labels = host.removesuffix(".").split(".")
    if not all(_LABEL.fullmatch(one) for one in labels):
        raise Refused("not_a_url")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise Refused("not_a_url") from None
    return host
