"""Effects that give something other than units: a reward, a tier, a badge, an attribute."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.rules.conditions.member import level_known, tier_set
from setia.engine.rules.defined import Defined
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.member_attribute import VALUE_MAX, check_value
from setia.engine.rules.verdict import Gift

Giving = Callable[[Facts], Gift]
"""An effect ready to be asked."""


class IssueReward(Struct, frozen=True, tag="issue_reward", tag_field="kind", forbid_unknown_fields=True):
    """Issue a reward, once for the purchase or event."""

    reward: str

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Giving:
        """The effect with its reference checked."""
        faults.known(self.reward, sorted(defined.rewards), (*path, "reward"), "reward")
        return _always(Gift("reward", self.reward, True))


class SetTier(Struct, frozen=True, tag="set_tier", tag_field="kind", forbid_unknown_fields=True):
    """Lift the member to a level, if he is not at it or above; it lasts as if he had qualified, or `for` so long."""

    tier: str
    set: str = ""
    lasts: str | None = None
    """A duration such as P3M."""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Giving:
        """The effect with its references checked."""
        name = tier_set(self.set, defined, (*path, "set"), faults)
        level_known(self.tier, name, defined, (*path, "tier"), faults)
        if self.lasts is not None:
            faults.duration(self.lasts, (*path, "lasts"))
        return _always(Gift("tier", self.tier, True, f"{name}:{self.lasts or ''}"))


class ExtendTier(Struct, frozen=True, tag="extend_tier", tag_field="kind", forbid_unknown_fields=True):
    """Let the member's status, whatever level it is, last longer by a duration."""

    by: str
    """A duration such as P3M."""
    set: str = ""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Giving:
        """The effect with its references checked."""
        name = tier_set(self.set, defined, (*path, "set"), faults)
        faults.duration(self.by, (*path, "by"))
        return _always(Gift("tier_extension", name, True, self.by))


class Badge(Struct, frozen=True, tag="badge", tag_field="kind", forbid_unknown_fields=True):
    """Give a badge; a member has each badge once, and keeps it when the purchase is returned."""

    badge: str

    def ready(self, _: Defined, path: Path, faults: Faults) -> Giving:
        """The effect with its name checked."""
        faults.name(self.badge, (*path, "badge"))
        return _always(Gift("badge", self.badge, True))


class SetAttribute(Struct, frozen=True, tag="attribute", tag_field="kind", forbid_unknown_fields=True):
    """Set an attribute of the member to a value, which is a code and never says anything that people wrote."""

    id: str
    value: str

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Giving:
        """The effect with its name checked, and its value, where the document describes the attribute."""
        faults.name(self.id, (*path, "id"))
        check_value(defined.attributes.get(self.id), self.value, (*path, "value"), faults)
        if not 0 < len(self.value) <= VALUE_MAX:
            faults.add((*path, "value"), "out_of_range", self.value, f"1 to {VALUE_MAX} characters")
        return _always(Gift("attribute", self.id, True, self.value))


def _always(gift: Gift) -> Giving:
    return lambda _: gift
