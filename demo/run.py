"""The demo: a real year of purchases through a whole program, by the commands that a shop would type.

`python demo/run.py [--picture FILE.svg]` works in demo/out, which it begins anew each time.
"""

from __future__ import annotations

import os
import re
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

from setia.cli.main import as_url

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "demo" / "out"
DATABASE = OUT / "grocery.sqlite3"
SHOWN_MEMBER = "740"
"""A household whose page has something of everything, and a basket of 114 points to ask about."""

OWNER = "aina"
"""Who may open the demo's console."""
SERVE = ".venv/bin/setia --database {database} serve"

BY_MONTH = "Sales by month"
"""Where the report's tables by month begin."""

STEPS = (
    "setia init --clock simulated --at 2018-01-02",
    "setia program apply programs/grocery.yaml",
    "setia import purchases demo/out/baskets.parquet --source till",
    "python -m demo.rewards_and_returns demo/out/baskets.parquet",
    "setia advance --to 2018-03-01",
    "setia report --html demo/out/report.html",
    "setia audit",
    f"setia member show {SHOWN_MEMBER} --movements 8",
)
"""Each works on the demo's database."""


def main(
    picture: Annotated[Path | None, typer.Option(help="Save what the terminal showed as SVG.")] = None,
) -> None:
    """Run every step and stop at the first that fails."""
    screen = Console(record=picture is not None, width=100 if picture else None, highlight=False)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    subprocess.run([sys.executable, "demo/baskets.py", str(OUT / "baskets.parquet")], check=True, cwd=ROOT)
    took = {step: _run(step, screen) for step in STEPS}
    screen.print(f"\n[dim]All of it took {sum(took.values()):.0f} s, building the file apart:[/]")
    for step, seconds in took.items():
        screen.print(f"[dim]{seconds:6.1f} s  {step}[/]")
    screen.print(f"[dim]The same report as a page: {(OUT / 'report.html').relative_to(ROOT)}[/]")
    if picture is None:
        _open_console(screen)
    if picture is not None:
        picture.parent.mkdir(parents=True, exist_ok=True)
        drawn = screen.export_svg(title="make demo")
        # A picture in a README asks no other host for a font.
        picture.write_text(re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL), encoding="utf-8")


def _open_console(screen: Console) -> None:
    """A link that opens the console on all this, one into a member's page, and the command that serves them."""
    database = str(DATABASE.relative_to(ROOT))
    setia = [sys.executable, "-m", "setia.cli.main", "--database", database]
    made = subprocess.run(
        [*setia, "staff", "add", OWNER, "--email", f"{OWNER}@example.com", "--role", "owner", "--expires", "24h"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        cwd=ROOT,
    )
    screen.print("\nThe same year in the console: start it, and open the link. It lets you in once, within a day.")
    screen.print(f"[bold]$ {SERVE.format(database=database)}[/]")
    screen.print(made.stdout.strip(), soft_wrap=True)
    member = subprocess.run(
        [sys.executable, "-m", "demo.members_page", SHOWN_MEMBER],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "DATABASE_URL": as_url(database)},
        cwd=ROOT,
    )
    screen.print(f"The till is one click away there. Member {SHOWN_MEMBER}'s page, as he has it on his phone, once:")
    screen.print(member.stdout.strip(), soft_wrap=True)


def _run(step: str, screen: Console) -> float:
    """One command as a user types it; progress goes straight to the terminal, answers through `screen`.

    Returns the seconds it took. A picture leaves out the tables by month: they are long, and the page has them.
    """
    began = time.monotonic()
    screen.print(f"\n[bold]$ {step}[/]")
    colour = {"FORCE_COLOR": "1", "COLUMNS": str(screen.width)} if screen.is_terminal or screen.record else {}
    program, *words = shlex.split(step)
    done = subprocess.run(
        [sys.executable, *(["-m", "setia.cli.main"] if program == "setia" else []), *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **colour, "DATABASE_URL": as_url(str(DATABASE.relative_to(ROOT)))},
        cwd=ROOT,
    )
    took = time.monotonic() - began
    shown, by_month, _ = done.stdout.partition(BY_MONTH) if screen.record else (done.stdout, "", "")
    screen.print(Text.from_ansi(shown.rstrip()))
    if by_month:
        screen.print("[dim]  … and sales and points by month[/]")
    if done.returncode != 0:
        sys.exit(f"`{step}` ended with {done.returncode}")
    return took


if __name__ == "__main__":
    typer.run(main)
