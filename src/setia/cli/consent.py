"""`setia consent`: what a member agreed to, entered from paper, withdrawn on request, and shown as history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from setia.cli.actor import actor
from setia.cli.command_options import Json, Member, Program
from setia.cli.inputs import read_text
from setia.cli.refusals import refusal as why_refused
from setia.cli.terminal import BAD_INPUT, err, fail, load_program, out, print_json, ready, tell
from setia.cli.when import show_instant
from setia.services.batch import Manner
from setia.services.record_consent import MARKETING_CHANNELS, Purpose, Statement, record_consent
from setia.storage import consents
from setia.storage.models import Member as StoredMember
from setia.storage.programs import LoadedProgram
from setia.storage.reading import find_member

app = typer.Typer(no_args_is_help=True, help="What members agreed to.")

What = Annotated[
    str, typer.Argument(help=f"`marketing:CHANNEL` ({', '.join(MARKETING_CHANNELS)}), profiling, sharing, location.")
]
Place = Annotated[str, typer.Option(help="The store or page.")]


@app.callback()
def consent() -> None:
    """What members agreed to."""


@app.command()
def give(  # one option a parameter: this is the command's face
    member: Member,
    what: What,
    text: Annotated[Path, typer.Option(help="The text that the member signed, word for word.", show_default=False)],
    version: Annotated[str, typer.Option(help="Which version of the text, such as v2026-01.", show_default=False)],
    language: Annotated[str, typer.Option(help="The text's language, such as ms.", show_default=False)],
    place: Place = "",
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Enter a consent that a member signed on paper. Anywhere else members give it themselves.

    Example: `setia consent give 718 marketing:email --text notice.txt --version v3 --language ms`
    """
    ready()
    found = _find(load_program(program), member)
    purpose, channel = _purpose(what)
    try:
        words = text.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        fail(f"--text: {text} cannot be read: {fault}.")
    said = Statement(purpose, "given", "paper", channel, words, version, language, read_text(place, "--place"))
    _record(found, said)
    plain = {"member": found.public_id, "what": what, "decision": "given"}
    tell(f"{escape(member)} agreed to {escape(what)}.", plain, as_json=as_json)


@app.command()
def withdraw(member: Member, what: What, place: Place = "", program: Program = "", as_json: Json = False) -> None:
    """Withdraw a consent because the member asked for it. It binds at once.

    Example: `setia consent withdraw 718 marketing:email`
    """
    ready()
    found = _find(load_program(program), member)
    purpose, channel = _purpose(what)
    _record(found, Statement(purpose, "withdrawn", "staff", channel, place=read_text(place, "--place")))
    plain = {"member": found.public_id, "what": what, "decision": "withdrawn"}
    tell(f"{escape(member)} no longer agrees to {escape(what)}.", plain, as_json=as_json)


@app.command()
def show(member: Member, program: Program = "", as_json: Json = False) -> None:
    """Show everything a member agreed to or withdrew, oldest first.

    Example: `setia consent show 718`
    """
    ready()
    loaded = load_program(program)
    found = _find(loaded, member)
    records = consents.history(found.pk)
    if as_json:
        print_json(msgspec.to_builtins(records))
        return
    if not records:
        out.print("Nothing was ever asked; only messages that the membership needs may be sent.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("when", "what", "decision", "text", "how", "by"):
        table.add_column(heading)
    for one in records:
        what = f"{one.purpose}:{one.channel}" if one.channel else one.purpose
        shown = f"{one.text_version} {one.language} {one.sha256[:8]}".strip()
        where = f"{one.how}, {one.place}"
        cells = (show_instant(one.at, loaded.latest.zone), what, one.decision, shown, where, one.actor)
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)


def _find(program: LoadedProgram, member: str) -> StoredMember:
    found = find_member(program, member)
    return found or fail(f"no member of {program.code} has the identifier {member[:60]!r}.")


def _purpose(what: str) -> tuple[Purpose, str]:
    name, _, channel = what.partition(":")
    for purpose in get_args(Purpose):
        if purpose == name:
            return purpose, channel
    return fail(f"{what[:40]!r} is nothing that a member can agree to.", "For example `marketing:email`.")


def _record(member: StoredMember, said: Statement) -> None:
    if refusal := record_consent(member, said, Manner(actor=actor(), channel="cli")):
        err.print(f"[bold red]Refused:[/] {escape(why_refused(refusal.code, refusal.numbers))}; nothing was recorded.")
        raise typer.Exit(BAD_INPUT)
