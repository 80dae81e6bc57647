"""`setia export`: everything that is stored of a member, for himself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from setia.cli.command_options import Json, Member, Program
from setia.cli.terminal import FAILED, count, fail, load_program, ready, tell
from setia.services.export_member import export_member, write_export
from setia.storage.reading import find_member


def export(
    member: Member,
    to: Annotated[
        Path | None, typer.Option(help="Where to; PUBLIC_ID.json here without this.", show_default=False)
    ] = None,
    program: Program = "",
    as_json: Json = False,
) -> None:
    """Write one JSON file with everything about a member: person, consents, wallets, lots, movements and purchases.

    The file can be read by its owner only. Example: `setia export 718 --to siti.json`
    """
    ready()
    loaded = load_program(program)
    found = find_member(loaded, member)
    if found is None:
        fail(f"no member of {loaded.code} has the identifier {member[:60]!r}.")
    document = export_member(loaded, found)
    path = to or Path(f"{found.public_id}.json")
    try:
        write_export(document, path)
    except OSError as fault:
        fail(f"--to: {path} cannot be written: {fault.strerror}.", code=FAILED)
    movements = sum(len(one.movements) for one in document.memberships)
    purchases = sum(len(one.purchases) for one in document.memberships)
    told = f"{count(movements, 'movement')} and {count(purchases, 'purchase')}"
    plain = {"file": str(path), "member": found.public_id, "movements": movements, "purchases": purchases}
    tell(f"{escape(str(path))}: all of {found.public_id}, with {told}.", plain, as_json=as_json)
