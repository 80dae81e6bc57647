"""What an account has besides units, over time: rewards in the state of an instant, badges given by then."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from setia.engine.ledger import changes
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.issued import Issued, RewardChange
from setia.engine.ledger.state import Account
from setia.storage import besides
from setia.storage.streaming import fetch

LAST = 2**62
"""Later than any instant."""


def as_they_were(account: Account, account_id: int, at: int) -> Account:
    """An account with the rewards and badges that it had at an instant of the past, as is known of it now.

    A reward of which no transaction tells by then is as it was issued: it came from a member who was merged later.
    """
    was: dict[int, RewardChange] = {}
    badges: tuple[str, ...] = ()
    for _, told in _told(account_id, at):
        was.update((one.no, one) for one in told.rewards)
        badges += told.badges
    rewards = {
        no: structs.replace(one, state=was[no].state, expires_at=was[no].expires_at)
        if no in was
        else structs.replace(one, state="issued")
        for no, one in besides.all_rewards(account_id).items()
    }
    return structs.replace(account, rewards=rewards, progress=structs.replace(account.progress, badges=badges))


def ended_at(account_id: int, rewards: Sequence[Issued]) -> dict[int, int]:
    """By number, since when rewards that cannot be used any more have been in their state."""
    ended = {one.no: one for one in rewards if one.state != "issued"}
    found: dict[int, int] = {}
    for at, told in _told(account_id, LAST) if ended else ():
        found.update((one.no, at) for one in told.rewards if one.no in ended and one.state == ended[one.no].state)
    return found


def _told(account_id: int, until: int) -> list[tuple[int, Changes]]:
    """What transactions changed besides units, each with the instant from which it counts, in order."""
    rows = fetch(
        "SELECT effective_at, changes FROM ledger_transaction"
        " WHERE account_id = %s AND changes <> '' AND effective_at <= %s ORDER BY effective_at, seq",
        [account_id, until],
    )
    return [(at, changes.from_json(text)) for at, text in rows]
