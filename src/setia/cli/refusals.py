"""A sentence for every "no" on the terminal: in English, with its numbers where they are known."""

from __future__ import annotations

from setia.cli.units import Units
from setia.wording.phrases import Numbers
from setia.wording.refusals import refused
from setia.wording.sentences import Speech
from setia.wording.speaker import Speaker


def refusal(code: str, numbers: Numbers | None = None, units: Units | None = None) -> str:
    """Why a command was refused; without numbers, or without the units to say them in, in general."""
    if numbers is None or units is None:
        return refused(Speech("en"), code, {}).text
    return refused(Speaker(units.document(), "en", "author"), code, numbers, units.wallet).text
