"""Measuring: medians of several runs, and what the machine was doing meanwhile."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 5


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    what: str
    value: float
    unit: str
    limit: str = ""
    """What it should be, as written in the specification; nothing where nothing is asked for."""
    met: bool = True
    """Whether it is."""
    beside: str = ""
    """The same run's measure of something simpler, and the ratio."""
    runs: str = "5"
    """Of how many runs it is the median, with the reason where it is not five."""


def median_rate(work: Callable[[], int], runs: int = RUNS, clock: Callable[[], float] = time.perf_counter) -> float:
    """Things per second that `work` says it has done, the median of some runs."""
    rates = []
    for _ in range(runs):
        began = clock()
        done = work()
        rates.append(done / (clock() - began))
    return statistics.median(rates)


def machine() -> str:
    """What all this was measured on."""
    told = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace") if sys.platform == "linux" else ""
    models = [line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("model name")]
    model = models[0] if models else platform.processor()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}, load before {load}"
