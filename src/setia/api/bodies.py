"""Bodies of requests, read strictly before anything else looks at them: JSON of the declared shape and nothing else."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import msgspec
from litestar import Request

from setia.api.problems import Stop, problem

DEPTH_MAX: Final = 16
MEDIA_TYPES = frozenset({"application/json"})

_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"?|([\[{])|([\]}])', re.DOTALL)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""U+0000 in a text, which no database keeps; behind two backslashes it is none."""
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$\.?(?P<field>.*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.+)`")


async def read_strictly(request: Request[Any, Any, Any]) -> None:
    """Stop unless the body is what the route declares; Litestar by itself would take "12" for 12."""
    declared = request.route_handler.parsed_fn_signature.parameters.get("data")
    if declared is None:
        return
    if request.content_type[0] not in MEDIA_TYPES:
        raise Stop(problem(415, "wrong_media_type", "send application/json", "Content-Type"))
    check(await request.body(), declared.annotation)


def check(body: bytes, shape: Any) -> None:
    """Stop unless these bytes are JSON of that shape, without a key twice in one object, not too deep, and storable."""
    if _depth(body) > DEPTH_MAX:
        raise Stop(problem(422, "too_deep", most=DEPTH_MAX))
    if _NUL.search(body):
        raise Stop(problem(422, "text_refused"))
    try:
        msgspec.json.decode(body, type=shape)
        json.loads(body, object_pairs_hook=_once)
    except msgspec.ValidationError as fault:
        raise Stop(_of_shape(str(fault))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise Stop(problem(400, "not_json", str(fault)[:200])) from None


def _depth(body: bytes) -> int:
    """How deep it is nested; brackets inside of texts do not count."""
    if body.count(b"[") + body.count(b"{") <= DEPTH_MAX:
        return 0
    deepest = depth = 0
    for match in _BRACKET.finditer(body):
        depth += (match.group(1) is not None) - (match.group(2) is not None)
        deepest = max(deepest, depth)
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> None:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise Stop(problem(422, "duplicate_key", field=twice[:80]))


def _of_shape(fault: str) -> Any:
    """msgspec's sentence as a problem that names the field."""
    match = _AT.match(fault)
    what, field = (match["what"], match["field"] or "") if match else (fault, "")
    if unknown := _UNKNOWN.match(what):
        return problem(422, "unknown_field", field=_joined(field, unknown[1][:80]))
    if missing := _MISSING.match(what):
        return problem(422, "missing_field", field=_joined(field, missing[1]))
    return problem(422, "invalid_field", what, field)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
