"""How much of a limit an event uses, by what its rules gave; and how much of it an order takes again."""

from __future__ import annotations

from setia.engine.rules.asking import Ask
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.limit import Cap
from setia.engine.rules.verdict import Gain, Verdict


def use(cap: Cap, compiled: Compiled, verdicts: tuple[Verdict, ...]) -> int:
    """How much of a limit an event's verdicts use."""
    under = {judge.id for track in compiled.tracks for judge in track.judges if cap in judge.caps}
    mine = [verdict for verdict in verdicts if verdict.rule in under]
    if cap.times:
        return sum(gives(verdict) for verdict in mine)
    return sum(gain.gave for verdict in mine for gain in verdict.gains)


def gives(verdict: Verdict) -> bool:
    """Whether a rule gives anything; what only makes up for a carried remainder is no use of it."""
    given = any(gain.gave > 0 for gain in verdict.gains) or any(gift.gave for gift in verdict.gifts)
    return verdict.holds and given


def same(verdict: Verdict | None, ask: Ask) -> list[Gain]:
    """What the same effect gave of the same wallet in another judgement: one, or none."""
    gains = verdict.gains if verdict is not None else ()
    return [gain for gain in gains if gain.effect == ask.effect and gain.wallet == ask.wallet]


def taken_again(cap: Cap, asks: list[Ask], granted: Verdict | None, current: Verdict | None) -> int:
    """What a rule takes of a limit again that it was granted and has given back since: it needs no room for that.

    Remainders that are carried are reckoned from what is given now, and take nothing again.
    """
    if granted is None:
        return 0
    plain = [ask for ask in asks if ask.carry is None]
    kept = sum(min(ask.amount, gain.gave) for ask in plain for gain in same(granted, ask))
    if cap.times:
        wanted = kept > 0 or any(gift.gave for gift in granted.gifts)
        return int(wanted and not (current is not None and gives(current)))
    return max(kept - sum(gain.gave for ask in plain for gain in same(current, ask)), 0)
