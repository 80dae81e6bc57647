"""Which faults of meaning only follow from what was left out of a document: nobody should have to read those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from setia.engine.rules.faults import Fault
from setia.services.document_shape import Lost
from setia.services.yaml_text import Path

_DEFINED_IN = {
    "wallet": ("wallets",),
    "limit": ("limits",),
    "lane": ("lanes",),
    "rule": ("rules",),
    "earlier_rule": ("rules",),
    "reward": ("rewards",),
    "event": ("events",),
    "event_field": ("events",),
    "trigger": ("events",),
    "calendar": ("calendars",),
    "tag": ("stores",),
    "tier": ("tiers",),
    "tier_set": ("tiers",),
    "price_group": ("price_groups",),
}
"""Where the things are defined that a document refers to by name."""

_SAID_IN = {
    "not_money": ("wallets", "currency"),
    "not_stamps": ("wallets",),
    "debt_in_money": ("wallets",),
    "not_of_field": ("events",),
    "not_of_attribute": ("attributes",),
    "held_out_promise": ("rules",),
    "held_out_base": ("rules",),
    "held_out_tier_benefit": ("rules",),
    "held_out_twice": ("experiments", "rules"),
    "needs_event": ("events",),
    "too_many_decimals": ("currency",),
    "needs_spend": ("tiers",),
    "which_tier_set": ("tiers",),
    "not_comparable": ("rules", "wallets", "lanes"),
    "carry_in_best": ("lanes",),
    "unknown_earlier_rule": ("lanes",),
    "several_wallets": ("rules", "wallets"),
}
"""Faults about something that another part of the document says."""

_NAMING = ("id", "tags", "fields", "levels")
"""Fields by which things get their names."""

_OF_ITSELF = frozenset(
    "bad_id duplicate_id no_text not_a_duration not_a_date not_a_time not_a_number out_of_range too_many_decimals"
    " unknown_currency unknown_zone unknown_format".split()
)
"""Faults of a value that no field beside it can mend."""


def follows(fault: Fault, lost: list[Lost]) -> bool:
    """Whether a fault, at the path where it was written, may be there only because something was left out."""
    return any(_because(fault, one) for one in lost)


def _because(fault: Fault, lost: Lost) -> bool:
    shorter = min(len(fault.path), len(lost.path))
    if fault.path[:shorter] == lost.path[:shorter]:
        return True
    if lost.path[0] in _SAID_IN.get(fault.code, ()):
        return True
    what = fault.code.removeprefix("unknown_")
    if what != fault.code and what in _DEFINED_IN:
        return lost.path[0] in _DEFINED_IN[what] and _may_define(fault.found, lost)
    around = _mapping(lost.path)
    beside = bool(around) and fault.path[: len(around)] == around
    return beside and fault.code not in _OF_ITSELF


def _mapping(path: Path) -> Path:
    """The mapping that lacks something now: the one that has the field, whose value or item was left out."""
    last = max((i for i, part in enumerate(path) if isinstance(part, str)), default=0)
    return path[:last]


def _may_define(name: str, lost: Lost) -> bool:
    """Whether what was left out may have been what a reference means: it says the name, or has lost its own."""
    if len(lost.path) == 1:
        return True
    if isinstance(lost.path[-1], int):
        nameless = not isinstance(_id_of(lost.written), str)
    else:
        nameless = lost.path[-1] in _NAMING and not isinstance(lost.written, list)
    return nameless or not name or name in _texts(lost.written)


def _id_of(written: Any) -> Any:
    return written.get("id") if isinstance(written, dict) else None


def _texts(written: Any) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    for child in written.values() if isinstance(written, dict) else written if isinstance(written, list) else ():
        yield from _texts(child)
