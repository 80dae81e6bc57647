"""What a till lost is made good: previewed, approved by a second person, given once, undone as one (S27)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from setia.api import make_good
from setia.api.callers import Session
from setia.engine.calendar import DAY
from setia.services import clients
from setia.storage import clock
from setia.storage.clients import Caller
from tests.api.till import Till, purchase

MEMBERS = 12
LOST = 412


@pytest.fixture
def lost(till: Till) -> list[dict[str, Any]]:
    """The sales of a till between 12:00 and 14:00 that nobody recorded."""
    for number in range(MEMBERS):
        till.posts("/members", {"identifier": f"card:{number}"})
    till.shop.moves_clock(DAY)
    return [
        {
            "kind": "purchase",
            "purchase": purchase(
                10_00, f"L{n}", member=f"card:{n % MEMBERS}", event_at=f"2018-01-01T12:{n % 60:02}:00Z", store="12"
            ),
        }
        for n in range(LOST)
    ]


def second(till: Till) -> Till:
    """Somebody else."""
    key = clients.make(till.shop.program, "manager", frozenset(clients.SCOPES), "", "owner").key.text
    return Till(till.client, key, till.shop)


def held(till: Till) -> int:
    return sum(till.points(f"card:{n}") for n in range(MEMBERS))


def test_412_lost_sales(till: Till, lost: list[dict[str, Any]]) -> None:
    """S27."""
    prepared = till.posts("/make-goods", {"name": "store-12", "reason": "till_down", "items": lost})
    assert prepared.status_code == 201, prepared.text
    batch = prepared.json()
    assert (batch["state"], batch["items"], batch["awarded"]) == ("draft", {"pending": LOST}, {"points": 10 * LOST})
    path = f"/make-goods/{batch['id']}"
    early = till.posts(f"{path}/apply", {})
    assert (early.status_code, early.json()["code"]) == (409, "not_in_this_state")
    alone = till.posts(f"{path}/approve", {})
    assert (alone.status_code, alone.json()["code"]) == (409, "second_person_needed")
    assert held(till) == 0
    manager = second(till)
    assert manager.posts(f"{path}/approve", {}).json()["approved_by"] == "manager"
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda one: one.posts(f"{path}/apply", {}, key=""), [till, manager]))
    assert [one.json()["state"] for one in told] == ["applied", "applied"]
    assert till.posts(f"{path}/apply", {}).json()["items"] == {"done": LOST}
    assert held(till) == 10 * LOST
    at = {one["effective_at"] for one in till.gets("/members/card:1/movements").json()["movements"] if one["changes"]}
    assert at <= {f"2018-01-01T12:{minute:02}:00Z" for minute in range(60)}
    till.sells("card:3", 10_00, "L3", event_at="2018-01-01T12:03:00Z", store="12")
    till.posts("/members/card:1/redemptions", {"amount": 300})
    undone = manager.posts(f"{path}/undo", {}).json()
    assert (undone["state"], undone["items"]) == ("undone", {"undone": LOST})
    assert undone["taken"] == {"points": 10 * LOST - 300}
    assert held(till) == 0
    kept: list[tuple[str, int]] = []
    cursor, more = "", True
    while more:
        page = till.gets(f"{path}/items", cursor=cursor, limit=200).json()
        kept += [(one["member"], one["kept"]["points"]) for one in page["items"] if one["kept"]]
        cursor = page["next"]
        more = bool(cursor)
    siti = till.gets("/members/card:1").json()["id"]
    assert (sum(units for _, units in kept), {member for member, _ in kept}) == (300, {siti})
    assert manager.posts(f"{path}/undo", {}).json()["taken"] == {"points": 10 * LOST - 300}
    assert manager.posts(f"{path}/apply", {}).json()["code"] == "not_in_this_state"
    done = [one["action"] for one in till.gets("/audit-log", subject="store-12").json()["entries"]]
    assert done == ["make_good_undone", "make_good_applied", "make_good_approved"]
    assert till.shop.differences() == 0
    assert till.shop.findings() == []


def test_what_cannot_be_given_is_named_and_the_rest_is_given(till: Till) -> None:
    till.posts("/members", {"identifier": "card:1"})
    till.sells("card:1", 10_00, "R1")
    items = [
        {"kind": "gift", "member": "card:1", "amount": 50},
        {"kind": "gift", "member": "card:9", "amount": 50},
        {"kind": "gift", "member": "card:1", "amount": 50, "wallet": "gems"},
        {"kind": "purchase", "purchase": purchase(10_00, "R1", member="card:1")},
        {"kind": "purchase", "purchase": purchase(20_00, "R2", member="card:1")},
    ]
    batch = till.posts("/make-goods", {"name": "sorry", "reason": "goodwill", "items": items}).json()
    assert batch["refused"] == {"already_recorded": 1, "unknown_member": 1, "unknown_wallet": 1}
    assert batch["awarded"] == {"points": 70}
    path = f"/make-goods/{batch['id']}"
    second(till).posts(f"{path}/approve", {})
    assert till.posts(f"{path}/apply", {}).json()["items"] == {"done": 2, "refused": 2, "unchanged": 1}
    assert till.points("card:1") == 80
    states = [(one["number"], one["state"], one["code"]) for one in till.gets(f"{path}/items").json()["items"]]
    assert states == [
        (1, "done", ""),
        (2, "refused", "unknown_member"),
        (3, "refused", "unknown_wallet"),
        (4, "unchanged", ""),
        (5, "done", ""),
    ]
    till.posts("/members/card:1/redemptions", {"amount": 75})
    undone = till.posts(f"{path}/undo", {}).json()
    assert till.points("card:1") == 5 - undone["taken"].get("points", 0) >= 0
    assert till.gets("/members/card:1").json()["wallets"][0]["debt"] == 0
    assert till.shop.differences() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"items": []}, "items"),
        ({"name": "Sorry!"}, "name"),
        ({"reason": ""}, "reason"),
        ({"items": [{"kind": "gift", "member": "nobody", "amount": 5}]}, "items[0].member"),
        ({"items": [{"kind": "gift", "member": "card:1", "amount": 0}]}, "items[0].amount"),
        ({"items": [{"kind": "purchase", "purchase": purchase(1, "R1")}]}, "items[0].purchase.member"),
    ],
)
def test_a_batch_that_cannot_be_is_not_prepared(till: Till, change: dict[str, Any], field: str) -> None:
    body = {"name": "sorry", "reason": "goodwill", "items": [{"kind": "gift", "member": "card:1", "amount": 5}]}
    refused = till.posts("/make-goods", {**body, **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert till.gets("/make-goods").json()["make_goods"] == []


def test_no_two_are_called_the_same(till: Till) -> None:
    body = {"name": "sorry", "reason": "goodwill", "items": [{"kind": "gift", "member": "card:1", "amount": 5}]}
    assert till.posts("/make-goods", body).status_code == 201
    again = till.posts("/make-goods", body)
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")
    assert till.gets("/make-goods/99/items").status_code == 404


def test_however_many_items_as_many_queries(till: Till) -> None:
    """To prepare a batch, to list them all, and to look at what became of each item."""
    for number in range(40):
        till.posts("/members", {"identifier": f"card:{number}"})

    def items(count: int, batch: str) -> list[dict[str, Any]]:
        gifts = [{"kind": "gift", "member": f"card:{n}", "amount": n + 1} for n in range(count)]
        sold = [
            {"kind": "purchase", "purchase": purchase(n + 1, f"{batch}-{n}", member=f"card:{n}")} for n in range(count)
        ]
        return [*gifts, *sold]

    def queries(count: int) -> list[int]:
        who, named = _session(till), f"of-{count}"
        data = make_good.MakeGoodIn(named, "goodwill", msgspec.convert(items(count, named), tuple[AnyItem, ...]))
        asked = (
            lambda: make_good._prepare(who, data),
            lambda: make_good._list(who, 10**18, 200),
            lambda: make_good._items(who, 1, 0, 50),
        )
        return [_queries(one) for one in asked]

    few = queries(2)
    assert queries(40) == few
    assert few[0] <= 20
    listed = till.gets("/make-goods").json()["make_goods"]
    assert [sum(one["items"].values()) for one in listed] == [80, 4]
    assert listed[0]["awarded"] == {"points": sum(range(1, 41)) + sum((n + 1) // 100 for n in range(40))}


AnyItem = make_good.SaleItem | make_good.GiftItem


def _session(till: Till) -> Session:
    caller = Caller(1, "till", till.shop.program.id, frozenset(clients.SCOPES), "", "", None)
    return Session(caller, till.shop.program, None, clock.read())  # type: ignore[arg-type]  # nothing goes over the desk


def _queries(asked: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        asked()
    return len(captured)
