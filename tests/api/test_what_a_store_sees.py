"""What a key of one store sees of a member: all that he has, and nothing of what he did in another store."""

from __future__ import annotations

from typing import Any

import pytest

from setia.services import for_staff
from setia.services.for_staff import Staff
from setia.services.staff import MAY, SCOPES
from setia.storage import clock
from tests.api.chains import SITI, Chain, Json, back, bill, code, in_batch
from tests.api.till import Till

SECRET = "k" * for_staff.KEY_LEAST
MEMBER = f"/members/{SITI}"


def listed(till: Till, what: str, of: str = MEMBER, **wanted: Any) -> list[Json]:
    """All pages of a list, as many at a time as wished."""
    found: list[Json] = []
    page = till.gets(f"{of}/{what}", **wanted).json()
    while True:
        found += page[what]
        if not page["next"]:
            return found
        after = {"before": page["next"]} if what == "movements" else {"cursor": page["next"]}
        page = till.gets(f"{of}/{what}", **wanted, **after).json()


def numbers(till: Till, what: str = "movements", **wanted: Any) -> list[int]:
    return [int(one["number"]) for one in listed(till, what, **wanted)]


def busy_days(chain: Chain) -> dict[int, str]:
    """Whose each movement is, after sales, a return, units that were used and set aside, and rewards, everywhere."""
    whose = dict.fromkeys(numbers(chain.office), "")
    for till, store, receipt in ((chain.pj, "pj", "P1"), (chain.kl, "kl", "K1"), (chain.office, "", "R1")):
        done = [
            till.posts("/purchases", bill(receipt), key=""),
            till.posts("/returns", back(receipt), key=""),
            till.posts(f"{MEMBER}/redemptions", {"amount": 10}),
            till.posts(f"{MEMBER}/holds", {"amount": 10}),
            till.posts(f"{MEMBER}/rewards", {"reward": "coffee"}),
        ]
        assert {one.status_code for one in done} == {201}, [one.text for one in done]
        whose |= dict.fromkeys(set(numbers(chain.office)) - whose.keys(), store)
    return whose


def of(whose: dict[int, str], *stores: str) -> list[int]:
    return sorted((number for number, store in whose.items() if store in stores), reverse=True)


@pytest.mark.parametrize("limit", [1, 4, 200])
def test_its_history_leaves_out_what_was_done_elsewhere_page_by_page(chain: Chain, limit: int) -> None:
    whose = busy_days(chain)
    assert numbers(chain.office, limit=limit) == of(whose, "", "kl", "pj")
    assert numbers(chain.kl, limit=limit) == of(whose, "", "kl")
    assert numbers(chain.pj, limit=limit) == of(whose, "", "pj")
    assert [one["number"] for one in chain.kl.gets(MEMBER).json()["movements"]] == of(whose, "", "kl")[:20]
    token = chain.kl.posts(f"{MEMBER}/tokens", {}).json()["token"]
    app = Till(chain.kl.client, token, chain.kl.shop)
    assert [one["number"] for one in app.gets("/me/movements").json()["movements"]] == of(whose, "", "kl")
    assert [one["number"] for one in app.gets("/me").json()["movements"]] == of(whose, "", "kl")[:20]


def test_nothing_of_what_was_done_elsewhere_is_explained(chain: Chain) -> None:
    for number, store in busy_days(chain).items():
        expected = (404, "unknown_transaction") if store == "pj" else (200, "")
        for what in ("why", "entries"):
            assert code(chain.kl.gets(f"{MEMBER}/movements/{number}/{what}")) == expected, (number, what)
            assert code(chain.office.gets(f"{MEMBER}/movements/{number}/{what}")) == (200, "")


def test_lots_and_holds_from_elsewhere_are_left_out_and_the_balance_is_whole(chain: Chain) -> None:
    assert chain.pj.posts("/purchases", bill("P1"), key="").status_code == 201
    assert chain.kl.posts("/purchases", bill("K1"), key="").status_code == 201
    for till in (chain.pj, chain.kl, chain.office):
        assert till.posts(f"{MEMBER}/holds", {"amount": 10}).status_code == 201
    points = {"wallet": "points"}
    for limit in (1, 50):
        lots = [
            [one["amount"] for one in listed(till, "lots", limit=limit, **points)] for till in (chain.office, chain.kl)
        ]
        assert lots == [[500, 20, 20], [500, 20]]
        holds = [numbers(till, "holds", limit=limit) for till in (chain.office, chain.pj, chain.kl)]
        assert [len(one) for one in holds] == [3, 2, 2]
        assert set(holds[1]) & set(holds[2]) == {holds[0][-1]}
    page = chain.kl.gets(MEMBER).json()
    assert [one["earned_at"] for one in page["lots"]] == [one["earned_at"] for one in listed(chain.kl, "lots")]
    assert [one["available"] for one in page["wallets"] if one["wallet"] == "points"] == [540 - 30]


def test_what_came_from_a_claim_or_a_move_is_of_the_store_of_its_purchase(chain: Chain) -> None:
    chain.office.posts("/members", {"identifier": "card:other"})
    assert chain.pj.posts("/purchases", bill("P1", None), key="").status_code == 201
    assert chain.pj.posts("/purchases", bill("P2", "card:other"), key="").status_code == 201
    token = chain.pj.posts("/purchases/token", {"source": "pj", "receipt": "P1"}).json()["token"]
    before = numbers(chain.kl)
    assert code(chain.office.posts(f"{MEMBER}/claims", {"token": token})) == (201, "")
    moved = {"source": "pj", "receipt": "P2", "to": SITI, "reason": "wrong_card"}
    assert code(chain.office.posts("/purchases/move", moved)) == (201, "")
    assert chain.office.points(SITI) == chain.kl.points(SITI) == 540
    assert numbers(chain.kl) == before
    assert [one["command"] for one in listed(chain.kl, "movements", "/members/card:other")] == ["enrol"]
    assert len(numbers(chain.pj)) == len(before) + 2


def test_a_version_that_puts_a_purchase_into_another_store_takes_it_there(chain: Chain) -> None:
    in_pj, in_kl = (bill("W1", source="web", store=store, version=n) for n, store in ((1, "pj"), (2, "kl")))
    none, of_another = (404, "unknown_receipt"), (409, "source_of_other_client")
    took = {**back("W1"), "source": "web"}
    assert code(chain.office.posts("/purchases", in_pj, key="")) == (201, "")
    assert [code(till.posts("/returns", took, key="")) for till in (chain.kl, chain.pj)] == [none, of_another]
    assert code(chain.office.posts("/purchases", in_kl, key="")) == (201, "")
    assert [code(till.posts("/returns", took, key="")) for till in (chain.kl, chain.pj)] == [of_another, none]
    assert numbers(chain.kl) == numbers(chain.office)
    assert set(numbers(chain.pj)) < set(numbers(chain.office))


HAND: dict[str, Json] = {
    f"{MEMBER}/gifts": {"amount": 5, "reason": "goodwill"},
    f"{MEMBER}/adjustments": {"amount": -5, "reason": "mistake"},
    f"{MEMBER}/opening-balances": {"lots": [{"amount": 5, "earned_at": "2017-06-01T00:00:00Z"}]},
    f"{MEMBER}/levels": {"set": "club", "level": "gold", "reason": "goodwill"},
    f"{MEMBER}/expiry/pause": {"paused": True},
    f"{MEMBER}/expiry/extend": {"until": "2030-01-01T00:00:00Z"},
    f"{MEMBER}/merge": {"into": "card:other"},
}
ITEMS: list[Json] = [
    {"kind": "gift", "gift": HAND[f"{MEMBER}/gifts"]},
    {"kind": "adjustment", "adjustment": HAND[f"{MEMBER}/adjustments"]},
    {"kind": "opening_balance", "opening_balance": HAND[f"{MEMBER}/opening-balances"]},
    {"kind": "level", "level": HAND[f"{MEMBER}/levels"]},
    {"kind": "expiry_pause", "expiry_pause": {"paused": False}},
    {"kind": "expiry_extension", "expiry_extension": HAND[f"{MEMBER}/expiry/extend"]},
    {"kind": "merge", "merge": HAND[f"{MEMBER}/merge"]},
]
WHOLE = (403, "whole_program")


def test_what_somebody_decides_about_a_member_is_no_stores(chain: Chain) -> None:
    chain.office.posts("/members", {"identifier": "card:other"})
    before = chain.office.gets(MEMBER).json()
    assert {path: code(chain.kl.posts(path, body)) for path, body in HAND.items()} == dict.fromkeys(HAND, WHOLE)
    told = {one["kind"]: in_batch(chain.kl, key=f"k{n}", member=SITI, **one) for n, one in enumerate(ITEMS)}
    assert told == {one["kind"]: WHOLE for one in ITEMS}
    assert chain.office.gets(MEMBER).json() == before
    assert code(chain.office.posts("/members/card:other/merge", {"into": SITI})) == (201, "")
    merged = numbers(chain.office)[0]
    assert code(chain.kl.posts(f"{MEMBER}/merges/{merged}/undo", {})) == WHOLE
    assert in_batch(chain.kl, kind="unmerge", key="u", member=SITI, number=merged) == WHOLE
    assert code(chain.office.posts(f"{MEMBER}/merges/{merged}/undo", {})) == (201, "")


def test_what_is_sold_is_the_stores_and_a_card_is_claimed_anywhere(chain: Chain) -> None:
    money = {"wallet": "credit", "paid": 50_00}
    assert code(chain.kl.posts(f"{MEMBER}/top-ups", money)) == (201, "")
    card = chain.kl.posts("/gift-cards", money).json()["code"]
    assert code(chain.pj.posts(f"{MEMBER}/gift-cards", {"code": card})) == (201, "")


def test_staff_of_one_store_give_what_their_role_lets_them(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(for_staff.VARIABLE, SECRET)
    scopes = tuple({SCOPES[deed] for deed in MAY["manager"] if deed in SCOPES})
    aina = Staff(1, chain.office.shop.program.id, "aina", scopes, "kl", clock.machine_reading())
    page = Till(chain.kl.client, for_staff.sign(SECRET, aina), chain.kl.shop)
    assert code(page.posts(f"{MEMBER}/gifts", {"amount": 5, "reason": "goodwill"})) == (201, "")
    assert chain.office.points(SITI) == 505
