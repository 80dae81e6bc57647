"""Documents taken in a child process: its figures, or how it ended and by which document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from tests.architecture.sources import ROOT
from tests.programs_fuzz.child import Work
from tests.programs_fuzz.examining import Figures

TIMEOUT_SECONDS = 3_600
"""Something that computes for ever where no signal is looked at."""


class Ended(Exception):
    """The child did not come to its end: which document it was, and what was said."""

    def __init__(self, number: int, how: str) -> None:
        super().__init__(f"document {number}: {how}")


def take(work: Work) -> Figures:
    """All documents of the work. Raises Ended."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "tests.programs_fuzz.child", msgspec.json.encode(work).decode()]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, timeout=TIMEOUT_SECONDS
    )
    if done.returncode:
        number = int(Path(work.progress).read_bytes() or b"-1")
        how = done.stderr.decode(errors="replace").strip().splitlines()
        ended = signal.Signals(-done.returncode).name if done.returncode < 0 else ""
        raise Ended(number, " ".join([ended, *how[-3:]]))
    return msgspec.json.decode(done.stdout, type=Figures)
