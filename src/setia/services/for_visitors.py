"""What a member's page asks of the API for him: signed for one member, who opens his own paths and `/me` alone.

Signed as what the staff's pages ask is (services.for_staff), by the key that the processes of one server share.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from setia.services import for_staff

PREFIX: Final = "visitor"
CHANNEL: Final = "portal"
NEWCOMER: Final = "portal:newcomer"
"""Who asks in histories where nobody is a member yet; a member asks by his public id."""


class Visitor(Struct, frozen=True):
    """A member who reads his page, or somebody who joins."""

    program_id: int
    public_id: str
    """Empty: nobody yet; then all that can be asked is to join."""
    scopes: tuple[str, ...]
    """What the page needs for the one thing that is asked."""
    at: int
    """When it was signed, in microseconds since 1970 UTC by the machine's clock."""

    @property
    def name(self) -> str:
        """How histories name him."""
        return self.public_id or NEWCOMER


def sign(key: str, who: Visitor) -> str:
    """A bearer token that says so. Raises ValueError for a key that could be guessed."""
    return for_staff.sealed(key, PREFIX, who)


def read(key: str, token: str, now: int) -> Visitor | None:
    """Who asks; None where the token is not one, is not signed by this key, or is too old."""
    who = for_staff.opened(key, PREFIX, token, Visitor)
    return who if who is not None and abs(now - who.at) <= for_staff.LIFE else None
