"""The law of a what-if: under the versions that were in force, a shop's past comes out as it was, to the last hash.

The shops are those of the random test of orders: purchases, returns, edits, claims, moves, merges, rewards with stock.
"""

from __future__ import annotations

import sys

import pytest
from msgspec.structs import replace

from setia.engine.decide import Decision
from setia.engine.fold import Fold
from setia.engine.journalled import Journalled
from setia.engine.ledger.accounts import Wallet
from setia.engine.rules.compiled import Compiled, compile_program
from setia.engine.rules.effects.stamps import Stamps
from setia.engine.rules.reward import Choice, Conversion, Reward
from setia.engine.rules.rule import Rule
from setia.engine.rules.versions import Versions
from setia.engine.rules.wallet_type import Returns, WalletType
from setia.engine.what_if import Counted, History, Retold, Shared, Skipped, retell
from tests.model_of_orders.fold_system import FoldSystem
from tests.model_of_orders.programs import Version
from tests.model_of_orders.run import FoldMachine, run
from tests.model_of_orders.system import System
from tests.what_if.mutants import MUTANTS, Mutant


class RetoldSystem(FoldSystem):
    """A shop whose past is also told again from the beginning, all members together."""

    def faults(self) -> list[str]:
        """What comes out otherwise: as it was, to the hash; and with pens besides, but for the numbers."""
        return [*super().faults(), *self._told_otherwise(), *self._told_otherwise_with_pens()]

    def _told_otherwise(self) -> list[str]:
        retold, otherwise = self._retold(self._versions)
        unchained, _ = self._retold(self._versions, chained=False)
        for one, now, bare in zip(self._journals.values(), retold, unchained, strict=True):
            if now.fold.account != one.fold.account:
                otherwise.append(f"retold: {one.key!r}")
            if replace(bare.fold.account, head=one.fold.account.head) != one.fold.account:
                otherwise.append(f"retold without hashes: {one.key!r}")
        return otherwise

    def _told_otherwise_with_pens(self) -> list[str]:
        applied = tuple(replace(one, compiled=with_pens(one.compiled)) for one in self._versions.applied)
        retold, otherwise = self._retold(Versions(applied), chained=False)
        for one, now in zip(self._journals.values(), retold, strict=True):
            before, after = one.fold, now.fold
            if _wallets(before) != _wallets(after) or _rewards(before) != _rewards(after):
                otherwise.append(f"with pens: {one.key!r}")
        return otherwise

    def _retold(self, versions: Versions, *, chained: bool = True) -> tuple[list[Retold], list[str]]:
        journals = list(self._journals.values())
        histories = [
            History(one.key, one.taken, {no: (reward.reward, reward.seq) for no, reward in one.fold.rewards.items()})
            for one in journals
        ]
        skipped: list[str] = []

        def heard(place: int, one: Journalled | None, became: Decision | Skipped | Counted) -> None:
            if isinstance(became, Skipped) and one is not None:
                skipped.append(f"{journals[place].key!r}: {one.command} {became}")

        return retell(histories, versions, Shared(), heard, chained=chained), skipped


def with_pens(compiled: Compiled) -> Compiled:
    """The same program with a pen for every purchase, by way of a card that one stamp fills.

    So every purchase writes a transaction more, and gives a reward more, and nothing else depends on it.
    """
    program = compiled.program
    more = {
        "wallets": WalletType("card", {"en": "stamps"}, kind="stamps", returns=Returns("within_balance")),
        "rules": Rule("card", (Stamps(wallet="card", stamps=1),)),
        "rewards": Reward("pen"),
        "conversions": Conversion("full", "card", (Choice(1, "pen"),)),
    }
    return compile_program(replace(program, **{part: (*getattr(program, part), one) for part, one in more.items()}))


def _wallets(fold: Fold) -> dict[str, Wallet]:
    return {id_: one for id_, one in fold.account.wallets.items() if id_ != "card"}


def _rewards(fold: Fold) -> list[tuple[str, int, int | None, str, int, str]]:
    kept = [one for _, one in sorted(fold.rewards.items()) if one.reward != "pen"]
    return [(one.reward, one.issued_at, one.expires_at, one.state, one.worth, one.used_for) for one in kept]


class RetoldMachine(FoldMachine):
    """The machine of orders; every few steps its past is told again."""

    check_every = 25

    @staticmethod
    def start(first: Version) -> System:
        """No database."""
        return RetoldSystem(first)


def test_what_happened_happens_again() -> None:
    run(RetoldMachine, 4)


@pytest.mark.torture
def test_many_steps_happen_again(capsys: pytest.CaptureFixture[str]) -> None:
    counts, seed = run(RetoldMachine, 200)
    with capsys.disabled():
        sys.stdout.write(f"\nWhat-if, the same again, seed {seed}: {counts.steps} steps\n")
    assert counts.steps >= 15_000


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.__name__ for mutant in MUTANTS])
def test_a_mistake_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    with pytest.raises((AssertionError, AttributeError, KeyError)):
        run(RetoldMachine, 200, shrink=False)
