"""The forecast of a version that was applied without one: what its rules would have given, beside the version before.

`python -m setia.replay.forecasting PROGRAM NUMBER` writes it on its standard output, for a job that wants it made in a
process of its own: what is retold there keeps no till waiting for this one's interpreter.
"""

from __future__ import annotations

import os
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from setia.engine.guard import Forecast
    from setia.storage.programs import LoadedProgram

ANY_MARGIN = Fraction(25, 100)
"""Of no matter for a forecast."""
BEHIND = 10
"""How much less urgent than anything else it is, in the system's nice levels; so are processes that it begins."""


def forecast(program: LoadedProgram, number: int, now: int) -> Forecast:
    """Of a version that is not the first; rules of which nothing was recorded are not in it.

    What price rules gave is taken from before it began, for nothing is priced again.
    """
    from msgspec.structs import replace  # noqa: PLC0415

    from setia.engine.guard import Basis, choose  # noqa: PLC0415
    from setia.replay.plan import plan  # noqa: PLC0415
    from setia.storage import price_history  # noqa: PLC0415

    applied = program.versions.applied
    document, before = applied[number - 1].compiled, replace(program.versions, applied=applied[: number - 1])
    made = plan(replace(program, versions=before), document, now, ANY_MARGIN)
    began = max(applied[number - 1].applied_at, document.effective_from)
    prices = price_history.gave(program.id, [one.id for one in document.program.price_rules], min(now, began))
    return choose(Basis(made.today, made.expected | prices), (), document.program.guard).forecast


def main() -> None:
    """Write one forecast as it is stored."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()
    os.nice(BEHIND)
    from setia.engine.guard import to_json  # noqa: PLC0415
    from setia.storage import clock, programs  # noqa: PLC0415

    code, number = sys.argv[1:]
    sys.stdout.write(to_json(forecast(programs.load(code), int(number), clock.read())))


if __name__ == "__main__":
    main()
