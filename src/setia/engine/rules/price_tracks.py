"""Price rules made ready: groups in their order, each with its rules, amounts in minor units."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.conditions import ready
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.points_tender import Paying, points_tenders
from setia.engine.rules.price_rule import PriceGroup, PriceRule
from setia.engine.rules.prices.free_gift import FreeGift
from setia.engine.rules.prices.free_shipping import FreeShipping
from setia.engine.rules.prices.shelf import Reducing
from setia.engine.rules.program import Program

ONLY_GROUP = PriceGroup("main")
SHARES_MAX = 1_000
FUNDER_MAX = 80
MERCHANT = {"merchant": 1}


class PriceJudge(Struct, frozen=True):
    """One price rule ready to be asked."""

    rule: PriceRule
    tests: tuple[Test, ...]
    reduce: Reducing
    most: int | None
    floor: int
    """Of a piece, or of a unit of what is weighed; in minor units."""
    funded_by: dict[str, int]
    """Shares, the merchant's too."""


class PriceTrack(Struct, frozen=True):
    """One group with its rules in declared order."""

    group: PriceGroup
    judges: tuple[PriceJudge, ...]


class Pricing(Struct, frozen=True):
    """All of it for one program."""

    tracks: tuple[PriceTrack, ...] = ()
    undiscounted: frozenset[str] = frozenset()
    """Tags of lines of which nothing is taken off."""
    by_code: dict[str, PriceRule] = {}
    """Rules for which codes are made."""
    paying: dict[str, Paying] = {}
    """By wallet, how its units pay at the till."""


def pricing(program: Program, defined: Defined, faults: Faults) -> Pricing:
    """Price rules by group, in the order in which they are reckoned."""
    faults.names([rule.id for rule in program.price_rules], ("price_rules",))
    faults.names([group.id for group in program.price_groups], ("price_groups",))
    groups = program.price_groups or (ONLY_GROUP,)
    known = [group.id for group in groups]
    of_group: dict[str, list[PriceJudge]] = {group: [] for group in known}
    for i, rule in enumerate(program.price_rules):
        path: Path = ("price_rules", i)
        named = not rule.group or faults.known(rule.group, known, (*path, "group"), "price_group")
        of_group[rule.group if rule.group and named else known[0]].append(_judge(rule, defined, path, faults))
    return Pricing(
        tracks=tuple(PriceTrack(group, tuple(of_group[group.id])) for group in groups if of_group[group.id]),
        undiscounted=frozenset(program.undiscounted),
        paying=points_tenders(program.points_tenders, defined, faults),
        by_code={rule.id: rule for rule in program.price_rules if rule.by_code},
    )


def _judge(rule: PriceRule, defined: Defined, path: Path, faults: Faults) -> PriceJudge:
    if rule.given_as == "tender" and isinstance(rule.effect, FreeGift | FreeShipping):
        faults.add((*path, "as"), "not_of_goods", rule.given_as, "discount")
    for name, share in rule.funded_by.items():
        if not 0 < len(name) <= FUNDER_MAX:
            faults.add((*path, "funded_by", name), "out_of_range", name, f"1 to {FUNDER_MAX} characters")
        faults.within(share, 1, SHARES_MAX, (*path, "funded_by", name))
    exponent = defined.exponent
    return PriceJudge(
        rule=rule,
        tests=ready(rule.when, defined, (*path, "when"), faults),
        reduce=rule.effect.ready(defined, (*path, "effect"), faults),
        most=None if rule.most is None else faults.money(rule.most, exponent, (*path, "most")),
        floor=0 if rule.floor is None else faults.money(rule.floor, exponent, (*path, "floor"), zero=True),
        funded_by=dict(sorted(rule.funded_by.items())) or MERCHANT,
    )
