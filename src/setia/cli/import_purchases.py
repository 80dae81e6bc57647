"""`setia import purchases`: a file of past purchases, with progress, rejects and resumption."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal, cast

import msgspec
import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from setia.cli import wording
from setia.cli.actor import actor
from setia.cli.terminal import REJECTS, count, err, fail, load_program, out, print_json, ready
from setia.engine.money import EXPONENT, MUST_STATE_EXPONENT
from setia.services import import_purchases as service
from setia.services import uploads
from setia.services.documents import BadDocument, read
from setia.services.purchase_files import Columns, FileFault, Options
from setia.storage.programs import LoadedProgram

app = typer.Typer(no_args_is_help=True, help="Bring in history from files.")


@app.callback()
def import_() -> None:
    """Bring in history from files."""


@app.command()
def purchases(  # one option a parameter: this is the command's face
    file: Annotated[Path, typer.Argument(help="CSV or Parquet, one row per receipt line.", show_default=False)],
    program: Annotated[str, typer.Option(help="Which program, where there are several.")] = "",
    source: Annotated[str, typer.Option(help="The till system that numbered the receipts.")] = "file",
    column: Annotated[
        list[str] | None, typer.Option(help="TARGET=COLUMN for a column of another name; repeat.", show_default=False)
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="The same in a YAML or JSON file.", show_default=False)] = None,
    exponent: Annotated[int | None, typer.Option(min=0, max=3, help="Decimals of the currency's minor unit.")] = None,
    decimal_mark: Annotated[str, typer.Option(help="`.` or `,` where amounts could be read two ways.")] = "",
    thousands_mark: Annotated[str, typer.Option(help="The mark between thousands, if any.")] = "",
    calendar: Annotated[str, typer.Option(help="`gregorian` or `buddhist` years.")] = "",
    tax_exclusive: Annotated[bool, typer.Option("--tax-exclusive", help="Tax comes on top of prices.")] = False,
    member_kind: Annotated[str, typer.Option(help="Which identifier the member column holds.")] = "external",
    enrol: Annotated[bool, typer.Option(help="Unknown members join by their first purchase.")] = True,
    rejects: Annotated[Path | None, typer.Option(help="Where rejected rows go.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable result.")] = False,
) -> None:
    """Import past purchases, judged by the program in force at the time of each.

    Stop and start it at will: it goes on where it stopped, and the same file twice changes nothing. Rows that cannot
    be read go to FILE.rejects.csv with line and reason, the first thousand to the inbox, too; the others are imported,
    and the exit code is then 3.

    Example: `setia import purchases tills.csv --column purchase_id=receipt --column net=amount`
    """
    ready()
    loaded = load_program(program)
    try:
        plan = service.Plan(
            path=file,
            columns=Columns.of(column or [], _mapping(mapping)),
            options=Options(
                source=source,
                currency=loaded.latest.program.currency,
                exponent=_exponent(loaded, exponent),
                zone=loaded.latest.zone,
                decimal_mark=decimal_mark or None,
                thousands_mark=thousands_mark or None,
                calendar=_calendar(calendar),
                prices="tax_exclusive" if tax_exclusive else "tax_inclusive",
            ),
            rejects_path=rejects or file.with_name(file.name + ".rejects.csv"),
            actor=actor(),
            member_kind=member_kind,
            enrol=enrol,
        )
        done = _with_bar(loaded, plan)
    except FileFault as fault:
        fail(f"{file}: {wording.file_fault(fault)}; nothing was imported.")
    if as_json:
        print_json(msgspec.to_builtins(done))
    else:
        _tell(done, plan)
    if done.rejected_rows or done.refused:
        raise typer.Exit(REJECTS)


def _exponent(program: LoadedProgram, stated: int | None) -> int:
    currency = program.latest.program.currency
    if stated is None and currency in MUST_STATE_EXPONENT:
        fail(
            f"--exponent: sources disagree on the decimals of {currency}; say how many this file's amounts have.",
            f"`--exponent {EXPONENT[currency]}` as ISO 4217 has it, `--exponent 0` for whole {currency}.",
        )
    if stated is not None and stated > EXPONENT[currency]:
        fail(f"--exponent: {currency} has {EXPONENT[currency]} decimals, not {stated}.")
    return EXPONENT[currency] if stated is None else stated


def _calendar(text: str) -> Literal["gregorian", "buddhist"] | None:
    if text in ("gregorian", "buddhist"):
        return cast(Literal["gregorian", "buddhist"], text)
    return None if not text else fail(f"--calendar: {text[:40]!r} is neither `gregorian` nor `buddhist`.")


def _mapping(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        plain, _ = read(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        fail(f"--mapping: {file} cannot be read: {fault}.")
    except BadDocument as bad:
        fail(f"--mapping: {file}:{bad.faults[0].line}: {wording.document_fault(bad.faults[0])}.")
    if not isinstance(plain, dict):
        fail(f"--mapping: {file} must be lines of `target: column`.")
    return plain


def _with_bar(program: LoadedProgram, plan: service.Plan) -> service.Imported:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[cyan]{task.fields[rate]}[/]"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
    ) as bar:
        task = bar.add_task("Reading and checking", total=None, rate="")

        def show(progress: service.Progress) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(
                task,
                description="Importing" if progress.phase == "importing" else "Reading and checking",
                completed=progress.done,
                total=progress.total or None,
                rate=f"{speed:,.0f}/s" if speed and progress.done else "",
            )

        return service.import_purchases(program, plan, show, partial(uploads.note_rejects, program, plan))


def _tell(done: service.Imported, plan: service.Plan) -> None:
    name = escape(plan.path.name)
    if done.already_done:
        out.print(f"{name} was imported before; nothing was changed.")
    elif done.resumed_at:
        out.print(f"{name}: went on after {count(done.resumed_at, 'purchase')}.")
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 2))
    table.add_column(justify="right")
    table.add_column()
    table.add_row(f"{done.rows:,}", "rows read")
    table.add_row(f"[red]{done.rejected_rows:,}[/]" if done.rejected_rows else "0", "rows rejected")
    table.add_row(f"[green]{done.added:,}[/]", "purchases added")
    table.add_row(f"{done.unchanged:,}", "known before, unchanged")
    table.add_row(f"[red]{done.refused:,}[/]" if done.refused else "0", "purchases refused")
    out.print(table)
    for code, how_many in sorted(done.refused_by_code.items()):
        out.print(f"  [red]{how_many:,}[/] refused: {wording.refusal(code)}")
    if done.rejected_rows or done.refused:
        out.print(f"Rejected and refused, with line and reason: {escape(str(plan.rejects_path))}")
