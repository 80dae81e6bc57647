"""A part of a program document in words: what `show` prints, and what `diff` compares."""

from __future__ import annotations

from msgspec import Struct

from setia.wording.sentences import Sentence


class Part(Struct, frozen=True):
    """One wallet, rule, tier set, reward or whatever else a document has by an id."""

    kind: str
    """program, wallet, rule, price_rule, undiscounted, points_tender, tier_set, reward, conversion, calendar, never or
    experiment."""
    id: str
    name: str
    sentences: tuple[Sentence, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What they say."""
        return tuple(one.text for one in self.sentences)
