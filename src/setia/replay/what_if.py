"""A program's recorded past under two versions of it, side by side, each as if in force since the beginning.

Accounts that have nothing to do with each other are retold one by one, spread over processes; those that are in a pair
together in recorded order; all of them in one pass where a version has budgets or stock. Only the journal is read, up
to one place in it; nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from heapq import nlargest

from msgspec import Struct, field
from msgspec.structs import replace

from setia.engine.calendar import local_date
from setia.engine.decide import Decision
from setia.engine.journalled import Journalled
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.versions import Version, Versions
from setia.engine.what_if import Counted, History, Retold, Shape, Shared, Skipped, retell, shape_of
from setia.replay.spending import Spending, of_member, spent
from setia.replay.tally import Figures, Tally, got, unit_values, worth
from setia.storage.booked import Booked, booked
from setia.storage.histories import rewards_issued
from setia.storage.journals import AccountJournal, Part, journals
from setia.storage.snapshot import snapshot

MOST_CHANGED = 10
"""Members who are told of one by one."""


class Side(Struct, frozen=True):
    """One of the two versions."""

    compiled: Compiled
    by: Versions | Shape
    """A shape, where most purchases need not be told."""
    values: dict[str, Fraction]


def sides(before: Versions, after: Compiled) -> tuple[Side, Side]:
    """The version applied last and another, each as if in force since the program began, under the first's number.

    Where no document says what anything is worth, a unit of any wallet but status counts as one.
    """
    first, both = before.applied[0], (before.applied[-1].compiled, after)
    values = [unit_values(compiled) for compiled in both]
    if not any(any(of_side.values()) for of_side in values):
        values = [{unit.id: Fraction(unit.kind != "status") for unit in compiled.units.values()} for compiled in both]
    found = []
    for compiled, of_side in zip(both, values, strict=True):
        since = replace(compiled, effective_from=first.compiled.effective_from)
        version = Version(first.number, first.applied_at, since)
        found.append(Side(since, shape_of(version) or Versions((version,)), of_side))
    return found[0], found[1]


class Changed(Struct, frozen=True):
    """What changes for one member."""

    account_id: int
    difference: Fraction
    """What he gets more or, less than 0, less."""
    before: dict[str, int]
    after: dict[str, int]
    """Units issued to him, by wallet."""
    rules: dict[tuple[str, str], int]
    """By rule and wallet, what it gives more or less."""


class Sides(Struct):
    """What some accounts come to under both versions."""

    before: Figures = field(default_factory=Figures)
    after: Figures = field(default_factory=Figures)
    accounts: int = 0
    unreadable: int = 0
    """Accounts of which not every command can be read, such as those of members who were erased."""
    commands: int = 0
    better: int = 0
    worse: int = 0
    """Accounts that get more by the second version, and less."""
    changed: list[Changed] = []
    """Those that change most, most first."""
    spending: Spending = field(default_factory=Spending)
    sales: dict[str, int] = {}
    """By month, what members spent, in minor units and before returns."""

    def add(self, other: Sides) -> None:
        """Those of other accounts as well."""
        self.before.add(other.before)
        self.after.add(other.after)
        self.spending.add(other.spending)
        for month, amount in other.sales.items():
            self.sales[month] = self.sales.get(month, 0) + amount
        for name in ("accounts", "unreadable", "commands", "better", "worse"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.changed = most_changed([*self.changed, *other.changed])


def most_changed(of: list[Changed]) -> list[Changed]:
    """Those that change most, most first; of two alike the one that joined first."""
    return nlargest(MOST_CHANGED, of, key=lambda one: (abs(one.difference), -one.account_id))


class Pass(Struct, frozen=True):
    """What holds for everything that is retold."""

    program_id: int
    sides: tuple[Side, Side]
    now: int
    months: tuple[str, ...]
    """Whole months in which there were purchases, without a gap."""
    is_ledger: bool = False
    """Whether no other version than the first side's was ever in force: then the ledger says what it did."""


def retold(of: Pass, part: Part, *, together: bool) -> Sides:
    """Some accounts under both versions; `together` in recorded order, else one by one."""
    found = Sides()
    with snapshot():
        about = _About(of, rewards_issued(part.account_ids), booked(part.account_ids) if of.is_ledger else {})
        if together:
            _add(found, about, list(journals(of.program_id, part)))
        else:
            for journal in journals(of.program_id, part):
                _add(found, about, [journal])
    return found


class _About(Struct, frozen=True):
    """What is known of the accounts of a part besides their journals."""

    of: Pass
    rewards: dict[int, dict[int, tuple[str, int]]]
    booked: dict[int, Booked]


def _add(found: Sides, about: _About, known: list[AccountJournal]) -> None:
    of = about.of
    found.unreadable += sum(not one.readable for one in known)
    readable = [one for one in known if one.readable]
    histories = [History(one.account_key, one.commands, about.rewards.get(one.account_id, {})) for one in readable]
    before = _as_booked(about, readable) or _side(of, of.sides[0], histories)
    both = [before, _side(of, of.sides[1], histories)]
    for n, journal in enumerate(readable):
        _add_account(found, of, journal, (both[0][n], both[1][n]))


def _as_booked(about: _About, known: list[AccountJournal]) -> list[Figures] | None:
    """The figures of accounts under the only version there ever was, from the ledger: by the law it is their history.

    None where the ledger is not what was recorded until then, or something has fallen due that nobody has booked yet.
    """
    of, all_figures = about.of, list[Figures]()
    for journal in known:
        mine = about.booked.get(journal.account_id)
        if mine is None or not journal.commands or mine.account.seq != journal.commands[-1].seq:
            return None
        if mine.account.next_due_at is not None and mine.account.next_due_at <= of.now:
            return None
        tally, begin = Tally(of.sides[0].compiled), 0
        for one in journal.commands:
            tally.book(mine.transactions[begin : one.seq], one.stamp.command)
            begin = one.seq
        tally.close(mine.account, of.sides[0].compiled, of.now)
        all_figures.append(tally.figures)
    return all_figures


def _side(of: Pass, side: Side, histories: list[History]) -> list[Figures]:
    """The figures of each account under one version."""
    tallies = [Tally(side.compiled) for _ in histories]

    def heard(place: int, one: Journalled | None, became: Decision | Skipped | Counted) -> None:
        tallies[place].hear(one, became)

    accounts = retell(histories, side.by, Shared(), heard, chained=False)
    for tally, account in zip(tallies, accounts, strict=True):
        _until_now(tally, account, of.now)
        tally.close(account.fold.account, side.compiled, of.now)
    return [tally.figures for tally in tallies]


def _until_now(tally: Tally, account: Retold, now: int) -> None:
    if (last := account.until(now)) is not None:
        tally.hear(*last)


def _add_account(found: Sides, of: Pass, journal: AccountJournal, both: tuple[Figures, Figures]) -> None:
    found.accounts += 1
    found.commands += len(journal.commands)
    found.before.add(both[0])
    found.after.add(both[1])
    changed = _changed(of, journal.account_id, both)
    found.better += changed.difference > 0
    found.worse += changed.difference < 0
    if changed.difference:
        found.changed = most_changed([*found.changed, changed])
    by_month = dict(_sales(of, journal))
    found.spending.add(of_member(by_month, of.months))
    for month, amount in by_month.items():
        found.sales[month] = found.sales.get(month, 0) + amount


def _changed(of: Pass, account_id: int, both: tuple[Figures, Figures]) -> Changed:
    before, after = got(both[0]), got(both[1])
    gets = [
        worth(units, side.values) + sum(figures.gifts.values())
        for units, side, figures in zip((before, after), of.sides, both, strict=True)
    ]
    rules = {
        key: more
        for key in {**both[0].rules, **both[1].rules}
        if (more := both[1].rules.get(key, 0) - both[0].rules.get(key, 0))
    }
    return Changed(account_id, gets[1] - gets[0], before, after, rules)


def _sales(of: Pass, journal: AccountJournal) -> Iterator[tuple[str, int]]:
    compiled = of.sides[0].compiled
    program, sums = compiled.program, dict[str, int]()
    for one in journal.commands:
        amount = spent(one.command, program.currency, program.earns_at)
        if amount is not None:
            month = local_date(one.stamp.effective_at, compiled.zone).isoformat()[:7]
            sums[month] = sums.get(month, 0) + amount
    yield from sums.items()
