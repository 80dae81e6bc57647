"""S12: nobody uses a member's units by his number alone; he is told, and "not me" freezes them and opens a case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from setia.engine.calendar import SECOND
from setia.services import clients
from tests.api.application import application
from tests.api.till import Till
from tests.shop import GROCERY, Shop

SITI, BUDI = "/members/phone:+60123456789", "/members/card:2"


@pytest.fixture
def office(database: str) -> Iterator[Till]:
    """A client that may do everything. Siti has 2,000 points, Budi 100; above 100 a till needs a proof."""
    shop = Shop(
        GROCERY.read_text(encoding="utf-8").replace("  - id: points\n", "  - id: points\n    proof_above: 100\n")
    )
    key = clients.make(shop.program, "office", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        office = Till(client, key, shop)
        office.sells("phone:+60123456789", 2_000_00, "R1", enrol=True)
        office.sells("card:2", 100_00, "R2", enrol=True)
        yield office


@pytest.fixture
def till(office: Till) -> Till:
    key = clients.make_till(office.shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    return Till(office.client, key, office.shop)


@pytest.fixture
def app(office: Till) -> Till:
    """Siti's own."""
    return Till(office.client, office.posts(f"{SITI}/tokens", {}).json()["token"], office.shop)


def says(answer: object) -> tuple[int, str]:
    status, body = answer.status_code, answer.json()  # type: ignore[attr-defined]
    return status, body.get("code", "")


def uses(till: Till, amount: int, proof: str = "") -> tuple[int, str]:
    shown = {"member_proof": {"kind": "qr", "value": proof}} if proof else {}
    return says(till.posts(f"{SITI}/redemptions", {"amount": amount, **shown}))


def test_a_stranger_a_screenshot_and_the_member_herself(office: Till, till: Till, app: Till) -> None:
    assert uses(till, 500) == (403, "member_proof_required")
    old = app.gets("/me/qr").json()["text"]
    office.shop.moves_clock(31 * SECOND)
    assert uses(till, 500, old) == (403, "member_proof_expired")
    assert uses(till, 500, app.gets("/me/qr").json()["text"])[0] == 201

    last = app.gets("/me/movements", limit=1).json()["movements"][0]
    for _ in range(2):  # said twice, it is one case
        told = app.posts("/me/not-me", {"movement": last["number"]})
        assert (told.status_code, bool(told.json()["frozen_since"])) == (200, True)
    (case,) = office.gets("/exceptions", kind="not_me").json()["exceptions"]
    assert case["member"] == office.gets(SITI).json()["id"] == case["actor"]
    assert (case["reason"], case["numbers"]) == ("denied_by_member", {"transaction": last["number"]})


def test_what_is_frozen_is_used_in_no_way_and_still_earns(office: Till, app: Till) -> None:
    hold = office.posts(f"{SITI}/holds", {"amount": 10}).json()["transaction"]
    assert app.posts("/me/not-me", {}).status_code == 200
    frozen = (403, "spending_frozen")
    for who, path, body in (
        (office, f"{SITI}/redemptions", {"amount": 5}),
        (app, "/me/redemptions", {"amount": 5}),
        (app, "/me/rewards", {"reward": "voucher"}),
        (office, f"{SITI}/holds", {"amount": 5}),
        (office, f"{SITI}/transfers", {"to": "card:2", "amount": 5}),
        (office, f"{SITI}/merge", {"into": "card:2"}),
    ):
        assert says(who.posts(path, body)) == frozen, path
    assert office.sells("phone:+60123456789", 10_00, "R3").status_code == 201
    assert office.posts(f"{SITI}/holds/{hold}/capture", {"amount": 10}).status_code == 201
    assert says(office.posts(f"{BUDI}/redemptions", {"amount": 5})) == (201, "")
    assert office.posts(f"{BUDI}/merge", {"into": "phone:+60123456789"}).status_code == 201
    assert says(office.posts(f"{BUDI}/redemptions", {"amount": 5})) == frozen, "what was merged into it"

    counter = clients.make(office.shop.program, "counter", frozenset(clients.SCOPES) - {"admin"}, "", "owner").key.text
    at_counter = Till(office.client, counter, office.shop)
    assert says(at_counter.posts(f"{SITI}/spending/unfreeze", {})) == (403, "scope_missing"), (
        "whoever decides cases does"
    )
    assert office.posts(f"{SITI}/spending/unfreeze", {}).json() == {"frozen_since": None}
    assert uses(office, 5)[0] == 201
    done = [one["action"] for one in office.gets("/audit-log").json()["entries"]]
    assert [one for one in done if one.startswith("spending")] == ["spending_unfrozen", "spending_frozen"]


def test_staff_freezes_and_a_movement_that_is_not_there_freezes_nothing(office: Till, app: Till) -> None:
    assert says(app.posts("/me/not-me", {"movement": 999})) == (404, "unknown_transaction")
    assert app.gets("/me/spending").json() == {"frozen_since": None}
    since = office.posts(f"{SITI}/spending/freeze", {}).json()["frozen_since"]
    assert (
        office.gets(f"{SITI}/spending").json()["frozen_since"]
        == since
        == app.gets("/me/spending").json()["frozen_since"]
    )
    assert office.gets("/exceptions").json()["total"] == 0


def test_what_is_parted_from_a_frozen_account_stays_frozen_until_somebody_decides(office: Till) -> None:
    siti, budi = (office.gets(one).json()["id"] for one in (SITI, BUDI))
    assert office.posts(f"{BUDI}/merge", {"into": SITI.removeprefix("/members/")}).status_code == 201
    brought = office.gets(f"/members/{siti}/movements", limit=1).json()["movements"][0]["number"]
    assert office.posts(f"{SITI}/spending/freeze", {}).status_code == 200
    assert office.posts(f"{SITI}/merges/{brought}/undo", {}).status_code == 201
    frozen = (403, "spending_frozen")
    for member in (siti, budi):
        assert says(office.posts(f"/members/{member}/redemptions", {"amount": 5})) == frozen
    assert office.posts(f"/members/{budi}/spending/unfreeze", {}).json() == {"frozen_since": None}
    assert says(office.posts(f"/members/{budi}/redemptions", {"amount": 5})) == (201, "")
    assert says(office.posts(f"/members/{siti}/redemptions", {"amount": 5})) == frozen


def test_what_is_parted_from_one_that_is_not_frozen_is_not_frozen(office: Till) -> None:
    budi = office.gets(BUDI).json()["id"]
    assert office.posts(f"{BUDI}/merge", {"into": SITI.removeprefix("/members/")}).status_code == 201
    brought = office.gets(f"{SITI}/movements", limit=1).json()["movements"][0]["number"]
    assert office.posts(f"{SITI}/merges/{brought}/undo", {}).status_code == 201
    assert says(office.posts(f"/members/{budi}/redemptions", {"amount": 5})) == (201, "")
