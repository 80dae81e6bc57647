"""Rehearsal: recorded purchases judged by a document that is not in force, each by itself.

It tells an author what the document alone does not show: rules that no purchase met, limits that nobody came near, and
what rounding down takes. It moves nothing; what balances and levels would have become is another question (plan).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from setia.engine.rules.advice import Advice
from setia.engine.rules.compiled import Compiled, Judge
from setia.engine.rules.evaluate import evaluate
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Path
from setia.engine.rules.limit import period
from setia.engine.rules.using import gives
from setia.engine.rules.verdict import Gain, Verdict
from setia.storage.programs import LoadedProgram
from setia.storage.recorded import Recorded, purchases, shortfalls
from setia.storage.snapshot import snapshot

PURCHASES_MAX = 50_000
"""The last so many are judged: enough to see a rule that holds once in a thousand baskets."""
LOST_MAX = Fraction(5, 100)
"""Of what a rule would give exactly, the part that rounding down may take without a word."""


class _Rounded(Struct):
    """What an effect gave, and what it would have given without rounding, both in smallest units."""

    gave: int = 0
    exact: Fraction = Fraction(0)


class Rehearsal:
    """What recorded purchases say of one document."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self.purchases = 0
        self._held: dict[str, int] = {}
        self._rounded: dict[tuple[str, int], _Rounded] = {}
        self._used: dict[tuple[str, int, str], int] = {}
        self._judges: dict[str, Judge] = {one.id: one for track in compiled.tracks for one in track.judges}

    def judge(self, recorded: Recorded) -> None:
        """One purchase more."""
        facts = Facts(self._compiled.scene, recorded.purchase, recorded.frame)
        self.purchases += 1
        for verdict in evaluate(self._compiled, facts):
            if verdict.holds:
                self._held[verdict.rule] = self._held.get(verdict.rule, 0) + 1
            for gain in verdict.gains:
                self._round(verdict.rule, gain)
            self._use(verdict, recorded.account_id, facts)

    def _round(self, rule: str, gain: Gain) -> None:
        if gain.points and gain.rounding == "floor" and gain.effect not in self._judges[rule].carries:
            mine = self._rounded.setdefault((rule, gain.effect), _Rounded())
            mine.gave += gain.asked
            mine.exact += Fraction(gain.value * gain.points, gain.per)

    def _use(self, verdict: Verdict, account_id: int, facts: Facts) -> None:
        """How much of each limit would be used if there were none."""
        for cap in self._judges[verdict.rule].caps:
            more = int(gives(verdict)) if cap.times else sum(gain.asked for gain in verdict.gains)
            if not more:
                continue
            whose = 0 if cap.budget else account_id
            when = str(self.purchases) if cap.every == "purchase" else period(facts.day, cap.every)
            self._used[cap.id, whose, when] = self._used.get((cap.id, whose, when), 0) + more

    def advice(self) -> Iterator[Advice]:
        """What an author should look at; nothing where nothing was recorded."""
        if not self.purchases:
            return
        program = self._compiled.program
        for i, rule in enumerate(program.rules):
            if rule.trigger == "purchase" and not self._held.get(rule.id):
                yield Advice(("rules", i), "rule_never_held", {"rule": rule.id, "purchases": self.purchases})
            for effect in range(len(rule.effects)):
                yield from self._lost(("rules", i), rule.id, effect)
        for i, limit in enumerate(program.limits):
            most = max((used for (id_, _, _), used in self._used.items() if id_ == limit.id), default=0)
            cap = self._compiled.caps[limit.id]
            if 0 < most < cap.most:
                told: dict[str, str | int] = {"limit": limit.id, "most": most, "allowed": cap.most}
                yield Advice(("limits", i), "limit_not_reached", told)

    def _lost(self, path: Path, rule: str, effect: int) -> Iterator[Advice]:
        rounded = self._rounded.get((rule, effect), _Rounded())
        lost = rounded.exact - rounded.gave
        if lost > LOST_MAX * rounded.exact:
            tenths = round(lost * 1000 / rounded.exact)
            told: dict[str, str | int] = {
                "rule": rule,
                "lost_tenths_of_percent": tenths,
                "exact": int(rounded.exact),
                "gave": rounded.gave,
            }
            yield Advice(path, "rounding_loses", told)


def rehearse(
    program: LoadedProgram, compiled: Compiled, on_progress: Callable[[int], None] | None = None
) -> tuple[int, list[Advice]]:
    """How many recorded purchases of a program another document has judged, and what they say of it."""
    rehearsal = Rehearsal(compiled)
    with snapshot():
        for recorded in purchases(program.id, PURCHASES_MAX):
            rehearsal.judge(recorded)
            if on_progress is not None:
                on_progress(1)
        owed = shortfalls(program.id)
    found = list(rehearsal.advice())
    for i, wallet in enumerate(compiled.program.wallets):
        for asked in owed if wallet.returns.policy == "debt" else ():
            if asked.wallet == wallet.id:
                told: dict[str, str | int] = {"wallet": wallet.id, "members": asked.members, "units": asked.units}
                found.append(Advice(("wallets", i, "returns", "policy"), "debt_below_zero", told))
    return rehearsal.purchases, found
