"""Lots of before and the life that a new version gives: redated on the day that it names (ledger 4.3a, 4.14).

A due of the account like any other: what it does depends on that day and on what was recorded before, and not on when
somebody looks.
"""

from __future__ import annotations

from setia.engine.calendar import sooner
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.lots import KEPT, Lot
from setia.engine.ledger.pausing import open_lots
from setia.engine.ledger.state import Account
from setia.engine.rules.versions import Redating, Versions

LIFE_CHANGED = "life_changed"
"""Reason of the transaction that names the lots."""


def waiting(account: Account, versions: Versions, recorded_at: int) -> tuple[Redating, ...]:
    """Those that the account has not had, in order of instant."""
    if not versions.redates:
        return ()
    return tuple(one for one in versions.redatings(recorded_at) if one.name not in account.progress.redated)


def due_at(account: Account, versions: Versions, recorded_at: int) -> int | None:
    """The earliest instant at which something falls due by itself, whether or not the account has heard of it."""
    if not versions.redates:
        return account.next_due_at
    ahead = waiting(account, versions, recorded_at)
    return sooner(account.next_due_at, ahead[0].instant if ahead else None)


def redate(book: Book, redating: Redating) -> None:
    """Give every open lot of the wallet the end that the version gives, if that is later.

    Or earlier, but not before now, if the lot has the end that an earlier version gave it: what a member was promised
    for himself stays. Nothing that has ended is revived, and what was paid for keeps its end.
    """
    book.had(redating)
    changed = False
    for lot in open_lots(book, redating.wallet):
        end = end_after(lot, book.deadline(lot), redating)
        if end == lot.expires_at:
            continue
        book.redate(lot.no, end)
        changed = True
    if changed:
        book.write("redate", redating.instant, Header(redating.version.number, reason=LIFE_CHANGED))


def end_after(lot: Lot, deadline: int | None, redating: Redating) -> int | None:
    """The end that a lot has afterwards: its own where nothing changes. `deadline` is when it ends as things are."""
    if lot.funding == "paid" or lot.expires_at == KEPT or (deadline is not None and deadline <= redating.instant):
        return lot.expires_at
    return _new_end(lot, redating)


def _new_end(lot: Lot, redating: Redating) -> int | None:
    unit, zone = redating.life
    end = unit.dates(lot.earned_at, zone)[1]
    if end is None or (lot.expires_at is not None and lot.expires_at <= end):
        return end
    if not any(one.dates(lot.earned_at, place)[1] == lot.expires_at for one, place in redating.before):
        return lot.expires_at
    # In a pause the end that it has may lie before now already: then it keeps that.
    return sooner(lot.expires_at, max(end, redating.instant))
