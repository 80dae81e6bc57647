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
from setia.engine.purchase import Purchase
from setia.engine.rules.abridged import AbridgedFacts
from setia.engine.rules.amounts import Given, Key
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.scene import Scene
from setia.engine.what_if.adding import measured, use
from setia.engine.what_if.climbing import Climbing
from setia.engine.what_if.numbers import Numbers
from setia.engine.what_if.shape import OfDay, Shape
from setia.engine.what_if.unread import Unread

__all__ = ["Counted", "Counting", "Shape", "named"]

NAMING = ("purchase", "order", "redemption", "hold", "merge")
"""Fields in which a command names an earlier transaction."""


class Counted(Struct, frozen=True, gc=False):
    """What a purchase gave."""

    at: int
    """When it took effect."""
    month: str
    """`2017-03`, in the program's zone."""
    by_rule: dict[Key, int]
    """Units by rule and wallet; never 0."""
    gained: dict[str, int]
    """By wallet, what came into a lot; may be 0."""
    followed: tuple[Transaction, ...] = ()
    """What it brought about: levels reached, full cards."""


def named(commands: Sequence[Journalled | Unread]) -> tuple[int, ...] | None:
    """Every transaction that a later command names, in order: it has to be told, so that it can be asked for.

    None where there is nothing but purchases: then nobody asks for a number.
    """
    told = [one.command for one in commands if isinstance(one, Journalled)]
    others = [one for one in told if not isinstance(one, RecordPurchase)]
    if not others:
        return None
    numbers = (getattr(one, name, None) for one in others for name in NAMING)
    return tuple(sorted({number for number in numbers if isinstance(number, int)}))


_EMPTY = Wallet()


class _Ready(Struct, gc=False):
    """What is reckoned of a purchase before anything stands."""

    at: int
    now: int
    of_day: OfDay
    given: Given
    counted: list[tuple[Counter, int]]
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

    def take(self, one: Journalled | Unread) -> Counted | None:
        """Count a purchase; None where it has to be told, and nothing has been done."""
        asked_for, self._last = bool(self._asked_for) and self._is_asked_for(one), one.seq
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
        given, after = ready.given, followed.transactions if followed is not None else ()
        return Counted(ready.at, ready.of_day.month, given.by_rule, given.by_wallet, after)

    def told(self, one: Journalled | Unread) -> None:
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

    def _is_asked_for(self, one: Journalled | Unread) -> bool:
        asked_for = self._asked_for
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
        self._climbing = Climbing(self._shape, account)

    def _reckon(self, one: Journalled | Unread) -> _Ready | None:
        shape = self._shape
        when, bought = (one, one.bought) if isinstance(one, Unread) else (one.stamp, _purchase(one))
        at, horizon = when.effective_at, when.horizon
        if (
            not self._is_plain
            or (self._due is not None and self._due <= horizon)
            or at < shape.begins_at
            or when.recorded_at < shape.applied_at
            or bought.status not in shape.statuses
            or bought.currency != shape.currency
            or (levels := self._climbing.levels(at)) is None
        ):
            return None
        day = local_date(at, shape.zone)
        frame = Frame(at, self._visits + 1, self._days_since(at, day) if shape.reads_days else None, levels)
        facts = _facts(shape.scene, one, frame)
        facts.is_on(day, shape.zone)
        counters = self._fold.counters
        counted: list[tuple[Counter, int]] = []  # not `list[...]()`: that takes as long as a rule
        room: dict[str, int] = {}
        periods = shape.periods(facts.day) if shape.caps else []
        for (cap, _, __), period in zip(shape.caps, periods, strict=True):
            room[cap.id] = cap.most - counters.get(period, 0)
        given = shape.amounts.of(facts, room)
        if given is None:
            return None
        for limit, period in zip(shape.caps, periods, strict=True):
            counted.append((period, use(limit, given.by_rule)))
        of_day, lowest, may_move = shape.of_day(day, at, self._joined_at), self._climbing.lowest, False
        comes_to: dict[str, int] = {}
        for one_measure in of_day.measures:
            counter, more = one_measure.counter, measured(one_measure, facts, given.by_rule)
            counted.append((counter, more))
            name = counter[0]
            now_at = comes_to[name] = counters.get(counter, 0) + more
            may_move = may_move or now_at >= lowest.get(name, now_at + 1)
        now = max(at, horizon)
        moves = may_move and self._climbing.moves(comes_to, (at, now, day))
        return _Ready(at, now, of_day, given, counted, moves)

    def _days_since(self, at: int, day: date) -> int | None:
        last = self._last_visit_at
        return (day - local_date(last, self._shape.zone)).days if last is not None and last <= at else None

    def _lots_of(self, ready: _Ready) -> list[Lot] | None:
        """The lots that it fills; None where there is more to them."""
        shape, lots = self._shape, []
        seq, no = self._account.seq + self._transactions + 1, self._account.lot_count + len(self._lots)
        for wallet, amount in ready.given.by_wallet.items():
            if not amount:
                continue
            no += 1
            active_at, expires_at = ready.of_day.dates[wallet]
            if wallet not in shape.waits:
                active_at = ready.at
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
        for wallet, least in self._shape.fills:
            held = self._wallets.get(wallet)
            if held is not None and held.available >= least:
                return True
        return False

    def _follow(self, counted: Journalled | Unread) -> Decision:
        """Book what the purchase that was counted last brings about: as what comes after it in its own command."""
        self.put_back()
        one = counted.read() if isinstance(counted, Unread) else counted
        setting = Setting(one.stamp, self._shape.versions, accepted=True, chained=False)
        account = self._fold.account
        book = open_book(self._fold.seen(needs(account, one.command, setting)), setting)
        settle(book, setting, (account.seq, one.stamp.effective_at))
        decided = conclude(book)
        self._fold.keep(Advance(one.stamp.effective_at), one.stamp, decided)
        return decided

    def _stand(self, one: Journalled | Unread, ready: _Ready, lots: list[Lot]) -> None:
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
        when = one if isinstance(one, Unread) else one.stamp
        self._booked_to = max(self._booked_to, when.horizon)
        self._recorded_at = when.recorded_at


def _purchase(one: Journalled) -> Purchase:
    assert isinstance(one.command, RecordPurchase)
    return one.command.purchase


def _facts(scene: Scene, one: Journalled | Unread, frame: Frame) -> Facts:
    if isinstance(one, Unread):
        return AbridgedFacts(scene, one.bought, frame, one.purchase)
    return Facts(scene, _purchase(one), frame)
