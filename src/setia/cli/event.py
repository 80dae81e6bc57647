"""`setia event record`: a member did something that the program gives a name and fields to."""

from __future__ import annotations

from typing import Annotated

import typer

from setia.cli.command_options import Member, at_counter
from setia.cli.counter import Counter
from setia.cli.inputs import read_number, read_text
from setia.cli.terminal import fail
from setia.engine.commands import RecordEvent
from setia.engine.rules.custom_event import EventType
from setia.engine.rules.facts import Event, Value

app = typer.Typer(no_args_is_help=True, help="Events: what members do besides buying.")

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


@app.callback()
def events() -> None:
    """Events: what members do besides buying."""


@app.command()
@at_counter
def record(
    counter: Counter,
    member: Member,
    kind: Annotated[str, typer.Argument(help="The event's id, as the program has it.")],
    field: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE of one of its fields; repeat.", show_default=False)
    ] = None,
    store: Annotated[str, typer.Option(help="Where it happened.")] = "",
) -> None:
    """Record what a member did, now; he gets what the program gives for it.

    Example: `setia event record 718 review --field stars=5 --field topic=food`
    """
    who = counter.find(member)
    described = counter.program.latest.events.get(kind)
    fields = dict(_field(text, described) for text in field or [])
    if len(fields) < len(field or []):
        fail("--field: a field is named twice.")
    event = Event(read_text(kind, "KIND"), fields, read_text(store, "--store"))
    counter.ask(who, RecordEvent(counter.now, event))


def _field(text: str, described: EventType | None) -> tuple[str, Value]:
    """A field as its type has it; what the event does not describe stays text, and is refused by name."""
    name, mark, value = read_text(text, "--field").partition("=")
    if not mark or not name:
        fail(f"--field: {text[:40]!r} is not NAME=VALUE.")
    known = next((one for one in described.fields if one.id == name), None) if described is not None else None
    if known is not None and known.type == "whole":
        return name, read_number(value, f"--field {name}", 0)
    if known is not None and known.type == "yes_no":
        if value not in _YES_NO:
            fail(f"--field {name}: {value[:40]!r} is neither `yes` nor `no`.")
        return name, _YES_NO[value]
    return name, value
