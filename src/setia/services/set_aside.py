"""Set aside: what happened too long ago to be taken by itself is kept until somebody has looked at it (ledger 4.14)."""

from __future__ import annotations

from collections.abc import Mapping

from setia.engine.calendar import DAY, deadline
from setia.engine.commands import (
    Command,
    Earn,
    RecordEvent,
    RecordPurchase,
    Redeem,
    RedeemOffline,
    Return,
    TopUp,
    body,
    name,
)
from setia.engine.refusals import Refusal
from setia.engine.rules.compiled import Compiled
from setia.services.requests import UNCHANGED, Manner, Outcome, Request
from setia.services.stamping import order_key
from setia.storage import keys, members, privacy, reviews
from setia.storage.programs import LoadedProgram
from setia.storage.reviews import Aside

BACKDATE = "backdate"
"""The scope that lets somebody report what happened long ago."""

LATE = (RecordPurchase, RecordEvent, Return, Earn, TopUp, Redeem, RedeemOffline)
"""What happens outside, and so may be heard of late. The others are asked for now."""


def set_aside(program: LoadedProgram, requests: Mapping[int, Request], manner: Manner, now: int) -> dict[int, Outcome]:
    """What becomes, by number, of those requests, numbered too, that are too late to be taken.

    An import of history is exempt; so are a guest's purchases, which give nothing, and what is on record already.
    """
    if manner.history or BACKDATE in manner.scopes:
        return {}
    terms = program.current(now)
    late = {n: one for n, one in requests.items() if _is_late(one, terms, now)}
    if not late:
        return {}
    late = _new(program, late)
    named = {one.member.key(program.key): one.member for one in late.values() if one.member is not None}
    accounts = members.find(list(named), program.id)
    erased = privacy.tombstones(program.id, list(named))
    outcomes: dict[int, Outcome] = {}
    for n, one in late.items():
        key = one.member.key(program.key) if one.member is not None else b""
        account_id = one.account_id if one.account_id is not None else accounts.get(key)
        joins = account_id is None and (manner.enrol or one.joins) and key not in erased and not one.order
        if account_id is None and not joins and not one.order:
            continue  # nobody's: refused as ever
        kept = reviews.put(program.id, _aside(program, one, (account_id, key), (manner, now)))
        outcomes[n] = _outcome(kept)
    return outcomes


def is_late(command: Command, compiled: Compiled, now: int) -> bool:
    """Whether it happened longer ago than it may be reported by itself."""
    if not isinstance(command, LATE) or command.event_at > now - DAY:
        return False
    return deadline(command.event_at, compiled.late_window, compiled.zone) <= now


def _is_late(request: Request, compiled: Compiled, now: int) -> bool:
    nobody = request.member is None and request.account_id is None and not request.order
    return not nobody and is_late(request.command, compiled, now)


def _new(program: LoadedProgram, late: dict[int, Request]) -> dict[int, Request]:
    """Those that are not on record: a purchase that is, sent again, is the same as ever, or an edit of it."""
    named = {n: key for n, one in late.items() if (key := _order(program, one))}
    known = keys.accepted(named.values()) if named else {}
    return {n: one for n, one in late.items() if named.get(n) not in known}


def _order(program: LoadedProgram, request: Request) -> bytes:
    command = request.command
    if isinstance(command, RecordPurchase):
        return order_key(program.key, command.purchase.source, request.reference, request.part)
    return b""


def _aside(program: LoadedProgram, request: Request, whose: tuple[int | None, bytes], how: tuple[Manner, int]) -> Aside:
    (account_id, member_key), (manner, now) = whose, how
    told = [name(request.command), body(request.command).hex(), str(account_id), member_key.hex(), request.order.hex()]
    key = _order(program, request)
    return Aside(
        key=key or keys.keyed_hash(program.key, "late", *told),
        kind="late_event",
        reason="too_late",
        command=request.command,
        account_id=account_id,
        member=request.member if account_id is None else None,
        member_key=member_key,
        order=request.order,
        reference=request.reference,
        note=request.note,
        received_at=now,
        actor=request.actor or manner.actor,
        channel=request.channel or manner.channel,
    )


def _outcome(kept: Aside) -> Outcome:
    if kept.state == "rejected":
        return Outcome("refused", refusal=Refusal("rejected_in_review"))
    return UNCHANGED if kept.state == "approved" else Outcome("review")
