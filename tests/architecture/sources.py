"""The files that the architecture tests read: those git tracks, or would track if they were added now."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE_FOLDERS = ("src", "tests", "demo", "bench")


def project_files() -> list[Path]:
    """Paths relative to the repository's root, sorted; what .gitignore names is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = {Path(name) for name in listed.stdout.split("\0") if name}
    return sorted(path for path in names if (ROOT / path).is_file())


def code_files(*suffixes: str) -> list[Path]:
    """Those of them that are code of this project with one of these suffixes."""
    return [path for path in project_files() if path.parts[0] in CODE_FOLDERS and path.suffix in suffixes]
