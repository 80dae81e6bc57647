"""Program documents to be thrown at the reader: sound ones, ones with mistakes, and ones whose bytes were damaged."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import Any

from setia.services.document_plain import Amount
from setia.services.document_text import yaml_of
from tests.documents.mutations import mistaken
from tests.documents.writing import write

KINDS = {"sound": 45, "mistaken": 25, "damaged": 30}
"""Kinds of inputs, with how many of a hundred are of each."""

TOKENS = [
    *("&a ", "*a ", "!!str ", "!x ", "<<: ", "%YAML 1.1\n---\n", "---\n", "...\n", "? ", "- ", ": ", "# ", "@", "`"),
    *("{", "}", "[", "]", ",", "'", '"', "|\n", ">\n", "\t", "\n", "\r\n", "\0", "\x07", "\ufeff", "\u2028", "\u0661"),
    *(
        "1e999",
        "-1",
        "9" * 20,
        "0." + "0" * 30 + "1",
        ".nan",
        ".inf",
        "0x1F",
        "010",
        "1_000",
        "no",
        "null",
        "~",
        "true",
    ),
    *("\U0001f600", "\\ud800", "\\u0000", "kind: not, of: ", "wallet", "any_of", "P9Y", "x" * 200),
]


def document(seed: int, number: int) -> tuple[str, bytes]:
    """The kind and the bytes of one input."""
    random = Random(f"{seed}:{number}")
    (kind,) = random.choices(list(KINDS), list(KINDS.values()))
    plain: Any = write(random)
    if kind == "mistaken":
        for _ in range(random.choice((1, 1, 2, 4))):
            plain = mistaken(plain, random).document
    data = _text(plain, random).encode("utf-8", "surrogatepass")
    return kind, _damaged(data, random) if kind == "damaged" else data


def _text(plain: Any, random: Random) -> str:
    """As somebody may write it: JSON with or without lines, or YAML."""
    form = random.randrange(4)
    if form > 1:
        return yaml_of(_kept(plain))
    return json.dumps(plain, default=str, ensure_ascii=random.random() < 0.5, indent=2 if form else None)


def _kept(plain: Any) -> Any:
    if isinstance(plain, Decimal):
        return Amount(plain)
    if isinstance(plain, dict):
        return {key: _kept(child) for key, child in plain.items()}
    return [_kept(child) for child in plain] if isinstance(plain, list) else plain


def _damaged(data: bytes, random: Random) -> bytes:
    """Bytes flipped, cut, doubled or put in."""
    for _ in range(random.choice((1, 1, 2, 5))):
        at = random.randrange(len(data) + 1)
        to = min(at + random.choice((1, 1, 3, 20)), len(data))
        what = random.randrange(5)
        if what == 0:
            data = data[:at] + bytes([random.randrange(256)]) + data[to:]
        elif what == 1:
            data = data[:at] + data[to:]
        elif what == 2:
            data = data[:to] + data[at:]
        else:
            data = data[:at] + random.choice(TOKENS).encode("utf-8", "surrogatepass") + data[at:]
    return data
