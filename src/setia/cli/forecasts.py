"""Forecasts at the command line: from a plan's file, from a plan made now, or stated; and what is said of them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
from rich.markup import escape

from setia.cli.plan_bar import with_bar
from setia.cli.terminal import fail, out, shown
from setia.engine.guard import PRICE, Basis, Chosen, Expected, choose, price_thing
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.effects.gifts import IssueReward
from setia.engine.rules.program import Program
from setia.engine.rules.rule import Rule
from setia.replay.plan import digest_of
from setia.storage import clock, price_history
from setia.storage.programs import LoadedProgram

STATED = re.compile(
    r"((?:price:)?[a-z][a-z0-9_-]*)(?:/((?:reward:)?[a-z][a-z0-9_-]*))?=([0-9]{1,12}(?:\.[0-9]{1,3})?)", re.ASCII
)
QUARTERS_OF_HOUR = 4
ANY_MARGIN = Fraction(25, 100)
"""Of no matter for a forecast."""


class Planned(msgspec.Struct, frozen=True):
    """Of a plan's file what a forecast needs."""

    program: str
    version: int
    document: str
    today: dict[str, Expected]
    expected: dict[str, Expected]


def chosen(
    program: LoadedProgram, compiled: Compiled, plan: Path | None, stated: list[str], *, unplanned: bool
) -> Chosen:
    """The forecast that a document is applied with; exits where a plan's file is not of this change."""
    spoken = {name: one for text in stated for name, one in _stated(text, compiled).items()}
    if unplanned:
        basis = Basis(stated=spoken)
    else:
        found = _from_file(plan, program, compiled) if plan is not None else _made_now(program, compiled)
        prices = price_history.gave(program.id, [one.id for one in compiled.program.price_rules], clock.read())
        basis = Basis(found.today, found.expected | prices, spoken)
    rules = [one.id for one in compiled.program.rules if _wallets(one, compiled.program)]
    rules += [f"{PRICE}{one.id}" for one in compiled.program.price_rules]
    return choose(basis, tuple(rules), compiled.program.guard)


def tell(of: Chosen, compiled: Compiled, *, unplanned: bool) -> None:
    """What is watched, by what, and what is not."""
    if not compiled.program.guard:
        out.print("  No guard: the document says `guard: 0`.")
        return
    if unplanned and not of.forecast.rules:
        out.print(
            "  No forecast yet: a server or a worker makes one from what is recorded. Until then nothing stops a rule"
            " that gives far more than it should.",
            soft_wrap=True,
        )
        return
    for name, one in of.forecast.rules.items():
        hourly, then = _per_hour(one, name, compiled), "stops it" if name.startswith(PRICE) else "waits"
        out.print(
            f"  Watched: {shown(name)}, {hourly} an hour; more than {compiled.program.guard} times that {then}.",
            soft_wrap=True,
        )
    for name in of.jumps:
        out.print(
            f"  [yellow]{shown(name)} would give more than {compiled.program.guard} times what it gives today[/],"
            f" and is watched by what it gives today. If you mean it: --expect {escape(name)}=UNITS (an hour).",
            soft_wrap=True,
        )
    if of.unknown:
        out.print(
            f"  Not watched, for nothing recorded says what to expect: {shown(', '.join(of.unknown))}."
            f" If you know: --expect {escape(of.unknown[0])}=UNITS (an hour).",
            soft_wrap=True,
        )


def _from_file(path: Path, program: LoadedProgram, compiled: Compiled) -> Planned:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Planned)
    except OSError as fault:
        fail(f"--plan: {path} cannot be read: {fault.strerror or fault}.")
    except msgspec.DecodeError:
        fail(f"--plan: {path} is not a plan.", "Make one with `setia program plan FILE --json > plan.json`.")
    latest = program.versions.applied[-1].number
    if (found.program, found.version) != (program.code, latest):
        fail(f"--plan: {path} is a plan against version {found.version} of {found.program}, not {latest}; plan again.")
    if found.document != digest_of(compiled):
        fail(f"--plan: {path} is the plan of another document; plan again.")
    return found


def _made_now(program: LoadedProgram, compiled: Compiled) -> Planned:
    made = with_bar(program, compiled, ANY_MARGIN)
    return Planned(made.program, made.version, made.document, made.today, made.expected)


def _stated(text: str, compiled: Compiled) -> dict[str, Expected]:
    """`base=10000`: units that a rule is expected to give in an hour; `price:five=200.00`: money, of a price rule."""
    read = STATED.fullmatch(text)
    if read is None:
        fail(f"--expect: {text[:40]!r} is not RULE=UNITS an hour, such as base=10000.")
    rule = next((one for one in compiled.program.rules if one.id == read[1]), None)
    if rule is None and not read[2] and _is_price_rule(read[1].removeprefix(PRICE), compiled):
        minor = int(Decimal(read[3]).scaleb(compiled.exponent))
        return {price_thing(read[1].removeprefix(PRICE)): Expected(0, minor, QUARTERS_OF_HOUR, stated=True)}
    wallets = _wallets(rule, compiled.program) if rule is not None else []
    if read[2]:
        wallets = [one for one in wallets if one == read[2]]
    if rule is None or not wallets:
        fail(f"--expect: no rule {read[1]!r} of the document gives units of such a wallet.")
    if len(wallets) > 1:
        fail(f"--expect: {read[1]} gives {', '.join(wallets)}; say which, such as {read[1]}/{wallets[0]}=10000.")
    decimals = compiled.units[wallets[0]].decimals if wallets[0] in compiled.units else 0
    units = Decimal(read[3]).scaleb(decimals)
    return {f"{rule.id}/{wallets[0]}": Expected(0, int(units), QUARTERS_OF_HOUR, stated=True)}


def _wallets(rule: Rule, program: Program) -> list[str]:
    """Wallets of which a rule gives units, and `reward:ID`; a multiplier gives what those rules give."""
    found: set[str] = set()
    for effect in rule.effects:
        named = getattr(effect, "of", ())
        others = [one for one in program.rules if one is not rule and (one.id in named or one.lane in named)]
        found.update(wallet for one in others for wallet in _wallets(one, program))
        found.add(getattr(effect, "wallet", ""))
        found.add(f"reward:{effect.reward}" if isinstance(effect, IssueReward) else "")
    return sorted(found - {""})


def _is_price_rule(id_: str, compiled: Compiled) -> bool:
    return any(one.id == id_ for one in compiled.program.price_rules)


def _per_hour(one: Expected, name: str, compiled: Compiled) -> str:
    wallet = name.partition("/")[2]
    decimals = compiled.units[wallet].decimals if wallet in compiled.units else 0
    hourly = -(-one.units * QUARTERS_OF_HOUR // one.quarters)
    if name.startswith(PRICE):
        return f"{Decimal(hourly).scaleb(-compiled.exponent):,} {compiled.program.currency} off"
    return f"{Decimal(hourly).scaleb(-decimals):,} {wallet.removeprefix('reward:')}"
