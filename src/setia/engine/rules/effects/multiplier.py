"""Multipliers: more of what other rules give."""

from __future__ import annotations

from math import lcm

from msgspec import Struct

from setia.engine.rounding import Rounding
from setia.engine.rules.asking import Ask, Asked, Asking
from setia.engine.rules.defined import Defined
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines


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
        wanted = self.lines.ready((*path, "lines"), faults)

        def ask(facts: Facts, asked: Asked) -> list[Ask]:
            chosen = None if wanted is None else {i for i, line in facts.lines if wanted(line)}
            by_wallet: dict[str, list[Ask]] = {}
            for rule in self.of:
                for one in asked.get(rule, ()):
                    by_wallet.setdefault(one.wallet, []).append(one)
            return [self._more(parted, chosen, (more, parts)) for parted in by_wallet.values()]

        return ask

    def _more(self, asks: list[Ask], chosen: set[int] | None, factor: tuple[int, int]) -> Ask:
        """What comes on top in one wallet: the exact shares times the factor less one."""
        more, parts = factor
        common = lcm(*(one.den for one in asks))
        shares = [0] * max(len(one.shares) for one in asks)
        fixed = 0
        for one in asks:
            scale = more * (common // one.den)
            for i, share in enumerate(one.shares):
                if chosen is None or i in chosen:
                    shares[i] += share * scale
            if chosen is None:
                fixed += one.fixed * scale
        den = common * parts
        # The rate is said where there is one base: then it is that base's rate, times the factor.
        only = asks[0] if len(asks) == 1 and asks[0].points and chosen is None else None
        return Ask(
            wallet=asks[0].wallet,
            shares=shares,
            fixed=fixed,
            den=den,
            rounding=self.rounding,
            value=only.value if only else 0,
            points=only.points * more if only else 0,
            per=only.per * parts if only else 1,
            reckoned_on=only.reckoned_on if only else "money",
        )
