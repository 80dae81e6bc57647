"""What is counted is what would be told, under random programs: rule by rule, and for whole journals of members."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from random import Random, SystemRandom
from typing import Any

import pytest

from setia.engine.decide import Decision
from setia.engine.journalled import Journalled
from setia.engine.purchase import Purchase
from setia.engine.rules import abridged as abridged_module
from setia.engine.rules import amounts as amounts_module
from setia.engine.rules.abridged import AbridgedFacts, abridge, from_text
from setia.engine.rules.amounts import Amounts, can_tell
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import Standing, counts, evaluate
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import awarded
from setia.engine.rules.versions import Version, Versions
from setia.engine.what_if import Counted, History, Shape, Shared, Skipped, Unread, retell, shape_of
from setia.engine.what_if.climbing import Climbing
from setia.engine.what_if.counted import Counting
from setia.replay.journal_files import as_row, histories
from setia.replay.tally import Tally
from tests.what_if.random_shops import BEGIN, LEVELS, journal, program, purchase

PROGRAMS = 60
NOW = BEGIN + 400 * 86_400_000_000


def _seed() -> str:
    return os.environ.get("SETIA_SEED", "") or f"{SystemRandom().randrange(10**9)}"


def rule_by_rule(seed: str, programs: int) -> int:
    """Compare amounts with verdicts; how many purchases gave anything. Raises AssertionError where they differ."""
    dice, gave = Random(seed), 0
    for _ in range(programs):
        compiled = program(dice)
        assert can_tell(compiled)
        counted = Amounts(compiled)
        for n in range(12):
            bought = purchase(dice, BEGIN + dice.randrange(10**13))
            level = {"level": dice.choice(LEVELS)}
            crossed: Any = {"level": (("silver", 500), ("gold", None))} if dice.random() < 0.3 else {}
            frame = Frame(bought.event_at, n + 1, dice.choice([None, 3, 9]), level, crossed)
            room = {cap.id: dice.randrange(-2, 30) for cap in compiled.caps.values() if cap.every != "purchase"}
            facts = Facts(compiled.scene, bought, frame)
            if not counts(compiled, facts):
                continue
            verdicts = evaluate(compiled, facts, Standing(room=dict(room)))
            told: dict[tuple[str, str], int] = {}
            for verdict in verdicts:
                for gain in verdict.gains:
                    told[verdict.rule, gain.wallet] = told.get((verdict.rule, gain.wallet), 0) + gain.gave
            facts = Facts(compiled.scene, bought, frame)
            if sums := abridge(bought):
                abridged = AbridgedFacts(compiled.scene, from_text(sums), frame, partial(_same, bought))
                assert counted.of(abridged, dict(room)) == counted.of(facts, dict(room)), f"seed {seed}"
            given = counted.of(facts, dict(room))
            assert given is not None, seed
            assert given.by_rule == {key: units for key, units in told.items() if units}, f"seed {seed}"
            by_wallet = [(wallet, units) for wallet, units in given.by_wallet.items() if units]
            assert by_wallet == list(awarded(verdicts).items()), f"seed {seed}"
            gave += bool(given.by_rule)
    return gave


def _same(purchase: Purchase) -> Purchase:
    return purchase


def journals(seed: str, programs: int) -> tuple[int, int]:
    """Retell members under other programs in all ways; how many purchases were counted, and how many abridged."""
    dice, counted, abridged = Random(seed), 0, 0
    for n in range(programs):
        recorded_under, compiled = program(dice), program(dice)
        key = b"%016d" % n
        commands = journal(dice, key, recorded_under)
        version = Version(1, 0, compiled)
        shape = shape_of(version)
        assert shape is not None
        told, none = _retold(key, commands, Versions((version,)), compiled)
        same, some = _retold(key, commands, shape, compiled)
        assert none == 0
        assert same == told, f"seed {seed}, program {n}"
        rows = [as_row((1, 1, key.hex()), one, "") for one in commands]
        if rows:
            [[unread]] = histories(rows, abridged=True)
            assert _retold(key, unread.commands, shape, compiled) == (told, some), f"seed {seed}, program {n}"
            abridged += sum(isinstance(one, Unread) for one in unread.commands)
        counted += some
    return counted, abridged


def _retold(
    key: bytes, commands: Sequence[Journalled | Unread], by: Versions | Shape, compiled: Compiled
) -> tuple[Any, int]:
    tally, counted = Tally(compiled), 0

    def heard(_: int, one: Journalled | None, became: Decision | Skipped | Counted) -> None:
        nonlocal counted
        counted += isinstance(became, Counted)
        tally.hear(one, became)

    [account] = retell([History(key, commands)], by, Shared(), heard, chained=False)
    if (last := account.until(NOW)) is not None:
        tally.hear(*last)
    fold = account.fold
    tally.close(fold.account, compiled, NOW)
    return (fold.account, fold.lots, fold.counters, fold.rewards, tally.figures), counted


def test_amounts_are_those_of_verdicts() -> None:
    assert rule_by_rule(_seed(), PROGRAMS) > PROGRAMS


def test_journals_come_out_the_same() -> None:
    assert min(journals(_seed(), PROGRAMS)) > PROGRAMS


@pytest.mark.torture
def test_many_come_out_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    seed = _seed()
    gave, (counted, abridged) = rule_by_rule(seed, 1_500), journals(seed, 1_500)
    with capsys.disabled():
        print(f"\nCounted and told, seed {seed}: {gave} judgements, {counted} purchases, {abridged} abridged")  # noqa: T201
    assert min(gave, counted, abridged) > 5_000


Mutant = Callable[[pytest.MonkeyPatch], None]


def a_level_is_never_seen(patch: pytest.MonkeyPatch) -> None:
    """Nobody is lifted."""
    patch.setattr(Climbing, "moves", lambda *_: False)


def what_is_asked_for_is_counted(patch: pytest.MonkeyPatch) -> None:
    """An order that comes back is not there."""
    patch.setattr(Counting, "_is_asked_for", lambda *_: False)


def limits_leave_all(patch: pytest.MonkeyPatch) -> None:
    """Units are never cut."""
    patch.setattr(amounts_module, "_cut", lambda _, wanted, __: wanted)


def cards_are_never_full(patch: pytest.MonkeyPatch) -> None:
    """No conversion is seen to come."""
    patch.setattr(Shape, "fills", (), raising=False)
    init = Shape.__init__

    def without(self: Shape, version: Version) -> None:
        init(self, version)
        self.fills = ()

    patch.setattr(Shape, "__init__", without)


def figures_forget_what_was_counted(patch: pytest.MonkeyPatch) -> None:
    """The account is right, and what was summed up is not."""
    patch.setattr(Tally, "_count", lambda *_: None)


def nothing_is_left_out(patch: pytest.MonkeyPatch) -> None:
    """What has a department is bought with what is asked for."""
    patch.setattr(AbridgedFacts, "has", lambda *_: True)


def what_points_paid_counts(patch: pytest.MonkeyPatch) -> None:
    """Purchases are abridged that were paid for with points."""
    patch.setattr(abridged_module, "COUPON_TENDERS", frozenset())


@pytest.mark.slow
@pytest.mark.parametrize(
    "mutant",
    [
        nothing_is_left_out,
        what_points_paid_counts,
        a_level_is_never_seen,
        what_is_asked_for_is_counted,
        limits_leave_all,
        cards_are_never_full,
        figures_forget_what_was_counted,
    ],
    ids=lambda mutant: str(mutant.__name__),
)
def test_a_mistake_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    with pytest.raises(AssertionError):  # nothing is asked of the number of programs: they end at the first mistake
        journals(_seed(), 100 * PROGRAMS)
