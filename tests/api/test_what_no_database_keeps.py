"""What stands in a path or after it: no number that nothing can have, no character that no database keeps."""

from __future__ import annotations

import pytest

from tests.api.till import Till

TOO_LARGE = (2**53 + 1, 2**63, 67260652150733831929856)


@pytest.mark.parametrize("number", [0, -1, *TOO_LARGE])
def test_a_number_that_nothing_can_have_is_refused_before_anything_is_asked(till: Till, number: int) -> None:
    till.posts("/members", {"identifier": "card:1"})
    member = "/members/card:1"
    answers = [
        till.gets(f"{member}/movements/{number}/why"),
        till.gets(f"{member}/movements/{number}/entries"),
        till.posts(f"{member}/merges/{number}/undo", {}),
        till.posts(f"{member}/holds/{number}/capture", {}),
        till.posts(f"{member}/rewards/{number}/undo", {}),
        till.posts(f"{member}/orders/{number}/release", {}),
        till.gets(f"/imports/{number}"),
        till.posts(f"/make-goods/{number}/undo", {}),
    ]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "no_such_path")}


def test_a_character_that_no_database_keeps_names_nothing(till: Till) -> None:
    """U+0000, and half of a pair, wherever a text may stand in an address."""
    till.posts("/members", {"identifier": "card:1"})
    member = "/members/card:1"
    for one in ("%00", "a%00b", "%ED%A0%80"):
        questions = ["/members?q=X", "/purchases?receipt=X", "/purchases/one?source=X&receipt=X", "/audit-log?actor=X"]
        questions += ["/exceptions?owner=X", f"{member}/lots?wallet=X", "/members/card:X", f"{member}/may/X"]
        questions += ["/baskets/X", "/webhooks/X", "/webhooks/X/deliveries/X"]
        key = {"Authorization": f"Bearer {till.key}"}
        asked = [till.client.get(f"/api/v1{question.replace('X', one)}", headers=key) for question in questions]
        told = [till.posts(f"{member}/conversions/{one}", {"amount": 5}), till.posts(f"/baskets/{one}/release", {})]
        for answer in (*asked, *told):
            assert answer.status_code < 500, (answer.url, answer.text)
            if "%00" in one:
                assert answer.json()["code"] in ("no_such_path", "text_refused"), answer.url


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/members/card:1/gifts", {"amount": 5, "reason": "goodwill", "wallet": "po\0ints"}),
        ("/members/card:1/levels", {"set": "\0", "level": "gold", "reason": "goodwill"}),
        ("/purchases/token", {"source": "a\0", "receipt": "R1"}),
        ("/program/validate", {"document": "format: 1\0"}),
        ("/members/card:1/consents", {"purpose": "profiling", "decision": "given", "how": "self", "text": "a\0b"}),
        ("/batch", {"items": [{"kind": "merge", "key": "k", "member": "card:1", "merge": {"into": "\0"}}]}),
    ],
)
def test_nor_does_it_stand_in_a_body(till: Till, path: str, body: object) -> None:
    till.posts("/members", {"identifier": "card:1"})
    refused = till.posts(path, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "text_refused")


def test_a_backslash_and_a_number_are_no_such_character(till: Till) -> None:
    till.posts("/members", {"identifier": "card:1"})
    said = {"amount": 5, "reason": "goodwill", "note": "C:\\u0000"}
    assert till.posts("/members/card:1/gifts", said).status_code == 201
