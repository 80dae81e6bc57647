"""A command starts without what only others need."""

from __future__ import annotations

import subprocess
import sys

from setia.cli.app import COMMANDS

RUN = """
import atexit, sys
from setia.cli.main import main
atexit.register(lambda: sys.stderr.write(" ".join(sys.modules)))
main()
"""


def test_a_command_imports_no_other() -> None:
    done = subprocess.run([sys.executable, "-c", RUN, "advance", "--help"], capture_output=True, text=True, check=True)
    imported = set(done.stderr.split())
    modules = {f"setia.cli.{at.module}" for at in COMMANDS.values()}
    assert imported & modules == {"setia.cli.advance"}
    assert imported & {"duckdb", "granian", "litestar"} == set()
