"""What is said in the one conversation: every call of the API at least once. A new route needs a call here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.conversation import PLACE, SHOP, TODAY, Conversation, Json

SITI, ALI = "card:7001", "phone:+60123456789"


def basket(receipt: str, member: str | None, **fields: Any) -> Json:
    """A coffee and a croissant, paid by card."""
    lines = [{"net": 1200, "sku": "latte", "department": "drinks"}, {"net": 800, "sku": "croissant"}]
    bought = {"source": "till-7", "receipt": receipt, "event_at": TODAY, "currency": "MYR", "store": "kl"}
    return {**bought, "member": member, "lines": lines, "tenders": [{"kind": "card", "amount": 2000}], **fields}


def held(talk: Conversation, run: Callable[[str], object]) -> None:
    """The whole conversation; `run` lets time pass until a day."""
    _health_and_program(talk)
    _catalogue(talk)
    _joining(talk)
    _buying(talk)
    _using(talk)
    _giving(talk)
    _rewards(talk)
    _gift_cards(talk)
    _baskets(talk)
    _webhooks(talk)
    _present(talk)
    _whose(talk)
    _office(talk)
    _staff(talk)
    run("2018-01-03")
    _erasing(talk)


def _health_and_program(talk: Conversation) -> None:
    talk.asks("GET /health/live")
    talk.asks("GET /health/ready")
    document = SHOP.read_text(encoding="utf-8")
    talk("GET", "/program")
    talk("POST", "/program/validate", {"document": document})
    talk("POST", "/program/validate", {"document": document.replace("points: 1", "points: many")})
    dearer = document.replace("2017-01-01", "2018-06-01").replace("prices: [{amount: 20}]", "prices: [{amount: 25}]")
    talk("POST", "/program/versions", {"document": dearer})


def _catalogue(talk: Conversation) -> None:
    tea = {"sku": "tea-50", "name": "Tea, 50 bags", "category": "tea", "brand": "Boh", "tags": ["hot"]}
    talk("POST", "/products", {"products": [tea, {"sku": "mug", "since": "2017-01-01T00:00:00+08:00"}]})
    talk("GET", "/products", limit=1)
    talk("POST", "/products/{sku}/drop", {}, sku="mug")
    talk("GET", "/products/{sku}", sku="mug")
    talk("GET", "/stores")


def _staff(talk: Conversation) -> None:
    talk("GET", "/staff")
    talk("POST", "/staff/{name}/remove", {}, name="aina")


def _joining(talk: Conversation) -> None:
    talk("POST", "/members", {"identifier": SITI})
    talk("POST", "/members", {"identifier": ALI})
    changes = {"name": "Siti Nurhaliza binti Tarudin", "call_name": "Siti", "birth_date": "--01-02"}
    talk("PATCH", "/members/{member}/person", changes, member=SITI)
    talk("GET", "/members/{member}/person", member=SITI)
    talk("PATCH", "/members/{member}/attributes", {"attributes": {"size": "l", "old": None}}, member=SITI)
    talk("GET", "/members/{member}/attributes", member=SITI)
    talk("GET", "/members", q="siti")
    consent = {"purpose": "marketing", "channel": "email", "decision": "given", "how": "self", "language": "en"}
    text = {"text": "May we write to you?", "text_version": "v2018-1", "place": "web"}
    talk("POST", "/members/{member}/consents", {**consent, **text}, member=SITI)
    talk("GET", "/members/{member}/consents", member=SITI)


def _buying(talk: Conversation) -> None:
    talk("POST", "/members/{member}/preview", basket("K-1", None), member=SITI)
    talk("POST", "/purchases", basket("K-1", SITI))
    talk("POST", "/purchases", basket("K-1", SITI), expects=200)
    talk("GET", "/purchases", receipt="K-1")
    talk("GET", "/purchases/one", source="till-7", receipt="K-1")
    review: Json = {
        "source": "app",
        "id": "r-17",
        "member": SITI,
        "event": "review",
        "event_at": TODAY,
        "fields": {"stars": 5},
    }
    talk("POST", "/events", review)
    back: Json = {
        "source": "till-7",
        "receipt": "K-1",
        "refund_id": "F-1",
        "event_at": TODAY,
        "lines": [{"no": 2, "quantity": 1000}],
    }
    talk("POST", "/returns", back)
    talk("POST", "/returns", {**back, "receipt": "K-9", "refund_id": "F-9"}, expects=202)
    items = [
        {"kind": "purchase", "purchase": basket("K-2", SITI)},
        {"kind": "event", "event": {**review, "id": "r-18", "member": "card:none"}},
        {"kind": "gift", "key": "g-1", "member": SITI, "gift": {"amount": 10, "reason": "goodwill"}},
    ]
    talk("POST", "/batch", {"items": items})
    talk("GET", "/members/{member}", member=SITI)
    [*_, first] = talk("GET", "/members/{member}/movements", member=SITI)["movements"][:-1]
    bought = next(one["number"] for one in talk.made[-1].answer["movements"] if one["reference"] == "K-1")
    assert first["number"] <= bought
    talk("GET", "/members/{member}/movements/{number}/why", member=SITI, number=bought, for_="member")
    talk("GET", "/members/{member}/movements/{number}/entries", member=SITI, number=bought)
    talk("GET", "/members/{member}/lots", member=SITI)
    talk("POST", "/members/{member}/orders/{number}/release", {}, member=SITI, number=bought)


def _using(talk: Conversation) -> None:
    talk("POST", "/members/{member}/gifts", {"amount": 500, "reason": "goodwill"}, member=SITI)
    used = talk("POST", "/members/{member}/redemptions", {"amount": 60, "reference": "order-17"}, member=SITI)
    numbered = {"member": SITI, "number": used["transaction"]}
    talk("POST", "/members/{member}/redemptions/{number}/restorations", {"amount": 20, "cause": "merchant"}, **numbered)
    held = talk("POST", "/members/{member}/holds", {"amount": 100, "ttl_seconds": 900}, member=SITI)
    talk("GET", "/members/{member}/holds", member=SITI)
    numbered = {"member": SITI, "number": held["transaction"]}
    talk("POST", "/members/{member}/holds/{number}/extend", {"ttl_seconds": 1800}, **numbered)
    talk("POST", "/members/{member}/holds/{number}/capture", {"amount": 80}, **numbered)
    other = talk("POST", "/members/{member}/holds", {"amount": 10}, member=SITI)
    talk("POST", "/members/{member}/holds/{number}/release", {}, member=SITI, number=other["transaction"])
    talk("POST", "/members/{member}/adjustments", {"amount": -15, "reason": "mistyped"}, member=SITI)
    talk("POST", "/members/{member}/transfers", {"to": ALI, "amount": 30}, member=SITI)


def _giving(talk: Conversation) -> None:
    talk("POST", "/members/{member}/top-ups", {"wallet": "credit", "paid": 10000, "granted": 1000}, member=SITI)
    lot = {"amount": 40, "earned_at": "2017-06-01T00:00:00Z", "expires_at": "2018-06-02T00:00:00Z"}
    talk("POST", "/members/{member}/opening-balances", {"lots": [lot]}, member=SITI)
    level = {"set": "club", "level": "gold", "reason": "goodwill", "until": "2018-03-01T00:00:00Z"}
    talk("POST", "/members/{member}/levels", level, member=SITI)
    talk("GET", "/members/{member}/may/{thing}", member=SITI, thing="free_shipping")
    talk("POST", "/members/{member}/birthday", {}, member=SITI)
    talk("POST", "/members/{member}/expiry/extend", {"until": "2019-06-01T00:00:00Z"}, member=SITI)
    talk("POST", "/members/{member}/expiry/pause", {"paused": True, "reason": "closed"}, member=SITI)
    talk("POST", "/members/{member}/expiry/pause", {"paused": False, "on_leave": "resume"}, member=SITI)
    talk("POST", "/members/{member}/conversions/{conversion}", {"amount": 18}, member=SITI, conversion="card")


def _rewards(talk: Conversation) -> None:
    talk("GET", "/members/{member}/rewards", member=SITI)
    for number, verb, body in ((1, "use", {"source": "till-7", "receipt": "K-2"}), (2, "undo", {"cause": "member"})):
        asked = talk("POST", "/members/{member}/rewards", {"reward": "coffee", "store": "kl"}, member=SITI)
        assert asked["transaction"]
        rewards = talk("GET", "/members/{member}", member=SITI)["rewards"]
        coffee = next(one["number"] for one in reversed(rewards) if one["reward"] == "coffee")
        assert coffee > number - 1
        talk("POST", f"/members/{{member}}/rewards/{{number}}/{verb}", body, member=SITI, number=coffee)
    talk("GET", "/members/{member}/issued-rewards", member=SITI, state="used")
    talk("POST", "/members/{member}/rewards", {"reward": "coffee"}, member=SITI)
    *_, coffee = talk("GET", "/members/{member}/issued-rewards", member=SITI, state="issued")["rewards"]
    talk("GET", "/vouchers/{code}", code=coffee["code"])
    talk("POST", "/vouchers/{code}/use", {"source": "till-7", "receipt": "K-4"}, code=coffee["code"])


def _gift_cards(talk: Conversation) -> None:
    sold = talk("POST", "/gift-cards", {"wallet": "credit", "paid": 5000, "granted": 500, "reference": "K-3"})
    talk("POST", "/gift-cards/balance", {"code": sold["code"]})
    talk("POST", "/gift-cards/payments", {"code": sold["code"], "wallet": "credit", "amount": 1200})
    talk("POST", "/members/{member}/gift-cards", {"code": sold["code"]}, member=ALI)


def _baskets(talk: Conversation) -> None:
    talk("POST", "/price-codes", {"rule": "five-off", "codes": ["RAYA-2018"], "uses": 500})
    talk("POST", "/price-codes", {"rule": "five-off", "count": 2, "member": SITI, "ends_at": "2018-02-01T00:00:00Z"})
    talk("POST", "/price-codes/look", {"code": "RAYA-2018"})
    talk("POST", "/price-codes", {"rule": "five-off", "codes": ["LOST-2018"], "uses": None, "per_member": 1})
    talk("POST", "/price-codes/withdraw", {"codes": ["LOST-2018"]})
    lines = [{"net": 2400, "sku": "beans", "tax": 136}, {"net": 1800, "sku": "mug"}]
    goods: Json = {"source": "webshop", "currency": "MYR", "member": SITI, "lines": lines}
    goods |= {"charges": [{"kind": "shipping", "amount": 600}], "codes": ["raya 2018", "OLD-CODE"]}
    talk("POST", "/baskets/evaluate", goods)
    kept = talk("POST", "/baskets", {**goods, "points": {"amount": 100}, "ttl_seconds": 900})
    named = {"basket": kept["id"]}
    talk("GET", "/baskets/{basket}", **named)
    tenders = [{"kind": "points", "amount": kept["by_points"]}, {"kind": "card", "amount": kept["owed"] - 100}]
    talk("POST", "/baskets/{basket}/commit", {"receipt": "W-100", "tenders": tenders}, **named)
    other = talk("POST", "/baskets", {**goods, "codes": []})
    talk("POST", "/baskets/{basket}/release", {}, basket=other["id"])


def _webhooks(talk: Conversation) -> None:
    made = talk("POST", "/webhooks", {"url": f"https://{PLACE}/setia", "kinds": ["points_earned"]})["endpoint"]["id"]
    talk("GET", "/webhooks")
    talk("GET", "/webhooks/{endpoint}", endpoint=made)
    changes = {"url": f"https://{PLACE}/loyalty", "kinds": ["points_earned", "member_joined"]}
    talk("PATCH", "/webhooks/{endpoint}", changes, endpoint=made)
    message = talk("POST", "/webhooks/{endpoint}/ping", {}, endpoint=made)["id"]
    talk("GET", "/webhooks/{endpoint}/deliveries", endpoint=made)
    talk("GET", "/webhooks/{endpoint}/deliveries/{message}", endpoint=made, message=message)
    talk("POST", "/webhooks/{endpoint}/deliveries/{message}/replay", {}, endpoint=made, message=message)
    talk("POST", "/webhooks/{endpoint}/replay", {"from_position": 1}, endpoint=made)
    talk("POST", "/webhooks/{endpoint}/rotate", {"overlap_seconds": 86400}, endpoint=made)
    talk("POST", "/webhooks/{endpoint}/disable", {}, endpoint=made)
    talk("POST", "/webhooks/{endpoint}/enable", {}, endpoint=made)


def _present(talk: Conversation) -> None:
    talk("POST", "/members/{member}/codes", {}, member=SITI)
    talk("POST", "/codes/take", {})
    talk.token = talk("POST", "/members/{member}/tokens", {"ttl_seconds": 900}, member=SITI)["token"]
    talk("GET", "/me")
    talk("GET", "/me/movements", limit=2)
    talk("GET", "/me/rewards")
    shown = talk("GET", "/me/qr")["text"]
    talk("POST", "/me/pin", {"pin": "274951"})
    talk("POST", "/me/redemptions", {"amount": 5})
    talk("POST", "/me/rewards", {"reward": "coffee"})
    proof = {"kind": "qr", "value": shown}
    talk("POST", "/members/{member}/redemptions", {"amount": 60, "member_proof": proof}, member=SITI)
    talk("POST", "/members/{member}/pin/forget", {}, member=SITI)
    talk("POST", "/me/not-me", {"movement": talk("GET", "/me/movements", limit=1)["movements"][0]["number"]})
    talk("GET", "/me/spending")
    [notice] = talk("GET", "/me/notices")
    talk("POST", "/me/notices/{version}", {"read": True}, version=notice["version"])
    talk("POST", "/members/{member}/spending/unfreeze", {}, member=SITI)
    talk("POST", "/members/{member}/spending/freeze", {"reason": "lost"}, member=ALI)
    talk("GET", "/members/{member}/spending", member=ALI)
    talk("POST", "/members/{member}/spending/unfreeze", {"reason": "checked"}, member=ALI)


def _whose(talk: Conversation) -> None:
    for receipt in ("G-1", "G-2", "G-3", "G-4", "G-5", "W-1"):
        talk("POST", "/purchases", basket(receipt, ALI if receipt == "W-1" else None))
    token = talk("POST", "/purchases/token", {"source": "till-7", "receipt": "G-1"})["token"]
    talk("POST", "/members/{member}/claims", {"token": token}, member=SITI)
    for receipt in ("G-2", "G-3", "G-4", "G-5"):  # the fourth in a month is looked at first
        claim = {"store": "kl", "receipt": receipt, "day": "2018-01-01", "total": 2000}
        talk("POST", "/members/{member}/claims/by-hand", claim, member=SITI)
    move = {"source": "till-7", "receipt": "W-1", "to": SITI, "reason": "wrong_card"}
    talk("POST", "/purchases/move", move)
    talk("POST", "/members", {"identifier": "card:7002"})
    talk("POST", "/members/{member}/merge", {"into": SITI}, member="card:7002")
    moves = talk("GET", "/members/{member}/movements", member=SITI)["movements"]
    number = next(one["number"] for one in moves if one["command"] == "merge_in")
    talk("POST", "/members/{member}/merges/{number}/undo", {}, member=SITI, number=number)


def _office(talk: Conversation) -> None:
    inbox = talk("GET", "/exceptions")
    assert inbox["exceptions"]
    [first, *_] = inbox["exceptions"]
    talk("POST", "/exceptions/actions", {"action": "take", "ids": [first["id"]]})
    items = [{"kind": "gift", "member": SITI, "amount": 50}, {"kind": "gift", "member": "card:none", "amount": 50}]
    batch = talk("POST", "/make-goods", {"name": "till-down", "reason": "till_down", "items": items})["id"]
    talk("POST", "/make-goods/{number}/approve", {}, number=batch, by=1)
    talk("POST", "/make-goods/{number}/apply", {}, number=batch)
    talk("GET", "/make-goods/{number}/items", number=batch)
    talk("POST", "/make-goods/{number}/undo", {}, number=batch)
    talk("GET", "/make-goods")
    talk("GET", "/audit-log", limit=5)

    file = talk("POST", "/imports", {"name": "december.csv", "source": "tills"})["id"]
    lines = "purchase_id,event_at,member,net\nR1,2017-12-01 10:00,C-17,12.90\n"
    talk("POST", "/imports/{number}/parts", {"number": 1, "text": lines}, number=file)
    talk("POST", "/imports/{number}/start", {"parts": 1}, number=file)
    talk("GET", "/imports/{number}", number=file)
    lost = talk("POST", "/imports", {"name": "lost.csv", "source": "tills"})["id"]
    talk("POST", "/imports/{number}/parts", {"number": 1, "text": lines.replace("R1", "L1")}, number=lost)
    talk("POST", "/imports/{number}/make-good", {"parts": 1, "name": "lost", "reason": "till_down"}, number=lost)
    talk("GET", "/imports")


def _erasing(talk: Conversation) -> None:
    talk("GET", "/members/{member}/export", member="card:7002")
    talk("GET", "/members/{member}/erasure", member="card:7002")
    public = talk("GET", "/members/{member}", member="card:7002")["id"]
    talk("POST", "/members/{member}/erasure", {"confirm": public}, member=public)
