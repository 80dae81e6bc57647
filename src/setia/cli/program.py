"""`setia program`: check, apply and show program documents."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from setia.cli.advice import advice, advice_as_json
from setia.cli.command_options import Json
from setia.cli.documents import read_or_fail
from setia.cli.explain import explain
from setia.cli.program_apply import apply, approve, proposals, reject, rollback
from setia.cli.program_diff import diff
from setia.cli.program_new import new
from setia.cli.program_notice import notice
from setia.cli.program_plan import plan
from setia.cli.rules_in_words import rule_in_words
from setia.cli.terminal import fail, load_program, out, print_json, ready, shown
from setia.cli.when import show_instant
from setia.engine.rules.program import Program
from setia.services.document_text import to_pretty_json, to_yaml
from setia.services.program_schema import schema_text
from setia.storage.models import ProgramVersion

app = typer.Typer(no_args_is_help=True, help="Write, check, apply, show and compare program documents.")
app.command()(new)
app.command()(explain)
app.command()(diff)
app.command()(plan)
app.command()(apply)
app.command()(rollback)
app.command()(notice)
app.command()(proposals)
app.command()(approve)
app.command()(reject)


class Form(StrEnum):
    """Forms that a document has."""

    YAML = "yaml"
    JSON = "json"


_PRINTED = {Form.YAML: to_yaml, Form.JSON: to_pretty_json}

Document = Annotated[Path, typer.Argument(help="A program document: YAML or JSON.", show_default=False)]


@app.command()
def validate(
    file: Document,
    history: Annotated[
        bool, typer.Option("--history", help="Judge recorded purchases by it, too, and say what they show.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check a program document and change nothing; say what is sound and yet will not do what it seems to.

    Example: `setia program validate programs/grocery.yaml --history`
    """
    compiled, text = read_or_fail(file, as_json=as_json)
    program = compiled.program
    if as_json:
        advice_as_json(file, text, compiled, history=history)
        return
    out.print(
        f"[green]✓[/] {escape(str(file))} is a sound program: {program.id}, {len(program.wallets)} wallet(s),"
        f" {len(program.rules)} rule(s), from {program.effective_from}."
    )
    _print_rules(program)
    advice(file, text, compiled, history=history)


@app.command()
def schema() -> None:
    """Print the JSON Schema of program documents, by which an editor completes and checks them while you type.

    Example: `setia program schema > program.schema.json`, and as the first line of a document beside it:
    `# yaml-language-server: $schema=program.schema.json`
    """
    typer.echo(schema_text(), nl=False)


@app.command()
def show(
    program: Annotated[str, typer.Option(help="Which program, where there are several.")] = "",
    source: Annotated[bool, typer.Option("--source", help="Print the document as it was written.")] = False,
    form: Annotated[Form | None, typer.Option("--format", help="Print the document anew, in this form.")] = None,
    version: Annotated[int, typer.Option(min=0, help="Which version; the latest without it.")] = 0,
    as_json: Json = False,
) -> None:
    """Show a program's versions and what it gives.

    Example: `setia program show --format yaml --version 1`
    """
    ready()
    loaded = load_program(program)
    rows = list(ProgramVersion.objects.filter(program_id=loaded.id).order_by("number"))
    if version > len(rows):
        fail(f"--version: {loaded.code} has {len(rows)} version(s), not {version}.")
    chosen = loaded.versions.applied[version - 1].compiled
    if source:
        typer.echo(rows[version - 1].source, nl=False)
        return
    if form is not None:
        typer.echo(_PRINTED[form](chosen.program), nl=False)
        return
    if as_json:
        print_json(
            {"program": loaded.code, "versions": [{"number": r.number, "applied_at": r.applied_at} for r in rows]}
        )
        return
    table = Table(title=f"Program {loaded.code}", title_justify="left")
    for heading in ("version", "in force from", "applied", "by"):
        table.add_column(heading)
    for row in rows:
        table.add_row(
            str(row.number),
            show_instant(row.effective_from, loaded.latest.zone),
            show_instant(row.applied_at),
            row.applied_by,
        )
    out.print(table)
    _print_rules(chosen.program)


def _print_rules(program: Program) -> None:
    """Every rule with what it gives, and when."""
    for rule in program.rules:
        out.print(f"  [bold]{shown(rule.name.get('en', rule.id))}[/]", soft_wrap=True)
        for line in rule_in_words(rule, program):
            out.print(f"    {shown(line)}", soft_wrap=True)
