"""Mistakes in the engine, to be noticed: each puts one wrong function in the place of a right one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from setia.engine import calendar
from setia.engine.decide import decision
from setia.engine.decide.decision import Setting, open_book
from setia.engine.ledger import as_of, consume, dues, idle, pausing, redating
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.lots import Lot, in_order_of_consumption
from setia.engine.ledger.redating import redate
from setia.engine.ledger.state import Account
from setia.engine.rules.compiled import Unit
from setia.engine.rules.versions import Redating

Mutant = Callable[[pytest.MonkeyPatch], None]

redeem = import_module("setia.engine.decide.redeem")

deadline_of_day = calendar._deadline_of_day.__wrapped__
start_of_day = calendar.start_of_day.__wrapped__


def ends_a_day_early(patch: pytest.MonkeyPatch) -> None:
    """The anniversary day itself is not usable any more."""

    def early(day: date, duration: calendar.Duration, zone: str, to: calendar.RoundTo) -> int:
        return start_of_day(calendar.round_up(calendar.add(day, duration), to), zone)

    patch.setattr(calendar, "_deadline_of_day", early)


def usable_at_its_end(patch: pytest.MonkeyPatch) -> None:
    """`<=` instead of `<`."""
    book_dues = dues.book_dues
    for module in (decision, as_of):
        patch.setattr(module, "book_dues", lambda book, horizon, version: book_dues(book, horizon - 1, version))


def end_of_month_ignored(patch: pytest.MonkeyPatch) -> None:
    """Every end is a day's."""
    patch.setattr(
        calendar, "_deadline_of_day", lambda day, duration, zone, _: deadline_of_day(day, duration, zone, "day")
    )


def months_of_thirty_days(patch: pytest.MonkeyPatch) -> None:
    """Calendar arithmetic forgotten."""
    right = calendar.add
    patch.setattr(calendar, "_deadline_of_day", deadline_of_day)
    patch.setattr(calendar, "add", lambda day, term: right(day, calendar.Duration(0, 30 * term.months + term.days)))


def days_begin_in_utc(patch: pytest.MonkeyPatch) -> None:
    """The zone forgotten."""
    patch.setattr(calendar, "_deadline_of_day", lambda day, duration, _, to: deadline_of_day(day, duration, "UTC", to))


def _resolving(patch: pytest.MonkeyPatch, resolve: Callable[[datetime, str], int]) -> None:
    patch.setattr(calendar, "_deadline_of_day", deadline_of_day)
    patch.setattr(calendar, "start_of_day", start_of_day)
    patch.setattr(calendar, "resolve", resolve)


def first_of_two_midnights(patch: pytest.MonkeyPatch) -> None:
    """A fold resolved to the earlier instant."""
    right = calendar.resolve

    def resolve(wall: datetime, zone: str) -> int:
        first = calendar.to_instant(wall.replace(tzinfo=ZoneInfo(zone), fold=0))
        return min(first, right(wall, zone))

    _resolving(patch, resolve)


def before_the_gap(patch: pytest.MonkeyPatch) -> None:
    """A midnight that does not exist resolved with the offset of after it."""
    _resolving(patch, lambda wall, zone: calendar.to_instant(wall.replace(tzinfo=ZoneInfo(zone), fold=1)))


def idle_in_spite_of_a_redemption(patch: pytest.MonkeyPatch) -> None:
    """Only earning puts the end by idleness off."""

    def unmoved(account: Account, setting: Setting, _: str) -> tuple[Book, int | None]:
        return open_book(account, setting), None

    patch.setattr(redeem, "open_for_activity", unmoved)


def last_in_first_out(patch: pytest.MonkeyPatch) -> None:
    """The latest lot is used first."""

    def reversed_order(lots: Iterable[Lot]) -> list[Lot]:
        return list(reversed(in_order_of_consumption(lots)))

    patch.setattr(consume, "in_order_of_consumption", reversed_order)


def booked_when_swept(patch: pytest.MonkeyPatch) -> None:
    """What falls due takes effect when somebody looks, and not when it fell due."""
    write = Book.write

    def late(self: Book, kind: Any, effective_at: int, header: Header) -> Any:
        return write(self, kind, self._stamp.horizon if kind == "expire" else effective_at, header)

    patch.setattr(Book, "write", late)


def late_news_ignored(patch: pytest.MonkeyPatch) -> None:
    """An end by idleness is never undone."""
    patch.setattr(idle, "_ended_between", lambda *_: None)


def active_at_once(patch: pytest.MonkeyPatch) -> None:
    """Nothing waits."""
    right = Unit.dates
    patch.setattr(Unit, "dates", lambda self, at, zone: (at, right(self, at, zone)[1]))


def resumed_a_day_short(patch: pytest.MonkeyPatch) -> None:
    """A pause costs a day."""
    right = pausing._days_between
    patch.setattr(pausing, "_days_between", lambda *given: right(*given) - 1)


def pauses_not_heeded(patch: pytest.MonkeyPatch) -> None:
    """Things end in a pause."""
    patch.setattr(Wallet, "in_pause", lambda _, end, __: end)


def lives_changed_when_swept(patch: pytest.MonkeyPatch) -> None:
    """What a version does to lots that are there takes effect when somebody looks."""

    def late(book: Book, change: Redating) -> None:
        redate(book, msgspec.structs.replace(change, instant=book._stamp.horizon))

    patch.setattr(dues, "redate", late)


def promises_shortened(patch: pytest.MonkeyPatch) -> None:
    """A new version takes away what a member was given for himself."""
    patch.setattr(redating, "_new_end", lambda lot, change: _later(_end(lot, change), change.instant))


def _end(lot: Lot, change: Redating) -> int | None:
    unit, zone = change.life
    return unit.dates(lot.earned_at, zone)[1]


def _later(end: int | None, instant: int) -> int | None:
    return None if end is None else max(end, instant)


def least_life_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What is heard of after its end is over."""
    patch.setattr(decision, "deadline", lambda at, *_: at)


MUTANTS: dict[Mutant, str] = {
    ends_a_day_early: "UTC",
    usable_at_its_end: "Asia/Kuala_Lumpur",
    end_of_month_ignored: "Asia/Kolkata",
    months_of_thirty_days: "UTC",
    days_begin_in_utc: "Pacific/Apia",
    first_of_two_midnights: "America/Havana",
    before_the_gap: "America/Santiago",
    idle_in_spite_of_a_redemption: "America/New_York",
    last_in_first_out: "Australia/Lord_Howe",
    booked_when_swept: "Pacific/Kiritimati",
    late_news_ignored: "America/Sao_Paulo",
    active_at_once: "America/St_Johns",
    resumed_a_day_short: "UTC",
    pauses_not_heeded: "Asia/Kolkata",
    lives_changed_when_swept: "America/New_York",
    promises_shortened: "Australia/Lord_Howe",
    least_life_forgotten: "UTC",
}
"""Each with a place in which it shows."""
