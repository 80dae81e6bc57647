"""A program version made ready to judge: dates parsed, amounts in minor units, references proven to exist."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.calendar import Duration, deadline, parse_instant
from setia.engine.money import EXPONENT
from setia.engine.once import once
from setia.engine.rules import scene as scenes
from setia.engine.rules.asking import Asking
from setia.engine.rules.birthdays import BIRTHDAY
from setia.engine.rules.competing import check_best, check_limits, wallets_given
from setia.engine.rules.conditions import ready
from setia.engine.rules.conditions.birthday import Birthday
from setia.engine.rules.custom_event import EventType, event_types
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.effects import GIFTS
from setia.engine.rules.effects.gifts import Giving
from setia.engine.rules.effects.multiplier import Multiplier
from setia.engine.rules.effects.points_per_amount import PointsPerAmount
from setia.engine.rules.experiment import Arm, arms, test_of
from setia.engine.rules.faults import Fault, Faults, Path, Unusable
from setia.engine.rules.limit import Cap, Every, caps
from setia.engine.rules.member_attribute import attribute_types
from setia.engine.rules.price_tracks import Pricing, pricing
from setia.engine.rules.program import FORMAT, Program
from setia.engine.rules.reaching import birthday_days, limited_gifts, looks_back_days, reads_member
from setia.engine.rules.reward import Conversion, Offer, conversions, offers
from setia.engine.rules.rule import Lane, Rule
from setia.engine.rules.scene import Place, Scene, zone_known
from setia.engine.rules.tier_set import Ladder, Names, ladders
from setia.engine.rules.wallet_type import NOTHING, Unit, units

__all__ = ["NOTHING", "Compiled", "Fault", "Judge", "Track", "Unit", "Unusable", "compile_program"]

ONLY_LANE = Lane("main")
WINDOWS = ("claim_window", "late_window", "notice_period")


class Carry(Struct, frozen=True):
    """A remainder that is carried from order to order: what has to be counted for it."""

    every: Every
    """The period in which."""
    counter: str
    """Counts the value of all orders."""
    posted: str
    """Counts the units given for it, where limits may cut them; empty where what is given follows from the value."""


class Judge(Struct, frozen=True):
    """One rule ready to be asked."""

    id: str
    trigger: str
    tests: tuple[Test, ...]
    asking: tuple[Asking, ...]
    giving: tuple[Giving, ...]
    caps: tuple[Cap, ...]
    carries: dict[int, Carry] = {}
    """For effects that give units and carry their remainder, by number."""
    multiplies: frozenset[str] = frozenset()
    """Rules whose units its effects multiply."""


class Track(Struct, frozen=True):
    """One lane with its rules in declared order."""

    lane: Lane
    judges: tuple[Judge, ...]


class Compiled(Struct, frozen=True, dict=True):
    """One version of a program, as the engine judges by it."""

    program: Program
    zone: str
    exponent: int
    effective_from: int
    claim_window: Duration
    late_window: Duration
    notice_period: Duration
    units: dict[str, Unit]
    scene: Scene
    tracks: tuple[Track, ...]
    caps: dict[str, Cap] = {}
    ladders: dict[str, Ladder] = {}
    offers: dict[str, Offer] = {}
    conversions: dict[str, Conversion] = {}
    events: dict[str, EventType] = {}
    counts: bool = False
    """Whether anything is counted: limits, tiers, quotas, carried remainders."""
    looks_back_days: int = 0
    """How long before an event counters may be looked at."""
    redates: bool = False
    """Whether it gives lots of before other ends."""
    reads_member: bool = False
    """Whether anything asks for an attribute, a segment or an experiment's share."""
    arms: dict[str, Arm] = {}
    """Experiments by id."""
    birthday_days: int = 0
    """For how many days from a birthday on it may matter; 0 where it never does."""
    limited_gifts: tuple[str, ...] = ()
    """Rewards that rules issue and of which there are only so many."""
    pricing: Pricing = Pricing()

    def debt_ends(self, wallet: str, at: int) -> int | None:
        """When a debt that moved last at an instant is written off; None is never."""
        unit = self.units.get(wallet)
        return None if unit is None or unit.debt_writeoff is None else deadline(at, unit.debt_writeoff, self.zone)

    @once
    def shares(self) -> bool:
        """Whether anything from outside an account may decide: budgets, stock, facts about the member."""
        limited = any(offer.limited for offer in self.offers.values())
        reads = self.reads_member or bool(self.birthday_days)
        return reads or limited or any(cap.budget for cap in self.caps.values())

    @once
    def converted(self) -> tuple[str, ...]:
        """Wallets whose units may become rewards by themselves, in order."""
        return tuple(sorted({one.wallet for one in self.conversions.values()}))

    @once
    def pausable(self) -> frozenset[str]:
        """Wallets whose expiry a level pauses."""
        rungs = [rung for ladder in self.ladders.values() for rung in ladder.rungs]
        return frozenset(wallet for rung in rungs for wallet in rung.pauses_expiry)

    @once
    def carries(self) -> tuple[tuple[str, int, Carry], ...]:
        """Every effect whose remainder is carried: its rule, its number, and what is counted for it."""
        judges = [judge for track in self.tracks for judge in track.judges]
        return tuple((one.id, n, carry) for one in judges for n, carry in one.carries.items())


def compile_program(program: Program) -> Compiled:
    """Check what the structure alone cannot, and make the program ready.

    Raises Unusable with every fault found.
    """
    faults = Faults()
    effective_from = _check_head(program, faults)
    defined = _defined(program, faults)
    events = event_types(program.events, faults)
    names = Names(defined.exponent, defined.units, frozenset(rule.id for rule in program.rules), frozenset(events))
    climbs = ladders(program.tiers, names, faults)
    defined.levels = {one.id: tuple(rung.id for rung in one.rungs) for one in climbs.values()}
    defined.spend_sets = frozenset(one.id for one in climbs.values() if _counts_only_spend(one))
    experiments, defined.experiment_of = arms(program, faults)
    tracks = _tracks(program, defined, events, faults)
    ready_offers = offers(program.rewards, defined, faults)
    converted = conversions(program.conversions, defined, faults)
    price_tracks = pricing(program, defined, faults)
    carries = any(judge.carries for track in tracks for judge in track.judges)
    windows = [faults.duration(getattr(program, one), (one,)) or NOTHING for one in WINDOWS]
    if faults.found:
        raise Unusable(faults.found)
    return Compiled(
        program=program,
        zone=program.zone,
        exponent=defined.exponent,
        effective_from=effective_from,
        claim_window=windows[0],
        late_window=windows[1],
        notice_period=windows[2],
        units=defined.units,
        scene=defined.scene,
        tracks=tracks,
        caps=defined.caps,
        ladders=climbs,
        offers=ready_offers,
        conversions=converted,
        events=events,
        counts=bool(
            climbs or defined.caps or carries or any(one.quota for one in program.rewards) or birthday_days(program)
        ),
        looks_back_days=max([366, *(looks_back_days(one) for one in climbs.values())]),
        redates=any(unit.existing_from is not None for unit in defined.units.values()),
        reads_member=bool(experiments) or reads_member(program),
        arms=experiments,
        birthday_days=birthday_days(program),
        limited_gifts=limited_gifts(program, ready_offers),
        pricing=price_tracks,
    )


def _check_head(program: Program, faults: Faults) -> int:
    if program.format != FORMAT:
        faults.add(("format",), "unknown_format", program.format, FORMAT)
    faults.name(program.id, ("id",))
    if not program.name:
        faults.add(("name",), "no_text")
    if program.currency not in EXPONENT:
        faults.add(("currency",), "unknown_currency", program.currency, "MYR")
    for field in ("wallets", "rules"):
        if not getattr(program, field):
            faults.add((field,), "empty_list")
    known = zone_known(program.zone)
    if not known:
        faults.add(("zone",), "unknown_zone", program.zone, "Asia/Kuala_Lumpur")
    try:
        effective_from = parse_instant(program.effective_from, program.zone if known else "UTC")
        if not scenes.FIRST_YEAR <= int(program.effective_from[:4]) <= scenes.LAST_YEAR:
            raise ValueError("no program was or will be in force then")
    except (ValueError, OverflowError):
        faults.add(("effective_from",), "not_a_date", program.effective_from, "2027-01-31")
        return 0
    return effective_from


def _defined(program: Program, faults: Faults) -> Defined:
    zone = program.zone if zone_known(program.zone) else "UTC"
    home = Place(zone, scenes.clock(program.day_starts_at, ("day_starts_at",), faults))
    scene = Scene(
        home=home,
        stores=scenes.places(program.stores, home, faults),
        calendars=scenes.calendars(program.calendars, faults),
        never=scenes.NOT_GOODS.union(one.tag for one in program.never),
    )
    faults.names([reward.id for reward in program.rewards], ("rewards",))
    return Defined(
        exponent=EXPONENT.get(program.currency, 2),
        zone=zone,
        scene=scene,
        units=units(program.wallets, zone, faults),
        caps=caps(program.limits, faults),
        rewards=frozenset(reward.id for reward in program.rewards),
        attributes=attribute_types(program.attributes, faults),
    )


def _counts_only_spend(ladder: Ladder) -> bool:
    return all(one.measure == "spend" for one in ladder.measures.values())


def _tracks(program: Program, defined: Defined, events: dict[str, EventType], faults: Faults) -> tuple[Track, ...]:
    """Rules by lane, in the order in which they are reckoned: a multiplier may name what comes before it only."""
    faults.names([rule.id for rule in program.rules], ("rules",))
    faults.names([lane.id for lane in program.lanes], ("lanes",))
    lanes = program.lanes or (ONLY_LANE,)
    for i, rule in enumerate(program.rules):
        if rule.lane:
            faults.known(rule.lane, [lane.id for lane in program.lanes], ("rules", i, "lane"), "lane")
    given = wallets_given(program)
    check_limits(program, given, faults)
    tracks = []
    for lane in lanes:
        judges = []
        for i, rule in enumerate(program.rules):
            if (rule.lane or lanes[0].id) == lane.id:
                judges.append(_judge(rule, defined, events, ("rules", i), faults))
                defined.rules = (*defined.rules, rule.id)
        if lane.combine == "best":
            check_best(program, lane, given, faults)
        tracks.append(Track(lane, tuple(judges)))
    return tuple(tracks)


def _judge(rule: Rule, defined: Defined, events: dict[str, EventType], path: Path, faults: Faults) -> Judge:
    if rule.trigger != "purchase":
        faults.known(rule.trigger, ["purchase", BIRTHDAY.id, *events], (*path, "trigger"), "trigger")
    if rule.trigger == BIRTHDAY.id and not any(isinstance(one, Birthday) for one in rule.when):
        faults.add((*path, "when"), "needs_birthday")
    if not rule.effects:
        faults.add((*path, "effects"), "empty_list")
    inside = msgspec.structs.replace(defined, event={**events, BIRTHDAY.id: BIRTHDAY}.get(rule.trigger))
    asking: list[Asking] = []
    giving: list[Giving] = []
    carries: dict[int, Carry] = {}
    for i, effect in enumerate(rule.effects):
        if isinstance(effect, GIFTS):
            giving.append(effect.ready(inside, (*path, "effects", i), faults))
        else:
            if isinstance(effect, PointsPerAmount) and effect.carry is not None:
                # Another rate begins anew: what waits was reckoned by the old one.
                name = f"{rule.id}:{len(asking)}:{effect.points}/{effect.per}"
                posted = f"posted:{name}" if rule.limits else ""
                carries[len(asking)] = Carry(effect.carry, f"carry:{name}", posted)
            inside.effect = len(asking)
            asking.append(effect.ready(inside, (*path, "effects", i), faults))
    experiment = defined.experiment_of.get(rule.id)
    held_out = (test_of(experiment),) if experiment is not None else ()
    limits = []
    for i, limit in enumerate(rule.limits):
        if faults.known(limit, defined.caps, (*path, "limits", i), "limit"):
            limits.append(defined.caps[limit])
    return Judge(
        id=rule.id,
        trigger=rule.trigger,
        tests=(*held_out, *ready(rule.when, inside, (*path, "when"), faults)),
        asking=tuple(asking),
        giving=tuple(giving),
        caps=tuple(limits),
        carries=carries,
        multiplies=frozenset(name for effect in rule.effects if isinstance(effect, Multiplier) for name in effect.of),
    )
