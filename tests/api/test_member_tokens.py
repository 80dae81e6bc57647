"""A token speaks for one member, to /me alone, for a while; what is kept of proofs tells nothing, and is erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from setia.api.failures import Failures
from setia.api.rates import Limit
from setia.client import Client, Problem, calls, presence
from setia.engine.calendar import SECOND
from setia.services import clients, member_proof
from setia.storage.models import MemberPin, OneTimeCode, UsedProof
from tests.api.application import application
from tests.api.serving import serving
from tests.api.till import Till
from tests.backup.places import everything
from tests.cli.terminal import setia
from tests.shop import GROCERY, Shop

SITI, BUDI = "card:1", "card:2"


@pytest.fixture
def office(shop: Shop) -> Iterator[Till]:
    """Siti has 100 points, Budi 40."""
    key = clients.make(shop.program, "office", frozenset(clients.SCOPES), "", "owner").key.text
    with TestClient(application(), raise_server_exceptions=False) as client:
        office = Till(client, key, shop)
        office.sells(SITI, 100_00, "R1", enrol=True)
        office.sells(BUDI, 40_00, "R2", enrol=True)
        yield office


def token(office: Till, member: str = SITI, **fields: int) -> str:
    made = office.posts(f"/members/{member}/tokens", fields)
    assert made.status_code == 201, made.text
    return str(made.json()["token"])


@pytest.fixture
def app(office: Till) -> Till:
    """Siti's."""
    return Till(office.client, token(office), office.shop)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_a_member_reads_and_redeems_himself(office: Till, app: Till) -> None:
    me = app.gets("/me").json()
    assert me["identifiers"] == {"card": "1"}
    assert me["wallets"][0]["available"] == 100
    used = app.posts("/me/redemptions", {"amount": 30}, "k1")
    assert used.status_code == 201
    assert app.posts("/me/redemptions", {"amount": 30}, "k1").content == used.content
    assert [one["changes"] for one in app.gets("/me/movements", limit=1).json()["movements"]] == [{"points": -30}]
    assert app.gets("/me/rewards").status_code == 200
    assert (office.points(SITI), office.points(BUDI)) == (70, 40)


def test_two_members_keys_are_their_own(office: Till, app: Till) -> None:
    other = Till(office.client, token(office, BUDI), office.shop)
    for one in (app, other):
        assert one.posts("/me/redemptions", {"amount": 10}, "same").status_code == 201
    assert (office.points(SITI), office.points(BUDI)) == (90, 30)


def test_a_token_opens_nothing_but_me(app: Till) -> None:
    """Every route there is."""
    app.client.app.state.desk.failures = Failures(lambda: 0.0, Limit(1_000, 1))  # type: ignore[attr-defined]
    routes = [route for route in application().routes if isinstance(route, HTTPRoute)]
    tried = 0
    for route in routes:
        path = route.path_format.removeprefix("/api/v1")
        if not route.path_format.startswith("/api/v1") or path == "/me" or path.startswith("/me/"):
            continue
        for method in route.methods - {"OPTIONS"}:
            named = path.replace("{member}", "card:1").replace("{number}", "1")
            headers = {"Authorization": f"Bearer {app.key}", "Idempotency-Key": "k"}
            url = f"/api/v1{named}"
            answer = app.client.request(
                method, url, headers=headers, json={} if method not in ("GET", "DELETE") else None
            )
            tried += 1
            assert answer.status_code == 401, (method, path, answer.text)
    assert tried > 60


def test_a_key_is_no_token_and_nothing_made_up_is(office: Till, app: Till) -> None:
    said, _, mac = app.key.partition(".")
    other = token(office, BUDI).partition(".")[2]
    for key in (
        office.key,
        said,
        f"{said}.",
        f"{said}.{other}",
        f"{said}x.{mac}",
        "setiam_",
        "setiam_.",
        "setiam_ä.x",
        "x",
    ):
        answer = app.client.get("/api/v1/me", headers={b"Authorization": f"Bearer {key}".encode()})
        assert code(answer) == (401, "token_unknown"), key


def test_a_token_ends_by_itself_and_with_its_client(office: Till) -> None:
    app = Till(office.client, token(office, ttl_seconds=60), office.shop)
    office.shop.moves_clock(59 * SECOND)
    assert app.gets("/me").status_code == 200
    office.shop.moves_clock(SECOND)
    assert code(app.gets("/me")) == (401, "token_unknown")
    made = clients.make(office.shop.program, "app", frozenset({"tokens"}), "", "owner")
    theirs = Till(office.client, token(Till(office.client, made.key.text, office.shop)), office.shop)
    assert theirs.gets("/me").status_code == 200
    clients.revoke(office.shop.program, "app", "owner")
    assert code(theirs.gets("/me")) == (401, "token_unknown")


def test_a_token_is_made_by_who_may_and_lives_an_hour_at_most(office: Till) -> None:
    key = clients.make(office.shop.program, "till", frozenset(clients.SCOPES) - {"tokens"}, "", "owner").key.text
    assert code(Till(office.client, key, office.shop).posts(f"/members/{SITI}/tokens", {})) == (403, "scope_missing")
    assert code(office.posts(f"/members/{SITI}/tokens", {"ttl_seconds": 3601})) == (422, "invalid_field")
    assert code(office.posts("/members/card:9/tokens", {})) == (404, "unknown_member")


def test_what_is_kept_tells_no_pin_and_is_erased(
    office: Till, app: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ERASURE_LIST", str(tmp_path / "erased"))
    assert app.posts("/me/pin", {"pin": "274951"}).status_code == 200
    office.posts(f"/members/{SITI}/codes", {})
    [sent] = office.posts("/codes/take", {}).json()
    kept = str(everything())
    assert "274951" not in kept
    assert f"'{sent['code']}'" not in kept
    assert app.key not in kept
    member = app.gets("/me").json()["id"]
    assert office.posts(f"/members/{SITI}/erasure", {"confirm": member}).status_code == 200
    assert [model.objects.count() for model in (MemberPin, OneTimeCode, UsedProof)] == [0, 0, 0]
    assert code(app.posts("/me/pin", {"pin": "274951"})) == (401, "token_unknown")
    for what in ("tokens", "codes"):
        assert code(office.posts(f"/members/{member}/{what}", {})) == (410, "member_erased")
    assert [model.objects.count() for model in (MemberPin, OneTimeCode, UsedProof)] == [0, 0, 0]


def test_a_till_is_made_at_the_command_line(sqlite_database: str) -> None:
    Shop()
    for name, how in (("till-7", ["--till"]), ("web", [])):
        assert setia("client", "create", name, "--scope", "redeem", *how).code == 0
    assert {one["name"]: one["is_till"] for one in setia("client", "list", "--json").json} == {
        "till-7": True,
        "web": False,
    }
    assert "redeem, as a till" in setia("client", "list").out


def test_a_pin_is_hashed_slowly_with_a_salt_of_its_own() -> None:
    first, second = member_proof.hashed("274951"), member_proof.hashed("274951")
    assert first != second
    assert first.startswith("scrypt$32768$")
    assert member_proof.is_right("274951", first)
    assert not member_proof.is_right("274952", first)


@pytest.mark.slow
def test_the_typed_client_proves_that_the_member_is_there(sqlite_database: str) -> None:
    """A till's program and an app's."""
    shop = Shop(GROCERY.read_text(encoding="utf-8").replace("  - id: points\n", "  - id: points\n    proof_above: 5\n"))
    shop.joins("Siti")
    shop.earns("Siti", 100)
    key = clients.make_till(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text
    siti = "external:Siti"
    with serving(sqlite_database) as server, Client(server.base_url, key) as till:
        with Client(server.base_url, till.send(presence.token(siti)).token) as mine:
            shown = presence.Proof("qr", mine.send(presence.my_qr()).text)
            assert till.send(presence.redeem(siti, 10, shown)).awarded == {"points": -10}
            mine.send(presence.my_pin("274951"))
            pin = presence.Proof("pin", "274951")
            assert till.send(presence.hold(siti, 10, pin, ttl_seconds=60)).status == "done"
            assert mine.send(presence.my_redemption(5)).awarded == {"points": -5}
            assert mine.send(presence.my_page()).wallets[0].available == 75
        sent = till.send(presence.send_code(siti))
        [one] = till.send(presence.take_codes())
        assert (one.identifiers, one.expires_at) == ({"external": "Siti"}, sent.expires_at)
        with pytest.raises(Problem, match="member_proof_required"):
            till.send(calls.redeem(siti, 6))
