"""What a storm is about: commands that can each be done once, and the shop in which they can."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.refusals import Refusal
from setia.services.batch import Request, apply
from setia.services.claim_purchase import receipt_token
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.reading import find_member
from tests.services.receipts import bought
from tests.shop import TILL, Shop, sale

DOCUMENT = """
format: 1
id: storm
name: {en: Storm}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, returns: {policy: debt}}
rules:
  - id: rule
    effects: [{kind: points_per_amount, points: 1, per: 1}]
rewards:
  - {id: latte, kind: free_item, valid_for: P1M, stock: 1000000, prices: [{amount: 3}]}
"""

KINDS = ("earn", "redeem", "capture", "return", "claim", "enrol", "purchase", "reward")
"""What is sent again and again. An enrolment and a first purchase are how members sign up."""

MEMBERS = 12
"""Of whom everything is asked that does not need somebody new."""


class Task(Struct, frozen=True):
    """One command under one key."""

    key: str
    kind: str
    member: str
    command: c.Command | None
    """None for a claim, which has no key: its token is used once."""
    receipt: str = ""
    token: str = ""
    account_id: int = 0
    """Of who claims."""


def opened() -> Shop:
    """The shop with its members, each of whom can pay for everything."""
    shop = Shop(DOCUMENT)
    asked = [Request(c.Earn(clock.read(), "points", 10**9, "goodwill"), Known("external", name)) for name in _names()]
    apply(shop.program, asked, TILL)
    return shop


def tasks(shop: Shop, wave: int, each: int) -> list[Task]:
    """So many new tasks of every kind, with all that they need."""
    now = clock.read()
    names = [_names()[n % MEMBERS] for n in range(each)]
    labels = [f"{wave}-{n}" for n in range(each)]
    holds = [Request(c.PlaceHold(now, "points", 5, f"order {n}"), Known("external", n)) for n in names]
    sales = [bought(name, 900, f"B{label}") for name, label in zip(names, labels, strict=True)]
    guests = [bought(None, 700, f"G{label}") for label in labels]
    told = apply(shop.program, [*holds, *sales, *guests], TILL)
    assert {one.status for one in told} == {"done"}
    of_hold, of_sale = told[:each], told[each : 2 * each]
    made: list[Task] = []
    for n, (name, label) in enumerate(zip(names, labels, strict=True)):
        refund = Refund(f"F{label}", amount=300)
        made += [
            Task(f"earn-{label}", "earn", name, c.Earn(now, "points", 7, "goodwill")),
            Task(f"redeem-{label}", "redeem", name, c.Redeem(now, "points", 4, f"order {label}")),
            Task(f"capture-{label}", "capture", name, c.Capture(now, of_hold[n].seq, 2)),
            Task(f"return-{label}", "return", name, c.Return(now, of_sale[n].seq, refund)),
            Task(f"enrol-{label}", "enrol", f"new {label}", c.Enrol(now)),
            Task(f"purchase-{label}", "purchase", f"buyer {label}", c.RecordPurchase(sale(500, now)), f"P{label}"),
            Task(f"reward-{label}", "reward", name, c.RedeemReward(now, "latte")),
            _claim(shop, label, name),
        ]
    return made


def _claim(shop: Shop, label: str, name: str) -> Task:
    token, member = receipt_token(shop.program, "till", f"G{label}"), find_member(shop.program, name)
    assert not isinstance(token, Refusal)
    assert member is not None
    return Task(f"claim-{label}", "claim", name, None, token=token, account_id=member.account_id)


def _names() -> list[str]:
    return [f"member {n}" for n in range(MEMBERS)]


def other_bodies(told: list[Task]) -> Iterator[Task]:
    """The same keys, each with something else under it."""
    for one in told:
        if one.command is not None:
            yield Task(one.key, one.kind, one.member, c.Earn(one.command.event_at, "points", 8, "other"))
