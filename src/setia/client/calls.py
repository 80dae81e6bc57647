"""Calls: what can be asked of the API, as values. Each keeps its key, so that it can be sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

import msgspec
from msgspec import Struct

from setia.client.call import Call
from setia.client.making import in_path, post


class Done(Struct, frozen=True):
    """What became of a command."""

    status: Literal["done", "unchanged", "waiting", "review"]
    transaction: int
    awarded: dict[str, int]


class Wallet(Struct, frozen=True):
    """What a wallet has, in its smallest unit."""

    wallet: str
    unit: str
    decimals: int
    available: int
    pending: int
    held: int
    debt: int


class Member(Struct, frozen=True):
    """A member as of now; what is not named here is in the API's reference."""

    id: str
    status: str
    identifiers: dict[str, str]
    wallets: list[Wallet]
    levels: list[dict[str, Any]]
    rewards: list[dict[str, Any]]


class Movement(Struct, frozen=True):
    """One transaction of a member's history."""

    number: int
    kind: str
    command: str
    reason: str
    effective_at: datetime
    changes: dict[str, int]


class History(Struct, frozen=True):
    """A page of movements, newest first."""

    movements: list[Movement]
    next: int | None


class OfferedReward(Struct, frozen=True):
    """A reward of the program, as this member can have it today."""

    id: str
    name: dict[str, str]
    """By language."""
    kind: str
    wallet: str
    price: int | None
    """In the wallet's smallest unit; None where it cannot be had, or takes any number of units."""
    is_within_reach: bool
    """Whether asking for it would succeed."""
    missing: int
    """Units that are missing for it, in the wallet's smallest unit; 0 where it is not for want of units."""
    code: str
    """Why not, where it would be refused."""
    numbers: dict[str, int | str]


class Preview(Struct, frozen=True):
    """What a basket would give now."""

    awarded: dict[str, int]
    later: dict[str, int]
    """What it would give once it is paid for or delivered."""
    told: dict[str, Any]
    """Why, in words: totals, rules, and what more would have needed."""
    rewards: list[OfferedReward]
    """Those that the member could ask for once he has bought it: which are within reach then, what is missing else."""


class PricedLine(Struct, frozen=True):
    """One line at its price."""

    no: int
    sku: str
    quantity: int
    list: int
    net: int
    tax: int
    discounts: tuple[dict[str, Any], ...]
    gift: bool


class Shown(Struct, frozen=True):
    """A code that was shown, and why it does nothing, where it does nothing."""

    code: str
    accepted: bool
    rule: str
    reason: str
    numbers: dict[str, int | str]
    text: str


class Evaluation(Struct, frozen=True):
    """A basket at its prices."""

    currency: str
    lines: list[PricedLine]
    charges: list[dict[str, Any]]
    vouchers: list[dict[str, Any]]
    off: int
    owed: int
    rules: list[dict[str, Any]]
    codes: list[Shown]
    awarded: dict[str, int]
    points: list[dict[str, Any]]
    needs: list[dict[str, Any]]
    by_points: int | None


class Basket(Evaluation, frozen=True):
    """A basket that is kept until it is paid."""

    id: str
    state: str
    ends_at: datetime
    hold: int | None


class Settled(Struct, frozen=True):
    """A basket that has ended."""

    id: str
    state: Literal["committed", "released", "expired"]
    transaction: int
    awarded: dict[str, int]
    purchase: str


class Line(Struct, frozen=True, omit_defaults=True):
    """One line of a receipt, in minor units."""

    net: int
    sku: str = ""
    quantity: int = 1000
    """Thousandths: 1000 is one piece."""
    category: str = ""
    department: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    tax: int = 0


class Tender(Struct, frozen=True):
    """How it was paid."""

    kind: str
    amount: int


def enrol(identifier: str) -> Call[Done]:
    """Let somebody join, such as `card:7001` or `phone:+60123456789`."""
    return post("/members", Done, {"identifier": identifier})


def member(name: str) -> Call[Member]:
    """A member with balances, lots, levels, rewards."""
    return Call("GET", f"/members/{in_path(name)}", Member)


def movements(name: str, before: int | None = None, limit: int = 50) -> Call[History]:
    """A page of a member's history; `before` is `next` of the page before."""
    params: dict[str, int | str] = {"limit": limit} if before is None else {"limit": limit, "before": before}
    return Call("GET", f"/members/{in_path(name)}/movements", History, params=params)


def purchase(source: str, receipt: str, lines: Sequence[Line], *, currency: str, **more: Any) -> Call[Done]:
    """Record a purchase: `member`, `event_at`, `tenders`, `store`, … as the reference has them.

    Without `event_at` it happened now; without `tenders` it was paid in cash, to the cent.
    """
    return post("/purchases", Done, _purchase(source, receipt, lines, {"currency": currency, **more}))


def preview(name: str, lines: Sequence[Line], *, currency: str, **more: Any) -> Call[Preview]:
    """What a basket would give this member now; nothing is written."""
    basket = _purchase("preview", "preview", lines, {"currency": currency, **more})
    return Call("POST", f"/members/{in_path(name)}/preview", Preview, msgspec.json.encode(basket))


def evaluate(lines: Sequence[Line], *codes: str, currency: str, **more: Any) -> Call[Evaluation]:
    """What a basket costs now, with these codes: `member`, `source`, `store`, `charges`, … Nothing is written."""
    return Call("POST", "/baskets/evaluate", Evaluation, _basket(lines, codes, {"currency": currency, **more}))


def keep(lines: Sequence[Line], *codes: str, currency: str, **more: Any) -> Call[Basket]:
    """Price a basket and keep its codes until it is paid, and `points` such as `{"amount": 500}`; `ttl_seconds`."""
    body = _basket(lines, codes, {"currency": currency, **more})
    return Call("POST", "/baskets", Basket, body, uuid4().hex)


def commit(basket: str, receipt: str, tenders: Sequence[Tender], **more: Any) -> Call[Settled]:
    """A kept basket was paid."""
    return post(f"/baskets/{basket}/commit", Settled, {"receipt": receipt, "tenders": tenders, **more})


def give_up(basket: str) -> Call[Settled]:
    """A kept basket will not be paid."""
    return post(f"/baskets/{basket}/release", Settled, {})


def return_amount(source: str, receipt: str, refund_id: str, amount: int, **more: Any) -> Call[Done]:
    """Money given back of a purchase, in minor units."""
    return post("/returns", Done, _return(source, receipt, refund_id, {"amount": amount, **more}))


def return_lines(source: str, receipt: str, refund_id: str, lines: dict[int, int], **more: Any) -> Call[Done]:
    """Lines of a purchase that came back, by number, in thousandths."""
    came_back = [{"no": no, "quantity": quantity} for no, quantity in lines.items()]
    return post("/returns", Done, _return(source, receipt, refund_id, {"lines": came_back, **more}))


def redeem(name: str, amount: int, wallet: str = "points", reference: str = "") -> Call[Done]:
    """Use units."""
    body = {"amount": amount, "wallet": wallet, "reference": reference}
    return post(f"/members/{in_path(name)}/redemptions", Done, body)


def hold(name: str, amount: int, wallet: str = "points", reference: str = "", ttl_seconds: int = 900) -> Call[Done]:
    """Set units aside; the answer's `transaction` names the hold."""
    body = {"amount": amount, "wallet": wallet, "reference": reference, "ttl_seconds": ttl_seconds}
    return post(f"/members/{in_path(name)}/holds", Done, body)


def capture(name: str, hold: int, amount: int | None = None) -> Call[Done]:
    """Use what a hold has set aside, or part of it."""
    return post(f"/members/{in_path(name)}/holds/{hold}/capture", Done, {"amount": amount})


def release(name: str, hold: int) -> Call[Done]:
    """Give back what a hold has set aside."""
    return post(f"/members/{in_path(name)}/holds/{hold}/release", Done, {})


def _purchase(source: str, receipt: str, lines: Sequence[Line], more: dict[str, Any]) -> dict[str, Any]:
    paid = [Tender("cash", sum(line.net for line in lines))]
    return {"source": source, "receipt": receipt, "event_at": _now(), "lines": lines, "tenders": paid, **more}


def _basket(lines: Sequence[Line], codes: Sequence[str], more: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"source": "webshop", "lines": lines, "codes": codes, **more})


def _return(source: str, receipt: str, refund_id: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"source": source, "receipt": receipt, "refund_id": refund_id, "event_at": _now(), **more}


def _now() -> datetime:
    return datetime.now(UTC)
