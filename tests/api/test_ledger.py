"""The ledger as it is, for who reconciles: lots add up, and entries are what moved."""

from __future__ import annotations

from tests.api.till import Till


def test_lots_add_up_and_entries_say_what_moved(till: Till) -> None:
    till.sells("card:1", 50_00, "R1", enrol=True)
    till.sells("card:1", 20_00, "R2")
    used = till.posts("/members/card:1/redemptions", {"amount": 60}).json()["transaction"]
    [left] = till.gets("/members/card:1/lots").json()["lots"]
    assert (left["amount"], left["available"], left["spent"]) == (20, 10, 10)
    both = till.gets("/members/card:1/lots", only_open=False, wallet="points").json()["lots"]
    parts = ("pending", "available", "held", "spent", "expired", "reversed", "transferred", "debt_repaid")
    assert [sum(one[part] for part in parts) for one in both] == [one["amount"] for one in both] == [50, 20]
    entries = till.gets(f"/members/card:1/movements/{used}/entries").json()
    assert {(one["from_account"], one["to_account"]) for one in entries} == {("available", "redeemed")}
    assert {one["lot"]: one["amount"] for one in entries} == {both[0]["number"]: 50, both[1]["number"]: 10}
    assert till.gets("/members/card:1/lots", wallet="gems").json()["lots"] == []
    unknown = till.gets("/members/card:1/movements/99/entries")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_transaction")
