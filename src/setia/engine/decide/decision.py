"""What a decision is made from and what it comes to."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.commands import Piece
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.dues import book_dues
from setia.engine.ledger.entries import Stamp, Transaction
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.idle import note_activity
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account
from setia.engine.rules.compiled import Compiled, Unit
from setia.engine.rules.program import Activity
from setia.engine.rules.versions import Version, Versions


class Setting(Struct, frozen=True):
    """Everything about a command that is not the command: who, when, under which programs, how far to book dues."""

    stamp: Stamp
    versions: Versions

    @property
    def now(self) -> int:
        """Up to when the ledger has been booked: the latest of the horizon and the event's own time."""
        return max(self.stamp.horizon, self.stamp.effective_at)

    @property
    def version(self) -> Version | None:
        """The version that judges the command."""
        return self.versions.in_force(self.stamp.effective_at, self.stamp.recorded_at)

    def header(self, **fields: object) -> Header:
        """A header under that version, with some fields of its own."""
        version = self.version
        return Header(version=version.number if version else 0, **fields)  # type: ignore[arg-type]  # fields of Header


class Parcel(Struct, frozen=True):
    """What one account sends another: the second half is a command of its own there."""

    pieces: tuple[Piece, ...] = ()
    debts: tuple[tuple[str, int], ...] = ()


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


def open_book(account: Account, setting: Setting) -> Book:
    """The account's book with everything due by the horizon already written into it."""
    book = Book(account, setting.stamp)
    if account.next_due_at is not None and account.next_due_at <= setting.stamp.horizon:
        _book_dues(book, setting)
    return book


def open_for_activity(account: Account, setting: Setting, activity: Activity) -> tuple[Book, int | None]:
    """The book after an activity that may put off the end by idleness; the instant of it where it did.

    What a late activity brings back is booked as it then falls due, before the command's own movements.
    """
    book = open_book(account, setting)
    version = setting.version
    if version is None or activity not in version.compiled.program.activity:
        return book, None
    at = setting.stamp.effective_at
    moved, undone = note_activity(book, version.compiled, at, setting.header(), account.past)
    if undone:
        _book_dues(book, setting)
    return book, at if moved else None


def _book_dues(book: Book, setting: Setting) -> None:
    recorded_at = setting.stamp.recorded_at
    book_dues(book, setting.stamp.horizon, lambda instant: setting.versions.number_at(instant, recorded_at))


def conclude(book: Book, awarded: dict[str, int] | None = None, parcel: Parcel | None = None) -> Decision:
    """The decision that a book amounts to."""
    book.close()
    return Decision(book.account(), tuple(book.transactions), book.changed, book.changed_holds, awarded or {}, parcel)


def unit_of(setting: Setting, wallet: str) -> tuple[Compiled, Unit] | None:
    """The program in force and its wallet type, or None if there is no such wallet."""
    version = setting.version
    if version is None or wallet not in version.compiled.units:
        return None
    return version.compiled, version.compiled.units[wallet]


def new_lot(compiled: Compiled, unit: Unit, earned_at: int, setting: Setting) -> Lot:
    """A lot earned at an instant with the life that its wallet gives; still without number and units."""
    active_at, expires_at = unit.dates(earned_at, compiled.zone)
    return Lot(
        no=0,
        wallet=unit.id,
        origin_seq=0,
        earned_at=earned_at,
        active_at=active_at,
        expires_at=expires_at,
        amount=0,
        program_version=setting.header().version,
    )
