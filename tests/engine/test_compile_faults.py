"""Every fault that a sound structure can still have, with the path to it."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.rules.compiled import Fault, Unusable, compile_program
from setia.engine.rules.documents import compile_document, from_json, from_plain, to_json
from tests.engine.programs import compiled, document, effect, rule, wallet

EFFECT = ("rules", 0, "effects", 0)
TWO = [rule(effect()), rule(effect())]

FAULTS: dict[str, tuple[dict[str, Any], tuple[str | int, ...], str]] = {
    "a format of the future": ({"format": 2}, ("format",), "unknown_format"),
    "an id with a capital": ({"id": "Test"}, ("id",), "bad_id"),
    "an id of nothing": ({"id": ""}, ("id",), "bad_id"),
    "an id with a line end": ({"id": "test\n"}, ("id",), "bad_id"),
    "an id with a full-width letter": ({"id": "t\uff45st"}, ("id",), "bad_id"),
    "an id of 41 characters": ({"id": "a" * 41}, ("id",), "bad_id"),
    "an id that begins with a digit": ({"id": "1a"}, ("id",), "bad_id"),
    "no name": ({"name": {}}, ("name",), "no_text"),
    "a currency in small letters": ({"currency": "usd"}, ("currency",), "unknown_currency"),
    "a currency of nowhere": ({"currency": "XXX"}, ("currency",), "unknown_currency"),
    "a zone misspelt": ({"zone": "Asia/Kualalumpur"}, ("zone",), "unknown_zone"),
    "a zone of nothing": ({"zone": ""}, ("zone",), "unknown_zone"),
    "a folder of zones": ({"zone": "Asia"}, ("zone",), "unknown_zone"),
    "a zone outside the folder": ({"zone": "../UTC"}, ("zone",), "unknown_zone"),
    "a zone by absolute path": ({"zone": "/etc/localtime"}, ("zone",), "unknown_zone"),
    "a zone with NUL": ({"zone": "UTC\0"}, ("zone",), "unknown_zone"),
    "a zone of 5,000 letters": ({"zone": "A" * 5_000}, ("zone",), "unknown_zone"),
    "a zone that this machine calls local": ({"zone": "localtime"}, ("zone",), "unknown_zone"),
    "no wallets": ({"wallets": []}, ("wallets",), "empty_list"),
    "no rules": ({"rules": []}, ("rules",), "empty_list"),
    "a birthday without days": (
        {"rules": [rule(effect(), trigger="birthday")]},
        ("rules", 0, "when"),
        "needs_birthday",
    ),
    "a birthday of no days": (
        {"rules": [rule(effect(), when=[{"kind": "birthday", "days": 0}])]},
        ("rules", 0, "when", 0, "days"),
        "out_of_range",
    ),
    "an event called birthday": ({"events": [{"id": "birthday"}]}, ("events", 0, "id"), "reserved_name"),
    "an event called purchase": ({"events": [{"id": "purchase"}]}, ("events", 0, "id"), "reserved_name"),
    "a rule that does nothing": ({"rules": [rule()]}, ("rules", 0, "effects"), "empty_list"),
    "30 February": ({"effective_from": "2017-02-30"}, ("effective_from",), "not_a_date"),
    "29 February of a common year": ({"effective_from": "2017-02-29"}, ("effective_from",), "not_a_date"),
    "year 0": ({"effective_from": "0000-01-01"}, ("effective_from",), "not_a_date"),
    "a week": ({"effective_from": "2017-W01-1"}, ("effective_from",), "not_a_date"),
    "a date without dashes": ({"effective_from": "20170101"}, ("effective_from",), "not_a_date"),
    "a date in full-width digits": (
        {"effective_from": "\uff12\uff10\uff11\uff17-01-01"},
        ("effective_from",),
        "not_a_date",
    ),
    "an instant without offset": ({"effective_from": "2017-01-01T00:00"}, ("effective_from",), "not_a_date"),
    "an instant before all calendars": (
        {"effective_from": "0001-01-01T00:00+14:00"},
        ("effective_from",),
        "not_a_date",
    ),
    "an instant after all calendars": (
        {"effective_from": "9999-12-31T23:59-14:00"},
        ("effective_from",),
        "not_a_date",
    ),
    "a wallet id with a space": (
        {"wallets": [wallet(id="my points"), wallet()]},
        ("wallets", 0, "id"),
        "bad_id",
    ),
    "two wallets of one id": ({"wallets": [wallet(), wallet()]}, ("wallets", 1, "id"), "duplicate_id"),
    "four decimals": ({"wallets": [wallet(decimals=4)]}, ("wallets", 0, "decimals"), "out_of_range"),
    "minus one decimal": ({"wallets": [wallet(decimals=-1)]}, ("wallets", 0, "decimals"), "out_of_range"),
    "a unit without a name": ({"wallets": [wallet(unit={})]}, ("wallets", 0, "unit"), "no_text"),
    "expiry in hours": (
        {"wallets": [wallet(expiry={"after": "PT24H"})]},
        ("wallets", 0, "expiry", "after"),
        "not_a_duration",
    ),
    "pending in words": ({"wallets": [wallet(pending="a month")]}, ("wallets", 0, "pending"), "not_a_duration"),
    "a rule id of nothing": ({"rules": [rule(effect(), id="")]}, ("rules", 0, "id"), "bad_id"),
    "two rules of one id": ({"rules": TWO}, ("rules", 1, "id"), "duplicate_id"),
    "a trigger nobody pulls": (
        {"rules": [rule(effect(), trigger="visit")]},
        ("rules", 0, "trigger"),
        "unknown_trigger",
    ),
    "points into no wallet": ({"rules": [rule(effect(wallet="stars"))]}, (*EFFECT, "wallet"), "unknown_wallet"),
    "no points": ({"rules": [rule(effect(points=0))]}, (*EFFECT, "points"), "out_of_range"),
    "points taken": ({"rules": [rule(effect(points=-1))]}, (*EFFECT, "points"), "out_of_range"),
    "points of a word": ({"rules": [rule(effect(points="one"))]}, (*EFFECT, "points"), "not_a_number"),
    "points of seven decimals": (
        {"rules": [rule(effect(points="0.0000001"))]},
        (*EFFECT, "points"),
        "too_many_decimals",
    ),
    "points beyond a billion": ({"rules": [rule(effect(points=10**9 + 1))]}, (*EFFECT, "points"), "out_of_range"),
    "per nothing": ({"rules": [rule(effect(per="0"))]}, (*EFFECT, "per"), "out_of_range"),
    "per less than nothing": ({"rules": [rule(effect(per="-1"))]}, (*EFFECT, "per"), "out_of_range"),
    "per not a number": ({"rules": [rule(effect(per="NaN"))]}, (*EFFECT, "per"), "not_a_number"),
    "per a signalling not a number": ({"rules": [rule(effect(per="sNaN"))]}, (*EFFECT, "per"), "not_a_number"),
    "per infinity": ({"rules": [rule(effect(per="Infinity"))]}, (*EFFECT, "per"), "not_a_number"),
    "per 1e400": ({"rules": [rule(effect(per="1e400"))]}, (*EFFECT, "per"), "not_a_number"),
    "per 5,000 digits": ({"rules": [rule(effect(per="9" * 5_000))]}, (*EFFECT, "per"), "not_a_number"),
    "per a tenth of a cent": ({"rules": [rule(effect(per="0.001"))]}, (*EFFECT, "per"), "too_many_decimals"),
    "per a cent and a speck": (
        {"rules": [rule(effect(per="0.01" + "0" * 40 + "1"))]},
        (*EFFECT, "per"),
        "too_many_decimals",
    ),
    "per half a rupiah cent": (
        {"currency": "VND", "rules": [rule(effect(per="0.5"))]},
        (*EFFECT, "per"),
        "too_many_decimals",
    ),
}


def faults(fields: dict[str, Any]) -> list[Fault]:
    with pytest.raises(Unusable) as unusable:
        compile_program(from_plain(document(**fields)))
    return unusable.value.faults


@pytest.mark.parametrize(("fields", "path", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_once_with_its_path(fields: dict[str, Any], path: tuple[str | int, ...], code: str) -> None:
    found = [(fault.path, fault.code) for fault in faults(fields)]
    if path == ("wallets",):
        found.remove(((*EFFECT, "wallet"), "unknown_wallet"))  # without wallets there is none to point into
    assert found == [(path, code)]


@pytest.mark.parametrize("per", ["\uff11", "1_000", " 1", "1 ", "\u0661", "+1", ".5", "1.", "1e2"])
def test_an_amount_in_quotes_is_written_like_one_without(per: str) -> None:
    """What a document may not write as a number it may not write as a text either."""
    assert [fault.path for fault in faults({"rules": [rule(effect(per=per))]})] == [(*EFFECT, "per")]


def test_all_faults_are_told_at_once() -> None:
    many = {"id": "Test", "currency": "XXX", "zone": "Nowhere", "rules": [rule(effect(points=0, wallet="stars"))]}
    assert {fault.code for fault in faults(many)} == {
        "bad_id",
        "unknown_currency",
        "unknown_zone",
        "out_of_range",
        "unknown_wallet",
    }


def test_a_fault_never_repeats_a_long_value_in_full() -> None:
    for fields in ({"rules": [rule(effect(per="9" * 5_000))]}, {"zone": "A" * 5_000}, {"id": "a" * 5_000}):
        assert all(len(fault.found) <= 200 for fault in faults(fields))


@pytest.mark.parametrize(
    ("starts", "zone", "instant"),
    [
        ("2017-01-01", "UTC", 1_483_228_800_000_000),
        ("2017-01-01", "Asia/Kuala_Lumpur", 1_483_200_000_000_000),
        ("2017-01-01T00:00:00Z", "Asia/Kuala_Lumpur", 1_483_228_800_000_000),
        ("2017-01-01T00:00:00.000001+08:00", "UTC", 1_483_200_000_000_001),
        ("2026-09-06", "America/Santiago", 1_788_667_200_000_000),
    ],
)
def test_a_version_begins_with_a_day_of_its_zone_or_at_an_instant(starts: str, zone: str, instant: int) -> None:
    assert compiled(effective_from=starts, zone=zone).effective_from == instant


@pytest.mark.parametrize("per", ["1", "1.00", "0.01", "1000000000"])
def test_a_document_that_is_stored_and_read_again_is_the_same_program(per: str) -> None:
    names = {"en": "Points \u2013 \u201cyes\u201d", "th": "\u0e04\u0e30\u0e41\u0e19\u0e19", "ms": "\U0001f600"}
    before = compiled(name=names, rules=[rule(effect(per=per), name=names)])
    stored = to_json(before.program)
    assert from_json(stored) == before.program
    assert compile_document(stored).program == before.program
