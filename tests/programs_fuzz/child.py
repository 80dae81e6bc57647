"""A process of its own that takes documents within limits of time and memory, and says which one it is taking.

Called with a JSON of `Work`; its output is a JSON of figures. Where something ends it, the file of its progress says by
which document.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.programs_fuzz.bombs import BOMBS
from tests.programs_fuzz.examining import Figures, Slow, examine
from tests.programs_fuzz.inputs import document
from tests.programs_fuzz.mutants import MUTANTS

CPU_SECONDS = 2
TRIES = 3
MEMORY_BYTES = 512 * 1024 * 1024


class OutOfTime(BaseException):
    """The limit of computing is reached; nothing that the product catches."""


class Work(Struct):
    """Which documents to take."""

    seed: int
    first: int
    count: int
    carts: int
    """On how many carts each accepted program is tried."""
    progress: str
    """A file that holds the number being taken."""
    bombs: bool = False
    """Hand-made bombs, by number, instead of documents at random."""
    mutant: str = ""


def main(work: Work) -> Figures:
    """Take all of them."""
    if work.mutant:
        MUTANTS[work.mutant]()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    figures = Figures()
    names = list(BOMBS)
    with Path(work.progress).open("wb", buffering=0) as progress:
        for number in range(work.first, work.first + work.count):
            os.pwrite(progress.fileno(), b"%012d" % number, 0)
            kind, data = ("bomb", BOMBS[names[number]]()) if work.bombs else document(work.seed, number)
            figures.inputs += 1
            broken = _tried(partial(examine, kind, data, figures, work.carts), believes=bool(work.mutant))
            if broken:
                figures.broken.append(f"{names[number] if work.bombs else number}: {broken}")
            if work.mutant and (figures.broken or (work.bombs and figures.accepted)):
                break  # it is noticed
    return figures


def _tried(take: Callable[[], None], *, believes: bool) -> str:
    """What is wrong with a document; empty where nothing is. What is only slow has to be slow every time.

    Where a mistake was put in, whoever runs out of time is believed the first time: `believes`.
    """
    broken = ""
    for _ in range(TRIES):
        try:
            with _limit_of_time():
                take()
            return ""
        except (Slow, OutOfTime) as slow:
            broken = repr(slow)
            if believes and isinstance(slow, OutOfTime):
                break
        except Exception as error:  # noqa: BLE001  # any that gets here is a defect, and the next document is taken
            return repr(error)[:300]
    return broken


@contextmanager
def _limit_of_time() -> Iterator[None]:
    """Whole seconds: at least CPU_SECONDS from now, less than one more. A signal that comes late says nothing."""
    seconds = int(time.process_time()) + CPU_SECONDS + 1

    def out_of_time(*_: object) -> None:
        if time.process_time() >= seconds:
            raise OutOfTime

    signal.signal(signal.SIGXCPU, out_of_time)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(main(msgspec.json.decode(sys.argv[1], type=Work))).decode())
