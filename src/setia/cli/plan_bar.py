"""A plan made with a bar that moves."""

from __future__ import annotations

from fractions import Fraction

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from setia.cli.terminal import err
from setia.engine.rules.compiled import Compiled
from setia.replay.plan import Plan, plan
from setia.storage import clock
from setia.storage.models import Journal
from setia.storage.programs import LoadedProgram


def with_bar(program: LoadedProgram, compiled: Compiled, margin: Fraction) -> Plan:
    """What a document would have done to all that was recorded until now."""
    columns = TextColumn("Retelling what was recorded"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=Journal.objects.count())
        return plan(program, compiled, clock.read(), margin, lambda done: bar.advance(task, done))
