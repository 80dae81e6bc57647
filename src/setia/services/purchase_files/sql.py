"""Names and texts as they stand in SQL; every query of the staging is put together from these and constants."""

from __future__ import annotations


def name(column: str) -> str:
    """A column's name."""
    return '"' + column.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def case(*branches: tuple[str, str], otherwise: str = "NULL") -> str:
    """The answer of the first condition that holds."""
    return "CASE " + " ".join(f"WHEN {when} THEN {then}" for when, then in branches) + f" ELSE {otherwise} END"
