"""Rewards, events, previews, explanations, histories page by page, and many commands in one request."""

from __future__ import annotations

import pytest

from setia.services import clients
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage import programs
from tests.api.till import Till, purchase
from tests.shop import GROCERY

REWARDS = """
rewards:
  - {id: tea, name: {en: Tea}, prices: [{amount: 50}], value: 2.00, valid_for: P3M}
  - {id: cake, name: {en: Cake}, prices: [{amount: 500}], value: 20.00}
  - {id: money-off, any_amount: {step: 100, worth: 1.00, least: 150}}
events:
  - {id: review, fields: [{id: stars, type: whole, required: true, least: 1, most: 5}]}
"""
REVIEW = """
  - id: review
    name: {en: Five points for a review}
    trigger: review
    effects: [{kind: fixed_points, points: 5}]
"""


@pytest.fixture
def shop_with_rewards(till: Till) -> Till:
    """The program gains rewards and an event."""
    text = GROCERY.read_text().replace("2017-01-01", "2018-01-03").rstrip() + REVIEW + REWARDS
    apply_program(read_program(text), text, "owner")
    till.shop.program = programs.load()
    till.shop.day_is("2018-01-04")
    return till


def test_a_reward_is_asked_for_used_and_another_undone(shop_with_rewards: Till) -> None:
    till = shop_with_rewards
    till.sells("card:7001", 120_00, "R1", enrol=True)
    offered = {one["id"]: one for one in till.gets("/members/card:7001/rewards").json()}
    assert (offered["tea"]["is_within_reach"], offered["tea"]["price"]) == (True, 50)
    assert (offered["cake"]["is_within_reach"], offered["cake"]["code"]) == (False, "insufficient")
    assert offered["cake"]["numbers"] == {"wallet": "points", "available": 120, "asked": 500}
    assert offered["money-off"]["numbers"] == {"wallet": "points", "available": 120, "asked": 200}
    assert till.posts("/members/card:7001/rewards", {"reward": "tea"}).status_code == 201
    assert till.posts("/members/card:7001/rewards", {"reward": "tea"}).status_code == 201
    first, second = till.gets("/members/card:7001").json()["rewards"]
    assert first["code"] != second["code"]
    assert till.points("card:7001") == 20
    used = till.posts(f"/members/card:7001/rewards/{first['number']}/use", {"source": "till", "receipt": "R2"})
    assert used.status_code == 201
    again = till.posts(f"/members/card:7001/rewards/{first['number']}/use", {})
    assert (again.status_code, again.json()["code"]) == (409, "reward_used")
    assert till.posts(f"/members/card:7001/rewards/{second['number']}/undo", {}).status_code == 201
    assert till.points("card:7001") == 70
    assert till.shop.differences() == 0


def test_an_event_counts_once_by_its_own_number(shop_with_rewards: Till) -> None:
    till = shop_with_rewards
    till.posts("/members", {"identifier": "card:7001"})
    event = {
        "source": "reviews",
        "id": "17",
        "member": "card:7001",
        "event": "review",
        "event_at": "2018-01-04T00:00:00Z",
        "fields": {"stars": 5},
    }
    first = till.posts("/events", event, key="")
    again = till.posts("/events", event, key="")
    assert (first.status_code, first.json()["awarded"]) == (201, {"points": 5})
    assert again.content == first.content
    assert till.points("card:7001") == 5
    other = till.posts("/events", {**event, "fields": {"stars": 4}}, key="")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    wrong = till.posts("/events", {**event, "id": "18", "fields": {"stars": 9}}, key="")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "event_field_fault")


def test_a_preview_says_what_a_basket_would_give_and_writes_nothing(till: Till) -> None:
    till.sells("card:7001", 12_90, "R1", enrol=True)
    before = till.gets("/members/card:7001").content
    told = till.posts("/members/card:7001/preview", purchase(57_43, "R2"), key="").json()
    assert told["awarded"] == {"points": 57}
    [base] = told["told"]["rules"]
    assert (base["id"], base["holds"]) == ("", True)
    assert [one["text"] for one in told["told"]["totals"]] == ["This basket earns 57 points."]
    assert till.gets("/members/card:7001").content == before
    assert till.sells("card:7001", 57_43, "R2").json()["awarded"] == {"points": 57}


def test_a_preview_says_which_rewards_are_within_reach_after_it(shop_with_rewards: Till) -> None:
    """30 points are there and the basket gives 171 more: of 50 and 200 units, one of 500 wants 299."""
    till = shop_with_rewards
    till.sells("card:7001", 30_00, "R1", enrol=True)
    before = till.gets("/members/card:7001").content
    now = {one["id"]: one for one in till.gets("/members/card:7001/rewards").json()}
    assert {id_: (one["is_within_reach"], one["missing"]) for id_, one in now.items()} == {
        "tea": (False, 20),
        "cake": (False, 470),
        "money-off": (False, 170),
    }
    told = till.posts("/members/card:7001/preview", purchase(171_00, "R2"), key="").json()
    assert told["awarded"] == {"points": 171}
    then = {one["id"]: one for one in told["rewards"]}
    assert {id_: (one["is_within_reach"], one["missing"], one["code"]) for id_, one in then.items()} == {
        "tea": (True, 0, ""),
        "cake": (False, 299, "insufficient"),
        "money-off": (True, 0, ""),
    }
    assert then["tea"] == {**now["tea"], "is_within_reach": True, "missing": 0, "code": "", "numbers": {}}
    assert till.gets("/members/card:7001").content == before
    till.sells("card:7001", 171_00, "R2")
    assert till.gets("/members/card:7001/rewards").json() == told["rewards"]


def test_what_a_preview_says_of_a_reward_that_is_given_once(shop_with_rewards: Till) -> None:
    """Whoever has asked for it may not again: then nothing is missing, and yet it is not within reach."""
    till = shop_with_rewards
    text = GROCERY.read_text().replace("2017-01-01", "2018-01-05").rstrip()
    text += REWARDS.replace("value: 2.00,", "value: 2.00, quota: {times: 1, every: month},")
    apply_program(read_program(text), text, "owner")
    till.shop.program = programs.load()
    till.shop.day_is("2018-01-06")
    till.sells("card:7001", 60_00, "R1", enrol=True)
    assert till.posts("/members/card:7001/rewards", {"reward": "tea"}).status_code == 201
    told = till.posts("/members/card:7001/preview", purchase(100_00, "R2"), key="").json()
    tea = told["rewards"][0]
    assert (tea["id"], tea["is_within_reach"], tea["missing"], tea["code"]) == ("tea", False, 0, "quota_reached")


def test_a_history_is_read_page_by_page_while_it_grows(till: Till) -> None:
    for n in range(7):
        till.sells("card:7001", 1_00, f"R{n}", enrol=True)
    first = till.gets("/members/card:7001/movements", limit=3).json()
    assert [one["number"] for one in first["movements"]] == [8, 7, 6]
    till.sells("card:7001", 1_00, "R9")
    second = till.gets("/members/card:7001/movements", limit=3, before=first["next"]).json()
    assert [one["number"] for one in second["movements"]] == [5, 4, 3]
    last = till.gets("/members/card:7001/movements", limit=3, before=second["next"]).json()
    assert [one["number"] for one in last["movements"]] == [2, 1]
    assert last["next"] is None
    assert till.gets("/members/card:7001/movements", limit=1_000).status_code == 422


def test_a_movement_says_why(till: Till) -> None:
    number = till.sells("card:7001", 12_90, "R1", enrol=True).json()["transaction"]
    told = till.gets(f"/members/card:7001/movements/{number}/why", **{"for": "author"}).json()
    [gain] = told["why"]["verdicts"][0]["gains"]
    assert (gain["gave"], gain["value"], gain["per"]) == (12, 12_90, 100)
    nothing = till.gets("/members/card:7001/movements/99/why")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "unknown_transaction")


def test_the_program_is_shown_with_its_versions(till: Till) -> None:
    told = till.gets("/program").json()
    assert told["id"] == told["document"]["id"] == "grocery"
    assert [one["number"] for one in told["versions"]] == [1]


def test_many_commands_in_one_request_each_with_its_result(till: Till) -> None:
    items = [
        {"kind": "purchase", "purchase": purchase(10_00, "R1", member="card:7001", enrol=True)},
        {"kind": "purchase", "purchase": purchase(10_00, "R2", member="card:7001")},
        {"kind": "purchase", "purchase": purchase(10_00, "R1", member="card:7001", enrol=True)},
        {"kind": "purchase", "purchase": purchase(10_00, "R3", member="card:9999")},
        {"kind": "purchase", "purchase": purchase(10_00, "R4", member="7001")},
        {"kind": "purchase", "purchase": {**purchase(10_00, "R5"), "tenders": []}},
        {
            "kind": "return",
            "return": {
                "source": "till",
                "receipt": "R2",
                "refund_id": "F1",
                "event_at": "2018-01-01T13:00:00Z",
                "amount": 4_00,
            },
        },
    ]
    told = till.posts("/batch", {"items": items}, key="").json()["results"]
    assert [one["status"] for one in told] == [201, 201, 200, 404, 422, 422, 201]
    assert told[0]["done"]["awarded"] == {"points": 10}
    assert [told[n]["problem"]["code"] for n in (3, 4, 5)] == ["unknown_member", "not_a_member_name", "totals_mismatch"]
    assert till.points("card:7001") == 16
    again = till.posts("/batch", {"items": items}, key="").json()["results"]
    assert [one["status"] for one in again] == [200, 200, 200, 404, 422, 422, 200]
    assert till.points("card:7001") == 16


def test_a_batch_may_be_large_and_not_larger(till: Till) -> None:
    till.posts("/members", {"identifier": "card:7001"})
    items = [{"kind": "purchase", "purchase": purchase(1_00, f"R{n}", member="card:7001")} for n in range(1_000)]
    told = till.posts("/batch", {"items": items}, key="").json()["results"]
    assert {one["status"] for one in told} == {201}
    assert till.points("card:7001") == 1_000
    assert till.posts("/batch", {"items": [*items, items[0]]}, key="").status_code == 422
    assert till.posts("/batch", {"items": []}, key="").status_code == 422


@pytest.mark.parametrize(
    ("wanted", "language", "total"),
    [
        ("th-TH,th;q=0.9,en;q=0.5", "th", "คะแนน"),
        ("de, id;q=0.8", "id", "12"),
        ("ms", "ms", "12"),
        ("fr", "en", "This purchase earned 12"),
        ("", "en", "This purchase earned 12"),
        (";;q=x,,", "en", "This purchase earned 12"),
    ],
)
def test_an_explanation_is_told_in_the_readers_language(till: Till, wanted: str, language: str, total: str) -> None:
    number = till.sells("card:7001", 12_90, "R1", enrol=True).json()["transaction"]
    path = f"/api/v1/members/card:7001/movements/{number}/why"
    headers = {"Authorization": f"Bearer {till.key}", "Accept-Language": wanted}
    told = till.client.get(path, headers=headers).json()["told"]
    assert told["language"] == language
    assert total in told["totals"][0]["text"]
    assert told["totals"][0]["values"]["amounts"] is not None


def test_only_who_may_write_programs_is_told_everything(till: Till) -> None:
    number = till.sells("card:7001", 12_90, "R1", enrol=True).json()["transaction"]
    path = f"/members/card:7001/movements/{number}/why"
    assert till.gets(path, **{"for": "author"}).json()["told"]["rules"][0]["id"] == "base"
    assert till.gets(path).json()["why"] is None
    till.key = clients.make(till.shop.program, "screen", frozenset({"read"}), "", "owner").key.text
    assert till.gets(path, **{"for": "member"}).status_code == 200
    assert till.gets(path, **{"for": "author"}).status_code == 403
    assert till.gets(path, **{"for": "nobody"}).status_code == 422


def test_a_document_is_checked_with_every_fault_at_once(till: Till) -> None:
    text = GROCERY.read_text()
    sound = till.posts("/program/validate", {"document": text}, key="").json()
    assert sound == {"is_sound": True, "faults": [], "advice": []}
    wrong = text.replace("points_per_amount", "points_per_amuont").replace("currency: USD", "currency: USX")
    told = till.posts("/program/validate", {"document": wrong}, key="").json()
    assert not told["is_sound"]
    assert [(one["code"], one["suggestion"]) for one in told["faults"]] == [
        ("unknown_currency", "USD"),
        ("unknown_kind", "points_per_amount"),
    ]
    assert all(one["line"] > 0 for one in told["faults"])


def test_a_version_is_applied_by_who_may(till: Till) -> None:
    text = GROCERY.read_text().replace("2017-01-01", "2018-01-03").replace("points: 1", "points: 2")
    for changed in (True, False):
        told = till.posts("/program/versions", {"document": text}, key="").json()
        assert told == {"version": 2, "changed": changed, "proposal": 0}
    till.shop.day_is("2018-01-04")
    sold = till.sells("card:7001", 10_00, "R1", enrol=True, event_at="2018-01-03T10:00:00Z")
    assert sold.json()["awarded"] == {"points": 20}
    other = text.replace("id: grocery", "id: bakery")
    refused = till.posts("/program/versions", {"document": other}, key="")
    assert (refused.status_code, refused.json()["code"]) == (422, "other_program")
    euros = till.posts("/program/versions", {"document": text.replace("currency: USD", "currency: EUR")}, key="")
    assert (euros.status_code, euros.json()["code"]) == (409, "currency_changed")
    watched = text.replace("zone: UTC", "zone: UTC\ntwo_persons: true").replace("2018-01-03", "2018-01-05")
    assert till.posts("/program/versions", {"document": watched}, key="").json()["version"] == 3
    told = till.posts("/program/versions", {"document": text.replace("2018-01-03", "2018-01-06")}, key="").json()
    assert (told["version"], told["changed"], told["proposal"] > 0) == (3, False, True)
    till.key = clients.make(till.shop.program, "screen", frozenset({"read"}), "", "owner").key.text
    assert till.posts("/program/versions", {"document": text}, key="").status_code == 403


def test_whoever_is_a_member_stays_one_as_of_when_he_joined(till: Till) -> None:
    first = till.posts("/members", {"identifier": "card:77"}, key="a")
    joined = till.gets("/members/card:77").json()["joined_at"]
    till.shop.day_is("2018-02-01")
    again = till.posts("/members", {"identifier": "card:77"}, key="b")
    assert (again.status_code, again.json()["code"]) == (409, "identifier_taken")
    assert till.posts("/members", {"identifier": "card:77"}, key="a").content == first.content
    assert till.gets("/members/card:77").json()["joined_at"] == joined
