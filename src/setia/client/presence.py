"""Presence: calls by which a till shows that the member is there, and by which a member's own app speaks for him.

An app sends with its token in place of a key: `Client(url, token)`; a token opens nothing but what begins with `my_`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from setia.client.call import Call
from setia.client.calls import Done, History, Member, OfferedReward
from setia.client.making import get, in_path, post


class Proof(Struct, frozen=True):
    """What the member showed or told: `member_proof` of redemptions, holds, transfers, rewards."""

    kind: Literal["qr", "code", "pin"]
    value: str


class Token(Struct, frozen=True):
    """What a member's app sends as its key, for a while."""

    token: str
    expires_at: datetime


class Sent(Struct, frozen=True):
    """That a code is on its way."""

    expires_at: datetime


class ToSend(Struct, frozen=True):
    """A code that is to be sent, given out once."""

    member: str
    identifiers: dict[str, str]
    code: str
    expires_at: datetime


class Spending(Struct, frozen=True):
    """Whether a member's units can be used."""

    frozen_since: datetime | None
    """null: they can."""


class Change(Struct, frozen=True):
    """One part of the program that becomes other than it is: sentences until then, and from then on."""

    about: str
    before: list[str]
    after: list[str]


class Notice(Struct, frozen=True):
    """A coming version of the program that is worse for members in something."""

    version: int
    starts_at: datetime
    changes: list[Change]
    shown_at: datetime | None
    read_at: datetime | None


class Seen(Struct, frozen=True):
    """When I was first shown a coming version, and when I said that I have read it."""

    version: int
    shown_at: datetime
    read_at: datetime | None


class Qr(Struct, frozen=True):
    """What to show as a QR code now."""

    text: str
    next_at: datetime


def redeem(name: str, amount: int, proof: Proof, wallet: str = "points", reference: str = "") -> Call[Done]:
    """Use units of a member who has shown that he is there."""
    body = {"amount": amount, "wallet": wallet, "reference": reference, "member_proof": proof}
    return post(f"/members/{in_path(name)}/redemptions", Done, body)


def hold(name: str, amount: int, proof: Proof, **more: Any) -> Call[Done]:
    """Set units aside of a member who has shown that he is there: `wallet`, `reference`, `ttl_seconds`."""
    return post(f"/members/{in_path(name)}/holds", Done, {"amount": amount, "member_proof": proof, **more})


def token(name: str, ttl_seconds: int = 900) -> Call[Token]:
    """A token for the app of a member, once you know that it is he."""
    return post(f"/members/{in_path(name)}/tokens", Token, {"ttl_seconds": ttl_seconds})


def send_code(name: str) -> Call[Sent]:
    """Have a code sent to a member, who tells it to the till."""
    return post(f"/members/{in_path(name)}/codes", Sent, {})


def take_codes() -> Call[list[ToSend]]:
    """Codes that are to be sent, for what sends them."""
    return post("/codes/take", list[ToSend], {})


def my_page() -> Call[Member]:
    """Myself."""
    return Call("GET", "/me", Member)


def my_qr() -> Call[Qr]:
    """The QR code by which a till sees that I am there."""
    return Call("GET", "/me/qr", Qr)


def my_redemption(amount: int, wallet: str = "points", reference: str = "") -> Call[Done]:
    """Use my units."""
    return post("/me/redemptions", Done, {"amount": amount, "wallet": wallet, "reference": reference})


def my_pin(pin: str) -> Call[dict[str, Any]]:
    """Choose the PIN that I tell tills."""
    return post("/me/pin", dict[str, Any], {"pin": pin})


def my_movements(**wanted: int | str | None) -> Call[History]:
    """My history, newest first.

    `wanted`: `before`, `limit`.
    """
    return get("/me/movements", History, wanted)


def my_rewards() -> Call[list[OfferedReward]]:
    """Rewards that I can ask for, and whether they are within reach."""
    return get("/me/rewards", list[OfferedReward])


def my_reward(reward: str, **more: Any) -> Call[Done]:
    """Turn my units into a reward."""
    return post("/me/rewards", Done, {"reward": reward, **more})


def forget_pin(name: str) -> Call[dict[str, bool]]:
    """Take a member's PIN away, such as where he has forgotten it; only he sets another."""
    return post(f"/members/{in_path(name)}/pin/forget", dict[str, bool], {})


def spending(name: str) -> Call[Spending]:
    """Whether what a member has is frozen."""
    return Call("GET", f"/members/{in_path(name)}/spending", Spending)


def freeze_spending(name: str, **more: Any) -> Call[Spending]:
    """Let nothing of a member's be used from now on."""
    return post(f"/members/{in_path(name)}/spending/freeze", Spending, more)


def unfreeze_spending(name: str, **more: Any) -> Call[Spending]:
    """Let a member's units be used again."""
    return post(f"/members/{in_path(name)}/spending/unfreeze", Spending, more)


def my_spending() -> Call[Spending]:
    """Whether what I have is frozen."""
    return Call("GET", "/me/spending", Spending)


def not_me(movement: int = 0) -> Call[Spending]:
    """Say that it was not I who used my units, in this movement of my history or in one that I cannot name."""
    return post("/me/not-me", Spending, {"movement": movement})


def my_notices() -> Call[list[Notice]]:
    """Changes of the program that are coming, in words."""
    return get("/me/notices", list[Notice])


def my_notice(version: int, *, read: bool = False) -> Call[Seen]:
    """Keep that I was shown a coming version, or that I have read it."""
    return post(f"/me/notices/{version}", Seen, {"read": read})
