"""What JSON is made of, whatever it says."""

from __future__ import annotations

from typing import Any


def shape(value: Any) -> str:
    """What a JSON value is made of, whatever it says: names and kinds."""
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {shape(one)}" for name, one in sorted(value.items())) + "}"
        case list():
            return "[" + " | ".join(sorted({shape(one) for one in value})) + "]"
        case _:
            return type(value).__name__
