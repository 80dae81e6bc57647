"""Why a command was refused: for every code of the ledger a sentence, with its numbers where they are known.

Each code has phrases from the most telling to the most general; the last one has no numbers.
"""

from __future__ import annotations

from setia.wording.phrases import Numbers, Phrase, filled, first_of, whole
from setia.wording.refusals.members import MEMBERS
from setia.wording.refusals.offers import OFFERS
from setia.wording.refusals.purchases import PURCHASES
from setia.wording.refusals.requests import REQUESTS
from setia.wording.refusals.units import UNITS
from setia.wording.sentences import Sentence, Speech
from setia.wording.speaker import Speaker

REFUSALS: dict[str, tuple[Phrase, ...]] = {**MEMBERS, **OFFERS, **PURCHASES, **REQUESTS, **UNITS}
"""By code, from the most telling to the most general."""


def refused(by: Speech, code: str, numbers: Numbers, wallet: str = "") -> Sentence:
    """Why not, as a clause: `only 40 points are usable, 41 were asked for`.

    `wallet` is the one that was meant where the refusal does not name it. A code that nobody knows is said as it is.
    """
    known = dict(numbers)
    if isinstance(by, Speaker) and "wallet" not in known:
        own = [one.id for one in by.document.wallets]
        named = wallet or (own[0] if len(own) == 1 else "")
        known.update({"wallet": named} if named else {})
    phrase = first_of(REFUSALS.get(code, ()), by, known)
    return Sentence(code, code, {}) if phrase is None else filled(code, phrase, by, known)


def refusal(by: Speech, code: str, numbers: Numbers, wallet: str = "") -> Sentence:
    """The same as a sentence of its own."""
    return whole(refused(by, code, numbers, wallet), by)
