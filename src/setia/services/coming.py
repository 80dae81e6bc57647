"""Coming: versions that are applied and not in force yet, and what members are told of them (programs 2, Notice)."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from setia.engine.rules.program import Program
from setia.engine.rules.publication import held_out_of, published
from setia.engine.rules.versions import Versions
from setia.services.compare_programs import Difference, differences
from setia.services.for_members import effect_of

PATH: Final = "/me/changes/"
"""Where a member reads of one of them, by its number."""


class Coming(Struct, frozen=True):
    """A version that begins later and is worse for members in something that they may be told."""

    number: int
    starts_at: int
    zone: str
    """Where its first day begins."""
    before: Program
    """What would be in force then, without it: as far as every member may be told."""
    after: Program
    """What will be, as far as every member may be told."""


def coming(versions: Versions, now: int) -> list[Coming]:
    """Versions of which members have notice now, the soonest first.

    What is only better is no notice but news, and the shop's to tell. What a later version takes back is not coming.
    """
    found = []
    for other, one in versions.to_come(now):
        secret = held_out_of(other.compiled.program, one.compiled.program)
        before, after = (published(version.compiled.program, secret) for version in (other, one))
        if any(_is_worse(difference) for difference in differences(before, after)):
            found.append(Coming(one.number, one.compiled.effective_from, one.compiled.zone, before, after))
    return found


def coming_version(versions: Versions, number: int, now: int) -> Coming | None:
    """One of them by its number; None where members have no notice of it, or it has begun."""
    return next((one for one in coming(versions, now) if one.number == number), None)


def _is_worse(one: Difference) -> bool:
    """What may end earlier that members have already needs notice, too."""
    return effect_of(one) == "worse" or (one.of == "Expiry.apply_to_existing" and one.after is not None)
