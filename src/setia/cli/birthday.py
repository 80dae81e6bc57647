"""`setia birthday`: when somebody has his birthday, and what he gets for it."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.actor import actor
from setia.cli.command_options import Json, Member, Program, at_counter
from setia.cli.counter import Counter
from setia.cli.inputs import read_text
from setia.cli.terminal import fail, tell
from setia.engine.commands import CelebrateBirthday
from setia.engine.refusals import Refusal
from setia.services.update_person import Changes, update_person
from setia.storage.reading import find_member

app = typer.Typer(no_args_is_help=True, help="Birthdays: when they are, and what is given for them.")


@app.callback()
def birthday() -> None:
    """Birthdays: when they are, and what is given for them."""


@app.command("set")
def set_(
    member: Member,
    date: Annotated[str, typer.Argument(help="1990-05-14, or 05-14 without the year; `none` forgets it.")],
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Say when a member has his birthday; the year need not be told. It is kept where it can be erased.

    Example: `setia birthday set 718 05-14`
    """
    counter = Counter(program, None, "", "", as_json=as_json)
    found = find_member(counter.program, member)
    if found is None:
        counter.refuse(Refusal("unknown_member", {"name": repr(member[:40])}))
    said = "" if date == "none" else f"--{date}" if len(date) == len("05-14") else read_text(date, "DATE")
    done = update_person(counter.program, found, Changes(birth_date=said), by=(actor(), "cli"))
    if isinstance(done, Refusal):
        if done.code == "text_refused":
            fail(f"DATE: {date[:40]!r} is not a day such as 1990-05-14 or 05-14.")
        counter.refuse(done)
    plain = {"member": found.public_id, "is_known": bool(done.birth_date)}
    tell("It is kept." if done.birth_date else "It is forgotten.", plain, as_json=as_json)


@app.command()
@at_counter
def give(
    counter: Counter,
    member: Member,
    choice: Annotated[str, typer.Option(help="What the member chose, where the program lets him choose.")] = "",
    store: Annotated[str, typer.Option(help="Where it happened.")] = "",
) -> None:
    """Give a member what the program gives for his birthday, now; once for each birthday.

    Example: `setia birthday give 718 --choice points`
    """
    who = counter.find(member)
    command = CelebrateBirthday(counter.now, read_text(choice, "--choice"), read_text(store, "--store"), "cli")
    counter.ask(who, command)
