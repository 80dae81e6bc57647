"""What an OpenAPI document has, one operation after the other."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


def operations(document: Json) -> list[tuple[str, str, Json]]:
    """Every operation: method, path and what is said of it."""
    return [
        (method.upper(), path, one[method])
        for path, one in document["paths"].items()
        for method in METHODS
        if method in one
    ]
