"""A key of one store says and does nothing of another, whatever it is asked by: a route of its own, or a batch."""

from __future__ import annotations

from setia.engine.commands import RecordEvent, from_body
from setia.services.declare_source import declare
from setia.storage.models import Journal
from tests.api.chains import SHOP, SITI, Chain, Json, back, basket, bill, code, in_batch, review
from tests.api.till import Till


def store_of(chain: Chain, receipt: str) -> str:
    [found] = chain.office.gets("/purchases", receipt=receipt).json()["purchases"]
    return str(found["store"])


def events_in() -> list[str]:
    """The stores of all events, in order."""
    rows = Journal.objects.filter(kind="record_event").order_by("account_id", "seq").values_list("body", flat=True)
    commands = [from_body(bytes(one)) for one in rows if one is not None]
    return [one.event.store for one in commands if isinstance(one, RecordEvent)]


OTHER = (403, "other_store")


class TestWhatNamesAStore:
    def test_gets_that_of_the_key_where_it_names_none(self, chain: Chain) -> None:
        assert code(chain.kl.posts("/purchases", bill("R1"), key=""))[0] == 201
        assert in_batch(chain.kl, kind="purchase", purchase=bill("R2")) == (201, "")
        assert [store_of(chain, one) for one in ("R1", "R2")] == ["kl", "kl"]
        assert code(chain.kl.posts("/events", review("1"), key=""))[0] == 201
        assert in_batch(chain.kl, kind="event", event=review("2")) == (201, "")
        assert code(chain.office.posts("/events", review("3", source="web"), key=""))[0] == 201
        assert events_in() == ["kl", "kl", ""]
        kept = chain.kl.posts("/baskets", basket()).json()["id"]
        paid = {"receipt": "W1", "tenders": [{"kind": "cash", "amount": 2000}]}
        assert code(chain.kl.posts(f"/baskets/{kept}/commit", paid))[0] == 200
        assert store_of(chain, "W1") == "kl"

    def test_gets_it_where_receipt_numbers_start_again_in_every_store(self, chain: Chain) -> None:
        declare(chain.office.shop.program, "kl", "till-kl", "store", "owner")
        assert code(chain.kl.posts("/purchases", bill("K1"), key=""))[0] == 201
        assert store_of(chain, "K1@kl") == "kl"
        assert code(chain.kl.posts("/returns", back("K1"), key="")) == (201, "")
        assert chain.office.points(SITI) == 500

    def test_must_not_name_another(self, chain: Chain) -> None:
        claim = {"store": "pj", "receipt": "R1", "day": "2018-01-01", "total": 2000}
        told = {
            "/purchases": bill("R1", store="pj"),
            "/events": review("1", store="pj"),
            "/returns": {**back("K1"), "store": "pj"},
            f"/members/{SITI}/rewards": {"reward": "coffee", "store": "pj"},
            f"/members/{SITI}/birthday": {"store": "pj"},
            f"/members/{SITI}/preview": bill("R1", store="pj"),
            f"/members/{SITI}/claims/by-hand": claim,
            "/baskets/evaluate": basket(store="pj"),
            "/baskets": basket(store="pj"),
        }
        assert {path: code(chain.kl.posts(path, body)) for path, body in told.items()} == dict.fromkeys(told, OTHER)
        of_siti: Json = {"member": SITI}
        items: list[Json] = [
            {"kind": "purchase", "purchase": bill("R1", store="pj")},
            {"kind": "event", "event": review("1", store="pj")},
            {"kind": "reward", "key": "a", **of_siti, "reward": {"reward": "coffee", "store": "pj"}},
            {"kind": "birthday", "key": "b", **of_siti, "birthday": {"store": "pj"}},
            {"kind": "claim_by_hand", "key": "c", **of_siti, "claim_by_hand": claim},
            {"kind": "basket", "key": "d", "basket": basket(store="pj")},
        ]
        assert [in_batch(chain.kl, **one) for one in items] == [OTHER] * len(items)
        assert chain.office.points(SITI) == 500

    def test_must_not_name_another_with_a_token_that_the_key_made(self, chain: Chain) -> None:
        token = chain.kl.posts(f"/members/{SITI}/tokens", {}).json()["token"]
        app = Till(chain.kl.client, token, chain.kl.shop)
        assert code(app.posts("/me/rewards", {"reward": "coffee", "store": "pj"})) == OTHER
        assert code(app.posts("/me/rewards", {"reward": "coffee"})) == (201, "")


class TestWhatIsThereAlready:
    def test_a_purchase_of_another_store_is_not_there(self, chain: Chain) -> None:
        assert code(chain.pj.posts("/purchases", bill("P1"), key=""))[0] == 201
        assert code(chain.pj.posts("/purchases", bill("P2", None), key=""))[0] == 201
        receipt = {"source": "pj", "receipt": "P2"}
        token = chain.pj.posts("/purchases/token", receipt).json()["token"]
        moved = {"source": "pj", "receipt": "P1", "to": SITI, "reason": "wrong_card"}
        number = movement(chain, "P1")
        none = (404, "unknown_receipt")
        assert code(chain.kl.gets("/purchases/one", source="pj", receipt="P1")) == none
        assert code(chain.kl.posts("/returns", back("P1"), key="")) == none
        assert in_batch(chain.kl, kind="return", **{"return": back("P1")}) == none
        assert code(chain.kl.posts("/purchases/token", receipt)) == none
        assert code(chain.kl.posts(f"/members/{SITI}/claims", {"token": token})) == none
        assert in_batch(chain.kl, kind="claim", member=SITI, claim={"token": token}) == none
        assert code(chain.kl.posts("/purchases/move", moved)) == OTHER
        assert in_batch(chain.kl, kind="move", key="a", move=moved) == OTHER
        assert code(chain.kl.posts(f"/members/{SITI}/orders/{number}/release", {})) == OTHER
        assert code(chain.kl.gets(f"/members/{SITI}/movements/{number}/why")) == (404, "unknown_transaction")
        assert code(chain.kl.posts("/purchases", bill("P1", version=2), key="")) == OTHER
        assert in_batch(chain.kl, kind="purchase", purchase=bill("P1", version=2)) == OTHER
        assert code(chain.pj.gets(f"/members/{SITI}/movements/{number}/why")) == (200, "")
        assert code(chain.pj.posts(f"/members/{SITI}/claims", {"token": token})) == (201, "")
        assert code(chain.pj.posts("/returns", back("P1"), key="")) == (201, "")

    def test_a_basket_of_another_store_is_not_there(self, chain: Chain) -> None:
        kept = chain.pj.posts("/baskets", basket()).json()["id"]
        paid = {"receipt": "W1", "tenders": [{"kind": "cash", "amount": 2000}]}
        none = (404, "unknown_basket")
        assert code(chain.kl.gets(f"/baskets/{kept}")) == none
        assert code(chain.kl.posts(f"/baskets/{kept}/commit", paid)) == none
        assert code(chain.kl.posts(f"/baskets/{kept}/release", {})) == none
        assert in_batch(chain.kl, kind="basket_commit", id=kept, basket_commit=paid) == none
        assert in_batch(chain.kl, kind="basket_release", id=kept) == none
        assert code(chain.pj.posts(f"/baskets/{kept}/commit", paid)) == (200, "")

    def test_what_another_store_holds_or_has_used_is_its_own(self, chain: Chain) -> None:
        of_siti = f"/members/{SITI}"
        hold = chain.pj.posts(f"{of_siti}/holds", {"amount": 50}).json()["transaction"]
        used = chain.pj.posts(f"{of_siti}/redemptions", {"amount": 60}).json()["transaction"]
        assert chain.pj.posts(f"{of_siti}/rewards", {"reward": "coffee"}).status_code == 201
        coffee = chain.pj.gets(of_siti).json()["rewards"][-1]["number"]
        for path in (
            f"{of_siti}/holds/{hold}/capture",
            f"{of_siti}/holds/{hold}/extend",
            f"{of_siti}/holds/{hold}/release",
            f"{of_siti}/redemptions/{used}/restorations",
            f"{of_siti}/rewards/{coffee}/undo",
        ):
            assert code(chain.kl.posts(path, {})) == OTHER, path
        public = chain.office.gets(of_siti).json()["id"]
        for name in (SITI, public):
            assert in_batch(chain.kl, kind="hold_release", key="a", member=name, number=hold) == OTHER
            assert in_batch(chain.kl, kind="restoration", key="b", member=name, number=used, restoration={}) == OTHER
        assert code(chain.pj.posts(f"{of_siti}/holds/{hold}/capture", {})) == (201, "")
        assert code(chain.pj.posts(f"{of_siti}/rewards/{coffee}/undo", {})) == (201, "")

    def test_what_head_office_did_is_of_no_store(self, chain: Chain) -> None:
        hold = chain.office.posts(f"/members/{SITI}/holds", {"amount": 50}).json()["transaction"]
        assert code(chain.kl.posts(f"/members/{SITI}/holds/{hold}/release", {})) == (201, "")

    def test_a_reward_is_used_at_any_store_but_not_on_a_receipt_of_another(self, chain: Chain) -> None:
        assert chain.pj.posts("/purchases", bill("P1"), key="").status_code == 201
        assert chain.pj.posts(f"/members/{SITI}/rewards", {"reward": "coffee"}).status_code == 201
        coffee = chain.pj.gets(f"/members/{SITI}").json()["rewards"][-1]["number"]
        path = f"/members/{SITI}/rewards/{coffee}/use"
        assert code(chain.kl.posts(path, {"source": "pj", "receipt": "P1"})) == (404, "unknown_receipt")
        assert code(chain.kl.posts(path, {"source": "kl", "receipt": "K1"})) == (201, "")

    def test_a_return_waits_for_a_purchase_of_its_own_and_not_for_one_of_another_store(self, chain: Chain) -> None:
        assert code(chain.pj.posts("/purchases", bill("P1"), key=""))[0] == 201
        assert code(chain.kl.posts("/returns", back("P2"), key="")) == (409, "source_of_other_client")
        assert code(chain.kl.posts("/returns", back("K1"), key="")) == (202, "")
        assert code(chain.kl.posts("/purchases", bill("K1"), key=""))[0] == 201
        assert chain.office.points(SITI) == 520, "what K1 gave came back, and what P1 gave did not"


def movement(chain: Chain, receipt: str) -> int:
    moves = chain.office.gets(f"/members/{SITI}/movements").json()["movements"]
    return int(next(one["number"] for one in moves if one["reference"] == receipt))


def test_what_is_of_the_whole_program_is_nothing_to_a_key_of_one_store(chain: Chain) -> None:
    whole = (403, "whole_program")
    for path in (
        "/imports",
        "/imports/1",
        "/exceptions",
        "/staff",
        "/audit-log",
        "/webhooks",
        "/make-goods",
        f"/members/{SITI}/export",
    ):
        assert code(chain.kl.gets(path)) == whole, path
    file = {"name": "old.csv", "source": "tills"}
    items = [{"kind": "gift", "member": SITI, "amount": 50}]
    told: dict[str, Json] = {
        "/imports": file,
        "/program/versions": {"document": SHOP},
        "/codes/take": {},
        "/products": {"products": [{"sku": "mug"}]},
        "/price-codes": {"rule": "five-off", "count": 1},
        "/webhooks": {"url": "https://127.0.0.1/x", "kinds": ["points_earned"]},
        "/make-goods": {"name": "down", "reason": "till_down", "items": items},
        "/exceptions/actions": {"action": "take", "ids": ["r1"]},
        "/staff/aina/remove": {},
        f"/members/{SITI}/erasure": {"confirm": SITI},
        f"/members/{SITI}/spending/unfreeze": {},
    }
    assert {path: code(chain.kl.posts(path, body)) for path, body in told.items()} == dict.fromkeys(told, whole)
    said = chain.kl.posts("/imports", file).json()["detail"]
    assert said == "This key works for the store kl alone, and this is of all stores."


def test_members_are_the_programs_and_every_store_sees_what_they_have(chain: Chain) -> None:
    assert chain.pj.posts("/purchases", bill("P1"), key="").status_code == 201
    assert chain.kl.points(SITI) == 520
    assert chain.pj.posts(f"/members/{SITI}/rewards", {"reward": "coffee"}).status_code == 201
    seen = [till.gets(f"/members/{SITI}").json() for till in (chain.office, chain.kl)]
    for what in ("wallets", "levels", "cards", "rewards", "badges", "identifiers"):
        assert seen[0][what] == seen[1][what], what
    assert seen[0]["rewards"], "there is one"
