"""Attributes of members: set, read and taken away by other systems; read by rules, exported and erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.identity_numbers import is_identity_number
from setia.services.update_attributes import MOST
from setia.storage import clock
from setia.storage.models import AuditLog, MemberFact
from tests.api.shops import opened
from tests.api.till import Till
from tests.shop import at
from tests.stories.bills import base, program

SITI = "/members/card:1"
VIP = """
  - id: vip
    when: [{kind: attribute, id: vip, any_of: ["yes"]}]
    effects: [{kind: fixed_points, points: 100}]
"""


@pytest.fixture
def till(database: str) -> Iterator[Till]:
    """A shop that gives 100 more to whoever has the attribute `vip`; Siti has 10 points."""
    assert database
    with opened(program(base("1") + VIP, currency="USD")) as till:
        till.sells("card:1", 10_00, "R1", enrol=True)
        yield till


def sets(till: Till, **attributes: str | None) -> httpx.Response:
    """Attributes of Siti are changed."""
    return till.patches(f"{SITI}/attributes", {"attributes": attributes})


def test_what_is_set_is_read_by_rules_until_it_is_taken_away(till: Till) -> None:
    assert till.gets(f"{SITI}/attributes").json() == {"attributes": {}, "segments": []}
    assert sets(till, vip="yes", size="l").json()["attributes"] == {"size": "l", "vip": "yes"}
    till.sells("card:1", 10_00, "R2")
    assert till.points("card:1") == 10 + 110
    assert sets(till, vip=None, none=None).json()["attributes"] == {"size": "l"}
    till.sells("card:1", 10_00, "R3")
    assert till.points("card:1") == 10 + 110 + 10
    assert sets(till, vip="yes", size="xl").json()["attributes"] == {"size": "xl", "vip": "yes"}
    assert till.shop.differences() == 0, "history decides the same whatever attributes have become"
    assert till.gets(f"{SITI}/attributes").json()["attributes"] == {"size": "xl", "vip": "yes"}


def test_who_changed_which_is_in_the_audit_log_and_no_value_is(till: Till) -> None:
    sets(till, vip="yes", size="l")
    sets(till, size="l")
    sets(till, vip=None)
    entries = till.gets("/audit-log", action="attributes_changed").json()["entries"]
    assert [one["details"] for one in entries] == [{"fields": "vip"}, {"fields": "size vip"}]
    assert {one["actor"] for one in entries} == {"till"}
    assert not AuditLog.objects.filter(details__contains="yes").exists()


def test_what_is_no_code_is_refused_whole(till: Till) -> None:
    written = [
        ("size", one) for one in ("", "x" * 81, "a\nb", "900514-14-5678", "1-1017-00230-70-8", "3201 0152 0290 0001")
    ]
    for name, value in [*written, ("Size", "l"), ("size of shirt", "l"), ("", "l"), ("religion", "x")]:
        refused = till.patches(f"{SITI}/attributes", {"attributes": {"fine": "x", name: value}})
        assert (refused.status_code, refused.json()["code"]) == (422, "text_refused"), (name, value)
    assert not MemberFact.objects.exists()


def test_numbers_that_only_look_like_an_identity_card_are_codes() -> None:
    """A date that is none, a check digit that is wrong, another length."""
    real = ["900514145678", "1101700230708", "3201015202900001", "3201014507900001"]
    other = ["901314145678", "1101700230707", "3201017302900001", "9005141456", "4006381333931", "L", "2018-01-02"]
    assert [one for one in [*real, *other] if is_identity_number(one)] == real


def test_there_is_a_most(till: Till) -> None:
    assert sets(till, **{f"a{n}": "x" for n in range(MOST)}).status_code == 200
    assert sets(till, one_more="x").json()["code"] == "text_refused"
    assert sets(till, a1="y", a2=None).status_code == 200


def test_they_belong_to_who_has_what_a_merged_member_had(till: Till) -> None:
    till.posts("/members", {"identifier": "card:2"})
    public = till.gets("/members/card:2").json()["id"]
    sets(till, vip="yes")
    till.posts("/members/card:2/merge", {"into": "card:1"})
    told = till.patches(f"/members/{public}/attributes", {"attributes": {"size": "l"}}).json()
    assert told["attributes"] == {"size": "l", "vip": "yes"} == till.gets(f"{SITI}/attributes").json()["attributes"]


def test_they_are_in_the_export_and_erased_with_everything(
    till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ERASURE_LIST", str(tmp_path / "erased"))
    sets(till, vip="yes")
    [membership] = till.gets(f"{SITI}/export").json()["memberships"]
    assert (membership["attributes"], membership["segments"]) == ({"vip": "yes"}, [])
    public = till.gets(SITI).json()["id"]
    assert till.posts(f"{SITI}/erasure", {"confirm": public}).status_code == 200
    assert not MemberFact.objects.exists()
    for answer in (
        till.gets(f"/members/{public}/attributes"),
        till.patches(f"/members/{public}/attributes", {"attributes": {"vip": "yes"}}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "member_erased")
    assert not MemberFact.objects.exists()


DESCRIBED = """
attributes:
  - {id: student, type: yes_no}
  - {id: size, type: text, one_of: [s, m, l]}
  - {id: card_until, type: date}
  - {id: dogs, type: whole, least: 0, most: 20}
  - {id: score, type: whole}
  - {id: nick, type: text}
"""


@pytest.fixture
def described(sqlite_database: str) -> Iterator[Till]:
    """A shop whose program describes attributes; Siti is a member."""
    assert sqlite_database
    with opened(program(base("1") + DESCRIBED, currency="USD")) as till:
        till.sells("card:1", 10_00, "R1", enrol=True)
        yield till


def test_what_the_program_describes_is_kept_as_it_says(described: Till) -> None:
    for name, values in {
        "student": ["yes", "no"],
        "size": ["s", "m", "l"],
        "card_until": ["2027-01-31", "2028-02-29", "0001-01-01", "9999-12-31"],
        "dogs": ["0", "7", "20"],
        "score": ["-1", "1000000000000000", "-1000000000000000"],
        "nick": ["kiki", "7"],
        "described_nowhere": ["true", "7", "xl"],
    }.items():
        for value in values:
            assert sets(described, **{name: value}).json()["attributes"][name] == value, (name, value)


def test_what_is_of_another_type_is_refused_whole_and_the_field_is_named(described: Till) -> None:
    assert sets(described, dogs="3").status_code == 200
    for name, fault, values in (
        ("student", "not_yes_or_no", ["true", "1", "Yes", "yes "]),
        ("size", "not_a_choice", ["xl", "S", "s,m"]),
        ("card_until", "not_a_date", ["2027-02-29", "20270131", "2027-1-31", "2027-W01-1", "31-01-2027", "๒๐๒๗-๐๑-๓๑"]),
        ("dogs", "out_of_range", ["-1", "21", "3.0", "07", "+3", "three", "๓", "1e1", "0x3"]),
        ("score", "out_of_range", ["-0", "1000000000000001", "-1000000000000001", "9" * 80]),
    ):
        for value in values:
            refused = described.patches(f"{SITI}/attributes", {"attributes": {"fine": "x", name: value}})
            told = refused.json()
            assert (refused.status_code, told["code"]) == (422, "attribute_fault"), (name, value)
            assert (told["numbers"]["field"], told["numbers"]["fault"]) == (name, fault), (name, value)
            assert name in told["detail"]
    assert described.gets(f"{SITI}/attributes").json()["attributes"] == {"dogs": "3"}


def test_a_refusal_says_what_would_be_right(described: Till) -> None:
    assert sets(described, size="xl").json()["detail"] == "The attribute size must be one of s, m, l."
    dogs = sets(described, dogs="21").json()
    assert dogs["detail"] == "The attribute dogs must be a whole number from 0 to 20."
    assert (dogs["numbers"]["least"], dogs["numbers"]["most"]) == (0, 20)
    assert "2027-01-31" in sets(described, card_until="soon").json()["detail"]
    assert "`yes`" in sets(described, student="true").json()["detail"]


def test_what_was_kept_before_it_was_described_stays_and_may_go(described: Till) -> None:
    sets(described, shoe="42.5")
    text = program(base("1") + DESCRIBED + "  - {id: shoe, type: whole}\n", currency="USD")
    later = text.replace("effective_from: 2017-01-01", "effective_from: 2018-03-01")
    apply_program(read_program(later), later, "owner")
    assert sets(described, shoe="41.5").status_code == 200, "the version that says so is not in force yet"
    described.shop.moves_clock(at("2018-03-01") - clock.read())
    assert sets(described, shoe="41.5").json()["code"] == "attribute_fault"
    assert sets(described, size="m").json()["attributes"] == {"shoe": "41.5", "size": "m"}
    assert sets(described, shoe=None).json()["attributes"] == {"size": "m"}
