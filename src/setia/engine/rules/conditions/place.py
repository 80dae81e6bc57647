"""Conditions on where: the store, or how the purchase came about."""

from __future__ import annotations

from setia.engine.rules.conditions.basket import choices
from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.verdict import Check


class InStore(Visible, frozen=True, tag="store", tag_field="kind", forbid_unknown_fields=True):
    """In one of these stores, by id or by a tag that the document gives them."""

    any_of: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as sets; a tag must be some store's."""
        if not self.any_of and not self.tag:
            faults.add(path, "some_of", "", "any_of, tag")
        known = {tag for place in defined.scene.stores.values() for tag in place.tags}
        for i, tag in enumerate(self.tag):
            faults.known(tag, sorted(known), (*path, "tag", i), "tag")
        stores, tags = frozenset(self.any_of), frozenset(self.tag)

        def test(facts: Facts) -> Check:
            holds = facts.store in stores or not tags.isdisjoint(facts.place.tags)
            return Check("store", holds, (*self.any_of, *self.tag), facts.store)

        return test


class Channel(Visible, frozen=True, tag="channel", tag_field="kind", forbid_unknown_fields=True):
    """Through one of these channels, as the source names them: till, web, app, ..."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        wanted = choices(self.any_of, path, faults)

        def test(facts: Facts) -> Check:
            found = facts.purchase.channel if facts.purchase is not None else facts.event.channel if facts.event else ""
            return Check("channel", found in wanted, self.any_of, found)

        return test
