"""What a condition found, in words, where that is the same for many kinds."""

from __future__ import annotations

from collections.abc import Sequence

from setia.engine.rules.verdict import Check
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def this_time(speaker: Speaker, value: Said) -> Sentence:
    """What there was; that there was nothing, where a value says nothing."""
    if not value.text:
        return nothing(speaker)
    return speaker.say("found", "This time: {value}.", value=value)


def nothing(speaker: Speaker) -> Sentence:
    """That there was nothing of it."""
    return speaker.say("found_nothing", "This time there is none.")


def names_found(check: Check) -> Sequence[str]:
    """Names that a condition found; none where it found nothing."""
    if isinstance(check.found, tuple):
        return check.found
    return () if check.found in (None, "") else (str(check.found),)


def listed_found(speaker: Speaker, check: Check) -> Sentence:
    """The same as a sentence."""
    return this_time(speaker, speaker.listed(names_found(check)))


def whole(check: Check) -> int:
    """A number that a condition found."""
    return check.found if isinstance(check.found, int) else 0
