"""Returns named by their receipt: taken by the order's account, or kept until the order comes (ledger 4.11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

import msgspec

from setia.engine.calendar import DAY
from setia.engine.commands import RecordPurchase, Return, ReturnOut
from setia.engine.refusals import Refusal
from setia.services.flagging import flag_over_returned
from setia.services.requests import Manner, Outcome, Request
from setia.services.stamping import order_key
from setia.storage import keys, orders
from setia.storage.history import merge_between
from setia.storage.keys import Accepted
from setia.storage.orders import Waiting
from setia.storage.programs import LoadedProgram

PATIENCE = 30 * DAY
"""How long an order may be awaited before somebody should know."""

Take = Callable[[Sequence[Request]], list[Outcome]]
"""Decides requests whose accounts are known, or as many of them as can be decided at once."""


class WaitingReturns:
    """Those of one batch."""

    def __init__(self, program: LoadedProgram, manner: Manner, now: int) -> None:
        self._program, self._manner, self._now = program, manner, now

    def take(self, requests: Sequence[Request], take: Take) -> list[Outcome]:
        """Outcomes of the first few of these returns: all that have the same fate, on record or still to come."""
        found = keys.accepted({request.order for request in requests})
        where = [found.get(request.order) for request in requests]
        known = [one is not None and one.booked_in is not None for one in where]
        count = len(list(takewhile(lambda one: one == known[0], known)))
        if not known[0]:
            return [self._wait(request) for request in requests[:count]]
        placed = []
        for request, one in zip(requests[:count], where, strict=False):
            assert one is not None
            placed.append(_placed(request, one))
        return take(placed)

    def arrived(self, requests: Sequence[Request], outcomes: Sequence[Outcome], take: Take) -> None:
        """Let orders that have just come take the returns that waited for them."""
        if not orders.anything_waits(self._program.id):
            return
        came = {
            order_key(self._program.key, request.command.purchase.source, request.reference, request.part)
            for request, outcome in zip(requests, outcomes, strict=False)
            if isinstance(request.command, RecordPurchase) and outcome.status == "done"
        }
        waiting = orders.waiting_for(self._program.id, came)
        asked = [Request(one.command, order=one.order_key, actor=one.actor, channel=one.channel) for one in waiting]
        told: list[Outcome] = []
        while len(told) < len(asked):
            told.extend(self.take(asked[len(told) :], take))
        flag_over_returned(self._program, asked, told, self._manner, self._now)
        pairs = list(zip(waiting, told, strict=True))
        orders.stop_waiting([one.id for one, outcome in pairs if outcome.status in ("done", "unchanged")])
        orders.note_refused((one.id, outcome.refusal.code) for one, outcome in pairs if outcome.refusal is not None)

    def _wait(self, request: Request) -> Outcome:
        assert isinstance(request.command, Return)
        actor, channel = request.actor or self._manner.actor, request.channel or self._manner.channel
        wanted = Waiting(0, request.order, request.command, actor, channel, self._now, "")
        before = orders.wait(self._program.id, wanted)
        if before is not None and before.command.refund != request.command.refund:
            kept = before.command.refund
            refusal = Refusal("natural_key_conflict", {"version": kept.version, "amount": kept.amount})
            return Outcome("refused", refusal=refusal)
        return Outcome("waiting")


def _placed(request: Request, order: Accepted) -> Request:
    """To the account in whose history the order is; where that was merged into another, both have to do with it."""
    assert isinstance(request.command, Return)
    assert order.booked_in is not None
    command, seq, into = request.command, order.seq or 0, order.account_id
    here = msgspec.structs.replace(
        request, command=msgspec.structs.replace(command, purchase=seq), account_id=order.booked_in, order=b""
    )
    merge = merge_between(order.booked_in, into) if into not in (None, order.booked_in) else 0
    if not merge:
        return here
    away = ReturnOut(command.event_at, seq, command.refund, merge, "", command.cause)
    return msgspec.structs.replace(here, command=away, to_account_id=into)


def overdue(program: LoadedProgram, now: int) -> list[Waiting]:
    """Returns that somebody should look at: refused by their order, or in vain waiting for it for 30 days."""
    return orders.overdue(program.id, now - PATIENCE)
