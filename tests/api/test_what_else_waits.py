"""What else waits in the inbox: make-goods for a second person, over-returns, endpoints that took nothing."""

from __future__ import annotations

from typing import Any

import pytest

from setia.services import clients
from setia.services.webhooks import endpoints
from setia.services.webhooks.endpoints import Checked
from setia.storage import clock
from setia.storage.models import MakeGood
from tests.api.test_inbox import acts, inbox
from tests.api.till import Till

GIFTS = [{"kind": "gift", "member": "card:1", "amount": 5}] * 2
BACK = {"source": "till", "event_at": "2018-01-01T13:00:00Z"}


@pytest.fixture
def second(till: Till) -> Till:
    """Somebody else who may do everything."""
    key = clients.make(till.shop.program, "office", frozenset(clients.SCOPES), "", "owner").key.text
    return Till(till.client, key, till.shop)


def prepares(till: Till, name: str) -> int:
    till.posts("/members", {"identifier": "card:1"})
    return int(till.posts("/make-goods", {"name": name, "reason": "goodwill", "items": GIFTS}).json()["id"])


def test_a_make_good_waits_for_a_second_person_who_agrees_or_not(till: Till, second: Till) -> None:
    made = [prepares(till, name) for name in ("sorry", "twice")]
    first, other = inbox(till, kind="make_good_draft")
    assert (first["subject"], first["actor"], first["reason"]) == ("sorry", "till", "second_person_needed")
    assert first["numbers"] == {"make_good": made[0], "items": 2}
    assert acts(till, "approve", first["id"]) == ["second_person_needed"]
    assert acts(second, "take", first["id"]) == [""]
    assert [one["id"] for one in inbox(till, owner="office")] == [first["id"]]
    assert acts(second, "leave", first["id"]) == [""]
    assert acts(second, "approve", first["id"]) == [""]
    assert acts(second, "reject", other["id"]) == [""]
    assert inbox(till) == []
    assert dict(MakeGood.objects.values_list("id", "state")) == {made[0]: "approved", made[1]: "rejected"}
    assert acts(second, "approve", other["id"], "draft-999") == ["review_decided", "unknown_review"]
    assert acts(second, "take", other["id"]) == ["unknown_review"]
    assert till.posts(f"/make-goods/{made[1]}/apply", {}).json()["code"] == "not_in_this_state"
    assert till.posts(f"/make-goods/{made[0]}/apply", {}).json()["state"] == "applied"


def test_a_return_of_more_than_was_bought_waits_to_be_looked_at(till: Till) -> None:
    till.sells("card:1", 10_00, "R1", enrol=True)
    till.sells("card:1", 10_00, "R2")
    within = till.posts("/returns", {**BACK, "receipt": "R2", "refund_id": "F0", "amount": 10_00}, key="")
    assert within.status_code == 201
    assert inbox(till) == []
    over = {**BACK, "receipt": "R1", "refund_id": "F1", "amount": 15_00}
    done, again = (till.posts("/returns", over, key="") for _ in range(2))
    assert again.json()["status"] == "unchanged"
    [waits] = inbox(till)
    assert (waits["kind"], waits["reason"], waits["command"], waits["subject"]) == (
        "over_return",
        "over_returned",
        "return",
        "R1",
    )
    assert waits["member"] == till.gets("/members/card:1").json()["id"]
    assert waits["numbers"] == {"transaction": done.json()["transaction"]}
    assert till.points("card:1") == 0, "no more is taken back than was given"
    assert acts(till, "take", waits["id"]) == [""]
    assert acts(till, "approve", waits["id"]) == [""]
    assert inbox(till) == []


def test_a_return_that_came_before_its_purchase_is_looked_at_then(till: Till) -> None:
    till.posts("/members", {"identifier": "card:1"})
    over = {**BACK, "receipt": "R1", "refund_id": "F1", "amount": 15_00}
    assert till.posts("/returns", over, key="").status_code == 202
    till.sells("card:1", 10_00, "R1")
    [waits] = inbox(till)
    assert (waits["kind"], waits["subject"]) == ("over_return", "R1")


def stopped(till: Till, number: int, why: str = "failing") -> str:
    made = endpoints.add(till.shop.program, ("owner", "test"), Checked(f"https://example.org/{number}"), ("*",))
    endpoints.stop_telling(made.endpoint.id, why, clock.system_reading())
    return str(made.endpoint.public_id)


def test_an_endpoint_that_was_disabled_by_itself_is_enabled_or_left_so(till: Till) -> None:
    again, gone = stopped(till, 1), stopped(till, 2, "gone")
    mine = endpoints.add(till.shop.program, ("owner", "test"), Checked("https://example.org/3"), ("*",))
    endpoints.disable(till.shop.program, ("owner", "test"), mine.endpoint.public_id)
    first, second = inbox(till, kind="endpoint_disabled")
    assert [(one["subject"], one["reason"]) for one in (first, second)] == [(again, "failing"), (gone, "gone")]
    assert acts(till, "take", first["id"]) == [""]
    assert [one["id"] for one in inbox(till, owner="till")] == [first["id"]]
    assert acts(till, "approve", first["id"]) == [""]
    assert acts(till, "reject", second["id"]) == [""]
    assert inbox(till) == []
    assert acts(till, "approve", first["id"], second["id"]) == ["unknown_review"] * 2
    states = {one["id"]: one["disabled"] for one in till.gets("/webhooks").json()["endpoints"]}
    assert (states[again], states[gone]) == ("", "by_hand")
    endpoints.stop_telling(endpoints.find(till.shop.program, again).id, "failing", clock.system_reading())
    [back] = inbox(till)
    assert (back["subject"], back["owner"]) == (again, "")


def test_all_kinds_are_read_page_by_page_together(till: Till) -> None:
    prepares(till, "sorry")
    for n in range(3):
        stopped(till, n)
    till.sells("card:1", 10_00, "R1")
    till.posts("/returns", {**BACK, "receipt": "R1", "refund_id": "F1", "amount": 15_00}, key="")
    whole = inbox(till)
    assert len(whole) == 5
    seen: list[Any] = []
    cursor = ""
    while not seen or cursor:
        page = till.gets("/exceptions", limit=2, cursor=cursor).json()
        seen += page["exceptions"]
        cursor = page["next"]
    assert [one["id"] for one in seen] == [one["id"] for one in whole]
