"""Alerts: a member is told at once that something of his was used, so that he can say that it was not he (S12).

What is committed is laid out as alerts, once; a job sends them. Nothing is told of what an import brought, of what was
there before alerts began, or of what has become old while nobody could send.
"""

from __future__ import annotations

from setia.engine.calendar import DAY
from setia.storage import alerts, outbox
from setia.storage.outbox import Told

AT_ONCE = 500
"""Positions of the log in one database transaction."""
STALE = DAY
"""What was used longer ago by the deployment's clock is told to nobody any more."""
LINK_LIVES = 30 * DAY
"""How long the link in a letter is good, by the machine's clock."""
PATH = "/me/not-me/"
"""Where that link leads, before its secret."""

_USES = frozenset({"redeem", "capture", "transfer"})
_TO = frozenset({"redeemed", "clearing"})
_FROM = frozenset({"available", "held"})


def lay_out(program_id: int, now: int, machine_now: int) -> bool:
    """The next stretch of the log as alerts. Whether there was one; cut anywhere, nothing is left out or told twice.

    `now` is the deployment's clock, `machine_now` the one by which letters are sent.
    """
    reach = alerts.reach(program_id)
    page = outbox.read(program_id, reach, AT_ONCE)
    if page.upto == reach:
        return False
    used = [one for one in page.transactions if is_use(one) and one.recorded_at > now - STALE]
    return alerts.lay_out(program_id, (reach, page.upto), used, machine_now)


def is_use(told: Told) -> bool:
    """Whether a transaction used or gave away units of a member."""
    if told.owner_kind != "member" or not told.member or told.kind not in _USES:
        return False
    return any(source in _FROM and target in _TO for _, source, target, _ in told.flows)
