"""The demo: a real year of purchases through a one-rule program, by the commands that a shop would type.

`python demo/run.py [--picture FILE.svg]` works in demo/out, which it begins anew each time.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "demo" / "out"
DATABASE = OUT / "grocery.sqlite3"
SHOWN_MEMBER = "718"
"""A household that shops about as often as most."""

COMMANDS = (
    "init --clock simulated --at 2018-01-02",
    "program apply programs/grocery.yaml",
    "import purchases demo/out/baskets.parquet --source till",
    "advance --to 2018-03-01",
    "report --html demo/out/report.html",
    f"member show {SHOWN_MEMBER} --movements 5",
    "audit",
)


def main(
    picture: Annotated[Path | None, typer.Option(help="Save what the terminal showed as SVG.")] = None,
) -> None:
    """Run every step and stop at the first that fails."""
    screen = Console(record=picture is not None, width=100 if picture else None, highlight=False)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    subprocess.run([sys.executable, "demo/baskets.py", str(OUT / "baskets.parquet")], check=True, cwd=ROOT)
    began = time.monotonic()
    for command in COMMANDS:
        _run(command, screen)
    screen.print(f"\n[dim]All of it took {time.monotonic() - began:.0f} s, building the file apart.[/]")
    screen.print(f"[dim]The same report as a page: {(OUT / 'report.html').relative_to(ROOT)}[/]")
    if picture is not None:
        picture.parent.mkdir(parents=True, exist_ok=True)
        screen.save_svg(str(picture), title="make demo")


def _run(command: str, screen: Console) -> None:
    """One `setia` command as a user types it; progress goes straight to the terminal, answers through `screen`."""
    screen.print(f"\n[bold]$ setia {command}[/]")
    colour = {"FORCE_COLOR": "1", "COLUMNS": str(screen.width)} if screen.is_terminal or screen.record else {}
    done = subprocess.run(
        [sys.executable, "-m", "setia.cli.main", "--database", str(DATABASE), *shlex.split(command)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **colour},
        cwd=ROOT,
    )
    screen.print(Text.from_ansi(done.stdout.rstrip()))
    if done.returncode != 0:
        sys.exit(f"`setia {command}` ended with {done.returncode}")


if __name__ == "__main__":
    typer.run(main)
