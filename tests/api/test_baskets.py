"""Baskets through the API, in the language of the shop: codes, points, payment, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from setia.engine.calendar import MINUTE
from setia.services import clients
from setia.services.clients import SCOPES
from setia.storage import clock
from setia.storage.models import PriceCode
from tests.api.application import application
from tests.api.till import Till
from tests.services.basket_shop import BasketShop

SITI = "external:Siti"
GOODS = [
    {"net": 1990, "sku": "tin", "tax": 110},
    {"net": 550, "sku": "kopi", "category": "coffee"},
    {"net": 730, "sku": "mug"},
]


@pytest.fixture
def till(database: str) -> Iterator[Till]:
    """A web shop that may do everything; Siti has 200 points, and FIVE-OFF can be used once."""
    shop = BasketShop()
    key = clients.make(shop.program, "webshop", frozenset(SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        found = Till(client, key, shop)
        made = found.posts("/price-codes", {"rule": "five", "codes": ["FIVE-OFF"]})
        assert (made.status_code, made.json()) == (201, {"codes": ["FIVE-OFF"], "added": 1})
        yield found


def basket(*codes: str, **fields: Any) -> dict[str, Any]:
    return {"source": "web", "currency": "USD", "member": SITI, "lines": GOODS, "codes": codes, **fields}


def keeps(till: Till, *codes: str, key: str | None = None, **fields: Any) -> httpx.Response:
    return till.posts("/baskets", basket(*codes, **fields), key)


def pays(till: Till, name: str, receipt: str, cents: int, **fields: Any) -> httpx.Response:
    paid = {"receipt": receipt, "tenders": [{"kind": "card", "amount": cents}], **fields}
    return till.posts(f"/baskets/{name}/commit", paid)


def test_a_basket_is_evaluated_line_by_line_and_nothing_is_written(till: Till) -> None:
    """S30: 19.90, 5.50 and 7.30 with RM 5 off, in dollars."""
    told = till.posts("/baskets/evaluate", basket("five-off", "NONE"), key="").json()
    assert [(one["net"], one["list"], one["tax"], one["gift"]) for one in told["lines"]] == [
        (1686, 1990, 93, False),
        (466, 550, 0, False),
        (618, 730, 0, False),
    ]
    assert told["lines"][1]["discounts"] == [{"effect": "five", "amount": 84, "funded_by": "merchant"}]
    assert (told["off"], told["owed"], told["awarded"]) == (500, 2770, {"points": 27})
    assert told["codes"] == [
        {"code": "five-off", "accepted": True, "rule": "five", "reason": "", "numbers": {}, "text": ""},
        {
            "code": "NONE",
            "accepted": False,
            "rule": "",
            "reason": "unknown_code",
            "numbers": {},
            "text": "There is no such code.",
        },
    ]
    assert told["rules"] == [{"rule": "five", "name": {}, "off": 500, "cut_by": []}]
    assert (told["points"], told["by_points"], told["vouchers"]) == ([], None, [])
    assert till.gets(f"/members/{SITI}/movements").json()["movements"][0]["command"] == "earn"


def test_what_more_would_have_needed_is_said_in_the_readers_language(till: Till) -> None:
    asked = basket(lines=[{"net": 95_80}])
    told = till.posts("/baskets/evaluate", asked).json()["needs"]
    assert [one["text"] for one in told] == ["4.20 USD more for “Ten percent”."]
    assert told[0]["values"]["amount"] == 420
    malay = till.posts("/baskets/evaluate", asked, **{"Accept-Language": "ms"}).json()["needs"]
    assert [one["text"] for one in malay] == ["Tambah 4.20 USD lagi untuk “Sepuluh peratus”."]
    assert till.posts("/baskets/evaluate", basket(lines=[{"net": 100_00}])).json()["needs"] == []


def test_a_kept_basket_is_paid_once_however_often_it_is_sent(till: Till) -> None:
    kept = keeps(till, "FIVE-OFF", points={"amount": 100}, key="b1")
    assert kept.status_code == 201
    told = kept.json()
    assert (told["state"], told["owed"]) == ("open", 2770)
    again = keeps(till, "FIVE-OFF", points={"amount": 100}, key="b1")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (kept.content, "true")
    assert till.points(SITI) == 100
    tenders = [{"kind": "points", "amount": 100}, {"kind": "card", "amount": 2670}]
    paid = pays(till, told["id"], "W1", 0, tenders=tenders)
    assert (paid.status_code, paid.json()["state"], paid.json()["awarded"]) == (200, "committed", {"points": 26})
    once_more = pays(till, told["id"], "W1", 0, tenders=tenders)
    assert (once_more.content, once_more.headers["Idempotent-Replayed"]) == (paid.content, "true")
    assert till.points(SITI) == 126
    assert till.gets(f"/baskets/{told['id']}").json()["state"] == "committed"
    other = pays(till, told["id"], "W2", 2770)
    assert (other.status_code, other.json()["code"]) == (409, "basket_committed")
    used = till.posts("/baskets/evaluate", basket("FIVE-OFF")).json()["codes"][0]
    assert (used["reason"], used["numbers"]) == ("code_used", {"uses": 1})


def test_a_basket_given_up_frees_its_code(till: Till) -> None:
    kept = keeps(till, "FIVE-OFF", points={"amount": 100}).json()
    others = till.posts("/baskets/evaluate", basket("FIVE-OFF", member=None)).json()["codes"][0]
    assert others["reason"] == "code_reserved"
    gone = till.posts(f"/baskets/{kept['id']}/release", {})
    assert (gone.status_code, gone.json()["state"], till.points(SITI)) == (200, "released", 200)
    assert till.posts(f"/baskets/{kept['id']}/release", {}).content == gone.content
    assert till.posts("/baskets/evaluate", basket("FIVE-OFF", member=None)).json()["codes"][0]["accepted"]
    assert pays(till, kept["id"], "W1", 2770).json()["code"] == "basket_released"


def test_a_basket_ends_by_itself(till: Till) -> None:
    kept = keeps(till, "FIVE-OFF", points={"amount": 100}, ttl_seconds=60).json()
    till.shop.moves_clock(MINUTE)
    late = pays(till, kept["id"], "W1", 2770)
    assert (late.status_code, late.json()["code"]) == (409, "basket_expired")
    assert late.json()["numbers"] == {"ended": clock.read()}
    assert till.gets(f"/baskets/{kept['id']}").json()["state"] == "expired"
    assert till.points(SITI) == 200
    assert till.posts(f"/baskets/{kept['id']}/release", {}).json()["state"] == "expired"


def test_a_till_that_counted_wrong_counts_again(till: Till) -> None:
    kept = keeps(till, "FIVE-OFF").json()
    wrong = pays(till, kept["id"], "W1", 2700)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "totals_mismatch")
    assert wrong.json()["numbers"] == {"owed": 2770, "paid": 2700}
    assert pays(till, kept["id"], "W1", 2770).status_code == 200


def test_points_that_are_not_there_are_a_no_that_stays_one(till: Till) -> None:
    refused = keeps(till, "FIVE-OFF", points={"amount": 201}, key="b1")
    assert (refused.status_code, refused.json()["code"]) == (409, "insufficient")
    till.shop.earns("Siti", 100)
    assert keeps(till, "FIVE-OFF", points={"amount": 201}, key="b1").content == refused.content
    assert keeps(till, "FIVE-OFF", points={"amount": 201}).status_code == 201


def test_a_basket_of_all_that_came_back_gives_its_code_back(till: Till) -> None:
    """S30: line 2 comes back for 4.66 and 23 points stay; all comes back, and the code is there again."""
    pays(till, keeps(till, "FIVE-OFF").json()["id"], "W1", 2770)
    assert till.points(SITI) == 227
    back = {"source": "web", "receipt": "W1", "event_at": "2018-01-02T00:00:00Z"}
    till.posts("/returns", {**back, "refund_id": "F1", "lines": [{"no": 2, "quantity": 1000}]})
    assert till.points(SITI) == 223
    assert till.posts("/baskets/evaluate", basket("FIVE-OFF")).json()["codes"][0]["reason"] == "code_used"
    rest = [{"no": 1, "quantity": 1000}, {"no": 3, "quantity": 1000}]
    till.posts("/returns", {**back, "refund_id": "F2", "lines": rest})
    assert till.points(SITI) == 200
    assert till.posts("/baskets/evaluate", basket("FIVE-OFF")).json()["codes"][0]["accepted"]


def test_amounts_are_answered_with_the_decimals_they_came_with(till: Till) -> None:
    goods = [{"net": 199, "sku": "tin"}, {"net": 61, "sku": "mug"}]
    told = till.posts("/baskets/evaluate", basket("FIVE-OFF", lines=goods, exponent=0)).json()
    # Ten percent of 260 is 26, of which 20 and 6 come off; then 5 off 179 and 55: 4 and 1.
    assert [one["net"] for one in told["lines"]] == [175, 54]
    assert (told["off"], told["owed"], told["awarded"]) == (31, 229, {"points": 229})
    kept = keeps(till, "FIVE-OFF", lines=goods, exponent=0).json()
    assert pays(till, kept["id"], "W1", 229).json()["awarded"] == {"points": 229}


WRONG: dict[str, tuple[dict[str, Any], int, str, str]] = {
    "another currency": ({"currency": "MYR"}, 409, "currency_mismatch", ""),
    "no such member": ({"member": "card:9"}, 404, "unknown_member", ""),
    "no lines": ({"lines": []}, 422, "invalid_field", "lines"),
    "a field too many": ({"tenders": []}, 422, "unknown_field", "tenders"),
    "points of a guest": ({"member": None, "points": {"amount": 5}}, 422, "member_missing", "member"),
    "a line that is not its list price": ({"lines": [{"net": 5, "list": 9}]}, 422, "line_mismatch", ""),
    "too long": ({"ttl_seconds": 604_801}, 422, "invalid_field", "ttl_seconds"),
    "no such wallet": ({"points": {"amount": 5, "wallet": "miles"}}, 404, "unknown_wallet", ""),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_basket_is_said(till: Till, case: str) -> None:
    fields, status, code, field = WRONG[case]
    found = keeps(till, **fields)
    assert (found.status_code, found.json()["code"], found.json().get("field", "")) == (status, code, field)


def test_a_basket_needs_a_key_and_only_whoever_may_redeem_holds_points(till: Till) -> None:
    assert keeps(till, key="").json()["code"] == "idempotency_key_missing"
    key = clients.make(till.shop.program, "kiosk", frozenset({"purchases"}), "", "owner").key.text
    kiosk = Till(till.client, key, till.shop)
    assert keeps(kiosk, points={"amount": 5}).json()["code"] == "scope_missing"
    assert keeps(kiosk).status_code == 201
    assert kiosk.posts("/price-codes", {"rule": "five", "count": 1}).json()["code"] == "scope_missing"


def test_baskets_and_codes_that_there_are_not(till: Till) -> None:
    assert till.gets("/baskets/bsk_none").status_code == 404
    assert pays(till, "bsk_none", "W1", 5).json()["code"] == "unknown_basket"
    assert till.posts("/baskets/bsk_none/release", {}).json()["code"] == "unknown_basket"
    assert till.posts("/price-codes", {"rule": "tenth", "count": 1}).json()["code"] == "unknown_price_rule"
    assert till.posts("/price-codes", {"rule": "five"}).json()["code"] == "codes_or_count"


def test_a_code_that_got_about_is_withdrawn_and_who_holds_it_can_still_pay(till: Till) -> None:
    till.posts("/price-codes", {"rule": "five", "codes": ["RAYA"], "uses": None, "per_member": 3})
    kept = keeps(till, "RAYA").json()
    stands = till.posts("/price-codes/look", {"code": "raya"}).json()
    told = {"rule": "five", "uses": None, "used": 0, "reserved": 1, "per_member": 3, "is_of_one_member": False}
    assert stands == {**told, "begins_at": None, "ends_at": None, "is_withdrawn": False}
    assert till.posts("/price-codes/withdraw", {"codes": ["RAYA", "NONE"]}).json() == {"withdrawn": 1}
    assert till.posts("/price-codes/withdraw", {"codes": ["RAYA"]}).json() == {"withdrawn": 0}
    assert till.posts("/baskets/evaluate", basket("RAYA")).json()["codes"][0]["reason"] == "code_withdrawn"
    assert pays(till, kept["id"], "W1", 2770).status_code == 200
    stands = till.posts("/price-codes/look", {"code": "RAYA"}).json()
    assert (stands["used"], stands["is_withdrawn"]) == (1, True)
    assert till.posts("/price-codes/look", {"code": "NONE"}).json()["code"] == "unknown_code"


def test_codes_that_are_invented_are_the_same_under_the_same_key(till: Till) -> None:
    asked = {"rule": "five", "count": 3, "member": SITI, "ends_at": "2018-02-01T00:00:00Z"}
    before = PriceCode.objects.count()
    first, second = (till.posts("/price-codes", asked, "mine").json() for _ in range(2))
    assert (first["added"], PriceCode.objects.count() - before) == (3, 3)
    assert first == second
    assert len(set(first["codes"])) == 3
    assert all(len(one) == 14 for one in first["codes"])
    assert till.posts("/baskets/evaluate", basket(first["codes"][0].lower().replace("-", " "))).json()["off"] == 500
    guest = till.posts("/baskets/evaluate", basket(first["codes"][0], member=None)).json()["codes"][0]
    assert guest["reason"] == "code_of_other_member"
