"""Rewards: what there is to get, how many were given and used, and what is left in stock."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from setia.engine.rules.reward import Reward
from setia.storage import reward_counts
from setia.storage.reward_counts import Counted
from setia.web.admitted import Session, staff_only
from setia.wording.documents import rewards as in_words
from setia.wording.speaker import Speaker

LOW_PERCENT = 10
"""Of the stock: what is left then is marked."""


class Row(Struct, frozen=True):
    """One reward."""

    id: str
    name: str
    said: tuple[str, ...]
    given: str
    open: str
    used: str
    left: str
    """In stock, or codes of the pool; empty: there is no end of it."""
    of: str
    """How many there are in all; empty where that is not known."""
    is_low: bool


@staff_only("program")
def rewards(request: HttpRequest, session: Session) -> HttpResponse:
    """All of the version in force, in its order."""
    speaker = Speaker(session.program.latest.program, session.people, "staff")
    counts = reward_counts.of_program(session.program.id)
    rows = [_row(speaker, one, counts.get(one.id, Counted())) for one in session.program.latest.program.rewards]
    return render(request, "console/rewards.html", {"here": "rewards", "rows": rows})


def _row(speaker: Speaker, one: Reward, counted: Counted) -> Row:
    number = speaker.people.number
    part = in_words.reward(speaker, one)
    left: int | None = None
    if one.stock is not None:
        left = max(one.stock - counted.taken, 0)
    if one.codes == "pool":
        left = counted.codes if left is None else min(left, counted.codes)
    whole = one.stock if one.stock is not None else counted.codes + counted.given
    return Row(
        id=one.id,
        name=part.name or one.id,
        said=tuple(sentence.text for sentence in part.sentences),
        given=number(counted.given),
        open=number(counted.issued),
        used=number(counted.used),
        left="" if left is None else number(left),
        of="" if left is None else number(whole),
        is_low=left is not None and left * 100 <= whole * LOW_PERCENT,
    )
