"""Rules in plain English, as their author reads them back."""

from __future__ import annotations

from setia.engine.rules.program import Program
from setia.engine.rules.rule import Rule
from setia.wording.rules import rule_in_words as sentences
from setia.wording.speaker import Speaker


def rule_in_words(rule: Rule, program: Program) -> list[str]:
    """What a rule says, a sentence a line."""
    return [one.text for one in sentences(Speaker(program), rule)]
