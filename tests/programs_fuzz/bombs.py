"""Documents made by hand to keep a machine busy, fill its memory or break its reader. Every one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

Bomb = Callable[[], bytes]

HEAD = """\
format: 1
id: test
name: {en: Test}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets: [{id: points, unit: {en: points}}]
"""
GIVES = "effects: [{kind: fixed_points, points: 1}]"
RULE = f"rules: [{{id: base, {GIVES}}}]\n"
KIB = 1024


def _text(text: str) -> Bomb:
    return lambda: text.encode("utf-8", "surrogatepass")


def _rules(body: str) -> Bomb:
    """A sound program but for what its rules say."""
    return _text(f"{HEAD}rules:\n{body}")


def _more(body: str) -> Bomb:
    """A sound program and something below it."""
    return _text(HEAD + RULE + body)


def _head(field: str, value: str) -> Bomb:
    """A sound program with another value in its head."""
    lines = [f"{field}: {value}" if line.startswith(f"{field}:") else line for line in (HEAD + RULE).splitlines()]
    return _text("\n".join(lines))


def _effect(**fields: str) -> Bomb:
    said = {"kind": "points_per_amount", "points": "1", "per": "1.00", **fields}
    effect = ", ".join(f"{name}: {value}" for name, value in said.items())
    return _rules(f"- {{id: base, effects: [{{{effect}}}]}}\n")


def _laughs() -> bytes:
    names = "abcdefghij"
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in pairwise(names)]
    return "\n".join(lines).encode()


def _chains() -> bytes:
    """Rules that multiply all before them, and a last one that makes the document unsound."""
    rules = [f"- {{id: r0, {GIVES}}}"]
    for n in range(1, 60):
        of = ", ".join(f"r{i}" for i in range(n))
        rules.append(f"- {{id: r{n}, effects: [{{kind: multiplier, of: [{of}], times: 2}}]}}")
    return (HEAD + "rules:\n" + "\n".join(rules) + "\n- {id: last, effects: []}\n").encode()


def _nots(depth: int) -> str:
    return "{kind: not, of: " * depth + "{kind: first_purchase}" + "}" * depth


BOMBS: dict[str, Bomb] = {
    # deep
    "brackets": _text("[" * 30_000),
    "brackets that close": _text("[" * 30_000 + "]" * 30_000),
    "braces": _text("{a: " * 20_000),
    "dashes": _text("- " * 30_000),
    "question marks": _text("? " * 30_000),
    "json in json": _text('{"a":' * 12_000 + "1" + "}" * 12_000),
    "steps": _text("\n".join(" " * depth + "a:" for depth in range(400))),
    "not of not": _rules(f"- {{id: base, {GIVES}, when: [{_nots(100)}]}}\n"),
    "goods but not goods but not": _effect(lines="{but_not: " * 60 + "{sku: [a]}" + "}" * 60),
    # aliases, tags, directives
    "a billion laughs": _laughs,
    "an anchor that holds itself": _text("&a [*a, *a]"),
    "an alias of nothing": _head("name", "*nothing"),
    "a merge key of an alias": _more("<<: *base\n"),
    "a merge key": _more("<<: {id: other}\n"),
    "a tag that runs": _head("name", "!!python/object/apply:os.system ['true']"),
    "a tag that reads": _head("name", "!include /etc/passwd"),
    "a tag of binary": _head("id", "!!binary aGVsbG8="),
    "a set": _head("name", "!!set {en}"),
    "a directive": _text("%YAML 1.1\n---\n" + HEAD + RULE),
    "many directives": _text("%TAG !a! tag:a,2000:\n" * 4_000 + "---\nx"),
    # crowds
    "a megabyte in one text": _head("id", "a" * KIB * KIB),
    "ten megabytes": _text("a" * 10 * KIB * KIB),
    "numbers": _text("[" + "1," * 65_000 + "]"),
    "pairs": _text("{" + "".join(f"{n}: 1, " for n in range(15_000)) + "}"),
    "lines": _text("".join(f"a{n}: 1\n" for n in range(14_000))),
    "empty items": _text("-\n" * 65_000),
    "commas": _text("[" + "," * 130_000),
    "comments": _text("#\n" * 65_000),
    "blank lines": _text("\n" * 130_000),
    "colons": _text(":" * 131_000),
    "quotes": _text("['" + "''" * 65_000 + "']"),
    "escapes": _text('"' + "\\n" * 65_000 + '"'),
    "one long line": _text("a " * 65_000),
    "a long block": _text("a: |\n" + "  x\n" * 32_000),
    "two thousand rules": _rules("".join(f"- {{id: r{n}, {GIVES}}}\n" for n in range(2_000))),
    "rules by conditions": _rules(
        "".join(f"- {{id: r{n}, {GIVES}, when: [{'{kind: first_purchase}, ' * 20}]}}\n" for n in range(200))
    ),
    "rules without a name of their own": _rules(f"- {{id: same, {GIVES}}}\n" * 450),
    "names of nothing": _rules("".join(f"- {{id: r{n}, lane: x{n}, limits: [y, z], {GIVES}}}\n" for n in range(250))),
    "kinds of nothing": _rules(f"- {{id: a, effects: [{'{kind: point}, ' * 2_000}]}}\n"),
    "fields of nothing": _more("".join(f"x{n}: 1\n" for n in range(4_000))),
    "zones of nothing": _more("stores:\n" + "".join(f"- {{id: s{n}, zone: Asia/X{n}}}\n" for n in range(1_000))),
    "chains of multipliers": _chains,
    "rules that multiply each other": _rules(
        "".join(
            f"- {{id: r{n}, effects: [{{kind: multiplier, times: 2, of: [r{(n + 1) % 400}]}}]}}\n" for n in range(400)
        )
    ),
    # keys
    "a key of a hundred kilobytes": _text('{"' + "k" * 100 * KIB + '": 1}'),
    "a key that is a list": _text("? [a, b]\n: 1"),
    "a key twice": _more("id: other\n"),
    "a key twice, in quotes": _more("'id': other\n"),
    "keys of numbers": _more("1: 2\ntrue: 3\nnull: 4\n"),
    # numbers
    "5,000 digits": _effect(points="9" * 5_000),
    "100,000 digits as a text": _effect(points=f'"{"9" * 100_000}"'),
    "100,000 digits behind the point": _effect(per=f'"0.{"1" * 100_000}"'),
    "an exponent": _effect(points="1e400"),
    "an exponent as a text": _effect(points='"1e999999999"'),
    "not a number": _effect(points=".nan"),
    "infinity": _effect(points=".inf"),
    "digits of another script": _effect(points='"\u0661\u0662"'),
    "minus": _effect(per="-1.00"),
    "nine hundred and ninety-nine years": _more("conversions: []\nclaim_window: P9999Y\n"),
    "the year 10000": _head("effective_from", "10000-01-01"),
    "30 February": _head("effective_from", "2027-02-30"),
    # letters
    "NUL": _head("id", '"te\\0st"'),
    "a bare NUL": _head("id", "te\0st"),
    "half a surrogate pair": _head("name", '{en: "\\ud800"}'),
    "half a surrogate pair, bare": _head("name", '{en: "\ud800"}'),
    "a mark of byte order inside": _text("id: a\n\ufeff\ufeffx: y"),
    "not UTF-8": lambda: b"id: \xff\xfe\x00",
    "UTF-16": lambda: ("\ufeff" + HEAD).encode("utf-16"),
    "a bell": _head("id", "te\x07st"),
    "tabs": _text("name:\n\ten: Test"),
    "lines of another age": _head("id", "te\x85st: x"),
    "from right to left": _head("id", "\u202etset"),
    # other shapes
    "nothing": _text(""),
    "two documents": _text(HEAD + RULE + "---\n" + HEAD + RULE),
    "json behind yaml": _text(HEAD + RULE + json.dumps({"id": "other"})),
    "an open quote": _head("id", '"test'),
    "a zone that is a path": _head("zone", "../../etc/passwd"),
    "a zone that is a folder": _head("zone", "Asia"),
    "code": _head("id", "__import__('os').system('true')"),
    "a template": _head("id", "'{{ 7 * 7 }}'"),
}
