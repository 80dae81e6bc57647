"""What a member chose that units become, in words."""

from __future__ import annotations

from setia.cli import names
from setia.cli.units import Units
from setia.engine.commands import ChooseConversion
from setia.storage.movements import Movement


def told(asked: ChooseConversion, movement: Movement, units: Units) -> str:
    """What was chosen, or that something was, where the program has forgotten it."""
    document = units.document(movement.program_version)
    conversion = next((one for one in document.conversions if one.id == asked.conversion), None)
    if conversion is None:
        return "chose when units become a reward"
    reward = next((one.reward for one in conversion.choices if one.amount == asked.amount), "")
    amount, name = units.amount(asked.amount, conversion.wallet), names.of(document.rewards, reward)
    return f"chose that {amount} become {names.inside(name)}"
