"""A link into a member's own page, as his till would show it to him: `python -m demo.members_page MEMBER`.

It works on the database that DATABASE_URL names, once, and as long as the demo's clock stands still.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import django
import typer


def main(member: Annotated[str, typer.Argument(help="Any identifier of the member.")]) -> None:
    """Print the link."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()
    # What is imported here is made of models, which exist only after set-up.
    from setia.cli.staff import LOCAL  # noqa: PLC0415
    from setia.services import claim_links  # noqa: PLC0415
    from setia.storage import clock, programs  # noqa: PLC0415
    from setia.storage.reading import find_member  # noqa: PLC0415

    found = find_member(programs.load(), member)
    if found is None:
        sys.exit(f"nobody is known as {member}")
    sys.stdout.write(f"{LOCAL}{claim_links.make(found, clock.read())}\n")


if __name__ == "__main__":
    typer.run(main)
