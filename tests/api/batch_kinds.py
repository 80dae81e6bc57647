"""Every kind of a batch with the route that it stands for, and what is sent to either; `card:none` is nobody."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from tests.api.till import purchase

Json = dict[str, Any]
NOBODY = "card:none"
AT = "2018-01-01T12:00:00Z"


class Kind(Struct, frozen=True):
    """One kind of item."""

    kind: str
    route: str
    """Of the single call, as the document has it, without the version."""
    path: str
    """The same with what is meant put in."""
    named: Json
    """What the path says, as the item says it."""
    body: Json | None
    """None: nothing has to be said."""
    keyed: bool = True
    """Whether the item has a key."""

    def item(self, key: str) -> Json:
        """The item, under this key."""
        said = {} if self.body is None else {self.kind: self.body}
        return {"kind": self.kind, **self.named, **({"key": key} if self.keyed else {}), **said}


def _member(kind: str, route: str, body: Json | None, **named: Any) -> Kind:
    """About a member who is not there."""
    template = f"/members/{{member}}/{route}"
    path = template.replace("{member}", NOBODY)
    for name, value in named.items():
        path = path.replace(f"{{{name}}}", str(value))
    return Kind(kind, template, path, {"member": NOBODY, **named}, body)


def _other(kind: str, path: str, body: Json | None, *, keyed: bool = True) -> Kind:
    return Kind(kind, path, path, {}, body, keyed)


SALE: Json = {"source": "till", "receipt": "none"}
LINE: Json = {"source": "till", "currency": "USD", "lines": [{"net": 100}], "member": NOBODY}
EVENT: Json = {"source": "app", "id": "e1", "member": NOBODY, "event": "review", "event_at": AT}
BY_HAND: Json = {"store": "", "receipt": "none", "day": "2018-01-01", "total": 100}

KINDS = (
    _other("enrolment", "/members", {"identifier": "7001"}),
    _other("purchase", "/purchases", purchase(1_00, "P-none", member=NOBODY), keyed=False),
    _other("return", "/returns", {**SALE, "refund_id": "F1", "event_at": AT}, keyed=False),
    _other("event", "/events", EVENT, keyed=False),
    _member("redemption", "redemptions", {"amount": 5}),
    _member("restoration", "redemptions/{number}/restorations", {"amount": 5}, number=3),
    _member("hold", "holds", {"amount": 5}),
    _member("capture", "holds/{number}/capture", {}, number=3),
    _member("hold_extension", "holds/{number}/extend", {}, number=3),
    _member("hold_release", "holds/{number}/release", None, number=3),
    _member("adjustment", "adjustments", {"amount": 5, "reason": "goodwill"}),
    _member("transfer", "transfers", {"to": "card:7001", "amount": 5}),
    _member("reward", "rewards", {"reward": "tea"}),
    _member("reward_use", "rewards/{number}/use", {}, number=3),
    Kind("voucher_use", "/vouchers/{code}/use", "/vouchers/NONE/use", {"code": "NONE"}, {}),
    _member("reward_undo", "rewards/{number}/undo", {}, number=3),
    _member("gift", "gifts", {"amount": 5, "reason": "goodwill"}),
    _member("top_up", "top-ups", {"wallet": "credit", "paid": 5}),
    _member("opening_balance", "opening-balances", {"lots": [{"amount": 5, "earned_at": AT}]}),
    _member("level", "levels", {"set": "club", "level": "gold", "reason": "goodwill"}),
    _member("birthday", "birthday", {}),
    _member("expiry_pause", "expiry/pause", {"paused": True}),
    _member("expiry_extension", "expiry/extend", {"until": AT}),
    _member("order_release", "orders/{number}/release", None, number=3),
    _member("conversion_choice", "conversions/{conversion}", {"amount": 5}, conversion="card"),
    _member("merge", "merge", {"into": "card:7001"}),
    _member("unmerge", "merges/{number}/undo", None, number=3),
    _other("move", "/purchases/move", {**SALE, "to": "card:7001", "reason": "wrong_card"}),
    _other("gift_card_payment", "/gift-cards/payments", {"code": "NONE", "amount": 5, "wallet": "credit"}),
    _member("gift_card_claim", "gift-cards", {"code": "NONE"}),
    _member("claim", "claims", {"token": "NONE"}),
    _member("claim_by_hand", "claims/by-hand", BY_HAND),
    _other("gift_card", "/gift-cards", {"wallet": "none", "paid": 5}),
    _other("basket", "/baskets", LINE),
    Kind(
        "basket_commit",
        "/baskets/{basket}/commit",
        "/baskets/bsk_none/commit",
        {"id": "bsk_none"},
        {"receipt": "W-1", "tenders": []},
        keyed=False,
    ),
    Kind(
        "basket_release",
        "/baskets/{basket}/release",
        "/baskets/bsk_none/release",
        {"id": "bsk_none"},
        None,
        keyed=False,
    ),
)
