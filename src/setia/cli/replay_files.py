"""`setia replay --to` and `--from`: journals as files, and what a document makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from setia.cli.documents import read_or_fail
from setia.cli.terminal import FAILED, count, err, fail, out, print_json, shown
from setia.replay.by_spark import NoSpark, retell_by_spark
from setia.replay.copying import copy_journals
from setia.replay.journal_files import Manifest, manifest
from setia.replay.retold_files import Summed, retell_files
from setia.replay.tally import Figures
from setia.storage import clock
from setia.storage.models import Account, Journal
from setia.storage.programs import LoadedProgram


def write(program: LoadedProgram, folder: Path) -> None:
    """Write a program's journals into a folder that is not there yet."""
    try:
        of_program = Account.objects.filter(program_id=program.id).values("id")
        with bar("Writing", Journal.objects.filter(account_id__in=of_program).count()) as advance:
            found = copy_journals(program, folder, clock.read(), advance)
    except OSError as fault:
        fail(f"--to: {folder} cannot be written: {fault.strerror or fault}.")
    out.print(
        f"{count(found.commands, 'command')} of {count(found.accounts, 'account')} written to {shown(str(folder))}"
    )
    if found.unreadable:
        out.print(f"{count(found.unreadable, 'account')} of members who were erased are left out.")


def retell(folder: Path, under: Path, spark: str, *, as_json: bool) -> None:
    """Print what a document would have made of the journals in a folder."""
    compiled, _ = read_or_fail(under)
    try:
        known = manifest(folder)
    except (OSError, msgspec.DecodeError, ValueError) as fault:
        fail(f"--from: {folder} is no folder of journals: {fault}.", "`setia replay --to FOLDER` writes one.")
    if known.program != compiled.program.id:
        fail(f"{under}: this is a program `{compiled.program.id}`, and the journals are of `{known.program}`.")
    try:
        with bar("Retelling", known.commands) as advance:
            if spark:
                summed = retell_by_spark(folder, compiled, spark, advance)
            else:
                summed = retell_files(folder, compiled, advance)
    except NoSpark:
        fail(
            "--spark: Spark is not installed.", 'pip install "setia[spark]" adds it; it needs Java 17 or newer.', FAILED
        )
    if as_json:
        print_json({"accounts": summed.accounts, "commands": summed.commands, **plain(summed.figures)})
    else:
        _print(known, summed)


def plain(figures: Figures) -> dict[str, Any]:
    """Figures as JSON has them: by wallet, rule, tier set, reward, budget and reason."""
    wallets: dict[str, dict[str, int]] = {}
    for (wallet, flow, _), amount in sorted(figures.units.items()):
        of = wallets.setdefault(wallet, {"issued": 0, "redeemed": 0, "expired": 0})
        of[flow] += amount
    for name, amounts in (("held", figures.held), ("owed", figures.debts)):
        for wallet, amount in sorted(amounts.items()):
            wallets.setdefault(wallet, {"issued": 0, "redeemed": 0, "expired": 0})[name] = amount
    rules: dict[str, dict[str, int]] = {}
    for (rule, wallet), amount in sorted(figures.rules.items()):
        rules.setdefault(rule, {})[wallet] = amount
    levels: dict[str, dict[str, int]] = {}
    for (tier_set, level), members in sorted(figures.levels.items()):
        levels.setdefault(tier_set, {})[level] = members
    return {
        "wallets": wallets,
        "rules": rules,
        "levels": levels,
        "rewards": dict(sorted(figures.rewards.items())),
        "unaffordable": {wallet: [n, units] for wallet, (n, units) in sorted(figures.unaffordable.items())},
        "cut": {budget: [n, units] for budget, (n, units) in sorted(figures.cut.items())},
        "skipped": dict(sorted(figures.skipped.items())),
    }


def _print(known: Manifest, summed: Summed) -> None:
    told = plain(summed.figures)
    out.print(
        f"{count(summed.commands, 'command')} of {count(summed.accounts, 'account')} of {escape(known.program)},"
        " as if this document had been in force since the program began. All is in a wallet's smallest unit."
    )
    table = Table(box=None)
    for heading in ("wallet", "issued", "redeemed", "expired", "held", "owed"):
        table.add_column(heading, justify="left" if heading == "wallet" else "right")
    for wallet, of in told["wallets"].items():
        table.add_row(wallet, *(f"{of.get(name, 0):,}" for name in ("issued", "redeemed", "expired", "held", "owed")))
    out.print(table)
    for tier_set, members in told["levels"].items():
        said = ", ".join(f"{level} {n:,}" for level, n in members.items())
        out.print(f"Members by level of {escape(tier_set)}: {said}")
    for wallet, (n, units) in told["unaffordable"].items():
        out.print(f"{count(n, 'redemption')} of {units:,} {escape(wallet)} could not have been paid; each was skipped.")
    for budget, (n, units) in told["cut"].items():
        out.print(f"{count(n, 'award')} cut by budget {escape(budget)}, by {units:,} units")
    for code, n in told["skipped"].items():
        out.print(f"{count(n, 'command')} skipped: {code}")


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar that moves; told how many more were done."""
    columns = TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda done: progress.advance(task, done)
