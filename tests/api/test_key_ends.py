"""Keys that end by themselves: made so at the command line, refused from their end on, and never before."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY, HOUR
from setia.storage import clock
from setia.storage.models import AuditLog, ClientKey
from tests.api.till import Till
from tests.cli.terminal import setia
from tests.shop import GROCERY, Shop, at


def made(till: Till, name: str, *options: str) -> str:
    """A client that may read, made at the command line; its key."""
    answer = setia("client", "create", name, "--scope", "read", *options, "--json")
    assert answer.code == 0, answer.told
    return str(answer.json["key"])


def asks(till: Till, key: str) -> int:
    till.key = key
    return till.gets("/program").status_code


def test_a_key_is_good_until_its_end_and_refused_from_then_on(till: Till) -> None:
    key = made(till, "partner", "--expires", "90d")
    till.shop.moves_clock(90 * DAY - HOUR)
    assert asks(till, key) == 200
    till.shop.moves_clock(HOUR)
    assert asks(till, key) == 401
    refused = till.gets("/program")
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert refused.json()["code"] == "key_expired"
    [ended] = ClientKey.objects.exclude(expires_at=None)
    assert at(refused.json()["numbers"]["ended_at"].removesuffix("Z")) == ended.expires_at // 1_000_000 * 1_000_000


def test_a_last_day_is_the_programs_and_not_that_of_utc(database: str) -> None:
    Shop(GROCERY.read_text(encoding="utf-8").replace("zone: UTC", "zone: Asia/Kuala_Lumpur"))
    told = setia("client", "create", "partner", "--scope", "read", "--expires", "2018-12-31", "--json").json
    assert told["expires_at"] == "2018-12-31T16:00:00Z"


def test_a_last_day_is_good_to_its_end(till: Till) -> None:
    key = made(till, "partner", "--expires", "2018-12-31")
    till.shop.moves_clock(at("2019-01-01") - 1 - clock.read())
    assert asks(till, key) == 200
    till.shop.moves_clock(1)
    assert asks(till, key) == 401


def test_only_whoever_has_the_secret_learns_that_a_key_has_ended(till: Till) -> None:
    key = made(till, "partner", "--expires", "1h")
    other = made(till, "gone", "--expires", "1h")
    setia("client", "revoke", "gone")
    till.shop.moves_clock(HOUR)
    guessed = key[:-1] + ("A" if key[-1] != "A" else "B")
    told = []
    for text in (key, guessed, other):
        till.key = text
        told.append(till.gets("/program").json()["code"])
    assert told == ["key_expired", "key_unknown", "key_unknown"]


def test_a_rotated_key_has_an_end_of_its_own_and_what_is_replaced_ends_no_later_than_before(till: Till) -> None:
    short = made(till, "partner", "--expires", "1h")
    answer = setia("client", "rotate", "partner", "--overlap", "2d", "--expires", "30d", "--json")
    new = answer.json["key"]
    till.shop.moves_clock(HOUR)
    assert (asks(till, short), asks(till, new)) == (401, 200)
    till.shop.moves_clock(30 * DAY)
    assert asks(till, new) == 401
    endless = setia("client", "rotate", "partner", "--json").json
    assert endless["expires_at"] is None
    assert asks(till, endless["key"]) == 200


def test_the_list_and_the_audit_log_say_when_keys_end(till: Till) -> None:
    made(till, "partner", "--expires", "2018-12-31")
    listed = {one["name"]: one["keys"] for one in setia("client", "list", "--json").json}
    assert [one["expires_at"] for one in listed["partner"]] == ["2019-01-01T00:00:00Z"]
    assert [one["expires_at"] for one in listed["till"]] == [None]
    shown = setia("client", "list").told
    assert "2019-01-01 00:00:00 UTC" in shown
    assert "never" in shown
    assert "over" not in shown
    assert str(at("2019-01-01")) in AuditLog.objects.get(subject="partner").details
    till.shop.moves_clock(at("2019-01-01") - clock.read())
    assert "2019-01-01 00:00:00 UTC, over" in setia("client", "list").told


@pytest.mark.parametrize("text", ["2017-12-31", "0d", "soon", "2018-02-30", "90", "5days"])
def test_an_end_that_is_none_is_refused_and_nothing_is_made(till: Till, text: str) -> None:
    answer = setia("client", "create", "partner", "--scope", "read", "--expires", text)
    assert answer.code != 0
    assert "--expires" in answer.told
    assert [one["name"] for one in setia("client", "list", "--json").json] == ["till"]
    assert setia("client", "rotate", "till", "--expires", text).code != 0
    assert [one.expires_at for one in ClientKey.objects.all()] == [None]
