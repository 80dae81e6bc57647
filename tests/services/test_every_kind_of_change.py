"""Every kind of change has its class: no field of the format, and no list of things, is left out of the table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import inspect

from setia.services.compare_programs import Difference, differences
from setia.services.document_types import fields_of, members, program_type
from setia.services.documents import read_program
from setia.services.for_members import Effect, effect_of
from tests.architecture.sources import ROOT
from tests.services.changes import BETTER, EITHER, NEUTRAL, NEW

GROCERY = (ROOT / "programs" / "grocery.yaml").read_text(encoding="utf-8")
OPPOSITE: dict[str, Effect] = {"better": "worse", "worse": "better", "neutral": "neutral", "either": "either"}


def pairs() -> list[tuple[str, Any, Any]]:
    """Field, the better value, the worse one."""
    found = []
    for line in BETTER.strip().splitlines():
        field, _, values = line.partition(": ")
        better, _, worse = values.partition(" > ")
        found.append((field, json.loads(better), json.loads(worse)))
    return found


def changed(of: str, before: Any, after: Any, *, turned: bool = False) -> Effect:
    return effect_of(Difference("rules", ("thing",), of.partition(".")[2], "changed", before, after, of, turned))


@pytest.mark.parametrize(("of", "better", "worse"), pairs())
def test_of_two_values_one_is_better(of: str, better: Any, worse: Any) -> None:
    assert (changed(of, better, worse), changed(of, worse, better)) == ("worse", "better")
    told = changed(of, better, worse, turned=True), changed(of, worse, better, turned=True)
    assert told == ("better", "worse"), "inside of a `not` it is the other way round"


def test_what_helps_one_and_costs_another_is_either() -> None:
    for of in EITHER.split():
        assert {changed(of, "one", "other"), changed(of, "other", "one")} == {"either"}, of
    for of in ("Weekday.any_of", "Lines.tag", "Rule.limits"):
        assert changed(of, ["one", "two"], ["two", "three"]) == "either", of
    assert changed("Returns.debt_limit", None, 100) == "either", "without it another limit holds"
    assert changed("Limit.every", "fortnight", "day") == "either", "what nobody knows is not weighed"


def test_what_gives_nobody_anything_is_neutral() -> None:
    for of in (one for one in NEUTRAL.split() if not one.startswith("*")):
        assert changed(of, 1, 2) == "neutral", of


@pytest.mark.parametrize("effect", NEW)
def test_one_thing_more_in_a_list(effect: str) -> None:
    for of in NEW[effect].split():
        more, less = (effect_of(Difference("rules", ("thing",), "", what, of=of)) for what in ("added", "removed"))
        assert (more, less) == (effect, OPPOSITE[effect]), of


def test_every_field_and_every_list_of_the_format_is_in_the_table() -> None:
    known = {of for of, _, _ in pairs()} | {*EITHER.split(), *NEUTRAL.split()}
    lists = {of for some in NEW.values() for of in some.split()}
    fields, found_lists = set[str](), set[str]()
    for of, is_list in set(_of(program_type(), [])):
        (found_lists if is_list else fields).add(of)
    assert {one for one in fields if f"*.{one.partition('.')[2]}" not in known} - known == set()
    assert found_lists - lists == set()
    assert known - fields - {"*.visible_to"} == set(), "nothing is weighed that there is not"
    assert lists - found_lists == set()


def _of(info: inspect.StructType, above: list[type]) -> Iterator[tuple[str, bool]]:
    """Every field below a structure, and whether it is a list of things; those that only hold a structure left out."""
    if info.cls in above:
        return
    for name, field in fields_of(info).items():
        kinds = [one for one in members(field.type) if not isinstance(one, inspect.NoneType)]
        items = [one.item_type for one in kinds if isinstance(one, inspect.VarTupleType)]
        inside = [one for kind in (*kinds, *items) for one in members(kind) if isinstance(one, inspect.StructType)]
        optional = len(kinds) < len(members(field.type))
        if items and inside:
            yield f"{info.cls.__name__}.{name}", True
        elif not inside or (optional and f"{info.cls.__name__}.{name}" in ("Reward.quota", "Lines.but_not")):
            yield f"{info.cls.__name__}.{name}", False
        for one in inside:
            yield from _of(one, [*above, info.cls])


INSIDE = {
    "a day less inside of a `not`": (
        "- {kind: weekday, any_of: [saturday, sunday]}",
        "- {kind: not, of: {kind: weekday, any_of: [saturday, sunday]}}",
        "- {kind: not, of: {kind: weekday, any_of: [sunday]}}",
        "better",
    ),
    "an alternative more": (
        "- {kind: weekday, any_of: [saturday, sunday]}",
        "- {kind: any, of: [{kind: weekday, any_of: [sunday]}]}",
        "- {kind: any, of: [{kind: weekday, any_of: [sunday]}, {kind: first_purchase}]}",
        "better",
    ),
    "a condition more": (
        "- {kind: weekday, any_of: [saturday, sunday]}",
        "- {kind: weekday, any_of: [saturday, sunday]}",
        "- {kind: weekday, any_of: [saturday, sunday]}\n      - {kind: first_purchase}",
        "worse",
    ),
}


@pytest.mark.parametrize("name", INSIDE)
def test_where_a_change_stands_says_which_way_it_counts(name: str) -> None:
    place, before, after, effect = INSIDE[name]
    assert place in GROCERY
    documents = [read_program(GROCERY.replace(place, text, 1)).program for text in (before, after)]
    assert [effect_of(one) for one in differences(*documents)] == [effect]
