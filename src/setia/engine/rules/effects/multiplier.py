"""Multipliers: more of what other rules give."""

from __future__ import annotations

from math import lcm

from msgspec import Struct

from setia.engine.rounding import Rounding
from setia.engine.rules.asking import Ask, Asked, Asking
from setia.engine.rules.defined import Defined
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Choice, Lines


class Multiplier(Struct, frozen=True, tag="multiplier", tag_field="kind", forbid_unknown_fields=True):
    """`times` what some rules give, on the whole order or on some lines: what is on top of it, rounded once.

    Two multipliers of one rule add up in a lane that adds (2 and 3 make 4), and multiply in a lane that multiplies
    (2 and 3 make 6).
    """

    times: int | str
    """More than 1: a whole number, or text such as "1.5"."""
    of: tuple[str, ...]
    """The rules that it multiplies; they are reckoned before, in an earlier lane or further up."""
    lines: Lines = Lines()
    rounding: Rounding = "floor"

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Asking:
        """The effect with its references checked and its factor as a fraction."""
        if not self.of:
            faults.add((*path, "of"), "empty_list")
        for i, rule in enumerate(self.of):
            faults.known(rule, defined.rules, (*path, "of", i), "earlier_rule")
        times, parts = faults.ratio(self.times, (*path, "times"), above=1)
        more = times - parts
        choice = self.lines.ready((*path, "lines"), faults)
        no, rounding = defined.effect, self.rounding

        def ask(facts: Facts, asked: Asked) -> list[Ask]:
            by_wallet: dict[str, list[Ask]] = {}
            for rule in self.of:
                for one in asked.get(rule, ()):
                    by_wallet.setdefault(one.wallet, []).append(one)
            found = []
            for several in by_wallet.values():
                one = several[0] if len(several) == 1 else _together(several)
                one = one if choice is None else _of(one, facts, choice)
                found.append(_more(one, (more, parts), rounding, no))
            return found

        return ask


def _together(asks: list[Ask]) -> Ask:
    """What several ask for of one wallet, as one; no rate says what it is."""
    den = lcm(*[one.den for one in asks])
    shares = [0] * max([len(one.parts) for one in asks])
    total = fixed = 0
    for one in asks:
        scale = den // one.den
        for i, part in enumerate(one.parts):
            shares[i] += part * one.each * scale
        total += one.total * scale
        fixed += one.fixed * scale
    return Ask(asks[0].wallet, total, den, parts=shares, fixed=fixed)


def _of(ask: Ask, facts: Facts, choice: Choice) -> Ask:
    """What is asked for on some lines; no rate says what it is."""
    parts = facts.only(ask.parts, choice) if ask.parts else ()
    return Ask(ask.wallet, sum(parts) * ask.each, ask.den, parts=parts, each=ask.each)


def _more(ask: Ask, factor: tuple[int, int], rounding: Rounding, effect: int) -> Ask:
    """What comes on top: as much again, times the factor less one, and that rounded once.

    The rate is said where there is one base: then it is that base's rate, times the factor.
    """
    more, parts = factor
    return Ask(
        wallet=ask.wallet,
        total=ask.total * more,
        den=ask.den * parts,
        rounding=rounding,
        value=ask.value if ask.points else 0,
        points=ask.points * more,
        per=ask.per * parts if ask.points else 1,
        parts=ask.parts,
        each=ask.each * more,
        fixed=ask.fixed * more,
        reckoned_on=ask.reckoned_on if ask.points else "money",
        effect=effect,
    )
