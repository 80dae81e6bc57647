"""What a till does all day: members join, buy, use points, bring things back; and what it is told when it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from setia.api.problems import Stop
from setia.api.rates import Limit, Rates
from setia.engine.calendar import parse_instant
from setia.services import clients
from setia.storage.clients import Caller
from tests.api.till import Till, purchase


def test_a_member_joins_buys_uses_points_and_returns(till: Till) -> None:
    assert till.posts("/members", {"identifier": "card:7001"}).status_code == 201
    sold = till.sells("card:7001", 12_90, "R1")
    assert (sold.status_code, sold.json()["awarded"]) == (201, {"points": 12})
    used = till.posts("/members/card:7001/redemptions", {"amount": 5})
    assert (used.status_code, used.json()["awarded"]) == (201, {"points": -5})
    assert till.points("card:7001") == 7
    back = till.posts(
        "/returns",
        {"source": "till", "receipt": "R1", "refund_id": "F1", "event_at": "2018-01-01T13:00:00Z", "amount": 12_90},
    )
    assert back.status_code == 201
    assert till.points("card:7001") == 0
    assert till.shop.differences() == 0


def test_a_purchase_sent_again_earns_nothing_twice(till: Till) -> None:
    first = till.sells("card:7001", 12_90, "R1", enrol=True)
    again = till.sells("card:7001", 12_90, "R1", enrol=True)
    assert [one.status_code for one in (first, again)] == [201, 200]
    assert again.json() == {**first.json(), "status": "unchanged"}
    assert till.points("card:7001") == 12


def test_another_purchase_under_the_same_number_is_a_conflict(till: Till) -> None:
    till.sells("card:7001", 12_90, "R1", enrol=True)
    other = till.sells("card:7001", 99_00, "R1", enrol=True)
    assert (other.status_code, other.json()["code"]) == (409, "natural_key_conflict")
    noon = parse_instant("2018-01-01T12:00:00+00:00", "UTC")
    assert other.json()["numbers"] == {"event_at": noon, "paid": 12_90, "currency": "USD", "version": 1}
    assert till.points("card:7001") == 12


def test_the_same_key_gets_the_same_bytes(till: Till) -> None:
    till.sells("card:7001", 12_90, "R1", enrol=True)
    first = till.posts("/members/card:7001/redemptions", {"amount": 5}, key="once")
    again = till.posts("/members/card:7001/redemptions", {"amount": 5}, key="once")
    assert again.content == first.content
    assert again.status_code == first.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert till.points("card:7001") == 7


def test_a_refusal_is_kept_with_its_key_too(till: Till) -> None:
    till.sells("card:7001", 12_90, "R1", enrol=True)
    first = till.posts("/members/card:7001/redemptions", {"amount": 500}, key="once")
    till.sells("card:7001", 900_00, "R2")
    again = till.posts("/members/card:7001/redemptions", {"amount": 500}, key="once")
    assert first.status_code == again.status_code == 409
    assert first.json() == {
        "status": 409,
        "code": "insufficient",
        "title": "insufficient",
        "detail": "Only 12 points are usable, 500 were asked for.",
        "numbers": {"wallet": "points", "available": 12, "asked": 500},
    }
    assert again.content == first.content


def test_the_same_key_with_another_body_is_told(till: Till) -> None:
    till.sells("card:7001", 12_90, "R1", enrol=True)
    till.posts("/members/card:7001/redemptions", {"amount": 5}, key="once")
    other = till.posts("/members/card:7001/redemptions", {"amount": 6}, key="once")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    # Of another path it is another key.
    assert till.posts("/members/card:7001/holds", {"amount": 5}, key="once").status_code == 201
    assert till.points("card:7001") == 2


def test_a_hold_is_captured_in_part_and_another_released(till: Till) -> None:
    till.sells("card:7001", 100_00, "R1", enrol=True)
    hold = till.posts("/members/card:7001/holds", {"amount": 60, "reference": "order-17"}).json()["transaction"]
    assert till.points("card:7001") == 40
    assert till.posts(f"/members/card:7001/holds/{hold}/capture", {"amount": 25}).status_code == 201
    assert till.points("card:7001") == 75
    other = till.posts("/members/card:7001/holds", {"amount": 10}).json()["transaction"]
    assert till.posts(f"/members/card:7001/holds/{other}/extend", {"ttl_seconds": 60}).status_code == 201
    assert till.posts(f"/members/card:7001/holds/{other}/release", {}).status_code == 201
    gone = till.posts(f"/members/card:7001/holds/{other}/release", {})
    assert (gone.status_code, gone.json()["code"]) == (409, "hold_released")
    assert till.points("card:7001") == 75


def test_units_go_to_another_member_and_balances_are_corrected(till: Till) -> None:
    till.sells("card:7001", 100_00, "R1", enrol=True)
    till.posts("/members", {"identifier": "card:7002"})
    assert till.posts("/members/card:7001/transfers", {"to": "card:7002", "amount": 30}).status_code == 201
    assert till.posts("/members/card:7002/adjustments", {"amount": -5, "reason": "mistake"}).status_code == 201
    assert (till.points("card:7001"), till.points("card:7002")) == (70, 25)


def test_a_return_may_come_before_its_purchase(till: Till) -> None:
    back = {"source": "till", "receipt": "R9", "refund_id": "F1", "event_at": "2018-01-01T13:00:00Z", "amount": 2_90}
    assert till.posts("/returns", back).status_code == 202
    assert till.sells("card:7001", 12_90, "R9", enrol=True).status_code == 201
    assert till.points("card:7001") == 10


NOT_A_PURCHASE: dict[str, tuple[dict[str, Any], str, str]] = {
    "a text for a number": ({"lines": [{"net": "1290"}]}, "invalid_field", "lines[0].net"),
    "an unknown field": ({"lines": [{"net": 1290, "nett": 1}]}, "unknown_field", "lines[0].nett"),
    "no lines": ({"lines": []}, "invalid_field", "lines"),
    "a float": ({"lines": [{"net": 12.9}]}, "invalid_field", "lines[0].net"),
    "too large": ({"lines": [{"net": 10**15}]}, "invalid_field", "lines[0].net"),
    "no time": ({"event_at": "yesterday"}, "invalid_field", "event_at"),
    "no offset": ({"event_at": "2018-01-01T12:00:00"}, "no_offset", "event_at"),
    "no such currency": ({"currency": "XXQ"}, "unknown_currency", "currency"),
    "rupiah without decimals said": ({"currency": "IDR"}, "exponent_missing", "exponent"),
    "more decimals than there are": ({"exponent": 3}, "too_many_decimals", "exponent"),
    "no such member name": ({"member": "7001"}, "not_a_member_name", "member"),
    "totals that do not add up": ({"tenders": []}, "totals_mismatch", ""),
    "a store's name with a line break": ({"store": "a\nb"}, "invalid_field", "store"),
    "a source in capitals": ({"source": "Till 7"}, "invalid_field", "source"),
}


@pytest.mark.parametrize(("change", "code", "field"), NOT_A_PURCHASE.values(), ids=list(NOT_A_PURCHASE))
def test_a_purchase_that_is_none_is_refused_with_the_field(
    till: Till, change: dict[str, Any], code: str, field: str
) -> None:
    answer = till.posts("/purchases", {**purchase(12_90, "R1", member="card:7001", enrol=True), **change}, key="")
    assert (answer.status_code, answer.json()["code"], answer.json().get("field", "")) == (422, code, field)
    assert answer.headers["content-type"] == "application/problem+json"
    assert till.gets("/members/card:7001").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "not_json"),
        (b'{"identifier": "card:1", "identifier": "card:2"}', 422, "duplicate_key"),
        (b'{"identifier": "card:1", "identifi\\u0065r": "card:2"}', 422, "duplicate_key"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 422, "too_deep"),
        (b"[" * 100_000, 422, "too_deep"),
        (b'{"identifier": "card:\\ud800"}', 400, "not_json"),
        (b'{"identifier": "card:\\u0000"}', 422, "text_refused"),
        (b"\xff\xfe{}", 400, "not_json"),
        (b'{"identifier": "card:' + b"1" * 2_000_000 + b'"}', 413, "too_large"),
        (b"", 400, "not_json"),
    ],
)
def test_bytes_that_are_no_request(till: Till, body: bytes, status: int, code: str) -> None:
    headers = {"Authorization": f"Bearer {till.key}", "Content-Type": "application/json"}
    answer = till.client.post("/api/v1/members", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_is_not_json_is_told(till: Till) -> None:
    headers = {"Authorization": f"Bearer {till.key}", "Content-Type": "text/plain"}
    answer = till.client.post("/api/v1/members", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_media_type")


def test_where_a_key_is_needed_it_is_asked_for(till: Till) -> None:
    answer = till.posts("/members/card:7001/redemptions", {"amount": 5}, key="")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    answer = till.posts("/members/card:7001/redemptions", {"amount": 5}, key="x" * 129)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_malformed")


def test_paths_and_methods_that_there_are_not(till: Till) -> None:
    assert till.gets("/nothing").json()["code"] == "no_such_path"
    wrong = till.gets("/returns")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "wrong_method")


def test_nobody_gets_in_without_a_good_key(till: Till) -> None:
    good = till.key
    missing = till.client.get("/api/v1/members/card:7001")
    assert (missing.status_code, missing.json()["code"]) == (401, "key_missing")
    assert missing.headers["WWW-Authenticate"] == "Bearer"
    for wrong in ("x", good[:-1] + ("A" if good[-1] != "A" else "B"), good.replace("setia_", "other_"), "setia__"):
        till.key = wrong
        assert till.gets("/members/card:7001").status_code == 401
    till.key = good
    clients.revoke(till.shop.program, "till", "owner")
    assert till.gets("/members/card:7001").status_code == 401


def test_a_key_is_replaced_while_both_work_and_the_old_one_ends(till: Till) -> None:
    old = till.key
    new = clients.rotate(till.shop.program, "till", 3_600_000_000, "owner").key.text
    for key in (old, new):
        till.key = key
        assert till.gets("/members/card:7001").status_code == 404
    till.shop.moves_clock(3_600_000_000)
    till.key = old
    assert till.gets("/members/card:7001").status_code == 401
    till.key = new
    assert till.gets("/members/card:7001").status_code == 404


def test_a_client_does_what_it_may_and_nothing_else(till: Till) -> None:
    till.sells("card:7001", 100_00, "R1", enrol=True)
    till.key = clients.make(till.shop.program, "screen", frozenset({"read"}), "", "owner").key.text
    assert till.gets("/members/card:7001").status_code == 200
    for path, body in (
        ("/members", {"identifier": "card:7002"}),
        ("/purchases", purchase(100, "R2")),
        ("/members/card:7001/redemptions", {"amount": 5}),
        ("/members/card:7001/holds", {"amount": 5}),
        ("/members/card:7001/adjustments", {"amount": 5, "reason": "gift"}),
        ("/members/card:7001/transfers", {"to": "card:7002", "amount": 5}),
    ):
        refused = till.posts(path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing"), path
    assert till.points("card:7001") == 100


def test_a_client_of_one_store_speaks_for_no_other(till: Till) -> None:
    till.key = clients.make(till.shop.program, "store-7", frozenset({"purchases"}), "S7", "owner").key.text
    assert till.sells(None, 100, "R1", store="S7").status_code == 201
    other = till.sells(None, 100, "R2", store="S8")
    assert (other.status_code, other.json()["code"]) == (403, "other_store")


def test_every_answer_has_an_id_and_is_for_no_cache(till: Till) -> None:
    for answer in (till.gets("/members/card:7001"), till.gets("/nothing"), till.client.get("/health/live")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]
    mine = till.posts("/members", {"identifier": "card:7001"}, **{"X-Request-Id": "till-7/17"})
    assert mine.headers["x-request-id"] == "till-7/17"
    bad = till.posts("/members", {"identifier": "card:7002"}, **{"X-Request-Id": "two words"})
    assert bad.headers["x-request-id"] != "two words"


def test_a_client_that_runs_wild_is_sent_away_for_a_while() -> None:
    now = [0.0]
    rates = Rates(lambda: now[0], Limit(20, 2))
    one, other = (Caller(number, "till", 1, frozenset(), "", "") for number in (1, 2))
    for _ in range(20):
        rates.count(one)
    with pytest.raises(Stop) as sent_away:
        rates.count(one)
    assert sent_away.value.problem.status == 429
    assert sent_away.value.headers == {"Retry-After": "1"}
    rates.count(other)
    now[0] = 0.5
    rates.count(one, 5)
    with pytest.raises(Stop):
        rates.count(one)
    now[0] = 1_000.0
    rates.count(one, 20)
    with pytest.raises(Stop) as later:
        rates.count(one, 20)
    assert later.value.headers == {"Retry-After": "2"}


def test_every_answer_says_that_the_clock_is_simulated(till: Till) -> None:
    told = [
        till.gets("/program"),
        till.gets("/nothing"),
        till.client.get("/api/v1/program"),
        till.client.get("/health"),
    ]
    assert [one.headers.get("Setia-Clock") for one in told] == ["simulated"] * 4
