"""Who may be told of a condition: what a shop knows of a member, or suspects, is for the program's author alone."""

from __future__ import annotations

from typing import Any, Literal, get_args

from msgspec import UNSET, Struct, UnsetType

from setia.engine.rules.conditions.inside import parts

Audience = Literal["member", "staff", "author"]
"""member: everybody. staff: who stands at the till, and the author. author: who writes the program, and nobody else."""

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""From who is told least to who is told all."""

FOR_AUTHORS = frozenset({"segment", "attribute"})
"""Kinds that are the author's where a document does not say otherwise."""


class Visible(Struct, frozen=True, kw_only=True):
    """What every condition may say beside what it asks for."""

    visible_to: Audience | UnsetType = UNSET
    """Who may be told of it: member, staff or author. Without it, everybody of most kinds; the author alone of segments
    and attributes, and of what joins these."""


def visible_to(condition: Any) -> Audience:
    """Who may be told of a condition. One that joins others is as secret as the most secret of them."""
    said = getattr(condition, "visible_to", UNSET)
    if said is not UNSET:
        return said  # type: ignore[no-any-return]  # of conditions that have the field
    if joined := parts(condition):
        return max((visible_to(one) for one in joined), key=AUDIENCES.index)
    return "author" if condition.__struct_config__.tag in FOR_AUTHORS else "member"


def may_see(audience: Audience, condition: Any) -> bool:
    """Whether an audience may be told of a condition."""
    return AUDIENCES.index(visible_to(condition)) <= AUDIENCES.index(audience)
