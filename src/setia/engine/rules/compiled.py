"""A program version made ready to judge: dates parsed, amounts in minor units, references proven to exist."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import msgspec
from msgspec import Struct

from setia.engine.calendar import Duration, RoundTo, deadline, parse_duration, parse_instant, start_of_day
from setia.engine.money import EXPONENT, POWER_MAX, to_minor
from setia.engine.rules.program import FORMAT, Effect, Program, ReturnPolicy, Rule, WalletKind, WalletType

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
AMOUNT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
EXAMPLE_DAY = date(2027, 1, 31)
FIRST_YEAR, LAST_YEAR = "1900", "2199"
FOUND_MAX = 80
"""Characters of a faulty value that are repeated."""
POINTS_MAX = 10**9
PER_MAX = Decimal(10**9)
GRACE_DAYS_MAX = 90
NOTHING = Duration(0, 0)


class Fault(Struct, frozen=True):
    """One thing wrong with a document: where, what, and the numbers or names that explain it."""

    path: tuple[str | int, ...]
    code: str
    found: str = ""
    expected: str = ""


class Unusable(Exception):
    """The document has faults; nothing was compiled."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class Unit(Struct, frozen=True):
    """A wallet type ready for use."""

    id: str
    kind: WalletKind
    decimals: int
    life: Duration | None
    idle: Duration | None
    round_to: RoundTo
    wait: Duration | None
    return_policy: ReturnPolicy
    debt_limit: int | None
    grace: Duration
    make_whole: Duration

    def dates(self, earned_at: int, zone: str) -> tuple[int, int | None]:
        """When a lot earned at an instant becomes usable, and when it ends (exclusive; None is never)."""
        active_at = earned_at if self.wait is None else deadline(earned_at, self.wait, zone)
        expires_at = None if self.life is None else deadline(earned_at, self.life, zone, self.round_to)
        return active_at, expires_at


class Step(Struct, frozen=True):
    """One effect of one rule, with its amounts in minor units."""

    rule: str
    effect: Effect
    per_minor: int


class Compiled(Struct, frozen=True):
    """One version of a program, as the engine judges by it."""

    program: Program
    zone: str
    exponent: int
    effective_from: int
    units: dict[str, Unit]
    steps: tuple[Step, ...]


def compile_program(program: Program) -> Compiled:
    """Check what the structure alone cannot, and make the program ready.

    Raises Unusable with every fault found.
    """
    faults: list[Fault] = []
    _check_head(program, faults)
    units = _units(program.wallets, faults)
    steps = _steps(program.rules, units, EXPONENT.get(program.currency, 2), faults)
    effective_from = 0
    if not any(fault.path == ("zone",) for fault in faults):
        try:
            effective_from = parse_instant(program.effective_from, program.zone)
            if not FIRST_YEAR <= program.effective_from[:4] <= LAST_YEAR:
                raise ValueError("no program was or will be in force then")
        except (ValueError, OverflowError):
            faults.append(Fault(("effective_from",), "not_a_date", program.effective_from, "2027-01-31"))
    if faults:
        raise Unusable([msgspec.structs.replace(fault, found=fault.found[:FOUND_MAX]) for fault in faults])
    return Compiled(program, program.zone, EXPONENT[program.currency], effective_from, units, steps)


def _check_head(program: Program, faults: list[Fault]) -> None:
    if program.format != FORMAT:
        faults.append(Fault(("format",), "unknown_format", str(program.format), str(FORMAT)))
    _check_name(program.id, ("id",), faults)
    if not program.name:
        faults.append(Fault(("name",), "no_text"))
    if program.currency not in EXPONENT:
        faults.append(Fault(("currency",), "unknown_currency", program.currency, "MYR"))
    try:
        start_of_day(EXAMPLE_DAY, program.zone)
    except (KeyError, ValueError, OSError):  # no such zone, a path, a directory of zones
        faults.append(Fault(("zone",), "unknown_zone", program.zone, "Asia/Kuala_Lumpur"))
    if not program.wallets:
        faults.append(Fault(("wallets",), "empty_list"))
    if not program.rules:
        faults.append(Fault(("rules",), "empty_list"))


def _check_name(name: str, path: tuple[str | int, ...], faults: list[Fault]) -> None:
    if not NAME.fullmatch(name):
        faults.append(Fault(path, "bad_id", name, "a-z, 0-9, - and _, from a letter, at most 40"))


def _units(wallets: tuple[WalletType, ...], faults: list[Fault]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for i, wallet in enumerate(wallets):
        _check_name(wallet.id, ("wallets", i, "id"), faults)
        if wallet.id in units:
            faults.append(Fault(("wallets", i, "id"), "duplicate_id", wallet.id))
        if not wallet.unit:
            faults.append(Fault(("wallets", i, "unit"), "no_text"))
        if not 0 <= wallet.decimals <= 3:
            faults.append(Fault(("wallets", i, "decimals"), "out_of_range", str(wallet.decimals), "0 to 3"))
        units[wallet.id] = _unit(wallet, ("wallets", i), faults)
    return units


def _unit(wallet: WalletType, path: tuple[str | int, ...], faults: list[Fault]) -> Unit:
    life = wait = idle = None
    if wallet.expiry is not None and wallet.expiry.after is not None:
        life = _duration(wallet.expiry.after, (*path, "expiry", "after"), faults)
    if wallet.expiry is not None and wallet.expiry.idle is not None:
        idle = _duration(wallet.expiry.idle, (*path, "expiry", "idle"), faults)
        if wallet.kind == "money":
            faults.append(Fault((*path, "expiry", "idle"), "idle_in_money"))
    if wallet.pending is not None:
        wait = _duration(wallet.pending, (*path, "pending"), faults)
    grace = _duration(wallet.restores.grace, (*path, "restores", "grace"), faults) or NOTHING
    make_whole = _duration(wallet.restores.make_whole, (*path, "restores", "make_whole"), faults) or NOTHING
    if grace.months or grace.days > GRACE_DAYS_MAX:
        faults.append(Fault((*path, "restores", "grace"), "out_of_range", wallet.restores.grace, "P0D to P90D"))
    if wallet.kind == "money" and wallet.returns.policy == "debt":
        faults.append(Fault((*path, "returns", "policy"), "debt_in_money", "debt", "only_pending, within_balance"))
    limit = wallet.returns.debt_limit
    if limit is not None and not 0 <= limit <= POINTS_MAX:
        faults.append(Fault((*path, "returns", "debt_limit"), "out_of_range", str(limit), f"0 to {POINTS_MAX}"))
    return Unit(
        id=wallet.id,
        kind=wallet.kind,
        decimals=wallet.decimals,
        life=life,
        idle=idle,
        round_to=wallet.expiry.round_to if wallet.expiry else "day",
        wait=wait,
        return_policy=wallet.returns.policy,
        debt_limit=limit,
        grace=grace,
        make_whole=make_whole,
    )


def _duration(text: str, path: tuple[str | int, ...], faults: list[Fault]) -> Duration | None:
    try:
        return parse_duration(text)
    except ValueError:
        faults.append(Fault(path, "not_a_duration", text, "P12M or P30D"))
        return None


def _steps(rules: tuple[Rule, ...], units: dict[str, Unit], exponent: int, faults: list[Fault]) -> tuple[Step, ...]:
    steps: list[Step] = []
    seen: set[str] = set()
    for i, rule in enumerate(rules):
        _check_name(rule.id, ("rules", i, "id"), faults)
        if rule.id in seen:
            faults.append(Fault(("rules", i, "id"), "duplicate_id", rule.id))
        seen.add(rule.id)
        if rule.trigger != "purchase":
            faults.append(Fault(("rules", i, "trigger"), "unknown_trigger", rule.trigger, "purchase"))
        if not rule.effects:
            faults.append(Fault(("rules", i, "effects"), "empty_list"))
        for j, effect in enumerate(rule.effects):
            path = ("rules", i, "effects", j)
            if effect.wallet not in units:
                faults.append(Fault((*path, "wallet"), "unknown_wallet", effect.wallet, ", ".join(units)))
            if not 1 <= effect.points <= POINTS_MAX:
                faults.append(Fault((*path, "points"), "out_of_range", str(effect.points), f"1 to {POINTS_MAX}"))
            steps.append(Step(rule.id, effect, _per(effect.per, exponent, (*path, "per"), faults)))
    return tuple(steps)


def _per(written: int | str, exponent: int, path: tuple[str | int, ...], faults: list[Fault]) -> int:
    text = str(written)
    amount = Decimal(text[: POWER_MAX + 1]) if AMOUNT.fullmatch(text[: POWER_MAX + 1]) else None
    if amount is None or len(text) > POWER_MAX or not 0 < amount <= PER_MAX:
        faults.append(Fault(path, "out_of_range", text, f"an amount such as 1 or 0.50, at most {PER_MAX}"))
        return 1
    try:
        return to_minor(amount, exponent)
    except ValueError:
        faults.append(Fault(path, "too_many_decimals", text, f"at most {exponent} decimals"))
        return 1
