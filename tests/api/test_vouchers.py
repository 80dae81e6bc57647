"""Rewards of a member in every state, one by its code at a till, holds that are open, what he had at a past time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from setia.engine.calendar import MINUTE
from setia.services import clients
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage import programs
from tests.api.application import application
from tests.api.test_entitlements import DOCUMENT, asked
from tests.api.till import Till
from tests.shop import Shop

MEMBER = "/members/card:1"
END = "2018-02-03T00:00:00Z"


@pytest.fixture
def till(database: str) -> Iterator[Till]:
    """A shop with rewards, and a member who has 1,000 points."""
    shop = Shop(DOCUMENT)
    key = clients.make(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        till = Till(client, key, shop)
        till.posts("/members", {"identifier": "card:1"})
        till.sells("card:1", 1_000_00, "R1")
        yield till


def issues(till: Till, reward: str = "early_access") -> dict[str, Any]:
    """A reward for the member; as the list of those that he can use has it."""
    assert till.posts(f"{MEMBER}/rewards", {"reward": reward}).status_code == 201
    return listed(till, "issued")[-1]


def listed(till: Till, state: str = "", **wanted: Any) -> list[dict[str, Any]]:
    narrowed = {"state": state} if state else {}
    return list(till.gets(f"{MEMBER}/issued-rewards", **narrowed, **wanted).json()["rewards"])


def test_rewards_are_listed_in_every_state_with_when_they_came_to_it(till: Till) -> None:
    made = [issues(till, "lounge" if n == 3 else "early_access") for n in range(4)]
    till.shop.day_is("2018-01-10")
    till.posts(f"{MEMBER}/rewards/1/use", {})
    till.shop.day_is("2018-01-12")
    till.posts(f"{MEMBER}/rewards/2/undo", {})
    assert [(one["number"], one["state"], one["ended_at"]) for one in listed(till)] == [
        (1, "used", "2018-01-10T00:00:00Z"),
        (2, "cancelled", "2018-01-12T00:00:00Z"),
        (3, "issued", None),
        (4, "issued", None),
    ]
    till.shop.moves_clock(30 * 24 * 60 * MINUTE)  # past the end of the third, which no sweep has booked
    for booked in (False, True):
        if booked:
            till.shop.sweeps()
        told = {state: [one["number"] for one in listed(till, state)] for state in ("issued", "used", "expired")}
        assert told == {"issued": [4], "used": [1], "expired": [3]}
        [third] = listed(till, "expired")
        assert (third["state"], third["expires_at"], third["ended_at"]) == ("expired", END, END)
    assert [one["number"] for one in listed(till, "cancelled")] == [2]
    assert [one["code"] for one in listed(till)] == [one["code"] for one in made]
    assert till.gets(f"{MEMBER}/issued-rewards", state="lost").status_code == 422


def test_a_page_of_rewards_goes_on_where_the_one_before_ended(till: Till) -> None:
    for _ in range(5):
        issues(till)
    seen: list[int] = []
    cursor = ""
    while not seen or cursor:
        page = till.gets(f"{MEMBER}/issued-rewards", limit=2, cursor=cursor, state="issued").json()
        seen += [one["number"] for one in page["rewards"]]
        cursor = page["next"]
        if len(seen) == 2:
            issues(till)
    assert seen == [1, 2, 3, 4, 5, 6]


def test_a_code_says_what_it_is_of_whom_and_until_when_and_nothing_else_of_him(till: Till) -> None:
    code = issues(till)["code"]
    told = till.gets(f"/vouchers/{code}").json()
    assert told == {
        "member": till.gets(MEMBER).json()["id"],
        "number": 1,
        "reward": "early_access",
        "name": {},
        "kind": "other",
        "state": "issued",
        "worth": 0,
        "expires_at": END,
    }
    typed = f" {code.lower()[:4]}-{code.lower()[4:]} "
    assert till.gets(f"/vouchers/{typed}").json() == told
    for unknown in ("1", "AAAA-AAAA", code[:-1], f"{code}X"):
        refused = till.gets(f"/vouchers/{unknown}")
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_voucher")
    reading = clients.make(till.shop.program, "reader", frozenset({"read"}), "", "owner").key.text
    reader = Till(till.client, reading, till.shop)
    assert reader.gets(f"/vouchers/{code}").status_code == 200
    assert reader.posts(f"/vouchers/{code}/use", {}).status_code == 403
    adding = clients.make(till.shop.program, "adder", frozenset({"members"}), "", "owner").key.text
    assert Till(till.client, adding, till.shop).gets(f"/vouchers/{code}").status_code == 403


def test_a_reward_is_used_by_its_code_once(till: Till) -> None:
    code = issues(till)["code"]
    first = till.posts(f"/vouchers/{code}/use", {"source": "till", "receipt": "R2"}, key="use-1")
    assert (first.status_code, first.json()["status"]) == (201, "done")
    again = till.posts(f"/vouchers/{code}/use", {"source": "till", "receipt": "R2"}, key="use-1")
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    twice = till.posts(f"/vouchers/{code}/use", {})
    assert (twice.status_code, twice.json()["code"]) == (409, "reward_used")
    assert till.gets(f"/vouchers/{code}").json()["state"] == "used"
    assert till.posts("/vouchers/AAAA-AAAA/use", {}).json()["code"] == "unknown_voucher"
    assert till.posts(f"/vouchers/{code}/use", {}, key="").json()["code"] == "idempotency_key_missing"


def test_a_code_past_its_end_is_expired_and_of_another_program_unknown(till: Till) -> None:
    code = issues(till)["code"]
    till.shop.day_is("2018-02-03")
    assert till.gets(f"/vouchers/{code}").json()["state"] == "expired"
    assert till.posts(f"/vouchers/{code}/use", {}).json()["code"] == "reward_expired"
    elsewhere = DOCUMENT.replace("id: shop", "id: elsewhere")
    apply_program(read_program(elsewhere), elsewhere, "owner")
    other = clients.make(programs.load("elsewhere"), "till", frozenset(clients.SCOPES), "", "owner").key.text
    assert Till(till.client, other, till.shop).gets(f"/vouchers/{code}").json()["code"] == "unknown_voucher"


def test_open_holds_are_those_that_have_not_ended(till: Till) -> None:
    first, second, third = (
        till.posts(f"{MEMBER}/holds", {"amount": 10 * n, "reference": f"order-{n}", "ttl_seconds": 600 * n}).json()[
            "transaction"
        ]
        for n in (1, 2, 3)
    )
    held = till.gets(f"{MEMBER}/holds").json()
    assert [(one["number"], one["wallet"], one["amount"], one["reference"]) for one in held["holds"]] == [
        (first, "points", 10, "order-1"),
        (second, "points", 20, "order-2"),
        (third, "points", 30, "order-3"),
    ]
    till.posts(f"{MEMBER}/holds/{second}/capture", {})
    till.shop.moves_clock(11 * MINUTE)  # the first has ended, and no sweep has booked it
    [left] = till.gets(f"{MEMBER}/holds").json()["holds"]
    assert left["number"] == third
    assert till.gets("/members/card:9/holds").json()["code"] == "unknown_member"


def test_what_he_had_then_counts_of_a_past_instant(till: Till) -> None:
    """The first reward is used, the second undone, the third issued again as its order came back; the badge is new."""
    till.shop.day_is("2018-01-05")
    issues(till)
    till.shop.day_is("2018-01-10")
    till.posts(f"{MEMBER}/rewards/1/use", {})
    event = {"source": "app", "id": "t1", "member": "card:1", "event": "tasting", "event_at": "2018-01-10T00:00:00Z"}
    assert till.posts("/events", event).status_code == 201
    till.shop.day_is("2018-01-20")
    end = "2018-02-06T00:00:00Z"
    had = (True, "reward", 1, end, "")
    assert asked(till, "early_access") == (False, "", None, None, "not_issued")
    assert asked(till, "early_access", at="2018-01-09T23:59:59Z") == had
    assert asked(till, "early_access", at="2018-01-10T00:00:00Z")[0] is False
    assert asked(till, "early_access", at="2018-01-04T23:59:59Z") == (False, "", None, None, "not_yet")
    assert asked(till, "first_taste")[:2] == (True, "badge")
    assert asked(till, "first_taste", at="2018-01-10T00:00:00Z")[:2] == (True, "badge")
    assert asked(till, "first_taste", at="2018-01-09T23:59:59Z") == (False, "", None, None, "no_badge")
    issues(till)
    till.shop.day_is("2018-01-25")
    till.posts(f"{MEMBER}/rewards/2/undo", {})
    assert asked(till, "early_access", at="2018-01-24T00:00:00Z")[:3] == (True, "reward", 2)
    assert asked(till, "early_access", at="2018-01-26T00:00:00Z")[0] is False


def test_a_reward_that_came_back_with_its_order_was_used_between(till: Till) -> None:
    issues(till)
    till.sells("card:1", 10_00, "R2")
    till.posts(f"{MEMBER}/rewards/1/use", {"source": "till", "receipt": "R2"})
    till.shop.day_is("2018-01-15")
    back = {"source": "till", "receipt": "R2", "refund_id": "F1", "event_at": "2018-01-15T00:00:00Z", "amount": 1000}
    assert till.posts("/returns", back, key="").status_code == 201
    till.shop.day_is("2018-01-20")
    assert asked(till, "early_access")[:3] == (True, "reward", 1)
    assert asked(till, "early_access", at="2018-01-14T00:00:00Z")[0] is False
