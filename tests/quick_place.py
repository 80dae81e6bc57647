"""Where a PostgreSQL of the tests lies: in memory where there is room, for nothing of it has to outlive the tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ROOM = 6 * 2**30
"""Bytes that must be free: hundreds of databases of 9 MB at most, and their logs."""


def quick_place() -> str | None:
    """A folder in memory; None, the usual place, where there is none, or too little room."""
    if not IN_MEMORY.is_dir() or not os.access(IN_MEMORY, os.W_OK):
        return None
    return str(IN_MEMORY) if shutil.disk_usage(IN_MEMORY).free >= ROOM else None
