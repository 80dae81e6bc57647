"""One document read, and if it is accepted, printed, read again and tried on carts; what breaks the law is an error."""

from __future__ import annotations

import sys
import time
from collections import Counter
from contextlib import suppress
from random import Random
from typing import Any

from msgspec import Struct, field

from setia.engine.rules.compiled import Compiled
from setia.engine.rules.evaluate import evaluate
from setia.services import documents, yaml_text
from setia.services.document_text import to_pretty_json, to_yaml
from setia.services.documents import BadDocument, DocumentFault
from setia.services.yaml_text import SIZE_MAX
from tests.programs_fuzz.carts import facts

PARSE_MS = 500
EVALUATE_MS = 50
STEPS = 60
"""Calls of functions that judging one cart may take for every rule, condition, effect and line there is."""
READ_EXACTLY_EVERY = 20
"""The exact parser, ten times as slow, must say what the quick one says: one in so many is read twice."""
STEPS_COUNTED_EVERY = 10
"""Counting calls makes them several times as slow: one accepted document in so many."""

WITHOUT_LINE = frozenset({"empty", "too_large", "not_yaml"})
"""Faults of the whole text, or of what has no place in it."""


class Broken(Exception):
    """A law does not hold for a document."""


class Slow(Exception):
    """Something took too long, which it has to do again to be believed: other work may have held it up."""


class Figures(Struct):
    """What was seen of many documents."""

    inputs: int = 0
    broken: list[str] = field(default_factory=list)
    """Laws that do not hold, each with the number of the document."""
    accepted: dict[str, int] = field(default_factory=dict)
    """By kind of input."""
    refused: dict[str, int] = field(default_factory=dict)
    """By kind of input."""
    codes: dict[str, int] = field(default_factory=dict)
    """By the first fault's code."""
    carts: int = 0
    slowest_parse_ms: float = 0
    slowest_cart_ms: float = 0
    most_steps: float = 0
    """Of those counted, for every rule, condition, effect and line."""

    def add(self, other: Figures) -> None:
        """Count another's."""
        self.inputs += other.inputs
        self.carts += other.carts
        self.broken += other.broken
        for name in ("accepted", "refused", "codes"):
            setattr(self, name, dict(Counter(getattr(self, name)) + Counter(getattr(other, name))))
        for name in ("slowest_parse_ms", "slowest_cart_ms", "most_steps"):
            setattr(self, name, max(getattr(self, name), getattr(other, name)))

    @property
    def valid_percent(self) -> float:
        """How many of a hundred were accepted."""
        return 100 * sum(self.accepted.values()) / max(self.inputs, 1)

    def line(self) -> str:
        """All of it in one line."""
        kinds = ", ".join(
            f"{kind} {self.accepted.get(kind, 0):,} accepted and {self.refused.get(kind, 0):,} refused"
            for kind in sorted({*self.accepted, *self.refused})
        )
        codes = ", ".join(f"{code} {count:,}" for code, count in Counter(self.codes).most_common())
        return (
            f"{self.inputs:,} inputs, {self.valid_percent:.0f} % valid ({kinds}); {self.carts:,} carts; slowest parse"
            f" {self.slowest_parse_ms:.0f} ms, cart {self.slowest_cart_ms:.1f} ms, {self.most_steps:.0f} steps;"
            f" refused by {codes}"
        )


def examine(kind: str, data: bytes, figures: Figures, carts: int) -> None:
    """Take one document. Raises Broken, Slow, or whatever error the product lets out."""
    began = time.process_time()
    code, compiled = "", None
    try:
        compiled = documents.read_program(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        code = "not_utf8"
    except BadDocument as bad:
        code = _checked(bad.faults, data).code
    took = (time.process_time() - began) * 1000
    if took > PARSE_MS:  # others on the machine slow even the processor down: it is slow if it is so twice
        took = min(took, _milliseconds(data))
    if took > PARSE_MS:
        raise Slow(f"read in {took:.0f} ms")
    figures.slowest_parse_ms = max(figures.slowest_parse_ms, took)
    counts = figures.refused if code else figures.accepted
    counts[kind] = counts.get(kind, 0) + 1
    if compiled is None:
        figures.codes[code] = figures.codes.get(code, 0) + 1
        return
    if figures.inputs % READ_EXACTLY_EVERY == 0:
        _read_alike(data.decode("utf-8-sig"))
    _printed_again(compiled, figures.inputs)
    random = Random(figures.inputs)
    for n in range(carts):
        _tried(compiled, random, figures, counted=n == 0 and figures.inputs % STEPS_COUNTED_EVERY == 1)


def _milliseconds(data: bytes) -> float:
    """How long the same takes once more, in milliseconds of the processor."""
    began = time.process_time()
    with suppress(UnicodeDecodeError, BadDocument):
        documents.read_program(data.decode("utf-8-sig"))
    return (time.process_time() - began) * 1000


def _checked(faults: list[DocumentFault], data: bytes) -> DocumentFault:
    """The first fault, once all of them are seen to say what and where."""
    lines = data.decode("utf-8-sig").count("\n") + data.count(b"\r") + data.count("\u2028".encode()) * 2 + 2
    if not faults:
        raise Broken("refused without a fault")
    for fault in faults:
        if not fault.code or not 0 <= fault.line <= lines or (fault.line == 0 and fault.code not in WITHOUT_LINE):
            raise Broken(f"a fault that does not say where: {fault}")
    return faults[0]


def _read_alike(text: str) -> None:
    if yaml_text.read_all(text) != yaml_text.exactly(text):
        raise Broken("read quickly and exactly, it is not the same")


def _printed_again(compiled: Compiled, number: int) -> None:
    program = compiled.program
    text = to_yaml(program) if number % 2 else to_pretty_json(program)
    if len(text.encode()) <= SIZE_MAX and documents.read_program(text).program != program:
        raise Broken("printed and read again, it is another program")


def _tried(compiled: Compiled, random: Random, figures: Figures, *, counted: bool) -> None:
    cart = facts(compiled, random)
    figures.carts += 1
    if counted:
        steps, size = _calls(compiled, cart), _size(compiled) + len(cart.lines)
        figures.most_steps = max(figures.most_steps, steps / size)
        if steps > STEPS * size:
            raise Broken(f"{steps} steps for {size} rules, conditions, effects and lines")
        return
    began = time.process_time()
    evaluate(compiled, cart)
    took = (time.process_time() - began) * 1000
    if took > EVALUATE_MS:
        raise Slow(f"judged a cart in {took:.0f} ms")
    figures.slowest_cart_ms = max(figures.slowest_cart_ms, took)


def _size(compiled: Compiled) -> int:
    return sum(1 + len(rule.effects) + len(rule.when) for rule in compiled.program.rules)


def _calls(compiled: Compiled, cart: Any) -> int:
    calls = 0

    def count(_: Any, event: str, __: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        evaluate(compiled, cart)
    finally:
        sys.setprofile(None)
    return calls
