"""The reference is as the source would make it, lacks no kind, and every example of it does what it says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from setia.engine.rules.verdict import Verdict
from setia.services.document_plain import to_plain
from setia.services.documents import read
from tests.architecture.sources import ROOT
from tests.engine.rules.pricing import priced_by, verdicts
from tests.reference.conditions import CONDITIONS
from tests.reference.effects import EFFECTS
from tests.reference.pages import mappings, of_package, pages
from tests.reference.parts import PARTS
from tests.reference.price_effects import PRICE_EFFECTS
from tests.reference.world import Happening, with_parts, with_rule

FOLDER = ROOT / "docs" / "reference"
GIVES = {"effects": [{"kind": "fixed_points", "points": 1}]}


def written(text: str) -> dict[str, Any]:
    """A mapping as an author writes it."""
    plain, _ = read(text)
    assert isinstance(plain, dict)
    return plain


def example(verdicts: tuple[Verdict, ...]) -> Verdict:
    """What was said of the rule that is the example."""
    (only,) = [one for one in verdicts if one.rule == "example"]
    return only


def test_every_page_is_as_the_source_would_make_it() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert found == pages(), "run `make docs`"


def test_no_kind_and_no_mapping_lacks_an_example() -> None:
    assert set(CONDITIONS) == set(of_package("conditions"))
    assert set(EFFECTS) == set(of_package("effects"))
    assert set(PRICE_EFFECTS) == set(of_package("prices"))
    described = {name for part in PARTS.values() for name in part.mappings} | {"BundlePart"}
    assert described == {one.cls.__name__ for one in mappings() if not one.tag}


@pytest.mark.parametrize("kind", CONDITIONS)
def test_a_condition_holds_for_what_its_page_says_and_not_for_the_other(kind: str) -> None:
    text, holds, fails = CONDITIONS[kind]
    condition = written(text)
    assert condition["kind"] == kind
    trigger = "review" if holds.event else "purchase"
    compiled = with_rule({**GIVES, "when": [condition], "trigger": trigger})
    assert example(holds.judged(compiled)).holds
    assert not example(fails.judged(compiled)).holds


@pytest.mark.parametrize("kind", EFFECTS)
def test_an_effect_gives_what_its_page_says(kind: str) -> None:
    text, happens, gives = EFFECTS[kind]
    effect = written(text)
    assert effect["kind"] == kind
    verdict = example(happens.judged(with_rule({"effects": [effect]})))
    given = [f"{gain.gave} {gain.wallet}" for gain in verdict.gains]
    given += [f"{gift.kind} {gift.id}" for gift in verdict.gifts if gift.gave]
    assert given == [gives]


@pytest.mark.parametrize("kind", PRICE_EFFECTS)
def test_an_effect_on_prices_takes_off_what_its_page_says(kind: str) -> None:
    text, goods, _, takes = PRICE_EFFECTS[kind]
    effect = written(text)
    assert effect["kind"] == kind
    (verdict,) = verdicts(priced_by({"effect": effect}), goods)
    off = [f"{Decimal(amount).scaleb(-2)} of line {no}" for no, amount in verdict.lines]
    off += [f"{Decimal(amount).scaleb(-2)} of {goods.charges[place].kind}" for place, amount in verdict.charges]
    if verdict.gift is not None:
        off.append(f"{Decimal(verdict.gift.value).scaleb(-2)} of a line of its own: {verdict.gift.sku}")
    assert ", ".join(off) == takes


@pytest.mark.parametrize("name", PARTS)
def test_a_piece_of_a_document_is_read_and_judges(name: str) -> None:
    compiled = with_parts(PARTS[name].example)
    assert Happening("a coffee").judged(compiled)
    plain = to_plain(compiled.program)
    assert set(written(PARTS[name].example)) <= set(plain)
