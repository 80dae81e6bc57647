"""Speakers and explanations of small programs, for tests of what is said."""

from __future__ import annotations

from collections.abc import Sequence

from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions.visibility import Audience
from setia.engine.rules.verdict import Why
from setia.wording.explanation import Explainer, ToldRule
from setia.wording.languages import Language
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def forms(message: str | Sequence[str] | None) -> list[str]:
    """A message of a catalogue as a list of its forms."""
    return [message] if isinstance(message, str) else list(message or ())


def explainer(compiled: Compiled, language: Language = "en", audience: Audience = "author") -> Explainer:
    """Who explains this program's verdicts."""
    return Explainer(Speaker(compiled.program, language, audience))


def texts(sentences: list[Sentence]) -> list[str]:
    """What they say."""
    return [one.text for one in sentences]


def gave(told: ToldRule) -> list[str]:
    """What a rule says that it gave, effect by effect."""
    return [" ".join(one.text for one in sentences) for sentences in told.gave]


def asked(told: ToldRule) -> list[tuple[bool, str]]:
    """What a rule says that it asked for, with what there was."""
    return [(one.holds, " ".join(sentence.text for sentence in one.sentences)) for one in told.conditions]


def all_of(why: Why, said: Explainer) -> list[Sentence]:
    """Everything that can be said of a judgement."""
    rules = said.rules(why)
    found = [*said.totals(why, "basket"), *said.in_short(why), *said.needs(why)]
    for rule in rules:
        found += [sentence for one in rule.conditions for sentence in one.sentences]
        found += [sentence for sentences in rule.gave for sentence in sentences]
    return found
