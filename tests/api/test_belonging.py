"""Whose a purchase is, and who is one person, through the API (S10, S11)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from setia.engine.calendar import DAY
from setia.services import clients
from tests.api.till import Till, purchase


@pytest.fixture
def guest(till: Till) -> Till:
    """A guest bought for 45.00 in store kl; Siti and Ali are members."""
    for card in ("card:1", "card:2"):
        till.posts("/members", {"identifier": card})
    till.sells(None, 45_00, "R1", store="kl")
    return till


def token(till: Till, receipt: str = "R1") -> str:
    found = till.posts("/purchases/token", {"source": "till", "receipt": receipt})
    assert found.status_code == 200, found.text
    return str(found.json()["token"])


def test_a_guest_claims_his_purchase_on_the_third_day_and_once(guest: Till) -> None:
    code = token(guest)
    assert token(guest) == code
    guest.shop.moves_clock(3 * DAY)
    claimed = guest.posts("/members/card:1/claims", {"token": code})
    assert (claimed.status_code, claimed.json()["awarded"]) == (201, {"points": 45})
    for card in ("card:1", "card:2"):
        again = guest.posts(f"/members/{card}/claims", {"token": code})
        assert (again.status_code, again.json()["code"]) == (409, "already_claimed")
    assert guest.posts("/purchases/token", {"source": "till", "receipt": "R1"}).json()["code"] == "already_claimed"
    assert (guest.points("card:1"), guest.points("card:2")) == (45, 0)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_claim_sent_again_under_its_key_is_answered_the_same(guest: Till, *, by_hand: bool) -> None:
    """Done, refused or raced: the first answer, byte for byte; under another key it is claimed already."""
    receipt = {"store": "kl", "receipt": "R1", "day": "2018-01-01", "total": 45_00}
    path, body = ("claims/by-hand", receipt) if by_hand else ("claims", {"token": token(guest)})
    with ThreadPoolExecutor(4) as together:
        asked = [together.submit(guest.posts, f"/members/card:1/{path}", body, "c1") for _ in range(4)]
        told = [one.result() for one in asked]
    assert {one.status_code for one in told} == {201}
    assert len({one.content for one in told}) == 1
    assert sorted(one.headers.get("Idempotent-Replayed", "") for one in told) == ["", "true", "true", "true"]
    refused = [guest.posts(f"/members/card:1/{path}", body, "c2") for _ in range(2)]
    assert [one.json()["code"] for one in refused] == ["already_claimed"] * 2
    assert guest.posts(f"/members/card:2/{path}", body, "c1").json()["code"] == "already_claimed"
    other = {**body, **({"total": 1} if by_hand else {"token": "other"})}
    reused = guest.posts(f"/members/card:1/{path}", other, "c1")
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")
    assert guest.points("card:1") == 45


def test_on_the_fifteenth_day_it_is_too_late(guest: Till) -> None:
    code = token(guest)
    guest.shop.moves_clock(15 * DAY)
    refused = guest.posts("/members/card:1/claims", {"token": code})
    assert (refused.status_code, refused.json()["code"]) == (409, "claim_too_late")


def test_the_fourth_claim_by_hand_waits_in_the_inbox_and_is_let_happen(guest: Till) -> None:
    for number in range(2, 5):
        guest.sells(None, 10_00, f"R{number}", store="kl")
    told = [
        guest.posts("/members/card:1/claims/by-hand", claim).status_code
        for claim in [
            {"store": "kl", "receipt": "R1", "day": "2018-01-01", "total": 45_00},
            *({"store": "kl", "receipt": f"R{n}", "day": "2018-01-01", "total": 10_00} for n in range(2, 5)),
        ]
    ]
    assert told == [201, 201, 201, 202]
    wrong = guest.posts(
        "/members/card:1/claims/by-hand", {"store": "kl", "receipt": "R4", "day": "2018-01-01", "total": 1_00}
    )
    assert wrong.json()["code"] == "no_single_purchase"
    inbox = guest.gets("/exceptions").json()
    [waiting] = inbox["exceptions"]
    assert (inbox["total"], waiting["kind"], waiting["reason"]) == (1, "manual_claim", "claims_often")
    assert waiting["member"] == guest.gets("/members/card:1").json()["id"]
    assert guest.points("card:1") == 65
    acted = guest.posts("/exceptions/actions", {"action": "approve", "ids": [waiting["id"]]})
    assert acted.json() == [{"id": waiting["id"], "done": True, "problem": None}]
    assert guest.points("card:1") == 75
    twice = guest.posts("/exceptions/actions", {"action": "approve", "ids": [waiting["id"], "return-9", "x"]}).json()
    assert [one["problem"]["code"] for one in twice] == ["review_decided", "unknown_review", "unknown_review"]
    assert guest.points("card:1") == 75
    assert guest.shop.differences() == 0


def test_a_purchase_on_the_wrong_card_is_moved_in_one_step(guest: Till) -> None:
    guest.sells("card:1", 80_00, "W1")
    guest.posts("/members/card:1/redemptions", {"amount": 60})
    guest.shop.moves_clock(DAY)
    body = {"source": "till", "receipt": "W1", "to": "card:2", "reason": "wrong_card"}
    moved = guest.posts("/purchases/move", body, key="m1")
    assert moved.status_code == 201, moved.text
    assert guest.posts("/purchases/move", body, key="m1").content == moved.content
    assert (guest.points("card:1"), guest.points("card:2")) == (0, 80)
    unknown = guest.posts("/purchases/move", {**body, "receipt": "W2"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_receipt")
    assert guest.shop.differences() == 0


def test_two_members_become_one_and_two_again(guest: Till) -> None:
    guest.sells("card:1", 80_00, "W1")
    guest.sells("card:2", 20_00, "W2")
    merged = guest.posts("/members/card:1/merge", {"into": "card:2"}, key="m1")
    assert merged.status_code == 201, merged.text
    assert guest.points("card:1") == guest.points("card:2") == 100
    assert guest.posts("/members/card:1/merge", {"into": "card:2"}, key="m1").content == merged.content
    same = guest.posts("/members/card:1/merge", {"into": "card:2"})
    assert (same.status_code, same.json()["code"]) == (422, "same_account")
    [brought] = [
        one["number"]
        for one in guest.gets("/members/card:2/movements").json()["movements"]
        if one["command"] == "merge_in"
    ]
    parted = guest.posts(f"/members/card:2/merges/{brought}/undo", {})
    assert parted.status_code == 201, parted.text
    assert (guest.points("card:1"), guest.points("card:2")) == (80, 20)
    wrong = guest.posts("/members/card:2/merges/1/undo", {})
    assert wrong.json()["code"] == "not_a_merge"
    assert guest.shop.differences() == 0


def test_what_happened_long_ago_waits_and_is_decided(guest: Till) -> None:
    guest.shop.moves_clock(100 * DAY)
    without = guest.key
    body = purchase(30_00, "OLD", member="card:1", source="till-2")
    scopes = frozenset(clients.SCOPES) - {"backdate"}
    guest.key = narrow = clients.make(guest.shop.program, "till-2", scopes, "", "owner").key.text
    late = guest.posts("/purchases", body, key="")
    assert (late.status_code, late.json()["status"]) == (202, "review")
    guest.key = without
    [waiting] = guest.gets("/exceptions", kind="late_event").json()["exceptions"]
    taken = guest.posts("/exceptions/actions", {"action": "take", "ids": [waiting["id"]]})
    assert taken.json()[0]["done"]
    assert guest.gets("/exceptions", owner="").json()["total"] == 0
    assert guest.gets("/exceptions", owner="till").json()["exceptions"][0]["owner"] == "till"
    guest.posts("/exceptions/actions", {"action": "reject", "ids": [waiting["id"]]})
    guest.key = narrow
    again = guest.posts("/purchases", body, key="")
    assert (again.status_code, again.json()["code"]) == (409, "rejected_in_review")


def test_a_return_that_waits_in_vain_is_forgotten_or_asked_again(guest: Till) -> None:
    for number in ("1", "2"):
        back = {
            "source": "till",
            "receipt": f"X{number}",
            "refund_id": number,
            "event_at": "2018-01-01T12:00:00Z",
            "amount": 10_00,
        }
        assert guest.posts("/returns", back, key="").status_code == 202
    assert guest.gets("/exceptions").json()["total"] == 0
    guest.shop.moves_clock(31 * DAY)
    first, second = guest.gets("/exceptions", kind="return_in_vain").json()["exceptions"]
    assert (first["reason"], first["age_seconds"]) == ("order_never_came", 31 * 24 * 3600)
    still = guest.posts("/exceptions/actions", {"action": "approve", "ids": [first["id"]]}).json()
    assert still[0]["problem"]["code"] == "unknown_receipt"
    assert guest.posts("/exceptions/actions", {"action": "reject", "ids": [second["id"]]}).json()[0]["done"]
    assert [one["id"] for one in guest.gets("/exceptions").json()["exceptions"]] == [first["id"]]
