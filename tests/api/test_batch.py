"""A batch: everything that has a route of its own, as that route takes and answers it, and nothing done twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from litestar.testing import TestClient

from setia.api import items, watching
from setia.api.app import create_app
from setia.services import clients
from tests.api.batch_kinds import KINDS, NOBODY
from tests.api.shops import opened
from tests.api.till import Till, purchase
from tests.conftest import use
from tests.shop import Shop
from tests.stories.bills import base, program

Json = dict[str, Any]
SITI, ALI = "card:7001", "card:7002"
CREDIT = """
wallets:
  - {id: points, unit: {en: points}}
  - {id: credit, unit: {en: "$"}, kind: money, decimals: 2, returns: {policy: within_balance}}
"""
TEA = "rewards:\n  - {id: tea, name: {en: Tea}, prices: [{amount: 50}], value: 2.00}\n"
ANSWERS = {f"#/components/schemas/{name}" for name in ("Done", "GiftCardsCardOut", "BasketOut", "SettledOut")}
NOT_LEDGER = {"/members/{member}/pin/forget"}


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """One shop for all whose members are not in each other's way."""
    file = tmp_path_factory.mktemp("batch") / "shop.sqlite3"
    shutil.copyfile(sqlite_template, file)
    with use(f"sqlite:///{file}"):
        made = Shop(program(base("1"), currency="USD"))
        key = clients.make(made.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
        # An application of its own: others are opened and closed while this one goes on.
        with TestClient(create_app(), raise_server_exceptions=False) as client:
            yield Till(client, key, made)


def posted(till: Till, *said: Json) -> list[Json]:
    """Results of one batch."""
    answer = till.posts("/batch", {"items": said}, key="")
    assert answer.status_code == 200, answer.text
    results: list[Json] = answer.json()["results"]
    return results


def nos(results: list[Json]) -> list[str]:
    """Codes of what was refused; empty where it was done."""
    return [one["problem"]["code"] if "problem" in one else "" for one in results]


def test_every_command_with_a_route_of_its_own_may_stand_in_a_batch(shop: Till) -> None:
    document = shop.client.get("/api/schema/openapi.json").json()
    routes = {
        path.removeprefix("/api/v1")
        for path, methods in document["paths"].items()
        if "/me/" not in path and ANSWERS & set(map(str, _refs(methods.get("post", {}).get("responses", {}))))
    }
    assert len(routes) > 30
    assert routes == {one.route for one in KINDS}
    assert {one.__struct_config__.tag for one in get_args(items.AnyItem)} == {one.kind for one in KINDS}


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "$ref":
                yield one
            else:
                yield from _refs(one)
    elif isinstance(value, list):
        for one in value:
            yield from _refs(one)


def test_each_is_refused_as_its_own_route_refuses_it(shop: Till) -> None:
    """The same status, code, field and numbers, sent alone and in a batch; most for a member whom nobody knows."""
    shop.posts("/members", {"identifier": SITI})
    alone = [shop.posts(one.path, one.body or {}).json() for one in KINDS]
    together = [one["problem"] for one in posted(shop, *(one.item(f"b-{one.kind}") for one in KINDS))]
    assert [_told(one) for one in together] == [_told(one) for one in alone]
    assert {one["status"] for one in together} >= {404, 422}


def _told(problem: Json) -> tuple[Any, ...]:
    return problem["status"], problem["code"], problem.get("field"), problem.get("numbers"), problem.get("detail")


def test_each_needs_what_its_own_route_needs(shop: Till) -> None:
    key = clients.make(shop.shop.program, "nobody", frozenset({"deliver"}), "", "owner").key.text
    nobody = Till(shop.client, key, shop.shop)
    alone = [nobody.posts(one.path, one.body or {}).json() for one in KINDS]
    assert {one["code"] for one in alone} == {"scope_missing"}
    together = [one["problem"] for one in posted(nobody, *(one.item(f"b-{one.kind}") for one in KINDS))]
    assert [_told(one) for one in together] == [_told(one) for one in alone]


def test_one_who_joins_by_a_purchase_needs_the_scope_for_it(shop: Till) -> None:
    key = clients.make(shop.shop.program, "sales", frozenset({"purchases"}), "", "owner").key.text
    sales = Till(shop.client, key, shop.shop)
    said = {"kind": "purchase", "purchase": purchase(1_00, "E-1", member="card:7077", enrol=True)}
    assert nos(posted(sales, said)) == ["scope_missing"]


def story(ali: str) -> list[Json]:
    """A member's first week, each step on what the step before left; the last two are refused."""
    numbered = iter(range(1, 100))

    def item(kind: str, body: Json | None = None, **named: Any) -> Json:
        said = {} if body is None else {kind: body}
        return {"kind": kind, "key": f"s-{next(numbered)}", **named, **said}

    bought = {"source": "till", "currency": "USD", "event_at": "2018-01-01T12:00:00Z"}
    return [
        item("enrolment", {"identifier": SITI}),
        item("enrolment", {"identifier": ali}),
        {"kind": "purchase", "purchase": purchase(300_00, "R-1", member=SITI)},
        item("gift", {"amount": 100, "reason": "goodwill", "note": "a late parcel"}, member=SITI),
        item("transfer", {"to": ali, "amount": 40}, member=SITI),
        item("redemption", {"amount": 20, "reference": "order-1"}, member=SITI),
        item("adjustment", {"amount": -10, "reason": "mistyped"}, member=SITI),
        {"kind": "return", "return": {**bought, "receipt": "R-1", "refund_id": "F-1", "amount": 100_00}},
        item("reward", {"reward": "tea"}, member=SITI),
        item("merge", {"into": SITI}, member=ali),
        item("gift", {"amount": 5, "reason": "goodwill"}, member=ali),
        item("redemption", {"amount": 10_000}, member=SITI),
        item("gift", {"amount": 5, "reason": "goodwill"}, member=NOBODY),
    ]


def test_each_sees_what_those_before_it_did_and_a_batch_sent_twice_is_done_once(database: str) -> None:
    """300 bought, 100 given, 40 sent and merged back, 20 used, 10 taken, 100 returned, 50 for tea, 5 given."""
    with opened(program(base("1"), currency="USD") + TEA) as till:
        said = [
            {**one, "return": {name: value for name, value in one["return"].items() if name != "currency"}}
            if one["kind"] == "return"
            else one
            for one in story(ALI)
        ]
        results = posted(till, *said)
        assert nos(results) == [""] * 11 + ["insufficient", "unknown_member"]
        assert till.points(SITI) == 300 + 100 - 20 - 10 - 100 - 50 + 5 == 225
        again = posted(till, *said)
        assert till.points(SITI) == 225
        firsts = [one.get("done", {}).get("transaction") for one in results]
        keyed = [n for n, one in enumerate(said) if "key" in one]
        assert [again[n] for n in keyed] == [results[n] for n in keyed]
        assert [again[2]["done"]["status"], again[2]["done"]["awarded"]] == ["unchanged", {"points": 300}]
        assert all(firsts[n] for n in keyed if n < 11)


def test_one_joins_only_by_what_lets_him(shop: Till) -> None:
    """Not by what came before it, and not by what would have joined him had it not been refused."""
    name, other = "card:7020", "card:7021"
    gift = {"kind": "gift", "member": name, "gift": {"amount": 5, "reason": "goodwill"}}
    sold = {"kind": "purchase", "purchase": purchase(2_00, "J-2", member=other)}
    bad = {"kind": "purchase", "purchase": {**purchase(1_00, "J-1", member=other, enrol=True), "tenders": []}}
    said = [
        {**gift, "key": "j-1"},
        {"kind": "enrolment", "key": "j-2", "enrolment": {"identifier": name}},
        {**gift, "key": "j-3"},
        bad,
        sold,
        {"kind": "purchase", "purchase": purchase(3_00, "J-3", member=other, enrol=True)},
        {"kind": "purchase", "purchase": purchase(4_00, "J-4", member=other)},
    ]
    assert nos(posted(shop, *said)) == ["unknown_member", "", "", "totals_mismatch", "unknown_member", "", ""]
    assert (shop.points(name), shop.points(other)) == (5, 7)
    assert shop.shop.differences() == 0


def test_a_key_that_comes_with_another_command_is_refused(shop: Till) -> None:
    shop.posts("/members", {"identifier": "card:7010"})
    gift = {"kind": "gift", "key": "g-1", "member": "card:7010", "gift": {"amount": 5, "reason": "goodwill"}}
    other = {**gift, "gift": {"amount": 6, "reason": "goodwill"}}
    assert nos(posted(shop, gift, gift, other)) == ["", "", "idempotency_key_reused"]
    assert shop.points("card:7010") == 5


def test_an_event_sent_alone_is_the_same_in_a_batch(shop: Till) -> None:
    """Whatever spaces the sender puts between: it is refused for its fields both times, not for its key."""
    shop.posts("/members", {"identifier": "card:7011"})
    event = {"source": "app", "id": "e-1", "member": "card:7011", "event": "review", "event_at": "2018-01-01T12:00:00Z"}
    first = shop.posts("/events", event).json()
    [again] = posted(shop, {"kind": "event", "event": event})
    assert again["problem"]["code"] == first["code"] == "unknown_event"


def test_cards_and_baskets_are_answered_with_what_their_routes_answer(database: str) -> None:
    with opened(program(base("1"), currency="USD", wallets=CREDIT)) as till:
        till.posts("/members", {"identifier": SITI})
        basket = {"source": "web", "currency": "USD", "member": SITI, "lines": [{"net": 30_00}]}
        sale = {"kind": "gift_card", "key": "c-1", "gift_card": {"wallet": "credit", "paid": 50_00}}
        sold, kept = posted(till, sale, {"kind": "basket", "key": "b-1", "basket": basket})
        code, name = sold["card"]["code"], kept["basket"]["id"]
        assert kept["basket"]["owed"] == 30_00
        tenders = [{"kind": "gift_card", "amount": 20_00}, {"kind": "cash", "amount": 10_00}]
        paid = {"code": code, "amount": 20_00, "wallet": "credit"}
        said = [
            {"kind": "gift_card_payment", "key": "p-1", "gift_card_payment": paid},
            {"kind": "basket_commit", "id": name, "basket_commit": {"receipt": "W-1", "tenders": tenders}},
            {"kind": "gift_card_claim", "key": "k-1", "member": SITI, "gift_card_claim": {"code": code}},
            {"kind": "basket_release", "id": name},
        ]
        results = posted(till, *said)
        assert nos(results) == ["", "", "", "basket_committed"]
        assert results[1]["settled"]["awarded"] == {"points": 30}
        wallets = till.gets(f"/members/{SITI}").json()["wallets"]
        assert {one["wallet"]: one["available"] for one in wallets} == {"points": 30, "credit": 30_00}
        again = posted(till, sale, *said)
        assert again[0] == sold
        assert again[1:3] == results[:2]


def test_commands_of_one_account_each_go_together_into_few_transactions(shop: Till) -> None:
    """400 gifts to 40 members, by their public ids: written in far fewer transactions than there are gifts."""
    names = [f"card:9{n:03}" for n in range(40)]
    before = _transactions()
    enrolments = [{"kind": "enrolment", "enrolment": {"identifier": name}} for name in names]
    sold = [{"kind": "purchase", "purchase": purchase(1_00, f"T-{name}", member=name)} for name in names]
    told = posted(shop, *(one for pair in zip(enrolments, sold, strict=True) for one in pair))
    assert {one["status"] for one in told} == {201}
    assert _transactions() - before <= 8, "who joins and who buys go together"
    ids = [shop.gets(f"/members/{name}").json()["id"] for name in names]
    before = _transactions()
    gift = {"kind": "gift", "gift": {"amount": 1, "reason": "goodwill"}}
    told = posted(shop, *({**gift, "key": f"t-{n}", "member": ids[n % 40]} for n in range(400)))
    assert {one["status"] for one in told} == {201}
    assert _transactions() - before <= 40
    assert {shop.points(name) for name in (names[0], names[39])} == {11}


def _transactions() -> float:
    [metric] = watching.BATCHES.collect()
    return next(one.value for one in metric.samples if one.name.endswith("_count"))
