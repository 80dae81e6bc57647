"""Advice on a program document in English: what is sound, but will not do what its author means."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from setia.cli.terminal import BAD_INPUT, count, err, fail, print_json, ready
from setia.engine.rules.advice import Advice, advise
from setia.engine.rules.compiled import Compiled
from setia.replay.rehearsal import PURCHASES_MAX, rehearse
from setia.services.documents import lines_of
from setia.storage import programs
from setia.storage.models import Journal
from setia.wording import faults
from setia.wording.sentences import Speech

_ENGLISH = Speech("en")

_SAID = {
    "rounding_loses": "rounding down takes {lost} % of what it would give: {gave} of {exact} on recorded purchases;"
    " think of `carry` or another rounding",
    "rule_never_held": "it held for none of {purchases} recorded purchases",
    "limit_not_reached": "the most that was used of it on recorded purchases is {most} of {allowed}",
    "debt_below_zero": "recorded returns asked {members} member(s) for {units} units that they no longer had;"
    " with `debt` they owe them",
}
"""By code, what recorded purchases say of it; what the document alone says is worded in `wording.faults`."""


def advice(file: Path, text: str, compiled: Compiled, *, history: bool) -> None:
    """Print what an author should look at; exits where the document must not be applied so."""
    _tell(file, text, [*advise(compiled), *(_of_history(compiled) if history else ())])


def advice_as_json(file: Path, text: str, compiled: Compiled, *, history: bool) -> None:
    """Print the same as JSON; exits where the document must not be applied so."""
    found = [*advise(compiled), *(_of_history(compiled) if history else ())]
    lines = lines_of(text)
    plain = [
        {"line": line, "path": path, "code": one.code, "said": _sentence(one), "must_be_mended": one.is_fault}
        for one in found
        for line, path in [lines.place(one.path)]
    ]
    print_json({"file": str(file), "sound": True, "program": compiled.program.id, "advice": plain})
    if any(one.is_fault for one in found):
        raise typer.Exit(BAD_INPUT)


def must_be_mended(file: Path, text: str, compiled: Compiled) -> None:
    """Exit where a document must not be applied as it is, and say why."""
    _tell(file, text, [one for one in advise(compiled) if one.is_fault])


def _tell(file: Path, text: str, found: list[Advice]) -> None:
    lines = lines_of(text)
    for one in found:
        line, where = lines.place(one.path)
        style, word = ("bold red", "must be mended") if one.is_fault else ("yellow", "look at this")
        at = escape(f"{file}:{line}:")
        err.print(f"[{style}]{at}[/] {escape(where)}: {escape(_sentence(one))} [dim]({word})[/]", soft_wrap=True)
    if any(one.is_fault for one in found):
        raise typer.Exit(BAD_INPUT)


def _sentence(one: Advice) -> str:
    if one.code in faults.ADVICE:
        return faults.clause(_ENGLISH, one).text
    numbers = dict(one.numbers)
    if one.code == "rounding_loses":
        tenths = int(numbers["lost_tenths_of_percent"])
        numbers["lost"] = f"{tenths // 10}.{tenths % 10}"
    return _SAID[one.code].format(**{name: f"{n:,}" if isinstance(n, int) else n for name, n in numbers.items()})


def _of_history(compiled: Compiled) -> list[Advice]:
    """What recorded purchases of the program of the same id say, with a bar while they are judged."""
    ready()
    try:
        program = programs.load(compiled.program.id)
    except programs.UnknownProgram:
        fail(f"--history: nothing is recorded of a program `{compiled.program.id}`.")
    columns = TextColumn("Judging recorded purchases"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        most = min(Journal.objects.filter(kind="record_purchase").count(), PURCHASES_MAX)
        task = bar.add_task("", total=most)
        purchases, found = rehearse(program, compiled, lambda done: bar.advance(task, done))
    err.print(f"  [dim]{count(purchases, 'recorded purchase')} judged by it, the last of {program.code}.[/]")
    return found
