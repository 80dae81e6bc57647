"""`setia program new`: a program document of one's own, made from one that comes with Setia."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from setia.cli import wording
from setia.cli.command_options import Json
from setia.cli.terminal import err, fail, out, print_json, shown
from setia.services.document_types import closest
from setia.services.documents import BadDocument, DocumentFault, read_program
from setia.services.program_templates import Template, Wishes, filled_in, templates


def new(
    file: Annotated[Path | None, typer.Argument(help="Where to write it.", show_default=False)] = None,
    template: Annotated[str, typer.Option(help="Which template; without one, all are listed.")] = "",
    id_: Annotated[str, typer.Option("--id", help="The program's code, such as kopi-kita.")] = "",
    name: Annotated[str, typer.Option(help="What members know it by.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217, such as MYR.")] = "",
    zone: Annotated[str, typer.Option(help="The time zone, such as Asia/Kuala_Lumpur.")] = "",
    starts: Annotated[str, typer.Option("--from", help="The day from which it holds, such as 2027-01-31.")] = "",
    as_json: Json = False,
) -> None:
    """Write a program document to start from; what it says is explained in its comments.

    Example: `setia program new --template grocery --currency MYR --zone Asia/Kuala_Lumpur kopi.yaml`
    """
    known = templates()
    if not template:
        _list(known, as_json=as_json)
        return
    if template not in known:
        close = closest(template, known)
        hint = f"Did you mean {close}?" if close else f"There are: {', '.join(known)}."
        fail(f"--template: there is no template {template!r}.", hint)
    if file is None:
        fail("say where to write it.", f"For example: setia program new --template {template} {template}.yaml")
    text = filled_in(known[template], Wishes(id_, name, currency, zone, starts))
    faults = _faults(text)
    wrong = [fault for fault in faults if fault.path in ("id", "currency", "zone", "effective_from")]
    if wrong:
        fail(f"{wording.document_fault(wrong[0])}; nothing was written.")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        fail(f"{file} exists already; nothing was written.", "Choose another name, or move it away.")
    except OSError as fault:
        fail(f"{file}: {fault.strerror}.")
    if as_json:
        plain = [{"line": one.line, "fault": wording.document_fault(one)} for one in faults]
        print_json({"file": str(file), "template": template, "to_be_changed": plain})
    else:
        _print_next(file, template, faults)


def _faults(text: str) -> list[DocumentFault]:
    try:
        read_program(text)
    except BadDocument as bad:
        return bad.faults
    return []


def _list(known: dict[str, Template], *, as_json: bool) -> None:
    if as_json:
        print_json({"templates": [{"template": one.name, "what": one.description} for one in known.values()]})
        return
    table = Table(title="Programs to start from", title_justify="left", box=None, pad_edge=False)
    table.add_column("template", no_wrap=True)
    table.add_column("what it is")
    for one in known.values():
        table.add_row(one.name, shown(one.description))
    out.print(table)
    out.print("Write one with `setia program new --template NAME FILE`.")


def _print_next(file: Path, template: str, faults: list[DocumentFault]) -> None:
    written = escape(str(file))
    out.print(f"[green]✓[/] {written} is written, from the template {template}.", soft_wrap=True)
    if faults:
        out.print("  Still to be changed, since the template was made for another currency:")
        for fault in faults:
            err.print(f"[bold red]{written}:{fault.line}:[/] {escape(wording.document_fault(fault))}", soft_wrap=True)
    out.print("  Change its names and numbers in any editor; the comments say what they mean. Then:")
    out.print(f"    setia program validate {written}", soft_wrap=True)
    out.print(f"    setia program apply {written}", soft_wrap=True)
    out.print("  `setia program schema` prints the schema by which an editor completes and checks it.")
