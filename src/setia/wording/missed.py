"""What would have been needed for price rules that take nothing off: said as it is said of earning rules."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from setia.engine.rules.conditions.visibility import Audience
from setia.engine.rules.effects.fixed_points import FixedPoints
from setia.engine.rules.pricing import PriceVerdict
from setia.engine.rules.program import Program
from setia.engine.rules.rule import Rule
from setia.engine.rules.verdict import Verdict, Why
from setia.wording.explanation import Explainer
from setia.wording.languages import Language
from setia.wording.people import People
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def missed(
    document: Program, verdicts: Sequence[PriceVerdict], reader: Language | People, audience: Audience
) -> list[Sentence]:
    """`4.20 USD more for “Ten percent off”.`: of each rule that does not hold, where this audience is told of it."""
    # What they take off does not matter to why they do not hold.
    rules = tuple(Rule(one.id, (FixedPoints(1),), when=one.when, name=one.name) for one in document.price_rules)
    speaker = Speaker(structs.replace(document, rules=rules), reader, audience)
    failed = tuple(Verdict(one.rule, False, one.checks) for one in verdicts if not one.holds)
    return Explainer(speaker).needs(Why(failed, counted=True))
