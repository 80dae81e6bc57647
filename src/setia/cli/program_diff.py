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
from setia.wording import differences as differing
from setia.wording.sentences import Speech

_VERSION = re.compile(r"([a-z][a-z0-9_-]*)@([0-9]{1,9})", re.ASCII)

Side = Annotated[str, typer.Argument(help="A document, or a version in the database such as grocery@1.")]


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
    part, english = None, Speech("en")
    for one in found:
        if part not in (None, one.part):
            out.print()
        part = one.part
        out.print(shown(sentence(one, english)), soft_wrap=True)


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


def sentence(one: Difference, by: Speech) -> str:
    """One difference in words."""
    where = " › ".join([one.part or "program", *one.trail])
    if one.what == "added":
        return differing.added(by, where, _unnamed(one.after)).text
    if one.what == "removed":
        return differing.removed(by, where, _unnamed(one.before)).text
    if one.what == "reordered":
        order = one.field.rpartition(".")[2] or one.part
        return differing.reordered(by, where, one.before, one.after, order).text
    return differing.changed(by, where, one.field, _said(one.before), _said(one.after)).text


def _unnamed(thing: Any) -> str:
    """What a thing says, which is short; nothing where its name has said it."""
    is_named = ("id" in thing and "kind" not in thing) or "effects" in thing
    return "" if is_named else in_one_line(thing)


def _said(value: Any) -> str:
    return "" if value in (None, "", [], {}) else in_one_line(value)


TOLD = ("part", "trail", "field", "what", "before", "after")


def plain(one: Difference) -> dict[str, Any]:
    """A difference for machines."""
    return {name: getattr(one, name) for name in TOLD}
