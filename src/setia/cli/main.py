"""The way in: choose the database, set Django up, run the command."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import version
from urllib.parse import quote

import django

SANDBOX = "sandbox.sqlite3"
"""Where a sandbox is, unless somebody says where."""

WITH_SIGN_IN = ("init", "upgrade", "staff")
"""Commands that make or fill the tables of signing in; the others start faster without what those need."""


def main() -> None:
    """Run `setia`. The database is `--database`, else DATABASE_URL, else setia.sqlite3 in this folder.

    A sandbox has its own: it is `--database`, else `SANDBOX`.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--database")
    chosen, rest = parser.parse_known_args()
    if rest == ["--version"]:  # a command may have one, too: that of its program
        sys.stdout.write(f"setia {version('setia')}\n")
        return
    if chosen.database:
        os.environ["DATABASE_URL"] = as_url(chosen.database)
    elif rest[:1] == ["sandbox"]:
        os.environ["DATABASE_URL"] = as_url(SANDBOX)  # whatever the environment names is a shop
    needed = "pages" if rest and rest[0] in WITH_SIGN_IN else "settings"
    os.environ["DJANGO_SETTINGS_MODULE"] = f"setia.config.{needed}"  # another project's may be in the environment
    try:
        django.setup()
    except ValueError as fault:
        sys.exit(f"Error: {fault}")
    # The commands import models, which exist only after set-up.
    from setia.cli.app import app  # noqa: PLC0415
    from setia.cli.when import clock_jump  # noqa: PLC0415
    from setia.storage.clock import ClockJump  # noqa: PLC0415

    try:
        app(args=rest, prog_name="setia")
    except ClockJump as jump:
        sys.exit(clock_jump(jump))


def as_url(database: str) -> str:
    """A database named by path or by URL, as a URL."""
    return database if "://" in database else f"sqlite:///{quote(database)}"


if __name__ == "__main__":
    main()
