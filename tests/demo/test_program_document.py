"""The program that the demo runs is sound, and says everything in the four languages, each in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.engine.rules.wallet_type import Text
from setia.services.documents import read_program

DOCUMENT = Path(__file__).parents[2] / "programs" / "grocery.yaml"
LANGUAGES = {"en", "ms", "id", "th"}

MALAY_ONLY = {"mata", "ganjaran", "tahap", "baucar", "percuma", "diskaun", "sebanyak", "bagi", "cop", "kek"}
INDONESIAN_ONLY = {"poin", "hadiah", "tingkat", "voucher", "gratis", "diskon", "stempel", "kue", "untuk setiap"}


def texts() -> Iterator[tuple[str, Text]]:
    """Every text of the document with the name of what it is for."""
    program = read_program(DOCUMENT.read_text(encoding="utf-8")).program
    yield "program", program.name
    for wallet in program.wallets:
        yield f"unit {wallet.id}", wallet.unit
    for tier_set in program.tiers:
        yield f"tiers {tier_set.id}", tier_set.name
        yield from ((f"level {level.id}", level.name) for level in tier_set.levels)
    yield from ((rule.id, rule.name) for rule in program.rules)
    yield from ((reward.id, reward.name) for reward in program.rewards)
    yield from ((conversion.id, conversion.name) for conversion in program.conversions)


def test_there_is_a_text_for_everything_in_every_language() -> None:
    missing = {name: LANGUAGES - {tag for tag, text in found.items() if text.strip()} for name, found in texts()}
    assert {name: tags for name, tags in missing.items() if tags} == {}
    assert len(missing) == 16


@pytest.mark.parametrize(("language", "foreign"), [("ms", INDONESIAN_ONLY), ("id", MALAY_ONLY)])
def test_malay_and_indonesian_do_not_borrow_each_others_words(language: str, foreign: set[str]) -> None:
    found = {name: word for name, text in texts() for word in foreign if f" {word} " in f" {text[language].lower()} "}
    assert found == {}


def test_thai_is_in_thai_letters_but_for_numbers() -> None:
    latin = {name for name, text in texts() if any(letter.isascii() and letter.isalpha() for letter in text["th"])}
    assert latin == set()


def test_a_text_is_not_the_english_one_again() -> None:
    again = {name for name, text in texts() for tag in ("ms", "id", "th") if text[tag] == text["en"]}
    assert again == set()


def test_rewards_begin_at_500_points() -> None:
    rewards = read_program(DOCUMENT.read_text(encoding="utf-8")).program.rewards
    prices = [price.amount for reward in rewards for price in reward.prices]
    least = [reward.any_amount.least for reward in rewards if reward.any_amount]
    assert min(prices) == min(least) == 500
