"""What tells a sandbox from a shop: a mark in the head of its SQLite file, which nothing in the file can lose."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

MARK = 0x53455458
"""SQLite's `application_id`: SETX."""

_AT, _LENGTH = 68, 4
"""Where SQLite keeps it in the file."""

_HEAD = b"SQLite format 3\0"


def mark() -> None:
    """The connected file is a sandbox from now on."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA application_id = {MARK}")


def is_marked(path: Path) -> bool:
    """Whether a file is a sandbox."""
    with path.open("rb") as file:
        head = file.read(_AT + _LENGTH)
    return head.startswith(_HEAD) and head[_AT:] == MARK.to_bytes(_LENGTH, "big")
