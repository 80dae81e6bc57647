"""Presence: calls by which a till shows that the member is there, and by which a member's own app speaks for him.

An app sends with its token in place of a key: `Client(url, token)`; a token opens nothing but what begins with `my_`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote
from uuid import uuid4

import msgspec
from msgspec import Struct

from setia.client.calls import Call, Done, Member


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


class Qr(Struct, frozen=True):
    """What to show as a QR code now."""

    text: str
    next_at: datetime


def redeem(name: str, amount: int, proof: Proof, wallet: str = "points", reference: str = "") -> Call[Done]:
    """Use units of a member who has shown that he is there."""
    body = {"amount": amount, "wallet": wallet, "reference": reference, "member_proof": proof}
    return _post(f"/members/{_in_path(name)}/redemptions", Done, body)


def hold(name: str, amount: int, proof: Proof, **more: Any) -> Call[Done]:
    """Set units aside of a member who has shown that he is there: `wallet`, `reference`, `ttl_seconds`."""
    return _post(f"/members/{_in_path(name)}/holds", Done, {"amount": amount, "member_proof": proof, **more})


def token(name: str, ttl_seconds: int = 900) -> Call[Token]:
    """A token for the app of a member, once you know that it is he."""
    return _post(f"/members/{_in_path(name)}/tokens", Token, {"ttl_seconds": ttl_seconds})


def send_code(name: str) -> Call[Sent]:
    """Have a code sent to a member, who tells it to the till."""
    return _post(f"/members/{_in_path(name)}/codes", Sent, {})


def take_codes() -> Call[list[ToSend]]:
    """Codes that are to be sent, for what sends them."""
    return _post("/codes/take", list[ToSend], {})


def my_page() -> Call[Member]:
    """Myself."""
    return Call("GET", "/me", Member)


def my_qr() -> Call[Qr]:
    """The QR code by which a till sees that I am there."""
    return Call("GET", "/me/qr", Qr)


def my_redemption(amount: int, wallet: str = "points", reference: str = "") -> Call[Done]:
    """Use my units."""
    return _post("/me/redemptions", Done, {"amount": amount, "wallet": wallet, "reference": reference})


def my_pin(pin: str) -> Call[dict[str, Any]]:
    """Choose the PIN that I tell tills."""
    return _post("/me/pin", dict[str, Any], {"pin": pin})


def _post(path: str, answer: Any, body: dict[str, Any]) -> Call[Any]:
    return Call("POST", path, answer, msgspec.json.encode(body), uuid4().hex)


def _in_path(name: str) -> str:
    return quote(name, safe=":+@")
