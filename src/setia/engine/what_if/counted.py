"""Purchases counted and not told: the same account, and what rules gave, without a ledger's explanation of it.

Most purchases of a past do one thing: they earn. Nothing falls due before them, no level is reached, no card is full,
nothing comes back. Of such a one only its amounts, its lots and its counters are reckoned. Whatever might be otherwise
is left to the plain way, before anything of it was touched. That both come to the same is tested with random shops.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from setia.engine.calendar import local_date, sooner
from setia.engine.commands import Advance, RecordPurchase
from setia.engine.decide import Decision, Setting, needs
from setia.engine.decide.decision import conclude, open_book
from setia.engine.decide.settling import settle
from setia.engine.fold import Fold
from setia.engine.journalled import Journalled
from setia.engine.ledger.accounts import AMOUNT_MAX, BALANCE_MAX, Wallet
from setia.engine.ledger.entries import Transaction
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Counter
from setia.engine.ledger.tier_status import TierStatus
from setia.engine.rules.amounts import Key
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.tier_set import Ladder
from setia.engine.what_if.adding import measured_by, use
from setia.engine.what_if.numbers import Numbers
from setia.engine.what_if.shape import Shape

__all__ = ["Counted", "Counting", "Shape", "named"]

NAMING = ("purchase", "order", "redemption", "hold", "merge")
"""Fields in which a command names an earlier transaction."""


class Counted(Struct, frozen=True, gc=False):
    """What a purchase gave."""

    day: date
    """In the program's zone."""
    by_rule: dict[Key, int]
    """Units by rule and wallet; never 0."""
    gained: dict[str, int]
    """By wallet, what came into a lot; may be 0."""
    followed: tuple[Transaction, ...] = ()
    """What it brought about: levels reached, full cards."""


def named(commands: Sequence[Journalled]) -> tuple[int, ...] | None:
    """Every transaction that a later command names, in order: it has to be told, so that it can be asked for.

    None where there is nothing but purchases: then nobody asks for a number.
    """
    others = [one.command for one in commands if not isinstance(one.command, RecordPurchase)]
    if not others:
        return None
    numbers = (getattr(one, name, None) for one in others for name in NAMING)
    return tuple(sorted({number for number in numbers if isinstance(number, int)}))


_EMPTY = Wallet()


class _Ready(Struct, gc=False):
    """What is reckoned of a purchase before anything stands."""

    at: int
    now: int
    day: date
    by_rule: dict[Key, int]
    counted: list[tuple[Counter, int]]
    gained: dict[str, int]
    moves: bool
    """Whether a level is reached, or lasts longer."""


class Counting:
    """The purchases of one account, between two commands that are told."""

    def __init__(self, shape: Shape, fold: Fold, numbers: Numbers, asked_for: tuple[int, ...] | None) -> None:
        self._shape, self._fold = shape, fold
        self._numbers = None if asked_for is None else numbers
        self._asked_for = asked_for or ()
        self._last = 0
        """The last transaction that was recorded of the command before."""
        self._taken_out = False

    def take(self, one: Journalled) -> Counted | None:
        """Count a purchase; None where it has to be told, and nothing has been done."""
        asked_for, self._last = self._is_asked_for(one), one.seq
        if asked_for:
            return None
        if not self._taken_out:
            self._take_out()
        ready = self._reckon(one)
        if ready is None or (ready.moves and not self._shape.follows):
            return None
        lots = self._lots_of(ready)
        if lots is None:
            return None
        self._stand(one, ready, lots)
        followed = self._follow(one) if ready.moves or self._fills() else None
        if self._numbers is not None:
            self._numbers.note_counted(one, followed)
        return Counted(ready.day, ready.by_rule, ready.gained, followed.transactions if followed is not None else ())

    def told(self, one: Journalled) -> None:
        """A command that is no purchase comes next, and is told."""
        self._last = one.seq
        self.put_back()

    def put_back(self) -> None:
        """Let the account stand as it now is."""
        if not self._taken_out:
            return
        self._taken_out = False
        if not self._transactions:
            return
        account = self._account
        progress = replace(
            account.progress, visits=self._visits, last_visit_at=self._last_visit_at, booked_to=self._booked_to
        )
        after = replace(
            account,
            seq=account.seq + self._transactions,
            lot_count=account.lot_count + len(self._lots),
            recorded_at=self._recorded_at,
            next_due_at=self._due,
            wallets=self._wallets,
            progress=progress,
        )
        self._fold.keep_counted(after, self._lots, self._transactions)

    def _is_asked_for(self, one: Journalled) -> bool:
        asked_for = self._asked_for
        if not asked_for:
            return False
        place = bisect_right(asked_for, self._last)
        return place < len(asked_for) and asked_for[place] <= one.seq

    def _take_out(self) -> None:
        account = self._account = self._fold.account
        progress = account.progress
        self._taken_out = True
        self._is_plain = (
            account.status == "open"
            and not progress.idle_ends
            and not progress.debts_end
            and all(one.debt == 0 and one.paused_at is None and one.idle_at is None for one in account.wallets.values())
        )
        self._lots: dict[int, Lot] = {}
        self._transactions = 0
        self._wallets = dict(account.wallets)
        self._due, self._recorded_at = account.next_due_at, account.recorded_at
        self._visits, self._last_visit_at = progress.visits, progress.last_visit_at
        self._booked_to, self._joined_at = progress.booked_to, progress.joined_at
        self._falls_at: int | None = None
        for status in progress.tiers.values():
            self._falls_at = sooner(self._falls_at, status.falls_at)

    def _reckon(self, one: Journalled) -> _Ready | None:
        assert isinstance(one.command, RecordPurchase)
        shape, stamp, purchase = self._shape, one.stamp, one.command.purchase
        at, horizon = stamp.effective_at, stamp.horizon
        if (
            not self._is_plain
            or (self._due is not None and self._due <= horizon)
            or at < shape.begins_at
            or stamp.recorded_at < shape.applied_at
            or purchase.status not in shape.statuses
            or purchase.currency != shape.currency
        ):
            return None
        day = local_date(at, shape.zone)
        levels = self._levels(at)
        if levels is None:
            return None
        frame = Frame(at, self._visits + 1, self._days_since(at, day) if shape.reads_days else None, levels)
        facts = Facts(shape.compiled.scene, purchase, frame)
        facts.is_on(day, shape.zone)
        counters, room = self._fold.counters, dict[str, int]()
        counted: list[tuple[Counter, int]] = []
        periods = shape.periods(facts.day) if shape.caps else []
        if periods:
            for i, limit in enumerate(shape.caps):
                room[limit[0].id] = limit[0].most - counters.get(periods[i], 0)
        given = shape.amounts.of(facts, room)
        if given is None:
            return None
        for i, limit in enumerate(shape.caps):
            counted.append((periods[i], use(limit, given.by_rule)))
        now, moves = max(horizon, at), False
        for ladder in shape.ladders:
            window = shape.window(ladder, at, day, self._joined_at)
            measured = measured_by(ladder, facts, given.by_rule, window)
            moves = moves or self._moves(ladder, (at, now, day), measured)
            counted += measured
        return _Ready(at, now, day, given.by_rule, counted, given.by_wallet, moves)

    def _days_since(self, at: int, day: date) -> int | None:
        last = self._last_visit_at
        return (day - local_date(last, self._shape.zone)).days if last is not None and last <= at else None

    def _levels(self, at: int) -> dict[str, str] | None:
        """Level by tier set; None where one has changed since, or may be lost with what is no more in its window."""
        tiers, levels = self._account.progress.tiers, {}
        for ladder in self._shape.ladders:
            status, level = tiers.get(ladder.id), ladder.rungs[0].id
            if status is not None:
                if ladder.on_return == "now" or not status.history or status.history[-1][0] > at:
                    return None
                found = status.history[-1][1]
                level = found if found in ladder.ranks else level
            levels[ladder.id] = level
        return levels

    def _moves(self, ladder: Ladder, when: tuple[int, int, date], measured: list[tuple[Counter, int]]) -> bool:
        """Whether a level is reached, or lasts longer."""
        status = self._account.progress.tiers.get(ladder.id)
        held = ladder.rank(status.level) if status is not None else 0
        for rank, at_least in self._shape.climbs[ladder.id]:
            if rank < held:
                break
            for key, more in measured:
                least = at_least.get(key[0])
                if least is not None and self._fold.counters.get(key, 0) + more >= least:
                    return rank > held or self._renews(ladder, status, when)
        return False

    def _renews(self, ladder: Ladder, status: TierStatus | None, when: tuple[int, int, date]) -> bool:
        at, now, day = when
        if status is None or (ladder.lasts.kind == "duration" and not status.granted):
            return False
        until = self._shape.ends(ladder, at, day, self._joined_at)
        if until is not None and until <= now:
            return False
        return status.until is not None and (until is None or until > status.until)

    def _lots_of(self, ready: _Ready) -> list[Lot] | None:
        """The lots that it fills; None where there is more to them."""
        shape, lots = self._shape, []
        seq, no = self._account.seq + self._transactions + 1, self._account.lot_count + len(self._lots)
        for wallet, amount in ready.gained.items():
            if not amount:
                continue
            no += 1
            active_at, expires_at = shape.dates(wallet, ready.at, ready.day)
            before = self._wallets.get(wallet, _EMPTY)
            too_much = before.pending + before.available + before.held + amount > BALANCE_MAX or amount > AMOUNT_MAX
            if too_much or (expires_at is not None and expires_at <= ready.now):
                return None
            units = (amount, 0) if active_at > ready.now else (0, amount)
            dates = ready.at, active_at, expires_at
            lots.append(Lot(no, wallet, seq, *dates, amount, shape.number, "granted", *units))
        return lots

    def _fills(self) -> bool:
        """Whether something may become of units by itself."""
        wallets = self._wallets
        return any(wallet in wallets and wallets[wallet].available >= least for wallet, least in self._shape.fills)

    def _follow(self, one: Journalled) -> Decision:
        """Book what the purchase that was counted last brings about: as what comes after it in its own command."""
        self.put_back()
        setting = Setting(one.stamp, self._shape.versions, accepted=True, chained=False)
        account = self._fold.account
        book = open_book(self._fold.seen(needs(account, one.command, setting)), setting)
        settle(book, setting, (account.seq, one.stamp.effective_at))
        decided = conclude(book)
        self._fold.keep(Advance(one.stamp.effective_at), one.stamp, decided)
        return decided

    def _stand(self, one: Journalled, ready: _Ready, lots: list[Lot]) -> None:
        due, wallets = sooner(self._due, self._falls_at), self._wallets
        for lot in lots:
            self._lots[lot.no] = lot
            was = wallets.get(lot.wallet, _EMPTY)
            wallets[lot.wallet] = Wallet(was.pending + lot.pending, was.available + lot.free, was.held)
            # As `Lot.next_due` has it of a wallet that neither idles nor pauses.
            ends, starts = lot.expires_at, lot.active_at
            next_due = starts if lot.pending and (ends is None or starts < ends) else ends
            if next_due is not None and (due is None or next_due < due):
                due = next_due
        self._due = due
        counters = self._fold.counters
        for counter, more in ready.counted:
            if more:
                counters[counter] = counters.get(counter, 0) + more
        self._transactions += 1
        self._visits += 1
        self._last_visit_at = max(ready.at, self._last_visit_at or ready.at)
        self._booked_to = max(self._booked_to, one.stamp.horizon)
        self._recorded_at = one.stamp.recorded_at
