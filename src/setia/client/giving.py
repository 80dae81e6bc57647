"""Giving by hand, and whose something is: gifts, levels, longer lives, transfers, merges, claims, moves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from msgspec import Struct

from setia.client.call import Call
from setia.client.calls import Done
from setia.client.making import in_path, numbered, post


class Token(Struct, frozen=True):
    """What to print on a guest's receipt, as text or as a QR code."""

    token: str


def gift(name: str, amount: int, reason: str, **more: Any) -> Call[Done]:
    """Give units, such as for goodwill, with the wallet's own life."""
    return post(f"/members/{in_path(name)}/gifts", Done, {"amount": amount, "reason": reason, **more})


def top_up(name: str, wallet: str, paid: int, **more: Any) -> Call[Done]:
    """Pay money into a wallet, such as store credit. What was paid never ends; what is given on top is spent first."""
    return post(f"/members/{in_path(name)}/top-ups", Done, {"wallet": wallet, "paid": paid, **more})


def open_balance(name: str, lots: list[dict[str, Any]], **more: Any) -> Call[Done]:
    """Bring a member's balance from another system: lots with the dates that they had there."""
    return post(f"/members/{in_path(name)}/opening-balances", Done, {"lots": lots, **more})


def grant_level(name: str, set: str, level: str, reason: str, **more: Any) -> Call[Done]:
    """Put a member on a level by hand, up or down; what he buys meanwhile may lift him further."""
    return post(f"/members/{in_path(name)}/levels", Done, {"set": set, "level": level, "reason": reason, **more})


def celebrate_birthday(name: str, **more: Any) -> Call[Done]:
    """Give what the program gives for a birthday, once for each."""
    return post(f"/members/{in_path(name)}/birthday", Done, more)


def pause_expiry(name: str, paused: bool, **more: Any) -> Call[Done]:
    """Let nothing in a wallet end until further notice, or let it end again."""
    return post(f"/members/{in_path(name)}/expiry/pause", Done, {"paused": paused, **more})


def extend_expiry(name: str, until: datetime, **more: Any) -> Call[Done]:
    """Let the open lots of a wallet live longer."""
    return post(f"/members/{in_path(name)}/expiry/extend", Done, {"until": until, **more})


def release_order(name: str, order: int) -> Call[Done]:
    """The member gives up the return of an order: what it earned need not wait any more."""
    return post(f"/members/{in_path(name)}/orders/{order}/release", Done, {})


def choose_conversion(name: str, conversion: str, amount: int) -> Call[Done]:
    """Choose at which amount units turn into a reward."""
    return post(f"/members/{in_path(name)}/conversions/{in_path(conversion)}", Done, {"amount": amount})


def adjust(name: str, amount: int, reason: str, **more: Any) -> Call[Done]:
    """Correct a balance by hand, with a reason that is kept for ever."""
    return post(f"/members/{in_path(name)}/adjustments", Done, {"amount": amount, "reason": reason, **more})


def transfer(name: str, to: str, amount: int, **more: Any) -> Call[Done]:
    """Give units to another member; each piece keeps its life."""
    return post(f"/members/{in_path(name)}/transfers", Done, {"to": to, "amount": amount, **more})


def restore(name: str, redemption: int, **more: Any) -> Call[Done]:
    """Give back what a redemption used, to the lots that it came from."""
    return post(f"/members/{in_path(name)}/redemptions/{redemption}/restorations", Done, more)


def extend_hold(name: str, hold: int, **more: Any) -> Call[Done]:
    """Let a hold last longer; it never ends sooner than it would have."""
    return post(f"/members/{in_path(name)}/holds/{hold}/extend", Done, more)


def merge(name: str, into: str) -> Call[Done]:
    """Make two members one: everything goes to `into`, what is owed too; both names lead there from then on."""
    return post(f"/members/{in_path(name)}/merge", Done, {"into": into})


def undo_merge(name: str, merge: int) -> Call[Done]:
    """Undo a merge within 30 days: what is left of what it brought goes back to who was merged away."""
    return post(f"/members/{in_path(name)}/merges/{merge}/undo", Done, {})


def receipt_token(source: str, receipt: str) -> Call[Token]:
    """The token by which a guest's purchase can be claimed once; the same whenever it is asked for."""
    return post("/purchases/token", Token, {"source": source, "receipt": receipt})


def claim(name: str, token: str) -> Call[Done]:
    """Make a guest's purchase the member's, once: it earns what it would have earned when it was made."""
    return post(f"/members/{in_path(name)}/claims", Done, {"token": token})


def claim_by_hand(name: str, store: str, receipt: str, day: date, total: int) -> Call[Done]:
    """The same by what a receipt says. Of a member who does so often it is kept for review."""
    return post(
        f"/members/{in_path(name)}/claims/by-hand",
        Done,
        {"store": store, "receipt": receipt, "day": day, "total": total},
    )


def move_purchase(source: str, receipt: str, to: str, reason: str, **more: Any) -> Call[Done]:
    """Move a purchase to the member who made it; what the other one has used of it is forgiven."""
    return post("/purchases/move", Done, {"source": source, "receipt": receipt, "to": to, "reason": reason, **more})


def event(source: str, number: str, name: str, event: str, **more: Any) -> Call[Done]:
    """Record what a member did; he gets what the program gives for it. Without `event_at` he did it now.

    The source's own number names it: sent twice it counts once.
    """
    named = {"source": source, "id": number, "member": name, "event": event, "event_at": datetime.now(UTC)}
    return numbered("/events", Done, {**named, **more})
