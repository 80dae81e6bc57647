"""`setia program notice`: the message about a coming version that is worse for members, and who has been told."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings

from setia.cli.actor import actor
from setia.cli.command_options import NUMBER_MAX, Json, Program
from setia.cli.terminal import fail, load_program, out, print_json, ready, shown
from setia.cli.when import show_instant
from setia.services.coming import PATH, Coming, coming
from setia.services.mail_notices import mail_notices
from setia.storage import clock, notices
from setia.storage.programs import LoadedProgram
from setia.wording.languages import Language
from setia.wording.notice import letter, told
from setia.wording.people import People

Version = Annotated[int, typer.Argument(min=0, max=NUMBER_MAX, help="Which version; without it, the next to begin.")]
Lang = Annotated[Language, typer.Option("--language", "--lang", help="In which language: en, ms, id or th.")]
Send = Annotated[bool, typer.Option("--send", help="Write to members with a confirmed e-mail address, once.")]


def notice(
    version: Version = 0, program: Program = "", language: Lang = "en", send: Send = False, as_json: Json = False
) -> None:
    """Print what members are told of a coming version that is worse for them, and how many have been.

    `--send` writes to them, too, each in his language: to who has shown that an address is his. The worker sends it.

    Example: `setia program notice 3 --language th`
    """
    ready()
    loaded = load_program(program)
    one, people = _coming(loaded, version), People.of(language, loaded.look)
    if send:
        _send(loaded, one, people, version, as_json=as_json)
    link = f"{settings.PUBLIC_URLS[0].rstrip('/')}{PATH}{one.number}" if settings.PUBLIC_URLS else ""
    subject, text = letter(one, people, loaded.called(language), link)
    reached = notices.reached(loaded.id, one.number)
    if as_json:
        numbers = {name: getattr(reached, name) for name in ("told", "read", "mailed", "members")}
        about = {"version": one.number, "starts_at": one.starts_at, "language": language}
        print_json({"program": loaded.code, **about, "subject": subject, "text": text, **numbers})
        return
    if not told(one, people):
        out.print("[yellow]Nothing of it is said in words that every member may read.[/]")
    for line in text.rstrip().split("\n"):
        out.print(shown(line), soft_wrap=True)
    out.print(
        f"\n[dim]Version {one.number}, in force from {show_instant(one.starts_at, one.zone)}. Told: {reached.told:,} of"
        f" {reached.members:,}, of whom {reached.read:,} say that they have read it; not yet:"
        f" {reached.members - reached.told:,}. Letters sent: {reached.mailed:,}.[/]",
        soft_wrap=True,
    )


def _send(loaded: LoadedProgram, one: Coming, people: People, version: int, *, as_json: bool) -> None:
    if not version:
        fail(f"--send: say which version, such as `setia program notice {one.number} --send`.")
    if not told(one, people):
        fail("--send: nothing of it is said in words that every member may read.")
    is_new = mail_notices(loaded, one, (actor(), "cli"))
    if not as_json:
        out.print("[green]✓[/] Letters are sent from now on." if is_new else "Letters had been asked for before.")


def _coming(loaded: LoadedProgram, version: int) -> Coming:
    found = coming(loaded.versions, clock.read())
    if not found:
        fail("no version is coming that is worse for members.", "What is better, or the same, needs no notice.")
    if version and version not in {one.number for one in found}:
        numbers = ", ".join(str(one.number) for one in found)
        fail(f"version {version} is none that is coming and worse for members; such are: {numbers}.")
    return next(one for one in found if version in (0, one.number))
