"""Telling: the events of one committed transaction, as the bytes that are sent. The same again whenever it is asked."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.engine.ledger.accounts import BUCKETS
from setia.services.webhooks.kinds import (
    OF_COMMANDS,
    OF_REWARDS,
    OF_TRANSACTIONS,
    AttributeSet,
    BadgeAwarded,
    Happening,
    Joined,
    PurchaseTold,
    RewardMoved,
    TierMoved,
    UnitsMoved,
    WalletMoved,
)
from setia.storage.outbox import Told

_ENCODER = msgspec.json.Encoder()
ID_BYTES = 18


class Event(Struct, frozen=True):
    """One thing to tell."""

    kind: str
    body: str


def events(program: str, told: Told) -> tuple[Event, ...]:
    """What a transaction has to say, at least one thing; always in the same order."""
    found = tuple(_events(program, told))
    return found or (_event("account_changed", told, _happening(program, told)),)


def body(kind: str, recorded_at: int, data: Struct) -> str:
    """The body of a message."""
    stamped = to_datetime(recorded_at, "UTC")
    return _ENCODER.encode({"type": kind, "timestamp": stamped, "data": data}).decode()


def message_id(program_key: bytes, *place: str | int) -> str:
    """What a receiver knows a message by: follows from its place, and nobody can guess another's."""
    named = msgspec.json.encode(("webhook message", *place))
    digest = hmac.digest(program_key, named, "sha256")[:ID_BYTES]
    return f"msg_{base64.urlsafe_b64encode(digest).decode()}"


def _events(program: str, told: Told) -> Iterator[Event]:
    about = _about(program, told)
    if told.seq == 1 and told.owner_kind == "member":
        yield _event("member_joined", told, Joined(**about))
    if told.command == "record_purchase":
        yield _event("purchase_recorded", told, PurchaseTold(**about, store=told.store, net=told.net))
    elif told.command in OF_COMMANDS:
        yield _event(OF_COMMANDS[told.command][0], told, _happening(program, told))
    if told.kind in OF_TRANSACTIONS:
        origin, other = told.origin, told.counterpart or None
        units = UnitsMoved(**about, reason=told.reason, origin=origin, other=other, wallets=_wallets(told))
        yield _event(OF_TRANSACTIONS[told.kind][0], told, units)
    for tier in told.besides.tiers:
        until = _moment(tier.until)
        moved = TierMoved(**about, set=tier.set, before=tier.before, after=tier.after, until=until, cause=tier.cause)
        yield _event("tier_changed", told, moved)
    for one in told.besides.rewards:
        ends = _moment(one.expires_at)
        reward = RewardMoved(**about, reward=one.reward, number=one.no, expires_at=ends, cause=one.cause)
        yield _event(OF_REWARDS[one.state][0], told, reward)
    for badge in told.besides.badges:
        yield _event("badge_awarded", told, BadgeAwarded(**about, badge=badge))
    for attribute in sorted(told.besides.attributes):
        yield _event("attribute_set", told, AttributeSet(**about, attribute=attribute))


def _event(kind: str, told: Told, data: Struct) -> Event:
    return Event(kind, body(kind, told.recorded_at, data))


def _about(program: str, told: Told) -> dict[str, Any]:
    return {
        "program": program,
        "position": told.position,
        "owner": told.owner_kind,
        "member": told.member or None,
        "transaction": told.seq,
        "channel": told.channel,
        "effective_at": _moment(told.effective_at),
    }


def _happening(program: str, told: Told) -> Happening:
    return Happening(**_about(program, told), command=told.command or told.kind, other=told.counterpart or None)


def _wallets(told: Told) -> tuple[WalletMoved, ...]:
    moved: dict[str, dict[str, int]] = {}
    for wallet, source, target, amount in told.flows:
        parts = moved.setdefault(wallet, dict.fromkeys(("pending", "available", "held", "debt"), 0))
        for account, units in ((source, -amount), (target, amount)):
            if account in BUCKETS:
                parts[account] += -units if account == "debt" else units
    return tuple(WalletMoved(wallet, **parts) for wallet, parts in moved.items())


def _moment(instant: int | None) -> Any:
    return None if instant is None else to_datetime(instant, "UTC")
