"""What a decision is made from and what it comes to."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.calendar import deadline
from setia.engine.commands import Belongings, HeldReward, Piece
from setia.engine.given import Given
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.dues import book_dues, debt_ends
from setia.engine.ledger.entries import Stamp, Transaction
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.idle import note_activity
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Past
from setia.engine.ledger.redating import due_at, waiting
from setia.engine.ledger.state import Account, Counter
from setia.engine.once import once
from setia.engine.rules.compiled import NOTHING, Compiled, Unit
from setia.engine.rules.program import Activity
from setia.engine.rules.versions import Version, Versions


class Setting(Struct, frozen=True, dict=True):
    """Everything about a command that is not the command: who, when, under which programs, how far to book dues."""

    stamp: Stamp
    versions: Versions
    given: Given = Given()
    """What is offered from outside the account; when taken again from the journal, what was taken."""
    accepted: bool = False
    """Whether the command was accepted once, so that its receipt need not be added up again."""
    chained: bool = True
    """Whether transactions carry their hashes; what is never written has no need of them."""

    @once
    def now(self) -> int:
        """Up to when the ledger has been booked: the latest of the horizon and the event's own time."""
        return max(self.stamp.horizon, self.stamp.effective_at)

    @once
    def version(self) -> Version | None:
        """The version that judges the command."""
        return self.versions.in_force(self.stamp.effective_at, self.stamp.recorded_at)

    @property
    def number(self) -> int:
        """The number of that version; 0 where there is none."""
        return self.version.number if self.version is not None else 0

    def header(self, **fields: object) -> Header:
        """A header under that version, with some fields of its own."""
        return Header(version=self.number, **fields)  # type: ignore[arg-type]  # fields of Header


class Parcel(Struct, frozen=True):
    """What one account sends another: the second half is a command of its own there."""

    pieces: tuple[Piece, ...] = ()
    debts: tuple[tuple[str, int], ...] = ()
    order: Past | None = None
    brought: Belongings = Belongings()
    due: Due | None = None


class Due(Struct, frozen=True):
    """What a purchase of a merged account earned and the other account is to give up."""

    earned_at: int
    dues: tuple[tuple[str, int], ...] = ()
    counters: tuple[tuple[str, str, int], ...] = ()
    joined_at: int | None = None
    withdrawn: tuple[HeldReward, ...] = ()
    given_back: tuple[HeldReward, ...] = ()


class Decision(Struct, frozen=True):
    """What will be written, and the account as it will then be."""

    account: Account
    transactions: tuple[Transaction, ...]
    changed: dict[int, Lot]
    """Lots opened or moved, by number, as they then are."""
    holds: dict[int, Hold] = {}
    """Holds made or ended, as they then are."""
    awarded: dict[str, int] = {}
    """Units given or, less than 0, taken, by wallet."""
    parcel: Parcel | None = None
    known_as: int = 0
    """The transaction by which the command is known from now on; 0 where nothing was written."""
    counted: dict[Counter, int] = {}
    """Counters that moved, as they then are."""
    rewards: dict[int, Issued] = {}
    """Rewards issued or changed, by number, as they then are."""
    budgets: dict[str, int] = {}
    """By `limit@period`, what a budget is charged or, less than 0, given back."""
    stock: dict[str, int] = {}
    """By reward, what is taken from stock or, less than 0, given back."""
    gave: dict[str, int] = {}
    """By `version:rule/wallet`, what rules of a watched version gave more than before."""
    checked: tuple[tuple[int, str], ...] = ()
    """Orders of which something waits since now until somebody has looked, each with the guarded rule."""


def open_book(account: Account, setting: Setting) -> Book:
    """The account's book with everything due by the horizon already written into it."""
    book = Book(account, setting.stamp)
    book.beside.offered = setting.given
    book.chained = setting.chained
    book.debt_ends = debt_ends(setting.version, setting.now)
    book.redatings = waiting(account, setting.versions, setting.stamp.recorded_at)
    if is_due(account, setting):
        _book_dues(book, setting)
    return book


def is_due(account: Account, setting: Setting) -> bool:
    """Whether something has fallen due by the horizon, and must be booked before the command."""
    due = due_at(account, setting.versions, setting.stamp.recorded_at)
    return due is not None and due <= setting.stamp.horizon


def open_for_activity(account: Account, setting: Setting, activity: Activity) -> tuple[Book, int | None]:
    """The book after an activity that may put off the end by idleness; the instant of it where it did."""
    book = open_book(account, setting)
    return book, note(book, setting, activity)


def note(book: Book, setting: Setting, activity: Activity) -> int | None:
    """Note an activity in a book; its instant, where it put off an end by idleness.

    What a late activity brings back is booked as it then falls due, before the command's own movements.
    """
    version = setting.version
    if version is None or activity not in version.compiled.program.activity:
        return None
    at = setting.stamp.effective_at
    moved, undone = note_activity(book, version.compiled, at, setting.header(), book.past)
    if undone:
        _book_dues(book, setting)
    return at if moved else None


def _book_dues(book: Book, setting: Setting) -> None:
    recorded_at = setting.stamp.recorded_at
    book_dues(book, setting.stamp.horizon, lambda instant: setting.versions.in_force(instant, recorded_at))
    book.debt_ends = debt_ends(setting.version, setting.now)


def conclude(
    book: Book, awarded: dict[str, int] | None = None, parcel: Parcel | None = None, known_as: int = 0
) -> Decision:
    """The decision that a book amounts to; known by its last transaction unless another is named."""
    book.close()
    beside = book.beside
    return Decision(
        account=book.account(),
        transactions=tuple(book.transactions),
        changed=book.changed,
        holds=book.changed_holds,
        awarded=awarded or {},
        parcel=parcel,
        known_as=known_as or (book.transactions[-1].seq if book.transactions else 0),
        counted={counter: beside.counters[counter] for counter in sorted(beside.counted)},
        rewards={no: beside.rewards[no] for no in sorted(beside.changed_rewards)},
        budgets=beside.budgets,
        stock=beside.stock,
        gave=beside.gave,
        checked=tuple(beside.waiting),
    )


def unit_of(setting: Setting, wallet: str) -> tuple[Compiled, Unit] | None:
    """The program in force and its wallet type, or None if there is no such wallet."""
    version = setting.version
    if version is None or wallet not in version.compiled.units:
        return None
    return version.compiled, version.compiled.units[wallet]


def new_lot(book: Book, program: tuple[Compiled, Unit], earned_at: int, setting: Setting) -> Lot:
    """A lot earned at an instant with the life that its wallet gives; still without number and units.

    One that has ended before anybody heard of it has the wallet's `min_life` from now, if there is one (ledger 4.14).
    """
    compiled, unit = program
    active_at, expires_at = unit.dates(earned_at, compiled.zone)
    ended_at = book.wallet(unit.id).in_pause(expires_at, earned_at)
    if unit.min_life != NOTHING and ended_at is not None and ended_at <= setting.now:
        expires_at = deadline(setting.now, unit.min_life, compiled.zone)
    return Lot(
        no=0,
        wallet=unit.id,
        origin_seq=0,
        earned_at=earned_at,
        active_at=active_at,
        expires_at=expires_at,
        amount=0,
        program_version=setting.number,
    )
