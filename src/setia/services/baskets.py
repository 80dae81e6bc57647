"""Baskets that wait to be paid: open, then committed, released or expired, once and for good.

Reserving keeps codes and, if asked, holds units; committing records the purchase at its prices, captures the hold and
uses the codes; releasing frees all of it. Each is one transaction, which answers the same when it is asked again. Locks
are taken in one order: the member's account, basket, codes by digest, then whatever the batch locks (ledger 4.16).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from django.db import transaction
from msgspec import Struct

from setia.engine.commands import Capture, Command, PlaceHold, RecordPurchase, Release, digest
from setia.engine.purchase import Purchase, Tender
from setia.engine.refusals import Code, Refusal
from setia.services.batch import apply
from setia.services.price_basket import POINTS, Asked, Points, Priced, price_basket
from setia.services.receipt_numbers import numbered
from setia.services.repeats import BAD_INPUT, fingerprint
from setia.services.requests import Manner, Outcome, Repeatable, Request
from setia.services.stamping import order_key
from setia.services.under_key import under_key
from setia.storage import aliases, baskets, clock, loading, price_codes, privacy, waiting
from setia.storage.baskets import Claim, Row, State
from setia.storage.programs import LoadedProgram

_OVER: dict[State, Code] = {"committed": "basket_committed", "released": "basket_released", "expired": "basket_expired"}
_HOLD_ENDED: frozenset[Code] = frozenset({"hold_captured", "hold_expired", "hold_released"})


class Wanted(Struct, frozen=True):
    """A basket that is to be kept until it is paid."""

    asked: Asked
    ttl: int
    """Microseconds."""


class Content(Struct, frozen=True):
    """What is kept with a basket."""

    purchase: Purchase
    owed: int
    awarded: dict[str, int]
    hold: int = 0
    """The transaction that holds units for it; 0 for none."""
    unit: int = 1
    """In minor units, the smallest amount that its source charges, and in which it says amounts."""
    gifts: int = 0
    """How many of its lines, the last ones, are gifts."""
    points: Points | None = None
    by_points: int | None = None
    """What the units that are held pay, in minor units; None where the program does not say what they are worth."""
    off: dict[str, int] | None = None
    """By price rule, what it takes off, in minor units; None of a basket of before that was said."""


class Reserved(Struct, frozen=True):
    """A basket that is open now."""

    public_id: str
    ends_at: int
    priced: Priced
    hold: int


class Settled(Struct, frozen=True):
    """A basket that has ended."""

    public_id: str
    state: State
    outcome: Outcome = Outcome("done")
    """Of one that was committed, what the purchase came to."""


class Payment(Struct, frozen=True):
    """How a basket was paid beside its vouchers, in the amounts of its source."""

    receipt: str
    tenders: tuple[Tender, ...]
    event_at: int | None = None
    """None: now."""
    rounding: int = 0
    till: str = ""
    cashier: str = ""
    points: int | None = None
    """Units that are used of those that are held; None: all."""


class Sent(Struct, frozen=True):
    """A request that may be sent again."""

    client: str
    key: str
    """Needed to make a basket; to end one, the basket's own name is enough."""
    asked: bytes
    """What was asked, as every repetition asks it again."""
    render: Callable[[Reserved | Settled | Refusal], bytes]
    """What the surface answers."""


def store_of(row: Row) -> str:
    """The store of a basket that was kept; empty where it is not known any more."""
    return msgspec.json.decode(row.content, type=Content).purchase.store if row.content else ""


def reserve(program: LoadedProgram, wanted: Wanted, sent: Sent, manner: Manner) -> Outcome:
    """Price a basket and keep its codes and units. Codes that do nothing are told and not kept."""
    with transaction.atomic():
        waiting.at_most(manner.wait_max)
        _lock_account(wanted.asked.account_id)
        now = clock.read()
        name = baskets.name_of(program.key, sent.client, sent.key)
        asked = fingerprint(program.key, sent.client, sent.key, sent.asked)
        claim = Claim(name, wanted.asked.account_id, asked, now + wanted.ttl)
        row = baskets.claim(program.id, claim, now)
        if row.answer:
            if row.asked != asked:
                return Outcome("refused", refusal=Refusal("idempotency_key_reused"))
            return _again(row.answer)
        if row.account_id is not None and privacy.erased_accounts([row.account_id]):
            transaction.set_rollback(True)
            return Outcome("refused", refusal=Refusal("member_erased"))
        return _reserve(program, wanted, row, sent, manner)


def _reserve(program: LoadedProgram, wanted: Wanted, row: Row, sent: Sent, manner: Manner) -> Outcome:
    priced = price_basket(program, wanted.asked, row.created_at, lock=True)
    if isinstance(priced, Refusal):
        return _no(row, priced, sent)
    held = Outcome("done")
    points = wanted.asked.points
    if points is not None:
        command = PlaceHold(row.created_at, points.wallet, points.amount, row.public_id, wanted.ttl)
        held = apply(program, [Request(command, account_id=row.account_id, reference=row.public_id)], manner)[0]
        if held.refusal is not None:
            return _no(row, held.refusal, sent)
        if held.status != "done":
            transaction.set_rollback(True)
            return held
    price_codes.reserve(program.id, row.id, [one.digest for one in priced.codes if one.refusal is None], row.ends_at)
    answer = sent.render(Reserved(row.public_id, row.ends_at, priced, held.seq))
    content = Content(
        purchase=priced.purchase,
        owed=priced.owed,
        awarded=priced.awarded,
        hold=held.seq,
        unit=wanted.asked.unit,
        gifts=priced.gifts,
        points=points,
        by_points=priced.by_points,
        off=priced.off,
    )
    baskets.fill(row.id, msgspec.json.encode(content), answer)
    return Outcome("done", seq=held.seq, answer=answer)


def _no(row: Row, refusal: Refusal, sent: Sent) -> Outcome:
    """A no is kept with the key, unless the request itself was wrong: a repetition never turns it into a yes."""
    if refusal.code in BAD_INPUT:
        transaction.set_rollback(True)
        return Outcome("refused", refusal=refusal)
    answer = sent.render(refusal)
    baskets.fill(row.id, b"", answer)
    baskets.end(row.id, "released", row.created_at)
    return Outcome("refused", refusal=refusal, answer=answer)


def commit(program: LoadedProgram, public_id: str, payment: Payment, sent: Sent, manner: Manner) -> Outcome:
    """Record the purchase, capture the hold, use the codes. Refused, the basket stays as it was."""
    return _once(program, public_id, sent, lambda: _commit(program, public_id, payment, sent, manner), manner.wait_max)


def _commit(program: LoadedProgram, public_id: str, payment: Payment, sent: Sent, manner: Manner) -> Outcome:
    row, now = _locked(program, public_id), clock.read()
    if ended := _ended(row, now, sent):
        return ended
    assert row is not None
    kept, codes = msgspec.json.decode(row.content, type=Content), price_codes.lock_of(program.id, row.id)
    if refusal := _misfit(program, kept, payment, row.created_at):
        return Outcome("refused", refusal=refusal)
    commands = _commands(row, kept, payment, now)
    outcomes = apply(program, commands, manner)
    wrong = next((one for one in outcomes if one.status in ("refused", "busy", "failed")), None)
    if wrong is not None:
        transaction.set_rollback(True)
        return wrong
    receipt = numbered(program, commands[-1]).reference
    price_codes.use(program.id, row.id, codes, order_key(program.key, kept.purchase.source, receipt))
    answer = sent.render(Settled(public_id, "committed", outcomes[-1]))
    baskets.end(row.id, "committed", now, (digest(sent.asked), answer))
    return msgspec.structs.replace(outcomes[-1], answer=answer)


def release(program: LoadedProgram, public_id: str, sent: Sent, manner: Manner) -> Outcome:
    """Free all that a basket keeps. One that has ended by itself keeps nothing any more."""
    return _once(program, public_id, sent, lambda: _release(program, public_id, sent, manner), manner.wait_max)


def _once(program: LoadedProgram, public_id: str, sent: Sent, do: Callable[[], Outcome], wait_max: int) -> Outcome:
    """In one transaction, and under its key, where it has one: that a basket has ended its own name tells, too."""

    def render(outcome: Outcome) -> bytes:
        return outcome.answer if outcome.refusal is None else sent.render(outcome.refusal)

    found = baskets.find(program.id, public_id)
    key = Repeatable(sent.client, sent.key, sent.asked, render) if sent.key else None
    return under_key(program, key, found.account_id if found is not None else None, do, wait_max)


def _release(program: LoadedProgram, public_id: str, sent: Sent, manner: Manner) -> Outcome:
    row, now = _locked(program, public_id), clock.read()
    state: State = "released" if row is None else row.state_at(now)
    if state != "expired" and (ended := _ended(row, now, sent)):
        return ended
    assert row is not None
    state = "released" if state == "open" else state
    price_codes.lock_of(program.id, row.id)
    kept = msgspec.json.decode(row.content, type=Content)
    if kept.hold and state == "released":
        command = Release(now, kept.hold)
        freed = apply(program, [Request(command, account_id=row.account_id)], manner)[0]
        is_over = freed.refusal is not None and freed.refusal.code in _HOLD_ENDED
        if freed.status != "done" and not is_over:
            transaction.set_rollback(True)
            return freed
    price_codes.give_up(row.id)
    answer = sent.render(Settled(public_id, state))
    baskets.end(row.id, state, now, (digest(sent.asked), answer))
    return Outcome("done", answer=answer)


def _locked(program: LoadedProgram, public_id: str) -> Row | None:
    """A basket that is to be ended, locked after the account that it is of."""
    found = baskets.find(program.id, public_id)
    _lock_account(found.account_id if found is not None else None)
    return baskets.find(program.id, public_id, lock=True)


def _lock_account(account_id: int | None) -> None:
    """Whoever has what was an account's is locked first of all, as by everything else that concerns him: who erases
    him, too, comes to his baskets and codes only after his account.
    """
    locked: int | None = None
    while account_id is not None and (owner := aliases.owner(account_id)) != locked:
        loading.lock_heads([owner])
        locked = owner


def _again(answer: bytes) -> Outcome:
    """What was answered before, unless it was to somebody who was erased since."""
    if answer == baskets.ERASED:
        return Outcome("refused", refusal=Refusal("key_erased"))
    return Outcome("replayed", answer=answer)


def _ended(row: Row | None, now: int, sent: Sent) -> Outcome | None:
    """The answer for a basket that has ended, the same to whoever ended it so; None for one that is open."""
    if row is None:
        return Outcome("refused", refusal=Refusal("unknown_basket"))
    state = row.state_at(now)
    if state == "open":
        return None
    if row.settled_answer and row.settled_by == digest(sent.asked):
        return _again(row.settled_answer)
    numbers: dict[str, int | str] = {"ended": row.ends_at} if state == "expired" else {}
    return Outcome("refused", refusal=Refusal(_OVER[state], numbers))


def _misfit(program: LoadedProgram, kept: Content, payment: Payment, at: int) -> Refusal | None:
    """Why what was paid with points is not what they were worth when it was kept; None where it is, or nobody says."""
    if kept.points is None or kept.by_points is None:
        return None
    worth, way = kept.by_points, program.current(at).pricing.paying.get(kept.points.wallet)
    if payment.points is not None and payment.points != kept.points.amount and way is not None:
        worth = way.money(payment.points, kept.unit)
    paid = sum(one.amount for one in payment.tenders if one.kind == POINTS) * kept.unit
    return None if paid == worth else Refusal("points_tender_mismatch", {"owed": worth, "paid": paid})


def _commands(row: Row, kept: Content, payment: Payment, now: int) -> list[Request]:
    """What is asked of the ledger: first what pays, then what was bought."""
    account_id = None if row.account_id is None else aliases.owner(row.account_id)
    paid = [Tender(one.kind, one.amount * kept.unit, one.reference) for one in payment.tenders]
    purchase = msgspec.structs.replace(
        kept.purchase,
        event_at=now if payment.event_at is None else payment.event_at,
        tenders=(*kept.purchase.tenders, *paid),
        rounding=payment.rounding * kept.unit,
        till=payment.till or kept.purchase.till,
        cashier=payment.cashier or kept.purchase.cashier,
    )
    asked: list[tuple[Command, str, dict[str, int]]] = [(RecordPurchase(purchase), payment.receipt, kept.off or {})]
    if kept.hold:
        asked.insert(0, (Capture(now, kept.hold, payment.points), row.public_id, {}))
    return [Request(command, account_id=account_id, reference=named, off=off) for command, named, off in asked]
