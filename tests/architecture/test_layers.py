"""The floors of the house: the real imports keep the contracts of pyproject.toml, and the contracts can be broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

FLOORS = ("config", "cli", "jobs", "wording", "services", "insight", "replay", "storage", "engine")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package `setia` found under `folder`/src against the contracts of the pyproject.toml in `folder`."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_imports_keep_every_contract() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert " 0 broken" in result.stdout


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """A package with the floors of this one and nothing in them, under the same contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for floor in ("", *FLOORS):
        folder = tmp_path / "src" / "setia" / floor
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    return tmp_path


def test_an_empty_house_keeps_every_contract(empty_house: Path) -> None:
    result = lint_imports(empty_house)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("engine", "import setia.storage"),
        ("engine", "import django.db"),
        ("engine", "import sqlite3"),
        ("storage", "import setia.services"),
        ("services", "import setia.insight"),
        ("services", "import rich.table"),
        ("jobs", "import setia.cli"),
        ("wording", "import setia.storage"),
        ("wording", "import django.db"),
        ("services", "import setia.wording"),
        ("cli", "import setia.config"),
        ("shortcuts", ""),
    ],
)
def test_a_broken_contract_is_named(empty_house: Path, module: str, line: str) -> None:
    folder = empty_house / "src" / "setia" / module
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").write_text(line + "\n", encoding="utf-8")
    result = lint_imports(empty_house)
    assert result.returncode == 1
    assert f"setia.{module}" in result.stdout
    assert "BROKEN" in result.stdout
