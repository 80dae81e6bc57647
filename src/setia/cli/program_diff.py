"""`setia program diff`: what differs between two documents or versions, in plain sentences."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from setia.cli.documents import read_or_fail
from setia.cli.terminal import fail, load_program, out, print_json, ready, shown
from setia.engine.rules.program import Program
from setia.services.compare_programs import Difference, differences
from setia.services.document_text import in_one_line

_VERSION = re.compile(r"([a-z][a-z0-9_-]*)@([0-9]{1,9})", re.ASCII)

Side = Annotated[str, typer.Argument(help="A document, or a version in the database such as grocery@1.")]

_ORDER_SAYS = {
    "lanes": "lanes run in this order",
    "rules": "rules of one lane are reckoned in this order",
    "levels": "levels stand from the lowest up",
    "limits": "limits cut in this order",
    "prices": "the last price that fits holds",
    "choices": "the first holds until a member chooses",
}


def diff(
    before: Side, after: Side, as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False
) -> None:
    """Say what differs between two programs, part by part; what means the same is no difference.

    Example: `setia program diff grocery@1 programs/grocery.yaml`
    """
    old, new = _program(before), _program(after)
    found = differences(old, new)
    if as_json:
        print_json({"before": before, "after": after, "differences": [plain(one) for one in found]})
        return
    if not found:
        out.print(f"{shown(before)} and {shown(after)} say the same.", soft_wrap=True)
    part = None
    for one in found:
        if part not in (None, one.part):
            out.print()
        part = one.part
        out.print(shown(sentence(one)), soft_wrap=True)


def _program(side: str) -> Program:
    named = _VERSION.fullmatch(side)
    if named is None or Path(side).exists():
        compiled, _ = read_or_fail(Path(side))
        return compiled.program
    ready()
    loaded = load_program(named[1])
    number = int(named[2])
    if not 1 <= number <= len(loaded.versions.applied):
        fail(f"{side}: {loaded.code} has {len(loaded.versions.applied)} version(s).")
    return loaded.versions.applied[number - 1].compiled.program


def sentence(one: Difference) -> str:
    """One difference in words."""
    where = " › ".join([one.part or "program", *one.trail])
    if one.what == "added":
        return f"{where}: is new, {in_one_line(one.after)}" if not _named(one.after) else f"{where}: is new"
    if one.what == "removed":
        return f"{where}: is gone, it was {in_one_line(one.before)}" if not _named(one.before) else f"{where}: is gone"
    if one.what == "reordered":
        why = _ORDER_SAYS[one.field.rpartition(".")[2] or one.part]
        return f"{where}: the order was {', '.join(one.before)}, is {', '.join(one.after)} ({why})"
    return f"{where}: `{one.field}` was {_said(one.before)}, is {_said(one.after)}"


def _named(thing: Any) -> bool:
    """Whether a thing has been said by its name already; else what it says is short."""
    return ("id" in thing and "kind" not in thing) or "effects" in thing


def _said(value: Any) -> str:
    return "nothing" if value in (None, "", [], {}) else in_one_line(value)


TOLD = ("part", "trail", "field", "what", "before", "after")


def plain(one: Difference) -> dict[str, Any]:
    """A difference for machines."""
    return {name: getattr(one, name) for name in TOLD}
