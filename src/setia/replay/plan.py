"""Plan: what a change of a program would have done to the shop's own past (ledger 4.19, What-if).

Both versions are taken as if they had been in force since the program began, and all is booked that has fallen due by
now. Members are assumed to have done what they did: behaviour is unchanged.

Money. A unit costs what it buys at most at prices that hold for everybody (`tally.unit_values`); that all units will be
used is assumed. The cost of a version is its units issued at their cost, and the rewards given for no units; its
liability is what members hold in the end, less what they owe, at the same cost. The change pays if the margin that
members bring grows by what it costs more; with a gross margin m that is a growth of their purchases by

    (cost after - cost before) / (m * purchases)
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from setia.engine.calendar import local_date
from setia.engine.guard import Expected
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.documents import to_json
from setia.replay.shortening import Shortened, shortened
from setia.replay.spread import retell_all
from setia.replay.tally import Figures, expected, got, worth
from setia.replay.testing import Test, length
from setia.replay.what_if import Pass, Side, Sides, sides
from setia.storage.histories import Extent, extent, public_ids
from setia.storage.programs import LoadedProgram, count_versions
from setia.storage.snapshot import snapshot


class Pair(Struct, frozen=True):
    """A figure under the version in force and under the document."""

    before: int
    after: int

    @property
    def more(self) -> int:
        """What it is more, or less than 0 less."""
        return self.after - self.before


class OfWallet(Struct, frozen=True):
    """Units of one wallet, in its smallest."""

    wallet: str
    issued: Pair
    """Less what was taken back."""
    redeemed: Pair
    """Less what was given back."""
    expired: Pair
    held: Pair
    """What members have in the end."""
    owed: Pair
    unaffordable: Pair
    """Recorded redemptions that the balance could not pay; each is skipped whole."""
    unaffordable_units: Pair
    issued_by_month: dict[str, Pair]


class OfMember(Struct, frozen=True):
    """One of the members for whom most changes."""

    member: str
    """His public id."""
    difference_minor: int
    issued: dict[str, Pair]
    """By wallet."""
    rules: dict[str, int]
    """By rule, the units that it gives him more or less."""


class Money(Struct, frozen=True):
    """In minor units of the program's currency."""

    cost: Pair
    cost_per_month: Pair
    liability: Pair
    sales_per_month: int
    """What members spent, before returns."""
    gross_margin_ppm: int
    """What is assumed to be left of sales, in millionths of them."""
    uplift_ppm: int | None
    """By how many millionths sales must grow so that the change pays; less than 0: may fall. None without sales."""


class Plan(Struct, frozen=True):
    """All of it."""

    program: str
    version: int
    """The one applied last: what the document is compared with."""
    accounts: int
    unreadable: int
    commands: int
    months: tuple[str, ...]
    """Whole months with purchases, from which figures per month are reckoned."""
    in_money: bool
    """Whether any document says what units are worth; else a unit counts as one."""
    wallets: tuple[OfWallet, ...]
    rules: dict[str, Pair]
    rewards: dict[str, Pair]
    cut: dict[str, Pair]
    """By budget, the awards that it cut."""
    cut_units: dict[str, Pair]
    levels: dict[str, dict[str, Pair]]
    """By tier set and level, members on it in the end."""
    skipped: dict[str, Pair]
    """Commands that are refused, or about something that is not there, by reason."""
    better: int
    worse: int
    changed: tuple[OfMember, ...]
    money: Money
    test: Test | None
    shortened: tuple[Shortened, ...]
    """Every lot of now that the document would end sooner."""
    document: str
    """SHA-256 of the document's canonical JSON: what it is a plan of."""
    today: dict[str, Expected]
    """By `rule/wallet`, what the version in force gives in the quarters of an hour in which it gives any."""
    expected: dict[str, Expected]
    """The same of the document: what the guard compares with."""


def plan(
    program: LoadedProgram,
    document: Compiled,
    now: int,
    margin: Fraction,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Plan:
    """What a document would have done to all that was recorded of a program until `now`, at a gross margin."""
    with snapshot():
        known, lots = extent(program.id), shortened(program, document, now)
        only = count_versions(program.id) == 1  # then the ledger says what the version in force gives
    both = sides(program.versions, document)
    of = Pass(program.id, both, now, whole_months(known, program.latest.zone), is_ledger=only)
    found = retell_all(of, known, (program.code, program.versions.applied[-1].number), on_progress)
    return replace(_plan(program, of, found, margin), shortened=lots)


def whole_months(known: Extent, zone: str) -> tuple[str, ...]:
    """Months from the first purchase on; the last, which may not be over, is left out unless it is the only one."""
    if known.first_sale is None or known.last_sale is None:
        return ()
    first, last = local_date(known.first_sale, zone), local_date(known.last_sale, zone)
    count = (last.year - first.year) * 12 + last.month - first.month
    numbers = [first.month - 1 + n for n in range(max(count, 1))]
    return tuple(f"{first.year + n // 12:04d}-{n % 12 + 1:02d}" for n in numbers)


def _plan(program: LoadedProgram, of: Pass, found: Sides, margin: Fraction) -> Plan:
    before, after = found.before, found.after
    names = public_ids(one.account_id for one in found.changed)
    wallets = sorted({*of.sides[0].compiled.units, *of.sides[1].compiled.units})
    money = _money(of, found, margin)
    difference = Fraction(0)
    if money.uplift_ppm is not None and found.spending.months:
        difference = Fraction(money.uplift_ppm * found.spending.total, 1_000_000 * found.spending.months)
    return Plan(
        program=program.code,
        version=program.versions.applied[-1].number,
        accounts=found.accounts,
        unreadable=found.unreadable,
        commands=found.commands,
        months=of.months,
        in_money=any(offer.value or offer.step_worth for one in of.sides for offer in one.compiled.offers.values()),
        wallets=tuple(_wallet(one, found) for one in wallets),
        rules=_pairs(_by_rule(before), _by_rule(after)),
        rewards=_pairs(before.rewards, after.rewards),
        cut=_pairs(*({id_: n for id_, (n, _) in one.cut.items()} for one in (before, after))),
        cut_units=_pairs(*({id_: n for id_, (_, n) in one.cut.items()} for one in (before, after))),
        levels=_levels(of, found),
        skipped=_pairs(before.skipped, after.skipped),
        better=found.better,
        worse=found.worse,
        changed=tuple(
            OfMember(
                member=names.get(one.account_id, str(one.account_id)),
                difference_minor=round(one.difference),
                issued=_pairs(one.before, one.after),
                rules=_summed(one.rules),
            )
            for one in found.changed
        ),
        money=money,
        test=length(found.spending, difference),
        shortened=(),
        document=digest_of(of.sides[1].compiled),
        today=expected(before),
        expected=expected(after),
    )


def digest_of(compiled: Compiled) -> str:
    """What a plan names its document by; from when it holds is no part of it."""
    return sha256(to_json(replace(compiled.program, effective_from=""))).hexdigest()


def _wallet(wallet: str, found: Sides) -> OfWallet:
    both = (found.before, found.after)
    months = sorted({month for one in both for id_, flow, month in one.units if (id_, flow) == (wallet, "issued")})
    flows = {
        flow: Pair(*(sum(n for (id_, of, _), n in one.units.items() if (id_, of) == (wallet, flow)) for one in both))
        for flow in ("issued", "redeemed", "expired")
    }
    return OfWallet(
        wallet=wallet,
        **flows,
        held=Pair(*(one.held.get(wallet, 0) for one in both)),
        owed=Pair(*(one.debts.get(wallet, 0) for one in both)),
        unaffordable=Pair(*(one.unaffordable.get(wallet, (0, 0))[0] for one in both)),
        unaffordable_units=Pair(*(one.unaffordable.get(wallet, (0, 0))[1] for one in both)),
        issued_by_month={
            month: Pair(*(one.units.get((wallet, "issued", month), 0) for one in both)) for month in months
        },
    )


def _money(of: Pass, found: Sides, margin: Fraction) -> Money:
    both = tuple(zip(of.sides, (found.before, found.after), strict=True))
    per_month = [_cost(side, figures, of.months) / max(1, len(of.months)) for side, figures in both]
    sales = Fraction(sum(found.sales.get(month, 0) for month in of.months), max(1, len(of.months)))
    uplift = (per_month[1] - per_month[0]) / (margin * sales) if sales > 0 and margin > 0 else None
    return Money(
        cost=Pair(*(round(_cost(side, figures)) for side, figures in both)),
        cost_per_month=Pair(*(round(one) for one in per_month)),
        liability=Pair(
            *(round(worth(figures.held, side.values) - worth(figures.debts, side.values)) for side, figures in both)
        ),
        sales_per_month=round(sales),
        gross_margin_ppm=round(margin * 1_000_000),
        uplift_ppm=None if uplift is None else round(uplift * 1_000_000),
    )


def _cost(side: Side, figures: Figures, months: tuple[str, ...] | None = None) -> Fraction:
    """Of all that was given, or of what was given in some months."""
    if months is None:
        return worth(got(figures), side.values) + sum(figures.gifts.values())
    sums: dict[str, int] = {}
    for (wallet, flow, month), amount in figures.units.items():
        if flow == "issued" and month in months:
            sums[wallet] = sums.get(wallet, 0) + amount
    return worth(sums, side.values) + sum(figures.gifts.get(month, 0) for month in months)


def _levels(of: Pass, found: Sides) -> dict[str, dict[str, Pair]]:
    levels: dict[str, dict[str, Pair]] = {}
    for one in of.sides:
        for ladder in one.compiled.ladders.values():
            for rung in ladder.rungs:
                key = (ladder.id, rung.id)
                pair = Pair(found.before.levels.get(key, 0), found.after.levels.get(key, 0))
                levels.setdefault(ladder.id, {})[rung.id] = pair
    return levels


def _by_rule(figures: Figures) -> dict[str, int]:
    return _summed(figures.rules)


def _summed(rules: dict[tuple[str, str], int]) -> dict[str, int]:
    """By rule alone: a rule that gives units of two wallets is told of once."""
    sums: dict[str, int] = {}
    for (rule, _), amount in sorted(rules.items()):
        sums[rule] = sums.get(rule, 0) + amount
    return sums


def _pairs(before: dict[str, int], after: dict[str, int]) -> dict[str, Pair]:
    return {key: Pair(before.get(key, 0), after.get(key, 0)) for key in sorted({**before, **after})}
