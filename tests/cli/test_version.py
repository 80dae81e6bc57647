"""Whoever asks for help is asked for the version first."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_says_which_version_it_is_without_any_database(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "setia.cli.main", "--version"]
    told = subprocess.run(words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True)
    number = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert (told.returncode, told.stdout.decode()) == (0, f"setia {number}\n")
    assert list(tmp_path.iterdir()) == []
