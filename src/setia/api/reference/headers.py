"""Headers of answers as the document describes them: once each, and named where they may come."""

from __future__ import annotations

from typing import Any, Final

from setia.api.positions import HEADER

Json = dict[str, Any]


def _header(description: str, example: str, kind: str = "string") -> Json:
    return {
        "description": description,
        "schema": {"type": kind},
        "example": example if kind == "string" else int(example),
    }


ALL: Final[Json] = {
    "Idempotent-Replayed": _header("`true` where the same was answered under the same key before.", "true"),
    HEADER: _header("How far the log was: what is read with it as `min_position` has this in it.", "1041", "integer"),
    "RateLimit": _header(
        "What is left of the client's limit, and in how many seconds more comes back.", '"calls";r=587;t=2'
    ),
    "RateLimit-Policy": _header("The client's limit: calls at once, and in how many seconds.", '"calls";q=1000;w=60'),
    "Content-Language": _header(
        "In which language a no is said: of en, ms, id and th as `Accept-Language` asks.", "ms"
    ),
    "Retry-After": _header("In how many seconds the same may be sent again, where it may.", "1", "integer"),
}
OF_EVERY_ANSWER: Final = ("RateLimit", "RateLimit-Policy")
OF_KEYED: Final = ("Idempotent-Replayed", HEADER)
OF_NO: Final = ("Content-Language", "Retry-After")


def name(operation: Json, *, is_keyed: bool) -> None:
    """Name in each response of an operation that needs a key what headers it may have."""
    for status, response in operation["responses"].items():
        is_no = not status.startswith("2")
        named = (
            *OF_EVERY_ANSWER,
            *(OF_KEYED[:1] if is_keyed and is_no else OF_KEYED if is_keyed else ()),
            *OF_NO * is_no,
        )
        response["headers"] = {one: {"$ref": f"#/components/headers/{one}"} for one in named}
