"""After the year: some baskets are paid for with rewards and some come back, by a fixed seed, with a progress bar.

`python -m demo.rewards_and_returns BASKETS.parquet` works on the database that DATABASE_URL names.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import django
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from demo.visits import Visits, draw

if TYPE_CHECKING:
    from demo.tills import Happened

WHY = {
    "insufficient": "refused: too few points for it",
    "amount_out_of_range": "refused: fewer points than the least",
}


def main(
    baskets: Annotated[Path, typer.Argument(help="What demo/baskets.py wrote, imported already.")],
) -> None:
    """Draw the visits, let them happen, and say what became of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()
    # The services import models, which exist only after set-up.
    from demo.tills import redeem, take_back  # noqa: PLC0415
    from setia.storage import programs  # noqa: PLC0415

    visits, program = draw(baskets), programs.load("grocery")
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        redeeming = bar.add_task("Using rewards", total=len(visits.redemptions))
        returning = bar.add_task("Taking goods back", total=len(visits.goods_back))
        redeemed = redeem(program, visits.redemptions, lambda done: bar.advance(redeeming, done))
        returned = take_back(program, visits.goods_back, lambda done: bar.advance(returning, done))
    Console().print(table(visits, redeemed, returned))


def table(visits: Visits, redeemed: Happened, returned: Happened) -> Table:
    """What became of them, for a terminal."""
    whole = sum(len(one.lines) == len(one.basket.pieces) for one in visits.goods_back)
    shown = Table("", "", title="At the tills", show_header=False, title_justify="left")
    shown.columns[1].justify = "right"
    shown.add_row("Rewards asked for", f"{len(visits.redemptions):,}")
    shown.add_row("  given, and used on a basket", f"{redeemed.done:,}")
    for code, number in sorted(redeemed.refused.items()):
        shown.add_row(f"  {WHY.get(code, code)}", f"{number:,}")
    shown.add_row("Points redeemed", f"{redeemed.units['points']:,}", end_section=True)
    shown.add_row("Baskets that came back", f"{returned.done:,}")
    shown.add_row("  of these every line", f"{whole:,}")
    shown.add_row("Points taken back", f"{returned.units['points']:,}")
    shown.add_row("Stamps taken back", f"{returned.units['stamps']:,}")
    return shown


if __name__ == "__main__":
    typer.run(main)
