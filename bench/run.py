"""`make bench`: the measured figures of the README, as one table. `python bench/run.py [engine|import|earn ...]`"""

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

from bench import earning, engine, importing  # noqa: E402
from bench.measuring import machine  # noqa: E402

PARTS = {"engine": engine.figures, "import": importing.figures, "earn": earning.figures}


def main(names: list[str]) -> int:
    """Measure the parts named, or all."""
    console = Console()
    if unknown := [name for name in names if name not in PARTS]:
        console.print(f"There is no part {', '.join(unknown)}; there is {', '.join(PARTS)}.")
        return 2
    table = Table(title=machine(), title_justify="left")
    for heading in ("what", "measured", "should be", "beside it in the same run"):
        table.add_column(heading, justify="right" if heading == "measured" else "left")
    for name in names or PARTS:
        with console.status(f"Measuring: {name}"):
            for figure in PARTS[name]():
                table.add_row(figure.what, f"{figure.value:,.0f}{figure.unit}", figure.limit, figure.beside)
    console.print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
