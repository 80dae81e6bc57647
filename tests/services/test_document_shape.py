"""All faults of a document at once: structure by the types that the engine reads by, meaning in what is sound."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest

from setia.engine.rules.documents import from_plain
from setia.services.document_shape import shape
from setia.services.documents import BadDocument, DocumentFault, read_program
from tests.documents.mutations import Mistake, mistaken
from tests.documents.seeds import seed_of_this_run
from tests.documents.writing import write
from tests.services.documents_for_tests import LINES, faults, with_line

DOCUMENTS = 1_500
OF_STRUCTURE = {"wrong_type", "missing_field", "unknown_field", "misplaced_field", "unknown_kind", "not_a_choice"}


@pytest.fixture
def random(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Random:
    """Another one in each run; SETIA_SEED repeats one."""
    seed = seed_of_this_run()
    with capsys.disabled():
        sys.stdout.write(f"\n{request.node.name}: SETIA_SEED={seed}\n")
    return Random(seed)


def accepted(document: Any) -> bool:
    """Whether the types that the engine reads documents by accept one."""
    try:
        from_plain(document)
    except msgspec.ValidationError:
        return False
    return True


def told(document: Any) -> list[DocumentFault]:
    """What is said of a document of plain values; nothing, where it is sound."""
    try:
        read_program(json.dumps(document, default=str))
    except BadDocument as bad:
        return bad.faults
    return []


def sound(random: Random, count: int) -> Iterator[Any]:
    """Documents without a fault."""
    while count:
        document = write(random)
        if not told(document):
            count -= 1
            yield document


def decimals(document: Any) -> bool:
    """Whether a decimal stands somewhere: where a text is asked for, the types would take it for one."""
    return "1.50" in json.dumps(document, default=str)


def test_a_fault_is_found_if_and_only_if_the_types_refuse_the_document(random: Random) -> None:
    refused = 0
    for _ in range(DOCUMENTS):
        document: Any = write(random)
        for _ in range(random.randint(0, 3)):
            document = mistaken(document, random).document
        found = shape(document)
        refused += bool(found.faults)
        if accepted(document):
            assert not found.faults or decimals(document), found.faults
        else:
            assert found.faults, document
        assert found.sound is not None
        assert accepted(found.sound.value), found.lost
    assert DOCUMENTS // 3 < refused < DOCUMENTS


def test_one_mistake_of_structure_is_never_told_as_one_of_meaning(random: Random) -> None:
    """A rule that names a wallet is not wrong because the wallet is written wrongly."""
    seen = 0
    for document in sound(random, 300):
        mistake: Mistake = mistaken(document, random)
        found = told(mistake.document)
        if shape(mistake.document).faults and not decimals(mistake.document):
            seen += 1
            assert {one.code for one in found} <= OF_STRUCTURE, (mistake.path, mistake.what, found)
    assert seen > 50


def test_what_is_left_out_leaves_the_rest_where_it_was(random: Random) -> None:
    """Paths are those of the document as it is written, whatever stands before."""
    for document in sound(random, 60):
        rules = document["rules"]
        rules[:0] = [{"id": 5}, "words"]
        rules[-1]["effects"].insert(0, 7)
        rules[-1]["effects"].append({"kind": "fixed_points", "points": 0, "wallet": "wallet"})
        last, place = len(rules) - 1, len(rules[-1]["effects"]) - 1
        found = {(one.path, one.code) for one in told(document)}
        assert (f"rules[{last}].effects[{place}].points", "out_of_range") in found
        assert ("rules[1]", "wrong_type") in found


SEVERAL = """\
format: 1
id: test
name:
  en: Test
curency: USD
zone: Asia/Kuala_Lumpr
effective_from: 2017-02-30
wallets:
  - id: points
    unit: {en: points}
    after: P12M
  - id: stamps
    kind: stamp
    unit: {en: stamps}
tiers:
  - id: club
    levels: [{id: basic}, {id: gold, qualify: [{measure: spend, at_least: 100}]}]
rules:
  - id: base
    efects:
      - {kind: points_per_amount, points: 010, per: 1.00}
      - {kind: points_per_amnt, points: 0, per: 1.00, wallet: pionts}
  - id: gold
    when: [{kind: tier, any_of: [gld]}, {kind: weekday, any_of: [mondey]}]
    effects: [{kind: stamps, wallet: stamps}, {points: 5}]
"""

ALL_OF_THEM = [
    (5, "unknown_field", "curency", "currency"),
    (6, "unknown_zone", "zone", "Asia/Kuala_Lumpur"),
    (7, "not_a_date", "effective_from", ""),
    (11, "misplaced_field", "wallets[0].after", ""),
    (13, "unknown_kind", "wallets[1].kind", "stamps"),
    (20, "unknown_field", "rules[0].efects", "effects"),
    (21, "bad_number", "rules[0].efects[0].points", ""),
    (22, "unknown_kind", "rules[0].efects[1].kind", "points_per_amount"),
    (22, "out_of_range", "rules[0].efects[1].points", ""),
    (22, "unknown_wallet", "rules[0].efects[1].wallet", "points"),
    (24, "unknown_tier", "rules[1].when[0].any_of[0]", "gold"),
    (24, "not_a_choice", "rules[1].when[1].any_of[0]", "monday"),
    (25, "missing_field", "rules[1].effects[1].kind", ""),
]


def test_every_fault_is_told_at_once_in_order_of_lines() -> None:
    found = [(one.line, one.code, one.path, one.suggestion) for one in faults(SEVERAL)]
    assert sorted(found) == sorted(ALL_OF_THEM)
    assert [line for line, *_ in found] == sorted(line for line, *_ in found)


BELONGS = {
    "to a mapping inside": (10, "    unit: {en: points}\n    round_to: end_of_month", "`wallets[0].expiry`"),
    "to the document": (14, "  - id: base\n    earns_at: paid", "the document itself"),
    "to the list inside": (14, "  - id: base\n    per: 1.00", "`rules[0].effects`"),
}


@pytest.mark.parametrize(("line", "text", "where"), BELONGS.values(), ids=BELONGS.keys())
def test_a_field_in_the_wrong_place_is_told_where_it_belongs(line: int, text: str, where: str) -> None:
    found = faults(with_line(line, text))[0]
    assert (found.code, found.expected, found.line) == ("misplaced_field", where, line + 1)


def test_a_field_that_may_belong_to_several_places_is_only_unknown() -> None:
    found = faults(with_line(9, "  - id: points\n    levels: []"))[0]
    assert (found.code, found.line) == ("unknown_field", 10)


def test_what_is_missing_from_the_head_does_not_hide_what_is_wrong_below() -> None:
    text = "\n".join(LINES).replace("currency: USD\n", "").replace("points: 1", "points: 0")
    assert {(one.path, one.code) for one in faults(text)} == {
        ("currency", "missing_field"),
        ("rules[0].effects[0].points", "out_of_range"),
    }


def test_a_wallet_that_cannot_be_read_is_not_missing_where_it_is_named() -> None:
    text = with_line(10, "    unit: [points]").replace("per: 1.00", "per: 1.00\n        wallet: points")
    assert [(one.path, one.code) for one in faults(text)] == [("wallets[0].unit", "wrong_type")]
