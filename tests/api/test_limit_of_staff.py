"""Staff who are no owners give and take by hand up to a wallet's limit, by whatever call; clients have none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from setia.services import for_staff
from setia.services.for_staff import Staff
from setia.services.staff import MAY, SCOPES, Role
from setia.storage import clock
from tests.api.shops import opened
from tests.api.till import Json, Till
from tests.stories.bills import base, program

SECRET = "k" * for_staff.KEY_LEAST
SITI = "card:siti"
LIMITED = "wallets: [{id: points, unit: {en: points}, adjust_most: 100}]\n"


@pytest.fixture
def till(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Till]:
    monkeypatch.setenv(for_staff.VARIABLE, SECRET)
    with opened(program(base("1"), wallets=LIMITED)) as till:
        assert till.posts("/members", {"identifier": SITI}).status_code == 201
        assert till.posts(f"/members/{SITI}/gifts", {"amount": 1_000, "reason": "goodwill"}).status_code == 201
        yield till


def page(till: Till, role: Role) -> Till:
    """What a page of the console asks for somebody with this role."""
    scopes = tuple({SCOPES[deed] for deed in MAY[role] if deed in SCOPES})
    who = Staff(1, till.shop.program.id, "aina", scopes, "", clock.machine_reading())
    return Till(till.client, for_staff.sign(SECRET, who), till.shop)


def by_hand(amount: int) -> dict[str, Json]:
    """By kind, what is asked for so much."""
    lots = [
        {"amount": amount - 1, "earned_at": "2017-06-01T00:00:00Z"},
        {"amount": 1, "earned_at": "2017-07-01T00:00:00Z"},
    ]
    return {
        "gift": {"amount": amount, "reason": "goodwill"},
        "adjustment": {"amount": -amount, "reason": "mistake"},
        "opening_balance": {"lots": lots},
    }


PATHS = {"gift": "gifts", "adjustment": "adjustments", "opening_balance": "opening-balances"}


@pytest.mark.parametrize("kind", PATHS)
def test_a_manager_is_held_to_it_alone_and_in_a_batch(till: Till, kind: str) -> None:
    manager, before = page(till, "manager"), till.points(SITI)
    for amount, expected in ((101, (403, "adjusts_too_much")), (100, (201, ""))):
        body = by_hand(amount)[kind]
        alone = manager.posts(f"/members/{SITI}/{PATHS[kind]}", body)
        item = {"kind": kind, "key": f"k{amount}", "member": SITI, kind: body}
        [told] = manager.posts("/batch", {"items": [item]}).json()["results"]
        assert (alone.status_code, alone.json().get("code", "")) == expected
        assert (told["status"], told.get("problem", {}).get("code", "")) == expected
    assert abs(till.points(SITI) - before) == 200


@pytest.mark.parametrize("kind", PATHS)
def test_an_owner_and_a_client_are_not(till: Till, kind: str) -> None:
    body = by_hand(101)[kind]
    for who in (page(till, "owner"), till):
        assert who.posts(f"/members/{SITI}/{PATHS[kind]}", body).status_code == 201
