"""How much memory `setia import` takes for a file of a grocery's year: 150,000 baskets of ten lines."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.baskets import baskets
from bench.measuring import Figure
from setia.engine.calendar import to_datetime

COUNT, MEMBERS = 150_000, 2_500
LIMIT_MB = 500
GROCERY = Path(__file__).parents[1] / "programs" / "grocery.yaml"
COLUMNS = ("purchase_id", "event_at", "member", "store", "line_no", "sku", "net", "category", "department", "brand")


def figures() -> list[Figure]:
    """One import on SQLite, begun by the command line in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="setia-bench-") as folder:
        file, database = Path(folder) / "year.csv", Path(folder) / "year.sqlite3"
        size = _write(file)
        setia = [sys.executable, "-m", "setia.cli.main", "--database", str(database)]
        for words in (["init"], ["program", "apply", str(GROCERY)]):
            subprocess.run([*setia, *words], check=True, capture_output=True)
        began = time.perf_counter()
        peak = _peak([*setia, "import", "purchases", str(file), "--json"]) / 1024
        rate = COUNT / (time.perf_counter() - began)
    beside = f"a file of {size / 10**6:,.0f} MB; {rate:,.0f} baskets a second, reading and checking the file included"
    what = f"import: peak memory for {COUNT:,} baskets of 10 lines, SQLite"
    return [Figure(what, peak, " MB", f"< {LIMIT_MB} MB", peak < LIMIT_MB, beside, "1: a peak, and minutes long")]


def _write(file: Path) -> int:
    """The file, a row for each line; its size in bytes."""
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        for n, one in enumerate(baskets(COUNT, days=360)):
            at = to_datetime(one.event_at).strftime("%Y-%m-%dT%H:%M:%SZ")
            head = (f"r{n}", at, str(n * 7919 % MEMBERS), one.store)
            for line in one.lines:
                net = f"{line.net // 100}.{line.net % 100:02d}"
                rows.writerow((*head, line.no, line.sku, net, line.category, line.department, line.brand))
    return file.stat().st_size


def _peak(words: list[str]) -> int:
    """The most memory that a command ever held, in KiB, that of the processes it began included. Raises if it fails."""
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(resident(pid) for pid in (process.pid, *children(process.pid))))
            time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"the import ended with {process.returncode}")
    return peak


def children(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(one) for one in told.split()]


def resident(pid: int) -> int:
    """KiB of a process that are in memory; pages that processes share are counted for each."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024
