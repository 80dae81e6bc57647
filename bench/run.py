"""`make bench`: the measured figures of the README, as one table. A figure that misses its limit is shown as missed.

`python bench/run.py [engine|import|earn|api|pages|drawing|memory|replay|flat ...]` measures the parts named, or all:
`flat` fills two ledgers with ten million entries, half an hour and 10 GB of disk for a while; `replay` takes the number
of purchases from SETIA_BENCH_REPLAY. The exit code is 1 where a limit is missed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")

import django

django.setup()

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench import answering, drawing, earning, engine, flat, importing, looking, memory, replaying  # noqa: E402
from bench.measuring import Figure, machine  # noqa: E402

PARTS = {
    "engine": engine.figures,
    "import": importing.figures,
    "earn": earning.figures,
    "api": answering.figures,
    "pages": looking.figures,
    "drawing": drawing.figures,
    "memory": memory.figures,
    "replay": replaying.figures,
    "flat": flat.figures,
}


def main(names: list[str]) -> int:
    """Measure the parts named, or all."""
    console = Console()
    if unknown := [name for name in names if name not in PARTS]:
        console.print(f"There is no part {', '.join(unknown)}; there is {', '.join(PARTS)}.")
        return 2
    table = Table(title=machine(), title_justify="left")
    for heading in ("what", "measured", "should be", "", "beside it in the same run", "median of"):
        table.add_column(heading, justify="right" if heading == "measured" else "left")
    missed = 0
    for name in names or PARTS:
        with console.status(f"Measuring: {name}"):
            for figure in PARTS[name]():
                missed += not figure.met
                table.add_row(*_row(figure))
    console.print(table)
    if missed:
        console.print(f"[red]{missed} missed.[/red]")
    return 1 if missed else 0


def _row(figure: Figure) -> tuple[str, ...]:
    told = "" if not figure.limit else "[green]met[/green]" if figure.met else "[red]missed[/red]"
    is_ratio = figure.value < 10 and figure.value != int(figure.value)
    value = f"{figure.value:,.2f}" if is_ratio else f"{figure.value:,.0f}"
    return figure.what, value + figure.unit, figure.limit, told, figure.beside, figure.runs


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
