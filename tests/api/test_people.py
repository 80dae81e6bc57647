"""Who a member is, what he agreed to, and forgetting him, through the API."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from setia.api.app import create_app
from setia.services import clients, erasure_list
from tests.api.till import Till

SITI = "/members/card:7001"


@pytest.fixture
def shop_of_siti(till: Till) -> Till:
    """Siti has bought something."""
    till.sells("card:7001", 50_00, "R1", enrol=True)
    return till


def test_what_is_known_of_a_member_is_changed_and_found_by(shop_of_siti: Till) -> None:
    till = shop_of_siti
    changed = till.patches(
        f"{SITI}/person",
        {
            "name": "Siti Nurhaliza binti Tarudin",
            "call_name": "Siti",
            "identifiers": {"phone": "+60123456789"},
            "birth_date": "--05-14",
        },
    )
    assert changed.status_code == 200, changed.text
    person = till.gets("/members/phone:+60123456789/person").json()
    assert person == {
        "name": "Siti Nurhaliza binti Tarudin",
        "call_name": "Siti",
        "title": "",
        "identifiers": {"card": "7001", "phone": "+60123456789"},
        "birth_date": "--05-14",
    }
    taken_away = till.patches(f"{SITI}/person", {"identifiers": {"phone": ""}, "call_name": ""})
    assert taken_away.json()["identifiers"] == {"card": "7001"}
    assert till.gets("/members/phone:+60123456789").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": " "}, 422, "name_missing"),
        ({"birth_date": "30 February"}, 422, "text_refused"),
        ({"identifiers": {"fax": "1"}}, 422, "unknown_kind"),
        ({"identifiers": {"card": "7002"}}, 409, "identifier_taken"),
        ({"nmae": "Siti"}, 422, "unknown_field"),
        ({"name": "x" * 201}, 422, "invalid_field"),
    ],
)
def test_what_cannot_be_known_changes_nothing(
    shop_of_siti: Till, body: dict[str, object], status: int, code: str
) -> None:
    shop_of_siti.posts("/members", {"identifier": "card:7002"})
    before = shop_of_siti.gets(f"{SITI}/person").json()
    refused = shop_of_siti.patches(f"{SITI}/person", {"title": "Puan", **body})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert shop_of_siti.gets(f"{SITI}/person").json() == before


def test_consents_are_a_history_and_nobody_gives_one_for_a_member(shop_of_siti: Till) -> None:
    till = shop_of_siti
    said = {
        "purpose": "marketing",
        "channel": "email",
        "decision": "given",
        "how": "self",
        "text": "May we write to you?",
        "text_version": "v2018-1",
        "language": "en",
        "place": "web",
    }
    assert till.posts(f"{SITI}/consents", said).status_code == 201
    withdrawn = till.posts(f"{SITI}/consents", {**said, "decision": "withdrawn", "text": ""})
    assert withdrawn.json()["decision"] == "withdrawn"
    first, second = till.gets(f"{SITI}/consents").json()["consents"]
    assert (first["decision"], first["text"], first["actor"]) == ("given", "May we write to you?", "member")
    assert second == withdrawn.json()
    by_staff = till.posts(f"{SITI}/consents", {**said, "how": "staff"})
    assert (by_staff.status_code, by_staff.json()["code"]) == (403, "consent_not_by_staff")
    no_text = till.posts(f"{SITI}/consents", {**said, "text": ""})
    assert no_text.json()["code"] == "consent_text_missing"
    assert till.gets(f"{SITI}/consents").json()["consents"] == [first, second]


def test_a_member_gets_all_that_is_known_of_him(shop_of_siti: Till) -> None:
    document = shop_of_siti.gets(f"{SITI}/export").json()
    [membership] = document["memberships"]
    assert membership["person"]["identifiers"] == {"card": "7001"}
    assert membership["wallets"]["points"]["available"] == 50


def test_a_member_is_forgotten_once_it_was_said_whom(
    shop_of_siti: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, listed_in = shop_of_siti, tmp_path / "erased"
    monkeypatch.setattr(settings, "ERASURE_LIST", str(listed_in))
    before = till.gets(f"{SITI}/erasure").json()
    assert (before["forfeited"], before["code"]) == ({"points": 50}, "")
    id_ = till.gets(SITI).json()["id"]
    slip = till.posts(f"{SITI}/erasure", {"confirm": "card:7001"})
    assert (slip.status_code, slip.json()["field"]) == (422, "confirm")
    assert till.points("card:7001") == 50
    erased = till.posts(f"{SITI}/erasure", {"confirm": id_})
    assert (erased.status_code, erased.json()["forfeited"]) == (200, {"points": 50})
    assert len(list(erasure_list.read(listed_in))) == 1
    assert till.gets(f"/members/{id_}/person").json()["code"] == "member_erased"
    again = till.posts(f"/members/{id_}/erasure", {"confirm": id_})
    assert (again.status_code, again.json()["code"]) == (410, "member_erased")
    assert till.shop.differences() == 0


def test_who_has_a_hold_open_is_not_forgotten(shop_of_siti: Till) -> None:
    till = shop_of_siti
    till.posts(f"{SITI}/holds", {"amount": 5})
    assert till.gets(f"{SITI}/erasure").json()["code"] == "has_open_holds"
    refused = till.posts(f"{SITI}/erasure", {"confirm": till.gets(SITI).json()["id"]})
    assert refused.json()["code"] in ("has_open_holds", "erasure_list_missing")
    assert till.gets(f"{SITI}/person").status_code == 200


def test_who_may_only_look_learns_nothing_of_a_person(shop_of_siti: Till) -> None:
    till = shop_of_siti
    till.key = clients.make(till.shop.program, "screen", frozenset({"read"}), "", "owner").key.text
    for path in ("person", "consents", "export", "erasure"):
        assert till.gets(f"{SITI}/{path}").json()["code"] == "scope_missing", path
    assert till.patches(f"{SITI}/person", {"name": "Ali"}).json()["code"] == "scope_missing"


def test_nothing_is_answered_to_who_shows_no_key() -> None:
    app = create_app()
    paths = [(route.path, method) for route in app.routes if isinstance(route, HTTPRoute) for method in route.methods]
    mine = [(path, method) for path, method in paths if path.startswith("/api/v1") and method != "OPTIONS"]
    assert len(mine) > 40
    with TestClient(app, raise_server_exceptions=False) as client:
        for path, method in mine:
            named = re.sub(r"\{\w+:int\}", "1", path.replace("{member:str}", "card:1"))
            answer = client.request(method, named, json={})
            assert (answer.status_code, answer.json()["code"]) == (401, "key_missing"), (method, path)
