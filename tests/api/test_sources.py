"""Sources: each is one client's, and its receipt numbers may start again every day, in every store, at every till."""

from __future__ import annotations

import pytest
from msgspec import structs

from setia.services import clients
from setia.services.clients import ClientFault
from setia.services.declare_source import declare
from setia.services.receipt_numbers import whole_number
from setia.storage import models, programs
from setia.storage.models import Source
from tests.api.till import Json, Till, purchase
from tests.shop import GROCERY, Shop, at, sale
from tests.storage.tables import dump

DAY_BEFORE = "2017-12-31T12:00:00Z"
LATER = "2018-01-01T13:00:00Z"


def other(till: Till) -> Till:
    """Another client of the same shop."""
    key = clients.make(till.shop.program, "webshop", frozenset(clients.SCOPES), "", "owner").key.text
    return Till(till.client, key, till.shop)


def within(till: Till, scope: str) -> None:
    """The till's numbers start again."""
    declare(till.shop.program, "till", None, scope, "owner")  # type: ignore[arg-type]


def test_a_source_is_the_clients_that_first_reported_under_it(till: Till) -> None:
    web = other(till)
    assert till.sells("card:1", 10_00, "R1", enrol=True).status_code == 201
    before = dump()
    refused = web.sells("card:1", 10_00, "R2")
    assert (refused.status_code, refused.json()["code"]) == (409, "source_of_other_client")
    assert refused.json()["numbers"] == {"source": "till"}
    assert dump() == before
    assert web.sells("card:1", 10_00, "R2", source="web").status_code == 201
    assert till.sells("card:1", 10_00, "R3", source="web").json()["code"] == "source_of_other_client"
    assert dict(Source.objects.values_list("name", "client")) == {"till": "till", "web": "webshop"}


def test_only_its_own_client_edits_a_purchase_and_takes_it_back(till: Till) -> None:
    web = other(till)
    till.sells("card:1", 10_00, "R1", enrol=True)
    again = web.sells("card:1", 10_00, "R1")
    assert (again.status_code, again.json()["status"]) == (200, "unchanged"), "equal content is the first result"
    edited = web.sells("card:1", 20_00, "R1", version=2)
    assert (edited.status_code, edited.json()["code"]) == (409, "natural_key_conflict")
    assert edited.json()["numbers"]["paid"] == 10_00
    back: Json = {"source": "till", "receipt": "R1", "refund_id": "F1", "event_at": LATER, "amount": 10_00}
    assert web.posts("/returns", back).json()["code"] == "source_of_other_client"
    assert till.points("card:1") == 10
    assert till.sells("card:1", 20_00, "R1", version=2).status_code == 201
    assert till.points("card:1") == 20


def test_an_event_too_is_of_its_source(till: Till) -> None:
    web = other(till)
    till.sells("card:1", 10_00, "R1", enrol=True)
    event = {"source": "till", "id": "E1", "member": "card:1", "event": "anything", "event_at": LATER}
    assert web.posts("/events", event, key="").json()["code"] == "source_of_other_client"


def test_what_is_refused_makes_a_source_nobodys_own(till: Till) -> None:
    web = other(till)
    wrong = till.sells("card:1", 10_00, "R1", enrol=True, tenders=[{"kind": "cash", "amount": 1}])
    assert wrong.status_code == 422
    assert not Source.objects.exists()
    assert web.sells("card:1", 10_00, "R1", enrol=True).status_code == 201


def test_the_shop_gives_a_source_to_another_client(till: Till) -> None:
    web = other(till)
    till.sells("card:1", 10_00, "R1", enrol=True)
    declare(till.shop.program, "till", "webshop", None, "owner")
    assert web.sells("card:1", 10_00, "R2").status_code == 201
    assert till.sells("card:1", 10_00, "R3").json()["code"] == "source_of_other_client"
    with pytest.raises(ClientFault, match="unknown_client"):
        declare(till.shop.program, "till", "nobody", None, "owner")


def test_two_clients_in_one_batch_write(till: Till) -> None:
    items = [{"kind": "purchase", "purchase": purchase(10_00, f"R{n}", member="card:1", enrol=True)} for n in (1, 2)]
    done = till.posts("/batch", {"items": items})
    assert [one["status"] for one in done.json()["results"]] == [201, 201], done.text
    assert Source.objects.get(name="till").client == "till"


@pytest.mark.parametrize(
    ("scope", "second", "whole"),
    [
        ("day", {"event_at": DAY_BEFORE}, ["17@2018-01-01", "17@2017-12-31"]),
        ("store", {"store": "S2"}, ["17@S1", "17@S2"]),
        ("register", {"till": "2"}, ["17@S1/1", "17@S1/2"]),
    ],
)
def test_numbers_that_start_again_are_two_purchases(till: Till, scope: str, second: Json, whole: list[str]) -> None:
    within(till, scope)
    first = {"store": "S1", "till": "1"}
    assert till.sells("card:1", 10_00, "17", enrol=True, **first).status_code == 201
    assert till.sells("card:1", 10_00, "17", **first).json()["status"] == "unchanged"
    assert till.sells("card:1", 5_00, "17", **{**first, **second}).status_code == 201
    assert till.points("card:1") == 15
    found = models.PurchaseReference.objects.order_by("purchase_id").values_list("reference", flat=True)
    assert list(found) == whole
    assert till.gets("/purchases/one", source="till", receipt=whole[1]).json()["purchase"]["lines"][0]["net"] == 5_00

    back: Json = {"source": "till", "receipt": "17", "refund_id": "F1", "event_at": LATER, "amount": 5_00}
    which: Json = {"store": "S1", "till": "1", "purchased_on": "2018-01-01", **second}
    which["purchased_on"] = str(which.pop("event_at", which["purchased_on"]))[:10]
    unsaid = till.posts("/returns", back)
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "receipt_incomplete")
    assert unsaid.json()["field"] == ("purchased_on" if scope == "day" else "store")
    assert till.posts("/returns", {**back, **which}).json()["awarded"] == {"points": -5}
    again = till.posts("/returns", {**back, "receipt": whole[1]})
    assert (again.status_code, again.json()["status"]) == (200, "unchanged"), "the whole number names the same purchase"
    assert till.points("card:1") == 10


@pytest.mark.usefixtures("database")
def test_a_day_is_the_shops_own() -> None:
    """Where days begin at four in the morning, 20:00 UTC in Kuala Lumpur, what is sold at three is the day before's."""
    place = "zone: Asia/Kuala_Lumpur\nday_starts_at: '04:00'"
    shop = Shop(GROCERY.read_text(encoding="utf-8").replace("zone: UTC", place))
    declare(shop.program, "till", None, "day", "owner")
    program = programs.load()
    sold = [sale(1_00, at(when)) for when in ("2018-01-01T19:59", "2018-01-01T20:00")]
    numbers = [whole_number(program, one, "17") for one in sold]
    assert numbers == ["17@2018-01-01", "17@2018-01-02"]
    assert [whole_number(program, one, number) for one, number in zip(sold, numbers, strict=True)] == numbers
    as_said = structs.replace(sold[0], event_at=sold[1].event_at, claimed_at=sold[0].event_at)
    assert whole_number(program, as_said, "17") == numbers[0], "by what the till's clock said, right or wrong"


def test_a_guest_claims_by_the_number_that_he_reads(till: Till) -> None:
    within(till, "register")
    till.posts("/members", {"identifier": "card:1"})
    assert till.sells(None, 10_00, "17", store="S1", till="3").status_code == 201
    said = {"store": "S1", "receipt": "17", "day": "2018-01-01", "total": 10_00}
    claimed = till.posts("/members/card:1/claims/by-hand", said)
    assert claimed.status_code in (200, 201), claimed.text
    assert till.points("card:1") == 10


def test_numbers_stay_as_they_are_once_there_are_purchases(till: Till) -> None:
    till.sells("card:1", 10_00, "17", enrol=True)
    with pytest.raises(ClientFault, match="source_in_use"):
        within(till, "day")
